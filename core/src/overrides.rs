//! Overrides: what the vendor lets one partner do once although a requirement is not met (issued by one operator,
//! approved by another).
//!
//! An override stands in for one requirement of one verdict, and for nothing else: `Verdict::overridden` is the only
//! place that looks at it, in the browser and inside the purchase.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{days_between, shifted};
use crate::catalogue::OfferCode;
use crate::facts::Facts;
use crate::orders::{OrderNumber, OrderState, Purpose};
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::subscriptions::Subscription;
use crate::verdict::{Code, Verdict};
use crate::{codes, wire};

wire! {
    /// A requirement that can be overridden.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Overridable {
        /// The legal profile is verified: the vendor knows the company and is late with the paper.
        Verified,
        /// Today is in the renewal window: a renewal before or after it.
        Window,
        /// The partner has the competency that is asked for.
        Qualified,
    }
}

impl Overridable {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Verified, Self::Window, Self::Qualified];

    /// As it stands in JSON and in tables: the requirement's own code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.requirement().as_str()
    }

    /// The one of that code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The requirement that it stands in for.
    #[must_use]
    pub const fn requirement(self) -> Code {
        match self {
            Self::Verified => Code::Verified,
            Self::Window => Code::Window,
            Self::Qualified => Code::Qualified,
        }
    }

    /// Whether a requirement can be overridden, and as what. The rest cannot, each for its reason.
    #[must_use]
    pub const fn of(requirement: Code) -> Option<Self> {
        match requirement {
            Code::Verified => Some(Self::Verified),
            Code::Window => Some(Self::Window),
            Code::Qualified => Some(Self::Qualified),
            // Who may act for the partner is the partner's own business.
            Code::Role
            // Without the agreement there is nothing to sell under.
            | Code::Joined
            // Two memberships for one partner, or two orders for one term, are two payments for one thing.
            | Code::OnePerPartner
            | Code::NoOpenOrder
            | Code::NotCovered
            // Where it is managed is a fact: renewed in both places it would be paid for twice.
            | Code::ManagedHere
            | Code::ManagedThere
            // Without a price there is nothing to charge.
            | Code::SoldHere
            // A suspension is lifted, with its own reason.
            | Code::InGoodStanding
            // Giving money back is decided by finance, case by case.
            | Code::Paid
            | Code::RefundPeriod
            | Code::PresentTerm
            | Code::NotUpgraded
            | Code::BenefitsUnused
            | Code::TaxExempt
            | Code::TaxCharged => None,
        }
    }
}

wire! {
    /// For what it counts.
    #[serde(rename_all = "snake_case")]
    pub enum Covers {
        /// Buying this offer.
        Buying(OfferCode),
        /// Renewing this subscription after this anniversary, in Partner Center.
        Renewing {
            /// Id of the subscription.
            subscription: String,
            /// The anniversary: the next term asks for an override of its own.
            anniversary: NaiveDate,
        },
    }
}

impl Covers {
    /// What an order is for, as far as it can be overridden: renewing in the Membership Center cannot.
    #[must_use]
    pub fn of(purpose: &Purpose) -> Option<Self> {
        match purpose {
            Purpose::Buy { offer } => Some(Self::Buying(offer.clone())),
            Purpose::Renew { .. } if purpose.is_there() => None,
            Purpose::Renew { subscription, anniversary, .. } => {
                Some(Self::Renewing { subscription: subscription.clone(), anniversary: *anniversary })
            }
        }
    }
}

wire! {
    /// An override in force, as facts carry it: approved, and not used up.
    pub struct Override {
        /// Its name in addresses.
        pub id: String,
        /// Which requirement it stands in for.
        pub requirement: Overridable,
        /// For what.
        pub covers: Covers,
        /// Last day.
        pub until: NaiveDate,
    }
}

impl Override {
    /// Whether it stands in for that requirement of that verdict on that day.
    #[must_use]
    pub fn stands_in(&self, requirement: Code, covers: &Covers, today: NaiveDate) -> bool {
        self.requirement.requirement() == requirement && self.covers == *covers && today <= self.until
    }
}

