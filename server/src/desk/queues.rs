//! What lies in each queue, as questions to the tables: counted, and in its order.

use sea_orm::sea_query::{Expr, ExprTrait, Func, NullOrdering, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use tokuten_core::desk::{Count, MOST_COUNTED, Queue};
use tokuten_core::orders::OrderState;
use tokuten_core::overrides::OverrideState;
use tokuten_core::partners::Verification;
use tokuten_core::refunds::RefundState;
use tokuten_core::renewals::still_renewable;
use tokuten_core::support::RequestState;

use crate::portal::Portal;
use crate::tables::{job, order, partner, partner_override, payment, refund, subscription, support_request};

/// How many things are in a queue, as far as they are counted.
pub async fn count(portal: &Portal, queue: Queue) -> Result<Count, DbErr> {
    let db = portal.db.read();
    let found = match queue {
        Queue::Transfers | Queue::Proofs => counted(db, orders(queue)).await,
        Queue::Unallocated => counted(db, unallocated()).await,
        Queue::Refunds => counted(db, refunds()).await,
        Queue::Renewals => counted(db, renewals(portal)).await,
        Queue::Partners => counted(db, partners()).await,
        Queue::Overrides => counted(db, overrides(portal)).await,
        Queue::Requests => counted(db, requests()).await,
        Queue::Jobs => counted(db, jobs()).await,
    };
    Ok(Count::of(found?))
}

/// Counts to one more than is shown, and no further.
async fn counted<E: EntityTrait>(db: &impl ConnectionTrait, all: Select<E>) -> Result<u64, DbErr> {
    let some = all.select_only().expr_as(Expr::val(1), "one").limit(u64::from(MOST_COUNTED) + 1).into_query();
    let mut count = Query::select();
    count.expr_as(Func::count(Expr::col("one")), "found").from_subquery(some, "some");
    let found = db.query_one(&count).await?;
    let found: i64 = found.map_or(Ok(0), |row| row.try_get("", "found"))?;
    Ok(found.unsigned_abs())
}

/// Orders by transfer in one of the two queues, whenever they were started.
fn orders(queue: Queue) -> Select<order::Entity> {
    let states = OrderState::ALL.into_iter().filter(|state| Queue::of_order(*state) == Some(queue));
    order::Entity::find().filter(order::Column::State.is_in(states.map(OrderState::code)))
}

/// The same in their order: by when they were started, or by when their proof was uploaded.
pub fn orders_in_turn(queue: Queue) -> Select<order::Entity> {
    let orders = if queue == Queue::Proofs {
        orders(queue).order_by(Expr::cust(PROVED_AT), Order::Asc)
    } else {
        orders(queue).order_by_asc(order::Column::StartedAt)
    };
    orders.order_by_asc(order::Column::Number)
}

/// When the oldest proof of an order that waits to be checked was uploaded.
const PROVED_AT: &str = "(SELECT MIN(proofs.uploaded_at) FROM proofs \
    WHERE proofs.order_number = orders.number AND proofs.rejected IS NULL)";

fn unallocated() -> Select<payment::Entity> {
    payment::Entity::find().filter(payment::Column::WhyHeld.is_not_null())
}

/// Money that pays nothing yet, in its order.
pub fn unallocated_in_turn() -> Select<payment::Entity> {
    unallocated().order_by_asc(payment::Column::RecordedAt).order_by_asc(payment::Column::Id)
}

fn refunds() -> Select<refund::Entity> {
    let states = RefundState::ALL.into_iter().filter(|state| Queue::of_refund(*state).is_some());
    refund::Entity::find().filter(refund::Column::State.is_in(states.map(RefundState::code)))
}

/// Refunds to transfer, in their order.
pub fn refunds_in_turn() -> Select<refund::Entity> {
    refunds().order_by_asc(refund::Column::DecidedAt).order_by_asc(refund::Column::Id)
}

/// Subscriptions that were tried to renew, are not renewed, and still can be. One whose order is on its way, or whose next
/// attempt waits in the queue of jobs, is not there: what becomes of it is not known yet.
fn renewals(portal: &Portal) -> Select<subscription::Entity> {
    use subscription::Column;

    let today = portal.clock.today(portal.programme_zone());
    let open = still_renewable(&portal.catalogue().policies, today);
    let open = open
        .into_iter()
        .fold(Condition::any(), |any, (first, last)| any.add(Column::ExpiresOn.between(first, last)));
    let awaiting = OrderState::ALL.into_iter().filter(|state| state.awaits_payment()).map(OrderState::code);
    let on_its_way = Query::select()
        .expr(Expr::val(1))
        .from(order::Entity)
        .and_where(
            Expr::col((order::Entity, order::Column::PartnerId))
                .equals((subscription::Entity, Column::PartnerId)),
        )
        .and_where(
            Expr::col((order::Entity, order::Column::Offer)).equals((subscription::Entity, Column::Offer)),
        )
        .and_where(order::Column::State.is_in(awaiting))
        .to_owned();
    subscription::Entity::find()
        // As the index has it, word by word.
        .filter(Expr::cust("subscriptions.renewal_attempts > 0"))
        // What is longer ago than any window is lapsed, and there may be a million of that.
        .filter(Column::FirstAttempt.gte(tokuten_core::calendar::shifted(today, -LONGEST_WINDOW)))
        .filter(Column::Holding.eq("held"))
        .filter(open)
        .filter(Expr::exists(on_its_way).not())
        .filter(Expr::cust(NOT_QUEUED))
}

/// Days that a renewal window may have at most.
const LONGEST_WINDOW: i32 = 366;

/// No job to renew it waits.
const NOT_QUEUED: &str = "NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.kind = 'renew' AND jobs.state = 'queued' \
    AND jobs.name = subscriptions.id || '/' || CAST(subscriptions.expires_on AS TEXT) || '/' || \
    CAST(subscriptions.renewal_attempts AS TEXT))";

/// Renewals that failed, in their order.
pub fn renewals_in_turn(portal: &Portal) -> Select<subscription::Entity> {
    renewals(portal).order_by_asc(subscription::Column::FirstAttempt).order_by_asc(subscription::Column::Id)
}

fn partners() -> Select<partner::Entity> {
    let states = [Verification::Pending, Verification::DueForReview];
    let codes = states.into_iter().filter(|state| Queue::of_partner(state).is_some());
    partner::Entity::find().filter(partner::Column::Verification.is_in(codes.map(|state| code(&state))))
}

const fn code(verification: &Verification) -> &'static str {
    match verification {
        Verification::Pending => "pending",
        Verification::Verified => "verified",
        Verification::Rejected { .. } => "rejected",
        Verification::DueForReview => "due_for_review",
    }
}

