//! The desk: claims, what the vendor's support keeps to itself, and the indexes by which queues are read.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(claims()).await?;
        manager.create_table(notes()).await?;
        manager.create_table(canned_answers()).await?;
        for column in [timestamp_with_time_zone_null("first_answered_at"), big_integer_null("merged_into")] {
            let table = Table::alter().table("support_requests").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        let index = |name, table| Index::create().name(name).table(table).to_owned();
        for index in [
            index("claims_over", "claims").col("until").to_owned(),
            index("support_notes_once", "support_notes")
                .col("request_number")
                .col("idempotency_key")
                .unique()
                .to_owned(),
            index("support_requests_merged", "support_requests").col("merged_into").to_owned(),
            index("refunds_waiting", "refunds").col("state").col("decided_at").to_owned(),
            index("audit_of_subject", "audit").col("subject").col("id").to_owned(),
        ] {
            manager.create_index(index).await?;
        }
        for statement in QUEUES.iter().chain(&[FIRST_ANSWERS]) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Indexes of what lies in a queue only, whatever the size of the table.
const QUEUES: &[&str] = &[
    "CREATE INDEX payments_unallocated ON payments (recorded_at) WHERE why_held IS NOT NULL",
    "CREATE INDEX jobs_dead ON jobs (finished_at) WHERE state = 'dead'",
    "CREATE INDEX subscriptions_tried ON subscriptions (first_attempt) WHERE renewal_attempts > 0",
];

/// Requests that were answered before this was kept.
const FIRST_ANSWERS: &str = "UPDATE support_requests SET first_answered_at = (SELECT MIN(at) FROM support_entries \
    WHERE request_number = number AND side = 'vendor' AND text <> '')";

fn claims() -> TableCreateStatement {
    Table::create()
        .table("claims")
        .col(string("kind"))
        .col(string("thing"))
        .col(string("operator_id"))
        .col(timestamp_with_time_zone("since"))
        .col(timestamp_with_time_zone("until"))
        .primary_key(Index::create().col("kind").col("thing"))
        .to_owned()
}

fn notes() -> TableCreateStatement {
    let mut request = ForeignKey::create()
        .from("support_notes", "request_number")
        .to("support_requests", "number")
        .to_owned();
    Table::create()
        .table("support_notes")
        .col(key("id"))
        .col(big_integer("request_number"))
        .col(string("idempotency_key"))
        .col(timestamp_with_time_zone("at"))
        .col(string("operator_id"))
        .col(text("text"))
        .foreign_key(&mut request)
        .to_owned()
}

fn canned_answers() -> TableCreateStatement {
    Table::create()
        .table("canned_answers")
        .col(key("id"))
        .col(integer("version"))
        .col(text("title"))
        .col(text("text"))
        .to_owned()
}