/// What a verdict on a renewal is overridden for; nothing if there is no renewal to allow: the subscription was ended, or
/// another to the same offer has come after it, and the partner would have two.
#[must_use]
pub fn renewing(facts: &Facts, held: &Subscription) -> Option<Covers> {
    let followed = facts
        .subscriptions
        .iter()
        .any(|other| other.id != held.id && other.offer == held.offer && other.expires_on >= held.expires_on);
    let over = held.ended_early().is_some() || followed;
    (!over).then(|| Covers::Renewing { subscription: held.id.clone(), anniversary: held.expires_on })
}

/// The overrides that a verdict relies on: the order that is placed by it uses them up.
pub fn relied_on<'a>(
    facts: &'a Facts,
    covers: &'a Covers,
    verdict: &'a Verdict,
    today: NaiveDate,
) -> impl Iterator<Item = &'a Override> {
    let relied = verdict.requirements.iter().filter(|requirement| requirement.overridden.is_some());
    relied.filter_map(move |requirement| {
        facts.overrides.iter().find(|one| one.stands_in(requirement.code(), covers, today))
    })
}

/// Whether an order in that state has used up what it relied on. One that was never placed, or ended unpaid, has not.
#[must_use]
pub const fn uses_up(order: OrderState) -> bool {
    order.awaits_payment() || matches!(order, OrderState::Paid | OrderState::Refunded)
}

wire! {
    /// How far an override has come, its end and its use aside.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum OverrideState {
        /// One operator has asked for it.
        Asked,
        /// Another has approved it.
        Approved,
        /// Another has refused it.
        Refused,
        /// It was taken back.
        Withdrawn,
    }
}

/// What can happen to an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverrideEvent {
    /// A second operator agrees.
    Approved,
    /// A second operator does not.
    Refused,
    /// An operator takes it back.
    Withdrawn,
}

/// Why an override was not decided on. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDecided {
    /// Somebody has decided on it already, or taken it back.
    Already,
    /// Who asked for it cannot decide on it: that takes a second person.
    SamePerson,
    /// Its last day has passed.
    Over,
}

codes!(OverrideState: Asked = "asked", Approved = "approved", Refused = "refused", Withdrawn = "withdrawn");

impl OverrideState {
    /// The state after `event`; the only way from one state to another.
    pub const fn after(self, event: OverrideEvent) -> Result<Self, NotDecided> {
        match (self, event) {
            (Self::Asked, OverrideEvent::Approved) => Ok(Self::Approved),
            (Self::Asked, OverrideEvent::Refused) => Ok(Self::Refused),
            (Self::Asked | Self::Approved, OverrideEvent::Withdrawn) => Ok(Self::Withdrawn),
            _ => Err(NotDecided::Already),
        }
    }
}

/// May this operator decide on it on `today`? It takes another person than who asked; to take it back does not.
pub fn may_decide(
    asked_by: &str,
    until: NaiveDate,
    (operator, event): (&str, OverrideEvent),
    today: NaiveDate,
) -> Result<(), NotDecided> {
    match event {
        OverrideEvent::Withdrawn => Ok(()),
        _ if operator == asked_by => Err(NotDecided::SamePerson),
        OverrideEvent::Approved if until < today => Err(NotDecided::Over),
        OverrideEvent::Approved | OverrideEvent::Refused => Ok(()),
    }
}

wire! {
    /// An override that is asked for: body of `POST /api/operator/partners/{id}/overrides`.
    #[serde(deny_unknown_fields)]
    pub struct OverrideAsked {
        /// Which requirement.
        pub requirement: Overridable,
        /// For what.
        pub covers: Covers,
        /// Last day.
        pub until: NaiveDate,
        /// Why, for the second operator and the audit log.
        pub reason: String,
        /// The partner's version that was looked at.
        pub seen: i64,
    }
}

