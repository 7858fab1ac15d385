//! Refunds: at most one for each order.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_uniq, date, date_null, string, string_null, text, text_null,
    timestamp_with_time_zone,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let order = ForeignKey::create().from("refunds", "order_number").to("orders", "number").to_owned();
        let refunds = Table::create()
            .table("refunds")
            .col(key("id"))
            .col(big_integer_uniq("order_number"))
            .col(big_integer("amount"))
            .col(string("currency"))
            .col(string("state"))
            .col(text("reason"))
            .col(string("decided_by"))
            .col(timestamp_with_time_zone("decided_at"))
            .col(date("ended_on"))
            .col(string("credit_note"))
            .col(text_null("refused"))
            .col(date_null("made_on"))
            .col(string_null("bank_reference"))
            .foreign_key(&mut order.clone())
            .to_owned();
        manager.create_table(refunds).await?;
        let by_state = Index::create().name("refunds_by_state").table("refunds").col("state").to_owned();
        manager.create_index(by_state).await
    }
}
