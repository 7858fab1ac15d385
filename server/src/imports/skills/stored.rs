//! What is stored already: compared with the file, and told from what is new.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use tokuten_core::competencies::RowCode;
use tokuten_core::partners::PartnerId;

use super::columns::Column;
use super::file::{File, written};
use super::rows::{Change, PersonRow, SkillKey, SkillRow};
use crate::imports::errors::RowErrors;
use crate::imports::store::CHUNK;
use crate::offers::{partner_id, partner_zone};
use crate::tables::{partner, person, skill, stay, user};

/// What a file brings that is not stored, or stored differently.
#[derive(Default)]
pub(super) struct News<'f> {
    pub(super) new_people: Vec<(&'f String, &'f PersonRow)>,
    pub(super) corrected_people: Vec<&'f String>,
    /// Whose certificates counted for another partner.
    pub(super) moved: Vec<(&'f String, PartnerId)>,
    pub(super) new_skills: Vec<(&'f SkillKey, &'f SkillRow)>,
    pub(super) corrected_skills: Vec<(&'f SkillKey, &'f SkillRow)>,
    pub(super) removed: Vec<&'f SkillKey>,
    /// Ids of the users who the people of the file are.
    pub(super) users: HashMap<String, String>,
    /// For whom each person's certificates count or counted, by the person.
    pub(super) stays: HashMap<String, Vec<stay::Model>>,
    /// Today where each partner is.
    pub(super) today: BTreeMap<PartnerId, NaiveDate>,
}

impl News<'_> {
    /// The partners of whom something changes: those too for whom a person's certificates counted before.
    pub(super) fn partners(&self, file: &File) -> Result<BTreeSet<PartnerId>, DbErr> {
        let people = self.new_people.iter().map(|(id, _)| *id);
        let people = people.chain(self.corrected_people.iter().copied());
        let people = people.chain(self.moved.iter().map(|(id, _)| *id));
        let skills = self.new_skills.iter().chain(&self.corrected_skills).map(|(key, _)| *key);
        let skills: Vec<_> = skills.chain(self.removed.iter().copied()).collect();
        let holders = skills.iter().filter(|key| key.is_personal()).map(|key| &key.holder);
        let mut all: BTreeSet<PartnerId> = BTreeSet::new();
        for id in people.chain(holders) {
            all.extend(file.people.get(id).map(|row| row.partner.clone()));
            for stay in self.stays.get(id).into_iter().flatten() {
                all.insert(partner_id(&stay.partner_id)?);
            }
        }
        for key in skills.iter().filter(|key| !key.is_personal()) {
            all.insert(partner_id(&key.holder)?);
        }
        Ok(all)
    }
}

/// Compares the file with what is stored. Mistakes are noted at their lines.
pub(super) async fn compare<'f>(
    tx: &impl ConnectionTrait,
    file: &'f File,
    now: chrono::DateTime<chrono::Utc>,
    errors: &mut RowErrors,
) -> Result<News<'f>, DbErr> {
    let mut news = News::default();
    compare_partners(tx, file, now, &mut news, errors).await?;
    let people: Vec<_> = file.people.iter().collect();
    for chunk in people.chunks(CHUNK) {
        compare_people(tx, chunk, &mut news, errors).await?;
    }
    let skills: Vec<_> = file.skills.iter().collect();
    for chunk in skills.chunks(CHUNK) {
        compare_skills(tx, chunk, &mut news, errors).await?;
    }
    Ok(news)
}

async fn compare_partners(
    tx: &impl ConnectionTrait,
    file: &File,
    now: chrono::DateTime<chrono::Utc>,
    news: &mut News<'_>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let named: Vec<_> = file.partners().into_iter().collect();
    for chunk in named.chunks(CHUNK) {
        let ids = chunk.iter().map(|(id, _)| id.as_str());
        for row in partner::Entity::find().filter(partner::Column::Id.is_in(ids)).all(tx).await? {
            let today = now.with_timezone(&partner_zone(&row)?).date_naive();
            news.today.insert(partner_id(&row.id)?, today);
        }
    }
    for (id, line) in named.iter().filter(|(id, _)| !news.today.contains_key(id)) {
        errors.note(*line, Column::PartnerId, RowCode::UnknownPartner.with("partner", id));
    }
    Ok(())
}

