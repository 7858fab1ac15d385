//! Bulk inserts of what is new.
//!
//! Works on chunks, so that neither the number of values in a statement (32,766 on SQLite, 65,535 on
//! Postgres) nor memory grows with the file.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use tokuten_core::partners::PartnerId;

use super::members::Members;
use super::rows::{PartnerRow, SubscriptionKey, SubscriptionRow, UserRow};
use crate::fulltext;
use crate::ids::new_id;
use crate::tables::{partner, subscription, term, user};

/// How many rows one statement asks for or inserts. The widest table has 14 columns.
pub(super) const CHUNK: usize = 1_000;

/// Inserts partners. They have joined and are verified: the programme knows them.
pub(super) async fn insert_partners(
    tx: &impl ConnectionTrait,
    chunk: &[(&PartnerId, &PartnerRow)],
) -> Result<(), DbErr> {
    let rows: Result<Vec<_>, DbErr> = chunk.iter().map(|(id, said)| partner_model(id, said)).collect();
    insert::<partner::Entity, _>(tx, rows?).await?;
    for (id, said) in chunk {
        fulltext::name(tx, id, &said.bill_to.name).await?;
    }
    Ok(())
}

fn partner_model(id: &PartnerId, said: &PartnerRow) -> Result<partner::Model, DbErr> {
    let bill_to = serde_json::to_string(&said.bill_to).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(partner::Model {
        id: id.to_string(),
        name: said.bill_to.name.clone(),
        country: said.country.clone(),
        currency: said.currency.clone(),
        zone: said.zone.name().to_owned(),
        language: said.language.tag().to_owned(),
        email_verified: true,
        agreement_accepted: true,
        agreement_version: None,
        agreed_at: None,
        verification: "verified".to_owned(),
        verification_reason: None,
        submitted_at: None,
        suspended: None,
        tax_exempt: false,
        tax_certificate: None,
        tax_exempt_until: None,
        registration_number: String::new(),
        bill_to,
        version: 1,
    })
}

/// Inserts users. They have no password yet: they get a one-time link.
pub(super) async fn insert_users(
    tx: &impl ConnectionTrait,
    chunk: &[(&String, &UserRow)],
) -> Result<(), DbErr> {
    let model = |(email, said): &(&String, &UserRow)| user::Model {
        id: new_id(),
        email: (*email).clone(),
        name: said.name.clone(),
        password_hash: None,
        language: None,
        zone: None,
        partner_id: Some(said.partner.to_string()),
        roles: said.roles.clone(),
        operator_role: None,
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    };
    insert::<user::Entity, _>(tx, chunk.iter().map(model).collect()).await
}

/// Inserts subscriptions, each with its present term, brought in at `now` under that version of the
/// programme.
pub(super) async fn insert_subscriptions(
    tx: &impl ConnectionTrait,
    members: &Members,
    chunk: &[(&SubscriptionKey, &SubscriptionRow)],
    (now, programme): (DateTime<Utc>, i32),
) -> Result<(), DbErr> {
    let rows: Vec<_> = chunk.iter().map(|(key, said)| subscription_model(key, said)).collect();
    let terms = chunk.iter().zip(&rows).map(|((key, said), row)| {
        let partner = members.partner(&key.partner);
        term::ActiveModel {
            subscription_id: Set(row.id.clone()),
            starts: Set(said.term.starts),
            expires_on: Set(said.term.expires_on),
            began: Set("imported".to_owned()),
            order_number: Set(None),
            recorded_on: Set(now.with_timezone(&partner.zone).date_naive()),
            programme: Set(programme),
            ..Default::default()
        }
    });
    let terms: Vec<_> = terms.collect();
    insert::<subscription::Entity, _>(tx, rows).await?;
    insert::<term::Entity, _>(tx, terms).await
}

fn subscription_model(key: &SubscriptionKey, said: &SubscriptionRow) -> subscription::Model {
    subscription::Model {
        id: new_id(),
        partner_id: key.partner.to_string(),
        offer: key.offer.0.clone(),
        purchased_on: key.purchased_on,
        anchor: said.term.anchor,
        term_starts: said.term.starts,
        expires_on: said.term.expires_on,
        managed_in: said.managed_in.code().to_owned(),
        holding: "held".to_owned(),
        holding_on: None,
        automatic_renewal: said.automatic_renewal,
        card_token: None,
        card: None,
        transfer_contact: None,
        done_through: None,
        renewal_attempts: 0,
        first_attempt: None,
        handed_over: None,
        next_due: None,
    }
}

pub(super) async fn insert<E, R>(tx: &impl ConnectionTrait, rows: Vec<R>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
    R: IntoActiveModel<E::ActiveModel>,
{
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    E::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Raises the version of stored partners that got something new.
pub(super) async fn touch(tx: &impl ConnectionTrait, partners: &[&PartnerId]) -> Result<(), DbErr> {
    partner::Entity::update_many()
        .col_expr(partner::Column::Version, Expr::col(partner::Column::Version).add(1))
        .filter(partner::Column::Id.is_in(partners.iter().map(|id| id.as_str())))
        .exec(tx)
        .await?;
    Ok(())
}
