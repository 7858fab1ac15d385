//! The vendor's operators: who is there, and what may be done about them (domain.md, "Operators").

use chrono::{DateTime, Utc};

use crate::problem::FieldError;
use crate::sessions::{OperatorRole, person_faults};
use crate::users::UserState;
use crate::wire;

wire! {
    /// An operator, as programme operators see one.
    pub struct OperatorView {
        /// Id.
        pub id: String,
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: String,
        /// What the operator may do.
        pub role: OperatorRole,
        /// How far the operator has come.
        pub state: UserState,
        /// When the operator last signed in, if ever.
        pub last_signed_in: Option<DateTime<Utc>>,
        /// Whether there is a second factor.
        pub has_factor: bool,
        /// Whether this is who asks.
        pub is_self: bool,
    }
}

wire! {
    /// Operators by name: answer of `GET /api/operator/operators`.
    pub struct OperatorPage {
        /// Some of them.
        pub operators: Vec<OperatorView>,
        /// How many programme operators can sign in: whether one of them is the last.
        pub programme_operators: u64,
        /// Where the next page starts, if there is one.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// Body of `POST /api/operator/operators`.
    #[serde(deny_unknown_fields)]
    pub struct NewOperator {
        /// E-mail address.
        pub email: String,
        /// Name.
        pub name: String,
        /// What the operator is to do.
        pub role: OperatorRole,
    }
}

impl NewOperator {
    /// What is wrong with it, in the order of the form.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        person_faults(&self.email, &self.name)
    }
}

wire! {
    /// Body of `PUT /api/operator/operators/{id}/role`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct OperatorRoleChange {
        /// The role that was shown: nobody's change undoes another's that was not seen.
        pub seen: OperatorRole,
        /// The role to have from now on.
        pub role: OperatorRole,
    }
}

/// Why something may not be done about an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// It is who asks: nobody changes themselves.
    Oneself,
    /// Nobody would be left to look after the programme and its operators.
    LastProgramme,
    /// Has set a password already.
    HasJoined,
    /// Has none that could be lost.
    NoFactor,
}

fn reasons<const N: usize>(of: [(bool, WhyNot); N]) -> Vec<WhyNot> {
    of.into_iter().filter_map(|(holds, why)| holds.then_some(why)).collect()
}

/// Who was invited and has not come yet looks after nothing, and does not count.
fn is_last(operator: &OperatorView, programme_operators: u64) -> bool {
    let counts = operator.state == UserState::Active;
    operator.role == OperatorRole::Programme && programme_operators <= u64::from(counts)
}

/// Why an operator's invitation may not be sent again.
#[must_use]
pub fn may_resend(operator: &OperatorView) -> Vec<WhyNot> {
    reasons([(operator.state == UserState::Active, WhyNot::HasJoined)])
}

/// Why an operator may not be given another role.
#[must_use]
pub fn may_change_role(operator: &OperatorView, to: OperatorRole, programme_operators: u64) -> Vec<WhyNot> {
    let last = to != OperatorRole::Programme && is_last(operator, programme_operators);
    reasons([(operator.is_self, WhyNot::Oneself), (last, WhyNot::LastProgramme)])
}

/// Why an operator may not be removed.
#[must_use]
pub fn may_remove(operator: &OperatorView, programme_operators: u64) -> Vec<WhyNot> {
    let last = is_last(operator, programme_operators);
    reasons([(operator.is_self, WhyNot::Oneself), (last, WhyNot::LastProgramme)])
}

/// Why an operator's second factors may not be taken away. One's own one changes where one signs in.
#[must_use]
pub fn may_reset_factors(operator: &OperatorView) -> Vec<WhyNot> {
    reasons([(operator.is_self, WhyNot::Oneself), (!operator.has_factor, WhyNot::NoFactor)])
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn operator(role: OperatorRole, state: UserState) -> OperatorView {
        OperatorView {
            id: "one".into(),
            name: "Ann".into(),
            email: "ann@vendor.example".into(),
            role,
            state,
            last_signed_in: None,
            has_factor: true,
            is_self: false,
        }
    }

    #[test]
    fn the_last_programme_operator_is_neither_removed_nor_given_another_role() {
        let last = operator(OperatorRole::Programme, UserState::Active);
        assert_eq!(may_remove(&last, 1), [WhyNot::LastProgramme]);
        assert_eq!(may_change_role(&last, OperatorRole::Finance, 1), [WhyNot::LastProgramme]);
        assert!(may_change_role(&last, OperatorRole::Programme, 1).is_empty());
        assert!(may_remove(&last, 2).is_empty());
        assert!(may_remove(&operator(OperatorRole::Finance, UserState::Active), 1).is_empty());
    }

    #[test]
    fn who_has_not_come_yet_does_not_count() {
        let invited = operator(OperatorRole::Programme, UserState::Invited);
        assert!(may_remove(&invited, 1).is_empty());
        assert_eq!(may_remove(&invited, 0), [WhyNot::LastProgramme]);
        assert!(may_resend(&invited).is_empty());
        assert_eq!(may_resend(&operator(OperatorRole::Support, UserState::Active)), [WhyNot::HasJoined]);
    }

    #[test]
    fn nobody_changes_themselves() {
        let oneself = OperatorView { is_self: true, ..operator(OperatorRole::Programme, UserState::Active) };
        assert_eq!(may_remove(&oneself, 2), [WhyNot::Oneself]);
        assert_eq!(
            may_change_role(&oneself, OperatorRole::Finance, 1),
            [WhyNot::Oneself, WhyNot::LastProgramme]
        );
        assert_eq!(may_reset_factors(&oneself), [WhyNot::Oneself]);
        let without =
            OperatorView { has_factor: false, ..operator(OperatorRole::Finance, UserState::Active) };
        assert_eq!(may_reset_factors(&without), [WhyNot::NoFactor]);
    }
}
