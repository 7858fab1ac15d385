//! What a one-time link was made for, what somebody goes to the provider for, and when a session was last confirmed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string};

use crate::clock::Clock;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("links", string("purpose").default("password_reset").to_owned()),
            ("openid_flows", string("errand").default("sign_in").to_owned()),
            ("sessions", big_integer_null("confirmed_at")),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for update in [first_operators(), invitations(), connecting()] {
            manager.execute(update).await?;
        }
        Ok(())
    }
}

fn first_operators() -> UpdateStatement {
    of_purpose("first_operator").and_where(Expr::col("user_id").is_null()).to_owned()
}

/// Links of who is invited and of who has forgotten the password look alike. An invitation lets somebody in by the
/// provider, so only what cannot be the other counts as one: what is good for more than two hours still, where the
/// other is good for one. All of them set a password as before.
fn invitations() -> UpdateStatement {
    let longer = Clock::real().real_seconds() + 2 * 3_600;
    of_purpose("invitation")
        .and_where(Expr::col("user_id").is_not_null())
        .and_where(Expr::col("expires_at").gt(longer))
        .to_owned()
}

fn of_purpose(purpose: &str) -> UpdateStatement {
    Query::update().table("links").value("purpose", purpose).to_owned()
}

/// Whoever is at the provider now comes back to what it was about.
fn connecting() -> UpdateStatement {
    Query::update()
        .table("openid_flows")
        .value("errand", "connect")
        .and_where(Expr::col("user_id").is_not_null())
        .to_owned()
}
