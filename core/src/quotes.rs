//! Quotes: what an order costs, line by line, with its taxes (domain.md, "Invoices" and "Verdicts").

use chrono::NaiveDate;

use crate::catalogue::{Catalogue, Localized, Offer, OfferCode};
use crate::facts::Facts;
use crate::money::{Money, MoneyError, Rate, Rounding};
use crate::orders::Purpose;
use crate::partners::{BillTo, Partner};
use crate::wire;

wire! {
    /// What an order costs. `total = subtotal + taxes`, `subtotal` = the sum of the lines.
    pub struct Quote {
        /// What is sold, and what it costs before tax.
        pub lines: Vec<QuoteLine>,
        /// Before tax.
        pub subtotal: Money,
        /// Per rate, each rounded once.
        pub taxes: Vec<TaxLine>,
        /// What is to be paid.
        pub total: Money,
    }
}

impl Quote {
    /// All taxes together.
    pub fn tax(&self) -> Result<Money, MoneyError> {
        self.total.plus(self.subtotal.negated()?)
    }

    /// The same sale to a partner that is exempt from tax.
    #[must_use]
    pub fn exempted(&self) -> Self {
        let exempt = |tax: &TaxLine| match tax.relief {
            Some(_) => tax.clone(),
            None => TaxLine {
                name: tax.name.clone(),
                rate: Rate::ZERO,
                amount: Money::zero(tax.amount.currency),
                relief: Some(TaxRelief::Exempt),
            },
        };
        Self { taxes: self.taxes.iter().map(exempt).collect(), total: self.subtotal, ..self.clone() }
    }

    /// What the offer that is sold is called.
    #[must_use]
    pub fn offer_name(&self) -> Option<&Localized> {
        self.lines.iter().find_map(|line| match &line.item {
            LineItem::Membership { name, .. } => Some(name),
            LineItem::UpgradeDiscount { .. } => None,
        })
    }

    /// The offer that is left behind, if it is an upgrade.
    #[must_use]
    pub fn upgraded_from(&self) -> Option<&OfferCode> {
        self.lines.iter().find_map(|line| match &line.item {
            LineItem::UpgradeDiscount { from, .. } => Some(from),
            LineItem::Membership { .. } => None,
        })
    }
}

wire! {
    /// One line of a quote.
    pub struct QuoteLine {
        /// What it is for.
        pub item: LineItem,
        /// Before tax; negative for a discount.
        pub amount: Money,
    }
}

wire! {
    /// What a line is for.
    #[serde(rename_all = "snake_case")]
    pub enum LineItem {
        /// One year of an offer.
        Membership {
            /// The offer.
            offer: OfferCode,
            /// What it is called.
            name: Localized,
        },
        /// What an upgrade costs less.
        UpgradeDiscount {
            /// The offer that is left behind.
            from: OfferCode,
            /// What that is called.
            name: Localized,
            /// How much less.
            rate: Rate,
        },
    }
}

wire! {
    /// The tax of one rate.
    pub struct TaxLine {
        /// What the tax is called.
        pub name: Localized,
        /// Its rate; 0 if it is not charged.
        pub rate: Rate,
        /// The tax.
        pub amount: Money,
        /// Why it is not charged, if it is not.
        pub relief: Option<TaxRelief>,
    }
}

wire! {
    /// Why a tax is not charged.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum TaxRelief {
        /// The customer pays it where it is (EU reverse charge).
        ReverseCharge,
        /// The partner is exempt.
        Exempt,
    }
}

/// Why there is no quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoQuote {
    /// The offer has no price in the partner's country and currency.
    NotSoldHere,
    /// The sums do not fit.
    Money(MoneyError),
}

