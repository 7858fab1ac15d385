//! Reports: what the vendor's own people count. Each is asked of the database by months, through indexes, so that none
//! reads the whole of it; what the figures mean is core's (`core/src/reports.rs`).

mod csv;
mod money;
mod renewals;
pub mod routes;
mod support;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use tokuten_core::reports::{Report, ReportView, last_of, month_of, months_until};

use crate::portal::Portal;

pub use csv::csv;

/// Part of a report's answer that needs to know when it is asked.
struct Asked {
    today: NaiveDate,
    /// First days of the months, in their order.
    months: Vec<NaiveDate>,
}

impl Asked {
    /// The first and the last day of all.
    fn span(&self) -> (NaiveDate, NaiveDate) {
        let first = self.months.first().copied().unwrap_or(self.today);
        (first, self.months.last().map_or(self.today, |month| last_of(*month)))
    }
}

/// A report of the months up to that of `until`, or up to the present one.
pub async fn view(portal: &Portal, report: Report, until: Option<NaiveDate>) -> Result<ReportView, DbErr> {
    let today = portal.clock.today(portal.programme_zone());
    let until = month_of(until.unwrap_or(today));
    let asked = Asked { today, months: months_until(until) };
    let tables = match report {
        Report::RenewalRate => renewals::rate(portal, &asked).await?,
        Report::Window => renewals::window(portal, &asked).await?,
        Report::Revenue => money::revenue(portal, &asked).await?,
        Report::Receivables => money::receivables(portal, &asked).await?,
        Report::Deferred => money::deferred(portal, &asked).await?,
        Report::SupportTimes => support::times(portal, &asked).await?,
    };
    Ok(ReportView { report, today, until, tables })
}

/// Asks what no entity answers: sums and counts over several tables. Places stand as `$1`, which both databases read.
async fn rows(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await
}
