//! Subscriptions: one partner's holding of one offer, its dates and what it is called on a day.

use chrono::NaiveDate;

use crate::calendar::{days_between, first_anniversary, shifted};
use crate::catalogue::OfferCode;
use crate::money::Money;
use crate::offers::OffersView;
use crate::orders::OrderNumber;
use crate::payments::CardSummary;
use crate::renewals::{RenewalPolicy, RenewalWindow};
use crate::{codes, wire};

wire! {
    /// Where a subscription lives.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum ManagedIn {
        /// This portal.
        PartnerCenter,
        /// The retired predecessor.
        MembershipCenter,
    }
}

codes!(ManagedIn: PartnerCenter = "partner_center", MembershipCenter = "membership_center");

wire! {
    /// What has become of a subscription, dates aside: those decide between active, renewable and expired.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Holding {
        /// Held, as far as its dates reach.
        Held,
        /// Ended by an upgrade.
        Superseded {
            /// The day of the upgrade.
            on: NaiveDate,
        },
        /// Cancelled by an operator.
        Cancelled {
            /// Its last day.
            ends: NaiveDate,
        },
        /// Ended at once, and its money given back.
        Refunded {
            /// The day of the refund.
            on: NaiveDate,
        },
    }
}

wire! {
    /// One partner's holding of one offer.
    pub struct Subscription {
        /// Its public name in addresses (`UUIDv7`).
        pub id: String,
        /// What is held.
        pub offer: OfferCode,
        /// The day from which its anniversaries are counted: the purchase, or where the programme says so
        /// the day the last renewal was paid.
        pub anchor: NaiveDate,
        /// First day of the present term.
        pub term_starts: NaiveDate,
        /// Anniversary date: the last day of the present term.
        pub expires_on: NaiveDate,
        /// Where it is managed, its dates aside.
        pub managed_in: ManagedIn,
        /// What has become of it.
        pub holding: Holding,
        /// Whether it renews by itself on the first day of the window.
        pub automatic_renewal: bool,
        /// The card that would be charged.
        pub card: Option<CardSummary>,
        /// Whether there is a contact for a renewal by transfer.
        pub by_transfer: bool,
        /// The day on which the Membership Center handed it over unrenewed; none once it is renewed.
        pub handed_over: Option<NaiveDate>,
    }
}

wire! {
    /// What a subscription is called on one day.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case", tag = "status")]
    pub enum Status {
        /// In its term; the window has not opened.
        Active {
            /// First day on which it can be renewed.
            opens: NaiveDate,
            /// Days until then.
            days_until: i64,
        },
        /// In its renewal window.
        Renewable {
            /// Last day on which it can be renewed.
            closes: NaiveDate,
            /// Days left, this day included.
            days_left: i64,
        },
        /// The window has closed without a renewal.
        Expired {
            /// The last day of its term.
            on: NaiveDate,
        },
        /// Ended by an upgrade.
        Superseded {
            /// The day of the upgrade.
            on: NaiveDate,
        },
        /// Cancelled, and in force to its last day.
        Cancelled {
            /// Its last day.
            ends: NaiveDate,
        },
        /// Ended at once, and its money given back.
        Refunded {
            /// The day of the refund.
            on: NaiveDate,
        },
    }
}

/// Where a new term begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The day from which later anniversaries are counted.
    pub anchor: NaiveDate,
    /// First day.
    pub starts: NaiveDate,
    /// Last day, the anniversary.
    pub expires_on: NaiveDate,
}

impl Term {
    /// The term of something bought on `paid_on`.
    #[must_use]
    pub fn bought(paid_on: NaiveDate) -> Self {
        Self { anchor: paid_on, starts: paid_on, expires_on: first_anniversary(paid_on) }
    }
}

