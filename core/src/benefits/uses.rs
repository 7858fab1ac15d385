//! What is done with benefits, and what may be done today.

use chrono::NaiveDate;

use super::{Grant, GrantState, UseView};
use crate::catalogue::BenefitKind;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::roles::{Permission, Role};
use crate::sessions::email_fault;
use crate::wire;

wire! {
    /// What is done with a benefit.
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    pub enum Using {
        /// A product key is viewed.
        Key,
        /// All seats are activated.
        Seats,
        /// The material is downloaded.
        Material,
        /// A licence is assigned.
        Licence {
            /// E-mail address of the user.
            to: String,
        },
        /// A support incident is used.
        Incident {
            /// What for.
            note: String,
        },
        /// Advice is taken.
        Time {
            /// How long.
            minutes: u32,
            /// What for.
            note: String,
        },
    }
}

impl Using {
    /// The sort of benefit that it is done with.
    #[must_use]
    pub const fn kind(&self) -> BenefitKind {
        match self {
            Self::Key => BenefitKind::ProductKey,
            Self::Seats => BenefitKind::CloudSeats,
            Self::Material => BenefitKind::MarketingMaterial,
            Self::Licence { .. } => BenefitKind::UserLicence,
            Self::Incident { .. } => BenefitKind::SupportIncidents,
            Self::Time { .. } => BenefitKind::AdvisoryHours,
        }
    }

    /// How much it takes of a benefit that grants `quantity`: seats have one token for all of them.
    #[must_use]
    pub const fn amount(&self, quantity: u32) -> u32 {
        match self {
            Self::Seats | Self::Material => quantity,
            Self::Time { minutes, .. } => *minutes,
            Self::Key | Self::Licence { .. } | Self::Incident { .. } => 1,
        }
    }

    /// What it was for, if that is asked.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Incident { note } | Self::Time { note, .. } => Some(note.trim()),
            _ => None,
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let faults = match self {
            Self::Licence { to } => [("to", email_fault(to)), ("note", None)],
            Self::Incident { note } => [("note", line_fault(note)), ("minutes", None)],
            Self::Time { minutes, note } => {
                [("minutes", (*minutes == 0).then_some(FieldFault::Missing)), ("note", line_fault(note))]
            }
            Self::Key | Self::Seats | Self::Material => [("note", None), ("minutes", None)],
        };
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// A use of a benefit: body of `POST /api/benefits/{subscription}/uses`.
    #[serde(deny_unknown_fields)]
    pub struct NewUse {
        /// Which benefit.
        pub benefit: String,
        /// What is done with it.
        pub using: Using,
        /// The last day of the refund that the user was told ends with this. If it is another one now, that is said first.
        pub gives_up_refund: Option<NaiveDate>,
    }
}

wire! {
    /// What came of a use.
    pub struct Used {
        /// Its name in addresses.
        pub id: String,
        /// The key or token, if there is one.
        pub secret: Option<String>,
        /// The subscription's benefits as they are now.
        pub grant: Grant,
    }
}

wire! {
    /// A product key or activation token: answer of `POST /api/benefits/{subscription}/uses/{id}/secret`.
    pub struct Secret {
        /// The key or token.
        pub secret: String,
    }
}

wire! {
    /// A licence is given to somebody else: body of `POST /api/benefits/{subscription}/uses/{id}/move`.
    #[serde(deny_unknown_fields)]
    pub struct Move {
        /// Id of the user who had it when the page was shown.
        pub from: String,
        /// E-mail address of who is to have it.
        pub to: String,
    }
}

impl Move {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        email_fault(&self.to).map(|fault| FieldError::new("to", fault)).into_iter().collect()
    }
}

/// Why a benefit cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotUsed {
    /// It takes another role.
    LacksRole,
    /// The benefits cannot be used: over, not begun, or another membership's count.
    NotUsable,
    /// So many are left, and more are asked for.
    NotEnough {
        /// How many; minutes for advisory hours.
        left: u32,
    },
}

/// May a user with these roles use so much of a benefit? Every reason why not.
#[must_use]
pub fn may_use(roles: &[Role], state: &GrantState, left: u32, amount: u32) -> Vec<WhyNotUsed> {
    let role = (!Permission::ManageBenefits.is_granted_to(roles)).then_some(WhyNotUsed::LacksRole);
    let usable = (*state != GrantState::Usable).then_some(WhyNotUsed::NotUsable);
    let enough = (left < amount.max(1)).then_some(WhyNotUsed::NotEnough { left });
    role.into_iter().chain(usable).chain(enough).collect()
}

/// May a user with these roles give this licence to somebody else? Only one of the term whose benefits are in force.
#[must_use]
pub fn may_move(roles: &[Role], grant: &Grant, licence: &UseView) -> bool {
    let in_force = licence.of_term == grant.term_ends && grant.is_usable();
    in_force && may_free(roles, licence)
}

/// May a user with these roles take this licence back?
#[must_use]
pub fn may_free(roles: &[Role], licence: &UseView) -> bool {
    let is_held = licence.assigned.is_some() && licence.freed_on.is_none();
    is_held && Permission::ManageBenefits.is_granted_to(roles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::WhyEnded;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn it_takes_the_role_a_term_in_force_and_enough_that_is_left() {
        let admin = [Role::MpnPartnerAdmin];
        let over = GrantState::Ended { on: date("2019-07-22"), why: WhyEnded::NotRenewed };
        assert!(may_use(&admin, &GrantState::Usable, 1, 1).is_empty());
        assert_eq!(may_use(&admin, &GrantState::Usable, 0, 1), [WhyNotUsed::NotEnough { left: 0 }]);
        assert_eq!(may_use(&admin, &GrantState::Usable, 30, 31), [WhyNotUsed::NotEnough { left: 30 }]);
        let all = [WhyNotUsed::LacksRole, WhyNotUsed::NotUsable, WhyNotUsed::NotEnough { left: 0 }];
        assert_eq!(may_use(&[Role::BillingAdmin], &over, 0, 0), all);
    }

    #[test]
    fn what_is_used_without_a_word_says_what_for() {
        let faults = |using: Using| using.faults().into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(faults(Using::Incident { note: " ".into() }), ["note"]);
        assert_eq!(faults(Using::Time { minutes: 0, note: String::new() }), ["minutes", "note"]);
        assert_eq!(faults(Using::Licence { to: "nobody".into() }), ["to"]);
        assert!(faults(Using::Key).is_empty());
    }
}
