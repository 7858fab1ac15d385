//! The tax of an order that goes back to a partner that is exempt. The sale stands: a credit note takes its invoice back, a
//! new invoice without tax comes in its place, and the order costs from now on what that says.

use sea_orm::ConnectionTrait;
use tokuten_core::facts::Facts;
use tokuten_core::invoices::InvoiceKind;
use tokuten_core::quotes::Quote;
use tokuten_core::refunds::{RefundKind, TaxedOrder, may_refund_tax};
use tokuten_core::verdict::Verdict;

use super::{Decision, begin};
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::offers::{parsed, partner_row, partner_zone};
use crate::orders::{OrderError, note, store as orders};
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
    let (years, today) = (portal.catalogue().tax_refund_years, portal.clock.today(zone));
    Ok(may_refund_tax(facts.partner.is_exempt_on(today), &taxed, years, today))
}

/// Everything that follows from the decision.
pub(super) async fn decided(
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
