//! Support requests: what a partner asks, what the vendor answers, and what is done about it.
//!
//! Everything that happens to a request is an entry of its thread, written with its new state in one transaction, with
//! the partner locked: two answers at once, or a reply while it closes, come one after the other. Whoever opened the
//! request is told by mail of all that the vendor does.

pub mod canned;
pub mod desk;
mod merging;
mod problems;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::calendar::shifted;
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::FieldError;
use tokuten_core::support::{
    Cancellation, Done, LARGEST_ATTACHMENT, MOST_ATTACHMENTS, NewRequest, Reply, RequestEvent, RequestPage,
    RequestState, RequestView, may_cancel,
};
use tokuten_core::transfers::TransferContact;

use crate::audit::Entry;
use crate::clock::end_of;
use crate::db::{Change, next_number_of};
use crate::identity::signed_in::PartnerUser;
use crate::ids::new_id;
use crate::jobs::JobError;
use crate::notices;
use crate::offers::{self, lock, parsed, partner_id, partner_row, partner_zone};
use crate::orders::refunds;
use crate::orders::transfers::checked_contact;
use crate::portal::Portal;
use crate::tables::{support_attachment, support_entry, support_request};
use crate::uploads::File;

pub use problems::SupportError;
pub use store::Filter;

/// How many resolved requests are closed at a time.
const AT_ONCE: u64 = 50;

/// Who wrote an entry: the side, the id and the name.
#[derive(Debug, Clone, Copy)]
struct By<'a> {
    side: &'static str,
    id: &'a str,
    name: &'a str,
}

/// The portal, where nobody pressed.
const CLOCK: By<'static> = By { side: "portal", id: "clock", name: "" };

/// A page of the partner's requests.
pub async fn page(portal: &Portal, user: &PartnerUser, filter: &Filter) -> Result<RequestPage, DbErr> {
    store::of_partner(portal.db.read(), &user.partner, filter).await
}

/// Opens a request. The same press again finds the request that it opened.
pub async fn open(
    portal: &Portal,
    user: &PartnerUser,
    key: &str,
    new: NewRequest,
    files: Vec<File>,
) -> Result<RequestView, SupportError> {
    let contact = checked(&new, &user.country)?;
    let files = taken(files)?;
    let tx = portal.db.begin().await?;
    lock(&tx, &user.partner).await?;
    if let Some(before) = store::opened_with(&tx, &user.id, key).await? {
        return view(&tx, before).await;
    }
    if let Some(subscription) = &new.cancels {
        let facts = offers::facts(portal, &tx, &user.partner, &user.roles).await?;
        facts.subscription(subscription).ok_or(SupportError::NotFound("subscription"))?;
    }
    let now = portal.clock.now();
    let row = support_request::Model {
        number: next_number_of(&tx, "support_requests").await?,
        partner_id: user.partner.to_string(),
        opened_by: user.id.clone(),
        idempotency_key: key.to_owned(),
        kind: new.kind.code().to_owned(),
        severity: new.severity.code().to_owned(),
        state: RequestState::New.code().to_owned(),
        title: new.title.trim().to_owned(),
        contact: json(&contact)?,
        cancels: new.cancels,
        opened_at: now,
        updated_at: now,
        closes_at: None,
        first_answered_at: None,
        merged_into: None,
    };
    store::insert(&tx, row.clone()).await?;
    write(portal, &tx, &row, by(user), (key, new.description.trim(), None), files).await?;
    notices::support::received(portal, &tx, &row).await?;
    note(portal, &tx, &user.id, "support request opened", &row).await?;
    let view = view(&tx, row).await?;
    tx.commit().await?;
    Ok(view)
}

/// Writes a reply. To what is resolved it opens the request again.
pub async fn reply(
    portal: &Portal,
    user: &PartnerUser,
    number: i64,
    key: &str,
    (reply, files): (Reply, Vec<File>),
) -> Result<RequestView, SupportError> {
    let faults = reply.faults();
    if !faults.is_empty() {
        return Err(SupportError::Invalid(faults));
    }
    let files = taken(files)?;
    let tx = portal.db.begin().await?;
    lock(&tx, &user.partner).await?;
    let row = going_on(&tx, own(store::locked(&tx, number).await?, &user.partner)?).await?;
    let number = row.number;
    if store::was_written(&tx, number, key).await? {
        return view(&tx, row).await;
    }
    let before = store::state_of(&row)?;
    let state = before.after(RequestEvent::PartnerReplied)?;
    let done = (state != before).then_some(Done::Became(state));
    let row = become_state(portal, row, state, None);
    store::update(&tx, row.clone()).await?;
    write(portal, &tx, &row, by(user), (key, reply.text.trim(), done), files).await?;
    note(portal, &tx, &user.id, "support request replied to", &row).await?;
    let view = view(&tx, row).await?;
    tx.commit().await?;
    Ok(view)
}

