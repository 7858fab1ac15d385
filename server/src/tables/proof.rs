//! Table `proofs`.

use sea_orm::entity::prelude::*;

/// A payment proof.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proofs")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The order it is for.
    pub order_number: i64,
    /// The file's name, as it was uploaded.
    pub file_name: String,
    /// What its content is.
    pub media_type: String,
    /// Bytes.
    pub size: i32,
    /// The file.
    pub content: Vec<u8>,
    /// `ProofDetails` as JSON.
    pub details: String,
    /// Id of the user.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: DateTimeUtc,
    /// Why it was not accepted.
    pub rejected: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
