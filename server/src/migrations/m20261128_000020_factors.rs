//! Passkeys, operators' second factors, and what stands between a password and a session.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [passkeys(), ceremonies(), authenticator_apps(), recovery_codes(), half_sessions()] {
            manager.create_table(table).await?;
        }
        // Sessions that are older were opened by a password alone.
        let second_factor = boolean("second_factor").default(false).to_owned();
        manager.alter_table(Table::alter().table("sessions").add_column(second_factor).to_owned()).await?;
        let of_user = |name: &'static str, table: &'static str| {
            Index::create().name(name).table(table).col("user_id").to_owned()
        };
        for index in [
            of_user("passkeys_of_user", "passkeys"),
            of_user("ceremonies_of_user", "ceremonies"),
            of_user("recovery_codes_of_user", "recovery_codes"),
            of_user("half_sessions_of_user", "half_sessions"),
            Index::create()
                .name("passkeys_by_credential")
                .table("passkeys")
                .col("credential_id")
                .unique()
                .to_owned(),
            Index::create()
                .name("operators_by_name")
                .table("users")
                .col("operator_role")
                .col("name")
                .to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "user_id").to("users", "id").to_owned()
}

fn passkeys() -> TableCreateStatement {
    Table::create()
        .table("passkeys")
        .col(key("id"))
        .col(string("user_id"))
        .col(text("credential_id"))
        .col(text("credential"))
        .col(big_integer("counter"))
        .col(string("name"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("last_used"))
        .foreign_key(&mut of_user("passkeys"))
        .to_owned()
}

fn ceremonies() -> TableCreateStatement {
    Table::create()
        .table("ceremonies")
        .col(key("token_hash"))
        .col(string_null("user_id"))
        .col(text("ceremony"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut of_user("ceremonies"))
        .to_owned()
}

fn authenticator_apps() -> TableCreateStatement {
    Table::create()
        .table("authenticator_apps")
        .col(key("user_id"))
        .col(text_null("secret"))
        .col(text_null("pending"))
        .col(big_integer("last_step"))
        .col(timestamp_with_time_zone_null("since"))
        .foreign_key(&mut of_user("authenticator_apps"))
        .to_owned()
}

fn recovery_codes() -> TableCreateStatement {
    Table::create()
        .table("recovery_codes")
        .col(key("code_hash"))
        .col(string("user_id"))
        .foreign_key(&mut of_user("recovery_codes"))
        .to_owned()
}

fn half_sessions() -> TableCreateStatement {
    Table::create()
        .table("half_sessions")
        .col(key("token_hash"))
        .col(string("user_id"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut of_user("half_sessions"))
        .to_owned()
}