impl OverrideAsked {
    /// What is wrong with it on `today`; it may last so many days.
    #[must_use]
    pub fn faults(&self, days: u32, today: NaiveDate) -> Vec<FieldError> {
        let longest = shifted(today, i32::try_from(days).unwrap_or(i32::MAX));
        let until = match self.until {
            until if days_between(today, until) < 0 => Some(FieldFault::InPast),
            until if until > longest => Some(FieldFault::TooFar),
            _ => None,
        };
        // What is bought has no window.
        let pointless = self.requirement == Overridable::Window && matches!(self.covers, Covers::Buying(_));
        let requirement = pointless.then_some(FieldFault::Unknown);
        [("requirement", requirement), ("until", until), ("reason", line_fault(&self.reason))]
            .into_iter()
            .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
            .collect()
    }
}

wire! {
    /// What becomes of an override: body of `POST /api/operator/overrides/{id}/decision`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct OverrideDecision {
        /// Approved, refused or withdrawn.
        pub state: OverrideState,
        /// How far it had come when it was looked at.
        pub seen: OverrideState,
    }
}

impl OverrideDecision {
    /// What it does; none for what nobody decides.
    #[must_use]
    pub const fn event(self) -> Option<OverrideEvent> {
        match self.state {
            OverrideState::Approved => Some(OverrideEvent::Approved),
            OverrideState::Refused => Some(OverrideEvent::Refused),
            OverrideState::Withdrawn => Some(OverrideEvent::Withdrawn),
            OverrideState::Asked => None,
        }
    }
}

