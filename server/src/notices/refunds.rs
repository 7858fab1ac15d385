//! What is told of money that is given back.

use sea_orm::DbErr;
use tokuten_core::notices::Notice;

use super::words::{self, GivenBack};
use super::{card_of, name_of, tell, total_of};
use crate::db::Change;
use crate::portal::Portal;
use crate::tables::{order, refund};

fn given_back<'a>(order: &order::Model, refund: &'a refund::Model) -> Result<GivenBack<'a>, DbErr> {
    Ok(GivenBack { order: order.number, total: total_of(order)?, credit_note: &refund.credit_note })
}

/// The money of an order is given back.
pub async fn decided(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    refund: &refund::Model,
) -> Result<(), DbErr> {
    let (given_back, card) = (given_back(order, refund)?, card_of(order)?);
    let name = format!("refund/{}", refund.id);
    tell(portal, tx, &order.partner_id, (Notice::Refund, &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        words::refund(language, &offer, given_back, card.as_ref(), refund.ended_on)
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
    let given_back = given_back(order, refund)?;
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
    let given_back = given_back(order, refund)?;
    let name = format!("refund-made/{}", refund.id);
    tell(portal, tx, &order.partner_id, (Notice::RefundMade, &name), |language| {
        words::refund_made(language, given_back, (on, reference))
    })
    .await
}
