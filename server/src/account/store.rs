//! What is a user's own, in the tables of several rooms.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

use crate::tables::{
    audit, mail, order, person, proof, session, skill, support_entry, support_request, user,
};

/// Most sessions that are listed: each lasts hours, so that nobody has as many.
const MOST: u64 = 100;

/// The sessions of a user that are not over, the latest first.
pub async fn sessions(db: &impl ConnectionTrait, user: &str, now: i64) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::ExpiresAt)
        .order_by_asc(session::Column::TokenHash)
        .limit(MOST)
        .all(db)
        .await
}

/// Ends all sessions of a user but one.
pub async fn delete_others(tx: &impl ConnectionTrait, user: &str, kept: &str) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::TokenHash.ne(kept))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn set_zone(tx: &impl ConnectionTrait, id: &str, zone: Option<String>) -> Result<(), DbErr> {
    let row = user::ActiveModel { id: Set(id.to_owned()), zone: Set(zone), ..Default::default() };
    row.update(tx).await?;
    Ok(())
}

/// The mails that were written to an address, in their order.
pub async fn mails(db: &impl ConnectionTrait, to: &str) -> Result<Vec<mail::Model>, DbErr> {
    let written = mail::Entity::find().filter(mail::Column::Recipient.eq(to));
    written.order_by_asc(mail::Column::WrittenAt).order_by_asc(mail::Column::Id).all(db).await
}

/// What a user did, and what was done to the user's account.
pub async fn audit_lines(db: &impl ConnectionTrait, user: &str) -> Result<Vec<audit::Model>, DbErr> {
    let about = audit::Column::Subject.eq(format!("user {user}"));
    let of = Condition::any().add(audit::Column::Actor.eq(user)).add(about);
    audit::Entity::find().filter(of).order_by_asc(audit::Column::Id).all(db).await
}

/// The support requests that a user opened.
pub async fn requests(db: &impl ConnectionTrait, user: &str) -> Result<Vec<support_request::Model>, DbErr> {
    let opened = support_request::Entity::find().filter(support_request::Column::OpenedBy.eq(user));
    opened.order_by_asc(support_request::Column::Number).all(db).await
}

/// What a user said in support requests.
pub async fn entries(db: &impl ConnectionTrait, user: &str) -> Result<Vec<support_entry::Model>, DbErr> {
    let said = support_entry::Entity::find().filter(support_entry::Column::UserId.eq(user));
    said.order_by_asc(support_entry::Column::Id).all(db).await
}

/// The orders that a user started.
pub async fn orders(db: &impl ConnectionTrait, user: &str) -> Result<Vec<order::Model>, DbErr> {
    let started = order::Entity::find().filter(order::Column::UserId.eq(user));
    started.order_by_asc(order::Column::Number).all(db).await
}

/// Number of the order, name of the file, and when, of each payment proof that a user uploaded.
pub async fn proofs(
    db: &impl ConnectionTrait,
    user: &str,
) -> Result<Vec<(i64, String, chrono::DateTime<chrono::Utc>)>, DbErr> {
    proof::Entity::find()
        .select_only()
        .columns([proof::Column::OrderNumber, proof::Column::FileName, proof::Column::UploadedAt])
        .filter(proof::Column::UploadedBy.eq(user))
        .order_by_asc(proof::Column::UploadedAt)
        .into_tuple()
        .all(db)
        .await
}

/// The certificates and assessments of the person who a user is known to be.
pub async fn skills(db: &impl ConnectionTrait, user: &str) -> Result<Vec<skill::Model>, DbErr> {
    let person = person::Entity::find().filter(person::Column::UserId.eq(user));
    let person = person.select_only().column(person::Column::Id).into_query();
    let skills = skill::Entity::find().filter(skill::Column::PersonId.in_subquery(person));
    skills.order_by_asc(skill::Column::Id).all(db).await
}