impl Subscription {
    /// Where it is managed on `today`: once its anniversary has passed in the Membership Center, it is
    /// renewed here (domain.md, "Renewal window", last paragraph).
    #[must_use]
    pub fn managed_in_on(&self, today: NaiveDate) -> ManagedIn {
        match self.managed_in {
            ManagedIn::MembershipCenter if today <= self.expires_on => ManagedIn::MembershipCenter,
            _ => ManagedIn::PartnerCenter,
        }
    }

    /// The days on which it can be renewed here, in Partner Center.
    #[must_use]
    pub fn window(&self, policies: &[RenewalPolicy]) -> RenewalWindow {
        self.window_in(ManagedIn::PartnerCenter, policies)
    }

    /// The days on which it can be renewed in that place, if it is managed there then.
    #[must_use]
    pub fn window_in(&self, place: ManagedIn, policies: &[RenewalPolicy]) -> RenewalWindow {
        RenewalPolicy::in_force(policies, place, self.expires_on).window(place, self.expires_on)
    }

    /// The days on which it can be renewed where it is managed on `today`.
    #[must_use]
    pub fn window_on(&self, today: NaiveDate, policies: &[RenewalPolicy]) -> RenewalWindow {
        self.window_in(self.managed_in_on(today), policies)
    }

    /// The version of the policy by which its present term ends.
    #[must_use]
    pub fn policy<'p>(&self, policies: &'p [RenewalPolicy]) -> &'p RenewalPolicy {
        RenewalPolicy::in_force(policies, self.managed_in, self.expires_on)
    }

    /// Whether a reminder on `day` is one of the last: the window is open, and not only since that day. They say what
    /// is lost when it closes.
    #[must_use]
    pub fn is_last_call(&self, day: NaiveDate, policies: &[RenewalPolicy]) -> bool {
        let window = self.window(policies);
        window.opens < day && window.contains(day)
    }

    /// What it is called on `today`.
    #[must_use]
    pub fn status_on(&self, today: NaiveDate, policies: &[RenewalPolicy]) -> Status {
        match self.holding {
            Holding::Superseded { on } => Status::Superseded { on },
            Holding::Cancelled { ends } if today <= ends => Status::Cancelled { ends },
            Holding::Cancelled { ends } => Status::Expired { on: ends },
            Holding::Refunded { on } => Status::Refunded { on },
            Holding::Held => self.held_status(today, self.window(policies)),
        }
    }

    fn held_status(&self, today: NaiveDate, window: RenewalWindow) -> Status {
        if today < window.opens {
            Status::Active { opens: window.opens, days_until: days_between(today, window.opens) }
        } else if window.contains(today) {
            Status::Renewable { closes: window.closes, days_left: window.days_left(today) }
        } else if today <= self.expires_on {
            // Only under a policy whose window closes before the anniversary: the term still runs.
            Status::Active { opens: window.opens, days_until: 0 }
        } else {
            Status::Expired { on: self.expires_on }
        }
    }

    /// Whether its term runs on `today`.
    #[must_use]
    pub fn is_active_on(&self, today: NaiveDate) -> bool {
        match self.holding {
            Holding::Held => today <= self.expires_on,
            Holding::Cancelled { ends } => today <= ends,
            Holding::Superseded { .. } | Holding::Refunded { .. } => false,
        }
    }

    /// Whether it stands in the way of buying the same offer on `today`: it is active, or its window is open.
    #[must_use]
    pub fn bars_purchase_on(&self, today: NaiveDate, policies: &[RenewalPolicy]) -> bool {
        self.is_active_on(today) || matches!(self.status_on(today, policies), Status::Renewable { .. })
    }

    /// The last day on which its benefits can be used.
    #[must_use]
    pub fn benefits_end(&self, policies: &[RenewalPolicy]) -> NaiveDate {
        self.ended_early().unwrap_or_else(|| {
            let policy = self.policy(policies);
            shifted(self.expires_on, policy.benefits_end)
        })
    }

    /// The last day of the membership, if it is not its anniversary: then it has no renewal window.
    #[must_use]
    pub fn ended_early(&self) -> Option<NaiveDate> {
        match self.holding {
            Holding::Held => None,
            Holding::Superseded { on } | Holding::Refunded { on } => Some(on),
            Holding::Cancelled { ends } => Some(ends),
        }
    }

    /// The last day of the membership.
    #[must_use]
    pub fn ends_on(&self) -> NaiveDate {
        self.ended_early().unwrap_or(self.expires_on)
    }

    /// The term that a renewal paid on `paid_on` starts: one year after the old anniversary, or after the
    /// payment where the programme says so (domain.md, "Renewal window").
    #[must_use]
    pub fn renewed_term(&self, paid_on: NaiveDate, policies: &[RenewalPolicy]) -> Term {
        self.policy(policies).next_term(self.anchor, self.expires_on, paid_on)
    }

    /// The dates of the present term, for the timeline.
    #[must_use]
    pub fn timeline(&self, today: NaiveDate, policies: &[RenewalPolicy], reminders: &[i32]) -> Timeline {
        let window = self.window_on(today, policies);
        Timeline {
            term_starts: self.term_starts,
            anniversary: self.expires_on,
            reminders: reminders.iter().map(|day| shifted(self.expires_on, *day)).collect(),
            opens: window.opens,
            closes: window.closes,
            benefits_end: self.benefits_end(policies),
            today,
        }
    }
}

