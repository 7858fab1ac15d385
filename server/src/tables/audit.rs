//! Table `audit`.

use sea_orm::entity::prelude::*;

/// A line of the audit log. None is ever changed or deleted: the database refuses it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Row.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Partner ID, or nothing for what is the programme's own.
    pub chain: String,
    /// Place in that chain, from 1 on.
    pub place: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Id of the user, or the name of the part of the server that acted.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what: `order 100001`.
    pub subject: String,
    /// JSON before.
    pub before: Option<String>,
    /// JSON after.
    pub after: Option<String>,
    /// Of the line before in the chain, and of everything this one says.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
