//! Tables of endpoints, of what is to be told them, and of what came of it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tokuten_core::webhooks::DeliveryState;

use crate::tables::{webhook_attempt, webhook_delivery, webhook_endpoint, webhook_event, webhook_outbox};

const PENDING: &str = DeliveryState::Pending.code();

/// Whether an endpoint is told anything.
pub async fn is_any_on(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    use webhook_endpoint::{Column, Entity};
    let on = Entity::find().filter(Column::IsOn.eq(true)).select_only().column(Column::Id);
    Ok(on.into_tuple::<String>().one(db).await?.is_some())
}

/// All endpoints, the oldest first.
pub async fn endpoints(db: &impl ConnectionTrait) -> Result<Vec<webhook_endpoint::Model>, DbErr> {
    webhook_endpoint::Entity::find().order_by_asc(webhook_endpoint::Column::Id).all(db).await
}

/// An endpoint.
pub async fn endpoint(db: &impl ConnectionTrait, id: &str) -> Result<Option<webhook_endpoint::Model>, DbErr> {
    webhook_endpoint::Entity::find_by_id(id).one(db).await
}

/// An endpoint, locked until the transaction ends.
pub async fn locked_endpoint(
    tx: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<webhook_endpoint::Model>, DbErr> {
    webhook_endpoint::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Whether something lies in the outbox.
pub async fn is_anything_to_tell(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let ids = webhook_outbox::Entity::find().select_only().column(webhook_outbox::Column::Id);
    Ok(ids.into_tuple::<i64>().one(db).await?.is_some())
}

/// Some of the outbox, the oldest first, which nobody else takes until the transaction ends.
pub async fn outbox(tx: &impl ConnectionTrait, most: u64) -> Result<Vec<webhook_outbox::Model>, DbErr> {
    webhook_outbox::Entity::find()
        .order_by_asc(webhook_outbox::Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await
}

/// Takes out of the outbox what is told.
pub async fn delete_from_outbox(tx: &impl ConnectionTrait, ids: Vec<i64>) -> Result<(), DbErr> {
    let told = webhook_outbox::Entity::delete_many().filter(webhook_outbox::Column::Id.is_in(ids));
    told.exec(tx).await.map(drop)
}

fn due(now: DateTime<Utc>, real: i64) -> Condition {
    use webhook_delivery::Column;
    Condition::all()
        .add(Column::State.eq(PENDING))
        .add(Column::NextTryAt.lte(now))
        .add(Column::LeaseUntil.lte(real))
}

/// The endpoints to which something is due.
pub async fn endpoints_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    real: i64,
) -> Result<Vec<String>, DbErr> {
    use webhook_delivery::{Column, Entity};
    let some = Entity::find().filter(due(now, real)).select_only().column(Column::EndpointId).distinct();
    some.into_tuple().all(db).await
}

/// Claims some of what is due to an endpoint, the longest due first, until `lease`.
pub async fn claim(
    tx: &impl ConnectionTrait,
    endpoint: &str,
    (now, real, lease): (DateTime<Utc>, i64, i64),
    most: u64,
) -> Result<Vec<webhook_delivery::Model>, DbErr> {
    use webhook_delivery::{Column, Entity};
    let claimed = Entity::find()
        .filter(due(now, real))
        .filter(Column::EndpointId.eq(endpoint))
        .order_by_asc(Column::NextTryAt)
        .order_by_asc(Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(lease))
        .filter(Column::Id.is_in(claimed.iter().map(|row| row.id.as_str())))
        .exec(tx)
        .await?;
    Ok(claimed)
}

/// What some deliveries tell.
pub async fn events(db: &impl ConnectionTrait, ids: Vec<&str>) -> Result<Vec<webhook_event::Model>, DbErr> {
    webhook_event::Entity::find().filter(webhook_event::Column::Id.is_in(ids)).all(db).await
}

/// A delivery, locked until the transaction ends.
pub async fn locked_delivery(
    tx: &impl ConnectionTrait,
    id: &str,
) -> Result<Option<webhook_delivery::Model>, DbErr> {
    webhook_delivery::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Nothing that is under way to an endpoint is tried any more.
pub async fn give_up_pending(tx: &impl ConnectionTrait, endpoint: &str) -> Result<(), DbErr> {
    use webhook_delivery::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Failed.code()))
        .col_expr(Column::NextTryAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::EndpointId.eq(endpoint))
        .filter(Column::State.eq(PENDING))
        .exec(tx)
        .await?;
    Ok(())
}

/// Which deliveries of an endpoint are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'a> {
    /// In this state.
    pub state: Option<&'a str>,
    /// Of this event.
    pub event: Option<&'a str>,
    /// From after this one on.
    pub after: Option<&'a str>,
}

