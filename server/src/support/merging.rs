//! Two requests that are one: the duplicate is closed and points to the other, where both go on. Replies follow.

use sea_orm::DbErr;
use tokuten_core::support::{Done, RequestEvent};
use tokuten_core::support_desk::{Merge, Mergeable, NotMerged, RequestCase, may_merge};

use super::desk::{by, open, seen};
use super::{SupportError, become_state, note, store, write};
use crate::identity::signed_in::Operator;
use crate::notices;
use crate::portal::Portal;
use crate::tables::support_request;

/// Goes on with a request in another of the same partner's. Who opened it is told. Sent again by the same press it does
/// nothing more. Answers the other.
pub async fn merge(
    portal: &Portal,
    operator: &Operator,
    number: i64,
    (key, merge): (&str, Merge),
) -> Result<RequestCase, SupportError> {
    let (tx, row, again) = open(portal, operator, number, (merge.seen, key)).await?;
    let other = store::locked(&tx, merge.into).await?;
    if let (true, Some(other)) = (again, &other) {
        return seen(portal, &tx, operator, other.clone()).await;
    }
    let other = other.ok_or(SupportError::NotMerged(NotMerged::NotThere))?;
    may_merge(mergeable(&row)?, mergeable(&other)?).map_err(SupportError::NotMerged)?;
    let state = store::state_of(&row)?.after(RequestEvent::Merged)?;
    let cancels = other.cancels.clone().or(row.cancels.clone());
    let merged = support_request::Model {
        merged_into: Some(other.number),
        // What it asks to cancel goes along.
        cancels: None,
        ..become_state(portal, row, state, None)
    };
    store::update(&tx, merged.clone()).await?;
    let other = support_request::Model { cancels, updated_at: portal.clock.now(), ..other };
    store::update(&tx, other.clone()).await?;
    let into = Some(Done::MergedInto(other.number));
    write(portal, &tx, &merged, by(operator), (key, "", into), Vec::new()).await?;
    let from = (format!("merged/{number}"), Done::Merged(number));
    write(portal, &tx, &other, by(operator), (&from.0, "", Some(from.1)), Vec::new()).await?;
    notices::support::merged(portal, &tx, &merged, &other).await?;
    for row in [&merged, &other] {
        note(portal, &tx, &operator.id, "support request merged", row).await?;
    }
    let view = seen(portal, &tx, operator, other).await?;
    tx.commit().await?;
    Ok(view)
}

fn mergeable(row: &support_request::Model) -> Result<Mergeable<'_>, DbErr> {
    Ok(Mergeable {
        number: row.number,
        partner: &row.partner_id,
        state: store::state_of(row)?,
        cancels: row.cancels.as_deref(),
    })
}
