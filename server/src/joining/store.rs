//! Legal profiles in the table of partners.

use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Order, QueryFilter,
    QueryOrder, QuerySelect,
};
use tokuten_core::joining::{PendingPage, PendingPartner};
use tokuten_core::partners::{LegalProfile, Verification};

use crate::offers::{parsed, partner_id, verification_of};
use crate::tables::partner;

/// Partners on a page.
const PAGE: u64 = 50;

/// A page of the partners whose profile waits for the vendor, the longest waiting first.
pub async fn pending(db: &impl ConnectionTrait, after: u64) -> Result<PendingPage, DbErr> {
    let mut rows = partner::Entity::find()
        .filter(partner::Column::Verification.is_in(["pending", "due_for_review"]))
        .order_by_with_nulls(partner::Column::SubmittedAt, Order::Asc, NullOrdering::First)
        .order_by_asc(partner::Column::Id)
        .offset(after)
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let partners = rows.into_iter().map(listed).collect::<Result<_, _>>()?;
    Ok(PendingPage { partners, next_cursor: more.then(|| (after + PAGE).to_string()) })
}

/// What the vendor checks of a partner.
pub fn profile(row: &partner::Model) -> Result<LegalProfile, DbErr> {
    let registration_number = row.registration_number.clone();
    Ok(LegalProfile { bill_to: parsed(&row.bill_to)?, registration_number })
}

/// A partner as the vendor's list shows it.
pub fn listed(row: partner::Model) -> Result<PendingPartner, DbErr> {
    Ok(PendingPartner {
        id: partner_id(&row.id)?,
        verification: verification_of(&row),
        profile: profile(&row)?,
        country: row.country,
    })
}

/// The partner with that verification.
pub fn with_verification(row: partner::Model, verification: Verification) -> partner::Model {
    let (code, reason) = match verification {
        Verification::Pending => ("pending", None),
        Verification::Verified => ("verified", None),
        Verification::Rejected { reason } => ("rejected", Some(reason)),
        Verification::DueForReview => ("due_for_review", None),
    };
    partner::Model { verification: code.to_owned(), verification_reason: reason, ..row }
}

pub async fn update(tx: &impl ConnectionTrait, row: partner::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update_without_returning(tx).await?;
    Ok(())
}
