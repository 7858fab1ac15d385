//! The audit log: who changed what, written in the same transaction as the change, and never changed afterwards.
//!
//! Lines are chained ([`chain`]), the ends of the chains are sealed ([`seals`]), and [`verify`] looks whether all of
//! it is still as it was written. What names a person stands beside the log ([`private`]), since it must be possible
//! to forget that.

pub mod chain;
pub mod difference;
pub mod export;
pub mod log;
pub mod private;
pub mod seals;
#[cfg(test)]
mod tests;
pub mod verify;

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{DbErr, Set};
use serde::Serialize;

use crate::db::Change;
use crate::tables::audit;
use chain::{End, Said};

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
    /// To which partner's chain it belongs; none: to the programme's. Who changes a partner's has locked it.
    pub partner: Option<&'a str>,
}

impl Entry<'_> {
    /// Writes the line, with what was before and what is after.
    pub async fn record(
        self,
        tx: &Change,
        before: Option<&(impl Serialize + Sync)>,
        after: Option<&(impl Serialize + Sync)>,
    ) -> Result<(), DbErr> {
        let chain = self.partner.unwrap_or(chain::PROGRAMME);
        let end = match tx.ends().get(chain) {
            Some(end) => end,
            None => chain::locked_end(tx, chain).await?,
        };
        let (before, after) = (before.map(as_json).transpose()?, after.map(as_json).transpose()?);
        let said = Said {
            chain,
            place: end.place + 1,
            // To the microsecond: more is kept by none of the databases alike.
            at: self.at.trunc_subsecs(6),
            actor: self.actor,
            action: self.action,
            subject: &self.subject,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        let hash = said.hash(&end.hash);
        let line = audit::ActiveModel {
            chain: Set(chain.to_owned()),
            place: Set(said.place),
            at: Set(said.at),
            actor: Set(self.actor.to_owned()),
            action: Set(self.action.to_owned()),
            hash: Set(hash.clone()),
            ..Default::default()
        };
        tx.ends().set(chain, End { place: said.place, hash });
        let line =
            audit::ActiveModel { subject: Set(self.subject), before: Set(before), after: Set(after), ..line };
        // The end of the chain follows by a trigger: one statement less.
        tx.insert(line).await
    }
}

fn as_json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Custom(format!("audit line: {error}")))
}
