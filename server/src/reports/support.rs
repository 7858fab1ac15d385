//! How long support requests wait for their first answer.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DbErr;
use tokuten_core::calendar::shifted;
use tokuten_core::reports::{Cell, Row, RowName, Table, last_of, percentile};

use super::words::{self, drawn, told};
use super::{Asked, rows};
use crate::clock::end_of;
use crate::portal::Portal;

const ANSWERS: &str =
    "SELECT opened_at, first_answered_at FROM support_requests WHERE opened_at >= $1 AND opened_at < $2";

/// Of the requests of each month, how many there were, and how long they waited.
pub async fn times(portal: &Portal, asked: &Asked) -> Result<Vec<Table>, DbErr> {
    let mut table = Table {
        currency: None,
        columns: vec![drawn(words::MEDIAN), told(words::MOST), told(words::REQUESTS), told(words::ANSWERED)],
        rows: Vec::new(),
    };
    for month in &asked.months {
        table.rows.push(of_month(portal, *month).await?);
    }
    Ok(vec![table])
}

async fn of_month(portal: &Portal, month: NaiveDate) -> Result<Row, DbErr> {
    let zone = portal.programme_zone();
    let (begins, ends) = (end_of(shifted(month, -1), zone), end_of(last_of(month), zone));
    let found = rows(portal.db.read(), ANSWERS, [begins.into(), ends.into()]).await?;
    let (requests, mut waits) = (found.len(), Vec::new());
    for row in found {
        let opened: DateTime<Utc> = row.try_get("", "opened_at")?;
        if let Some(answered) = row.try_get::<Option<DateTime<Utc>>>("", "first_answered_at")? {
            waits.push((answered - opened).num_minutes().unsigned_abs());
        }
    }
    waits.sort_unstable();
    let minutes = |per_cent| percentile(&waits, per_cent).map_or(Cell::Nothing, Cell::Minutes);
    let cells = vec![minutes(50), minutes(90), Cell::Count(requests as u64), Cell::Count(waits.len() as u64)];
    Ok(Row { about: RowName::Month(month), cells })
}
