//! The tax of an order can be given back by itself: a second refund of an order, and an invoice in place of its first. So
//! an invoice keeps what it says of the sale.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, string, string_null, text, text_null, timestamp_with_time_zone,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

const BEFORE: &str = "id, order_number, amount, currency, state, reason, decided_by, decided_at, ended_on, credit_note, refused, made_on, \
    bank_reference";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // SQLite cannot take back that a column is unique.
        db.execute_unprepared("ALTER TABLE refunds RENAME TO refunds_before").await?;
        manager.create_table(refunds()).await?;
        let copy = format!(
            "INSERT INTO refunds ({BEFORE}, kind) SELECT {BEFORE}, 'whole' FROM refunds_before; DROP TABLE refunds_before"
        );
        db.execute_unprepared(&copy).await?;
        let by_state = Index::create().name("refunds_by_state").table("refunds").col("state").to_owned();
        manager.create_index(by_state).await?;
        let once = Index::create()
            .name("refunds_of_order")
            .table("refunds")
            .col("order_number")
            .col("kind")
            .unique()
            .to_owned();
        manager.create_index(once).await?;

        let mut quote = text("quote");
        manager
            .alter_table(Table::alter().table("invoices").add_column(quote.default("")).to_owned())
            .await?;
        db.execute_unprepared(
            "UPDATE invoices SET quote = (SELECT orders.quote FROM orders WHERE orders.number = order_number)",
        )
        .await?;
        manager.drop_index(Index::drop().name("invoices_of_order").table("invoices").to_owned()).await?;
        let of_order = Index::create()
            .name("invoices_of_order")
            .table("invoices")
            .col("order_number")
            .col("kind")
            .to_owned();
        manager.create_index(of_order).await
    }
}

fn refunds() -> TableCreateStatement {
    Table::create()
        .table("refunds")
        .col(key("id"))
        .col(big_integer("order_number"))
        .col(string("kind"))
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
        .foreign_key(ForeignKey::create().from("refunds", "order_number").to("orders", "number"))
        .to_owned()
}
