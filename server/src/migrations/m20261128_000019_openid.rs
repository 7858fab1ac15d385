//! Signing in at a provider: ways through it that are under way, who is who there, and what signing out there asks for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, string_null, text, timestamp_with_time_zone};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(flows()).await?;
        manager.create_table(identities()).await?;
        manager.create_table(sessions()).await?;
        // One account here is one there.
        let one_each = Index::create()
            .name("openid_identities_of_user")
            .table("openid_identities")
            .col("user_id")
            .col("issuer")
            .unique()
            .to_owned();
        manager.create_index(one_each).await
    }
}

fn flows() -> TableCreateStatement {
    Table::create()
        .table("openid_flows")
        .col(key("state_hash"))
        .col(string("browser_hash"))
        .col(string_null("user_id"))
        .col(string_null("session_hash"))
        .col(text("return_to"))
        .col(big_integer("expires_at"))
        .to_owned()
}

fn identities() -> TableCreateStatement {
    Table::create()
        .table("openid_identities")
        .col(string("issuer"))
        .col(string("subject"))
        .col(string("user_id"))
        .col(timestamp_with_time_zone("connected_at"))
        .primary_key(Index::create().col("issuer").col("subject"))
        .foreign_key(ForeignKey::create().from("openid_identities", "user_id").to("users", "id"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    // However a session ends, what belongs to it goes with it.
    let with_session = ForeignKey::create()
        .from("openid_sessions", "session_hash")
        .to("sessions", "token_hash")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table("openid_sessions")
        .col(key("session_hash"))
        .col(text("id_token"))
        .foreign_key(&mut with_session.clone())
        .to_owned()
}
