//! What the directory reads. It reads several rooms' tables, because that is what a directory is: who is in good
//! standing, what they show, and what they have attained, in one question.

use std::fmt::{self, Write};

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};
use tokuten_core::competencies::{Attainment, Level};
use tokuten_core::search::terms;

use super::{Place, Question};
use crate::fulltext::{DIRECTORY, found};
use crate::tables::{attainment, business_profile, profile_country};

/// Profiles on a page.
pub const PAGE: usize = 20;
/// Profiles in the site map: search engines take 50,000 addresses, and each profile has one in each language.
const MOST_MAPPED: usize = 25_000;

/// Who is shown at all: `core::profiles::is_listed` as SQL.
const LISTED: &str = "SELECT p.* FROM business_profiles p JOIN partners r ON r.id = p.partner_id \
    WHERE p.sort_name IS NOT NULL AND r.suspended IS NULL AND r.verification <> 'rejected'";

/// A page of the profiles that answer a question and one more, by name.
pub async fn answering(
    db: &impl ConnectionTrait,
    question: &Question,
    today: NaiveDate,
) -> Result<Vec<business_profile::Model>, DbErr> {
    let mut sql = Sql { text: LISTED.to_owned(), values: Vec::new() };
    let terms = terms(&question.text);
    if !terms.is_empty() {
        let (subquery, value) = found(db.get_database_backend(), DIRECTORY, &terms, sql.values.len() + 1);
        sql.values.push(value.into());
        sql.and(format_args!("p.partner_id IN ({subquery})"));
    }
    if !question.country.is_empty() {
        let country = sql.place(&question.country);
        sql.and(format_args!(
            "EXISTS (SELECT 1 FROM profile_countries c WHERE c.partner_id = p.partner_id AND c.country = {country})"
        ));
    }
    if !question.competency.is_empty() {
        let [area, from, until] = [sql.place(&question.competency), sql.place(today), sql.place(today)];
        sql.and(format_args!(
            "EXISTS (SELECT 1 FROM attainments a WHERE a.partner_id = p.partner_id AND a.area = {area} \
             AND a.held_from <= {from} AND (a.held_until IS NULL OR a.held_until >= {until}))"
        ));
    }
    if let Some(Place { name, partner }) = &question.after {
        let [name, partner] = [sql.place(name), sql.place(partner)];
        sql.and(format_args!("(p.sort_name, p.partner_id) > ({name}, {partner})"));
    }
    let most = PAGE + 1;
    sql.text = format!("{} ORDER BY p.sort_name, p.partner_id LIMIT {most}", sql.text);
    sql.read(db).await
}

/// The profiles that the site map names, the latest first.
pub async fn mapped(db: &impl ConnectionTrait) -> Result<Vec<business_profile::Model>, DbErr> {
    let text = format!("{LISTED} ORDER BY p.published_at DESC LIMIT {MOST_MAPPED}");
    Sql { text, values: Vec::new() }.read(db).await
}

/// The countries that somebody who is shown can be found by.
pub async fn countries(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    profile_country::Entity::find()
        .select_only()
        .column(profile_country::Column::Country)
        .distinct()
        .into_tuple()
        .all(db)
        .await
}

/// A statement that grows, with the values of its places.
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// One more condition.
    fn and(&mut self, condition: fmt::Arguments<'_>) {
        // Writing to a String does not fail.
        let _ = write!(self.text, " AND {condition}");
    }

    /// A place for a value.
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    async fn read(self, db: &impl ConnectionTrait) -> Result<Vec<business_profile::Model>, DbErr> {
        let backend = db.get_database_backend();
        let rows = db.query_all_raw(Statement::from_sql_and_values(backend, self.text, self.values)).await?;
        rows.iter().map(|row| business_profile::Model::from_query_result(row, "")).collect()
    }
}

/// What these partners hold today, with whose it is.
pub async fn attainments(
    db: &impl ConnectionTrait,
    partners: &[String],
    today: NaiveDate,
) -> Result<Vec<(String, Attainment)>, DbErr> {
    let held = Condition::any()
        .add(attainment::Column::HeldUntil.is_null())
        .add(attainment::Column::HeldUntil.gte(today));
    let rows = attainment::Entity::find()
        .filter(attainment::Column::PartnerId.is_in(partners))
        .filter(attainment::Column::HeldFrom.lte(today))
        .filter(held)
        .order_by_asc(attainment::Column::Area)
        .all(db)
        .await?;
    let attained = |row: attainment::Model| {
        let level = if row.level == "gold" { Level::Gold } else { Level::Silver };
        let attainment = Attainment { area: row.area, level, from: row.held_from, until: row.held_until };
        (row.partner_id, attainment)
    };
    Ok(rows.into_iter().map(attained).collect())
}
