//! A partner's users: who they are, what may be done about them, and whom to ask for what one may not do oneself
//! (domain.md, "Users and roles").

use chrono::{DateTime, Utc};

use crate::problem::FieldError;
use crate::roles::{Permission, Role};
use crate::sessions::person_faults;
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

wire! {
    /// A user, as those see one who look after users.
    pub struct UserView {
        /// Id.
        pub id: String,
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: String,
        /// Roles, in the order of domain.md's table.
        pub roles: Vec<Role>,
        /// How far the user has come.
        pub state: UserState,
        /// When the user last signed in, if ever.
        pub last_signed_in: Option<DateTime<Utc>>,
        /// Whether this is who asks.
        pub is_self: bool,
    }
}

wire! {
    /// How far a user has come.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum UserState {
        /// Has neither set a password nor signed in by the provider yet.
        Invited,
        /// Can sign in.
        Active,
    }
}

wire! {
    /// Users by name: answer of `GET /api/users`.
    pub struct UserPage {
        /// Some of them.
        pub users: Vec<UserView>,
        /// How many Global admins the partner has who can sign in: whether one of them is the last.
        pub global_admins: u64,
        /// Where the next page starts, if there is one.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// Body of `POST /api/users`.
    #[serde(deny_unknown_fields)]
    pub struct NewUser {
        /// E-mail address.
        pub email: String,
        /// Name.
        pub name: String,
        /// Roles; none is possible.
        pub roles: Vec<Role>,
    }
}

impl NewUser {
    /// What is wrong with it, in the order of the form.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        person_faults(&self.email, &self.name)
    }
}

wire! {
    /// Body of `PUT /api/users/{id}/roles`.
    #[serde(deny_unknown_fields)]
    pub struct RoleChange {
        /// The roles that were shown: nobody's change undoes another's that was not seen.
        pub seen: Vec<Role>,
        /// The roles to have from now on.
        pub roles: Vec<Role>,
    }
}

/// Roles in the order of domain.md's table, each once: how they are compared and stored.
#[must_use]
pub fn in_order(roles: &[Role]) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| roles.contains(role)).collect()
}

/// How high a role stands: nobody grants or takes one that stands above all of their own.
///
/// Decided here, because domain.md says that there is an above and not which: a Global admin stands above all; those
/// who act for the whole company (buying, its legal side, its people) stand in the middle; whoever sees to one
/// room stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Sees to one room.
    Room,
    /// Acts for the company.
    Company,
    /// Everything.
    All,
}

impl Rank {
    /// Where a role stands.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        match role {
            Role::GlobalAdmin => Self::All,
            Role::AccountAdmin | Role::MpnPartnerAdmin | Role::UserManagementAdmin => Self::Company,
            Role::BillingAdmin | Role::BusinessProfileAdmin | Role::ReferralsAdmin | Role::AdminAgent => {
                Self::Room
            }
        }
    }
}

wire! {
    /// Why something may not be done about a user.
    #[serde(rename_all = "snake_case")]
    pub enum WhyNot {
        /// It takes one of these roles.
        LacksRole {
            /// Any of them will do.
            any_of: Vec<Role>,
        },
        /// This role stands above all that one has oneself.
        AboveOwn {
            /// The role.
            role: Role,
        },
        /// A partner keeps one Global admin who can sign in.
        LastGlobalAdmin,
        /// One does not remove oneself.
        Oneself,
        /// The user has a password already: there is no invitation to send again.
        HasJoined,
    }
}

/// Who acts, and among whom: what the rules about users need to know besides the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The roles of who acts.
    pub roles: Vec<Role>,
    /// How many Global admins the partner has who can sign in.
    pub global_admins: u64,
}

impl Standing {
    /// Whether who acts may grant and take this role.
    #[must_use]
    pub fn reaches(&self, role: Role) -> bool {
        self.roles.iter().any(|own| Rank::of(*own) >= Rank::of(role))
    }

    fn lacks(&self, permission: Permission) -> Option<WhyNot> {
        let any_of = || permission.granted_to().to_vec();
        (!permission.is_granted_to(&self.roles)).then(|| WhyNot::LacksRole { any_of: any_of() })
    }

