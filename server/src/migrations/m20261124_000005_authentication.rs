//! Charges for which nobody is at hand to authenticate.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut off_session = boolean("off_session");
        off_session.default(false);
        manager.alter_table(Table::alter().table("attempts").add_column(off_session).to_owned()).await
    }
}
