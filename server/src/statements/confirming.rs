//! What is decided about lines: booked, set aside, taken up again. Each in one transaction, and twice is once.

use std::collections::HashMap;

use tokuten_core::orders::OrderNumber;
use tokuten_core::statements::matching::Confidence;
use tokuten_core::statements::{LineConfirmed, LineLeft, LineSetAside, LinesConfirmed, StatementLine};
use tokuten_core::transfers::{Allocation, MoneyArrived};

use super::listing::{proposals, shown_lines};
use super::{StatementError, store};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::orders::{OrderError, transfers};
use crate::portal::Portal;
use crate::tables::statement_line;

/// How many lines one request books; more are asked for again, so that a page can show how far it is.
const AT_ONCE: usize = 25;

/// Books a line for the order that the operator saw, or holds its money. If anything else than what was seen would
/// happen, nothing does.
pub async fn confirm(
    portal: &Portal,
    operator: &Operator,
    (number, id): (i64, &str),
    confirmed: LineConfirmed,
) -> Result<StatementLine, StatementError> {
    let tx = portal.db.begin().await?;
    let row = store::line(&tx, number, id, false).await?.ok_or(StatementError::NotFound("line"))?;
    let line = store::bank_line(&row)?;
    let arrived = MoneyArrived {
        order: confirmed.order,
        amount: line.amount,
        received_on: row.booked_on,
        bank_reference: row.bank_reference.clone(),
    };
    // The partner is locked before the line, as by everything that changes an order.
    let order = transfers::named(&tx, confirmed.order).await?;
    let row = store::line(&tx, number, id, true).await?.ok_or(StatementError::NotFound("line"))?;
    if row.state != store::OPEN {
        let same = row.state == store::BOOKED && row.order_number.map(OrderNumber) == confirmed.order;
        tx.rollback().await?;
        return if same { shown(portal, row).await } else { Err(StatementError::Decided) };
    }
    let allocation =
        transfers::book(portal, &tx, operator, (&arrived, order), Some(confirmed.expected)).await?;
    let booked = statement_line::Model {
        state: store::BOOKED.to_owned(),
        order_number: confirmed.order.map(|order| order.0),
        allocation: Some(transfers::as_json(&allocation)?),
        ..decided(portal, operator, row.clone())
    };
    store::update(&tx, &row, &booked).await?;
    note(portal, &tx, operator, ("statement line booked", &booked)).await?;
    tx.commit().await?;
    shown(portal, booked).await
}

/// Books the lines of a statement that fit exactly, each as if it were confirmed alone. What fits no longer when its turn
/// comes is left.
pub async fn confirm_exact(
    portal: &Portal,
    operator: &Operator,
    number: i64,
) -> Result<LinesConfirmed, StatementError> {
    let db = portal.db.read();
    store::find(db, number).await?.ok_or(StatementError::NotFound("statement"))?;
    let open = store::open_lines(db, number).await?;
    let proposals = proposals(db, number).await?;
    let exact = |row: &statement_line::Model| {
        let proposal = proposals.get(&row.id).filter(|proposal| proposal.confidence == Confidence::Exact)?;
        Some((row.id.clone(), row.line, proposal.order.as_ref()?.order))
    };
    let exact: Vec<_> = open.iter().filter_map(exact).collect();
    let (mut booked, mut left) = (0, Vec::new());
    for (id, line, order) in exact.iter().take(AT_ONCE) {
        let confirmed = LineConfirmed { order: Some(*order), expected: Allocation::Full };
        match confirm(portal, operator, (number, id), confirmed).await {
            Ok(_) => booked += 1,
            Err(
                StatementError::Decided
                | StatementError::Order(
                    OrderError::OutcomeChanged | OrderError::AlreadyRecorded | OrderError::NotFree(_),
                ),
            ) => {
                let line = u32::try_from(*line).unwrap_or_default();
                left.push(LineLeft { id: id.clone(), line, order: *order });
            }
            Err(error) => return Err(error),
        }
    }
    let to_come = u32::try_from(exact.len().saturating_sub(AT_ONCE)).unwrap_or(u32::MAX);
    Ok(LinesConfirmed { booked, left, to_come })
}

/// A line is none of the programme's money: nothing is booked for it.
pub async fn set_aside(
    portal: &Portal,
    operator: &Operator,
    (number, id): (i64, &str),
    asked: LineSetAside,
) -> Result<StatementLine, StatementError> {
    let faults = asked.faults();
    if !faults.is_empty() {
        return Err(StatementError::Invalid(faults));
    }
    let reason = asked.reason.trim().to_owned();
    let tx = portal.db.begin().await?;
    let row = store::line(&tx, number, id, true).await?.ok_or(StatementError::NotFound("line"))?;
    if row.state != store::OPEN {
        let same = row.state == store::SET_ASIDE && row.reason.as_ref() == Some(&reason);
        tx.rollback().await?;
        return if same { shown(portal, row).await } else { Err(StatementError::Decided) };
    }
    let aside = statement_line::Model {
        state: store::SET_ASIDE.to_owned(),
        reason: Some(reason),
        ..decided(portal, operator, row.clone())
    };
    store::update(&tx, &row, &aside).await?;
    note(portal, &tx, operator, ("statement line set aside", &aside)).await?;
    tx.commit().await?;
    shown(portal, aside).await
}

/// A line that was set aside is looked at again.
pub async fn reopen(
    portal: &Portal,
    operator: &Operator,
    (number, id): (i64, &str),
) -> Result<StatementLine, StatementError> {
    let tx = portal.db.begin().await?;
    let row = store::line(&tx, number, id, true).await?.ok_or(StatementError::NotFound("line"))?;
    if row.state != store::SET_ASIDE {
        let is_open = row.state == store::OPEN;
        tx.rollback().await?;
        return if is_open { shown(portal, row).await } else { Err(StatementError::Decided) };
    }
    let open = statement_line::Model {
        state: store::OPEN.to_owned(),
        reason: None,
        decided_by: None,
        decided_at: None,
        ..row.clone()
    };
    store::update(&tx, &row, &open).await?;
    note(portal, &tx, operator, ("statement line taken up again", &open)).await?;
    tx.commit().await?;
    shown(portal, open).await
}

fn decided(portal: &Portal, operator: &Operator, row: statement_line::Model) -> statement_line::Model {
    statement_line::Model {
        decided_by: Some(operator.id.clone()),
        decided_at: Some(portal.clock.now()),
        ..row
    }
}

/// Writes what was decided into the audit log.
async fn note(
    portal: &Portal,
    tx: &Change,
    operator: &Operator,
    (action, row): (&str, &statement_line::Model),
) -> Result<(), StatementError> {
    let subject = format!("statement {} line {}", row.statement_number, row.line);
    let entry = Entry { at: portal.clock.now(), actor: &operator.id, action, subject, partner: None };
    let after = serde_json::json!({ "bank_reference": row.bank_reference, "amount": row.amount,
        "currency": row.currency, "order": row.order_number, "reason": row.reason });
    Ok(entry.record(tx, None::<&()>, Some(&after)).await?)
}

/// A line as it is shown now.
async fn shown(portal: &Portal, row: statement_line::Model) -> Result<StatementLine, StatementError> {
    let db = portal.db.read();
    let proposals = if row.state == store::OPEN {
        proposals(db, row.statement_number).await?
    } else {
        HashMap::default()
    };
    let mut lines = shown_lines(db, vec![row], &proposals).await?;
    lines.pop().ok_or(StatementError::NotFound("line"))
}