    fn above<'a>(&'a self, roles: &'a [Role]) -> impl Iterator<Item = WhyNot> + 'a {
        roles.iter().filter(|role| !self.reaches(**role)).map(|role| WhyNot::AboveOwn { role: *role })
    }

    /// Who was invited and has not come yet looks after nothing, and does not count.
    fn is_last(&self, user: &UserView) -> bool {
        let counts = user.state == UserState::Active;
        user.roles.contains(&Role::GlobalAdmin) && self.global_admins <= u64::from(counts)
    }
}

/// Whether a partner's users may be seen with their addresses.
#[must_use]
pub fn may_see_users(roles: &[Role]) -> bool {
    Permission::ManageUsers.is_granted_to(roles) || Permission::AssignRoles.is_granted_to(roles)
}

/// Why nobody with these roles may be invited: every reason, none if it may be.
#[must_use]
pub fn may_invite(standing: &Standing, roles: &[Role]) -> Vec<WhyNot> {
    standing.lacks(Permission::ManageUsers).into_iter().chain(standing.above(roles)).collect()
}

/// Why a user's invitation may not be sent again.
#[must_use]
pub fn may_resend(standing: &Standing, user: &UserView) -> Vec<WhyNot> {
    let joined = (user.state == UserState::Active).then_some(WhyNot::HasJoined);
    standing.lacks(Permission::ManageUsers).into_iter().chain(joined).collect()
}

/// Why a user's roles may not be changed to these. What stays as it is needs no right to it.
#[must_use]
pub fn may_change_roles(standing: &Standing, user: &UserView, to: &[Role]) -> Vec<WhyNot> {
    let changed: Vec<_> =
        Role::ALL.into_iter().filter(|role| user.roles.contains(role) != to.contains(role)).collect();
    let demoted = changed.contains(&Role::GlobalAdmin) && !to.contains(&Role::GlobalAdmin);
    let last = (demoted && standing.is_last(user)).then_some(WhyNot::LastGlobalAdmin);
    let lacks = standing.lacks(Permission::AssignRoles);
    lacks.into_iter().chain(standing.above(&changed)).chain(last).collect()
}

/// Why a user may not erase their own account: nobody would be left to look after the partner.
#[must_use]
pub fn may_erase_oneself(standing: &Standing) -> Vec<WhyNot> {
    let last = standing.roles.contains(&Role::GlobalAdmin) && standing.global_admins <= 1;
    last.then_some(WhyNot::LastGlobalAdmin).into_iter().collect()
}

/// What stands in the place of the name of a user who was erased: the same for all that the user did, and telling
/// nothing of the person.
#[must_use]
pub fn pseudonym(id: &str) -> String {
    // The end of a UUIDv7 is random; its beginning tells when the user was made.
    let random = id.char_indices().rev().nth(7).map_or(id, |(start, _)| &id[start..]);
    format!("user-{random}")
}

