//! Claims: an operator says what he works on, so that no other does the same. Whoever acts on a thing asks here first
//! ([`free_for`]), inside the change: what somebody else holds is refused with who and since when.
//!
//! A claim ends by itself after the catalogue's minutes, is given back, goes with the thing out of its queue
//! ([`done`]), or is taken over by who has seen whose it is.

pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Claim, ClaimAsked, Held, Meanwhile, Thing, ThingKind, may_act, may_claim};
use tokuten_core::problem::ProblemCode;

use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::meanwhile::names;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::claim;

/// Why a thing was not claimed or acted on.
#[derive(Debug, thiserror::Error)]
pub enum NotFree {
    /// Another operator has it.
    #[error("{} has claimed it", .0.name)]
    Held(Claim),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<Held> for NotFree {
    fn from(Held(claim): Held) -> Self {
        Self::Held(claim)
    }
}

impl From<NotFree> for Problem {
    fn from(error: NotFree) -> Self {
        match error {
            NotFree::Held(Claim { name, since, .. }) => {
                let detail = format!(
                    "{name} has claimed this since {} and may be working on it. Nothing was done. Ask {name}, or take it over on the desk.",
                    since.to_rfc3339()
                );
                Self::conflict(ProblemCode::Held, "Claimed by somebody else", detail)
                    .with_changes(vec![Meanwhile { by: name, what: "claimed".to_owned(), at: since }])
            }
            NotFree::Database(error) => error.into(),
        }
    }
}

/// Claims a thing, or claims it for longer. Claimed again by the same operator it is the same claim.
pub async fn claim(portal: &Portal, operator: &Operator, asked: ClaimAsked) -> Result<Claim, NotFree> {
    let ClaimAsked { thing, takes_over } = asked;
    let now = portal.clock.now();
    let until = now + TimeDelta::minutes(i64::from(portal.catalogue().desk.claim_minutes));
    let tx = portal.db.begin().await?;
    store::forget_over(&tx, now).await?;
    let own = claim::Model {
        kind: thing.kind.code().to_owned(),
        thing: thing.id.clone(),
        operator_id: operator.id.clone(),
        since: now,
        until,
    };
    store::insert_if_free(&tx, own.clone()).await?;
    let there = store::locked(&tx, &thing).await?.unwrap_or_else(|| own.clone());
    let before = named(&tx, there).await?;
    may_claim(Some(&before), &operator.id, takes_over.as_deref(), now)?;
    let is_own = before.by == operator.id;
    let claim = claim::Model { since: if is_own { before.since } else { now }, ..own };
    store::replace(&tx, claim.clone()).await?;
    let action = if is_own { "claimed" } else { "claim taken over" };
    let whose = (!is_own).then_some(&before);
    note(portal, &tx, (operator, action, &thing), whose).await?;
    let claim = named(&tx, claim).await?;
    tx.commit().await?;
    Ok(claim)
}

/// Gives a thing back. What one does not hold is left as it is.
pub async fn release(portal: &Portal, operator: &Operator, thing: &Thing) -> Result<(), NotFree> {
    let tx = portal.db.begin().await?;
    let there = store::locked(&tx, thing).await?;
    let Some(there) = there.filter(|claim| claim.operator_id == operator.id) else {
        free_for(portal, &tx, operator, thing).await?;
        return Ok(tx.rollback().await?);
    };
    store::delete(&tx, thing).await?;
    let before = named(&tx, there).await?;
    note(portal, &tx, (operator, "claim given back", thing), Some(&before)).await?;
    Ok(tx.commit().await?)
}

/// Refuses to act on what another operator holds.
pub async fn free_for(
    portal: &Portal,
    db: &impl ConnectionTrait,
    operator: &Operator,
    thing: &Thing,
) -> Result<(), NotFree> {
    let Some(there) = store::find(db, thing).await? else { return Ok(()) };
    if there.operator_id == operator.id {
        return Ok(());
    }
    let claim = named(db, there).await?;
    Ok(may_act(Some(&claim), &operator.id, portal.clock.now())?)
}

/// What was to be done about a thing is done: nobody needs to hold it.
pub async fn done(tx: &Change, thing: &Thing) -> Result<(), DbErr> {
    store::delete(tx, thing).await
}

/// The claims in force on things, by kind and name.
pub async fn of(
    portal: &Portal,
    db: &impl ConnectionTrait,
    things: &[Thing],
) -> Result<HashMap<Thing, Claim>, DbErr> {
    let mut rows = Vec::new();
    for kind in ThingKind::ALL {
        let of_kind = things.iter().filter(|thing| thing.kind == kind);
        let of_kind: Vec<_> = of_kind.map(|thing| thing.id.as_str()).collect();
        if !of_kind.is_empty() {
            rows.extend(store::of_kind(db, kind, of_kind).await?);
        }
    }
    let now = portal.clock.now();
    rows.retain(|row| now < row.until);
    let names = names(db, rows.iter().map(|row| row.operator_id.as_str()).collect()).await?;
    let shown = |row: claim::Model| {
        let kind = ThingKind::of_code(&row.kind)?;
        let name = names.get(&row.operator_id).cloned().unwrap_or_default();
        let claim = Claim { by: row.operator_id, name, since: row.since, until: row.until };
        Some((Thing { kind, id: row.thing }, claim))
    };
    Ok(rows.into_iter().filter_map(shown).collect())
}

async fn named(db: &impl ConnectionTrait, row: claim::Model) -> Result<Claim, DbErr> {
    let mut names = names(db, vec![row.operator_id.as_str()]).await?;
    let name = names.remove(&row.operator_id).unwrap_or_default();
    Ok(Claim { by: row.operator_id, name, since: row.since, until: row.until })
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (operator, action, thing): (&Operator, &str, &Thing),
    before: Option<&Claim>,
) -> Result<(), DbErr> {
    let (at, subject) = (portal.clock.now(), thing.subject());
    let entry = Entry { at, actor: &operator.id, action, subject, partner: None };
    entry.record(tx, before, None::<&()>).await
}
