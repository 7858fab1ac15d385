//! What partners are told of competencies that they lose: memberships at risk, and certificates that expire.
//!
//! Each partner with skills has one instant at which it is next looked at, so a pass over all of them is one look into
//! an index. A change of the skills makes it now; the days before an anniversary are the subscriptions' schedule's.

use chrono::{NaiveDate, TimeDelta};
use sea_orm::DbErr;
use tokuten_core::calendar::{days_between, shifted};
use tokuten_core::competencies::{Skill, is_renewed, next_expiry_notice};
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;
use tokuten_core::subscriptions::Subscription;

use super::store::{self, Kept};
use crate::clock::end_of;
use crate::db::Change;
use crate::jobs::JobError;
use crate::notices;
use crate::offers::{self, lock, partner_id, partner_row, partner_zone};
use crate::portal::Portal;

/// How many partners one round looks at.
const AT_ONCE: u64 = 50;
/// How long a partner waits who could not be looked at.
const POSTPONED: TimeDelta = TimeDelta::hours(1);

/// Looks at the partners whose time has come; answers how many.
pub async fn tell_of_losses(portal: Portal) -> Result<usize, JobError> {
    let due = store::due(portal.db.read(), portal.clock.now(), AT_ONCE).await?;
    for partner in &due {
        if let Err(error) = look_at(&portal, partner).await {
            // One that cannot be read must not hold up the others.
            tracing::error!(partner, %error, "skills could not be looked at; trying again later");
            let tx = portal.db.begin().await?;
            store::watch(&tx, partner, Some(portal.clock.now() + POSTPONED)).await?;
            tx.commit().await?;
        }
    }
    Ok(due.len())
}

async fn look_at(portal: &Portal, id: &str) -> Result<(), JobError> {
    let partner = partner_id(id)?;
    let tx = portal.db.begin().await?;
    lock(&tx, &partner).await?;
    if !store::is_due(&tx, id, portal.clock.now()).await? {
        return Ok(());
    }
    let zone = partner_zone(&partner_row(&tx, &partner).await?)?;
    let today = portal.clock.today(zone);
    let facts = offers::facts(portal, &tx, &partner, &[]).await?;
    for held in &facts.subscriptions {
        tell_if_at_risk(portal, &tx, (&facts, held), today).await?;
    }
    let next = tell_what_expires(portal, &tx, &partner, today).await?;
    store::watch(&tx, id, next.map(|day| end_of(shifted(day, -1), zone))).await?;
    tx.commit().await?;
    Ok(())
}

/// Tells of one subscription that it is at risk, if it is: on the days before its anniversary that the catalogue names.
pub async fn look_at_risk(
    portal: &Portal,
    tx: &Change,
    partner: &PartnerId,
    held: &Subscription,
    today: NaiveDate,
) -> Result<(), DbErr> {
    let facts = offers::facts(portal, tx, partner, &[]).await?;
    tell_if_at_risk(portal, tx, (&facts, held), today).await
}

/// Once for each anniversary and each day on which the competency ends.
async fn tell_if_at_risk(
    portal: &Portal,
    tx: &Change,
    (facts, held): (&Facts, &Subscription),
    today: NaiveDate,
) -> Result<(), DbErr> {
    let catalogue = portal.catalogue();
    let earliest = catalogue.competency_notices.at_risk_days.iter().max();
    let is_time = earliest.is_some_and(|days| days_between(today, held.expires_on) <= i64::from(*days));
    match facts.risk(held, today) {
        Some(risk) if is_time => {
            notices::competencies::at_risk(portal, tx, &facts.partner.id, (held, risk)).await
        }
        _ => Ok(()),
    }
}

/// Tells of what expires soon and was not told yet. Answers the next day on which there is something to tell.
async fn tell_what_expires(
    portal: &Portal,
    tx: &Change,
    partner: &PartnerId,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, DbErr> {
    let days = &portal.catalogue().competency_notices.expiry_days;
    let kept = store::kept(tx, partner).await?;
    let skills: Vec<Skill> = kept.iter().map(|kept| kept.skill.clone()).collect();
    let notice = |kept: &Kept, told| {
        let Skill { expires_on, person, .. } = &kept.skill;
        let stays = kept.skill.here.until.is_none();
        let end = expires_on.filter(|_| person.is_some() && stays && !is_renewed(&kept.skill, &skills))?;
        next_expiry_notice(end, told, today, days)
    };
    let due: Vec<&Skill> = kept
        .iter()
        .filter(|kept| notice(kept, kept.told_on).is_some_and(|day| day <= today))
        .map(|kept| &kept.skill)
        .collect();
    if !due.is_empty() {
        notices::competencies::certificates_expire(portal, tx, partner, &due).await?;
        let ids: Vec<_> = due.iter().map(|skill| skill.id.as_str()).collect();
        store::told(tx, &ids, today).await?;
    }
    let later = kept.iter().filter_map(|kept| match notice(kept, kept.told_on) {
        Some(day) if day <= today => notice(kept, Some(today)),
        later => later,
    });
    Ok(later.min())
}
