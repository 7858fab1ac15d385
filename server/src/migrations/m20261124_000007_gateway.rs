//! What the gateway calls charges and partners.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, string_null};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reference = string_null("gateway_reference");
        manager.alter_table(Table::alter().table("attempts").add_column(reference).to_owned()).await?;
        let by_reference = Index::create()
            .name("attempts_reference")
            .table("attempts")
            .col("gateway_reference")
            .unique()
            .to_owned();
        manager.create_index(by_reference).await?;
        let customers = Table::create()
            .table("gateway_customers")
            .col(key("partner_id"))
            .col(string("customer"))
            .to_owned();
        manager.create_table(customers).await
    }
}