/// The request in which this one goes on: itself, unless it was merged into another.
async fn going_on(
    tx: &Change,
    mut row: support_request::Model,
) -> Result<support_request::Model, SupportError> {
    while let Some(next) = row.merged_into {
        row = store::locked(tx, next).await?.ok_or(SupportError::NotFound("request"))?;
    }
    Ok(row)
}

/// One of the partner's requests.
pub async fn show(portal: &Portal, user: &PartnerUser, number: i64) -> Result<RequestView, SupportError> {
    let db = portal.db.read();
    view(db, own(store::find(db, number).await?, &user.partner)?).await
}

/// A file of one of the partner's requests.
pub async fn file(
    portal: &Portal,
    user: &PartnerUser,
    (number, id): (i64, &str),
) -> Result<support_attachment::Model, SupportError> {
    let db = portal.db.read();
    own(store::find(db, number).await?, &user.partner)?;
    store::attachment(db, number, id).await?.ok_or(SupportError::NotFound("attachment"))
}

/// What cancelling this subscription of the partner would mean, before anything is asked for.
pub async fn cancellation(
    portal: &Portal,
    user: &PartnerUser,
    subscription: &str,
) -> Result<Cancellation, SupportError> {
    let found = to_cancel(portal, portal.db.read(), &user.partner, subscription).await?;
    found.ok_or(SupportError::NotFound("subscription"))
}

/// Closes what was resolved and that nobody replied to; answers how many.
pub async fn close_resolved(portal: Portal) -> Result<usize, JobError> {
    let mut closed = 0;
    for number in store::to_close(portal.db.read(), portal.clock.now(), AT_ONCE).await? {
        closed += usize::from(close(&portal, number).await?);
    }
    Ok(closed)
}

async fn close(portal: &Portal, number: i64) -> Result<bool, SupportError> {
    let found = store::find(portal.db.read(), number).await?.ok_or(SupportError::NotFound("request"))?;
    let tx = portal.db.begin().await?;
    lock(&tx, &partner_id(&found.partner_id)?).await?;
    let row = store::locked(&tx, number).await?.ok_or(SupportError::NotFound("request"))?;
    // A reply may have come in between.
    if row.closes_at.is_none_or(|at| at > portal.clock.now()) {
        return Ok(false);
    }
    let state = store::state_of(&row)?.after(RequestEvent::TimePassed)?;
    let row = become_state(portal, row, state, None);
    store::update(&tx, row.clone()).await?;
    let entry = (format!("closed/{}", new_id()), Done::Became(state));
    write(portal, &tx, &row, CLOCK, (&entry.0, "", Some(entry.1)), Vec::new()).await?;
    notices::support::closed(portal, &tx, &row).await?;
    note(portal, &tx, CLOCK.id, "support request closed", &row).await?;
    tx.commit().await?;
    Ok(true)
}

fn by(user: &PartnerUser) -> By<'_> {
    By { side: "partner", id: &user.id, name: &user.name }
}

/// A request if it is this partner's: nobody else's is to be found.
fn own(
    found: Option<support_request::Model>,
    partner: &PartnerId,
) -> Result<support_request::Model, SupportError> {
    found.filter(|row| row.partner_id == partner.as_str()).ok_or(SupportError::NotFound("request"))
}

/// The contact of a new request by core's rules and the numbering plans.
fn checked(new: &NewRequest, country: &str) -> Result<TransferContact, SupportError> {
    let mut faults: Vec<FieldError> = new.faults();
    match checked_contact(new.contact.clone(), country) {
        Ok(contact) if faults.is_empty() => return Ok(contact),
        Ok(_) => {}
        Err(more) => faults.extend(more.into_iter().filter(|fault| !new.faults().contains(fault))),
    }
    Err(SupportError::Invalid(faults))
}

/// The files of a message, if all of them can be taken.
fn taken(files: Vec<File>) -> Result<Vec<(File, &'static str)>, SupportError> {
    if files.len() > MOST_ATTACHMENTS {
        return Err(SupportError::TooManyFiles);
    }
    let taken = |file: File| {
        if file.content.len() > LARGEST_ATTACHMENT {
            return Err(SupportError::TooLarge(file.content.len()));
        }
        match file.media_type() {
            Some(kind) => Ok((file, kind)),
            None => Err(SupportError::WrongFileType(file.name)),
        }
    };
    files.into_iter().map(taken).collect()
}

