//! Tables of business profiles.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter};
use tokuten_core::partners::PartnerId;
use tokuten_core::profiles::Profile;

use super::json;
use crate::tables::{business_profile, profile_country, profile_logo};

/// The partner's profile; one in which nothing is written yet, if there is none.
pub async fn find(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<business_profile::Model, DbErr> {
    let row = business_profile::Entity::find_by_id(partner.as_str()).one(db).await?;
    row.map_or_else(|| nothing(partner), Ok)
}

/// A profile in which nothing is written.
pub fn nothing(partner: &PartnerId) -> Result<business_profile::Model, DbErr> {
    Ok(business_profile::Model {
        partner_id: partner.to_string(),
        version: 0,
        draft: json(&Profile::empty())?,
        draft_logo: None,
        published: None,
        published_logo: None,
        published_at: None,
        sort_name: None,
    })
}

/// The partner's profile, if something is published.
pub async fn published_row(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
) -> Result<Option<business_profile::Model>, DbErr> {
    let row = business_profile::Entity::find_by_id(partner.as_str());
    row.filter(business_profile::Column::Published.is_not_null()).one(db).await
}

/// Every profile of which something is published.
pub async fn all_published(db: &impl ConnectionTrait) -> Result<Vec<business_profile::Model>, DbErr> {
    business_profile::Entity::find().filter(business_profile::Column::Published.is_not_null()).all(db).await
}

pub async fn save(tx: &impl ConnectionTrait, row: business_profile::Model) -> Result<(), DbErr> {
    let again = OnConflict::column(business_profile::Column::PartnerId)
        .update_columns(business_profile::Column::iter())
        .to_owned();
    business_profile::Entity::insert(business_profile::ActiveModel::from(row))
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The countries that the public finds the partner by.
pub async fn set_countries(
    tx: &impl ConnectionTrait,
    partner: &PartnerId,
    countries: &[String],
) -> Result<(), DbErr> {
    profile_country::Entity::delete_many()
        .filter(profile_country::Column::PartnerId.eq(partner.as_str()))
        .exec(tx)
        .await?;
    let row = |country: &String| {
        let (partner_id, country) = (partner.to_string(), country.clone());
        profile_country::ActiveModel::from(profile_country::Model { partner_id, country })
    };
    if !countries.is_empty() {
        profile_country::Entity::insert_many(countries.iter().map(row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn insert_logo(tx: &impl ConnectionTrait, row: profile_logo::Model) -> Result<(), DbErr> {
    profile_logo::Entity::insert(profile_logo::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

/// A logo.
pub async fn logo(db: &impl ConnectionTrait, id: &str) -> Result<Option<profile_logo::Model>, DbErr> {
    profile_logo::Entity::find_by_id(id).one(db).await
}

/// Forgets the logos that are neither written nor shown.
pub async fn drop_unused_logos(
    tx: &impl ConnectionTrait,
    row: &business_profile::Model,
) -> Result<(), DbErr> {
    let used = [&row.draft_logo, &row.published_logo].into_iter().flatten().map(String::as_str);
    profile_logo::Entity::delete_many()
        .filter(
            Condition::all()
                .add(profile_logo::Column::PartnerId.eq(row.partner_id.as_str()))
                .add(profile_logo::Column::Id.is_not_in(used)),
        )
        .exec(tx)
        .await?;
    Ok(())
}
