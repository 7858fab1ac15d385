//! The facts that verdicts are reached from: the same value on the server and in the browser.

use chrono::NaiveDate;

use crate::catalogue::{Offer, OfferCode};
use crate::competencies::{Attainment, highest_held};
use crate::orders::OpenOrder;
use crate::partners::Partner;
use crate::renewals::RenewalPolicy;
use crate::roles::Role;
use crate::subscriptions::Subscription;
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

    /// Whether an active subscription's qualification no longer holds: "at risk" (domain.md, "Verdicts").
    #[must_use]
    pub fn is_at_risk(&self, subscription: &Subscription, today: NaiveDate) -> bool {
        let required = self.offer(&subscription.offer).and_then(|offer| offer.requires);
        subscription.is_active_on(today) && highest_held(&self.attainments, today, today) < required
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, date, holding, silver};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn silver_without_its_competency_is_at_risk_while_it_is_active() {
        let mut facts = holding(silver("2019-06-22"));
        let at_risk = |facts: &Facts, today| facts.is_at_risk(&facts.subscriptions[0], date(today));
        assert!(at_risk(&facts, "2019-05-13"));
        assert!(!at_risk(&facts, "2019-06-23"));
        facts.attainments = vec![attained(Level::Silver, "2018-01-01", None)];
        assert!(!at_risk(&facts, "2019-05-13"));
    }

    #[test]
    fn what_asks_for_no_competency_is_never_at_risk() {
        let facts = holding(action_pack("2019-06-22"));
        assert!(!facts.is_at_risk(&facts.subscriptions[0], date("2019-05-13")));
    }
}
