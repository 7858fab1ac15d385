//! Skills, the people who have them, and when partners are told of what expires. What `attainments` held until now is
//! what the programme granted; from now on it follows from the skills.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date, date_null, integer, string, string_null, text, timestamp_with_time_zone_null,
};

use super::key;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Makes a recognition of each attainment.
pub const GRANTED: &str = "INSERT INTO skills (id, partner_id, person_id, kind, code, detail, amount, earned_on, expires_on, told_on) \
    SELECT 'recognition/' || partner_id || '/' || area || '/' || held_from || '/' || level, \
        partner_id, NULL, 'recognition', area, level, 0, held_from, \
        CASE WHEN COUNT(held_until) < COUNT(*) THEN NULL ELSE MAX(held_until) END, NULL \
    FROM attainments GROUP BY partner_id, area, held_from, level";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [people(), stays(), skills(), watches()] {
            manager.create_table(table).await?;
        }
        let index = |name, table, column| Index::create().name(name).table(table).col(column).to_owned();
        for index in [
            index("stays_of_partner", "stays", "partner_id"),
            index("stays_of_person", "stays", "person_id"),
            index("skills_of_partner", "skills", "partner_id"),
            index("skills_of_person", "skills", "person_id"),
            index("skill_watches_due", "skill_watches", "next_due"),
        ] {
            manager.create_index(index).await?;
        }
        manager.get_connection().execute_unprepared(GRANTED).await?;
        Ok(())
    }
}

fn references(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(other, "id").to_owned()
}

fn people() -> TableCreateStatement {
    Table::create()
        .table("people")
        .col(key("id"))
        .col(string("name"))
        .col(string_null("user_id"))
        .foreign_key(&mut references("people", "user_id", "users"))
        .to_owned()
}

fn stays() -> TableCreateStatement {
    Table::create()
        .table("stays")
        .col(key("id"))
        .col(string("person_id"))
        .col(string("partner_id"))
        .col(date_null("since"))
        .col(date_null("until"))
        .foreign_key(&mut references("stays", "person_id", "people"))
        .foreign_key(&mut references("stays", "partner_id", "partners"))
        .to_owned()
}

fn skills() -> TableCreateStatement {
    let mut id = text("id");
    id.primary_key();
    Table::create()
        .table("skills")
        .col(id)
        .col(string_null("partner_id"))
        .col(string_null("person_id"))
        .col(string("kind"))
        .col(string("code"))
        .col(text("detail"))
        .col(integer("amount"))
        .col(date("earned_on"))
        .col(date_null("expires_on"))
        .col(date_null("told_on"))
        .foreign_key(&mut references("skills", "partner_id", "partners"))
        .foreign_key(&mut references("skills", "person_id", "people"))
        .to_owned()
}

fn watches() -> TableCreateStatement {
    Table::create()
        .table("skill_watches")
        .col(key("partner_id"))
        .col(timestamp_with_time_zone_null("next_due"))
        .foreign_key(&mut references("skill_watches", "partner_id", "partners"))
        .to_owned()
}
