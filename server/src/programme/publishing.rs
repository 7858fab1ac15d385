//! How a draft comes into force: at once, or on the day that is decided, by the node that sees first that it has come.

use chrono::NaiveDate;
use sea_orm::DbErr;
use serde_json::json;
use tokuten_core::catalogue::Catalogue;
use tokuten_core::programme::changes::changes;
use tokuten_core::programme::{Origin, Publishing, announced};

use super::versions::InForce;
use super::{ProgrammeError, Under, dry_run, following, read, reasons, store, today};
use crate::audit::Entry;
use crate::catalogue::edits::with_announced;
use crate::identity::signed_in::Operator;
use crate::jobs::JobError;
use crate::notices;
use crate::portal::Portal;
use crate::tables::{programme, programme_draft};

/// Publishes the draft, or decides on which day it comes into force.
pub async fn publish(portal: &Portal, operator: &Operator, wish: Publishing) -> Result<(), ProgrammeError> {
    let today = today(portal);
    let faults = wish.faults(today);
    if !faults.is_empty() {
        return Err(ProgrammeError::Invalid(faults));
    }
    let under = Under::lock(portal).await?;
    let draft = under.shown(wish.revision).await?.clone();
    let (before, after) = (read(&under.in_force.toml)?, read(&draft.toml)?);
    let fits = draft.dry_run_of.as_deref() == Some(&dry_run::label(draft.revision, &under.in_force));
    let reasons = reasons(portal, &under.tx, (&before, &after), fits).await?;
    if !reasons.is_empty() {
        return Err(ProgrammeError::Refused(reasons));
    }
    let note = wish.note.trim().to_owned();
    let Some(day) = wish.from else {
        let decided = programme_draft::Model { note, scheduled_by: Some(operator.id.clone()), ..draft };
        return Ok(take_effect(under, &decided, (&before, &after), today).await?);
    };
    let scheduled = programme_draft::Model {
        scheduled_for: Some(day),
        scheduled_by: Some(operator.id.clone()),
        note,
        ..draft.clone()
    };
    under.tx.update(&draft, &scheduled).await?;
    let told = json!({ "from": day, "note": scheduled.note, "changes": changes(&before, &after) });
    let entry = under.entry(&operator.id, "programme scheduled");
    entry.record(&under.tx, None::<&()>, Some(&told)).await?;
    Ok(under.tx.commit().await?)
}

/// Takes the decision back on which day the draft comes into force: it can be changed again.
pub async fn take_back(portal: &Portal, operator: &Operator, revision: i32) -> Result<(), ProgrammeError> {
    let under = Under::lock(portal).await?;
    match under.shown(revision).await {
        Err(ProgrammeError::Scheduled) => {}
        Err(error) => return Err(error),
        // Pressed twice.
        Ok(_) => return Ok(under.tx.rollback().await?),
    }
    unschedule(&under, &operator.id, None).await?;
    Ok(under.tx.commit().await?)
}

async fn unschedule(under: &Under<'_>, actor: &str, why: Option<String>) -> Result<(), DbErr> {
    let Some(draft) = &under.draft else { return Ok(()) };
    let after = programme_draft::Model {
        scheduled_for: None,
        scheduled_by: None,
        note: String::new(),
        ..draft.clone()
    };
    under.tx.update(draft, &after).await?;
    let was = json!({ "from": draft.scheduled_for, "note": draft.note });
    let entry = under.entry(actor, "programme schedule taken back");
    entry.record(&under.tx, Some(&was), why.map(|why| json!({ "why": why })).as_ref()).await
}

/// The draft comes into force: its policies are announced on `day`, everything follows.
async fn take_effect(
    under: Under<'_>,
    draft: &programme_draft::Model,
    (before, after): (&Catalogue, &Catalogue),
    day: NaiveDate,
) -> Result<(), DbErr> {
    let (portal, now) = (under.portal, under.portal.clock.now());
    let policies = announced(&before.policies, &after.policies, day);
    let written = with_announced(&draft.toml, &policies).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = programme::Model {
        number: under.in_force.number + 1,
        toml: written.0,
        origin: Origin::Portal.code().to_owned(),
        published_by: draft.scheduled_by.clone(),
        note: draft.note.clone(),
        since: now,
    };
    let version = InForce::of(&row)?;
    let told = json!({ "note": row.note, "changes": changes(before, &version) });
    let actor = row.published_by.clone().unwrap_or_default();
    let entry = Entry {
        at: now,
        actor: &actor,
        action: "programme published",
        subject: format!("programme {}", row.number),
        partner: None,
    };
    store::insert(&under.tx, row).await?;
    store::delete_draft(&under.tx).await?;
    following::queue(&under.tx, now).await?;
    entry.record(&under.tx, None::<&()>, Some(&told)).await?;
    under.tx.commit().await?;
    portal.programme.follow(version);
    Ok(())
}

/// Puts a draft into force whose day has come, and follows what another node has published; answers how much was done.
pub async fn round(portal: Portal) -> Result<usize, JobError> {
    let today = today(&portal);
    let is_due = |draft: &programme_draft::Model| draft.scheduled_for.is_some_and(|day| day <= today);
    let due = store::draft(portal.db.read()).await?.is_some_and(|draft| is_due(&draft));
    let done = if due { put_into_force(&portal, today).await? } else { 0 };
    refresh(&portal).await?;
    Ok(done)
}

async fn put_into_force(portal: &Portal, today: NaiveDate) -> Result<usize, JobError> {
    let under = Under::lock(portal).await?;
    let draft = under.draft.clone().filter(|draft| draft.scheduled_for.is_some_and(|day| day <= today));
    let Some(draft) = draft else {
        // Another node was first, or it was taken back.
        under.tx.rollback().await?;
        return Ok(0);
    };
    let (before, after) = (read(&under.in_force.toml)?, read(&draft.toml)?);
    // What has happened since it was decided may stand against it. That it was worked out whom it affects does not.
    let reasons = reasons(portal, &under.tx, (&before, &after), true).await?;
    if reasons.is_empty() {
        take_effect(under, &draft, (&before, &after), today).await?;
        return Ok(1);
    }
    let why = ProgrammeError::Refused(reasons).to_string();
    tracing::error!(%why, "the programme that was scheduled for today does not come into force");
    unschedule(&under, "programme", Some(why)).await?;
    if let Some(by) = &draft.scheduled_by
        && let Some(operator) = store::user(&under.tx, by).await?
    {
        let told = (draft.revision, today, draft.note.as_str());
        notices::programme::held_back(portal, &under.tx, &operator, told).await?;
    }
    under.tx.commit().await?;
    Ok(1)
}

/// Follows the newest version, if this node does not know it.
pub async fn refresh(portal: &Portal) -> Result<(), DbErr> {
    let db = portal.db.read();
    let newest = store::newest_number(db).await?.unwrap_or_default();
    if newest > portal.catalogue().number
        && let Some(row) = store::version(db, newest).await?
    {
        portal.programme.follow(InForce::of(&row)?);
    }
    Ok(())
}
