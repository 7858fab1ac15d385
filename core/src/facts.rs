//! The facts that verdicts are reached from: the same value on the server and in the browser.

use chrono::NaiveDate;

use crate::calendar::shifted;
use crate::catalogue::{Offer, OfferCode};
use crate::competencies::{Attainment, Level, highest_held, last_held};
use crate::orders::OpenOrder;
use crate::overrides::Override;
use crate::partners::Partner;
use crate::payments::PaymentMethod;
use crate::renewals::{RenewalPolicy, automatic_method};
use crate::roles::Role;
use crate::subscriptions::{Holding, Status, Subscription};
use crate::wire;

wire! {
    /// All that bears on what one user of one partner may do.
    pub struct Facts {
        /// The user's roles.
        pub roles: Vec<Role>,
        /// Names of the partner's users who may buy: whom to ask.
        pub admins: Vec<String>,
        /// The partner.
        pub partner: Partner,
        /// Its competencies.
        pub attainments: Vec<Attainment>,
        /// Its subscriptions, the latest term first.
        pub subscriptions: Vec<Subscription>,
        /// Its orders that await payment.
        pub open_orders: Vec<OpenOrder>,
        /// The programme's offers, with the prices of the partner's country.
        pub offers: Vec<Offer>,
        /// Versions of the renewal policy.
        pub policies: Vec<RenewalPolicy>,
        /// What the vendor lets the partner do once although a requirement is not met: approved, and not used up.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub overrides: Vec<Override>,
    }
}

impl Facts {
    /// Whether an order for `offer` awaits its payment: what becomes of it is not known yet.
    #[must_use]
    pub fn is_ordered(&self, offer: &OfferCode) -> bool {
        self.open_orders.iter().any(|order| order.offer == *offer)
    }

    /// The offer of that code, if it is in the catalogue.
    #[must_use]
    pub fn offer(&self, code: &OfferCode) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.code == *code)
    }

    /// The subscription of that id.
    #[must_use]
    pub fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id == id)
    }

    /// How the offer can be paid where the partner is, the first choice first; not at all if it is not sold there.
    #[must_use]
    pub fn methods(&self, offer: &OfferCode) -> &[PaymentMethod] {
        let price =
            self.offer(offer).and_then(|offer| offer.price_in(&self.partner.country, &self.partner.currency));
        price.map_or(&[], |price| &price.methods)
    }

    /// Whether a subscription is to renew by itself and there is nothing to pay with: neither a card that the gateway
    /// knows nor a transfer contact, as when it has come from elsewhere. Then it is asked for.
    #[must_use]
    pub fn lacks_payment(&self, held: &Subscription, today: NaiveDate) -> bool {
        let may_renew =
            matches!(held.status_on(today, &self.policies), Status::Active { .. } | Status::Renewable { .. });
        let methods = self.methods(&held.offer);
        held.automatic_renewal
            && may_renew
            && !methods.is_empty()
            && automatic_method(methods, held.card.is_some(), held.by_transfer).is_none()
    }

    /// Whether an active subscription's qualification will not hold at its anniversary: "at risk" (domain.md, "Verdicts").
    ///
    /// The days that count are those of [`may_renew`](crate::renewals::may_renew), and what is held on them follows
    /// from what is known today: a certificate that will have expired by then does not count any more.
    #[must_use]
    pub fn risk(&self, subscription: &Subscription, today: NaiveDate) -> Option<Risk> {
        let required = self.offer(&subscription.offer)?.requires?;
        if subscription.holding != Holding::Held || !subscription.is_active_on(today) {
            return None;
        }
        let policy = subscription.policy(&self.policies);
        let first = shifted(subscription.expires_on, -policy.qualification_days);
        let closes = subscription.window(&self.policies).closes;
        let at_risk = highest_held(&self.attainments, first, closes) < Some(required);
        at_risk.then(|| Risk {
            required,
            is_held: highest_held(&self.attainments, today, today) >= Some(required),
            held_until: last_held(&self.attainments, required, closes),
            closes,
        })
    }
}

/// What puts a subscription at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risk {
    /// The level that it asks for.
    pub required: Level,
    /// Whether it is held today.
    pub is_held: bool,
    /// The last day on which that is or was held; none if it never was.
    pub held_until: Option<NaiveDate>,
    /// The last day on which it can be renewed, and so the level regained.
    pub closes: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, attained, date, holding, silver};
    use crate::payments::CardSummary;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn silver_without_its_competency_is_at_risk_while_it_is_active() {
        let mut facts = holding(silver("2019-06-22"));
        let at_risk = |facts: &Facts, today| facts.risk(&facts.subscriptions[0], date(today)).is_some();
        assert!(at_risk(&facts, "2019-05-13"));
        assert!(!at_risk(&facts, "2019-06-23"), "no longer active");
        facts.attainments = vec![attained(Level::Silver, "2018-01-01", None)];
        assert!(!at_risk(&facts, "2019-05-13"));
        facts.attainments.clear();
        facts.subscriptions[0].holding = Holding::Cancelled { ends: date("2019-06-22") };
        assert!(!at_risk(&facts, "2019-05-13"), "it is not to be renewed");
    }

    #[test]
    fn a_competency_that_will_be_lost_before_the_renewal_is_known_in_advance() {
        let mut facts = holding(silver("2019-06-22"));
        let risk = |facts: &Facts| facts.risk(&facts.subscriptions[0], date("2019-01-01"));
        facts.attainments = vec![attained(Level::Gold, "2018-01-01", Some("2019-05-22"))];
        let found = risk(&facts).unwrap();
        assert_eq!((found.is_held, found.held_until), (true, Some(date("2019-05-22"))));
        assert_eq!(found.closes, date("2019-07-22"));
        facts.attainments = vec![attained(Level::Gold, "2018-01-01", Some("2019-05-23"))];
        assert_eq!(risk(&facts), None, "30 days before the anniversary are enough to renew");
    }

    #[test]
    fn what_renews_by_itself_with_nothing_to_pay_with_asks_for_it_until_it_has_lapsed() {
        let automatic = Subscription { automatic_renewal: true, ..action_pack("2019-06-22") };
        let lacks = |held: &Subscription, today| holding(held.clone()).lacks_payment(held, date(today));
        assert!(lacks(&automatic, "2019-06-22") && lacks(&automatic, "2019-07-22"));
        assert!(!lacks(&automatic, "2019-07-23"));
        assert!(!lacks(&action_pack("2019-06-22"), "2019-06-22"), "it does not renew by itself");
        assert!(!lacks(&Subscription { by_transfer: true, ..automatic.clone() }, "2019-06-22"));
        let card = CardSummary { brand: "visa".into(), last4: "4242".into(), exp_month: 12, exp_year: 2030 };
        assert!(!lacks(&Subscription { card: Some(card), ..automatic }, "2019-06-22"));
    }

    #[test]
    fn what_asks_for_no_competency_is_never_at_risk() {
        let facts = holding(action_pack("2019-06-22"));
        assert_eq!(facts.risk(&facts.subscriptions[0], date("2019-05-13")), None);
    }
}
