//! Canned answers: what the vendor's support says often, in each language, with places that the page fills in. Operators of
//! support write them; nothing is sent before somebody has read it in the answer's own field.

pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use tokuten_core::support_desk::{CannedAnswer, CannedAnswers, CannedChange, CannedRemoval};

use super::{SupportError, json};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::meanwhile;
use crate::offers::parsed;
use crate::portal::Portal;
use crate::tables::canned_answer;

/// All canned answers, by title.
pub async fn all(portal: &Portal) -> Result<CannedAnswers, DbErr> {
    let rows = store::all(portal.db.read()).await?;
    Ok(CannedAnswers { answers: rows.into_iter().map(shown).collect::<Result<_, _>>()? })
}

fn shown(row: canned_answer::Model) -> Result<CannedAnswer, DbErr> {
    let text = parsed(&row.text)?;
    Ok(CannedAnswer { id: row.id, title: row.title, text, version: row.version })
}

/// Writes a new one.
pub async fn add(
    portal: &Portal,
    operator: &Operator,
    new: CannedChange,
) -> Result<CannedAnswer, SupportError> {
    let row = checked(
        canned_answer::Model { id: new_id(), version: 1, title: String::new(), text: String::new() },
        &new,
    )?;
    let tx = portal.db.begin().await?;
    store::insert(&tx, row.clone()).await?;
    note(portal, &tx, (operator, "canned answer written"), (None, Some(&row))).await?;
    tx.commit().await?;
    Ok(shown(row)?)
}

/// Changes one, as it was seen.
pub async fn change(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    change: CannedChange,
) -> Result<CannedAnswer, SupportError> {
    let (tx, before) = open(portal, id, change.seen).await?;
    let version = before.version + 1;
    let after = checked(canned_answer::Model { version, ..before.clone() }, &change)?;
    tx.update(&before, &after).await?;
    note(portal, &tx, (operator, "canned answer changed"), (Some(&before), Some(&after))).await?;
    tx.commit().await?;
    Ok(shown(after)?)
}

/// Takes one away, as it was seen.
pub async fn remove(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    removal: CannedRemoval,
) -> Result<(), SupportError> {
    let (tx, before) = open(portal, id, removal.seen).await?;
    store::delete(&tx, id).await?;
    note(portal, &tx, (operator, "canned answer removed"), (Some(&before), None)).await?;
    Ok(tx.commit().await?)
}

fn checked(row: canned_answer::Model, change: &CannedChange) -> Result<canned_answer::Model, SupportError> {
    let faults = change.faults();
    if !faults.is_empty() {
        return Err(SupportError::Invalid(faults));
    }
    Ok(canned_answer::Model { title: change.title.trim().to_owned(), text: json(&change.text)?, ..row })
}

/// One of them, locked, in the version that was seen.
async fn open(portal: &Portal, id: &str, seen: i32) -> Result<(Change, canned_answer::Model), SupportError> {
    let tx = portal.db.begin().await?;
    let row = store::locked(&tx, id).await?.ok_or(SupportError::NotFound("canned answer"))?;
    if row.version != seen {
        return Err(SupportError::CannedChanged(meanwhile::last(&tx, &subject(id), 1).await?));
    }
    Ok((tx, row))
}

fn subject(id: &str) -> String {
    format!("canned answer {id}")
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (operator, action): (&Operator, &str),
    (before, after): (Option<&canned_answer::Model>, Option<&canned_answer::Model>),
) -> Result<(), DbErr> {
    let id = before.or(after).map(|row| row.id.as_str()).unwrap_or_default();
    let (at, subject) = (portal.clock.now(), subject(id));
    let entry = Entry { at, actor: &operator.id, action, subject, partner: None };
    let told = |row: &canned_answer::Model| serde_json::json!({ "title": row.title, "text": row.text });
    entry.record(tx, before.map(told).as_ref(), after.map(told).as_ref()).await
}