/// So many deliveries of an endpoint, the newest first.
pub async fn deliveries(
    db: &impl ConnectionTrait,
    endpoint: &str,
    Shown { state, event, after }: Shown<'_>,
    most: u64,
) -> Result<Vec<webhook_delivery::Model>, DbErr> {
    use webhook_delivery::{Column, Entity};
    let searched = Condition::all()
        .add(Column::EndpointId.eq(endpoint))
        .add_option(state.map(|state| Column::State.eq(state)))
        .add_option(event.map(|event| Column::Event.eq(event)))
        .add_option(after.map(|id| Column::Id.lt(id)));
    Entity::find().filter(searched).order_by_desc(Column::Id).limit(most).all(db).await
}

/// The tries of some deliveries, the newest first.
pub async fn attempts(
    db: &impl ConnectionTrait,
    deliveries: Vec<&str>,
) -> Result<Vec<webhook_attempt::Model>, DbErr> {
    use webhook_attempt::{Column, Entity};
    Entity::find().filter(Column::DeliveryId.is_in(deliveries)).order_by_desc(Column::Id).all(db).await
}

/// How many deliveries of an endpoint are in a state.
pub async fn count(db: &impl ConnectionTrait, endpoint: &str, state: DeliveryState) -> Result<u64, DbErr> {
    use webhook_delivery::{Column, Entity};
    Entity::find()
        .filter(Column::EndpointId.eq(endpoint))
        .filter(Column::State.eq(state.code()))
        .count(db)
        .await
}

/// Everything that was given up since then is due now, with all of its tries; answers how many.
pub async fn replay_failed(
    tx: &impl ConnectionTrait,
    endpoint: &str,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<u64, DbErr> {
    use webhook_delivery::{Column, Entity};
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(PENDING))
        .col_expr(Column::FailedTries, Expr::value(0))
        .col_expr(Column::NextTryAt, Expr::value(now))
        .col_expr(Column::LeaseUntil, Expr::value(0_i64))
        .filter(Column::EndpointId.eq(endpoint))
        .filter(Column::State.eq(DeliveryState::Failed.code()))
        .filter(Column::CreatedAt.gte(since))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Forgets an endpoint with all that was sent to it.
pub async fn delete_endpoint(tx: &impl ConnectionTrait, id: &str) -> Result<(), DbErr> {
    webhook_endpoint::Entity::delete_by_id(id).exec(tx).await?;
    forget_events_of_nobody(tx).await
}

fn done_before(before: DateTime<Utc>) -> Condition {
    use webhook_delivery::Column;
    Condition::all().add(Column::CreatedAt.lt(before)).add(Column::State.ne(PENDING))
}

/// Whether a delivery that is done is older than that.
pub async fn is_any_done_before(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<bool, DbErr> {
    use webhook_delivery::{Column, Entity};
    let old = Entity::find().filter(done_before(before)).select_only().column(Column::Id);
    Ok(old.into_tuple::<String>().one(db).await?.is_some())
}

/// Forgets those, with their tries and what nobody is sent any more; answers how many.
pub async fn forget_done_before(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let gone = webhook_delivery::Entity::delete_many().filter(done_before(before)).exec(tx).await?;
    forget_events_of_nobody(tx).await?;
    Ok(gone.rows_affected)
}

async fn forget_events_of_nobody(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    let event = Expr::col((webhook_event::Entity, webhook_event::Column::Id));
    let mut sent = Query::select();
    sent.expr(Expr::val(1))
        .from(webhook_delivery::Entity)
        .and_where(Expr::col((webhook_delivery::Entity, webhook_delivery::Column::EventId)).eq(event));
    let nobodys = webhook_event::Entity::delete_many().filter(Expr::exists(sent).not());
    nobodys.exec(tx).await.map(drop)
}
