//! Membership offers: the facts from which the browser and the server reach their verdicts.
//!
//! Every change that bears on a partner raises its version in the same transaction; the facts that were read
//! under a version are kept until the version is another. So a page costs one query, on any number of nodes.

pub mod cache;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::value::RawValue;
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;
use tokuten_core::roles::Role;

use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;

pub use store::{parsed, partner_row, partner_zone, touch};

/// The facts of a partner as one of its users sees them, read inside `db`.
pub async fn facts(
    portal: &Portal,
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    roles: &[Role],
) -> Result<Facts, DbErr> {
    store::facts(db, &portal.catalogue, partner, roles).await
}

/// What the offers page of this user starts from: an [`OffersView`](tokuten_core::offers::OffersView) as JSON,
/// from the cache if nothing has changed since.
pub async fn view(portal: &Portal, user: &PartnerUser) -> Result<Box<RawValue>, DbErr> {
    let rest = if let Some(kept) = portal.facts.get(user) {
        kept
    } else {
        let facts = facts(portal, portal.db.read(), &user.partner, &user.roles).await?;
        portal.facts.keep(user, &facts, &portal.catalogue)?
    };
    cache::joined(&portal.clock.view(user.zone), &rest)
}
