//! What becomes of refunds that are decided: the gateway is asked, or finance transfers.

use chrono::{DateTime, TimeDelta, Utc};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::orders::OrderNumber;
use tokuten_core::refunds::{RefundEvent, RefundRow, RefundState, RefundTransferred};

use super::{JOB, store};
use crate::audit::Entry;
use crate::claims;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::jobs::{self, JobError};
use crate::notices;
use crate::offers::{partner_id, partner_row, partner_zone, touch};
use crate::orders::{OrderError, may_die_here, store as orders};
use crate::payments::{RefundOutcome, RefundRequest};
use crate::portal::Portal;
use crate::tables::{job, order, refund};

/// Days after which a refund that is under way is looked at again.
const UNDER_WAY: [i64; 1] = [1];
/// Days after which a refund that was made is looked at again: a card's bank can return the money for a month, and a
/// gateway's message of it can get lost.
const RETURNED: [i64; 2] = [7, 31];

/// The job that asks the gateway to give money back, or what became of it.
pub async fn ask_gateway(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let Some(refund) = store::find(portal.db.read(), &job.payload).await? else { return Ok(()) };
    Ok(ask(&portal, &refund).await?)
}

/// Asks the gateway what became of the refunds of a charge, if it is one of ours.
pub async fn look_at(portal: &Portal, charge: &str) -> Result<(), OrderError> {
    let Some(attempt) = orders::attempt_of_reference(portal.db.read(), charge).await? else { return Ok(()) };
    for refund in store::all_of_order(portal.db.read(), attempt.order_number).await? {
        ask(portal, &refund).await?;
    }
    Ok(())
}

async fn ask(portal: &Portal, refund: &refund::Model) -> Result<(), OrderError> {
    if !is_the_gateways(refund)? {
        return Ok(());
    }
    let number = OrderNumber(refund.order_number);
    let attempt = orders::charged_attempt_of(portal.db.read(), number).await?;
    let attempt = attempt.ok_or(OrderError::NotFound("charge"))?;
    let request = RefundRequest {
        refund: refund.id.clone(),
        charge: attempt.gateway_reference.unwrap_or(attempt.id),
        amount: store::amount_of(refund)?,
    };
    let outcome = portal.gateway.refund(&request).await?;
    may_die_here("refund_made");
    settle(portal, &refund.id, outcome).await
}

/// Whether the gateway was asked to give it back, and has not said that it cannot.
fn is_the_gateways(refund: &refund::Model) -> Result<bool, sea_orm::DbErr> {
    Ok(match store::state_of(refund)? {
        RefundState::AtGateway => true,
        RefundState::ToTransfer => false,
        RefundState::Made => refund.bank_reference.is_none(),
    })
}

/// Records what the gateway said, once.
async fn settle(portal: &Portal, id: &str, outcome: RefundOutcome) -> Result<(), OrderError> {
    let (tx, row, refund) = open(portal, id).await?;
    let state = store::state_of(&refund)?;
    let event = match (&outcome, state) {
        _ if !is_the_gateways(&refund)? => None,
        (RefundOutcome::UnderWay, RefundState::AtGateway) => {
            look_again(portal, &tx, &refund, &UNDER_WAY).await?;
            return Ok(tx.commit().await?);
        }
        (RefundOutcome::Made(_), RefundState::AtGateway) => Some(RefundEvent::GatewayPaid),
        (RefundOutcome::Refused(_), RefundState::AtGateway) => Some(RefundEvent::GatewayRefused),
        (RefundOutcome::Refused(_), _) => Some(RefundEvent::GatewayReturned),
        (RefundOutcome::UnderWay | RefundOutcome::Made(_), _) => None,
    };
    let Some(event) = event else { return Ok(tx.rollback().await?) };
    let settled = refund::Model { state: state.after(event)?.code().to_owned(), ..refund };
    let settled = match outcome {
        RefundOutcome::Refused(why) => {
            let refused = refund::Model { refused: Some(why), made_on: None, ..settled };
            notices::refunds::refused_by_gateway(portal, &tx, &row, &refused).await?;
            refused
        }
        RefundOutcome::Made(at) => {
            look_again(portal, &tx, &settled, &RETURNED).await?;
            let zone = partner_zone(&partner_row(&tx, &partner_id(&row.partner_id)?).await?)?;
            refund::Model { made_on: Some(at.with_timezone(&zone).date_naive()), ..settled }
        }
        RefundOutcome::UnderWay => settled,
    };
    conclude(portal, tx, ("gateway", &row.partner_id), settled).await?;
    Ok(())
}

/// Queues later looks at a refund. They are named by their day, so that two who say the same queue one.
async fn look_again(
    portal: &Portal,
    tx: &Change,
    refund: &refund::Model,
    days: &[i64],
) -> Result<(), OrderError> {
    for days in days {
        let due: DateTime<Utc> = portal.clock.now() + TimeDelta::days(*days);
        let name = format!("{}/{}", refund.id, due.date_naive());
        jobs::enqueue(tx, JOB, &name, refund.id.clone(), due).await?;
    }
    Ok(())
}

/// Finance has transferred the money. The same again changes nothing; other particulars are refused.
pub async fn transferred(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    made: RefundTransferred,
) -> Result<RefundRow, OrderError> {
    let faults = made.faults(portal.clock.today(portal.programme_zone()));
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let (tx, row, refund) = open(portal, id).await?;
    let (on, reference) = (Some(made.made_on), Some(made.bank_reference.trim().to_owned()));
    let Ok(state) = store::state_of(&refund)?.after(RefundEvent::Transferred) else {
        let same = refund.made_on == on && refund.bank_reference == reference;
        return if same { Ok(store::listed(&tx, refund).await?) } else { Err(OrderError::RefundNotOpen) };
    };
    let thing = Thing::new(ThingKind::Refund, id);
    claims::free_for(portal, &tx, operator, &thing).await?;
    claims::done(&tx, &thing).await?;
    let transferred =
        refund::Model { state: state.code().to_owned(), made_on: on, bank_reference: reference, ..refund };
    notices::refunds::transferred(portal, &tx, &row, &transferred).await?;
    conclude(portal, tx, (&operator.id, &row.partner_id), transferred).await
}

/// A refund with its order, its partner locked.
async fn open(portal: &Portal, id: &str) -> Result<(Change, order::Model, refund::Model), OrderError> {
    let found = store::find(portal.db.read(), id).await?.ok_or(OrderError::NotFound("refund"))?;
    let number = OrderNumber(found.order_number);
    let tx = portal.db.begin().await?;
    let partner = orders::partner_of(&tx, number).await?;
    touch(&tx, &partner).await?;
    let row = orders::locked(&tx, &partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let refund = store::find(&tx, id).await?.ok_or(OrderError::NotFound("refund"))?;
    Ok((tx, row, refund))
}

async fn conclude(
    portal: &Portal,
    tx: Change,
    (actor, partner): (&str, &str),
    refund: refund::Model,
) -> Result<RefundRow, OrderError> {
    store::update(&tx, refund.clone()).await?;
    let subject = format!("refund {} of order {}", refund.id, refund.order_number);
    let at = portal.clock.now();
    let entry = Entry { at, actor, action: "refund settled", subject, partner: Some(partner) };
    let after = serde_json::json!({ "state": refund.state, "refused": refund.refused, "bank_reference": refund.bank_reference });
    entry.record(&tx, None::<&()>, Some(&after)).await?;
    let shown = store::listed(&tx, refund).await?;
    may_die_here("refund_settling");
    tx.commit().await?;
    may_die_here("refund_settled");
    Ok(shown)
}
