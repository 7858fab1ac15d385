//! For how long a customer's personal data are kept.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer_null, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [
            integer_null("keep_days"),
            timestamp_with_time_zone_null("erase_at"),
            timestamp_with_time_zone_null("erased_at"),
        ] {
            manager.alter_table(Table::alter().table("leads").add_column(&mut column).to_owned()).await?;
        }
        manager
            .create_index(Index::create().name("leads_to_erase").table("leads").col("erase_at").to_owned())
            .await?;
        // What is over already: the round looks at it soon, and works out what the programme says.
        let over =
            "UPDATE leads SET erase_at = updated_at WHERE state IN ('won', 'lost', 'declined', 'expired')";
        manager.get_connection().execute_unprepared(over).await?;
        Ok(())
    }
}
