//! Support requests with their threads and files.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(requests()).await?;
        manager.create_table(entries()).await?;
        manager.create_table(attachments()).await?;
        let index = |name, table| Index::create().name(name).table(table).to_owned();
        for index in [
            index("support_requests_of_partner", "support_requests")
                .col("partner_id")
                .col("number")
                .to_owned(),
            index("support_requests_waiting", "support_requests").col("state").col("updated_at").to_owned(),
            index("support_requests_to_close", "support_requests").col("closes_at").to_owned(),
            index("support_requests_once", "support_requests")
                .col("opened_by")
                .col("idempotency_key")
                .unique()
                .to_owned(),
            index("support_entries_once", "support_entries")
                .col("request_number")
                .col("idempotency_key")
                .unique()
                .to_owned(),
            index("support_attachments_of_entry", "support_attachments").col("entry_id").to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn requests() -> TableCreateStatement {
    let mut number = ColumnDef::new("number");
    number.big_integer().not_null().primary_key();
    let mut partner =
        ForeignKey::create().from("support_requests", "partner_id").to("partners", "id").to_owned();
    Table::create()
        .table("support_requests")
        .col(number)
        .col(string("partner_id"))
        .col(string("opened_by"))
        .col(string("idempotency_key"))
        .col(string("kind"))
        .col(string("severity"))
        .col(string("state"))
        .col(text("title"))
        .col(text("contact"))
        .col(string_null("cancels"))
        .col(timestamp_with_time_zone("opened_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("closes_at"))
        .foreign_key(&mut partner)
        .to_owned()
}

fn entries() -> TableCreateStatement {
    let mut request = ForeignKey::create()
        .from("support_entries", "request_number")
        .to("support_requests", "number")
        .to_owned();
    Table::create()
        .table("support_entries")
        .col(key("id"))
        .col(big_integer("request_number"))
        .col(string("idempotency_key"))
        .col(timestamp_with_time_zone("at"))
        .col(string("side"))
        .col(string("user_id"))
        .col(string("name"))
        .col(text("text"))
        .col(text_null("done"))
        .foreign_key(&mut request)
        .to_owned()
}

fn attachments() -> TableCreateStatement {
    let mut content = ColumnDef::new("content");
    content.blob().not_null();
    let mut entry =
        ForeignKey::create().from("support_attachments", "entry_id").to("support_entries", "id").to_owned();
    Table::create()
        .table("support_attachments")
        .col(key("id"))
        .col(string("entry_id"))
        .col(string("file_name"))
        .col(string("media_type"))
        .col(integer("size"))
        .col(content)
        .foreign_key(&mut entry)
        .to_owned()
}
