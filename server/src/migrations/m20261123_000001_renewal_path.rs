//! Partners, users, sessions, subscriptions, orders, payment attempts, audit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, date_null, integer, pk_auto, string, string_null,
    string_uniq, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        manager.execute(first_numbers()).await
    }
}

/// Where numbering starts, so that the first order and partner already look like one among many.
fn first_numbers() -> InsertStatement {
    Query::insert()
        .into_table("sequences")
        .columns(["name", "value"])
        .values_panic(["orders".into(), 100_000_i64.into()])
        .values_panic(["partners".into(), 4_100_000_i64.into()])
        .to_owned()
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        settings(),
        sequences(),
        partners(),
        users(),
        sessions(),
        links(),
        attainments(),
        subscriptions(),
        orders(),
        terms(),
        attempts(),
        audit(),
    ]
}

fn references(
    table: &'static str,
    column: &'static str,
    other: &'static str,
    other_key: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(other, other_key).to_owned()
}

/// What the server remembers of itself: whether this is the demo, where its test clock stands.
fn settings() -> TableCreateStatement {
    Table::create().table("settings").col(key("name")).col(text("value")).to_owned()
}

/// Counters that are advanced inside the transaction that uses the number.
fn sequences() -> TableCreateStatement {
    Table::create().table("sequences").col(key("name")).col(big_integer("value")).to_owned()
}

fn partners() -> TableCreateStatement {
    Table::create()
        .table("partners")
        .col(key("id"))
        .col(string("name"))
        .col(string("country"))
        .col(string("currency"))
        .col(string("zone"))
        .col(string("language"))
        .col(boolean("email_verified"))
        .col(boolean("agreement_accepted"))
        .col(string("verification"))
        .col(text_null("verification_reason"))
        .col(text_null("suspended"))
        .col(boolean("tax_exempt"))
        .col(text("bill_to"))
        .col(big_integer("version"))
        .to_owned()
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(key("id"))
        .col(string_uniq("email"))
        .col(string("name"))
        .col(text_null("password_hash"))
        .col(string_null("language"))
        .col(string_null("partner_id"))
        .col(string("roles"))
        .col(string_null("operator_role"))
        .foreign_key(&mut references("users", "partner_id", "partners", "id"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(key("token_hash"))
        .col(string("user_id"))
        .col(big_integer("expires_at"))
        .foreign_key(references("sessions", "user_id", "users", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("links")
        .col(key("token_hash"))
        .col(string_null("user_id"))
        .col(big_integer("expires_at"))
        .foreign_key(references("links", "user_id", "users", "id").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}

fn attainments() -> TableCreateStatement {
    Table::create()
        .table("attainments")
        .col(pk_auto("id"))
        .col(string("partner_id"))
        .col(string("area"))
        .col(string("level"))
        .col(date("held_from"))
        .col(date_null("held_until"))
        .foreign_key(&mut references("attainments", "partner_id", "partners", "id"))
        .to_owned()
}

fn subscriptions() -> TableCreateStatement {
    Table::create()
        .table("subscriptions")
        .col(key("id"))
        .col(string("partner_id"))
        .col(string("offer"))
        .col(date("purchased_on"))
        .col(date("anchor"))
        .col(date("term_starts"))
        .col(date("expires_on"))
        .col(string("managed_in"))
        .col(string("holding"))
        .col(date_null("holding_on"))
        .col(boolean("automatic_renewal"))
        .col(text_null("card_token"))
        .col(text_null("card"))
        .foreign_key(&mut references("subscriptions", "partner_id", "partners", "id"))
        .to_owned()
}

fn orders() -> TableCreateStatement {
    let mut number = big_integer("number");
    number.primary_key();
    Table::create()
        .table("orders")
        .col(number)
        .col(string("partner_id"))
        .col(string("user_id"))
        .col(string("started_by"))
        .col(string("idempotency_key"))
        .col(string("offer"))
        .col(string_null("subscription_id"))
        .col(date_null("anniversary"))
        .col(string("state"))
        .col(string("method"))
        .col(text_null("card_token"))
        .col(text_null("card"))
        .col(text("quote"))
        .col(text("bill_to"))
        .col(string_null("agreement_version"))
        .col(integer("attempts"))
        .col(string_null("term_key"))
        .col(string_null("decline"))
        .col(timestamp_with_time_zone("started_at"))
        .col(date_null("pay_by"))
        .col(date_null("paid_on"))
        .col(date_null("new_anniversary"))
        .foreign_key(&mut references("orders", "partner_id", "partners", "id"))
        .foreign_key(&mut references("orders", "subscription_id", "subscriptions", "id"))
        .to_owned()
}

fn terms() -> TableCreateStatement {
    Table::create()
        .table("terms")
        .col(pk_auto("id"))
        .col(string("subscription_id"))
        .col(date("starts"))
        .col(date("expires_on"))
        .col(string("began"))
        .col(big_integer_null("order_number"))
        .col(date("recorded_on"))
        .foreign_key(&mut references("terms", "subscription_id", "subscriptions", "id"))
        .foreign_key(&mut references("terms", "order_number", "orders", "number"))
        .to_owned()
}

fn attempts() -> TableCreateStatement {
    Table::create()
        .table("attempts")
        .col(key("id"))
        .col(big_integer("order_number"))
        .col(string("idempotency_key"))
        .col(text("card_token"))
        .col(big_integer("amount"))
        .col(string("currency"))
        .col(string("state"))
        .col(big_integer("lease_until"))
        .col(timestamp_with_time_zone("opened_at"))
        .col(timestamp_with_time_zone_null("settled_at"))
        .foreign_key(&mut references("attempts", "order_number", "orders", "number"))
        .to_owned()
}

fn audit() -> TableCreateStatement {
    Table::create()
        .table("audit")
        .col(pk_auto("id"))
        .col(timestamp_with_time_zone("at"))
        .col(string("actor"))
        .col(string("action"))
        .col(string("subject"))
        .col(text_null("before"))
        .col(text_null("after"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name, table, columns: &[&'static str]| {
        let mut statement = Index::create();
        statement.name(name).table(table);
        for column in columns {
            statement.col(*column);
        }
        statement
    };
    vec![
        index("users_partner", "users", &["partner_id"]),
        index("sessions_user", "sessions", &["user_id"]),
        index("sessions_expiry", "sessions", &["expires_at"]),
        index("attainments_partner", "attainments", &["partner_id"]),
        index("subscriptions_of_partner", "subscriptions", &["partner_id", "offer", "purchased_on"]),
        index("orders_of_partner", "orders", &["partner_id", "number"]),
        index("orders_by_state", "orders", &["state", "started_at"]),
        // At most one order per partner, offer and term is placed or paid: what makes a second payment impossible.
        index("orders_one_per_term", "orders", &["term_key"]).unique().take(),
        index("orders_idempotency", "orders", &["user_id", "idempotency_key"]).unique().take(),
        index("terms_of_subscription", "terms", &["subscription_id", "starts"]).unique().take(),
        index("attempts_of_order", "attempts", &["order_number", "idempotency_key"]).unique().take(),
        index("attempts_by_state", "attempts", &["state", "lease_until"]),
    ]
}
