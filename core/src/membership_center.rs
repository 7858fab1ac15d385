//! The Membership Center, the retired predecessor: how a subscription stands there, whether it may be renewed there,
//! and how it is handed over to Partner Center (domain.md, "Renewal window").

use chrono::NaiveDate;

use crate::calendar::days_between;
use crate::catalogue::Localized;
use crate::facts::Facts;
use crate::partners::PartnerId;
use crate::problem::{FieldError, line_fault};
use crate::renewals::{RenewalPolicy, RenewalWindow};
use crate::subscriptions::{Holding, ManagedIn, Subscription};
use crate::verdict::{Requirement, Verdict};
use crate::wire;

/// How a subscription stands in the Membership Center on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Managed there; the window there has not opened.
    NotYet {
        /// First day.
        opens: NaiveDate,
        /// Days until then.
        days_until: i64,
    },
    /// It can be renewed there.
    Open {
        /// Last day.
        closes: NaiveDate,
        /// Days left, this day included.
        days_left: i64,
    },
    /// It can be looked at and no more: it is renewed in Partner Center.
    ViewOnly {
        /// The days on which it can be renewed there.
        renewable: RenewalWindow,
    },
}

/// How a subscription stands in the Membership Center on `today`; none if it is not kept there, was renewed since or
/// has ended early.
#[must_use]
pub fn standing(held: &Subscription, policies: &[RenewalPolicy], today: NaiveDate) -> Option<Standing> {
    let is_kept = held.managed_in == ManagedIn::MembershipCenter || held.handed_over.is_some();
    if held.holding != Holding::Held || !is_kept {
        return None;
    }
    let (there, here) = (held.window_in(ManagedIn::MembershipCenter, policies), held.window(policies));
    let is_managed = held.managed_in_on(today) == ManagedIn::MembershipCenter;
    Some(if is_managed && today < there.opens {
        Standing::NotYet { opens: there.opens, days_until: days_between(today, there.opens) }
    } else if is_managed && there.contains(today) {
        Standing::Open { closes: there.closes, days_left: there.days_left(today) }
    } else {
        Standing::ViewOnly { renewable: here }
    })
}

/// May this user renew this subscription in the Membership Center today? The requirements are those of
/// [`may_renew`](crate::renewals::may_renew), by the old place's window.
#[must_use]
pub fn may_renew_there(facts: &Facts, held: &Subscription, today: NaiveDate) -> Verdict {
    let offer = facts.offer(&held.offer);
    let window = held.window_in(ManagedIn::MembershipCenter, &facts.policies);
    Verdict::of(vec![
        Requirement::role(facts),
        Requirement::verified(&facts.partner),
        Requirement::window(held, window, today),
        Requirement::managed_there(held, &facts.policies, today),
        Requirement::no_open_order(facts, &held.offer),
        Requirement::qualified_to_renew(facts, held, (offer, window), today),
        Requirement::not_covered(facts, offer, today),
        Requirement::sold_here(&facts.partner, offer),
        Requirement::in_good_standing(&facts.partner),
    ])
}

/// Why a subscription is not moved to Partner Center. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMovable {
    /// It is managed in Partner Center: somebody has moved it, or it was renewed.
    NotThere,
    /// It was cancelled, refunded or superseded.
    Over,
}

/// Whether a subscription can be moved to Partner Center: what is held and managed in the Membership Center.
pub fn may_hand_over(held: &Subscription) -> Result<(), NotMovable> {
    match (held.managed_in, held.holding) {
        (ManagedIn::PartnerCenter, _) => Err(NotMovable::NotThere),
        (ManagedIn::MembershipCenter, Holding::Held) => Ok(()),
        (ManagedIn::MembershipCenter, _) => Err(NotMovable::Over),
    }
}

wire! {
    /// A subscription that is managed in the Membership Center, as the programme's people see it.
    pub struct KeptThere {
        /// Id of the subscription.
        pub id: String,
        /// Whose it is.
        pub partner: PartnerId,
        /// What that partner is called.
        pub company: String,
        /// What the offer is called.
        pub offer_name: Localized,
        /// Its anniversary: the day after it is handed over by itself.
        pub expires_on: NaiveDate,
        /// The days on which it can be renewed in the Membership Center.
        pub there: RenewalWindow,
        /// The days on which it could be renewed in Partner Center.
        pub here: RenewalWindow,
        /// Whether it renews by itself.
        pub automatic_renewal: bool,
        /// Automatic renewal is on, and there is neither card nor contact to carry over.
        pub lacks_payment: bool,
    }
}

