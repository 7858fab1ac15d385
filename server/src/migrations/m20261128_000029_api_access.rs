//! How systems of the vendor's come in, by API tokens, and how they are told what happens: webhooks.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date, integer, integer_null, string, string_null, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for table in [tokens(), endpoints(), outbox(backend), events(), deliveries(), attempts()] {
            manager.create_table(table).await?;
        }
        let index = |name, table, columns: &[&'static str]| {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            index
        };
        for index in [
            index("webhook_events_by_age", "webhook_events", &["created_at"]),
            index("webhook_deliveries_due", "webhook_deliveries", &["state", "next_try_at"]),
            index("webhook_deliveries_of_endpoint", "webhook_deliveries", &["endpoint_id", "id"]),
            index("webhook_deliveries_by_state", "webhook_deliveries", &["endpoint_id", "state", "id"]),
            index("webhook_deliveries_by_age", "webhook_deliveries", &["created_at"]),
            index("webhook_deliveries_of_event", "webhook_deliveries", &["event_id"]),
            index("webhook_attempts_of_delivery", "webhook_attempts", &["delivery_id", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        let triggers = if backend == DbBackend::Sqlite { SQLITE } else { POSTGRES };
        for statement in triggers {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// While an endpoint is on, what goes into the audit log goes to be told too, in the same transaction and whichever node
/// writes it. While none is, this looks into an empty table and writes nothing.
const SQLITE: &[&str] = &["CREATE TRIGGER audit_is_told AFTER INSERT ON audit \
    WHEN EXISTS (SELECT 1 FROM webhook_endpoints WHERE is_on) BEGIN \
    INSERT INTO webhook_outbox (at, chain, action, subject, after) \
    VALUES (NEW.at, NEW.chain, NEW.action, NEW.subject, NEW.after); END"];

const POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_is_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        IF EXISTS (SELECT 1 FROM webhook_endpoints WHERE is_on) THEN \
        INSERT INTO webhook_outbox (at, chain, action, subject, after) \
        VALUES (NEW.at, NEW.chain, NEW.action, NEW.subject, NEW.after); END IF; \
        RETURN NULL; END $$",
    "CREATE TRIGGER audit_is_told AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_told()",
];

fn unique(name: &'static str) -> ColumnDef {
    let mut column = string(name);
    column.unique_key();
    column
}

fn tokens() -> TableCreateStatement {
    let mut living = string_null("living_name");
    Table::create()
        .table("api_tokens")
        .col(key("id"))
        .col(unique("token_hash"))
        .col(string("name"))
        .col(living.unique_key())
        .col(text("scopes"))
        .col(date("expires_on"))
        .col(timestamp_with_time_zone("created_at"))
        .col(string("created_by"))
        .col(timestamp_with_time_zone_null("last_used"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(string_null("revoked_by"))
        .to_owned()
}

fn endpoints() -> TableCreateStatement {
    Table::create()
        .table("webhook_endpoints")
        .col(key("id"))
        .col(text("url"))
        .col(string("description"))
        .col(text("events"))
        .col(boolean("is_on"))
        .col(string_null("off_because"))
        .col(text("secret"))
        .col(text_null("old_secret"))
        .col(timestamp_with_time_zone_null("old_secret_until"))
        .col(timestamp_with_time_zone("created_at"))
        .col(string("created_by"))
        .col(timestamp_with_time_zone_null("failing_since"))
        .col(integer("version"))
        .to_owned()
}

fn outbox(backend: DbBackend) -> TableCreateStatement {
    let mut id = ColumnDef::new("id");
    match backend {
        DbBackend::Sqlite => id.integer().not_null().primary_key(),
        _ => id.big_integer().not_null().primary_key().auto_increment(),
    };
    Table::create()
        .table("webhook_outbox")
        .col(id)
        .col(timestamp_with_time_zone("at"))
        .col(string("chain"))
        .col(string("action"))
        .col(string("subject"))
        .col(text_null("after"))
        .to_owned()
}

fn events() -> TableCreateStatement {
    Table::create()
        .table("webhook_events")
        .col(key("id"))
        .col(string("event"))
        .col(text("payload"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table("webhook_deliveries")
        .col(key("id"))
        .col(string("endpoint_id"))
        .col(string("event_id"))
        .col(string("event"))
        .col(timestamp_with_time_zone("created_at"))
        .col(string("state"))
        .col(integer("failed_tries"))
        .col(timestamp_with_time_zone_null("next_try_at"))
        .col(big_integer("lease_until"))
        .foreign_key(&mut gone_with("webhook_deliveries", "endpoint_id", "webhook_endpoints"))
        .foreign_key(&mut gone_with("webhook_deliveries", "event_id", "webhook_events"))
        .to_owned()
}

fn attempts() -> TableCreateStatement {
    Table::create()
        .table("webhook_attempts")
        .col(key("id"))
        .col(string("delivery_id"))
        .col(timestamp_with_time_zone("at"))
        .col(integer_null("status"))
        .col(string_null("no_answer"))
        .col(integer("milliseconds"))
        .col(text("answer"))
        .foreign_key(&mut gone_with("webhook_attempts", "delivery_id", "webhook_deliveries"))
        .to_owned()
}

fn gone_with(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from(table, column).to(to, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}
