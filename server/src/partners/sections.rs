//! The parts of a partner's story that come in pages.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::{OrderNumber, OrderState};
use tokuten_core::partners::PartnerId;
use tokuten_core::quotes::Quote;
use tokuten_core::stories::{Section, StoryPage, StoryRow};
use tokuten_core::transfers::WhyHeld;

use crate::identity::signed_in::roles;
use crate::offers::parsed;
use crate::tables::{
    audit, benefit_use, invoice, lead, mail, order, payment, refund, subscription, support_request, user,
};
use crate::{meanwhile, orders, support};

/// Rows on a page.
const PAGE: u64 = 20;
/// How many things of each sort a partner's lines of the audit log are looked for: the newest.
const SUBJECTS: u64 = 1_000;

/// A page of a section, from after so many.
pub async fn page(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    section: Section,
    after: u64,
) -> Result<StoryPage, DbErr> {
    let mut rows = match section {
        Section::Users => users(db, partner, after).await,
        Section::Orders => of_orders(db, partner, after).await,
        Section::Invoices => invoices(db, partner, after).await,
        Section::Payments => payments(db, partner, after).await,
        Section::Requests => requests(db, partner, after).await,
        Section::Mails => mails(db, partner, after).await,
        Section::Audit => lines(db, partner, after).await,
    }?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(StoryPage { rows, next_cursor: more.then(|| (after + PAGE).to_string()) })
}

async fn some<E: EntityTrait>(
    db: &impl ConnectionTrait,
    all: Select<E>,
    after: u64,
) -> Result<Vec<E::Model>, DbErr> {
    all.offset(after).limit(PAGE + 1).all(db).await
}

async fn users(db: &impl ConnectionTrait, partner: &PartnerId, after: u64) -> Result<Vec<StoryRow>, DbErr> {
    let all = user::Entity::find()
        .filter(user::Column::PartnerId.eq(partner.as_str()))
        .filter(user::Column::RemovedAt.is_null())
        .order_by_asc(user::Column::Name)
        .order_by_asc(user::Column::Id);
    let row = |row: user::Model| StoryRow::User {
        roles: roles(&row.roles),
        name: row.name,
        email: row.email,
        last_signed_in: row.last_signed_in,
    };
    Ok(some(db, all, after).await?.into_iter().map(row).collect())
}

async fn of_orders(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    after: u64,
) -> Result<Vec<StoryRow>, DbErr> {
    let all = order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(order::Column::Number);
    let row = |row: order::Model| {
        let unknown = || DbErr::Custom(format!("order {} has the unknown state {}", row.number, row.state));
        Ok(StoryRow::Order {
            number: OrderNumber(row.number),
            purpose: orders::purpose_of(&row),
            state: OrderState::of_code(&row.state).ok_or_else(unknown)?,
            method: orders::method_of(&row),
            total: parsed::<Quote>(&row.quote)?.total,
            started_at: row.started_at,
        })
    };
    some(db, all, after).await?.into_iter().map(row).collect()
}

fn amount(amount: i64, code: &str) -> Result<Money, DbErr> {
    let unit = currency(code).ok_or_else(|| DbErr::Custom(format!("the currency {code} is not known")))?;
    Ok(Money::new(amount, unit))
}

