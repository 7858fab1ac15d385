//! The diary: days that a partner's people want in their own calendar programs.

use chrono::NaiveDate;

use crate::catalogue::OfferCode;
use crate::facts::Facts;
use crate::orders::OrderNumber;
use crate::subscriptions::{ManagedIn, Subscription};
use crate::wire;

/// What happens on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiaryEvent {
    /// The last day of a membership.
    Anniversary {
        /// The subscription.
        subscription: String,
        /// The offer.
        offer: OfferCode,
    },
    /// The first day on which it can be renewed in the Membership Center, where it is managed.
    OpensThere {
        /// The subscription.
        subscription: String,
        /// The offer.
        offer: OfferCode,
    },
    /// The last day on which it can be renewed there.
    ClosesThere {
        /// The subscription.
        subscription: String,
        /// The offer.
        offer: OfferCode,
    },
    /// The first day on which it can be renewed.
    WindowOpens {
        /// The subscription.
        subscription: String,
        /// The offer.
        offer: OfferCode,
        /// Whether it renews by itself on that day.
        automatic: bool,
    },
    /// The last day on which it can be renewed.
    WindowCloses {
        /// The subscription.
        subscription: String,
        /// The offer.
        offer: OfferCode,
    },
    /// The last day on which the money of a transfer is awaited.
    PayBy {
        /// The order.
        order: OrderNumber,
        /// The offer.
        offer: OfferCode,
    },
}

impl DiaryEvent {
    /// Names the event: the same one has the same name when the diary is read again.
    #[must_use]
    pub fn name(&self, day: NaiveDate) -> String {
        match self {
            Self::Anniversary { subscription, .. } => format!("anniversary-{subscription}-{day}"),
            Self::OpensThere { subscription, .. } => format!("opens-there-{subscription}-{day}"),
            Self::ClosesThere { subscription, .. } => format!("closes-there-{subscription}-{day}"),
            Self::WindowOpens { subscription, .. } => format!("opens-{subscription}-{day}"),
            Self::WindowCloses { subscription, .. } => format!("closes-{subscription}-{day}"),
            Self::PayBy { order, .. } => format!("pay-by-{order}"),
        }
    }
}

wire! {
    /// Where one's diary is: answer of `GET /api/diary-link`.
    pub struct DiaryLink {
        /// The secret address, for a calendar program.
        pub url: String,
    }
}

/// The days of a partner's subscriptions that are not over, and of its transfers that are awaited, in their order.
#[must_use]
pub fn diary(
    facts: &Facts,
    awaited: &[(OrderNumber, OfferCode, NaiveDate)],
    today: NaiveDate,
) -> Vec<(NaiveDate, DiaryEvent)> {
    let pay_by = awaited
        .iter()
        .map(|(order, offer, day)| (*day, DiaryEvent::PayBy { order: *order, offer: offer.clone() }));
    let held = facts.subscriptions.iter().flat_map(|held| days_of(facts, held, today));
    let mut days: Vec<_> = held.chain(pay_by).collect();
    days.sort_by_key(|(day, _)| *day);
    days
}

fn days_of(facts: &Facts, held: &Subscription, today: NaiveDate) -> Vec<(NaiveDate, DiaryEvent)> {
    let (subscription, offer) = (held.id.clone(), held.offer.clone());
    let ends = held.ends_on();
    let anniversary = DiaryEvent::Anniversary { subscription: subscription.clone(), offer: offer.clone() };
    if held.ended_early().is_some() {
        return if today <= ends { vec![(ends, anniversary)] } else { Vec::new() };
    }
    let window = held.window(&facts.policies);
    if window.closes < today {
        return Vec::new();
    }
    let automatic = held.automatic_renewal;
    let opens =
        DiaryEvent::WindowOpens { subscription: subscription.clone(), offer: offer.clone(), automatic };
    let mut days = vec![(ends, anniversary), (window.opens, opens)];
    if held.managed_in_on(today) == ManagedIn::MembershipCenter {
        let there = held.window_in(ManagedIn::MembershipCenter, &facts.policies);
        let (subscription, offer) = (subscription.clone(), offer.clone());
        let opens = DiaryEvent::OpensThere { subscription: subscription.clone(), offer: offer.clone() };
        days.extend([(there.opens, opens), (there.closes, DiaryEvent::ClosesThere { subscription, offer })]);
    }
    days.push((window.closes, DiaryEvent::WindowCloses { subscription, offer }));
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, date, facts};
    use crate::subscriptions::Holding;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn days(held: Subscription, today: &str) -> Vec<NaiveDate> {
        let facts = Facts { subscriptions: vec![held], ..facts() };
        diary(&facts, &[], date(today)).into_iter().map(|(day, _)| day).collect()
    }

    #[test]
    fn a_membership_has_its_anniversary_and_its_window_until_that_has_closed() {
        let three = ["2019-06-22", "2019-06-23", "2019-07-22"].map(date);
        for today in ["2019-01-01", "2019-07-22"] {
            assert_eq!(days(action_pack("2019-06-22"), today), three, "{today}");
        }
        assert_eq!(days(action_pack("2019-06-22"), "2019-07-23"), []);
    }

    #[test]
    fn what_is_managed_in_the_membership_center_has_its_days_there_too() {
        let kept = Subscription { managed_in: ManagedIn::MembershipCenter, ..action_pack("2019-06-22") };
        let five = ["2019-03-24", "2019-06-22", "2019-06-22", "2019-06-23", "2019-07-22"].map(date);
        assert_eq!(days(kept.clone(), "2019-06-22"), five);
        assert_eq!(days(kept, "2019-06-23"), ["2019-06-22", "2019-06-23", "2019-07-22"].map(date));
    }

    #[test]
    fn what_was_cancelled_has_only_its_last_day() {
        let held = action_pack("2019-06-22");
        let cancelled = Subscription { holding: Holding::Cancelled { ends: held.expires_on }, ..held };
        assert_eq!(days(cancelled.clone(), "2019-06-22"), [date("2019-06-22")]);
        assert_eq!(days(cancelled, "2019-06-23"), []);
    }

    #[test]
    fn transfers_stand_between_the_others_and_every_event_has_a_name_of_its_own() {
        let facts = Facts { subscriptions: vec![action_pack("2019-06-22")], ..facts() };
        let awaited = [(OrderNumber(100_001), "silver".into(), date("2019-07-01"))];
        let days = diary(&facts, &awaited, date("2019-06-10"));
        assert!(matches!(days[2], (_, DiaryEvent::PayBy { .. })), "{days:?}");
        let mut names: Vec<_> = days.iter().map(|(day, event)| event.name(*day)).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 4);
    }
}
