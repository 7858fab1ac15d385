//! Invoices and credit notes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, integer, string, string_null, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(invoices()).await?;
        // At most one invoice and one credit note per order.
        let once = Index::create()
            .name("invoices_of_order")
            .table("invoices")
            .col("order_number")
            .col("kind")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        let listed = Index::create()
            .name("invoices_of_partner")
            .table("invoices")
            .col("partner_id")
            .col("year")
            .col("issued_on")
            .to_owned();
        manager.create_index(listed).await
    }
}

/// What an invoice says that its order does not: the rest is the order's, which is frozen once it is paid.
fn invoices() -> TableCreateStatement {
    let mut number = string("number");
    number.primary_key();
    Table::create()
        .table("invoices")
        .col(number)
        .col(string("kind"))
        .col(big_integer("order_number"))
        .col(string("partner_id"))
        .col(integer("year"))
        .col(date("issued_on"))
        .col(big_integer("total"))
        .col(string("currency"))
        .col(string("country"))
        .col(text("supplier"))
        .col(string_null("corrects"))
        .foreign_key(ForeignKey::create().from("invoices", "order_number").to("orders", "number"))
        .foreign_key(ForeignKey::create().from("invoices", "partner_id").to("partners", "id"))
        .to_owned()
}