wire! {
    /// An override, as operators see it.
    pub struct OverrideRow {
        /// Its name in addresses.
        pub id: String,
        /// Which requirement.
        pub requirement: Overridable,
        /// For what.
        pub covers: Covers,
        /// The offer.
        pub offer: OfferCode,
        /// Last day.
        pub until: NaiveDate,
        /// Why.
        pub reason: String,
        /// How far it has come.
        pub state: OverrideState,
        /// Name of who asked.
        pub asked_by: String,
        /// Whether that was who looks: then another decides.
        pub own: bool,
        /// When.
        pub asked_at: DateTime<Utc>,
        /// Name of who decided.
        pub decided_by: Option<String>,
        /// When.
        pub decided_at: Option<DateTime<Utc>>,
        /// The order that has used it up.
        pub used_by: Option<OrderNumber>,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, date, facts, holding, silver};
    use crate::offers::may_buy;
    use crate::partners::Verification;
    use crate::renewals::may_renew;
    use crate::roles::Role;
    use crate::subscriptions::{Holding, ManagedIn};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn of(requirement: Overridable, covers: Covers, until: &str) -> Override {
        Override { id: "1".into(), requirement, covers, until: date(until) }
    }

    fn of_held(requirement: Overridable, held: &Subscription, until: &str) -> Override {
        let covers = Covers::Renewing { subscription: held.id.clone(), anniversary: held.expires_on };
        of(requirement, covers, until)
    }

    fn renews(facts: &Facts, today: &str) -> bool {
        may_renew(facts, &facts.subscriptions[0], date(today)).is_allowed()
    }

    #[test]
    fn a_late_renewal_is_allowed_until_the_overrides_last_day_and_says_so() {
        let held = action_pack("2019-06-22");
        let overrides = vec![of_held(Overridable::Window, &held, "2019-08-10")];
        let facts = Facts { overrides, ..holding(held) };
        assert!(renews(&facts, "2019-08-10"));
        assert!(!renews(&facts, "2019-08-11"));
        let verdict = may_renew(&facts, &facts.subscriptions[0], date("2019-08-10"));
        let told: Vec<_> = verdict.requirements.iter().filter_map(|one| one.overridden).collect();
        assert_eq!(told, [date("2019-08-10")]);
        // In the window itself nothing is overridden, and so nothing used up.
        let in_window = may_renew(&facts, &facts.subscriptions[0], date("2019-07-01"));
        assert!(in_window.requirements.iter().all(|one| one.overridden.is_none()));
    }

    #[test]
    fn it_counts_for_one_term_and_not_for_the_next() {
        let before = of_held(Overridable::Window, &action_pack("2018-06-22"), "2030-01-01");
        let facts = Facts { overrides: vec![before], ..holding(action_pack("2019-06-22")) };
        assert!(!renews(&facts, "2019-08-10"));
    }

    #[test]
    fn what_was_ended_or_followed_by_another_is_not_renewed() {
        let held = action_pack("2019-06-22");
        let overrides = vec![of_held(Overridable::Window, &held, "2030-01-01")];
        for holding in
            [Holding::Cancelled { ends: date("2019-06-22") }, Holding::Refunded { on: date("2019-01-01") }]
        {
            let ended = Subscription { holding, ..held.clone() };
            let facts = Facts { overrides: overrides.clone(), ..crate::examples::holding(ended) };
            assert!(!renews(&facts, "2019-08-10"), "{holding:?}");
        }
        let bought_anew = Subscription { id: "other".into(), ..action_pack("2020-08-01") };
        let facts = Facts { subscriptions: vec![held, bought_anew], overrides, ..facts() };
        assert!(!renews(&facts, "2019-08-10"));
    }

    #[test]
    fn an_order_uses_it_up_while_it_is_placed_or_paid() {
        use OrderState::{Abandoned, Cancelled, Declined, Draft, Expired};
        let free: Vec<_> = OrderState::ALL.into_iter().filter(|state| !uses_up(*state)).collect();
        let mut expected = vec![Draft, Declined, Abandoned, Cancelled, Expired];
        expected.sort_by_key(|state| OrderState::ALL.iter().position(|one| one == state));
        assert_eq!(free, expected);
    }

    #[test]
    fn it_takes_two_to_approve_and_to_refuse_and_one_to_take_it_back() {
        let (until, today) = (date("2019-08-10"), date("2019-08-01"));
        let decide = |operator, event, today| may_decide("mika", until, (operator, event), today);
        for event in [OverrideEvent::Approved, OverrideEvent::Refused] {
            assert_eq!(decide("mika", event, today), Err(NotDecided::SamePerson));
            assert_eq!(decide("aki", event, today), Ok(()));
        }
        assert_eq!(decide("mika", OverrideEvent::Withdrawn, today), Ok(()));
        assert_eq!(decide("aki", OverrideEvent::Approved, date("2019-08-11")), Err(NotDecided::Over));
    }

    #[test]
    fn what_is_decided_stays_so_but_can_be_taken_back() {
        use OverrideState::{Approved, Asked, Refused, Withdrawn};
        for (state, event, after) in [
            (Asked, OverrideEvent::Approved, Some(Approved)),
            (Asked, OverrideEvent::Refused, Some(Refused)),
            (Asked, OverrideEvent::Withdrawn, Some(Withdrawn)),
            (Approved, OverrideEvent::Approved, None),
            (Approved, OverrideEvent::Refused, None),
            (Approved, OverrideEvent::Withdrawn, Some(Withdrawn)),
            (Refused, OverrideEvent::Approved, None),
            (Withdrawn, OverrideEvent::Approved, None),
        ] {
            assert_eq!(state.after(event).ok(), after, "{state:?} {event:?}");
        }
    }

    #[test]
    fn it_ends_within_the_programmes_days_and_has_a_reason() {
        let asked = |until: &str, reason: &str| OverrideAsked {
            requirement: Overridable::Verified,
            covers: Covers::Buying("action_pack".into()),
            until: date(until),
            reason: reason.into(),
            seen: 1,
        };
        let faults = |asked: &OverrideAsked| {
            asked.faults(90, date("2019-06-01")).into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert!(faults(&asked("2019-06-01", "Known for years")).is_empty());
        assert!(faults(&asked("2019-08-30", "Known for years")).is_empty());
        assert_eq!(faults(&asked("2019-05-31", " ")), ["until", "reason"]);
        assert_eq!(faults(&asked("2019-08-31", "Known for years")), ["until"]);
        let window = OverrideAsked { requirement: Overridable::Window, ..asked("2019-06-02", "Late") };
        assert_eq!(faults(&window), ["requirement"]);
    }

    #[test]
    fn only_what_has_no_second_payment_and_nobody_elses_say_behind_it_is_overridden() {
        for never in
            [Code::Role, Code::NoOpenOrder, Code::OnePerPartner, Code::InGoodStanding, Code::SoldHere]
        {
            assert_eq!(Overridable::of(never), None);
        }
        for one in Overridable::ALL {
            assert_eq!(Overridable::of(one.requirement()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.code());
        }
    }

    /// Any partner with a silver membership that ends on 22 June 2019.
    fn anybody() -> impl Strategy<Value = Facts> {
        let bits = any::<[bool; 7]>();
        (bits, 0_usize..3).prop_map(|([role, verified, qualified, suspended, ordered, there, sold], more)| {
            let mut held = silver("2019-06-22");
            if there {
                held.managed_in = ManagedIn::MembershipCenter;
            }
            let mut facts = holding(held);
            facts.roles = if role { vec![Role::GlobalAdmin] } else { Vec::new() };
            if !verified {
                facts.partner.verification = Verification::Pending;
            }
            facts.attainments =
                if qualified { vec![attained(Level::Silver, "2010-01-01", None)] } else { Vec::new() };
            facts.partner.suspended = suspended.then(|| "x".into());
            if ordered {
                facts.open_orders = vec![crate::examples::open_order("silver")];
            }
            if !sold {
                facts.partner.country = "AQ".into();
            }
            if more == 1 {
                facts
                    .subscriptions
                    .push(Subscription { id: "gold".into(), ..crate::examples::gold("2019-12-01") });
            }
            facts
        })
    }

    fn any_override() -> impl Strategy<Value = Override> {
        let covers = prop_oneof![
            Just(Covers::Buying("silver".into())),
            Just(Covers::Buying("action_pack".into())),
            Just(Covers::Renewing { subscription: silver("2019-06-22").id, anniversary: date("2019-06-22") }),
            Just(Covers::Renewing { subscription: silver("2019-06-22").id, anniversary: date("2018-06-22") }),
            Just(Covers::Renewing { subscription: "another".into(), anniversary: date("2019-06-22") }),
        ];
        let requirement =
            prop_oneof![Just(Overridable::Verified), Just(Overridable::Window), Just(Overridable::Qualified)];
        (requirement, covers, -60_i32..120).prop_map(|(requirement, covers, days)| Override {
            id: "1".into(),
            requirement,
            covers,
            until: shifted(date("2019-06-22"), days),
        })
    }

    /// What an override has changed in a verdict: nothing but its own requirement, and that only where it counts.
    fn changed_nothing_else(
        (plain, overridden): (&Verdict, &Verdict),
        one: &Override,
        (covers, today): (&Covers, NaiveDate),
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(plain.requirements.len(), overridden.requirements.len());
        for (before, after) in plain.requirements.iter().zip(&overridden.requirements) {
            prop_assert_eq!(&before.finding, &after.finding);
            if before.met == after.met {
                prop_assert_eq!(after.overridden, None);
                continue;
            }
            prop_assert!(!before.met && after.met, "it never takes away");
            prop_assert_eq!(after.code(), one.requirement.requirement());
            prop_assert_eq!(after.overridden, Some(one.until));
            prop_assert!(one.covers == *covers && today <= one.until);
        }
        Ok(())
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn an_override_never_allows_anything_else(facts in anybody(), one in any_override(), offset in -100_i32..150) {
            let today = shifted(date("2019-06-22"), offset);
            let with = Facts { overrides: vec![one.clone()], ..facts.clone() };
            let held = &facts.subscriptions[0];
            let renewing = Covers::Renewing { subscription: held.id.clone(), anniversary: held.expires_on };
            let verdicts = (may_renew(&facts, held, today), may_renew(&with, held, today));
            changed_nothing_else((&verdicts.0, &verdicts.1), &one, (&renewing, today))?;
            for offer in &facts.offers {
                let verdicts = (may_buy(&facts, offer, today), may_buy(&with, offer, today));
                let buying = Covers::Buying(offer.code.clone());
                changed_nothing_else((&verdicts.0, &verdicts.1), &one, (&buying, today))?;
            }
            let there = crate::membership_center::may_renew_there;
            prop_assert_eq!(there(&facts, held, today), there(&with, held, today));
        }
    }
}
