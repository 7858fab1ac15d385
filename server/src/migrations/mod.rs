//! The tables' history. Migrations run at start, each once, in this order.

use sea_orm_migration::prelude::*;

mod m20261123_000001_renewal_path;
mod m20261124_000002_transfers;
mod m20261124_000003_invoices;
mod m20261124_000004_time;
mod m20261124_000005_authentication;
mod m20261124_000006_refunds;
mod m20261124_000007_gateway;
mod m20261124_000008_unsubscribing;
mod m20261124_000009_support;
mod m20261124_000010_verification;
mod m20261124_000011_users;
mod m20261124_000012_diary;
mod m20261128_000013_joining;
mod m20261128_000015_membership_center;
mod m20261128_000016_benefits;
mod m20261128_000017_competencies;
mod m20261128_000018_directory;
mod m20261128_000019_openid;
mod m20261128_000020_factors;
mod m20261128_000021_audit;
mod m20261128_000023_statements;
mod m20261128_000024_desk;
mod m20261128_000025_overrides;
mod m20261128_000027_tax_refunds;
mod m20261128_000028_reports;
mod m20261128_000029_api_access;
mod m20261128_000031_programme;
mod m20261128_000032_ways_in;
mod m20261128_000033_kept_leads;

#[cfg(test)]
pub(crate) use m20261128_000017_competencies::GRANTED;

/// All migrations.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_renewal_path::Migration),
            Box::new(m20261124_000002_transfers::Migration),
            Box::new(m20261124_000003_invoices::Migration),
            Box::new(m20261124_000004_time::Migration),
            Box::new(m20261124_000005_authentication::Migration),
            Box::new(m20261124_000006_refunds::Migration),
            Box::new(m20261124_000008_unsubscribing::Migration),
            Box::new(m20261124_000007_gateway::Migration),
            Box::new(m20261124_000009_support::Migration),
            Box::new(m20261124_000010_verification::Migration),
            Box::new(m20261124_000011_users::Migration),
            Box::new(m20261124_000012_diary::Migration),
            Box::new(m20261128_000013_joining::Migration),
            Box::new(m20261128_000016_benefits::Migration),
            Box::new(m20261128_000017_competencies::Migration),
            Box::new(m20261128_000018_directory::Migration),
            Box::new(m20261128_000015_membership_center::Migration),
            Box::new(m20261128_000027_tax_refunds::Migration),
            Box::new(m20261128_000019_openid::Migration),
            Box::new(m20261128_000024_desk::Migration),
            Box::new(m20261128_000023_statements::Migration),
            Box::new(m20261128_000028_reports::Migration),
            Box::new(m20261128_000021_audit::Migration),
            Box::new(m20261128_000020_factors::Migration),
            Box::new(m20261128_000025_overrides::Migration),
            Box::new(m20261128_000029_api_access::Migration),
            Box::new(m20261128_000031_programme::Migration),
            Box::new(m20261128_000032_ways_in::Migration),
            Box::new(m20261128_000033_kept_leads::Migration),
        ]
    }
}

/// A text column that names its row.
fn key(name: &'static str) -> ColumnDef {
    let mut column = sea_orm_migration::schema::string(name);
    column.primary_key();
    column
}
