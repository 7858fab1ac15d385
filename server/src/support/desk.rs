//! The vendor's side of support requests: answering them, telling each other of them, and ending what they ask to cancel.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::partners::PartnerId;
use tokuten_core::subscriptions::Subscription;
use tokuten_core::support::{Answer, Done, Next, RequestEvent, RequestRow, RequestView, may_cancel};
use tokuten_core::support_desk::{BareState, DeskPage, DeskRow, NewNote, Note, RequestCase, StateChange};

use super::{By, SupportError, become_state, closing, note, store, subject, to_cancel, today, write};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::offers::{self, partner_id, touch};
use crate::portal::Portal;
use crate::tables::{support_attachment, support_note, support_request};
use crate::{claims, meanwhile, notices, subscriptions};

pub use super::merging::merge;

/// How many lines of the audit log are told to who is refused because of them.
const MOST_TOLD: usize = 5;

pub(super) fn by(operator: &Operator) -> By<'_> {
    By { side: "vendor", id: &operator.id, name: "" }
}

/// A request as the vendor's support sees it: with what it asks to cancel, and what operators have told each other.
pub(super) async fn seen(
    portal: &Portal,
    db: &impl ConnectionTrait,
    operator: &Operator,
    row: support_request::Model,
) -> Result<RequestCase, SupportError> {
    let cancellation = match &row.cancels {
        Some(subscription) => to_cancel(portal, db, &partner_id(&row.partner_id)?, subscription).await?,
        None => None,
    };
    let thing = Thing::new(ThingKind::Request, &row.number);
    let claim = claims::of(portal, db, std::slice::from_ref(&thing)).await?.remove(&thing);
    let notes = store::notes(db, row.number).await?;
    let people = notes.iter().map(|note| note.operator_id.as_str()).chain([operator.id.as_str()]).collect();
    let names = meanwhile::names(db, people).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let language = match store::language_of(db, &row.opened_by).await? {
        Some(language) => language,
        None => notices::language_of_partner(db, &row.partner_id).await?,
    };
    Ok(RequestCase {
        notes: notes
            .iter()
            .map(|note| Note { at: note.at, by: name(&note.operator_id), text: note.text.clone() })
            .collect(),
        language,
        first_answered_at: row.first_answered_at,
        claim,
        own: operator.id.clone(),
        operator: name(&operator.id),
        may_refund: if cancellation.is_some() { store::finance(db).await? } else { Vec::new() },
        merged_into: row.merged_into,
        merged: store::merged_into(db, row.number).await?,
        request: RequestView { cancellation, ..super::view(db, row).await? },
    })
}

/// A page of all requests: without a state those that wait for the vendor, the longest first.
pub async fn page(portal: &Portal, filter: &store::Filter) -> Result<DeskPage, DbErr> {
    let db = portal.db.read();
    let (rows, next_cursor) = store::of_all(db, filter).await?;
    let things: Vec<_> = rows.iter().map(|(row, _)| Thing::new(ThingKind::Request, &row.number)).collect();
    let claims = claims::of(portal, db, &things).await?;
    let listed = |(row, name): (support_request::Model, String)| {
        let claim = claims.get(&Thing::new(ThingKind::Request, &row.number));
        Ok(DeskRow {
            first_answered_at: row.first_answered_at,
            claimed_by: claim.map(|claim| claim.name.clone()),
            row: store::listed(row, name)?,
        })
    };
    let requests = rows.into_iter().map(listed).collect::<Result<_, DbErr>>()?;
    Ok(DeskPage { now: portal.clock.now(), requests, next_cursor })
}

/// The request of that number, as lists show it, if there is one.
pub async fn found(portal: &Portal, number: i64) -> Result<Option<RequestRow>, DbErr> {
    let db = portal.db.read();
    let rows = store::find(db, number).await?.into_iter().collect();
    store::named(db, rows).await?.into_iter().next().map(|(row, name)| store::listed(row, name)).transpose()
}

/// A partner's requests, the newest first, from after so many, at most so many.
pub async fn rows_of(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    page: (u64, u64),
) -> Result<Vec<RequestRow>, DbErr> {
    let rows = store::newest_of(db, partner, page).await?;
    store::named(db, rows).await?.into_iter().map(|(row, name)| store::listed(row, name)).collect()
}

/// Any partner's request.
pub async fn show(portal: &Portal, operator: &Operator, number: i64) -> Result<RequestCase, SupportError> {
    let db = portal.db.read();
    let row = store::find(db, number).await?.ok_or(SupportError::NotFound("request"))?;
    seen(portal, db, operator, row).await
}

