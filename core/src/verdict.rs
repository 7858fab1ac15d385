//! Verdicts: allowed, or the list of every reason why not (domain.md, "Verdicts").

use chrono::NaiveDate;

use crate::calendar::{days_between, shifted};
use crate::catalogue::{Offer, OfferCode};
use crate::competencies::{Level, highest_held};
use crate::facts::Facts;
use crate::orders::{OpenOrder, OrderNumber, OrderState};
use crate::overrides::Covers;
use crate::partners::{Partner, Verification};
use crate::renewals::{RenewalPolicy, RenewalWindow};
use crate::roles::{Permission, Role};
use crate::subscriptions::{ManagedIn, Subscription};
use crate::wire;

/// Stable code of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // Each is explained at the variant of `Finding` of the same name.
pub enum Code {
    Role,
    Joined,
    Verified,
    Window,
    ManagedHere,
    ManagedThere,
    OnePerPartner,
    NoOpenOrder,
    Qualified,
    NotCovered,
    SoldHere,
    InGoodStanding,
    Paid,
    RefundPeriod,
    PresentTerm,
    NotUpgraded,
    BenefitsUnused,
    TaxExempt,
    TaxCharged,
}

impl Code {
    /// The code as it stands in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Joined => "joined",
            Self::Verified => "verified",
            Self::Window => "window",
            Self::ManagedHere => "managed_here",
            Self::ManagedThere => "managed_there",
            Self::OnePerPartner => "one_per_partner",
            Self::NoOpenOrder => "no_open_order",
            Self::Qualified => "qualified",
            Self::NotCovered => "not_covered",
            Self::SoldHere => "sold_here",
            Self::InGoodStanding => "in_good_standing",
            Self::Paid => "paid",
            Self::RefundPeriod => "refund_period",
            Self::PresentTerm => "present_term",
            Self::NotUpgraded => "not_upgraded",
            Self::BenefitsUnused => "benefits_unused",
            Self::TaxExempt => "tax_exempt",
            Self::TaxCharged => "tax_charged",
        }
    }
}

wire! {
    /// One requirement: whether it is met, and the dates and numbers behind it.
    pub struct Requirement {
        /// Whether it is met, or the vendor allows it all the same.
        pub met: bool,
        /// Until when the vendor allows it although it is not met, if so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub overridden: Option<NaiveDate>,
        /// Which one it is, and what was found.
        #[serde(flatten)]
        pub finding: Finding,
    }
}

wire! {
    /// What was found when a requirement was checked.
    #[serde(rename_all = "snake_case", tag = "code")]
    pub enum Finding {
        /// The user is Global admin or MPN partner admin.
        Role {
            /// The roles that would do.
            any_of: Vec<Role>,
            /// Names of those who have one of them; empty if the user has.
            ask: Vec<String>,
        },
        /// The partner has joined.
        Joined {
            /// The work e-mail was verified.
            email_verified: bool,
            /// The agreement was accepted.
            agreement_accepted: bool,
        },
        /// The legal profile is verified.
        Verified {
            /// Where it stands.
            verification: Verification,
        },
        /// Today is in the renewal window.
        Window {
            /// First day.
            opens: NaiveDate,
            /// Last day.
            closes: NaiveDate,
            /// Days until it opens; 0 once it has.
            days_until: i64,
            /// Days left, today included; 0 before it opens and after it has closed.
            days_left: i64,
        },
        /// The subscription is managed here and not in the Membership Center.
        ManagedHere {
            /// Where it is managed today.
            managed_in: ManagedIn,
            /// The day from which it is managed here, if it is not.
            here_from: Option<NaiveDate>,
        },
        /// For a renewal in the Membership Center: the subscription is managed there, and not here already.
        ManagedThere {
            /// Where it is managed today.
            managed_in: ManagedIn,
            /// The days on which it can be renewed here, in Partner Center.
            here: RenewalWindow,
        },
        /// No active subscription to, and no renewal window open on, the same offer.
        OnePerPartner {
            /// The subscription in the way.
            subscription: Option<String>,
            /// Its anniversary.
            expires_on: Option<NaiveDate>,
        },
        /// No order for it awaits payment.
        NoOpenOrder {
            /// The order in the way.
            order: Option<OrderNumber>,
            /// Its state.
            state: Option<OrderState>,
        },
        /// The partner has the competency that the offer asks for.
        Qualified {
            /// What is asked for.
            required: Option<Level>,
            /// The highest that counts.
            held: Option<Level>,
        },
        /// No other active subscription includes this offer's benefits.
        NotCovered {
            /// The offer that does.
            by: Option<OfferCode>,
        },
        /// The offer has a price in the partner's country and currency.
        SoldHere {
            /// ISO 3166-1 alpha-2 code.
            country: String,
            /// ISO 4217 code.
            currency: String,
        },
        /// The partner is not suspended.
        InGoodStanding {
            /// Why it is suspended.
            suspended: Option<String>,
        },
        /// For a refund: the order is paid.
        Paid {
            /// Where it stands.
            state: OrderState,
        },
        /// For a refund: it was paid a short time ago.
        RefundPeriod {
            /// The day it was paid.
            paid_on: Option<NaiveDate>,
            /// Last day.
            until: Option<NaiveDate>,
            /// Days left, today included.
            days_left: i64,
        },
        /// For a refund: what it paid for is the term that runs now.
        PresentTerm {
            /// Last day of the term that runs now.
            expires_on: Option<NaiveDate>,
        },
        /// For a refund: no upgrade came after it, and it was none itself.
        NotUpgraded {
            /// An upgrade came after it.
            superseded: bool,
        },
        /// For a refund: no benefit of the term it paid for was activated, and no product key viewed.
        BenefitsUnused {
            /// The day on which one first was.
            first_used: Option<NaiveDate>,
        },
        /// For a refund of the tax: the partner is exempt from it.
        TaxExempt,
        /// For a refund of the tax: the order was charged some, and it is not given back yet.
        TaxCharged,
    }
}

