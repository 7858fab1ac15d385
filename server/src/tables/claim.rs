//! Table `claims`.

use sea_orm::entity::prelude::*;

/// A thing that an operator has claimed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "claims")]
pub struct Model {
    /// `ThingKind`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Its number or name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub thing: String,
    /// Id of the operator.
    pub operator_id: String,
    /// Since when.
    pub since: DateTimeUtc,
    /// Until when.
    pub until: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
