//! Table `support_attachments`.

use sea_orm::entity::prelude::*;

/// A file that came with an entry of a thread.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_attachments")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The entry.
    pub entry_id: String,
    /// The file's name, as it was uploaded.
    pub file_name: String,
    /// What its content is.
    pub media_type: String,
    /// Bytes.
    pub size: i32,
    /// The file.
    pub content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
