//! Renewals: the policy's window, and whether a user may renew today.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{anniversary_in, days_between, first_anniversary, shifted};
use crate::facts::Facts;
use crate::overrides::renewing;
use crate::payments::PaymentMethod;
use crate::subscriptions::{ManagedIn, Status, Subscription, Term};
use crate::verdict::{Code, Requirement, Verdict};
use crate::wire;

wire! {
    /// The days on which a subscription can be renewed, both ends included.
    #[derive(Copy)]
    pub struct RenewalWindow {
        /// First day.
        pub opens: NaiveDate,
        /// Last day.
        pub closes: NaiveDate,
    }
}

impl RenewalWindow {
    /// Whether `day` is one of its days.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.opens..=self.closes).contains(&day)
    }

    /// Days on which it can still be renewed from `today` on, `today` included; 0 after it has closed.
    #[must_use]
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        (days_between(today, self.closes) + 1).max(0)
    }
}

wire! {
    /// First and last day of a window, in days after the anniversary; negative before it.
    #[derive(Copy)]
    pub struct WindowDays {
        /// First day.
        pub opens: i32,
        /// Last day.
        pub closes: i32,
    }
}

impl WindowDays {
    /// Whether it opens before it closes, or on the same day.
    #[must_use]
    pub const fn is_in_order(self) -> bool {
        self.opens <= self.closes
    }
}

wire! {
    /// From what the next anniversary is counted. The programme has used both.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum NextAnniversary {
        /// One year after the old one, whenever in the window the renewal is paid.
        OldAnniversary,
        /// One year after the payment.
        PaymentReceived,
    }
}

wire! {
    /// One version of the renewal policy (domain.md, "Renewal window").
    #[derive(Copy)]
    pub struct RenewalPolicy {
        /// It applies to anniversaries from this day on, until a later version takes over.
        pub effective_from: NaiveDate,
        /// The window for what is managed here.
        pub partner_center: WindowDays,
        /// The window for what is managed in the Membership Center.
        pub membership_center: WindowDays,
        /// Last day of the benefits, in days after the anniversary.
        pub benefits_end: i32,
        /// From what the next anniversary is counted.
        pub next_anniversary: NextAnniversary,
        /// How many days before the anniversary a qualification for the renewal may be reached.
        pub qualification_days: i32,
        /// The day on which it was published, in the programme's zone: what can be renewed by then keeps the version
        /// before. A version without it is known from the start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub announced: Option<NaiveDate>,
    }
}

impl RenewalPolicy {
    /// The version in force on the anniversary of something that is managed in that place; before the first version, the
    /// first.
    ///
    /// # Panics
    /// If `policies` is empty, which no valid catalogue is.
    #[must_use]
    pub fn in_force(policies: &[Self], place: ManagedIn, anniversary: NaiveDate) -> &Self {
        policies
            .iter()
            .filter(|policy| policy.applies_from(policies, place) <= anniversary)
            .max_by_key(|policy| policy.effective_from)
            .or_else(|| policies.iter().min_by_key(|policy| policy.effective_from))
            .expect("a valid catalogue has at least one policy")
    }

    /// The first anniversary to which it applies, in that place: that of the day from which it is effective, but no
    /// window that was open when it was published is moved (what is open keeps the policy it was promised).
    #[must_use]
    pub fn applies_from(&self, policies: &[Self], place: ManagedIn) -> NaiveDate {
        let earlier = policies.iter().filter(|policy| policy.effective_from < self.effective_from);
        match (self.announced, earlier.max_by_key(|policy| policy.effective_from)) {
            (Some(announced), Some(before)) => {
                // By the end of that day it is the day after where the partner is, at most.
                let last_promised = shifted(announced, 1 - before.days_in(place).opens);
                self.effective_from.max(shifted(last_promised, 1))
            }
            _ => self.effective_from,
        }
    }

    /// The days of the window in that place.
    #[must_use]
    pub const fn days_in(&self, place: ManagedIn) -> WindowDays {
        match place {
            ManagedIn::PartnerCenter => self.partner_center,
            ManagedIn::MembershipCenter => self.membership_center,
        }
    }