wire! {
    /// What is managed in the Membership Center, the next anniversary first.
    pub struct KeptTherePage {
        /// At most 50.
        pub subscriptions: Vec<KeptThere>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// Body of `POST /api/operator/membership-center/{id}/hand-over`.
    #[serde(deny_unknown_fields)]
    pub struct HandOver {
        /// Why it is moved before its anniversary, for the audit log.
        pub reason: String,
    }
}

impl HandOver {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let fault = line_fault(&self.reason);
        fault.map(|fault| FieldError { field: "reason".into(), fault }).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::shifted;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, catalogue, date, holding, open_order, silver};
    use crate::renewals::may_renew;
    use crate::verdict::Code;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn kept(expires_on: &str) -> Subscription {
        Subscription { managed_in: ManagedIn::MembershipCenter, ..action_pack(expires_on) }
    }

    fn unmet(facts: &Facts, today: &str) -> Vec<Code> {
        let verdict = may_renew_there(facts, &facts.subscriptions[0], date(today));
        verdict.unmet().map(Requirement::code).collect()
    }

    fn stands(held: &Subscription, today: &str) -> Option<Standing> {
        standing(held, &catalogue().policies, date(today))
    }

    const HERE: [&str; 2] = ["2019-06-23", "2019-07-22"];

    fn view_only() -> Standing {
        let [opens, closes] = HERE.map(date);
        Standing::ViewOnly { renewable: RenewalWindow { opens, closes } }
    }

    #[test]
    fn it_is_renewed_there_from_ninety_days_before_the_anniversary_to_the_anniversary() {
        let facts = holding(kept("2019-06-22"));
        assert_eq!(unmet(&facts, "2019-03-23"), [Code::Window]);
        assert_eq!(unmet(&facts, "2019-03-24"), []);
        assert_eq!(unmet(&facts, "2019-06-22"), []);
        assert_eq!(unmet(&facts, "2019-06-23"), [Code::Window, Code::ManagedThere]);
    }

    #[test]
    fn it_stands_there_to_its_anniversary_and_can_be_looked_at_from_the_day_after() {
        let held = kept("2019-06-22");
        let opens = date("2019-03-24");
        assert_eq!(stands(&held, "2019-03-23"), Some(Standing::NotYet { opens, days_until: 1 }));
        let closes = date("2019-06-22");
        assert_eq!(stands(&held, "2019-03-24"), Some(Standing::Open { closes, days_left: 91 }));
        assert_eq!(stands(&held, "2019-06-22"), Some(Standing::Open { closes, days_left: 1 }));
        assert_eq!(stands(&held, "2019-06-23"), Some(view_only()));
    }

    #[test]
    fn what_was_moved_early_can_be_looked_at_there_and_is_renewed_in_partner_centers_window() {
        let moved = Subscription {
            managed_in: ManagedIn::PartnerCenter,
            handed_over: Some(date("2019-05-01")),
            ..kept("2019-06-22")
        };
        let facts = holding(moved.clone());
        for today in ["2019-05-01", "2019-06-22"] {
            assert_eq!(stands(&moved, today), Some(view_only()), "{today}");
            assert_eq!(unmet(&facts, today), [Code::ManagedThere], "{today}");
        }
        let here = |today| may_renew(&facts, &moved, date(today)).is_allowed();
        assert_eq!(
            ["2019-06-22", "2019-06-23", "2019-07-22", "2019-07-23"].map(here),
            [false, true, true, false]
        );
    }

    #[test]
    fn what_was_never_there_or_has_ended_is_not_kept_there() {
        let day = date("2019-06-01");
        assert_eq!(stands(&action_pack("2019-06-22"), "2019-06-01"), None);
        for holding in [Holding::Cancelled { ends: day }, Holding::Refunded { on: day }] {
            assert_eq!(stands(&Subscription { holding, ..kept("2019-06-22") }, "2019-06-01"), None);
        }
    }

    #[test]
    fn a_window_that_closes_before_the_anniversary_leaves_it_to_partner_center() {
        let mut policies = catalogue().policies;
        for policy in &mut policies {
            policy.membership_center.closes = -10;
        }
        let stands = |today| standing(&kept("2019-06-22"), &policies, date(today));
        assert!(matches!(stands("2019-06-12"), Some(Standing::Open { days_left: 1, .. })));
        assert_eq!(stands("2019-06-13"), Some(view_only()));
    }

    #[test]
    fn the_other_requirements_are_asked_there_too() {
        let mut facts =
            holding(Subscription { managed_in: ManagedIn::MembershipCenter, ..silver("2019-06-22") });
        facts.roles.clear();
        facts.open_orders = vec![open_order("silver")];
        assert_eq!(unmet(&facts, "2019-06-01"), [Code::Role, Code::NoOpenOrder, Code::Qualified]);
        facts.attainments = vec![attained(Level::Silver, "2018-01-01", Some("2019-03-24"))];
        assert_eq!(
            unmet(&facts, "2019-06-01"),
            [Code::Role, Code::NoOpenOrder],
            "held on a day of the window"
        );
        facts.attainments = vec![attained(Level::Silver, "2018-01-01", Some("2019-03-23"))];
        assert_eq!(unmet(&facts, "2019-06-01"), [Code::Role, Code::NoOpenOrder, Code::Qualified]);
    }

    #[test]
    fn only_what_is_held_there_is_moved() {
        assert_eq!(may_hand_over(&kept("2019-06-22")), Ok(()));
        assert_eq!(may_hand_over(&action_pack("2019-06-22")), Err(NotMovable::NotThere));
        let cancelled =
            Subscription { holding: Holding::Cancelled { ends: date("2019-06-22") }, ..kept("2019-06-22") };
        assert_eq!(may_hand_over(&cancelled), Err(NotMovable::Over));
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn on_no_day_it_is_renewed_in_both_places_and_the_two_windows_touch(start in 0_i32..20_000, offset in -400_i32..400) {
            // Anniversaries of the policy that is in force now.
            let anniversary = shifted(date("2018-10-01"), start);
            let facts = holding(kept(&anniversary.to_string()));
            let (held, today) = (&facts.subscriptions[0], shifted(anniversary, offset));
            prop_assert_eq!(may_renew_there(&facts, held, today).is_allowed(), (-90..=0).contains(&offset));
            prop_assert_eq!(may_renew(&facts, held, today).is_allowed(), (1..=30).contains(&offset));
        }
    }
}
