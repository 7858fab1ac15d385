//! Users who were removed, and when a user last signed in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["removed_at", "last_signed_in"] {
            let column = timestamp_with_time_zone_null(column);
            manager.alter_table(Table::alter().table("users").add_column(column).to_owned()).await?;
        }
        let mut by_name = Index::create();
        by_name.name("users_by_name").table("users").col("partner_id").col("name").col("id");
        manager.create_index(by_name).await
    }
}
