//! Joining: the partner's legal profile, and whether the vendor has checked it (domain.md, "Joining").

use chrono::NaiveDate;

use crate::calendar::shifted;
use crate::catalogue::OfferCode;
use crate::facts::Facts;
use crate::offers::may_buy;
use crate::partners::{LegalProfile, Partner, PartnerId, Verification};
use crate::problem::{FieldError, line_fault};
use crate::renewals::RenewalWindow;
use crate::roles::Role;
use crate::subscriptions::Holding;
use crate::wire;

/// How many days ahead a changed profile is said to stand in the way of a renewal.
const AHEAD: i32 = 30;

/// What can happen to the verification of a legal profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerificationEvent {
    /// The partner has sent it in: for the first time, changed, or confirmed.
    Submitted,
    /// The vendor finds it in order.
    Verified,
    /// The vendor does not, and says why.
    Rejected(String),
}

/// Somebody has decided on the profile already; it was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlreadyDecided;

impl Verification {
    /// Whether the vendor has to look at the profile.
    #[must_use]
    pub const fn awaits_decision(&self) -> bool {
        matches!(self, Self::Pending | Self::DueForReview)
    }

    /// The state after `event`; the only way from one state to another.
    pub fn after(&self, event: VerificationEvent) -> Result<Self, AlreadyDecided> {
        match event {
            VerificationEvent::Submitted => Ok(Self::Pending),
            VerificationEvent::Verified if self.awaits_decision() => Ok(Self::Verified),
            VerificationEvent::Rejected(reason) if self.awaits_decision() => Ok(Self::Rejected { reason }),
            VerificationEvent::Verified | VerificationEvent::Rejected(_) => Err(AlreadyDecided),
        }
    }
}

/// What a partner cannot do while its profile is pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// Buy this offer, which could be bought today.
    Buying(OfferCode),
    /// Renew a subscription to this offer, in a window that is open or opens soon.
    Renewing(OfferCode, RenewalWindow),
}

/// What stands still on `today` and in the days after it once the profile is pending, whoever asks.
#[must_use]
pub fn blocked_while_pending(facts: &Facts, today: NaiveDate) -> Vec<Blocked> {
    let partner = Partner { verification: Verification::Verified, ..facts.partner.clone() };
    let as_verified = Facts { partner, roles: vec![Role::GlobalAdmin], ..facts.clone() };
    let buying = as_verified
        .offers
        .iter()
        .filter(|offer| may_buy(&as_verified, offer, today).is_allowed())
        .map(|offer| Blocked::Buying(offer.code.clone()));
    let renewing =
        facts.subscriptions.iter().filter(|held| held.holding == Holding::Held).filter_map(|held| {
            let window = held.window_on(today, &facts.policies);
            let is_near = window.opens <= shifted(today, AHEAD) && today <= window.closes;
            is_near.then(|| Blocked::Renewing(held.offer.clone(), window))
        });
    renewing.chain(buying).collect()
}

wire! {
    /// A changed or confirmed legal profile: body of `PUT /api/profile`.
    #[serde(deny_unknown_fields)]
    pub struct ProfileChange {
        /// As it is to be.
        pub profile: LegalProfile,
        /// As it was when the form was opened: another change since is seen first.
        pub was: LegalProfile,
    }
}

wire! {
    /// A partner whose legal profile waits for the vendor.
    pub struct PendingPartner {
        /// Partner ID.
        pub id: PartnerId,
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
        /// What is to be checked.
        pub profile: LegalProfile,
        /// Where its verification stands.
        pub verification: Verification,
    }
}

wire! {
    /// Partners to verify, the longest waiting first.
    pub struct PendingPage {
        /// At most 50.
        pub partners: Vec<PendingPartner>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// What the vendor decides on a legal profile: body of `POST /api/operator/partners/{id}/verification`.
    #[serde(deny_unknown_fields)]
    pub struct Decision {
        /// Why it is rejected; none if it is verified.
        pub rejected: Option<String>,
        /// The profile that was looked at: a change since is looked at first.
        pub seen: LegalProfile,
    }
}

impl Decision {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let fault = self.rejected.as_deref().and_then(line_fault);
        fault.map(|fault| FieldError::new("rejected", fault)).into_iter().collect()
    }

    /// What it does to the verification.
    #[must_use]
    pub fn event(&self) -> VerificationEvent {
        match &self.rejected {
            Some(reason) => VerificationEvent::Rejected(reason.trim().to_owned()),
            None => VerificationEvent::Verified,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, date, facts};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn rejected() -> Verification {
        Verification::Rejected { reason: "No such company".into() }
    }

    #[test]
    fn whatever_is_sent_in_is_pending_and_only_that_is_decided() {
        for state in [Verification::Pending, Verification::Verified, rejected(), Verification::DueForReview] {
            assert_eq!(state.after(VerificationEvent::Submitted), Ok(Verification::Pending));
            let verified = state.after(VerificationEvent::Verified);
            assert_eq!(verified.is_ok(), state.awaits_decision());
            assert_eq!(state.after(VerificationEvent::Rejected("x".into())).is_ok(), state.awaits_decision());
        }
    }

    #[test]
    fn a_renewal_that_is_near_and_what_can_be_bought_stand_still_while_pending() {
        let facts = Facts { subscriptions: vec![action_pack("2019-06-22")], ..facts() };
        let blocked = |day: &str| blocked_while_pending(&facts, date(day));
        assert_eq!(blocked("2019-05-23"), []);
        let window = RenewalWindow { opens: date("2019-06-23"), closes: date("2019-07-22") };
        for day in ["2019-05-24", "2019-07-22"] {
            assert_eq!(blocked(day), [Blocked::Renewing("action_pack".into(), window)], "{day}");
        }
        assert_eq!(blocked("2019-07-23"), [Blocked::Buying("action_pack".into())]);
    }

    #[test]
    fn who_is_pending_already_reads_the_same() {
        let verified = facts();
        let partner = Partner { verification: Verification::Pending, ..verified.partner.clone() };
        let pending = Facts { partner, roles: Vec::new(), ..verified.clone() };
        let today = date("2019-07-23");
        assert_eq!(blocked_while_pending(&pending, today), blocked_while_pending(&verified, today));
        assert!(!blocked_while_pending(&pending, today).is_empty());
    }

    #[test]
    fn a_rejection_has_a_reason() {
        let seen = facts().partner.legal_profile();
        let decision =
            |rejected: Option<&str>| Decision { rejected: rejected.map(Into::into), seen: seen.clone() };
        assert_eq!(decision(Some(" ")).faults().len(), 1);
        assert!(decision(None).faults().is_empty());
        assert_eq!(decision(Some(" No. ")).event(), VerificationEvent::Rejected("No.".into()));
    }
}