async fn compare_people<'f>(
    tx: &impl ConnectionTrait,
    chunk: &[(&'f String, &'f PersonRow)],
    news: &mut News<'f>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let ids = || chunk.iter().map(|(id, _)| id.as_str());
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids())).all(tx).await?;
    let stored: HashMap<_, _> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    for row in stay::Entity::find().filter(stay::Column::PersonId.is_in(ids())).all(tx).await? {
        news.stays.entry(row.person_id.clone()).or_default().push(row);
    }
    compare_users(tx, chunk, news, errors).await?;
    for (id, said) in chunk {
        match stored.get(id.as_str()) {
            Some(row) => compare_person(row, (id, said), news, errors)?,
            None => news.new_people.push((id, said)),
        }
    }
    Ok(())
}

async fn compare_users(
    tx: &impl ConnectionTrait,
    chunk: &[(&String, &PersonRow)],
    news: &mut News<'_>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let emails = chunk.iter().filter_map(|(_, said)| said.user_email.as_deref());
    let found = user::Entity::find().filter(user::Column::Email.is_in(emails)).all(tx).await?;
    for (_, said) in chunk {
        let Some(email) = &said.user_email else { continue };
        let user = found.iter().find(|user| user.email == *email);
        if let Some(user) = user.filter(|user| user.partner_id.as_deref() == Some(said.partner.as_str())) {
            news.users.insert(email.clone(), user.id.clone());
        } else {
            let fault = RowCode::UnknownUser.with("partner", &said.partner).with("text", email);
            errors.note(said.line, Column::UserEmail, fault);
        }
    }
    Ok(())
}

fn compare_person<'f>(
    row: &person::Model,
    (id, said): (&'f String, &'f PersonRow),
    news: &mut News<'f>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let present = news.stays.get(id).into_iter().flatten().find(|stay| stay.until.is_none());
    let here = present.is_none_or(|stay| stay.partner_id == said.partner.as_str());
    if let Some(stay) = present.filter(|_| !here) {
        if said.may_move {
            news.moved.push((id, partner_id(&stay.partner_id)?));
        } else {
            let fault = RowCode::CountsElsewhere.with("person", id).with("other", &stay.partner_id);
            errors.note(said.line, Column::PartnerId, fault.with("partner", &said.partner));
        }
    }
    let user = said.user_email.as_ref().and_then(|email| news.users.get(email));
    // Who moves is not the former partner's user any more.
    let other_user = user.is_some_and(|user| here && row.user_id.as_ref().is_some_and(|known| known != user));
    let new_user = user.is_some() && row.user_id.as_ref() != user;
    let other_name = said.name != row.name;
    if said.may_correct || !(other_name || other_user) {
        if other_name || new_user {
            news.corrected_people.push(id);
        }
        return Ok(());
    }
    if other_name {
        let fault = RowCode::OtherThanStoredOfPerson.with("text", &said.name).with("person", id);
        errors.note(said.line, Column::PersonName, fault.with("other", &row.name));
    }
    if other_user {
        errors.note(said.line, Column::UserEmail, RowCode::OtherUserThanStored.with("person", id));
    }
    Ok(())
}

async fn compare_skills<'f>(
    tx: &impl ConnectionTrait,
    chunk: &[(&'f SkillKey, &'f SkillRow)],
    news: &mut News<'f>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let ids: Vec<_> = chunk.iter().map(|(key, _)| key.id()).collect();
    let rows = skill::Entity::find().filter(skill::Column::Id.is_in(&ids)).all(tx).await?;
    let stored: HashMap<_, _> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    for ((key, said), id) in chunk.iter().zip(&ids) {
        if news.today.get(&said.partner).is_some_and(|today| key.earned_on > *today) {
            errors.note(said.line, Column::EarnedOn, RowCode::InFuture.with("text", key.earned_on));
        }
        match (stored.get(id.as_str()), said.change) {
            (Some(_), Change::Remove) => news.removed.push(key),
            (None, Change::Remove) => {}
            (None, _) => news.new_skills.push((key, said)),
            (Some(row), change) => {
                if !note_differences(row, said, change, errors) {
                    news.corrected_skills.push((key, said));
                }
            }
        }
    }
    Ok(())
}

/// Answers whether the skill is stored as the row says, or what differs was noted.
fn note_differences(row: &skill::Model, said: &SkillRow, change: Change, errors: &mut RowErrors) -> bool {
    let cells = [
        (Column::Amount, said.amount.to_string(), row.amount.to_string()),
        (Column::ExpiresOn, written(said.expires_on), written(row.expires_on)),
    ];
    let differing = cells.into_iter().filter(|(_, said, stored)| said != stored);
    if change == Change::Correct {
        return differing.count() == 0;
    }
    for (column, text, stored) in differing {
        let fault = RowCode::OtherThanStored.with("text", text).with("other", stored);
        errors.note(said.line, column, fault);
    }
    true
}
