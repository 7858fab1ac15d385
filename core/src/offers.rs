//! Membership offers: what a partner sees, and whether it may buy.

use chrono::NaiveDate;

use crate::calendar::Today;
use crate::catalogue::{Agreement, Offer};
use crate::facts::{Facts, Risk};
use crate::membership_center::{Standing, standing};
use crate::orders::OpenOrder;
use crate::overrides::Covers;
use crate::renewals::may_renew;
use crate::subscriptions::{Holding, Status, Subscription};
use crate::verdict::{Requirement, Verdict};
use crate::wire;

wire! {
    /// Answer of `GET /api/offers`.
    pub struct OffersView {
        /// The server's clock, where the partner is.
        pub clock: Today,
        /// From what the browser reaches its verdicts.
        pub facts: Facts,
        /// Days relative to an anniversary on which reminders are sent.
        pub reminders: Vec<i32>,
        /// What is agreed to with an order.
        pub agreement: Agreement,
    }
}

/// May this user buy this offer today? (domain.md, "Verdicts")
#[must_use]
pub fn may_buy(facts: &Facts, offer: &Offer, today: NaiveDate) -> Verdict {
    Verdict::of(vec![
        Requirement::role(facts),
        Requirement::joined(&facts.partner),
        Requirement::verified(&facts.partner),
        Requirement::one_per_partner(facts, &offer.code, today),
        Requirement::no_open_order(facts, &offer.code),
        Requirement::qualified_to_buy(facts, offer, today),
        Requirement::not_covered(facts, Some(offer), today),
        Requirement::sold_here(&facts.partner, Some(offer)),
        Requirement::in_good_standing(&facts.partner),
    ])
    .overridden(facts, Some(&Covers::Buying(offer.code.clone())), today)
}

/// Under which heading a tile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Held, or in its renewal window.
    Purchased,
    /// On sale and not held.
    Available,
    /// Held once, and lapsed.
    Expired,
}

/// What can be done with a tile. A missing action hides the button; an unmet requirement greys it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// **Buy**, as the verdict allows.
    Buy(Verdict),
    /// **Renew subscription**, as the verdict allows.
    Renew(Verdict),
    /// Neither: there is nothing here to renew, nor to buy.
    None,
}

impl Action {
    /// The verdict behind the button, if there is a button.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Self::Buy(verdict) | Self::Renew(verdict) => Some(verdict),
            Self::None => None,
        }
    }
}

/// One tile of the page: an offer, and the subscription to it that matters today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile<'a> {
    /// Its heading.
    pub section: Section,
    /// The offer; none if the catalogue no longer has it.
    pub offer: Option<&'a Offer>,
    /// The subscription, if there is or was one.
    pub subscription: Option<&'a Subscription>,
    /// What the subscription is called today.
    pub status: Option<Status>,
    /// The order that awaits payment, if there is one.
    pub open_order: Option<&'a OpenOrder>,
    /// Its button.
    pub action: Action,
    /// How it stands in the Membership Center, if it is kept there.
    pub there: Option<Standing>,
    /// Whether it is to renew by itself with nothing to pay with.
    pub lacks_payment: bool,
    /// What puts its renewal at risk, if anything does.
    pub risk: Option<Risk>,
}

/// The tiles of the page, in the order of their headings and, below each, of the catalogue.
///
/// An offer has one tile: that of the subscription in force, or else of the last one that lapsed. A
/// superseded one shows only if nothing else does, and then without a button of its own.
#[must_use]
pub fn tiles(facts: &Facts, today: NaiveDate) -> Vec<Tile<'_>> {
    let offered = facts.offers.iter().map(|offer| tile(facts, offer, today));
    let retired = facts
        .subscriptions
        .iter()
        .filter(|held| facts.offer(&held.offer).is_none())
        .map(|held| held_tile(facts, None, held, today));
    let mut tiles: Vec<_> = offered.chain(retired).collect();
    tiles.sort_by_key(|tile| tile.section);
    tiles
}