/// The dates of a term in one place, for the page to draw and to read out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// First day of the term.
    pub term_starts: NaiveDate,
    /// Last day of the term.
    pub anniversary: NaiveDate,
    /// Days on which reminders are sent.
    pub reminders: Vec<NaiveDate>,
    /// First day of the renewal window.
    pub opens: NaiveDate,
    /// Last day of the renewal window.
    pub closes: NaiveDate,
    /// Last day on which benefits can be used.
    pub benefits_end: NaiveDate,
    /// Where we are.
    pub today: NaiveDate,
}

impl Timeline {
    /// How far `day` lies along the line from the term's first to the last of its dates, in thousandths.
    #[must_use]
    pub fn position(&self, day: NaiveDate) -> u16 {
        let last = self.closes.max(self.benefits_end);
        let length = days_between(self.term_starts, last).max(1);
        let along = days_between(self.term_starts, day).clamp(0, length);
        u16::try_from(along * 1_000 / length).unwrap_or(1_000)
    }
}

wire! {
    /// One term that a subscription has had.
    pub struct PastTerm {
        /// First day.
        pub starts: NaiveDate,
        /// Last day.
        pub expires_on: NaiveDate,
        /// How it came about.
        pub began: TermBegan,
        /// The order that paid for it, if it was ordered here.
        pub order: Option<OrderNumber>,
        /// Number of its invoice, if it was ordered here.
        pub invoice: Option<String>,
        /// What was paid, tax included, if it was ordered here.
        pub total: Option<Money>,
        /// The day on which it was paid or brought in.
        pub recorded_on: NaiveDate,
    }
}

wire! {
    /// How a term came about.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum TermBegan {
        /// The offer was bought.
        Bought,
        /// The subscription was renewed.
        Renewed,
        /// It was brought in from elsewhere.
        Imported,
    }
}

