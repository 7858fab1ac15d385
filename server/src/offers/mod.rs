//! Membership offers: the facts from which the browser and the server reach their verdicts.
//!
//! Every change that bears on a partner raises its version in the same transaction; the facts that were read
//! under a version are kept until the version is another. So a page costs one query, that for its session,
//! on any number of nodes.

pub mod cache;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;
use tokuten_core::roles::Role;

use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::tables::partner;

pub use crate::versions::{lock, touch};
pub use cache::Kept;
pub use store::{
    exemption_of, parsed, partner_id, partner_names, partner_row, partner_rows, partner_zone, verification_of,
};

/// The facts of a partner as one of its users sees them, read inside `db`.
pub async fn facts(
    portal: &Portal,
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    roles: &[Role],
) -> Result<Facts, DbErr> {
    let row = partner_row(db, partner).await?;
    store::facts(db, &portal.catalogue(), row, roles).await
}

/// The facts under a version: kept ones if there are, else read inside `db`. Inside a change the version is
/// what [`lock`] or [`touch`] answered, and nothing of the facts was changed yet.
pub async fn facts_at(
    portal: &Portal,
    db: &impl ConnectionTrait,
    whose: (&PartnerId, &[Role]),
    version: i64,
) -> Result<Arc<Kept>, DbErr> {
    kept_or_read(portal, db, whose, version, None).await
}

/// The facts under the version that the partner has now: a change that comes after finds them kept.
pub async fn facts_now(portal: &Portal, whose: (&PartnerId, &[Role])) -> Result<Arc<Kept>, DbErr> {
    let row = partner_row(portal.db.read(), whose.0).await?;
    kept_or_read(portal, portal.db.read(), whose, row.version, Some(row)).await
}

async fn kept_or_read(
    portal: &Portal,
    db: &impl ConnectionTrait,
    (partner, roles): (&PartnerId, &[Role]),
    version: i64,
    row: Option<partner::Model>,
) -> Result<Arc<Kept>, DbErr> {
    let catalogue = portal.catalogue();
    let label = (version, catalogue.number, portal.db.failed_commits());
    if let Some(kept) = portal.facts.get(partner, roles, label) {
        return Ok(kept);
    }
    let row = match row {
        Some(row) => row,
        None => partner_row(db, partner).await?,
    };
    let facts = store::facts(db, &catalogue, row, roles).await?;
    Ok(portal.facts.keep(partner, roles, label, facts))
}

/// What the offers page of this user starts from: an [`OffersView`](tokuten_core::offers::OffersView) as JSON,
/// from the cache if nothing has changed since.
pub async fn view(portal: &Portal, user: &PartnerUser) -> Result<String, DbErr> {
    // The version came with the session. The facts are read after it, so they are at least as new; if they are
    // newer, the next request brings a newer version and reads again.
    let whose = (&user.partner, user.roles.as_slice());
    let kept = facts_at(portal, portal.db.read(), whose, user.version).await?;
    kept.view(&portal.clock.view(user.zone), &portal.catalogue())
}
