//! The Membership Center: what it has handed over, and orders that renew there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date_null, string_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = date_null("handed_over");
        manager.alter_table(Table::alter().table("subscriptions").add_column(column).to_owned()).await?;
        let column = string_null("renewed_in");
        manager.alter_table(Table::alter().table("orders").add_column(column).to_owned()).await?;
        let index = Index::create()
            .name("subscriptions_by_place")
            .table("subscriptions")
            .col("managed_in")
            .col("expires_on")
            .to_owned();
        manager.create_index(index).await
    }
}
