//! What happens by itself: jobs, mails, and how far each subscription has come.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, integer, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut attempts = integer("renewal_attempts");
        attempts.default(0);
        let columns = [
            date_null("done_through"),
            attempts,
            date_null("first_attempt"),
            timestamp_with_time_zone_null("next_due"),
            text_null("transfer_contact"),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("subscriptions").add_column(column).to_owned()).await?;
        }
        manager.create_table(jobs()).await?;
        manager.create_table(mails()).await?;
        for index in [
            Index::create().name("subscriptions_due").table("subscriptions").col("next_due").to_owned(),
            Index::create().name("subscriptions_new").table("subscriptions").col("done_through").to_owned(),
            Index::create().name("jobs_once").table("jobs").col("kind").col("name").unique().to_owned(),
            Index::create().name("jobs_due").table("jobs").col("state").col("due_at").to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("jobs")
        .col(key("id"))
        .col(string("kind"))
        .col(string("name"))
        .col(text("payload"))
        .col(timestamp_with_time_zone("due_at"))
        .col(integer("attempts"))
        .col(big_integer("lease_until"))
        .col(string("state"))
        .col(text_null("error"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .to_owned()
}

fn mails() -> TableCreateStatement {
    Table::create()
        .table("mails")
        .col(key("id"))
        .col(string_null("partner_id"))
        .col(string("kind"))
        .col(string("recipient"))
        .col(string("language"))
        .col(text("subject"))
        .col(text("text"))
        .col(text("html"))
        .col(timestamp_with_time_zone("written_at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .to_owned()
}