fn tile<'a>(facts: &'a Facts, offer: &'a Offer, today: NaiveDate) -> Tile<'a> {
    let held = |held: &&Subscription| {
        held.offer == offer.code && !matches!(held.holding, Holding::Superseded { .. })
    };
    match facts.subscriptions.iter().filter(held).max_by_key(|held| held.expires_on) {
        Some(subscription) => held_tile(facts, Some(offer), subscription, today),
        None => Tile {
            section: Section::Available,
            offer: Some(offer),
            subscription: None,
            status: None,
            open_order: facts.open_orders.iter().find(|order| order.offer == offer.code),
            action: Action::Buy(may_buy(facts, offer, today)),
            there: None,
            lacks_payment: false,
            risk: None,
        },
    }
}

/// The tile of a subscription: on the offers page under its heading, and at the head of its own page.
#[must_use]
pub fn held_tile<'a>(
    facts: &'a Facts,
    offer: Option<&'a Offer>,
    subscription: &'a Subscription,
    today: NaiveDate,
) -> Tile<'a> {
    let status = subscription.status_on(today, &facts.policies);
    let section = match status {
        Status::Active { .. } | Status::Renewable { .. } | Status::Cancelled { .. } => Section::Purchased,
        Status::Expired { .. } | Status::Superseded { .. } | Status::Refunded { .. } => Section::Expired,
    };
    let action = match (status, offer) {
        (Status::Active { .. } | Status::Renewable { .. }, Some(_)) => {
            Action::Renew(may_renew(facts, subscription, today))
        }
        // Late, as the vendor allows it.
        (Status::Expired { .. }, Some(_)) if may_renew(facts, subscription, today).is_allowed() => {
            Action::Renew(may_renew(facts, subscription, today))
        }
        (Status::Expired { .. } | Status::Refunded { .. }, Some(offer)) => {
            Action::Buy(may_buy(facts, offer, today))
        }
        _ => Action::None,
    };
    Tile {
        section,
        offer,
        subscription: Some(subscription),
        status: Some(status),
        open_order: facts.open_orders.iter().find(|order| order.offer == subscription.offer),
        action,
        there: standing(subscription, &facts.policies, today),
        lacks_payment: facts.lacks_payment(subscription, today),
        risk: facts.risk(subscription, today),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, date, facts, gold, holding, silver};
    use crate::partners::Verification;
    use crate::subscriptions::ManagedIn;
    use crate::verdict::Code;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn unmet(facts: &Facts, offer: &str, today: &str) -> Vec<Code> {
        let offer = facts.offer(&offer.into()).unwrap();
        may_buy(facts, offer, date(today)).unmet().map(Requirement::code).collect()
    }

    fn found<'a>(tiles: &'a [Tile<'a>], offer: &str) -> &'a Tile<'a> {
        tiles.iter().find(|tile| tile.offer.is_some_and(|found| found.code.0 == offer)).unwrap()
    }

    #[test]
    fn a_first_purchase_waits_for_joining_and_verification() {
        let mut facts = facts();
        facts.partner.agreement_accepted = false;
        facts.partner.verification = Verification::Pending;
        assert_eq!(unmet(&facts, "action_pack", "2019-06-22"), [Code::Joined, Code::Verified]);
    }

    #[test]
    fn an_offer_is_bought_anew_only_after_its_window_has_closed() {
        let facts = holding(action_pack("2019-06-22"));
        assert_eq!(unmet(&facts, "action_pack", "2019-06-22"), [Code::OnePerPartner]);
        assert_eq!(unmet(&facts, "action_pack", "2019-07-22"), [Code::OnePerPartner]);
        assert_eq!(unmet(&facts, "action_pack", "2019-07-23"), []);
    }

    #[test]
    fn gold_asks_for_gold_and_silver_for_silver_or_gold() {
        let mut facts = facts();
        assert_eq!(unmet(&facts, "silver", "2019-06-22"), [Code::Qualified]);
        facts.attainments = vec![attained(Level::Silver, "2019-01-01", None)];
        assert_eq!(unmet(&facts, "silver", "2019-06-22"), []);
        assert_eq!(unmet(&facts, "gold", "2019-06-22"), [Code::Qualified]);
        facts.attainments = vec![attained(Level::Gold, "2019-01-01", None)];
        assert_eq!(unmet(&facts, "silver", "2019-06-22"), []);
        assert_eq!(unmet(&facts, "gold", "2019-06-22"), []);
    }

    #[test]
    fn silver_is_not_for_sale_while_gold_is_active() {
        let mut facts = holding(gold("2019-06-22"));
        facts.attainments = vec![attained(Level::Gold, "2019-01-01", None)];
        assert_eq!(unmet(&facts, "silver", "2019-06-22"), [Code::NotCovered]);
        assert_eq!(unmet(&facts, "silver", "2019-06-23"), []);
    }

    #[test]
    fn gold_can_be_bought_while_silver_is_active() {
        let mut facts = holding(silver("2019-06-22"));
        facts.attainments = vec![attained(Level::Gold, "2019-01-01", None)];
        assert_eq!(unmet(&facts, "gold", "2019-06-01"), []);
    }

    #[test]
    fn a_held_offer_is_purchased_a_lapsed_one_expired_and_the_rest_available() {
        let facts = holding(action_pack("2019-06-22"));
        let section = |today: &str| found(&tiles(&facts, date(today)), "action_pack").section;
        assert_eq!(section("2019-06-22"), Section::Purchased);
        assert_eq!(section("2019-07-22"), Section::Purchased);
        assert_eq!(section("2019-07-23"), Section::Expired);
        assert_eq!(found(&tiles(&facts, date("2019-06-22")), "gold").section, Section::Available);
    }

    #[test]
    fn a_lapsed_subscription_offers_to_buy_and_not_to_renew() {
        let facts = holding(action_pack("2019-06-22"));
        let tiles = tiles(&facts, date("2019-07-23"));
        assert!(
            matches!(found(&tiles, "action_pack").action, Action::Buy(ref verdict) if verdict.is_allowed())
        );
    }

    #[test]
    fn what_left_the_catalogue_stays_visible_without_a_button() {
        let facts = holding(Subscription { offer: "retired".into(), ..action_pack("2019-06-22") });
        let tiles = tiles(&facts, date("2019-06-22"));
        let retired = tiles.iter().find(|tile| tile.offer.is_none()).unwrap();
        assert_eq!((retired.section, &retired.action), (Section::Purchased, &Action::None));
    }

    #[test]
    fn what_is_kept_in_the_membership_center_says_so_and_what_lacks_a_card_too() {
        let kept = Subscription {
            managed_in: ManagedIn::MembershipCenter,
            automatic_renewal: true,
            ..action_pack("2019-06-22")
        };
        let facts = holding(kept);
        let (last, next, late) = (date("2019-06-22"), date("2019-06-23"), date("2019-07-23"));
        let all = [last, next, late].map(|day| tiles(&facts, day));
        let [last, next, late] = all.each_ref().map(|tiles| found(tiles, "action_pack"));
        assert!(matches!(last.there, Some(Standing::Open { days_left: 1, .. })));
        assert!(matches!(&last.action, Action::Renew(verdict) if !verdict.is_allowed()));
        assert!(matches!(next.there, Some(Standing::ViewOnly { .. })));
        assert!(matches!(&next.action, Action::Renew(verdict) if verdict.is_allowed()));
        assert!(last.lacks_payment && next.lacks_payment && !late.lacks_payment, "to the end of the window");
    }

    #[test]
    fn superseded_silver_leaves_its_tile_to_the_offer() {
        let superseded =
            Subscription { holding: Holding::Superseded { on: date("2019-03-01") }, ..silver("2019-06-22") };
        let facts = holding(superseded);
        let tiles = tiles(&facts, date("2019-03-02"));
        assert_eq!(found(&tiles, "silver").section, Section::Available);
    }
}
