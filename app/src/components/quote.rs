//! What an order costs, line by line.

use leptos::prelude::*;
use tokuten_core::quotes::{LineItem, Quote as Lines, TaxLine, TaxRelief};

use crate::context::{local, t as common};
use crate::format::money;
use crate::texts::fill;
use crate::texts::paying::t;

/// The lines, taxes and total of an order.
pub fn quote(quote: &Lines) -> impl IntoView + use<> {
    let row = |text: String, amount| view! { <div><dt>{text}</dt><dd>{money(amount)}</dd></div> };
    let lines = quote.lines.iter().map(|line| {
        let text = match &line.item {
            LineItem::Membership { name, .. } => fill(t().line_membership, &[("offer", &local(name))]),
            LineItem::UpgradeDiscount { name, rate, .. } => {
                fill(t().line_upgrade, &[("offer", &local(name)), ("rate", &rate.to_string())])
            }
        };
        row(text, line.amount)
    });
    let lines = lines.collect_view();
    let taxes = quote.taxes.iter().map(|tax| row(tax_text(tax), tax.amount)).collect_view();
    view! {
        <dl class="quote">
            {lines}
            {row(t().subtotal.to_owned(), quote.subtotal)}
            {taxes}
            <div class="total"><dt>{common().total}</dt><dd>{money(quote.total)}</dd></div>
        </dl>
    }
}

fn tax_text(tax: &TaxLine) -> String {
    let name = local(&tax.name);
    match tax.relief {
        None => fill(t().tax_line, &[("name", &name), ("rate", &tax.rate.to_string())]),
        Some(TaxRelief::ReverseCharge) => fill(t().relief_reverse, &[("name", &name)]),
        Some(TaxRelief::Exempt) => fill(t().relief_exempt, &[("name", &name)]),
    }
}
