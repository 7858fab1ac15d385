//! Overrides: one operator asks, another approves, and one order of the partner uses it up.
//!
//! What an override allows is core's to say (`tokuten_core::overrides`); facts carry those in force, so that the browser
//! and the purchase reach the same verdict. An order that is placed by one is written into it, in the same transaction:
//! as long as that order awaits payment or is paid, the override is used up.

mod problems;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::facts::Facts;
use tokuten_core::orders::OrderNumber;
use tokuten_core::overrides::{
    Covers, OverrideAsked, OverrideDecision, OverrideRow, OverrideState, may_decide, relied_on,
};
use tokuten_core::partners::PartnerId;
use tokuten_core::verdict::Verdict;

use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::new_id;
use crate::offers::{self, partner_id, partner_zone, touch};
use crate::portal::Portal;
use crate::tables::partner_override;
use crate::{claims, meanwhile, notices};

pub use problems::OverrideError;
pub use store::in_force;

/// Asks for an override.
pub async fn ask(
    portal: &Portal,
    operator: &Operator,
    partner: &PartnerId,
    asked: OverrideAsked,
) -> Result<(), OverrideError> {
    let tx = portal.db.begin().await?;
    let owner = touch(&tx, partner).await.map_err(OverrideError::of_partner)?;
    let today = portal.clock.today(partner_zone(&owner)?);
    let faults = asked.faults(portal.catalogue().desk.override_days, today);
    if !faults.is_empty() {
        return Err(OverrideError::Invalid(faults));
    }
    let thing = Thing::new(ThingKind::Partner, partner);
    claims::free_for(portal, &tx, operator, &thing).await?;
    if owner.version != asked.seen {
        return Err(OverrideError::Changed(meanwhile::last(&tx, &thing.subject(), 1).await?));
    }
    let facts = offers::facts(portal, &tx, partner, &[]).await?;
    let (offer, subscription, anniversary) = covered(&facts, &asked.covers)?;
    let row = partner_override::Model {
        id: new_id(),
        partner_id: partner.to_string(),
        requirement: asked.requirement.code().to_owned(),
        offer,
        subscription_id: subscription,
        anniversary,
        until: asked.until,
        reason: asked.reason.trim().to_owned(),
        state: OverrideState::Asked.code().to_owned(),
        asked_by: operator.id.clone(),
        asked_at: portal.clock.now(),
        decided_by: None,
        decided_at: None,
        order_number: None,
    };
    store::insert(&tx, row.clone()).await?;
    note(portal, &tx, (&operator.id, "override asked for"), &row).await?;
    Ok(tx.commit().await?)
}

/// What is to be bought or renewed, if there is such a thing: the offer, and for a renewal which after which anniversary.
fn covered(
    facts: &Facts,
    covers: &Covers,
) -> Result<(String, Option<String>, Option<NaiveDate>), OverrideError> {
    match covers {
        Covers::Buying(offer) => {
            let offer = facts.offer(offer).ok_or(OverrideError::NotFound("offer"))?;
            Ok((offer.code.0.clone(), None, None))
        }
        Covers::Renewing { subscription, anniversary } => {
            let held = facts.subscription(subscription).filter(|held| held.expires_on == *anniversary);
            let held = held.ok_or(OverrideError::NotFound("subscription"))?;
            Ok((held.offer.0.clone(), Some(held.id.clone()), Some(held.expires_on)))
        }
    }
}

