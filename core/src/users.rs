//! A partner's users: who they are, and whom to ask for what one may not do oneself (domain.md, "Users and roles").

use crate::roles::{Permission, Role};
use crate::wire;

wire! {
    /// A user of the same partner who has a role: all that any colleague may know of another.
    pub struct Colleague {
        /// Name.
        pub name: String,
        /// Roles.
        pub roles: Vec<Role>,
    }
}

/// Names of those who have a permission: whom to ask.
#[must_use]
pub fn whom_to_ask(colleagues: &[Colleague], permission: Permission) -> Vec<&str> {
    let can = colleagues.iter().filter(|colleague| permission.is_granted_to(&colleague.roles));
    can.map(|colleague| colleague.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn whoever_has_the_permission_is_asked_and_nobody_else() {
        let colleague = |name: &str, roles: &[Role]| Colleague { name: name.into(), roles: roles.into() };
        let all = [
            colleague("Haru Aoba", &[Role::GlobalAdmin]),
            colleague("Ren Abe", &[Role::AdminAgent, Role::ReferralsAdmin]),
            colleague("Yui Kato", &[Role::BillingAdmin]),
        ];
        assert_eq!(whom_to_ask(&all, Permission::ManageLeads), ["Haru Aoba", "Ren Abe"]);
        assert!(whom_to_ask(&all[2..], Permission::ManageUsers).is_empty());
    }
}
