//! What is decided about a partner as a whole: suspended or not, exempt from tax or not. The partner is told by mail.

use sea_orm::DbErr;
use serde::Serialize;
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::partners::PartnerId;
use tokuten_core::standing::{Exemption, ExemptionChange, SuspensionChange};

use super::StandingError;
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::offers::{exemption_of, partner_zone, touch};
use crate::portal::Portal;
use crate::tables::partner;
use crate::{claims, meanwhile, notices};

/// Suspends a partner for a reason that it reads, or lifts that.
pub async fn suspend(
    portal: &Portal,
    operator: &Operator,
    partner: &PartnerId,
    change: SuspensionChange,
) -> Result<(), StandingError> {
    let faults = change.faults();
    if !faults.is_empty() {
        return Err(StandingError::Invalid(faults));
    }
    let suspended = change.suspended.map(|reason| reason.trim().to_owned());
    let (tx, before) = open(portal, operator, partner, change.seen).await?;
    if before.suspended == suspended {
        return Ok(tx.rollback().await?);
    }
    let after = partner::Model { suspended, ..before.clone() };
    tx.update(&before, &after).await?;
    notices::standing::suspended(portal, &tx, &after).await?;
    let action = if after.suspended.is_some() { "partner suspended" } else { "suspension lifted" };
    note(portal, &tx, (operator, action, partner), (&before.suspended, &after.suspended)).await?;
    Ok(tx.commit().await?)
}

/// Takes a partner from tax, or lets it pay tax again.
pub async fn exempt(
    portal: &Portal,
    operator: &Operator,
    partner: &PartnerId,
    change: ExemptionChange,
) -> Result<(), StandingError> {
    let (tx, before) = open(portal, operator, partner, change.seen).await?;
    let faults = change.faults(portal.clock.today(partner_zone(&before)?));
    if !faults.is_empty() {
        return Err(StandingError::Invalid(faults));
    }
    let exemption = change.exemption.map(|exemption| Exemption {
        certificate: exemption.certificate.trim().to_owned(),
        until: exemption.until,
    });
    let was = exemption_of(&before);
    if was == exemption {
        return Ok(tx.rollback().await?);
    }
    let after = partner::Model {
        tax_exempt: exemption.is_some(),
        tax_certificate: exemption.as_ref().map(|exemption| exemption.certificate.clone()),
        tax_exempt_until: exemption.as_ref().and_then(|exemption| exemption.until),
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    notices::standing::exempted(portal, &tx, &after, exemption.as_ref()).await?;
    let action = if exemption.is_some() { "tax exemption set" } else { "tax exemption ended" };
    note(portal, &tx, (operator, action, partner), (&was, &exemption)).await?;
    Ok(tx.commit().await?)
}

/// The partner, locked, if it is as it was when the operator looked, and no other operator has it. It has the version
/// that it has after the change.
async fn open(
    portal: &Portal,
    operator: &Operator,
    partner: &PartnerId,
    seen: i64,
) -> Result<(Change, partner::Model), StandingError> {
    let tx = portal.db.begin().await?;
    let row = touch(&tx, partner).await.map_err(StandingError::of_partner)?;
    let thing = Thing::new(ThingKind::Partner, partner);
    claims::free_for(portal, &tx, operator, &thing).await?;
    if row.version != seen {
        return Err(StandingError::Changed(meanwhile::last(&tx, &thing.subject(), 1).await?));
    }
    let row = partner::Model { version: row.version + 1, ..row };
    Ok((tx, row))
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (operator, action, partner): (&Operator, &str, &PartnerId),
    (before, after): (&(impl Serialize + Sync), &(impl Serialize + Sync)),
) -> Result<(), DbErr> {
    let subject = format!("partner {partner}");
    let (at, partner) = (portal.clock.now(), Some(partner.as_str()));
    let entry = Entry { at, actor: &operator.id, action, subject, partner };
    entry.record(tx, Some(before), Some(after)).await
}
