//! What others have done to a thing since somebody looked at it: read from the audit log, for who is refused because
//! of it.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::api_access::ACTOR;
use tokuten_core::desk::Meanwhile;

use crate::tables::{audit, user};

/// The newest lines of the audit log about a subject, at most so many.
pub async fn last(db: &impl ConnectionTrait, subject: &str, most: u64) -> Result<Vec<Meanwhile>, DbErr> {
    let lines = audit::Entity::find()
        .filter(audit::Column::Subject.eq(subject))
        .order_by_desc(audit::Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let names = names(db, lines.iter().map(|line| line.actor.as_str()).collect()).await?;
    let told = |line: audit::Model| {
        let by = names.get(&line.actor).cloned().unwrap_or(line.actor);
        Meanwhile { by, what: line.action, at: line.at }
    };
    Ok(lines.into_iter().map(told).collect())
}

/// Names of users by their ids, and of API tokens, which are called as they act; who is neither has none.
pub async fn names(db: &impl ConnectionTrait, ids: Vec<&str>) -> Result<HashMap<String, String>, DbErr> {
    let tokens = ids.iter().filter(|id| id.starts_with(ACTOR));
    let tokens: Vec<_> = tokens.map(|id| ((*id).to_owned(), (*id).to_owned())).collect();
    let rows: Vec<(String, String)> = user::Entity::find()
        .filter(user::Column::Id.is_in(ids))
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().chain(tokens).collect())
}
