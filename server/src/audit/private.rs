//! What names a person, and stands beside the audit log: the log itself has a mark for it, which is a hash of it with
//! salt. So the log says what was, and nothing of it has to be changed when somebody is forgotten.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::Value;

use super::chain::of_json;
use crate::db::Change;
use crate::ids::new_secret;
use crate::tables::audit_private;

/// What a mark begins with.
const MARK: &str = "private:";
/// What is shown for a mark whose value was erased.
pub const ERASED: &str = "[erased]";
/// How many marks are looked up at once.
const AT_ONCE: usize = 500;

/// Puts marks in the place of what names a person.
pub struct Marker<'a> {
    /// Fields whose text does, wherever they stand.
    pub fields: &'a [&'a str],
    /// Whom, if they all name a user of the portal.
    pub user: Option<&'a str>,
    made: HashMap<String, audit_private::Model>,
}

impl<'a> Marker<'a> {
    /// A marker of these fields.
    #[must_use]
    pub fn new(fields: &'a [&'a str], user: Option<&'a str>) -> Self {
        Self { fields, user, made: HashMap::new() }
    }

    /// The value as JSON with marks.
    pub fn marked(&mut self, value: &impl Serialize) -> Result<Value, DbErr> {
        let mut json = serde_json::to_value(value).map_err(|error| DbErr::Json(error.to_string()))?;
        self.mark(&mut json);
        Ok(json)
    }

    fn mark(&mut self, json: &mut Value) {
        match json {
            Value::Array(values) => values.iter_mut().for_each(|value| self.mark(value)),
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| match value {
                Value::String(text) if self.fields.contains(&name.as_str()) && !text.is_empty() => {
                    *text = self.mark_of(text);
                }
                value => self.mark(value),
            }),
            _ => {}
        }
    }

    fn mark_of(&mut self, value: &str) -> String {
        if let Some(made) = self.made.get(value) {
            return made.mark.clone();
        }
        let (salt, user_id) = (new_secret(), self.user.map(str::to_owned));
        let row = audit_private::Model { mark: mark(&salt, value), salt, value: value.to_owned(), user_id };
        self.made.insert(value.to_owned(), row.clone());
        row.mark
    }

    /// What the marks stand for.
    #[must_use]
    pub fn rows(self) -> Vec<audit_private::Model> {
        self.made.into_values().collect()
    }

    /// Keeps what the marks stand for.
    pub async fn keep(self, tx: &Change) -> Result<(), DbErr> {
        for row in self.rows() {
            tx.insert(audit_private::ActiveModel::from(row)).await?;
        }
        Ok(())
    }
}

/// The mark of a value.
#[must_use]
pub fn mark(salt: &str, value: &str) -> String {
    format!("{MARK}{}", of_json(&(salt, value)))
}

/// Puts back what marks stand for; where it was erased, [`ERASED`].
pub async fn reveal(db: &impl ConnectionTrait, mut values: Vec<&mut Value>) -> Result<(), DbErr> {
    let mut marks = HashSet::new();
    for value in &values {
        collect(value, &mut marks);
    }
    let marks: Vec<_> = marks.into_iter().collect();
    let mut known = HashMap::new();
    for some in marks.chunks(AT_ONCE) {
        let rows = audit_private::Entity::find().filter(audit_private::Column::Mark.is_in(some));
        known.extend(rows.all(db).await?.into_iter().map(|row| (row.mark, row.value)));
    }
    for value in &mut values {
        put_back(value, &known);
    }
    Ok(())
}

fn collect(value: &Value, marks: &mut HashSet<String>) {
    match value {
        Value::String(text) if text.starts_with(MARK) => drop(marks.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| collect(value, marks)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, marks)),
        _ => {}
    }
}

fn put_back(value: &mut Value, known: &HashMap<String, String>) {
    match value {
        Value::String(text) if text.starts_with(MARK) => {
            *text = known.get(text).cloned().unwrap_or_else(|| ERASED.to_owned());
        }
        Value::Array(values) => values.iter_mut().for_each(|value| put_back(value, known)),
        Value::Object(fields) => fields.values_mut().for_each(|value| put_back(value, known)),
        _ => {}
    }
}

/// Forgets what names a user, wherever the address stands.
pub async fn forget(tx: &impl ConnectionTrait, user: &str, email: &str) -> Result<(), DbErr> {
    let part = email.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = LikeExpr::new(format!("%{part}%")).escape('\\');
    let address = Expr::expr(Func::lower(Expr::col(audit_private::Column::Value))).like(like);
    let whose = Condition::any().add(audit_private::Column::UserId.eq(user)).add(address);
    audit_private::Entity::delete_many().filter(whose).exec(tx).await?;
    Ok(())
}
