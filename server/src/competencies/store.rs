//! Tables of skills, and of what follows from them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use tokuten_core::competencies::{Attainment, Level, Person, Skill, Span, What};
use tokuten_core::partners::PartnerId;

use crate::tables::{attainment, person, skill, skill_watch, stay};

/// Kind of the skills of a person that are certificates.
pub const CERTIFICATE: &str = "certificate";
/// Kind of the skills of a person that are assessments.
pub const ASSESSMENT: &str = "assessment";
/// Kind of the skills of a partner that are references.
pub const REFERENCE: &str = "reference";
/// Kind of the skills of a partner that are figures.
pub const PERFORMANCE: &str = "performance";
/// Kind of the skills of a partner that the programme grants.
pub const RECOGNITION: &str = "recognition";

/// A skill, and the last day on which somebody was told that it expires.
#[derive(Debug)]
pub struct Kept {
    /// The skill.
    pub skill: Skill,
    /// That day.
    pub told_on: Option<NaiveDate>,
}

/// Everything that a partner has shown, on all days.
pub async fn skills(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<Skill>, DbErr> {
    Ok(kept(db, partner).await?.into_iter().map(|kept| kept.skill).collect())
}

/// The same, with what was told.
pub async fn kept(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<Kept>, DbErr> {
    let stays = stay::Entity::find().filter(stay::Column::PartnerId.eq(partner.as_str())).all(db).await?;
    let of_partner = skill::Entity::find().filter(skill::Column::PartnerId.eq(partner.as_str()));
    let of_partner = of_partner.order_by_asc(skill::Column::Id).all(db).await?;
    let mut all = Vec::new();
    for row in of_partner {
        all.extend(kept_as(row, None, Span { from: NaiveDate::MIN, until: None }));
    }
    if stays.is_empty() {
        return Ok(all);
    }
    let people: HashMap<_, _> = person::Entity::find()
        .filter(person::Column::Id.in_subquery(people_of(partner)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let rows = skill::Entity::find()
        .filter(skill::Column::PersonId.in_subquery(people_of(partner)))
        .order_by_asc(skill::Column::Id)
        .all(db)
        .await?;
    let mut here: HashMap<&str, Vec<Span>> = HashMap::new();
    for stay in &stays {
        let span = Span { from: stay.since.unwrap_or(NaiveDate::MIN), until: stay.until };
        here.entry(&stay.person_id).or_default().push(span);
    }
    for row in rows {
        let Some(id) = row.person_id.clone() else { continue };
        for span in here.get(id.as_str()).into_iter().flatten() {
            let name = people.get(&id).cloned().unwrap_or_default();
            all.extend(kept_as(row.clone(), Some(Person { id: id.clone(), name }), *span));
        }
    }
    Ok(all)
}

fn people_of(partner: &PartnerId) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(stay::Column::PersonId)
        .from(stay::Entity)
        .and_where(stay::Column::PartnerId.eq(partner.as_str()))
        .take()
}

/// A skill from its row; none of a sort that is not known.
fn kept_as(row: skill::Model, person: Option<Person>, here: Span) -> Option<Kept> {
    let what = match row.kind.as_str() {
        CERTIFICATE => What::Certificate { certification: row.code },
        ASSESSMENT => What::Assessment { assessment: row.code },
        REFERENCE => What::Reference { area: row.code, customer: row.detail },
        PERFORMANCE => {
            What::Performance { area: row.code, measure: row.detail, amount: row.amount.unsigned_abs() }
        }
        RECOGNITION => What::Recognition { area: row.code, level: Level::of_code(&row.detail)? },
        _ => return None,
    };
    let skill =
        Skill { id: row.id, what, person, earned_on: row.earned_on, expires_on: row.expires_on, here };
    Some(Kept { skill, told_on: row.told_on })
}

/// What a partner has attained, on all days.
pub async fn attained(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Vec<Attainment>, DbErr> {
    let rows =
        attainment::Entity::find().filter(attainment::Column::PartnerId.eq(partner.as_str())).all(db).await?;
    let attained = |row: attainment::Model| {
        let level = Level::of_code(&row.level)?;
        Some(Attainment { area: row.area, level, from: row.held_from, until: row.held_until })
    };
    Ok(rows.into_iter().filter_map(attained).collect())
}

/// Stores what a partner has attained in the place of what was there.
pub async fn attain(
    tx: &impl ConnectionTrait,
    partner: &PartnerId,
    attained: &[Attainment],
) -> Result<(), DbErr> {
    let before = attainment::Entity::delete_many();
    before.filter(attainment::Column::PartnerId.eq(partner.as_str())).exec(tx).await?;
    let row = |one: &Attainment| attainment::ActiveModel {
        partner_id: Set(partner.to_string()),
        area: Set(one.area.clone()),
        level: Set(one.level.code().to_owned()),
        held_from: Set(one.from),
        held_until: Set(one.until),
        ..Default::default()
    };
    for chunk in attained.chunks(1_000) {
        attainment::Entity::insert_many(chunk.iter().map(row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Partner IDs of all that have or had skills, each once.
pub async fn partners_with_skills(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let own = skill::Entity::find()
        .select_only()
        .column(skill::Column::PartnerId)
        .filter(skill::Column::PartnerId.is_not_null())
        .distinct()
        .into_tuple::<String>()
        .all(db)
        .await?;
    let of_people = stay::Entity::find().select_only().column(stay::Column::PartnerId).distinct();
    let mut all = of_people.into_tuple::<String>().all(db).await?;
    all.extend(own);
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Notes when it is next looked whether a partner is to be told of something.
pub async fn watch(
    tx: &impl ConnectionTrait,
    partner: &str,
    next_due: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let row = skill_watch::ActiveModel { partner_id: Set(partner.to_owned()), next_due: Set(next_due) };
    let known = OnConflict::column(skill_watch::Column::PartnerId)
        .update_column(skill_watch::Column::NextDue)
        .to_owned();
    skill_watch::Entity::insert(row).on_conflict(known).exec_without_returning(tx).await?;
    Ok(())
}

/// Partner IDs of those that it is time to look at, the longest due first.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<String>, DbErr> {
    let rows = skill_watch::Entity::find()
        .filter(skill_watch::Column::NextDue.lte(now))
        .order_by_asc(skill_watch::Column::NextDue)
        .order_by_asc(skill_watch::Column::PartnerId)
        .limit(most)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.partner_id).collect())
}

/// Whether it is still time to look at a partner.
pub async fn is_due(db: &impl ConnectionTrait, partner: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let found = skill_watch::Entity::find_by_id(partner).one(db).await?;
    Ok(found.and_then(|row| row.next_due).is_some_and(|due| due <= now))
}

/// Notes that somebody was told today that these expire.
pub async fn told(tx: &impl ConnectionTrait, ids: &[&str], today: NaiveDate) -> Result<(), DbErr> {
    for chunk in ids.chunks(1_000) {
        let row = skill::ActiveModel { told_on: Set(Some(today)), ..Default::default() };
        let these = skill::Entity::update_many().set(row);
        these.filter(skill::Column::Id.is_in(chunk.iter().copied())).exec(tx).await?;
    }
    Ok(())
}
