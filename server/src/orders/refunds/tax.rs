//! The tax of an order that goes back to a partner that is exempt. The sale stands: a credit note takes its invoice back, a
//! new invoice without tax comes in its place, and the order costs from now on what that says.

use sea_orm::ConnectionTrait;
use tokuten_core::desk::{Thing, ThingKind};
use tokuten_core::facts::Facts;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::orders::OrderNumber;
use tokuten_core::quotes::Quote;
use tokuten_core::refunds::{RefundAsked, RefundKind, RefundRow, TaxedOrder, may_refund_tax};
use tokuten_core::verdict::Verdict;

use super::{Decision, begin, store};
use crate::claims;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::offers::{self, parsed, partner_id, partner_row, partner_zone, touch};
use crate::orders::{OrderError, may_die_here, note, store as orders};
use crate::portal::Portal;
use crate::tables::{order, partner, refund};
use crate::{invoices, notices};

/// Whether the tax of an order may be given back today.
pub(super) async fn verdict(
    portal: &Portal,
    db: &impl ConnectionTrait,
    row: &order::Model,
    facts: &Facts,
) -> Result<Verdict, OrderError> {
    let quote: Quote = parsed(&row.quote)?;
    let taxed = TaxedOrder { state: orders::state_of(row)?, paid_on: row.paid_on, tax: quote.tax()? };
    let zone = partner_zone(&partner_row(db, &facts.partner.id).await?)?;
    let (years, today) = (portal.catalogue.tax_refund_years, portal.clock.today(zone));
    Ok(may_refund_tax(facts.partner.is_exempt_on(today), &taxed, years, today))
}

/// Gives the tax of an order back, as the rules allow. Pressed again, it answers with the same refund.
pub async fn give_back_tax(
    portal: &Portal,
    operator: &Operator,
    number: OrderNumber,
    asked: RefundAsked,
) -> Result<RefundRow, OrderError> {
    let faults = asked.faults();
    if !faults.is_empty() {
        return Err(OrderError::Invalid(faults));
    }
    let named = orders::any(portal.db.read(), number).await?.ok_or(OrderError::NotFound("order"))?;
    let partner = partner_id(&named.partner_id)?;
    let tx = portal.db.begin().await?;
    let owner = touch(&tx, &partner).await?;
    if let Some(before) = store::listed_of_order(&tx, number, RefundKind::Tax).await? {
        tx.rollback().await?;
        return Ok(before);
    }
    claims::free_for(portal, &tx, operator, &Thing::new(ThingKind::Order, &number)).await?;
    let row = orders::locked(&tx, &partner, number).await?.ok_or(OrderError::NotFound("order"))?;
    let facts = offers::facts_at(portal, &tx, (&partner, &[]), owner.version).await?;
    let verdict = verdict(portal, &tx, &row, &facts).await?;
    if !verdict.is_allowed() {
        return Err(OrderError::Refused(verdict));
    }
    let refund = decided(portal, &tx, (&owner, operator), row, asked.reason.trim()).await?;
    let shown = store::listed(&tx, refund).await?;
    may_die_here("refund_deciding");
    tx.commit().await?;
    may_die_here("refund_decided");
    Ok(shown)
}

/// Everything that follows from the decision.
async fn decided(
    portal: &Portal,
    tx: &Change,
    (owner, operator): (&partner::Model, &Operator),
    taxed: order::Model,
    reason: &str,
) -> Result<refund::Model, OrderError> {
    let today = portal.clock.today(partner_zone(owner)?);
    let quote: Quote = parsed(&taxed.quote)?;
    let credit_note = invoices::issue(portal, tx, owner, &taxed, (InvoiceKind::CreditNote, today)).await?;
    let exempted = serde_json::to_string(&quote.exempted());
    let exempted = order::Model {
        quote: exempted.map_err(|error| sea_orm::DbErr::Json(error.to_string()))?,
        ..taxed.clone()
    };
    orders::update(tx, &taxed, &exempted).await?;
    let invoice = invoices::issue(portal, tx, owner, &exempted, (InvoiceKind::Invoice, today)).await?;
    let what = Decision { kind: RefundKind::Tax, amount: quote.tax()?, reason, on: today, credit_note };
    let refund = begin(portal, tx, operator, &exempted, what).await?;
    notices::refunds::tax_decided(portal, tx, &exempted, (&refund, &invoice)).await?;
    note(portal, tx, &operator.id, "tax refunded", &exempted).await?;
    Ok(refund)
}
