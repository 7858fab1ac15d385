//! What finance sees: statements and how far each is done, and what each line seems to be.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::money::{Money, currency};
use tokuten_core::orders::OrderNumber;
use tokuten_core::statements::matching::{
    Confidence, Doubt, Orders, Proposal, numbers_named, once_each, propose,
};
use tokuten_core::statements::{
    Direction, LineState, LinesShown, StatementFormat, StatementLine, StatementPage, StatementRow,
    StatementView,
};

use super::{StatementError, is_that, store};
use crate::meanwhile;
use crate::offers::parsed;
use crate::orders::transfers;
use crate::portal::Portal;
use crate::tables::{statement, statement_line};

/// Lines of a page.
const LINES: usize = 100;

/// A page of the list of statements.
pub async fn list(portal: &Portal, after: u64) -> Result<StatementPage, StatementError> {
    let db = portal.db.read();
    let mut rows = store::page(db, after).await?;
    let more = rows.len() as u64 > store::PAGE;
    rows.truncate(usize::try_from(store::PAGE).unwrap_or(usize::MAX));
    let next_cursor = more.then(|| (after + store::PAGE).to_string());
    Ok(StatementPage { statements: listed(db, rows).await?, next_cursor })
}

async fn listed(db: &impl ConnectionTrait, rows: Vec<statement::Model>) -> Result<Vec<StatementRow>, DbErr> {
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let counts = store::counts(db, &numbers).await?;
    let names = meanwhile::names(db, rows.iter().map(|row| row.imported_by.as_str()).collect()).await?;
    let row = |row: statement::Model| {
        let count = |state: &str| counts.get(&(row.number, state.to_owned())).copied().unwrap_or_default();
        StatementRow {
            number: row.number,
            format: StatementFormat::of_code(&row.format),
            from: row.from_day,
            to: row.to_day,
            imported_by: names.get(&row.imported_by).cloned().unwrap_or_default(),
            imported_at: row.imported_at,
            open: count(store::OPEN),
            booked: count(store::BOOKED),
            set_aside: count(store::SET_ASIDE),
            others: count(store::OTHER),
            file_name: row.file_name,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// A statement with a page of its lines.
pub async fn view(
    portal: &Portal,
    number: i64,
    shown: LinesShown,
    after: u64,
) -> Result<StatementView, StatementError> {
    let db = portal.db.read();
    let row = store::find(db, number).await?.ok_or(StatementError::NotFound("statement"))?;
    let mut rows = store::lines(db, number, shown, (after, LINES as u64)).await?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let proposals = proposals(db, number).await?;
    let exact = proposals.values().filter(|proposal| proposal.confidence == Confidence::Exact).count();
    let [statement] = <[StatementRow; 1]>::try_from(listed(db, vec![row]).await?)
        .map_err(|_| StatementError::NotFound("statement"))?;
    Ok(StatementView {
        statement,
        exact: u32::try_from(exact).unwrap_or(u32::MAX),
        lines: shown_lines(db, rows, &proposals).await?,
        next_cursor: more.then(|| (after + LINES as u64).to_string()),
    })
}

/// What each open line of a statement seems to be, by its id.
pub(super) async fn proposals(
    db: &impl ConnectionTrait,
    number: i64,
) -> Result<HashMap<String, Proposal>, DbErr> {
    let rows = store::open_lines(db, number).await?;
    let lines = rows.iter().map(store::bank_line).collect::<Result<Vec<_>, _>>()?;
    let texts = lines.iter().flat_map(|line| line.texts.iter().map(String::as_str));
    let billed = transfers::billed(db, numbers_named(texts)).await?;
    let orders = Orders::of(&billed);
    let references: Vec<_> = rows.iter().map(|row| row.bank_reference.clone()).collect();
    let recorded = transfers::recorded_under(db, &references).await?;
    let proposed = rows.iter().zip(&lines).map(|(row, line)| {
        let taken = recorded.get(&row.bank_reference).is_some_and(|payment| !is_that(line, payment));
        let doubt = match (&row.resembles, taken) {
            (Some(_), _) => Some(Doubt::Resembles),
            (None, true) => Some(Doubt::ReferenceTaken),
            (None, false) => None,
        };
        (line.line, propose(line, &orders, doubt))
    });
    let mut proposed: Vec<_> = proposed.collect();
    once_each(&mut proposed);
    Ok(rows.into_iter().map(|row| row.id).zip(proposed.into_iter().map(|(_, proposal)| proposal)).collect())
}

/// Lines as they are shown.
pub(super) async fn shown_lines(
    db: &impl ConnectionTrait,
    rows: Vec<statement_line::Model>,
    proposals: &HashMap<String, Proposal>,
) -> Result<Vec<StatementLine>, DbErr> {
    let ids = rows.iter().filter_map(|row| row.decided_by.as_deref()).collect();
    let names = meanwhile::names(db, ids).await?;
    let line = |row: statement_line::Model| {
        let line = store::bank_line(&row)?;
        let by = row.decided_by.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default();
        let at = row.decided_at.unwrap_or_default();
        let state = match (row.state.as_str(), &row.allocation, proposals.get(&row.id)) {
            (store::BOOKED, Some(allocation), _) => LineState::Booked {
                order: row.order_number.map(OrderNumber),
                allocation: parsed(allocation)?,
                by,
                at,
            },
            (store::SET_ASIDE, ..) => {
                LineState::SetAside { reason: row.reason.clone().unwrap_or_default(), by, at }
            }
            (store::OPEN, _, Some(proposal)) => LineState::Open(proposal.clone()),
            _ => LineState::Other,
        };
        Ok(StatementLine {
            line: line.line,
            direction: Direction::of_code(&row.direction).unwrap_or(line.direction),
            booked_on: row.booked_on,
            amount: Money::new(row.amount, currency(&row.currency).unwrap_or(line.amount.currency)),
            text: line.text(),
            payer: line.payer,
            bank_reference: row.bank_reference,
            id: row.id,
            state,
        })
    };
    rows.into_iter().map(line).collect()
}
