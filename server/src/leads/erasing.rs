//! A customer's personal data are erased when they have been kept as long as was said: name, company, addresses, message
//! and what somebody has written freely, in the lead and in the mails that told of it. Number, states, days and what a
//! deal was worth stay, so that counts stay right.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::DbErr;
use tokuten_core::leads::{LeadStanding, LeadState, kept_days};

use super::{LeadError, after, json, note, store};
use crate::db::Change;
use crate::offers::{lock, parsed, partner_id, partner_row, partner_zone};
use crate::portal::Portal;
use crate::tables::lead;

/// When the data of a lead that is over since `ended` are erased, if they are.
pub(super) fn erase_at(
    portal: &Portal,
    row: &lead::Model,
    (ended, zone): (DateTime<Utc>, Tz),
) -> Option<DateTime<Utc>> {
    let told = row.keep_days.and_then(|days| u32::try_from(days).ok());
    kept_days(told, portal.catalogue().leads.keep).map(|days| after(ended, zone, days))
}

/// Erases what was kept long enough; answers whether there was anything to do.
pub(super) async fn erase(portal: &Portal, number: i64) -> Result<bool, LeadError> {
    let Some(found) = store::find(portal.db.read(), number).await? else { return Ok(false) };
    let partner = partner_id(&found.partner_id)?;
    let tx = portal.db.begin().await?;
    lock(&tx, &partner).await?;
    let now = portal.clock.now();
    // Another node may have been faster.
    let waits = |row: &lead::Model| row.erase_at.is_some_and(|at| at <= now);
    let Some(row) = store::locked(&tx, number).await?.filter(waits) else {
        tx.rollback().await?;
        return Ok(false);
    };
    let zone = partner_zone(&partner_row(&tx, &partner).await?)?;
    // The programme may say something else by now. Nothing happens to a lead that is over, so it was last changed then.
    let erase_at = erase_at(portal, &row, (row.updated_at, zone));
    if erase_at.is_none_or(|at| at > now) {
        store::update(&tx, lead::Model { erase_at, ..row }).await?;
    } else {
        forget_mails(&tx, &row).await?;
        let row = erased(row, now)?;
        store::update(&tx, row.clone()).await?;
        note(portal, &tx, "clock", "lead erased", (None, &row)).await?;
    }
    tx.commit().await?;
    Ok(true)
}

fn erased(row: lead::Model, now: DateTime<Utc>) -> Result<lead::Model, DbErr> {
    Ok(lead::Model {
        standing: json(&parsed::<LeadStanding>(&row.standing)?.erased())?,
        name: String::new(),
        company: String::new(),
        email: String::new(),
        phone: String::new(),
        message: String::new(),
        erase_at: None,
        erased_at: Some(now),
        ..row
    })
}

/// That mails were sent, to whom and when, stays.
async fn forget_mails(tx: &Change, row: &lead::Model) -> Result<(), DbErr> {
    let recipients = store::told_of_leads(tx, &row.partner_id).await?;
    let names = recipients
        .iter()
        .flat_map(|to| [format!("lead/{}/{to}", row.number), format!("lead-expiring/{}/{to}", row.number)]);
    store::empty_mails(tx, names.collect()).await
}

/// Another version of the programme is in force: when leads are erased of whose customers nobody was told for how long
/// is worked out anew, by the round.
pub async fn follow_programme(portal: &Portal) -> Result<(), DbErr> {
    let over = LeadState::ALL.into_iter().filter(|state| state.is_over()).map(LeadState::code);
    let tx = portal.db.begin().await?;
    store::look_again(&tx, over.collect()).await?;
    tx.commit().await
}