impl Requirement {
    pub(crate) fn new(met: bool, finding: Finding) -> Self {
        Self { met, overridden: None, finding }
    }

    /// Which requirement it is.
    #[must_use]
    pub fn code(&self) -> Code {
        match self.finding {
            Finding::Role { .. } => Code::Role,
            Finding::Joined { .. } => Code::Joined,
            Finding::Verified { .. } => Code::Verified,
            Finding::Window { .. } => Code::Window,
            Finding::ManagedHere { .. } => Code::ManagedHere,
            Finding::ManagedThere { .. } => Code::ManagedThere,
            Finding::OnePerPartner { .. } => Code::OnePerPartner,
            Finding::NoOpenOrder { .. } => Code::NoOpenOrder,
            Finding::Qualified { .. } => Code::Qualified,
            Finding::NotCovered { .. } => Code::NotCovered,
            Finding::SoldHere { .. } => Code::SoldHere,
            Finding::InGoodStanding { .. } => Code::InGoodStanding,
            Finding::Paid { .. } => Code::Paid,
            Finding::RefundPeriod { .. } => Code::RefundPeriod,
            Finding::PresentTerm { .. } => Code::PresentTerm,
            Finding::NotUpgraded { .. } => Code::NotUpgraded,
            Finding::BenefitsUnused { .. } => Code::BenefitsUnused,
            Finding::TaxExempt => Code::TaxExempt,
            Finding::TaxCharged => Code::TaxCharged,
        }
    }

    pub(crate) fn role(facts: &Facts) -> Self {
        let met = Permission::Buy.is_granted_to(&facts.roles);
        let ask = if met { Vec::new() } else { facts.admins.clone() };
        Self::new(met, Finding::Role { any_of: Permission::Buy.granted_to().to_vec(), ask })
    }

    pub(crate) fn joined(partner: &Partner) -> Self {
        let Partner { email_verified, agreement_accepted, .. } = *partner;
        Self::new(
            email_verified && agreement_accepted,
            Finding::Joined { email_verified, agreement_accepted },
        )
    }

    pub(crate) fn verified(partner: &Partner) -> Self {
        let verification = partner.verification.clone();
        Self::new(verification == Verification::Verified, Finding::Verified { verification })
    }

    /// Only what is held has a window: a cancelled or superseded subscription is not renewed on any day.
    pub(crate) fn window(subscription: &Subscription, window: RenewalWindow, today: NaiveDate) -> Self {
        let RenewalWindow { opens, closes } = window;
        let met = subscription.ended_early().is_none() && window.contains(today);
        let days_left = if met { window.days_left(today) } else { 0 };
        let days_until = days_between(today, opens).max(0);
        Self::new(met, Finding::Window { opens, closes, days_until, days_left })
    }

    pub(crate) fn managed_here(subscription: &Subscription, today: NaiveDate) -> Self {
        let managed_in = subscription.managed_in_on(today);
        let met = managed_in == ManagedIn::PartnerCenter;
        let here_from = (!met).then(|| shifted(subscription.expires_on, 1));
        Self::new(met, Finding::ManagedHere { managed_in, here_from })
    }

    pub(crate) fn managed_there(
        subscription: &Subscription,
        policies: &[RenewalPolicy],
        today: NaiveDate,
    ) -> Self {
        let managed_in = subscription.managed_in_on(today);
        let met = managed_in == ManagedIn::MembershipCenter;
        Self::new(met, Finding::ManagedThere { managed_in, here: subscription.window(policies) })
    }

    pub(crate) fn one_per_partner(facts: &Facts, offer: &OfferCode, today: NaiveDate) -> Self {
        let bars =
            |held: &&Subscription| held.offer == *offer && held.bars_purchase_on(today, &facts.policies);
        let in_the_way = facts.subscriptions.iter().find(bars);
        let finding = Finding::OnePerPartner {
            subscription: in_the_way.map(|held| held.id.clone()),
            expires_on: in_the_way.map(|held| held.expires_on),
        };
        Self::new(in_the_way.is_none(), finding)
    }

