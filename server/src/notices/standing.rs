//! What is told of a partner's standing: suspensions, exemptions from tax, and overrides.

use sea_orm::DbErr;
use tokuten_core::notices::Notice;
use tokuten_core::standing::Exemption;

use super::{name_of, tell, words};
use crate::db::Change;
use crate::portal::Portal;
use crate::tables::{partner, partner_override};

/// A partner is suspended, for a reason, or is no more.
pub async fn suspended(portal: &Portal, tx: &Change, row: &partner::Model) -> Result<(), DbErr> {
    let name = format!("suspension/{}/{}", row.id, row.version);
    tell(portal, tx, &row.id, (Notice::Suspension, &name), |language| {
        words::suspended(language, &row.name, row.suspended.as_deref())
    })
    .await
}

/// A partner pays no tax, or pays it again.
pub async fn exempted(
    portal: &Portal,
    tx: &Change,
    row: &partner::Model,
    exemption: Option<&Exemption>,
) -> Result<(), DbErr> {
    let name = format!("exemption/{}/{}", row.id, row.version);
    tell(portal, tx, &row.id, (Notice::Exemption, &name), |language| {
        words::exempted(language, &row.name, exemption)
    })
    .await
}

/// A partner may do something once until a day.
pub async fn override_approved(
    portal: &Portal,
    tx: &Change,
    row: &partner_override::Model,
) -> Result<(), DbErr> {
    let name = format!("override/{}", row.id);
    let renews = row.subscription_id.is_some();
    tell(portal, tx, &row.partner_id, (Notice::Override, &name), |language| {
        let offer = name_of(portal, &row.offer, language);
        words::override_approved(language, (&offer, renews), &row.requirement, row.until)
    })
    .await
}
