//! What is to be told, in the transaction in which it happens. The audit log's lines come by its trigger; here is what has
//! none.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue, DbErr};
use tokuten_core::webhooks::LAPSED;

use super::store;
use crate::db::Change;
use crate::tables::webhook_outbox;

/// A subscription's renewal window has closed: nobody has changed anything, so the audit log says nothing of it.
pub async fn lapsed(
    tx: &Change,
    (partner, subscription): (&str, &str),
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    if !store::is_any_on(tx).await? {
        return Ok(());
    }
    let row = webhook_outbox::ActiveModel {
        id: ActiveValue::NotSet,
        at: ActiveValue::Set(at),
        chain: ActiveValue::Set(partner.to_owned()),
        action: ActiveValue::Set(LAPSED.to_owned()),
        subject: ActiveValue::Set(format!("subscription {subscription}")),
        after: ActiveValue::Set(None),
    };
    tx.insert(row).await
}
