//! The programme's versions, and the draft of the next.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date_null, integer, string, string_null, text, text_null, timestamp_with_time_zone,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut number = integer("number");
        let versions = Table::create()
            .table("programmes")
            .col(number.primary_key())
            .col(text("toml"))
            .col(string("origin"))
            .col(string_null("published_by"))
            .col(text("note"))
            .col(timestamp_with_time_zone("since"))
            .to_owned();
        manager.create_table(versions).await?;
        let mut id = integer("id");
        let draft = Table::create()
            .table("programme_drafts")
            .col(id.primary_key())
            .col(integer("revision"))
            .col(text("toml"))
            .col(string("edited_by"))
            .col(timestamp_with_time_zone("edited_at"))
            .col(date_null("scheduled_for"))
            .col(string_null("scheduled_by"))
            .col(text("note"))
            .col(text_null("dry_run"))
            .col(string_null("dry_run_of"))
            .to_owned();
        manager.create_table(draft).await?;
        // Terms that were paid before grant what the first version does: the file that is served then.
        let mut programme = integer("programme");
        manager.alter_table(Table::alter().table("terms").add_column(programme.default(1)).to_owned()).await
    }
}
