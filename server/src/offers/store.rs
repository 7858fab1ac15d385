//! What verdicts are reached from, read from the tables of a partner.

use std::collections::HashMap;

use chrono_tz::Tz;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::de::DeserializeOwned;
use tokuten_core::catalogue::{Catalogue, OfferCode};
use tokuten_core::facts::Facts;
use tokuten_core::orders::{OpenOrder, OrderNumber, OrderState};
use tokuten_core::partners::{Partner, PartnerId, Verification};
use tokuten_core::roles::{Permission, Role};
use tokuten_core::standing::Exemption;

use crate::identity::signed_in::roles as roles_of;
use crate::tables::{order, partner, user};
use crate::{competencies, overrides, subscriptions};

/// Partners that are asked for at a time.
const AT_ONCE: usize = 500;

/// The facts of the partner of that row.
pub async fn facts(
    db: &impl ConnectionTrait,
    catalogue: &Catalogue,
    row: partner::Model,
    roles: &[Role],
) -> Result<Facts, DbErr> {
    let partner = &partner_id(&row.id)?;
    Ok(Facts {
        roles: roles.to_vec(),
        admins: admins(db, partner).await?,
        attainments: competencies::store::attained(db, partner).await?,
        subscriptions: subscriptions::of_partner(db, partner).await?,
        open_orders: open_orders(db, partner).await?,
        offers: catalogue.offers_in(&row.country),
        policies: catalogue.policies.clone(),
        overrides: overrides::in_force(db, partner).await?,
        partner: partner_of(row)?,
    })
}

/// A Partner ID from a table.
pub fn partner_id(id: &str) -> Result<PartnerId, DbErr> {
    id.parse().map_err(|error: &str| DbErr::Custom(error.to_owned()))
}

/// The partner's row.
pub async fn partner_row(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<partner::Model, DbErr> {
    let found = partner::Entity::find_by_id(partner.as_str()).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("partner {partner}")))
}

/// The rows of partners, by their ids.
pub async fn partner_rows<'a>(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, partner::Model>, DbErr> {
    let ids: Vec<_> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for chunk in ids.chunks(AT_ONCE) {
        let rows = partner::Entity::find().filter(partner::Column::Id.is_in(chunk.iter().copied())).all(db);
        found.extend(rows.await?.into_iter().map(|row| (row.id.clone(), row)));
    }
    Ok(found)
}

/// What partners are called.
pub async fn partner_names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, String>, DbErr> {
    let ids: Vec<_> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for chunk in ids.chunks(AT_ONCE) {
        let rows: Vec<(String, String)> = partner::Entity::find()
            .filter(partner::Column::Id.is_in(chunk))
            .select_only()
            .columns([partner::Column::Id, partner::Column::Name])
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The partner's zone; an unknown name cannot come in.
pub fn partner_zone(row: &partner::Model) -> Result<Tz, DbErr> {
    row.zone
        .parse()
        .map_err(|_| DbErr::Custom(format!("partner {} has the unknown zone {}", row.id, row.zone)))
}

fn partner_of(row: partner::Model) -> Result<Partner, DbErr> {
    Ok(Partner {
        id: partner_id(&row.id)?,
        bill_to: parsed(&row.bill_to)?,
        verification: verification_of(&row),
        exemption: exemption_of(&row),
        name: row.name,
        country: row.country,
        currency: row.currency,
        email_verified: row.email_verified,
        agreement_accepted: row.agreement_accepted,
        suspended: row.suspended,
        registration_number: row.registration_number,
    })
}

/// Why the partner pays no tax, if it does not.
#[must_use]
pub fn exemption_of(row: &partner::Model) -> Option<Exemption> {
    let certificate = row.tax_certificate.clone().unwrap_or_default();
    row.tax_exempt.then_some(Exemption { certificate, until: row.tax_exempt_until })
}

/// Where the verification of the partner's legal profile stands.
#[must_use]
pub fn verification_of(row: &partner::Model) -> Verification {
    match row.verification.as_str() {
        "verified" => Verification::Verified,
        "rejected" => Verification::Rejected { reason: row.verification_reason.clone().unwrap_or_default() },
        "due_for_review" => Verification::DueForReview,
        _ => Verification::Pending,
    }
}

async fn admins(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<String>, DbErr> {
    let users = user::Entity::find()
        .filter(user::Column::PartnerId.eq(partner.as_str()))
        .filter(user::Column::Roles.contains("admin"))
        .order_by_asc(user::Column::Name)
        .all(db)
        .await?;
    let may_buy = |user: &user::Model| Permission::Buy.is_granted_to(&roles_of(&user.roles));
    Ok(users.into_iter().filter(may_buy).map(|user| user.name).collect())
}

async fn open_orders(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<OpenOrder>, DbErr> {
    let awaiting = OrderState::ALL.into_iter().filter(|state| state.awaits_payment()).map(OrderState::code);
    let rows = order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner.as_str()))
        .filter(order::Column::State.is_in(awaiting))
        .all(db)
        .await?;
    let open = |row: order::Model| {
        let state = OrderState::of_code(&row.state)?;
        Some(OpenOrder { number: OrderNumber(row.number), offer: OfferCode(row.offer), state })
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

/// JSON from a column.
pub fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, DbErr> {
    serde_json::from_str(json).map_err(|error| DbErr::Json(error.to_string()))
}
