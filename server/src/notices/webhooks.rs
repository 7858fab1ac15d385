//! What is told of webhooks: to the programme's operators.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use tokuten_core::notices::Notice;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::webhooks::OffBecause;

use super::users::recipient;
use super::words;
use crate::db::Change;
use crate::mail::write;
use crate::portal::Portal;
use crate::tables::{user, webhook_endpoint};

/// An endpoint was turned off, since it takes nothing.
pub async fn turned_off(
    portal: &Portal,
    tx: &Change,
    endpoint: &webhook_endpoint::Model,
    because: OffBecause,
) -> Result<(), DbErr> {
    let programme = user::Entity::find()
        .filter(user::Column::OperatorRole.eq(OperatorRole::Programme.code()))
        .filter(user::Column::RemovedAt.is_null())
        .filter(user::has_come())
        .order_by_asc(user::Column::Id)
        .all(tx)
        .await?;
    // Its version tells one time from the next.
    let name = format!("webhook-off/{}/{}", endpoint.id, endpoint.version);
    for user in programme {
        let to = recipient(tx, &user).await?;
        let letter = words::webhook_off(to.language, (&endpoint.url, &endpoint.id), because);
        write(portal, tx, (Notice::WebhookOff, &name), None, &to, &letter).await?;
    }
    Ok(())
}
