//! What a one-time link was made for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string;

use crate::clock::Clock;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let purpose = string("purpose").default("password_reset").to_owned();
        manager.alter_table(Table::alter().table("links").add_column(purpose).to_owned()).await?;
        for update in [first_operators(), invitations()] {
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
