//! What operators decide about partners: overrides and exemptions from tax; and the index by which they are found.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer_null, date, date_null, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::key;
use crate::fulltext;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(overrides()).await?;
        for column in [text_null("tax_certificate"), date_null("tax_exempt_until")] {
            manager.alter_table(Table::alter().table("partners").add_column(column).to_owned()).await?;
        }
        let index = |name, table| Index::create().name(name).table(table).to_owned();
        for index in [
            index("overrides_of_partner", "overrides").col("partner_id").col("state").to_owned(),
            index("overrides_to_decide", "overrides").col("state").col("asked_at").to_owned(),
            index("mails_of_partner", "mails").col("partner_id").col("id").to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        for statement in by_words(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        fulltext::name_all(manager.get_connection()).await
    }
}

/// Each database's own full-text search over legal names, as for the directory; and on Postgres an index in which the
/// beginnings of texts stand together, whatever locale the database has.
fn by_words(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Sqlite => {
            &["CREATE VIRTUAL TABLE partner_index USING fts5(words, tokenize = 'ascii', prefix = '2 3 4')"]
        }
        _ => &[
            "CREATE TABLE partner_index (partner_id varchar PRIMARY KEY, words tsvector NOT NULL)",
            "CREATE INDEX partner_index_words ON partner_index USING gin (words)",
            "CREATE INDEX users_by_email ON users (email COLLATE \"C\")",
            "CREATE INDEX partners_by_id ON partners (id COLLATE \"C\")",
            "CREATE INDEX invoices_by_number ON invoices (number COLLATE \"C\")",
        ],
    }
}

fn overrides() -> TableCreateStatement {
    let mut partner = ForeignKey::create().from("overrides", "partner_id").to("partners", "id").to_owned();
    Table::create()
        .table("overrides")
        .col(key("id"))
        .col(string("partner_id"))
        .col(string("requirement"))
        .col(string("offer"))
        .col(string_null("subscription_id"))
        .col(date_null("anniversary"))
        .col(date("until"))
        .col(text("reason"))
        .col(string("state"))
        .col(string("asked_by"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(string_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(big_integer_null("order_number"))
        .foreign_key(&mut partner)
        .to_owned()
}
