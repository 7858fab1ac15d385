//! Whom the draft affects: counted over groups that are alike, and listed one by one.

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::catalogue::Catalogue;
use tokuten_core::programme::announced;
use tokuten_core::programme::dry_run::{Affected, AffectedPage, Aspect, DryRun, Tally, aspects};

use super::ProgrammeError;
use super::store::{self, One};
use crate::offers::partner_id;
use crate::portal::Portal;
use crate::tables::programme;

/// Rows of a page.
const PAGE: usize = 50;
/// How many subscriptions a page goes through at most.
const LOOKED_THROUGH: u64 = 5_000;

/// What a draft becomes if it comes into force on `day`.
pub(super) fn as_published(before: &Catalogue, draft: Catalogue, day: NaiveDate) -> Catalogue {
    Catalogue { policies: announced(&before.policies, &draft.policies, day), ..draft }
}

/// Of what a dry run is: it counts as long as neither the draft nor what is in force is another.
pub(super) fn label(revision: i32, in_force: &programme::Model) -> String {
    format!("{revision}/{}", in_force.number)
}

/// Counts whom a draft affects.
pub async fn count(
    portal: &Portal,
    (before, after): (&Catalogue, &Catalogue),
    today: NaiveDate,
) -> Result<DryRun, DbErr> {
    let mut tally = Tally::new(before, after, today);
    for (holder, many) in store::alike(portal.db.read(), today).await? {
        tally.add(&holder, many);
    }
    Ok(tally.conclude())
}

/// A page of those that are affected, in that aspect if one is named, after the one that `cursor` names.
pub(super) async fn affected(
    portal: &Portal,
    (before, after): (&Catalogue, &Catalogue),
    (aspect, cursor): (Option<Aspect>, Option<&str>),
    today: NaiveDate,
) -> Result<AffectedPage, ProgrammeError> {
    let from = cursor.map(|cursor| place(cursor).ok_or(ProgrammeError::Cursor)).transpose()?;
    let rows = store::held_after(portal.db.read(), from.as_ref(), today, LOOKED_THROUGH).await?;
    let is_whole = u64::try_from(rows.len()).unwrap_or(u64::MAX) < LOOKED_THROUGH;
    let last = rows.last().map(name);
    let mut found = Vec::new();
    for one in rows {
        let Some((was, becomes)) = one.holder.outlooks((before, after), today) else { continue };
        let differ = aspects(&was, &becomes);
        if differ.is_empty() || aspect.is_some_and(|aspect| !differ.contains(&aspect)) {
            continue;
        }
        let name = name(&one);
        let affected = Affected {
            partner: partner_id(&one.partner.id)?,
            name: one.partner.name,
            offer: one.holder.held.offer,
            expires_on: one.holder.held.expires_on,
            automatic_renewal: one.holder.held.automatic_renewal,
            before: was,
            after: becomes,
        };
        found.push((name, affected));
        if found.len() > PAGE {
            break;
        }
    }
    let next_cursor = if found.len() > PAGE {
        found.truncate(PAGE);
        found.last().map(|(name, _)| name.clone())
    } else {
        last.filter(|_| !is_whole)
    };
    Ok(AffectedPage { affected: found.into_iter().map(|(_, affected)| affected).collect(), next_cursor })
}

/// What names one in a cursor.
fn name(one: &One) -> String {
    format!("{}/{}", one.holder.held.expires_on, one.id)
}

fn place(cursor: &str) -> Option<(NaiveDate, String)> {
    let (day, id) = cursor.split_once('/')?;
    Some((day.parse().ok()?, id.to_owned()))
}
