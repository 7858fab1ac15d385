//! Applications to join, what partners agreed to, and where users are signed in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    string, string_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(applications()).await?;
        let index = |name, column| Index::create().name(name).table("applications").col(column).to_owned();
        let mut once = index("applications_once", "idempotency_key");
        for index in [
            once.unique().to_owned(),
            index("applications_by_token", "token_hash"),
            index("applications_by_email", "email"),
            index("applications_to_forget", "expires_at"),
        ] {
            manager.create_index(index).await?;
        }
        let mut registration_number = ColumnDef::new("registration_number");
        registration_number.string().not_null().default("");
        for (table, column) in [
            ("partners", registration_number),
            ("partners", string_null("agreement_version")),
            ("partners", timestamp_with_time_zone_null("agreed_at")),
            ("users", string_null("zone")),
            ("sessions", timestamp_with_time_zone_null("started_at")),
            ("sessions", string_null("address")),
            ("sessions", text_null("agent")),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let of_user = Index::create().name("sessions_of_user").table("sessions").col("user_id").to_owned();
        manager.create_index(of_user).await
    }
}

fn applications() -> TableCreateStatement {
    Table::create()
        .table("applications")
        .col(key("id"))
        .col(string("idempotency_key"))
        .col(string("email"))
        .col(text("application"))
        .col(string_null("token_hash"))
        .col(timestamp_with_time_zone("sent_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .to_owned()
}