    /// The window of something that is managed there and has this anniversary.
    #[must_use]
    pub fn window(&self, managed_in: ManagedIn, anniversary: NaiveDate) -> RenewalWindow {
        let days = self.days_in(managed_in);
        RenewalWindow { opens: shifted(anniversary, days.opens), closes: shifted(anniversary, days.closes) }
    }

    /// The term after the one that ends on `anniversary`, if its renewal is paid on `paid_on`.
    #[must_use]
    pub fn next_term(&self, anchor: NaiveDate, anniversary: NaiveDate, paid_on: NaiveDate) -> Term {
        match self.next_anniversary {
            NextAnniversary::OldAnniversary => Term {
                anchor,
                starts: shifted(anniversary, 1),
                expires_on: anniversary_in(anchor, anniversary.year() + 1),
            },
            NextAnniversary::PaymentReceived => {
                Term { anchor: paid_on, starts: paid_on, expires_on: first_anniversary(paid_on) }
            }
        }
    }
}

/// The anniversaries of which a renewal in Partner Center can still be paid, or will be, on `today`: their window has not
/// closed. First and last of each version of the policy.
#[must_use]
pub fn still_renewable(policies: &[RenewalPolicy], today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let from = |policy: &RenewalPolicy| policy.applies_from(policies, ManagedIn::PartnerCenter);
    let from_the_first = policies.iter().map(|policy| policy.effective_from).min();
    let last_of = |policy: &RenewalPolicy| {
        let later = policies.iter().filter(|other| other.effective_from > policy.effective_from).map(from);
        // No term ends so far ahead.
        later.min().map_or(shifted(today, 1_000), |next| shifted(next, -1))
    };
    let range = |policy: &RenewalPolicy| {
        let open = shifted(today, -policy.partner_center.closes);
        let is_first = Some(policy.effective_from) == from_the_first;
        let first = if is_first { open } else { open.max(from(policy)) };
        (first, last_of(policy))
    };
    policies.iter().map(range).filter(|(first, last)| first <= last).collect()
}

/// May this user renew this subscription today? (domain.md, "Verdicts")
#[must_use]
pub fn may_renew(facts: &Facts, subscription: &Subscription, today: NaiveDate) -> Verdict {
    let offer = facts.offer(&subscription.offer);
    let window = subscription.window(&facts.policies);
    Verdict::of(vec![
        Requirement::role(facts),
        Requirement::verified(&facts.partner),
        Requirement::window(subscription, window, today),
        Requirement::managed_here(subscription, today),
        Requirement::no_open_order(facts, &subscription.offer),
        Requirement::qualified_to_renew(facts, subscription, (offer, window), today),
        Requirement::not_covered(facts, offer, today),
        Requirement::sold_here(&facts.partner, offer),
        Requirement::in_good_standing(&facts.partner),
    ])
    .overridden(facts, renewing(facts, subscription).as_ref(), today)
}

/// May this subscription be renewed today by itself? The same as [`may_renew`] without asking who presses
/// (domain.md, "Automatic renewal": "role aside").
#[must_use]
pub fn may_renew_automatically(facts: &Facts, subscription: &Subscription, today: NaiveDate) -> Verdict {
    let pressed = may_renew(facts, subscription, today).requirements;
    let others = pressed.into_iter().filter(|requirement| requirement.code() != Code::Role);
    Verdict::of(others.collect())
}

/// How an automatic renewal is paid where these methods are `taken`: by the saved card, else by transfer like the
/// last time; none if there is neither (domain.md, "Automatic renewal").
#[must_use]
pub fn automatic_method(taken: &[PaymentMethod], has_card: bool, has_contact: bool) -> Option<PaymentMethod> {
    let ways = [(PaymentMethod::CreditCard, has_card), (PaymentMethod::BankTransfer, has_contact)];
    ways.into_iter().find(|(method, has)| *has && taken.contains(method)).map(|(method, _)| method)
}

