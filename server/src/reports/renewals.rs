//! What becomes of terms that end.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::reports::{Cell, Row, RowName, Table, last_of, share, undecided_from};

use super::words::{self, drawn, named, told};
use super::{Asked, rows};
use crate::portal::Portal;

/// What became of the terms that end from `$1` to `$2`: those from `$3` on can still be renewed.
const OUTCOMES: &str = "SELECT CASE \
        WHEN EXISTS (SELECT 1 FROM terms AS later \
            WHERE later.subscription_id = terms.subscription_id AND later.starts > terms.starts) THEN 'renewed' \
        WHEN holding <> 'held' THEN 'ended' WHEN terms.expires_on < $3 THEN 'lapsed' ELSE 'undecided' END AS outcome, \
        COUNT(*) AS many \
    FROM terms JOIN subscriptions ON subscriptions.id = terms.subscription_id \
    WHERE terms.expires_on BETWEEN $1 AND $2 GROUP BY 1";

/// Of the terms that end from `$1` to `$2`, those of which somebody was reminded, and those whose window has opened
/// before `$3`.
const REACHED: &str = "SELECT COUNT(reminded_on) AS reminded, COUNT(CASE WHEN expires_on < $3 THEN 1 END) AS opened \
    FROM terms WHERE expires_on BETWEEN $1 AND $2";

/// What became of the terms of some days.
#[derive(Clone, Copy, Default)]
struct Outcomes {
    renewed: u64,
    lapsed: u64,
    undecided: u64,
    ended: u64,
}

async fn outcomes(
    portal: &Portal,
    (first, last): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Outcomes, DbErr> {
    let undecided = undecided_from(&portal.catalogue().policies, (first, last), today);
    let found = rows(portal.db.read(), OUTCOMES, [first.into(), last.into(), undecided.into()]).await?;
    let mut many = HashMap::new();
    for row in found {
        many.insert(row.try_get::<String>("", "outcome")?, row.try_get::<i64>("", "many")?.unsigned_abs());
    }
    let of = |outcome: &str| many.get(outcome).copied().unwrap_or_default();
    Ok(Outcomes {
        renewed: of("renewed"),
        lapsed: of("lapsed"),
        undecided: of("undecided"),
        ended: of("ended"),
    })
}

/// Of the terms that ended in a month, how many were renewed.
pub async fn rate(portal: &Portal, asked: &Asked) -> Result<Vec<Table>, DbErr> {
    let mut table = Table {
        currency: None,
        columns: vec![
            drawn(words::RENEWED),
            drawn(words::LAPSED),
            drawn(words::UNDECIDED),
            drawn(words::ENDED),
            told(words::RATE),
        ],
        rows: Vec::new(),
    };
    for month in &asked.months {
        let Outcomes { renewed, lapsed, undecided, ended } =
            outcomes(portal, (*month, last_of(*month)), asked.today).await?;
        let mut cells: Vec<_> = [renewed, lapsed, undecided, ended].map(Cell::Count).into();
        cells.push(share(renewed, renewed + lapsed));
        table.rows.push(Row { about: RowName::Month(*month), cells });
    }
    Ok(vec![table])
}

/// How many get how far, from the first reminder to a renewal, of the terms that end in these months.
pub async fn window(portal: &Portal, asked: &Asked) -> Result<Vec<Table>, DbErr> {
    let (first, last) = asked.span();
    let reached = rows(portal.db.read(), REACHED, [first.into(), last.into(), asked.today.into()]).await?;
    let count = |column: &str| match reached.first() {
        Some(row) => Ok::<_, DbErr>(row.try_get::<i64>("", column)?.unsigned_abs()),
        None => Ok(0),
    };
    let (reminded, opened) = (count("reminded")?, count("opened")?);
    let Outcomes { renewed, lapsed, .. } = outcomes(portal, (first, last), asked.today).await?;
    let step = |name, many| Row {
        about: RowName::Named(named(name)),
        cells: vec![Cell::Count(many), share(many, opened)],
    };
    Ok(vec![Table {
        currency: None,
        columns: vec![drawn(words::TERMS), told(words::OF_OPENED)],
        rows: vec![
            step(words::REMINDED, reminded),
            step(words::OPENED, opened),
            step(words::RENEWED, renewed),
            step(words::LAPSED, lapsed),
        ],
    }])
}