impl From<MoneyError> for NoQuote {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

/// What `offer` costs this partner today, for this purpose and billed like this.
pub fn quote(
    catalogue: &Catalogue,
    facts: &Facts,
    purpose: &Purpose,
    bill_to: &BillTo,
    today: NaiveDate,
) -> Result<Quote, NoQuote> {
    let offer = catalogue.offer(purpose.offer()).ok_or(NoQuote::NotSoldHere)?;
    let partner = &facts.partner;
    let price = offer.price_in(&partner.country, &partner.currency).ok_or(NoQuote::NotSoldHere)?.amount;
    let mut lines = vec![QuoteLine {
        item: LineItem::Membership { offer: offer.code.clone(), name: offer.name.clone() },
        amount: price,
    }];
    if matches!(purpose, Purpose::Buy { .. }) {
        lines.extend(upgrade_discount(catalogue, facts, offer, today)?);
    }
    let subtotal = Money::sum(price.currency, lines.iter().map(|line| line.amount))?;
    let taxes = taxes(catalogue, partner, (bill_to, today), subtotal)?;
    let total = subtotal.plus(Money::sum(price.currency, taxes.iter().map(|tax| tax.amount))?)?;
    Ok(Quote { lines, subtotal, taxes, total })
}

/// With an active silver, gold costs 25 % less (domain.md, "Verdicts"); the figures are the catalogue's.
fn upgrade_discount(
    catalogue: &Catalogue,
    facts: &Facts,
    offer: &Offer,
    today: NaiveDate,
) -> Result<Option<QuoteLine>, NoQuote> {
    let Some(upgrade) = &offer.upgrade else { return Ok(None) };
    let holds = facts.subscriptions.iter().any(|held| held.offer == upgrade.from && held.is_active_on(today));
    let Some(left_behind) = catalogue.offer(&upgrade.from).filter(|_| holds) else { return Ok(None) };
    let price =
        offer.price_in(&facts.partner.country, &facts.partner.currency).ok_or(NoQuote::NotSoldHere)?;
    let amount = price.amount.share(upgrade.discount, Rounding::HalfUp)?.negated()?;
    let (from, name) = (upgrade.from.clone(), left_behind.name.clone());
    Ok(Some(QuoteLine { item: LineItem::UpgradeDiscount { from, name, rate: upgrade.discount }, amount }))
}

fn taxes(
    catalogue: &Catalogue,
    partner: &Partner,
    (bill_to, today): (&BillTo, NaiveDate),
    subtotal: Money,
) -> Result<Vec<TaxLine>, MoneyError> {
    let Some(tax) = catalogue.tax_in(&partner.country) else { return Ok(Vec::new()) };
    let relief = if partner.is_exempt_on(today) {
        Some(TaxRelief::Exempt)
    } else if catalogue.is_reverse_charged(&partner.country) && !bill_to.tax_id.is_empty() {
        Some(TaxRelief::ReverseCharge)
    } else {
        None
    };
    let rate = if relief.is_some() { Rate::ZERO } else { tax.rate };
    Ok(vec![TaxLine { name: tax.name.clone(), rate, amount: subtotal.share(rate, tax.rounding)?, relief }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{bill_to, catalogue, date, facts, facts_in, holding, silver};
    use crate::money::Currency;
    use crate::standing::Exemption;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn buying(offer: &str) -> Purpose {
        Purpose::Buy { offer: offer.into() }
    }

    fn exemption() -> Exemption {
        Exemption { certificate: "EX-1".into(), until: Some(date("2019-06-01")) }
    }

    fn quoted(facts: &Facts, offer: &str, bill_to: &BillTo) -> Quote {
        quote(&catalogue(), facts, &buying(offer), bill_to, date("2019-06-01")).unwrap()
    }

    #[test]
    fn japan_pays_consumption_tax_rounded_down_on_the_subtotal() {
        let quote = quoted(&facts(), "action_pack", &bill_to());
        assert_eq!(quote.subtotal, Money::new(53_905, Currency::JPY));
        assert_eq!(quote.taxes[0].amount, Money::new(5_390, Currency::JPY));
        assert_eq!(quote.total, Money::new(59_295, Currency::JPY));
    }

    #[test]
    fn an_eu_business_with_a_vat_id_is_reverse_charged_and_without_one_pays() {
        let german = facts_in("DE", "EUR");
        let without = BillTo { tax_id: String::new(), ..bill_to() };
        let with = BillTo { tax_id: "DE123456789".into(), ..bill_to() };
        assert_eq!(quoted(&german, "action_pack", &without).taxes[0].amount.amount, 8_075);
        let reverse = quoted(&german, "action_pack", &with);
        assert_eq!(reverse.taxes[0].relief, Some(TaxRelief::ReverseCharge));
        assert_eq!(reverse.total, reverse.subtotal);
    }

    #[test]
    fn a_sale_without_its_tax_is_what_it_would_have_been_for_who_is_exempt() {
        let mut exempt = facts();
        exempt.partner.exemption = Some(exemption());
        let taxed = quoted(&facts(), "action_pack", &bill_to());
        assert_eq!(taxed.tax(), Ok(Money::new(5_390, Currency::JPY)));
        assert_eq!(taxed.exempted(), quoted(&exempt, "action_pack", &bill_to()));
        assert_eq!(taxed.exempted().tax(), Ok(Money::zero(Currency::JPY)));
    }

    #[test]
    fn an_exempt_partner_pays_no_tax() {
        let mut exempt = facts();
        exempt.partner.exemption = Some(exemption());
        let quote = quoted(&exempt, "action_pack", &bill_to());
        assert_eq!((quote.taxes[0].relief, quote.total), (Some(TaxRelief::Exempt), quote.subtotal));
    }

    #[test]
    fn an_exemption_that_has_ended_relieves_nobody() {
        let mut partner = facts();
        partner.partner.exemption = Some(Exemption { until: Some(date("2019-05-31")), ..exemption() });
        assert_eq!(quoted(&partner, "action_pack", &bill_to()), quoted(&facts(), "action_pack", &bill_to()));
    }

    #[test]
    fn a_country_without_a_tax_has_no_tax_line() {
        let quote = quoted(&facts_in("US", "USD"), "action_pack", &bill_to());
        assert_eq!((quote.taxes.len(), quote.total), (0, quote.subtotal));
    }

    #[test]
    fn gold_costs_a_quarter_less_with_an_active_silver() {
        let quote = quoted(&holding(silver("2019-06-22")), "gold", &bill_to());
        assert_eq!(quote.lines[1].amount, Money::new(-150_000, Currency::JPY));
        assert_eq!(quote.subtotal, Money::new(450_000, Currency::JPY));
        let lapsed = quoted(&holding(silver("2019-05-22")), "gold", &bill_to());
        assert_eq!(lapsed.lines.len(), 1);
    }

    #[test]
    fn what_is_not_sold_there_has_no_quote() {
        let result = quote(
            &catalogue(),
            &facts_in("AQ", "USD"),
            &buying("action_pack"),
            &bill_to(),
            date("2019-06-01"),
        );
        assert_eq!(result, Err(NoQuote::NotSoldHere));
    }
}