wire! {
    /// Answer of `GET /api/subscriptions/{id}`.
    pub struct SubscriptionView {
        /// Clock and facts; the subscription is among them.
        pub offers: OffersView,
        /// The id of the subscription that was asked for.
        pub id: String,
        /// Its terms, the latest first.
        pub terms: Vec<PastTerm>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, catalogue, date};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn status(subscription: &Subscription, today: &str) -> Status {
        subscription.status_on(date(today), &catalogue().policies)
    }

    #[test]
    fn the_expiry_day_itself_belongs_to_the_term() {
        let subscription = action_pack("2019-06-22");
        assert!(subscription.is_active_on(date("2019-06-22")));
        assert!(!subscription.is_active_on(date("2019-06-23")));
        assert_eq!(
            status(&subscription, "2019-06-22"),
            Status::Active { opens: date("2019-06-23"), days_until: 1 }
        );
    }

    #[test]
    fn in_the_window_the_days_left_include_today() {
        let subscription = action_pack("2019-06-22");
        let left = |today| match status(&subscription, today) {
            Status::Renewable { days_left, .. } => days_left,
            other => panic!("{today}: {other:?}"),
        };
        assert_eq!((left("2019-06-23"), left("2019-07-22")), (30, 1));
    }

    #[test]
    fn after_the_window_it_is_expired() {
        assert_eq!(
            status(&action_pack("2019-06-22"), "2019-07-23"),
            Status::Expired { on: date("2019-06-22") }
        );
    }

    #[test]
    fn the_last_reminders_are_those_seven_days_before_the_window_closes_and_on_its_last_day() {
        let (held, catalogue) = (action_pack("2019-06-22"), catalogue());
        let days = catalogue.reminders.iter().map(|reminder| reminder.day);
        let last = days.filter(|day| held.is_last_call(shifted(held.expires_on, *day), &catalogue.policies));
        assert_eq!(last.collect::<Vec<_>>(), [23, 30]);
    }

    #[test]
    fn benefits_end_thirty_days_after_the_anniversary() {
        assert_eq!(action_pack("2019-06-22").benefits_end(&catalogue().policies), date("2019-07-22"));
    }

    #[test]
    fn the_membership_center_hands_over_on_the_day_after_the_anniversary() {
        let subscription =
            Subscription { managed_in: ManagedIn::MembershipCenter, ..action_pack("2019-06-22") };
        assert_eq!(subscription.managed_in_on(date("2019-06-22")), ManagedIn::MembershipCenter);
        assert_eq!(subscription.managed_in_on(date("2019-06-23")), ManagedIn::PartnerCenter);
    }

    #[test]
    fn the_timeline_has_the_window_of_where_it_is_managed() {
        let held = Subscription { managed_in: ManagedIn::MembershipCenter, ..action_pack("2019-06-22") };
        let window = |today: &str| {
            let timeline = held.timeline(date(today), &catalogue().policies, &[]);
            (timeline.opens, timeline.closes)
        };
        assert_eq!(window("2019-06-22"), (date("2019-03-24"), date("2019-06-22")));
        assert_eq!(window("2019-06-23"), (date("2019-06-23"), date("2019-07-22")));
    }

    #[test]
    fn a_cancelled_subscription_is_in_force_to_its_last_day() {
        let subscription = Subscription {
            holding: Holding::Cancelled { ends: date("2019-03-01") },
            ..action_pack("2019-06-22")
        };
        assert_eq!(status(&subscription, "2019-03-01"), Status::Cancelled { ends: date("2019-03-01") });
        assert_eq!(status(&subscription, "2019-03-02"), Status::Expired { on: date("2019-03-01") });
    }

    #[test]
    fn what_was_given_back_has_ended_and_can_be_bought_anew_at_once() {
        let on = date("2019-03-01");
        let given_back = Subscription { holding: Holding::Refunded { on }, ..action_pack("2019-06-22") };
        let policies = catalogue().policies;
        assert_eq!(status(&given_back, "2019-03-01"), Status::Refunded { on });
        assert_eq!((given_back.ends_on(), given_back.benefits_end(&policies)), (on, on));
        for day in ["2019-03-01", "2019-06-23"] {
            assert!(!given_back.bars_purchase_on(date(day), &policies), "{day}");
        }
    }

    #[test]
    fn the_timeline_runs_from_the_first_day_to_the_last() {
        let timeline = action_pack("2019-06-22").timeline(date("2019-06-23"), &catalogue().policies, &[-60]);
        assert_eq!(timeline.position(timeline.term_starts), 0);
        assert_eq!(timeline.position(timeline.closes), 1_000);
        assert!(timeline.position(timeline.anniversary) < timeline.position(timeline.opens));
        assert_eq!(timeline.position(date("2030-01-01")), 1_000);
    }
}
