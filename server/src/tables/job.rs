//! Table `jobs`.

use sea_orm::entity::prelude::*;

/// Something to be done once, by whichever node gets it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What sort of work.
    pub kind: String,
    /// Which piece of it; unique per kind.
    pub name: String,
    /// JSON, for whoever does it.
    pub payload: String,
    /// Not before this, by the portal's clock.
    pub due_at: DateTimeUtc,
    /// How often it was tried.
    pub attempts: i32,
    /// Until when somebody has it to himself, in real seconds since 1970.
    pub lease_until: i64,
    /// `queued`, `done`, `dead`.
    pub state: String,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it was done or given up.
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
