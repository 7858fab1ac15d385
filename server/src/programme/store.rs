//! Tables of the programme's versions and its draft, and who holds what.

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::OfferCode;
use tokuten_core::programme::dry_run::Holder;
use tokuten_core::subscriptions::{Holding, ManagedIn, Subscription};

use crate::db::Change;
use crate::tables::{partner, programme, programme_draft, subscription, user};

/// The draft's row.
const DRAFT: i32 = 1;
/// Versions on a page.
pub const PAGE: u64 = 20;

/// The version in force.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Option<programme::Model>, DbErr> {
    programme::Entity::find().order_by_desc(programme::Column::Number).one(db).await
}

/// The same, locked: whoever changes the programme or its draft holds it.
pub async fn newest_locked(tx: &impl ConnectionTrait) -> Result<Option<programme::Model>, DbErr> {
    programme::Entity::find().order_by_desc(programme::Column::Number).lock_exclusive().one(tx).await
}

/// The number of the version in force.
pub async fn newest_number(db: &impl ConnectionTrait) -> Result<Option<i32>, DbErr> {
    let number = programme::Entity::find().select_only().column(programme::Column::Number);
    number.order_by_desc(programme::Column::Number).into_tuple().one(db).await
}

/// A version.
pub async fn version(db: &impl ConnectionTrait, number: i32) -> Result<Option<programme::Model>, DbErr> {
    programme::Entity::find_by_id(number).one(db).await
}

/// Versions from before `cursor`, the newest first: one more than a page.
pub async fn versions(
    db: &impl ConnectionTrait,
    cursor: Option<i32>,
) -> Result<Vec<programme::Model>, DbErr> {
    let mut versions = programme::Entity::find().order_by_desc(programme::Column::Number).limit(PAGE + 1);
    if let Some(before) = cursor {
        versions = versions.filter(programme::Column::Number.lt(before));
    }
    versions.all(db).await
}

pub async fn insert(tx: &Change, row: programme::Model) -> Result<(), DbErr> {
    tx.insert(programme::ActiveModel::from(row)).await
}

/// Writes a version unless another has taken its number.
pub async fn insert_unless_there(tx: &Change, row: programme::Model) -> Result<(), DbErr> {
    let there = OnConflict::column(programme::Column::Number).do_nothing().to_owned();
    let row = programme::ActiveModel::from(row);
    programme::Entity::insert(row).on_conflict(there).exec_without_returning(tx).await?;
    Ok(())
}

/// The draft, if there is one.
pub async fn draft(db: &impl ConnectionTrait) -> Result<Option<programme_draft::Model>, DbErr> {
    programme_draft::Entity::find_by_id(DRAFT).one(db).await
}

/// Writes a new draft.
pub async fn insert_draft(tx: &Change, row: programme_draft::Model) -> Result<(), DbErr> {
    tx.insert(programme_draft::ActiveModel::from(programme_draft::Model { id: DRAFT, ..row })).await
}

pub async fn delete_draft(tx: &Change) -> Result<(), DbErr> {
    programme_draft::Entity::delete_by_id(DRAFT).exec(tx).await?;
    Ok(())
}

/// An operator who is still there.
pub async fn user(db: &impl ConnectionTrait, id: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).filter(user::Column::OperatorRole.is_not_null()).one(db).await
}

/// Days after its anniversary for which a subscription is looked at: no window closes later.
const LATEST: i32 = 366;

/// How many hold each of these offers, or can still renew it.
pub async fn holders(
    db: &impl ConnectionTrait,
    offers: &[&str],
    today: NaiveDate,
) -> Result<Vec<(OfferCode, u64)>, DbErr> {
    let counted: Vec<(String, i64)> = subscription::Entity::find()
        .filter(subscription::Column::Offer.is_in(offers.iter().copied()))
        .filter(subscription::Column::Holding.is_in(["held", "cancelled"]))
        .filter(subscription::Column::ExpiresOn.gte(shifted(today, -LATEST)))
        .select_only()
        .column(subscription::Column::Offer)
        .column_as(subscription::Column::Id.count(), "holders")
        .group_by(subscription::Column::Offer)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().map(|(offer, count)| (OfferCode(offer), count.unsigned_abs())).collect())
}