/// A request with its partner locked, if nobody else has it and its thread has not gone on since it was seen. By the
/// same press again it answers the request with `true`.
pub(super) async fn open(
    portal: &Portal,
    operator: &Operator,
    number: i64,
    (seen, key): (u32, &str),
) -> Result<(Change, support_request::Model, bool), SupportError> {
    let found = store::find(portal.db.read(), number).await?.ok_or(SupportError::NotFound("request"))?;
    let tx = portal.db.begin().await?;
    offers::lock(&tx, &partner_id(&found.partner_id)?).await?;
    let row = store::locked(&tx, number).await?.ok_or(SupportError::NotFound("request"))?;
    if store::was_written(&tx, number, key).await? {
        return Ok((tx, row, true));
    }
    let written = store::thread(&tx, number).await?.len();
    let seen = usize::try_from(seen).unwrap_or(usize::MAX);
    if written != seen {
        let newer = written.saturating_sub(seen).clamp(1, MOST_TOLD);
        return Err(SupportError::GoneOn(meanwhile::last(&tx, &subject(number), newer as u64).await?));
    }
    claims::free_for(portal, &tx, operator, &Thing::new(ThingKind::Request, &number)).await?;
    Ok((tx, row, false))
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
) -> Result<RequestCase, SupportError> {
    let faults = answer.faults();
    if !faults.is_empty() {
        return Err(SupportError::Invalid(faults));
    }
    let (tx, row, again) = open(portal, operator, number, (answer.seen, key)).await?;
    if again {
        return seen(portal, &tx, operator, row).await;
    }
    let partner = partner_id(&row.partner_id)?;
    let state = store::state_of(&row)?.after(RequestEvent::Answered(answer.next))?;
    let closes_at = match answer.next {
        Next::Resolved => Some(closing(portal, &tx, &partner).await?),
        Next::InProgress | Next::WaitingForPartner => None,
    };
    let row = become_state(portal, row, state, closes_at);
    let first_answered_at = row.first_answered_at.or(Some(portal.clock.now()));
    let row = support_request::Model { first_answered_at, ..row };
    store::update(&tx, row.clone()).await?;
    let text = answer.text.trim();
    write(portal, &tx, &row, by(operator), (key, text, Some(Done::Became(state))), Vec::new()).await?;
    notices::support::answered(portal, &tx, &row, (key, text, state)).await?;
    note(portal, &tx, &operator.id, "support request answered", &row).await?;
    let view = seen(portal, &tx, operator, row).await?;
    tx.commit().await?;
    Ok(view)
}

/// Gives a request a state without an answer. Who opened it is told if it is solved.
pub async fn change_state(
    portal: &Portal,
    operator: &Operator,
    number: i64,
    (key, change): (&str, StateChange),
) -> Result<RequestCase, SupportError> {
    let (tx, row, again) = open(portal, operator, number, (change.seen, key)).await?;
    if again {
        return seen(portal, &tx, operator, row).await;
    }
    let (next, closes_at) = match change.state {
        BareState::InProgress => (Next::InProgress, None),
        BareState::Resolved => {
            (Next::Resolved, Some(closing(portal, &tx, &partner_id(&row.partner_id)?).await?))
        }
    };
    let state = store::state_of(&row)?.after(RequestEvent::Answered(next))?;
    let row = become_state(portal, row, state, closes_at);
    store::update(&tx, row.clone()).await?;
    write(portal, &tx, &row, by(operator), (key, "", Some(Done::Became(state))), Vec::new()).await?;
    if change.state == BareState::Resolved {
        notices::support::answered(portal, &tx, &row, (key, "", state)).await?;
    }
    note(portal, &tx, &operator.id, "support request state changed", &row).await?;
    let view = seen(portal, &tx, operator, row).await?;
    tx.commit().await?;
    Ok(view)
}

/// Writes an internal note. The request stays as it is: nothing of it is told to the partner.
pub async fn add_note(
    portal: &Portal,
    operator: &Operator,
    number: i64,
    (key, new): (&str, NewNote),
) -> Result<RequestCase, SupportError> {
    let faults = new.faults();
    if !faults.is_empty() {
        return Err(SupportError::Invalid(faults));
    }
    let tx = portal.db.begin().await?;
    let row = store::locked(&tx, number).await?.ok_or(SupportError::NotFound("request"))?;
    if store::was_noted(&tx, number, key).await? {
        return seen(portal, &tx, operator, row).await;
    }
    let note = support_note::Model {
        id: new_id(),
        request_number: number,
        idempotency_key: key.to_owned(),
        at: portal.clock.now(),
        operator_id: operator.id.clone(),
        text: new.text.trim().to_owned(),
    };
    store::insert_note(&tx, note).await?;
    // What was noted does not stand in the log, of which users get the lines about themselves.
    let entry = Entry {
        at: portal.clock.now(),
        actor: &operator.id,
        action: "support note written",
        subject: subject(number),
        partner: Some(&row.partner_id),
    };
    entry.record(&tx, None::<&()>, None::<&()>).await?;
    let view = seen(portal, &tx, operator, row).await?;
    tx.commit().await?;
    Ok(view)
}

/// Cancels the subscription that a request is about: it ends on its anniversary, without a refund.
pub async fn cancel_subscription(
    portal: &Portal,
    operator: &Operator,
    number: i64,
) -> Result<RequestCase, SupportError> {
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
    let view = seen(portal, &tx, operator, row).await?;
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