async fn invoices(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    after: u64,
) -> Result<Vec<StoryRow>, DbErr> {
    let all = invoice::Entity::find()
        .filter(invoice::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(invoice::Column::IssuedOn)
        .order_by_desc(invoice::Column::Number);
    let row = |row: invoice::Model| {
        Ok(StoryRow::Invoice {
            total: amount(row.total, &row.currency)?,
            order: OrderNumber(row.order_number),
            issued_on: row.issued_on,
            number: row.number,
        })
    };
    some(db, all, after).await?.into_iter().map(row).collect()
}

/// The numbers of a partner's orders, the newest first.
async fn numbers(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<i64>, DbErr> {
    order::Entity::find()
        .filter(order::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(order::Column::Number)
        .limit(SUBJECTS)
        .select_only()
        .column(order::Column::Number)
        .into_tuple()
        .all(db)
        .await
}

async fn payments(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    after: u64,
) -> Result<Vec<StoryRow>, DbErr> {
    let all = payment::Entity::find()
        .filter(payment::Column::OrderNumber.is_in(numbers(db, partner).await?))
        .order_by_desc(payment::Column::Id);
    let row = |row: payment::Model| {
        Ok(StoryRow::Payment {
            order: row.order_number.map(OrderNumber),
            amount: amount(row.amount, &row.currency)?,
            reference: row.bank_reference,
            received_on: row.received_on,
            held: row.why_held.as_deref().and_then(WhyHeld::of_code),
        })
    };
    some(db, all, after).await?.into_iter().map(row).collect()
}

async fn requests(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    after: u64,
) -> Result<Vec<StoryRow>, DbErr> {
    let rows = support::desk::rows_of(db, partner, (after, PAGE + 1)).await?;
    Ok(rows.into_iter().map(StoryRow::Request).collect())
}

async fn mails(db: &impl ConnectionTrait, partner: &PartnerId, after: u64) -> Result<Vec<StoryRow>, DbErr> {
    let all = mail::Entity::find()
        .filter(mail::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(mail::Column::Id);
    let row = |row: mail::Model| StoryRow::Mail {
        kind: row.kind,
        subject: row.subject,
        to: row.recipient,
        written_at: row.written_at,
        sent: row.sent_at.is_some(),
    };
    Ok(some(db, all, after).await?.into_iter().map(row).collect())
}

async fn lines(db: &impl ConnectionTrait, partner: &PartnerId, after: u64) -> Result<Vec<StoryRow>, DbErr> {
    let all = audit::Entity::find()
        .filter(audit::Column::Subject.is_in(subjects(db, partner).await?))
        .order_by_desc(audit::Column::Id);
    let rows = some(db, all, after).await?;
    let names = meanwhile::names(db, rows.iter().map(|row| row.actor.as_str()).collect()).await?;
    let row = |row: audit::Model| StoryRow::Line {
        by: names.get(&row.actor).cloned().unwrap_or(row.actor),
        what: row.action,
        subject: row.subject,
        at: row.at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What the audit log calls a partner's things.
async fn subjects(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<String>, DbErr> {
    let mut subjects = vec![format!("partner {partner}"), format!("business profile of {partner}")];
    let numbers = numbers(db, partner).await?;
    subjects.extend(numbers.iter().map(|number| format!("order {number}")));
    macro_rules! named {
        ($entity:ident, $column:ident, $of:expr, $type:ty) => {{
            let names: Vec<$type> = $entity::Entity::find()
                .filter($of)
                .order_by_desc($entity::Column::$column)
                .limit(SUBJECTS)
                .select_only()
                .column($entity::Column::$column)
                .into_tuple()
                .all(db)
                .await?;
            names
        }};
    }
    let id = partner.as_str();
    let held = named!(subscription, Id, subscription::Column::PartnerId.eq(id), String);
    let activated: Vec<(String, String)> = benefit_use::Entity::find()
        .filter(benefit_use::Column::SubscriptionId.is_in(held.iter().map(String::as_str)))
        .limit(SUBJECTS)
        .select_only()
        .columns([benefit_use::Column::Benefit, benefit_use::Column::SubscriptionId])
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    subjects
        .extend(activated.iter().map(|(benefit, held)| format!("benefit {benefit} of subscription {held}")));
    subjects.extend(held.iter().map(|held| format!("subscription {held}")));
    let users = named!(user, Id, user::Column::PartnerId.eq(id), String);
    subjects.extend(users.iter().map(|user| format!("user {user}")));
    let requests = named!(support_request, Number, support_request::Column::PartnerId.eq(id), i64);
    subjects.extend(requests.iter().map(|number| format!("support request {number}")));
    let leads = named!(lead, Number, lead::Column::PartnerId.eq(id), i64);
    subjects.extend(leads.iter().map(|number| format!("lead {number}")));
    let refunds: Vec<(String, i64)> = refund::Entity::find()
        .filter(refund::Column::OrderNumber.is_in(numbers))
        .limit(SUBJECTS)
        .select_only()
        .columns([refund::Column::Id, refund::Column::OrderNumber])
        .into_tuple()
        .all(db)
        .await?;
    subjects.extend(refunds.iter().map(|(refund, order)| format!("refund {refund} of order {order}")));
    Ok(subjects)
}
