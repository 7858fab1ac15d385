//! Business profiles, the index by which the directory finds them, and leads.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(profiles()).await?;
        manager.create_table(countries()).await?;
        manager.create_table(logos()).await?;
        manager.create_table(leads()).await?;
        let index = |name, table| Index::create().name(name).table(table).to_owned();
        for index in [
            index("business_profiles_by_name", "business_profiles")
                .col("sort_name")
                .col("partner_id")
                .to_owned(),
            index("profile_countries_of_country", "profile_countries")
                .col("country")
                .col("partner_id")
                .to_owned(),
            index("profile_logos_of_partner", "profile_logos").col("partner_id").to_owned(),
            index("attainments_of_area", "attainments").col("area").col("partner_id").to_owned(),
            index("leads_of_partner", "leads").col("partner_id").col("number").to_owned(),
            index("leads_once", "leads").col("once").unique().to_owned(),
            index("leads_to_remind", "leads").col("remind_at").to_owned(),
            index("leads_to_expire", "leads").col("expires_at").to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        for statement in full_text(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Each database's own full-text search. The words come cut and folded from `core::search`, so none of the two may
/// do more to them: `ascii` parts at blanks alone, and a `tsvector` is handed over whole.
fn full_text(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Sqlite => {
            &["CREATE VIRTUAL TABLE directory_index USING fts5(words, tokenize = 'ascii', prefix = '2 3 4')"]
        }
        _ => &[
            "CREATE TABLE directory_index (partner_id varchar PRIMARY KEY, words tsvector NOT NULL)",
            "CREATE INDEX directory_index_words ON directory_index USING gin (words)",
        ],
    }
}

fn of_partner(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "partner_id").to("partners", "id").to_owned()
}

fn profiles() -> TableCreateStatement {
    Table::create()
        .table("business_profiles")
        .col(key("partner_id"))
        .col(big_integer("version"))
        .col(text("draft"))
        .col(string_null("draft_logo"))
        .col(text_null("published"))
        .col(string_null("published_logo"))
        .col(timestamp_with_time_zone_null("published_at"))
        .col(text_null("sort_name"))
        .foreign_key(&mut of_partner("business_profiles"))
        .to_owned()
}

fn countries() -> TableCreateStatement {
    Table::create()
        .table("profile_countries")
        .col(string("partner_id"))
        .col(string("country"))
        .primary_key(Index::create().col("partner_id").col("country"))
        .foreign_key(&mut of_partner("profile_countries"))
        .to_owned()
}

fn logos() -> TableCreateStatement {
    let mut content = ColumnDef::new("content");
    content.blob().not_null();
    Table::create()
        .table("profile_logos")
        .col(key("id"))
        .col(string("partner_id"))
        .col(string("media_type"))
        .col(content)
        .foreign_key(&mut of_partner("profile_logos"))
        .to_owned()
}

fn leads() -> TableCreateStatement {
    let mut number = ColumnDef::new("number");
    number.big_integer().not_null().primary_key();
    Table::create()
        .table("leads")
        .col(number)
        .col(string("partner_id"))
        .col(string("once"))
        .col(string("state"))
        .col(text("standing"))
        .col(text("name"))
        .col(text("company"))
        .col(text("email"))
        .col(text("phone"))
        .col(text("message"))
        .col(text("consent"))
        .col(timestamp_with_time_zone("received_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("remind_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .foreign_key(&mut of_partner("leads"))
        .to_owned()
}
