//! What is told of money that is given back.

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::money::{Money, currency};
use tokuten_core::notices::Notice;

use super::words::{self, Ends, GivenBack};
use super::{card_of, name_of, tell};
use crate::db::Change;
use crate::portal::Portal;
use crate::tables::{order, refund};

fn given_back(refund: &refund::Model) -> Result<GivenBack<'_>, DbErr> {
    let unit = currency(&refund.currency);
    let unit = unit.ok_or_else(|| DbErr::Custom(format!("refund {} has an unknown currency", refund.id)))?;
    let total = Money::new(refund.amount, unit);
    Ok(GivenBack { order: refund.order_number, total, credit_note: &refund.credit_note })
}

/// The money of an order is given back.
pub async fn decided(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    (refund, ends): (&refund::Model, NaiveDate),
) -> Result<(), DbErr> {
    let (given_back, card) = (given_back(refund)?, card_of(order)?);
    let name = format!("refund/{}", refund.id);
    let what_ends = if ends > refund.ended_on { Ends::On(ends) } else { Ends::Now(ends) };
    tell(portal, tx, &order.partner_id, (Notice::Refund, &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        words::refund(language, (&offer, what_ends), given_back, card.as_ref())
    })
    .await
}

/// The tax of an order is given back, and a new invoice stands for it.
pub async fn tax_decided(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    (refund, invoice): (&refund::Model, &str),
) -> Result<(), DbErr> {
    let (given_back, card) = (given_back(refund)?, card_of(order)?);
    let name = format!("refund/{}", refund.id);
    tell(portal, tx, &order.partner_id, (Notice::TaxRefund, &name), |language| {
        words::tax_refund(language, given_back, card.as_ref(), invoice)
    })
    .await
}

/// The card's bank did not take the money: it is transferred instead.
pub async fn refused_by_gateway(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    refund: &refund::Model,
) -> Result<(), DbErr> {
    let given_back = given_back(refund)?;
    let name = format!("refund-refused/{}", refund.id);
    tell(portal, tx, &order.partner_id, (Notice::RefundRefused, &name), |language| {
        words::refund_refused(language, given_back)
    })
    .await
}

/// Finance has transferred the money.
pub async fn transferred(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    refund: &refund::Model,
) -> Result<(), DbErr> {
    let (Some(on), Some(reference)) = (refund.made_on, refund.bank_reference.as_deref()) else {
        return Ok(());
    };
    let given_back = given_back(refund)?;
    let name = format!("refund-made/{}", refund.id);
    tell(portal, tx, &order.partner_id, (Notice::RefundMade, &name), |language| {
        words::refund_made(language, given_back, (on, reference))
    })
    .await
}
