//! What is told when the Membership Center hands a subscription over.

use sea_orm::DbErr;
use tokuten_core::facts::Facts;
use tokuten_core::notices::Notice;
use tokuten_core::payments::PaymentMethod;
use tokuten_core::renewals::automatic_method;
use tokuten_core::subscriptions::Subscription;

use super::{name_of, tell, words};
use crate::db::Change;
use crate::portal::Portal;
use words::{CarriedOver, HandedOver};

/// A subscription is managed in Partner Center from today on. What came long after its window, as an import may, is
/// no invitation any more, and nothing is said.
pub async fn handed_over(
    portal: &Portal,
    tx: &Change,
    facts: &Facts,
    held: &Subscription,
) -> Result<(), DbErr> {
    let Some(today) = held.handed_over.filter(|day| *day <= held.window(&facts.policies).closes) else {
        return Ok(());
    };
    let order = facts.open_orders.iter().find(|order| order.offer == held.offer).map(|order| order.number);
    let told = HandedOver { held, today, order, carried: carried(facts, held) };
    let name = format!("handed-over/{}/{}", held.id, held.expires_on);
    tell(portal, tx, facts.partner.id.as_str(), (Notice::HandedOver, &name), |language| {
        words::handed_over(language, &name_of(portal, &held.offer.0, language), &told, &portal.catalogue())
    })
    .await
}

/// What comes along of its automatic renewal.
fn carried<'a>(facts: &Facts, held: &'a Subscription) -> CarriedOver<'a> {
    if !held.automatic_renewal {
        return CarriedOver::Off;
    }
    let opens = held.window(&facts.policies).opens;
    match (automatic_method(facts.methods(&held.offer), held.card.is_some(), held.by_transfer), &held.card) {
        (Some(PaymentMethod::CreditCard), Some(card)) if card.is_good_on(opens) => CarriedOver::Card(card),
        (Some(PaymentMethod::CreditCard), Some(card)) => CarriedOver::ExpiredCard(card),
        (Some(PaymentMethod::BankTransfer), _) => CarriedOver::Transfer,
        _ => CarriedOver::Nothing,
    }
}
