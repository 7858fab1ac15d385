//! Bank statements with their lines, how files of a bank are read, and what became of money that was held.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, date_null, integer, string, string_null, string_uniq, text,
    text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [statements(), lines(), mappings(), uses()] {
            manager.create_table(table).await?;
        }
        let index = |name, table| Index::create().name(name).table(table).to_owned();
        for index in [
            index("statement_lines_of_statement", "statement_lines")
                .col("statement_number")
                .col("position")
                .unique()
                .to_owned(),
            index("statement_lines_of_day", "statement_lines").col("booked_on").to_owned(),
            index("statement_lines_named", "statement_lines").col("own_reference").to_owned(),
            index("payment_uses_of_payment", "payment_uses").col("payment_id").to_owned(),
            index("payment_uses_of_order", "payment_uses").col("order_number").to_owned(),
            index("payment_uses_once", "payment_uses")
                .col("decided_by")
                .col("idempotency_key")
                .unique()
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn statements() -> TableCreateStatement {
    let mut number = ColumnDef::new("number");
    number.big_integer().not_null().primary_key();
    Table::create()
        .table("statements")
        .col(number)
        .col(string("file_name"))
        .col(string("format"))
        .col(date("from_day"))
        .col(date("to_day"))
        .col(string("imported_by"))
        .col(timestamp_with_time_zone("imported_at"))
        .to_owned()
}

/// The reference under which a line is booked makes it once, whatever else happens.
fn lines() -> TableCreateStatement {
    let mut statement = ForeignKey::create()
        .from("statement_lines", "statement_number")
        .to("statements", "number")
        .to_owned();
    Table::create()
        .table("statement_lines")
        .col(key("id"))
        .col(big_integer("statement_number"))
        .col(integer("position"))
        .col(integer("line"))
        .col(string("direction"))
        .col(date("booked_on"))
        .col(big_integer("amount"))
        .col(string("currency"))
        .col(string_uniq("bank_reference"))
        .col(string_null("own_reference"))
        .col(text_null("payer"))
        .col(text("texts"))
        .col(string_null("account"))
        .col(string_null("resembles"))
        .col(string("state"))
        .col(big_integer_null("order_number"))
        .col(text_null("allocation"))
        .col(text_null("reason"))
        .col(string_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .foreign_key(&mut statement)
        .to_owned()
}

fn mappings() -> TableCreateStatement {
    Table::create()
        .table("statement_mappings")
        .col(key("id"))
        .col(text("headings"))
        .col(text("mapping"))
        .col(string("used_by"))
        .col(timestamp_with_time_zone("used_at"))
        .to_owned()
}

/// Parts of held money that pay an order, or are given back.
fn uses() -> TableCreateStatement {
    let mut payment = ForeignKey::create().from("payment_uses", "payment_id").to("payments", "id").to_owned();
    let mut order =
        ForeignKey::create().from("payment_uses", "order_number").to("orders", "number").to_owned();
    Table::create()
        .table("payment_uses")
        .col(key("id"))
        .col(string("payment_id"))
        .col(big_integer_null("order_number"))
        .col(big_integer("amount"))
        .col(text_null("allocation"))
        .col(boolean("released"))
        .col(text_null("reason"))
        .col(string("decided_by"))
        .col(timestamp_with_time_zone("decided_at"))
        .col(string("idempotency_key"))
        .col(date_null("made_on"))
        .col(string_null("bank_reference"))
        .foreign_key(&mut payment)
        .foreign_key(&mut order)
        .to_owned()
}
