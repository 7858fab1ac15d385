//! Table `programme_drafts`.

use sea_orm::entity::prelude::*;

/// The draft of the next version: one row at most.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_drafts")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Counts its changes.
    pub revision: i32,
    /// The whole catalogue, as a file has it.
    #[sea_orm(column_type = "Text")]
    pub toml: String,
    /// Id of the operator who changed it last.
    pub edited_by: String,
    /// When.
    pub edited_at: DateTimeUtc,
    /// The day on which it comes into force, in the programme's zone; it is not changed any more then.
    pub scheduled_for: Option<Date>,
    /// Id of the operator who decided that.
    pub scheduled_by: Option<String>,
    /// What they said of it.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// Whom it affects: `DryRun` as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub dry_run: Option<String>,
    /// Of which revision, against which version.
    pub dry_run_of: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
