//! The vendor's side of support requests: answering them, and ending what they ask to cancel.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::partners::PartnerId;
use tokuten_core::subscriptions::Subscription;
use tokuten_core::support::{Answer, Done, Next, RequestEvent, RequestPage, RequestView, may_cancel};

use super::{By, SupportError, become_state, closing, note, store, subject, to_cancel, today, write};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::offers::{self, partner_id, touch};
use crate::portal::Portal;
use crate::tables::{support_attachment, support_request};
use crate::{claims, meanwhile, notices, subscriptions};

/// How many lines of the audit log are told to who is refused because of them.
const MOST_TOLD: usize = 5;

fn by(operator: &Operator) -> By<'_> {
    By { side: "vendor", id: &operator.id, name: "" }
}

/// A request as the vendor's support sees it: with what it asks to cancel.
async fn seen(
    portal: &Portal,
    db: &impl ConnectionTrait,
    row: support_request::Model,
) -> Result<RequestView, SupportError> {
    let cancellation = match &row.cancels {
        Some(subscription) => to_cancel(portal, db, &partner_id(&row.partner_id)?, subscription).await?,
        None => None,
    };
    Ok(RequestView { cancellation, ..super::view(db, row).await? })
}

/// A page of all requests: without a state those that wait for the vendor, the longest first.
pub async fn page(portal: &Portal, filter: &store::Filter) -> Result<RequestPage, DbErr> {
    store::of_all(portal.db.read(), filter).await
}

/// Any partner's request.
pub async fn show(portal: &Portal, number: i64) -> Result<RequestView, SupportError> {
    let db = portal.db.read();
    seen(portal, db, store::find(db, number).await?.ok_or(SupportError::NotFound("request"))?).await
}

/// A file of any partner's request.
pub async fn file(
    portal: &Portal,
    (number, id): (i64, &str),
) -> Result<support_attachment::Model, SupportError> {
    let found = store::attachment(portal.db.read(), number, id).await?;
    found.ok_or(SupportError::NotFound("attachment"))
}

/// Answers a request. Sent again by the same press, it answers once.
pub async fn answer(
    portal: &Portal,
    operator: &Operator,
    number: i64,
    (key, answer): (&str, Answer),
) -> Result<RequestView, SupportError> {
    let faults = answer.faults();
    if !faults.is_empty() {
        return Err(SupportError::Invalid(faults));
    }
    let found = store::find(portal.db.read(), number).await?.ok_or(SupportError::NotFound("request"))?;
    let partner = partner_id(&found.partner_id)?;
    let tx = portal.db.begin().await?;
    offers::lock(&tx, &partner).await?;
    let row = store::locked(&tx, number).await?.ok_or(SupportError::NotFound("request"))?;
    if store::was_written(&tx, number, key).await? {
        return seen(portal, &tx, row).await;
    }
    let written = store::thread(&tx, number).await?.len();
    let seen_then = usize::try_from(answer.seen).unwrap_or(usize::MAX);
    if written != seen_then {
        let newer = written.saturating_sub(seen_then).clamp(1, MOST_TOLD);
        return Err(SupportError::GoneOn(meanwhile::last(&tx, &subject(number), newer as u64).await?));
    }
    claims::free_for(portal, &tx, operator, &Thing::new(ThingKind::Request, &number)).await?;
    let state = store::state_of(&row)?.after(RequestEvent::Answered(answer.next))?;
    let closes_at = match answer.next {
        Next::Resolved => Some(closing(portal, &tx, &partner).await?),
        Next::InProgress | Next::WaitingForPartner => None,
    };
    let row = become_state(portal, row, state, closes_at);
    store::update(&tx, row.clone()).await?;
    let text = answer.text.trim();
    write(portal, &tx, &row, by(operator), (key, text, Some(Done::Became(state))), Vec::new()).await?;
    notices::support::answered(portal, &tx, &row, (key, text, state)).await?;
    note(portal, &tx, &operator.id, "support request answered", &row).await?;
    let view = seen(portal, &tx, row).await?;
    tx.commit().await?;
    Ok(view)
}

/// Cancels the subscription that a request is about: it ends on its anniversary, without a refund.
pub async fn cancel_subscription(
    portal: &Portal,
    operator: &Operator,
    number: i64,
) -> Result<RequestView, SupportError> {
    let found = store::find(portal.db.read(), number).await?.ok_or(SupportError::NotFound("request"))?;
    let partner = partner_id(&found.partner_id)?;
    let subscription = found.cancels.ok_or(SupportError::NothingToCancel)?;
    let tx = portal.db.begin().await?;
    touch(&tx, &partner).await?;
    let row = store::locked(&tx, number).await?.ok_or(SupportError::NotFound("request"))?;
    let facts = offers::facts(portal, &tx, &partner, &[]).await?;
    let held = facts.subscription(&subscription).ok_or(SupportError::NotFound("subscription"))?;
    claims::free_for(portal, &tx, operator, &Thing::new(ThingKind::Request, &number)).await?;
    may_cancel(&facts, held, today(portal, &tx, &partner).await?).map_err(SupportError::NotCancellable)?;
    let state = store::state_of(&row)?.after(RequestEvent::Answered(Next::InProgress))?;
    subscriptions::cancel(&tx, &held.id, held.expires_on).await?;
    let row = become_state(portal, row, state, None);
    store::update(&tx, row.clone()).await?;
    let done = Done::EndsOn(held.expires_on);
    write(portal, &tx, &row, by(operator), (&new_id(), "", Some(done)), Vec::new()).await?;
    notices::support::cancelled(portal, &tx, (&row, held)).await?;
    ended(portal, &tx, (operator, &partner), held).await?;
    note(portal, &tx, &operator.id, "subscription cancelled on request", &row).await?;
    let view = seen(portal, &tx, row).await?;
    tx.commit().await?;
    Ok(view)
}

async fn ended(
    portal: &Portal,
    tx: &Change,
    (operator, partner): (&Operator, &PartnerId),
    held: &Subscription,
) -> Result<(), DbErr> {
    let entry = Entry {
        at: portal.clock.now(),
        actor: &operator.id,
        action: "subscription cancelled",
        subject: format!("subscription {}", held.id),
        partner: Some(partner.as_str()),
    };
    entry.record(tx, None::<&()>, Some(&serde_json::json!({ "ends": held.expires_on }))).await
}
