//! What was used of benefits. What a term grants is read off the subscription and the catalogue.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date, date_null, integer, string, string_null, text_null, timestamp_with_time_zone,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(uses()).await?;
        let index = |name| Index::create().name(name).table("benefit_uses").to_owned();
        for index in [
            index("benefit_uses_of_subscription").col("subscription_id").col("benefit").col("id").to_owned(),
            index("benefit_uses_once").col("used_by").col("idempotency_key").unique().to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn uses() -> TableCreateStatement {
    let mut subscription =
        ForeignKey::create().from("benefit_uses", "subscription_id").to("subscriptions", "id").to_owned();
    Table::create()
        .table("benefit_uses")
        .col(key("id"))
        .col(string("subscription_id"))
        .col(date("of_term"))
        .col(string("benefit"))
        .col(string("kind"))
        .col(integer("amount"))
        .col(string("used_by"))
        .col(timestamp_with_time_zone("used_at"))
        .col(date("used_on"))
        .col(string_null("assigned_to"))
        .col(text_null("note"))
        .col(string_null("secret"))
        .col(date_null("own_end"))
        .col(date_null("freed_on"))
        .col(string("idempotency_key"))
        .foreign_key(&mut subscription)
        .to_owned()
}
