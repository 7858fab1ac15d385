//! When a partner's legal profile was last sent in: the longest waiting is verified first.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("submitted_at");
        manager.alter_table(Table::alter().table("partners").add_column(column).to_owned()).await?;
        let index = Index::create()
            .name("partners_to_verify")
            .table("partners")
            .col("verification")
            .col("submitted_at")
            .to_owned();
        manager.create_index(index).await
    }
}