/// The request in another state, and when it closes by itself.
fn become_state(
    portal: &Portal,
    row: support_request::Model,
    state: RequestState,
    closes_at: Option<chrono::DateTime<chrono::Utc>>,
) -> support_request::Model {
    let (state, updated_at) = (state.code().to_owned(), portal.clock.now());
    support_request::Model { state, updated_at, closes_at, ..row }
}

/// Writes an entry into the thread.
async fn write(
    portal: &Portal,
    tx: &Change,
    row: &support_request::Model,
    by: By<'_>,
    (key, text, done): (&str, &str, Option<Done>),
    files: Vec<(File, &'static str)>,
) -> Result<(), DbErr> {
    let entry = support_entry::Model {
        id: new_id(),
        request_number: row.number,
        idempotency_key: key.to_owned(),
        at: portal.clock.now(),
        side: by.side.to_owned(),
        user_id: by.id.to_owned(),
        name: by.name.to_owned(),
        text: text.to_owned(),
        done: done.as_ref().map(json).transpose()?,
    };
    let attachment = |(file, media_type): (File, &'static str)| support_attachment::Model {
        id: new_id(),
        entry_id: entry.id.clone(),
        file_name: file.harmless_name("attachment"),
        media_type: media_type.to_owned(),
        // At most LARGEST_ATTACHMENT.
        size: i32::try_from(file.content.len()).unwrap_or(i32::MAX),
        content: file.content,
    };
    let attachments = files.into_iter().map(attachment).collect();
    store::insert_entry(tx, entry).await?;
    store::insert_attachments(tx, attachments).await
}

/// A request with its thread, as the partner sees it.
async fn view(db: &impl ConnectionTrait, row: support_request::Model) -> Result<RequestView, SupportError> {
    let partner = partner_id(&row.partner_id)?;
    let owner = partner_row(db, &partner).await?;
    let zone = partner_zone(&owner)?;
    Ok(RequestView {
        partner_id: partner,
        contact: parsed(&row.contact)?,
        cancellation: None,
        thread: store::thread(db, row.number).await?,
        // It closes with the end of that day.
        closes_on: row.closes_at.map(|at| shifted(at.with_timezone(&zone).date_naive(), -1)),
        row: store::listed(row, owner.name)?,
    })
}

async fn to_cancel(
    portal: &Portal,
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    subscription: &str,
) -> Result<Option<Cancellation>, SupportError> {
    let facts = offers::facts(portal, db, partner, &[]).await?;
    let today = today(portal, db, partner).await?;
    let Some(held) = facts.subscription(subscription).cloned() else { return Ok(None) };
    let (order, refund) = refunds::of_present_term(portal, db, &facts, &held).await?.unzip();
    Ok(Some(Cancellation {
        subscription: held.id.clone(),
        offer: held.offer.clone(),
        expires_on: held.expires_on,
        order,
        refund,
        refused: may_cancel(&facts, &held, today).err(),
        facts,
    }))
}

async fn today(portal: &Portal, db: &impl ConnectionTrait, partner: &PartnerId) -> Result<NaiveDate, DbErr> {
    Ok(portal.clock.today(partner_zone(&partner_row(db, partner).await?)?))
}

/// When what is resolved today closes: with the end of the last of so many days, where the partner is.
async fn closing(
    portal: &Portal,
    db: &impl ConnectionTrait,
    partner: &PartnerId,
) -> Result<chrono::DateTime<chrono::Utc>, DbErr> {
    let zone = partner_zone(&partner_row(db, partner).await?)?;
    let days = i32::try_from(portal.catalogue().support_close_days).unwrap_or(i32::MAX);
    Ok(end_of(shifted(portal.clock.today(zone), days), zone))
}

/// What the audit log calls a request.
fn subject(number: i64) -> String {
    Thing::new(ThingKind::Request, &number).subject()
}

/// Writes what happened to a request into the audit log.
async fn note(
    portal: &Portal,
    tx: &Change,
    actor: &str,
    action: &str,
    row: &support_request::Model,
) -> Result<(), DbErr> {
    let (at, subject) = (portal.clock.now(), subject(row.number));
    let entry = Entry { at, actor, action, subject, partner: Some(&row.partner_id) };
    entry.record(tx, None::<&()>, Some(&serde_json::json!({ "state": row.state }))).await
}

fn json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