    pub(crate) fn no_open_order(facts: &Facts, offer: &OfferCode) -> Self {
        let open: Option<&OpenOrder> = facts.open_orders.iter().find(|order| order.offer == *offer);
        let finding = Finding::NoOpenOrder {
            order: open.map(|order| order.number),
            state: open.map(|order| order.state),
        };
        Self::new(open.is_none(), finding)
    }

    pub(crate) fn qualified_to_buy(facts: &Facts, offer: &Offer, today: NaiveDate) -> Self {
        Self::qualified(facts, offer.requires, today, today)
    }

    /// For a renewal the qualification may be reached at any time in the 30 days before the anniversary or
    /// in the window (domain.md, "Verdicts").
    pub(crate) fn qualified_to_renew(
        facts: &Facts,
        subscription: &Subscription,
        (offer, window): (Option<&Offer>, RenewalWindow),
        today: NaiveDate,
    ) -> Self {
        let policy = subscription.policy(&facts.policies);
        let first = shifted(subscription.expires_on, -policy.qualification_days).min(window.opens).min(today);
        let last = today.min(window.closes);
        Self::qualified(facts, offer.and_then(|offer| offer.requires), first, last)
    }

    fn qualified(facts: &Facts, required: Option<Level>, first: NaiveDate, last: NaiveDate) -> Self {
        let held = required.and_then(|_| highest_held(&facts.attainments, first, last));
        Self::new(held >= required, Finding::Qualified { required, held })
    }

    pub(crate) fn not_covered(facts: &Facts, offer: Option<&Offer>, today: NaiveDate) -> Self {
        let included_in = offer.map_or(&[][..], |offer| &offer.included_in);
        let covers = |held: &&Subscription| included_in.contains(&held.offer) && held.is_active_on(today);
        let by = facts.subscriptions.iter().find(covers).map(|held| held.offer.clone());
        Self::new(by.is_none(), Finding::NotCovered { by })
    }

    pub(crate) fn sold_here(partner: &Partner, offer: Option<&Offer>) -> Self {
        let met = offer.is_some_and(|offer| offer.price_in(&partner.country, &partner.currency).is_some());
        let finding =
            Finding::SoldHere { country: partner.country.clone(), currency: partner.currency.clone() };
        Self::new(met, finding)
    }

    pub(crate) fn in_good_standing(partner: &Partner) -> Self {
        let suspended = partner.suspended.clone();
        Self::new(suspended.is_none(), Finding::InGoodStanding { suspended })
    }
}

wire! {
    /// What a rule answers: every requirement, met or not, so that the caller never asks twice.
    pub struct Verdict {
        /// In the order of domain.md's table.
        pub requirements: Vec<Requirement>,
    }
}

impl Verdict {
    /// The verdict of these requirements.
    #[must_use]
    pub fn of(requirements: Vec<Requirement>) -> Self {
        Self { requirements }
    }

    /// The same where the vendor's overrides stand in for what is not met. What they are for is `covers`; where that is
    /// nothing, nothing is overridden.
    #[must_use]
    pub(crate) fn overridden(mut self, facts: &Facts, covers: Option<&Covers>, today: NaiveDate) -> Self {
        let Some(covers) = covers else { return self };
        for requirement in self.requirements.iter_mut().filter(|requirement| !requirement.met) {
            let code = requirement.code();
            let stands_in = facts.overrides.iter().find(|one| one.stands_in(code, covers, today));
            if let Some(one) = stands_in {
                requirement.met = true;
                requirement.overridden = Some(one.until);
            }
        }
        self
    }

    /// Whether every requirement is met.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.requirements.iter().all(|requirement| requirement.met)
    }

    /// The requirements that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(|requirement| !requirement.met)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, date, facts};
    use crate::renewals::may_renew;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_verdict_goes_over_the_wire_and_back_with_its_codes() {
        let facts = facts();
        let verdict = may_renew(&facts, &action_pack("2019-06-22"), date("2019-06-01"));
        let json = serde_json::to_value(&verdict).unwrap();
        let codes: Vec<_> = json["requirements"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["code"].as_str().unwrap())
            .collect();
        let known: Vec<_> =
            verdict.requirements.iter().map(|requirement| requirement.code().as_str()).collect();
        assert_eq!(codes, known);
        assert_eq!(serde_json::from_value::<Verdict>(json).unwrap(), verdict);
    }

    #[test]
    fn the_window_says_from_when_and_how_long() {
        let held = action_pack("2019-06-22");
        let window = held.window(&facts().policies);
        let found = |today| match Requirement::window(&held, window, date(today)).finding {
            Finding::Window { days_until, days_left, .. } => (days_until, days_left),
            other => panic!("{other:?}"),
        };
        assert_eq!(found("2019-06-03"), (20, 0));
        assert_eq!(found("2019-06-23"), (0, 30));
        assert_eq!(found("2019-07-22"), (0, 1));
        assert_eq!(found("2019-07-23"), (0, 0));
    }
}
