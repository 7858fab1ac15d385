//! Bank transfers: contacts and expiry of orders, payment proofs, money that has arrived.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date, integer, string, string_null, string_uniq, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One by one: SQLite adds one column at a time.
        for column in [text_null("contact"), timestamp_with_time_zone_null("expires_at")] {
            manager.alter_table(Table::alter().table("orders").add_column(column).to_owned()).await?;
        }
        manager.create_table(proofs()).await?;
        manager.create_table(payments()).await?;
        for index in [
            Index::create().name("orders_to_expire").table("orders").col("expires_at").to_owned(),
            Index::create().name("proofs_of_order").table("proofs").col("order_number").to_owned(),
            Index::create().name("payments_of_order").table("payments").col("order_number").to_owned(),
            Index::create().name("payments_held").table("payments").col("why_held").to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn of_order(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "order_number").to("orders", "number").to_owned()
}

fn proofs() -> TableCreateStatement {
    let mut content = ColumnDef::new("content");
    content.blob().not_null();
    Table::create()
        .table("proofs")
        .col(key("id"))
        .col(big_integer("order_number"))
        .col(string("file_name"))
        .col(string("media_type"))
        .col(integer("size"))
        .col(content)
        .col(text("details"))
        .col(string("uploaded_by"))
        .col(timestamp_with_time_zone("uploaded_at"))
        .col(text_null("rejected"))
        .foreign_key(&mut of_order("proofs"))
        .to_owned()
}

/// Each amount that has arrived, once per reference of the bank.
fn payments() -> TableCreateStatement {
    Table::create()
        .table("payments")
        .col(key("id"))
        .col(string_uniq("bank_reference"))
        .col(big_integer_null("order_number"))
        .col(big_integer("amount"))
        .col(string("currency"))
        .col(date("received_on"))
        .col(big_integer("allocated"))
        .col(text("allocation"))
        .col(string_null("why_held"))
        .col(string("recorded_by"))
        .col(timestamp_with_time_zone("recorded_at"))
        .foreign_key(&mut of_order("payments"))
        .to_owned()
}
