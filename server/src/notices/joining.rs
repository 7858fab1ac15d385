//! What is told of legal profiles.

use sea_orm::DbErr;
use tokuten_core::notices::Notice;

use super::{tell, words};
use crate::db::Change;
use crate::portal::Portal;
use crate::tables::partner;

/// The vendor has verified a legal profile, or rejected it for a reason.
pub async fn decided(
    portal: &Portal,
    tx: &Change,
    row: &partner::Model,
    rejected: Option<&str>,
) -> Result<(), DbErr> {
    let name = format!("verification/{}/{}", row.id, row.version);
    tell(portal, tx, &row.id, (Notice::ProfileDecided, &name), |language| {
        words::profile_decided(language, &row.name, rejected)
    })
    .await
}