/// Partners to verify, in their order: those who came by an import, at an unknown time, first.
pub fn partners_in_turn() -> Select<partner::Entity> {
    partners()
        .order_by_with_nulls(partner::Column::SubmittedAt, Order::Asc, NullOrdering::First)
        .order_by_asc(partner::Column::Id)
}

/// Overrides that wait for a second operator. One whose last day has passed is of no use to anybody.
fn overrides(portal: &Portal) -> Select<partner_override::Entity> {
    let states = OverrideState::ALL.into_iter().filter(|state| Queue::of_override(*state).is_some());
    partner_override::Entity::find()
        .filter(partner_override::Column::State.is_in(states.map(OverrideState::code)))
        .filter(partner_override::Column::Until.gte(portal.clock.today(portal.programme_zone())))
}

/// The same in their order.
pub fn overrides_in_turn(portal: &Portal) -> Select<partner_override::Entity> {
    overrides(portal)
        .order_by_asc(partner_override::Column::AskedAt)
        .order_by_asc(partner_override::Column::Id)
}

fn requests() -> Select<support_request::Entity> {
    let states = RequestState::ALL.into_iter().filter(|state| Queue::of_request(*state).is_some());
    support_request::Entity::find()
        .filter(support_request::Column::State.is_in(states.map(RequestState::code)))
}

/// Support requests that wait, in their order.
pub fn requests_in_turn() -> Select<support_request::Entity> {
    requests().order_by_asc(support_request::Column::UpdatedAt).order_by_asc(support_request::Column::Number)
}

fn jobs() -> Select<job::Entity> {
    job::Entity::find().filter(Expr::cust("jobs.state = 'dead'"))
}

/// Dead jobs, in their order.
pub fn jobs_in_turn() -> Select<job::Entity> {
    jobs().order_by_asc(job::Column::FinishedAt).order_by_asc(job::Column::Id)
}
