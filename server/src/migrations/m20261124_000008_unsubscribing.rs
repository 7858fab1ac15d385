//! Reminders that a user may stop, and the address by which.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut reminders_off = boolean("reminders_off");
        reminders_off.default(false);
        manager.alter_table(Table::alter().table("users").add_column(reminders_off).to_owned()).await?;
        manager
            .alter_table(Table::alter().table("mails").add_column(text_null("unsubscribe")).to_owned())
            .await
    }
}
