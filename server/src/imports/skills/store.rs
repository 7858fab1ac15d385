//! Storing what is new or changes.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use tokuten_core::calendar::shifted;
use tokuten_core::competencies::{Moved, Person};

use super::file::File;
use super::rows::{PersonRow, SkillKey, SkillRow};
use super::stored::News;
use crate::ids::new_id;
use crate::imports::store::{CHUNK, insert};
use crate::tables::{person, skill, stay};

/// Stores everything; answers who moved.
pub(super) async fn store(
    tx: &impl ConnectionTrait,
    file: &File,
    news: &News<'_>,
) -> Result<Vec<Moved>, DbErr> {
    for chunk in news.new_people.chunks(CHUNK) {
        let person = |(id, said): &(&String, &PersonRow)| person::Model {
            id: (*id).clone(),
            name: said.name.clone(),
            user_id: user_of(news, said),
        };
        let stay = |(id, said): &(&String, &PersonRow)| stay::Model {
            id: new_id(),
            person_id: (*id).clone(),
            partner_id: said.partner.to_string(),
            since: None,
            until: None,
        };
        insert::<person::Entity, _>(tx, chunk.iter().map(person).collect()).await?;
        insert::<stay::Entity, _>(tx, chunk.iter().map(stay).collect()).await?;
    }
    let mut moved = Vec::new();
    for (id, _) in &news.moved {
        moved.extend(move_person(tx, file, news, id).await?);
    }
    for id in &news.corrected_people {
        let Some(said) = file.people.get(*id) else { continue };
        let mut row = person::ActiveModel { id: Set((*id).clone()), ..Default::default() };
        row.name = Set(said.name.clone());
        if let Some(user) = user_of(news, said) {
            row.user_id = Set(Some(user));
        }
        row.update_without_returning(tx).await?;
    }
    for chunk in news.new_skills.chunks(CHUNK) {
        insert::<skill::Entity, _>(tx, chunk.iter().map(|(key, said)| model(key, said)).collect()).await?;
    }
    for (key, said) in &news.corrected_skills {
        let row = skill::ActiveModel {
            id: Set(key.id()),
            amount: Set(said.amount),
            expires_on: Set(said.expires_on),
            // Another end is told of anew.
            told_on: Set(None),
            ..Default::default()
        };
        row.update_without_returning(tx).await?;
    }
    for chunk in news.removed.chunks(CHUNK) {
        let ids = chunk.iter().map(|key| key.id());
        skill::Entity::delete_many().filter(skill::Column::Id.is_in(ids)).exec(tx).await?;
    }
    Ok(moved)
}

fn user_of(news: &News<'_>, said: &PersonRow) -> Option<String> {
    said.user_email.as_ref().and_then(|email| news.users.get(email).cloned())
}

/// The person's certificates count for the file's partner from today on, where that is, and for the one before to
/// the day before.
async fn move_person(
    tx: &impl ConnectionTrait,
    file: &File,
    news: &News<'_>,
    id: &str,
) -> Result<Option<Moved>, DbErr> {
    let present = news.stays.get(id).into_iter().flatten().find(|stay| stay.until.is_none());
    let (Some(said), Some(before)) = (file.people.get(id), present) else { return Ok(None) };
    let Some(today) = news.today.get(&said.partner).copied() else { return Ok(None) };
    let ended = stay::Model { until: Some(shifted(today, -1)), ..before.clone() };
    ended.into_active_model().reset_all().update_without_returning(tx).await?;
    let stay = stay::Model {
        id: new_id(),
        person_id: id.to_owned(),
        partner_id: said.partner.to_string(),
        since: Some(today),
        until: None,
    };
    insert::<stay::Entity, _>(tx, vec![stay]).await?;
    let row = person::ActiveModel {
        id: Set(id.to_owned()),
        user_id: Set(user_of(news, said)),
        ..Default::default()
    };
    row.update_without_returning(tx).await?;
    Ok(Some(Moved {
        person: Person { id: id.to_owned(), name: said.name.clone() },
        from: crate::offers::partner_id(&before.partner_id)?,
        to: said.partner.clone(),
        on: today,
    }))
}

fn model(key: &SkillKey, said: &SkillRow) -> skill::Model {
    let personal = key.is_personal();
    skill::Model {
        id: key.id(),
        partner_id: (!personal).then(|| key.holder.clone()),
        person_id: personal.then(|| key.holder.clone()),
        kind: key.kind.to_owned(),
        code: key.code.clone(),
        detail: key.detail.clone(),
        amount: said.amount,
        earned_on: key.earned_on,
        expires_on: said.expires_on,
        told_on: None,
    }
}
