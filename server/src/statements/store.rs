//! Tables of statements, their lines, and how files are read.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokuten_core::money::{Money, currency};
use tokuten_core::statements::identity::StoredLine;
use tokuten_core::statements::mapping::CsvMapping;
use tokuten_core::statements::{BankLine, CsvPreview, Direction, LinesShown, StatementFormat};

use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::offers::parsed;
use crate::tables::{statement, statement_line, statement_mapping};

/// State of a line on which no money came.
pub const OTHER: &str = "other";
/// State of one about which nothing is decided.
pub const OPEN: &str = "open";
/// State of one whose money is booked.
pub const BOOKED: &str = "booked";
/// State of one that is none of the programme's money.
pub const SET_ASIDE: &str = "set_aside";

/// Rows of a page of the list.
pub const PAGE: u64 = 20;
/// How many rows go to the database at a time.
const CHUNK: usize = 500;

/// How files with these headings were read last.
pub async fn mapping(db: &impl ConnectionTrait, key: &str) -> Result<Option<CsvMapping>, DbErr> {
    let row = statement_mapping::Entity::find_by_id(key).one(db).await?;
    // One of an older version is asked for anew.
    Ok(row.and_then(|row| serde_json::from_str(&row.mapping).ok()))
}

/// Remembers how files with these headings are read.
pub async fn remember(
    tx: &Change,
    (key, operator, at): (&str, &Operator, DateTime<Utc>),
    csv: &CsvPreview,
) -> Result<(), DbErr> {
    use statement_mapping::Column;
    let json = |error: serde_json::Error| DbErr::Json(error.to_string());
    let row = statement_mapping::Model {
        id: key.to_owned(),
        headings: serde_json::to_string(&csv.headings).map_err(json)?,
        mapping: serde_json::to_string(&csv.mapping).map_err(json)?,
        used_by: operator.id.clone(),
        used_at: at,
    };
    let again = OnConflict::column(Column::Id)
        .update_columns([Column::Mapping, Column::UsedBy, Column::UsedAt])
        .to_owned();
    let row = statement_mapping::ActiveModel::from(row);
    statement_mapping::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn insert(
    tx: &Change,
    row: statement::Model,
    lines: Vec<statement_line::Model>,
) -> Result<(), DbErr> {
    tx.insert(statement::ActiveModel::from(row)).await?;
    for chunk in lines.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(statement_line::ActiveModel::from);
        statement_line::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What a stored line says; none if its currency is not known any more.
pub fn bank_line(row: &statement_line::Model) -> Result<BankLine, DbErr> {
    let unknown = |what: &str| DbErr::Custom(format!("statement line {} has an unknown {what}", row.id));
    Ok(BankLine {
        line: u32::try_from(row.line).unwrap_or_default(),
        direction: Direction::of_code(&row.direction).ok_or_else(|| unknown("direction"))?,
        booked_on: row.booked_on,
        amount: Money::new(row.amount, currency(&row.currency).ok_or_else(|| unknown("currency"))?),
        reference: row.own_reference.clone(),
        payer: row.payer.clone(),
        texts: parsed(&row.texts)?,
        account: row.account.clone(),
    })
}

/// Lines of all statements on these days.
pub async fn lines_between(
    db: &impl ConnectionTrait,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<StoredLine>, DbErr> {
    let rows = statement_line::Entity::find()
        .filter(statement_line::Column::BookedOn.between(from, to))
        .order_by_asc(statement_line::Column::Id)
        .all(db)
        .await?;
    let numbers: HashSet<_> = rows.iter().map(|row| row.statement_number).collect();
    let formats: Vec<(i64, String)> = statement::Entity::find()
        .filter(statement::Column::Number.is_in(numbers))
        .select_only()
        .columns([statement::Column::Number, statement::Column::Format])
        .into_tuple()
        .all(db)
        .await?;
    let formats: HashMap<_, _> = formats.into_iter().collect();
    let stored = |row: statement_line::Model| {
        let format = formats.get(&row.statement_number).map_or("", String::as_str);
        Ok(StoredLine { format: StatementFormat::of_code(format), line: bank_line(&row)?, id: row.id })
    };
    rows.into_iter().map(stored).collect()
}

/// References under which lines are booked that have one of these of the bank, or are of one of these days.
pub async fn references(
    db: &impl ConnectionTrait,
    own: &[String],
    days: &HashSet<NaiveDate>,
) -> Result<HashSet<String>, DbErr> {
    use statement_line::Column;
    let mut taken = HashSet::new();
    let days: Vec<_> = days.iter().copied().collect();
    let of_references =
        own.chunks(CHUNK).map(|chunk| Condition::all().add(Column::OwnReference.is_in(chunk)));
    let of_days =
        days.chunks(CHUNK).map(|chunk| Condition::all().add(Column::BookedOn.is_in(chunk.iter().copied())));
    for condition in of_references.chain(of_days) {
        let found: Vec<String> = statement_line::Entity::find()
            .filter(condition)
            .select_only()
            .column(Column::BankReference)
            .into_tuple()
            .all(db)
            .await?;
        taken.extend(found);
    }
    Ok(taken)
}

/// A page of statements, the newest first.
pub async fn page(db: &impl ConnectionTrait, after: u64) -> Result<Vec<statement::Model>, DbErr> {
    statement::Entity::find()
        .order_by_desc(statement::Column::Number)
        .offset(after)
        .limit(PAGE + 1)
        .all(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, number: i64) -> Result<Option<statement::Model>, DbErr> {
    statement::Entity::find_by_id(number).one(db).await
}

/// How many lines of statements are in which state.
pub async fn counts(
    db: &impl ConnectionTrait,
    numbers: &[i64],
) -> Result<HashMap<(i64, String), u32>, DbErr> {
    use statement_line::Column;
    let rows: Vec<(i64, String, i64)> = statement_line::Entity::find()
        .filter(Column::StatementNumber.is_in(numbers.iter().copied()))
        .select_only()
        .columns([Column::StatementNumber, Column::State])
        .column_as(Column::Id.count(), "lines")
        .group_by(Column::StatementNumber)
        .group_by(Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let count = |(number, state, lines): (i64, String, i64)| {
        ((number, state), u32::try_from(lines).unwrap_or(u32::MAX))
    };
    Ok(rows.into_iter().map(count).collect())
}

fn of(number: i64) -> sea_orm::Select<statement_line::Entity> {
    statement_line::Entity::find()
        .filter(statement_line::Column::StatementNumber.eq(number))
        .order_by_asc(statement_line::Column::Position)
}

/// The open lines of a statement, in the order of the file.
pub async fn open_lines(db: &impl ConnectionTrait, number: i64) -> Result<Vec<statement_line::Model>, DbErr> {
    of(number).filter(statement_line::Column::State.eq(OPEN)).all(db).await
}

/// A page of the lines of a statement, one more than asked for if there are more.
pub async fn lines(
    db: &impl ConnectionTrait,
    number: i64,
    shown: LinesShown,
    (after, most): (u64, u64),
) -> Result<Vec<statement_line::Model>, DbErr> {
    let states: &[&str] = match shown {
        LinesShown::Open => &[OPEN],
        LinesShown::Done => &[BOOKED, SET_ASIDE],
        LinesShown::Others => &[OTHER],
        LinesShown::All => &[OPEN, BOOKED, SET_ASIDE, OTHER],
    };
    let states = statement_line::Column::State.is_in(states.iter().copied());
    of(number).filter(states).offset(after).limit(most + 1).all(db).await
}

/// A line of a statement; inside a change it is locked until that ends.
pub async fn line(
    db: &impl ConnectionTrait,
    number: i64,
    id: &str,
    lock: bool,
) -> Result<Option<statement_line::Model>, DbErr> {
    let found =
        statement_line::Entity::find_by_id(id).filter(statement_line::Column::StatementNumber.eq(number));
    if lock { found.lock_exclusive().one(db).await } else { found.one(db).await }
}

pub async fn update(
    tx: &Change,
    before: &statement_line::Model,
    after: &statement_line::Model,
) -> Result<(), DbErr> {
    tx.update(before, after).await
}

/// How many statements there are.
#[cfg(test)]
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    statement::Entity::find().count(db).await
}