/// Why no card is saved for automatic renewal. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCardWanted {
    /// Automatic renewal is off, and comes on again only by a renewal.
    Off,
    /// Its last day, or the last day to renew it, has passed.
    Over,
    /// It cannot be paid by card where the partner is.
    NotTaken,
}

/// Whether a card can be saved on `today` with which the subscription renews by itself.
pub fn may_save_card(facts: &Facts, held: &Subscription, today: NaiveDate) -> Result<(), NoCardWanted> {
    match held.status_on(today, &facts.policies) {
        Status::Active { .. } | Status::Renewable { .. } if !held.automatic_renewal => Err(NoCardWanted::Off),
        Status::Active { .. } | Status::Renewable { .. } => {
            let methods = facts.methods(&held.offer);
            if methods.contains(&PaymentMethod::CreditCard) { Ok(()) } else { Err(NoCardWanted::NotTaken) }
        }
        _ => Err(NoCardWanted::Over),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, catalogue, date, facts, holding, silver};
    use crate::roles::Role;
    use crate::subscriptions::Holding;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn unmet(facts: &Facts, today: &str) -> Vec<Code> {
        may_renew(facts, &facts.subscriptions[0], date(today)).unmet().map(Requirement::code).collect()
    }

    #[test]
    fn renewal_opens_the_day_after_expiry() {
        let facts = holding(action_pack("2019-06-22"));
        assert_eq!(unmet(&facts, "2019-06-22"), [Code::Window]);
        assert_eq!(unmet(&facts, "2019-06-23"), []);
        assert_eq!(unmet(&facts, "2019-07-22"), []);
        assert_eq!(unmet(&facts, "2019-07-23"), [Code::Window]);
    }

    #[test]
    fn bought_on_1_september_renews_from_2_september() {
        let bought = Term::bought(date("2018-09-01"));
        let window =
            RenewalPolicy::in_force(&catalogue().policies, ManagedIn::PartnerCenter, bought.expires_on)
                .window(ManagedIn::PartnerCenter, bought.expires_on);
        assert_eq!(window, RenewalWindow { opens: date("2019-09-02"), closes: date("2019-10-01") });
    }

    #[test]
    fn the_membership_center_renews_from_ninety_days_before_to_the_anniversary() {
        let anniversary = date("2019-06-22");
        let window = RenewalPolicy::in_force(&catalogue().policies, ManagedIn::MembershipCenter, anniversary)
            .window(ManagedIn::MembershipCenter, anniversary);
        assert_eq!(window, RenewalWindow { opens: date("2019-03-24"), closes: anniversary });
    }

    #[test]
    fn the_policy_in_force_on_the_anniversary_applies() {
        let policies = catalogue().policies;
        let changed = policies.iter().map(|policy| policy.effective_from).max().unwrap();
        let in_force = |day| RenewalPolicy::in_force(&policies, ManagedIn::PartnerCenter, day);
        let (before, after) = (in_force(shifted(changed, -1)), in_force(changed));
        assert_eq!(before.partner_center, WindowDays { opens: -90, closes: 0 });
        assert_eq!(after.partner_center, WindowDays { opens: 1, closes: 30 });
        assert_eq!(in_force(date("1999-01-01")), before);
    }

    #[test]
    fn what_is_open_when_a_policy_is_published_keeps_the_one_before() {
        let mut policies = catalogue().policies;
        policies.push(RenewalPolicy {
            effective_from: date("2027-01-01"),
            partner_center: WindowDays { opens: -10, closes: 60 },
            announced: Some(date("2027-03-10")),
            ..policies[1]
        });
        let opens = |anniversary| action_pack(anniversary).window(&policies).opens;
        // Open since 1 February; to open on the 11th, which it may be where the partner is; not open yet.
        assert_eq!(opens("2027-01-31"), date("2027-02-01"));
        assert_eq!(opens("2027-03-10"), date("2027-03-11"));
        assert_eq!(opens("2027-03-11"), date("2027-03-01"));
        let longer = [policies[0], policies[1], RenewalPolicy { benefits_end: 60, ..policies[2] }];
        assert_eq!(action_pack("2027-03-10").benefits_end(&longer), date("2027-04-09"));
        assert_eq!(action_pack("2027-03-11").benefits_end(&longer), date("2027-05-10"));
    }

    #[test]
    fn the_new_anniversary_is_a_year_after_the_old_one_whenever_it_is_paid() {
        let subscription = action_pack("2019-06-22");
        for paid_on in ["2019-06-23", "2019-07-22"] {
            let term = subscription.renewed_term(date(paid_on), &catalogue().policies);
            assert_eq!((term.starts, term.expires_on), (date("2019-06-23"), date("2020-06-22")));
        }
    }

    #[test]
    fn or_a_year_after_the_payment_where_the_programme_says_so() {
        let policy =
            RenewalPolicy { next_anniversary: NextAnniversary::PaymentReceived, ..catalogue().policies[0] };
        let term = policy.next_term(date("2018-06-22"), date("2019-06-22"), date("2019-07-01"));
        assert_eq!((term.anchor, term.expires_on), (date("2019-07-01"), date("2020-07-01")));
    }

    #[test]
    fn renewed_leap_day_anniversaries_come_back_to_the_29th() {
        let policy =
            RenewalPolicy::in_force(&catalogue().policies, ManagedIn::PartnerCenter, date("2027-02-28"))
                .to_owned();
        let term = policy.next_term(date("2024-02-29"), date("2027-02-28"), date("2027-03-01"));
        assert_eq!(term.expires_on, date("2028-02-29"));
    }

    #[test]
    fn who_lacks_the_role_learns_whom_to_ask() {
        let mut facts = holding(action_pack("2019-06-22"));
        facts.roles = vec![Role::BillingAdmin];
        facts.admins = vec!["Haru Aoba".into()];
        let verdict = may_renew(&facts, &facts.subscriptions[0], date("2019-06-23"));
        let role = verdict.unmet().next().unwrap();
        assert_eq!(role.code(), Code::Role);
        assert_eq!(serde_json::to_value(role).unwrap()["ask"][0], "Haru Aoba");
    }

    #[test]
    fn what_lives_in_the_membership_center_is_not_renewed_here_until_its_anniversary_has_passed() {
        let elsewhere = Subscription { managed_in: ManagedIn::MembershipCenter, ..action_pack("2019-06-22") };
        let facts = holding(elsewhere);
        assert_eq!(unmet(&facts, "2019-06-01"), [Code::Window, Code::ManagedHere]);
        assert_eq!(unmet(&facts, "2019-06-23"), []);
    }

    #[test]
    fn every_failed_requirement_is_reported_and_not_only_the_first() {
        let mut facts = holding(silver("2019-06-22"));
        facts.roles.clear();
        facts.partner.verification = crate::partners::Verification::Pending;
        facts.partner.suspended = Some("Payment fraud is being looked into".into());
        facts.partner.country = "AQ".into();
        let codes = unmet(&facts, "2019-06-01");
        assert_eq!(
            codes,
            [Code::Role, Code::Verified, Code::Window, Code::Qualified, Code::SoldHere, Code::InGoodStanding]
        );
    }

    #[test]
    fn qualification_counts_from_thirty_days_before_the_anniversary_to_today() {
        let mut facts = holding(silver("2019-06-22"));
        facts.attainments = vec![attained(Level::Silver, "2018-01-01", Some("2019-05-22"))];
        assert_eq!(unmet(&facts, "2019-06-23"), [Code::Qualified]);
        facts.attainments = vec![attained(Level::Silver, "2018-01-01", Some("2019-05-23"))];
        assert_eq!(unmet(&facts, "2019-06-23"), []);
        facts.attainments = vec![attained(Level::Gold, "2019-07-01", None)];
        assert_eq!(unmet(&facts, "2019-06-30"), [Code::Qualified]);
        assert_eq!(unmet(&facts, "2019-07-01"), []);
    }

    #[test]
    fn what_was_cancelled_or_superseded_is_not_renewed() {
        let day = date("2019-06-22");
        for holding in [Holding::Cancelled { ends: day }, Holding::Superseded { on: day }] {
            let facts = crate::examples::holding(Subscription { holding, ..action_pack("2019-06-22") });
            assert_eq!(unmet(&facts, "2019-06-23"), [Code::Window], "{holding:?}");
        }
    }

    #[test]
    fn an_unpaid_order_bars_another() {
        let mut facts = holding(action_pack("2019-06-22"));
        facts.open_orders = vec![crate::examples::open_order("action_pack")];
        assert_eq!(unmet(&facts, "2019-06-23"), [Code::NoOpenOrder]);
    }

    #[test]
    fn an_offer_that_left_the_catalogue_is_not_sold_here() {
        let mut facts = facts();
        facts.subscriptions = vec![Subscription { offer: "retired".into(), ..action_pack("2019-06-22") }];
        assert_eq!(unmet(&facts, "2019-06-23"), [Code::SoldHere]);
    }

    #[test]
    fn the_saved_card_pays_before_a_transfer_where_both_are_taken() {
        let (card, transfer) = (PaymentMethod::CreditCard, PaymentMethod::BankTransfer);
        assert_eq!(automatic_method(&[transfer, card], true, true), Some(card));
        assert_eq!(automatic_method(&[transfer], true, true), Some(transfer));
        assert_eq!(automatic_method(&[card, transfer], false, true), Some(transfer));
        assert_eq!(automatic_method(&[transfer], true, false), None);
    }

    #[test]
    fn a_card_is_saved_as_long_as_it_can_renew_by_itself() {
        let automatic = Subscription { automatic_renewal: true, ..action_pack("2019-06-22") };
        let saved = |held: &Subscription, today| may_save_card(&holding(held.clone()), held, date(today));
        assert_eq!(saved(&automatic, "2018-10-01"), Ok(()));
        assert_eq!(saved(&automatic, "2019-07-22"), Ok(()));
        assert_eq!(saved(&automatic, "2019-07-23"), Err(NoCardWanted::Over));
        assert_eq!(saved(&action_pack("2019-06-22"), "2019-06-01"), Err(NoCardWanted::Off));
        let cancelled =
            Subscription { holding: Holding::Cancelled { ends: date("2019-06-22") }, ..automatic.clone() };
        assert_eq!(saved(&cancelled, "2019-06-01"), Err(NoCardWanted::Over));
        let mut facts = holding(automatic.clone());
        for price in facts.offers.iter_mut().flat_map(|offer| &mut offer.prices) {
            price.methods = vec![PaymentMethod::BankTransfer];
        }
        assert_eq!(may_save_card(&facts, &automatic, date("2019-06-01")), Err(NoCardWanted::NotTaken));
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn what_is_still_renewable_is_what_has_a_window_that_has_not_closed(
            day in 0_i32..5_000, offset in -400_i32..400, announced in 0_i32..5_000,
        ) {
            let (mut policies, today) = (catalogue().policies, shifted(date("2012-01-01"), day));
            policies[1].announced = Some(shifted(date("2012-01-01"), announced));
            let anniversary = shifted(today, offset);
            let window = RenewalPolicy::in_force(&policies, ManagedIn::PartnerCenter, anniversary)
                .window(ManagedIn::PartnerCenter, anniversary);
            let found = still_renewable(&policies, today);
            let within = found.iter().filter(|(first, last)| (*first..=*last).contains(&anniversary)).count();
            prop_assert_eq!(within, usize::from(today <= window.closes));
        }

        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn exactly_the_thirty_days_after_the_anniversary_allow_a_renewal(start in 0_i32..20_000, offset in -400_i32..400) {
            let anniversary = shifted(date("2019-01-01"), start);
            let facts = holding(action_pack(&anniversary.to_string()));
            let verdict = may_renew(&facts, &facts.subscriptions[0], shifted(anniversary, offset));
            prop_assert_eq!(verdict.is_allowed(), (1..=30).contains(&offset));
        }
    }
}
