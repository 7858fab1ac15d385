//! What reports sum up and look for: the net of an invoice, when somebody was first reminded, and the order of months.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut net = big_integer("net");
        manager.alter_table(Table::alter().table("invoices").add_column(net.default(0)).to_owned()).await?;
        let subtotal = match manager.get_database_backend() {
            DbBackend::Postgres => "(quote::json -> 'subtotal' ->> 'amount')::bigint",
            _ => "json_extract(quote, '$.subtotal.amount')",
        };
        let fill =
            format!("UPDATE invoices SET net = {subtotal} * CASE kind WHEN 'credit_note' THEN -1 ELSE 1 END");
        manager.get_connection().execute_unprepared(&fill).await?;
        let mut reminded_on = date_null("reminded_on");
        manager.alter_table(Table::alter().table("terms").add_column(&mut reminded_on).to_owned()).await?;
        let index = |name, table, column| Index::create().name(name).table(table).col(column).to_owned();
        for index in [
            index("invoices_by_day", "invoices", "issued_on"),
            index("terms_by_end", "terms", "expires_on"),
            index("terms_of_order", "terms", "order_number"),
            index("support_requests_by_day", "support_requests", "opened_at"),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
