//! One question, asked of everything that an operator may see. Each table is asked by an index, for six rows at most.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use tokuten_core::desk::Whose;
use tokuten_core::orders::{OrderNumber, OrderState};
use tokuten_core::partners::PartnerId;
use tokuten_core::search::{folded, terms};
use tokuten_core::sessions::OperatorRole;
use tokuten_core::stories::{Hits, InvoiceHit, MOST_HITS, OrderHit, Question, UserHit};

use crate::fulltext::{PARTNERS, found};
use crate::identity::signed_in::Operator;
use crate::offers::{partner_id, partner_names};
use crate::portal::Portal;
use crate::support;
use crate::tables::{invoice, order, partner, user};

/// Hits of each sort, as the database counts.
const MOST: u64 = MOST_HITS as u64;
/// Partners of a name among whom the nearest are shown.
const CANDIDATES: u64 = 200;

/// What an operator finds.
pub async fn search(portal: &Portal, operator: &Operator, asked: &str) -> Result<Hits, DbErr> {
    let Some(question) = Question::of(asked) else { return Ok(Hits::default()) };
    let db = portal.db.read();
    let mut partners = match &question.partner {
        Some(beginning) => by_id(db, beginning).await?,
        None => Vec::new(),
    };
    if question.name {
        partners.extend(by_name(db, &question.text).await?);
    }
    let requests = match question.number {
        Some(number) if operator.role == OperatorRole::Support => {
            support::desk::found(portal, number).await?
        }
        _ => None,
    };
    Ok(Hits {
        partners,
        users: users(db, &question).await?,
        orders: orders(db, &question).await?,
        invoices: invoices(db, &question).await?,
        requests: requests.into_iter().collect(),
    })
}

/// Texts that begin so, by an index in which they stand together: SQLite compares bytes, and Postgres where it is told.
fn begins<C: IntoColumnRef>(backend: DbBackend, column: C, beginning: &str) -> Condition {
    let column: SimpleExpr = match backend {
        DbBackend::Sqlite => Expr::col(column),
        _ => Expr::cust_with_exprs("$1 COLLATE \"C\"", [Expr::col(column)]),
    };
    // What comes after everything that begins so.
    let end = format!("{beginning}\u{10ffff}");
    Condition::all().add(column.clone().gte(beginning)).add(column.lt(end))
}

async fn by_id(db: &impl ConnectionTrait, beginning: &str) -> Result<Vec<Whose>, DbErr> {
    let id = (partner::Entity, partner::Column::Id);
    let rows = partner::Entity::find()
        .filter(begins(db.get_database_backend(), id, beginning))
        .order_by_asc(partner::Column::Id)
        .limit(MOST)
        .select_only()
        .columns([partner::Column::Id, partner::Column::Name])
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(whose).collect()
}

fn whose((id, name): (String, String)) -> Result<Whose, DbErr> {
    Ok(Whose { id: partner_id(&id)?, name })
}

/// Partners whose legal name has these words; those whose name begins with the question come first, then the shortest.
async fn by_name(db: &impl ConnectionTrait, text: &str) -> Result<Vec<Whose>, DbErr> {
    let terms = terms(text);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let backend = db.get_database_backend();
    let (found, value) = found(backend, PARTNERS, &terms, 1);
    let sql = format!("SELECT id, name FROM partners WHERE id IN ({found} LIMIT {CANDIDATES})");
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, [value.into()])).await?;
    let mut rows = rows
        .iter()
        .map(|row| Ok((row.try_get::<String>("", "id")?, row.try_get::<String>("", "name")?)))
        .collect::<Result<Vec<_>, DbErr>>()?;
    let question = folded(text);
    rows.sort_by_cached_key(|(_, name)| {
        let name = folded(name);
        (!name.starts_with(&question), name.chars().count(), name)
    });
    rows.truncate(MOST_HITS);
    rows.into_iter().map(whose).collect()
}

async fn users(db: &impl ConnectionTrait, question: &Question) -> Result<Vec<UserHit>, DbErr> {
    let Some(beginning) = &question.email else { return Ok(Vec::new()) };
    let rows: Vec<(String, String, String)> = user::Entity::find()
        .filter(begins(db.get_database_backend(), (user::Entity, user::Column::Email), beginning))
        .filter(user::Column::PartnerId.is_not_null())
        .order_by_asc(user::Column::Email)
        .limit(MOST)
        .select_only()
        .columns([user::Column::Name, user::Column::Email, user::Column::PartnerId])
        .into_tuple()
        .all(db)
        .await?;
    let names = partner_names(db, rows.iter().map(|(.., partner)| partner.clone())).await?;
    let hit = |(name, email, partner): (String, String, String)| {
        Ok(UserHit { name, email, partner: named(&names, &partner)? })
    };
    rows.into_iter().map(hit).collect()
}

async fn orders(db: &impl ConnectionTrait, question: &Question) -> Result<Vec<OrderHit>, DbErr> {
    let Some(number) = question.number else { return Ok(Vec::new()) };
    let Some(row) = order::Entity::find_by_id(number).one(db).await? else { return Ok(Vec::new()) };
    let unknown = || DbErr::Custom(format!("order {number} has the unknown state {}", row.state));
    let state = OrderState::of_code(&row.state).ok_or_else(unknown)?;
    let names = partner_names(db, [row.partner_id.clone()]).await?;
    Ok(vec![OrderHit { number: OrderNumber(number), state, partner: named(&names, &row.partner_id)? }])
}

async fn invoices(db: &impl ConnectionTrait, question: &Question) -> Result<Vec<InvoiceHit>, DbErr> {
    let Some(beginning) = &question.invoice else { return Ok(Vec::new()) };
    let rows: Vec<(String, i64, String)> = invoice::Entity::find()
        .filter(begins(db.get_database_backend(), (invoice::Entity, invoice::Column::Number), beginning))
        .order_by_asc(invoice::Column::Number)
        .limit(MOST)
        .select_only()
        .columns([invoice::Column::Number, invoice::Column::OrderNumber, invoice::Column::PartnerId])
        .into_tuple()
        .all(db)
        .await?;
    let names = partner_names(db, rows.iter().map(|(.., partner)| partner.clone())).await?;
    let hit = |(number, order, partner): (String, i64, String)| {
        Ok(InvoiceHit { number, order: OrderNumber(order), partner: named(&names, &partner)? })
    };
    rows.into_iter().map(hit).collect()
}

fn named(names: &HashMap<String, String>, id: &str) -> Result<Whose, DbErr> {
    let partner: PartnerId = partner_id(id)?;
    Ok(Whose { id: partner, name: names.get(id).cloned().unwrap_or_default() })
}