/// Subscriptions that are alike in all that bears on their renewal.
const ALIKE: &str = "SELECT subscriptions.offer, anchor, subscriptions.expires_on, managed_in, automatic_renewal, country, \
        currency, reminded_on IS NOT NULL AS reminded, COUNT(*) AS many \
    FROM subscriptions JOIN partners ON partners.id = partner_id \
    LEFT JOIN terms ON terms.subscription_id = subscriptions.id AND terms.expires_on = subscriptions.expires_on \
    WHERE holding = 'held' AND subscriptions.expires_on >= $1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8";

#[derive(FromQueryResult)]
struct Alike {
    offer: String,
    anchor: NaiveDate,
    expires_on: NaiveDate,
    managed_in: String,
    automatic_renewal: bool,
    country: String,
    currency: String,
    reminded: bool,
    many: i64,
}

/// Everything held that can still be renewed, in groups that are alike, each with how many it has: so many anniversaries,
/// offers and countries there are, and not so many partners.
pub async fn alike(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<(Holder, u64)>, DbErr> {
    let from: Value = shifted(today, -LATEST).into();
    let all = Statement::from_sql_and_values(db.get_database_backend(), ALIKE, [from]);
    let found = Alike::find_by_statement(all).all(db).await?;
    let holder = |row: Alike| {
        let held = held(row.offer, (row.anchor, row.expires_on), &row.managed_in, row.automatic_renewal);
        let holder = Holder { held, country: row.country, currency: row.currency, reminded: row.reminded };
        (holder, row.many.unsigned_abs())
    };
    Ok(found.into_iter().map(holder).collect())
}

fn held(
    offer: String,
    (anchor, expires_on): (NaiveDate, NaiveDate),
    managed_in: &str,
    automatic_renewal: bool,
) -> Subscription {
    Subscription {
        id: String::new(),
        offer: OfferCode(offer),
        anchor,
        // Of its past nothing bears on what is to come.
        term_starts: anchor,
        expires_on,
        managed_in: ManagedIn::of_code(managed_in).unwrap_or(ManagedIn::PartnerCenter),
        holding: Holding::Held,
        automatic_renewal,
        card: None,
        by_transfer: false,
        handed_over: None,
    }
}

/// What is held by one partner.
pub struct One {
    /// Id of the subscription.
    pub id: String,
    /// Whose.
    pub partner: partner::Model,
    /// What, and where.
    pub holder: Holder,
}

/// Subscriptions that can still be renewed, by their anniversaries, after the one that `after` names: at most so many.
pub async fn held_after(
    db: &impl ConnectionTrait,
    after: Option<&(NaiveDate, String)>,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<One>, DbErr> {
    use subscription::Column;
    let mut rows = subscription::Entity::find()
        .filter(Column::Holding.eq("held"))
        .filter(Column::ExpiresOn.gte(shifted(today, -LATEST)))
        .order_by_asc(Column::ExpiresOn)
        .order_by_asc(Column::Id)
        .limit(most);
    if let Some((day, id)) = after {
        let same_day = Condition::all().add(Column::ExpiresOn.eq(*day)).add(Column::Id.gt(id.as_str()));
        rows = rows.filter(Condition::any().add(Column::ExpiresOn.gt(*day)).add(same_day));
    }
    let rows = rows.all(db).await?;
    let ids = rows.iter().map(|row| row.partner_id.as_str());
    let partners = partner::Entity::find().filter(partner::Column::Id.is_in(ids)).all(db).await?;
    let one = |row: subscription::Model| {
        let partner = partners.iter().find(|partner| partner.id == row.partner_id)?.clone();
        let held = held(row.offer, (row.anchor, row.expires_on), &row.managed_in, row.automatic_renewal);
        let (country, currency) = (partner.country.clone(), partner.currency.clone());
        Some(One { id: row.id, partner, holder: Holder { held, country, currency, reminded: false } })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// Subscriptions to which something still happens by itself, by their ids, after that one: at most so many, locked.
pub async fn scheduled_after(
    tx: &impl ConnectionTrait,
    after: &str,
    most: u64,
) -> Result<Vec<subscription::Model>, DbErr> {
    subscription::Entity::find()
        .filter(subscription::Column::Id.gt(after))
        .filter(subscription::Column::Holding.eq("held"))
        .filter(subscription::Column::DoneThrough.is_not_null())
        .order_by_asc(subscription::Column::Id)
        .limit(most)
        .lock_exclusive()
        .all(tx)
        .await
}
