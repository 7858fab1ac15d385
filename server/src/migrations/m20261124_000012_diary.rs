//! Which address of a user's calendar feed is the present one.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut number = ColumnDef::new("diary_number");
        number.integer().not_null().default(0);
        manager.alter_table(Table::alter().table("users").add_column(number).to_owned()).await
    }
}
