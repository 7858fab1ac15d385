//! A partner's users, as their colleagues see them.
//!
//! Who signs in, and how, is `identity`; which role may do what is `core::roles`. Here is whom to ask.

pub mod routes;
mod store;

use sea_orm::DbErr;
use tokuten_core::partners::PartnerId;
use tokuten_core::users::Colleague;

use crate::identity::signed_in::roles;
use crate::portal::Portal;

/// The users of a partner who have a role, by name.
pub async fn colleagues(portal: &Portal, partner: &PartnerId) -> Result<Vec<Colleague>, DbErr> {
    let rows = store::with_roles(portal.db.read(), partner).await?;
    Ok(rows.into_iter().map(|row| Colleague { name: row.name, roles: roles(&row.roles) }).collect())
}
