//! What is told of leads: to those who may see them.

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::notices::Notice;

use super::words::Asked;
use super::{tell, words};
use crate::db::Change;
use crate::portal::Portal;
use crate::tables::lead;

/// A lead has come in.
pub async fn received(
    portal: &Portal,
    tx: &Change,
    (row, until): (&lead::Model, Option<NaiveDate>),
) -> Result<(), DbErr> {
    let name = format!("lead/{}", row.number);
    tell(portal, tx, &row.partner_id, (Notice::LeadReceived, &name), |language| {
        words::lead_received(language, &asked(row, until))
    })
    .await
}

/// A lead expires soon.
pub async fn expiring(
    portal: &Portal,
    tx: &Change,
    (row, until): (&lead::Model, Option<NaiveDate>),
) -> Result<(), DbErr> {
    let name = format!("lead-expiring/{}", row.number);
    tell(portal, tx, &row.partner_id, (Notice::LeadExpiring, &name), |language| {
        words::lead_expiring(language, &asked(row, until))
    })
    .await
}

fn asked(row: &lead::Model, until: Option<NaiveDate>) -> Asked<'_> {
    Asked { number: row.number, name: &row.name, company: &row.company, message: &row.message, until }
}
