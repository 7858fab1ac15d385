//! Table `audit_private`.

use sea_orm::entity::prelude::*;

/// Something that names a person, for which a mark stands in the audit log.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_private")]
pub struct Model {
    /// The mark: a hash of salt and value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mark: String,
    /// So that nobody finds the value by trying.
    pub salt: String,
    /// What the log does not say itself.
    pub value: String,
    /// Id of the user whom it names, where that is known.
    pub user_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