/// Why a user may not be removed.
#[must_use]
pub fn may_remove(standing: &Standing, user: &UserView) -> Vec<WhyNot> {
    let oneself = user.is_self.then_some(WhyNot::Oneself);
    let last = standing.is_last(user).then_some(WhyNot::LastGlobalAdmin);
    let lacks = standing.lacks(Permission::ManageUsers);
    lacks.into_iter().chain(standing.above(&user.roles)).chain(oneself).chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn standing(roles: &[Role], global_admins: u64) -> Standing {
        Standing { roles: roles.into(), global_admins }
    }

    fn user(roles: &[Role], state: UserState) -> UserView {
        UserView {
            id: "one".into(),
            name: "Ren Abe".into(),
            email: "ren@aoba.example".into(),
            roles: roles.into(),
            state,
            last_signed_in: None,
            is_self: false,
        }
    }

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

    #[test]
    fn nobody_grants_or_takes_a_role_above_their_own() {
        for own in Role::ALL {
            for role in Role::ALL {
                let reaches = standing(&[own], 2).reaches(role);
                assert_eq!(reaches, Rank::of(own) >= Rank::of(role), "{own} {role}");
            }
        }
        let manager = standing(&[Role::UserManagementAdmin], 2);
        let above = vec![WhyNot::AboveOwn { role: Role::GlobalAdmin }];
        assert_eq!(may_invite(&manager, &[Role::GlobalAdmin, Role::AccountAdmin]), above);
        let admin = user(&[Role::GlobalAdmin], UserState::Active);
        assert_eq!(may_change_roles(&manager, &admin, &[]), above);
        assert_eq!(may_remove(&manager, &admin), above);
        // Who is above stays so; a role beside it may come and go.
        assert!(may_change_roles(&manager, &admin, &[Role::GlobalAdmin, Role::BillingAdmin]).is_empty());
    }

    #[test]
    fn the_last_global_admin_is_neither_removed_nor_demoted() {
        let admin = user(&[Role::GlobalAdmin], UserState::Active);
        let (one, two) = (standing(&[Role::GlobalAdmin], 1), standing(&[Role::GlobalAdmin], 2));
        assert_eq!(may_remove(&one, &admin), [WhyNot::LastGlobalAdmin]);
        assert_eq!(may_change_roles(&one, &admin, &[Role::AccountAdmin]), [WhyNot::LastGlobalAdmin]);
        assert!(may_change_roles(&one, &admin, &[Role::GlobalAdmin, Role::AdminAgent]).is_empty());
        assert!(may_remove(&two, &admin).is_empty() && may_change_roles(&two, &admin, &[]).is_empty());
    }

    #[test]
    fn a_global_admin_who_has_not_come_yet_does_not_count() {
        let invited = user(&[Role::GlobalAdmin], UserState::Invited);
        assert!(may_remove(&standing(&[Role::GlobalAdmin], 1), &invited).is_empty());
        assert_eq!(may_remove(&standing(&[Role::GlobalAdmin], 0), &invited), [WhyNot::LastGlobalAdmin]);
    }

    #[test]
    fn an_account_admin_assigns_roles_and_does_nothing_else_to_users() {
        let account = standing(&[Role::AccountAdmin], 1);
        let lacks = vec![WhyNot::LacksRole { any_of: Permission::ManageUsers.granted_to().to_vec() }];
        let colleague = user(&[], UserState::Invited);
        assert!(may_change_roles(&account, &colleague, &[Role::MpnPartnerAdmin]).is_empty());
        assert_eq!(may_invite(&account, &[]), lacks);
        assert_eq!(may_resend(&account, &colleague), lacks);
        assert_eq!(may_remove(&account, &colleague), lacks);
        assert!(may_see_users(&[Role::AccountAdmin]) && !may_see_users(&[Role::BillingAdmin]));
    }

    #[test]
    fn every_reason_is_named_at_once() {
        let oneself = UserView { is_self: true, ..user(&[Role::GlobalAdmin], UserState::Active) };
        let why = may_remove(&standing(&[Role::GlobalAdmin], 1), &oneself);
        assert_eq!(why, [WhyNot::Oneself, WhyNot::LastGlobalAdmin]);
        assert_eq!(may_remove(&standing(&[], 1), &oneself).len(), 4);
    }

    #[test]
    fn the_last_global_admin_does_not_erase_themselves_and_everybody_else_may() {
        assert_eq!(may_erase_oneself(&standing(&[Role::GlobalAdmin], 1)), [WhyNot::LastGlobalAdmin]);
        assert!(may_erase_oneself(&standing(&[Role::GlobalAdmin], 2)).is_empty());
        assert!(may_erase_oneself(&standing(&[], 1)).is_empty());
    }

    #[test]
    fn a_pseudonym_tells_neither_who_nor_when() {
        assert_eq!(pseudonym("0198c5f0-0000-7000-8000-00005a1e77b2"), "user-5a1e77b2");
        assert_eq!(pseudonym("demo"), "user-demo");
    }

    #[test]
    fn who_has_a_password_is_not_invited_again() {
        let manager = standing(&[Role::UserManagementAdmin], 1);
        assert_eq!(may_resend(&manager, &user(&[], UserState::Active)), [WhyNot::HasJoined]);
        assert!(may_resend(&manager, &user(&[], UserState::Invited)).is_empty());
    }

    #[test]
    fn roles_are_kept_in_one_order_each_once() {
        let mixed = [Role::AdminAgent, Role::GlobalAdmin, Role::AdminAgent];
        assert_eq!(in_order(&mixed), [Role::GlobalAdmin, Role::AdminAgent]);
    }
}