/// Approves, refuses or takes back an override; the first two take another operator than who asked.
pub async fn decide(
    portal: &Portal,
    operator: &Operator,
    id: &str,
    decision: OverrideDecision,
) -> Result<(), OverrideError> {
    let event = decision.event().ok_or(OverrideError::NotFound("decision"))?;
    let found = store::find(portal.db.read(), id).await?.ok_or(OverrideError::NotFound("override"))?;
    let partner = partner_id(&found.partner_id)?;
    let tx = portal.db.begin().await?;
    let owner = touch(&tx, &partner).await?;
    // Whoever changes it locks its partner, so it stays as it is read now.
    let row = store::find(&tx, id).await?.ok_or(OverrideError::NotFound("override"))?;
    claims::free_for(portal, &tx, operator, &Thing::new(ThingKind::Override, id)).await?;
    let state = store::state_of(&row)?;
    let changed = async || {
        let subject = Thing::new(ThingKind::Partner, &partner).subject();
        Ok::<_, OverrideError>(OverrideError::Changed(meanwhile::last(&tx, &subject, 1).await?))
    };
    if state != decision.seen {
        return Err(changed().await?);
    }
    let today = portal.clock.today(partner_zone(&owner)?);
    may_decide(&row.asked_by, row.until, (&operator.id, event), today)?;
    let Ok(after) = state.after(event) else { return Err(changed().await?) };
    let decided = store::decide(&tx, &row, after, (&operator.id, portal.clock.now())).await?;
    let action = match after {
        OverrideState::Approved => "override approved",
        OverrideState::Refused => "override refused",
        OverrideState::Withdrawn | OverrideState::Asked => "override withdrawn",
    };
    note(portal, &tx, (&operator.id, action), &decided).await?;
    if after == OverrideState::Approved {
        notices::standing::override_approved(portal, &tx, &decided).await?;
    }
    claims::done(&tx, &Thing::new(ThingKind::Override, id)).await?;
    Ok(tx.commit().await?)
}

/// All overrides of a partner, as this operator sees them, the newest first.
pub async fn of_partner(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    operator: &Operator,
) -> Result<Vec<OverrideRow>, DbErr> {
    let rows = store::of_partner(db, partner).await?;
    let used = store::used_by(db, &rows).await?;
    let people: Vec<_> = rows
        .iter()
        .flat_map(|row| [Some(row.asked_by.as_str()), row.decided_by.as_deref()])
        .flatten()
        .collect();
    let names = meanwhile::names(db, people).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let shown = |row: partner_override::Model| {
        Ok(OverrideRow {
            requirement: store::requirement_of(&row)?,
            covers: store::covers_of(&row),
            state: store::state_of(&row)?,
            asked_by: name(&row.asked_by),
            own: row.asked_by == operator.id,
            decided_by: row.decided_by.as_deref().map(name),
            used_by: row.order_number.map(OrderNumber).filter(|number| used.contains(number)),
            id: row.id,
            offer: row.offer.as_str().into(),
            until: row.until,
            reason: row.reason,
            asked_at: row.asked_at,
            decided_at: row.decided_at,
        })
    };
    rows.into_iter().map(shown).collect()
}

/// An order is placed by this verdict: what it relied on is used up by it, in the same transaction.
pub async fn use_up(
    portal: &Portal,
    tx: &Change,
    (facts, covers, verdict): (&Facts, &Covers, &Verdict),
    (actor, order, today): (&str, i64, NaiveDate),
) -> Result<(), DbErr> {
    let ids: Vec<_> = relied_on(facts, covers, verdict, today).map(|one| one.id.as_str()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    store::relied_on(tx, &ids, order).await?;
    let subject = Thing::new(ThingKind::Partner, &facts.partner.id).subject();
    let entry = Entry {
        at: portal.clock.now(),
        actor,
        action: "override used",
        subject,
        partner: Some(facts.partner.id.as_str()),
    };
    entry.record(tx, None::<&()>, Some(&serde_json::json!({ "overrides": ids, "order": order }))).await
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (actor, action): (&str, &str),
    row: &partner_override::Model,
) -> Result<(), DbErr> {
    let subject = format!("partner {}", row.partner_id);
    let entry = Entry { at: portal.clock.now(), actor, action, subject, partner: Some(&row.partner_id) };
    let told = serde_json::json!({ "override": row.id, "requirement": row.requirement, "offer": row.offer,
        "anniversary": row.anniversary, "until": row.until, "reason": row.reason });
    entry.record(tx, None::<&()>, Some(&told)).await
}
