//! The audit log: who changed what, written in the same transaction as the change.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, Set};
use serde::Serialize;

use crate::db::Change;
use crate::tables::audit;

/// One line of the log.
#[derive(Debug)]
pub struct Entry<'a> {
    /// When, by the portal's clock.
    pub at: DateTime<Utc>,
    /// Id of the user, or the name of the part of the server that acted.
    pub actor: &'a str,
    /// What was done: `order bought`.
    pub action: &'a str,
    /// To what: `order 100001`.
    pub subject: String,
}

impl Entry<'_> {
    /// Writes the line, with what was before and what is after.
    pub async fn record(
        self,
        tx: &Change,
        before: Option<&(impl Serialize + Sync)>,
        after: Option<&(impl Serialize + Sync)>,
    ) -> Result<(), DbErr> {
        let line = audit::ActiveModel {
            at: Set(self.at),
            actor: Set(self.actor.to_owned()),
            action: Set(self.action.to_owned()),
            subject: Set(self.subject),
            before: Set(before.map(as_json).transpose()?),
            after: Set(after.map(as_json).transpose()?),
            ..Default::default()
        };
        tx.insert(line).await
    }
}

fn as_json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Custom(format!("audit line: {error}")))
}
