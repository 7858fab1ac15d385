//! Offers: what is on sale, where, for how much, and what it grants.

use tokuten_core::catalogue::{Offer, OfferCode, Price, Upgrade};
use tokuten_core::money::Rate;
use tokuten_core::payments::PaymentMethod;
use toml_span::Spanned;
use toml_span::value::Value;

use super::amounts;
use super::benefits::benefits;
use super::reading::{Fields, Reading};
use super::values::{
    choice, country, currency, filled_list, list, localized, offer_mention, own_code, spanned,
};

/// An offer.
pub(super) fn offer(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Offer> {
    let mut fields = Fields::of(value, "offer", reading)?;
    let code = fields.required("code", reading, own_code);
    let name = fields.required("name", reading, localized);
    let summary = fields.required("summary", reading, localized);
    let requires = fields.optional("requires", reading, choice);
    let included_in =
        fields.optional("included_in", reading, list(spanned(offer_mention))).unwrap_or_default();
    let upgrade = fields.optional("upgrade", reading, spanned(upgrade));
    let benefits = fields.required("benefits", reading, benefits);
    let prices = fields.required("prices", reading, list(spanned(price))).unwrap_or_default();
    fields.finish(reading);

    refuse_second_prices(&prices, reading);
    refuse_itself(code.as_ref(), &included_in, upgrade.as_ref(), reading);
    Some(Offer {
        code: code?,
        name: name?,
        summary: summary?,
        requires,
        included_in: included_in.into_iter().map(Spanned::take).collect(),
        upgrade: upgrade.map(Spanned::take),
        benefits: benefits?,
        prices: prices.into_iter().map(Spanned::take).collect(),
    })
}

fn refuse_second_prices(prices: &[Spanned<Price>], reading: &mut Reading<'_>) {
    let sold = |price: &Price| (price.country.clone(), price.amount.currency);
    let sold: Vec<_> =
        prices.iter().map(|price| Spanned::with_span(sold(&price.value), price.span)).collect();
    reading.each_once(&sold, |(country, currency)| format!("the price in {country} in {}", currency.code()));
}

fn refuse_itself(
    code: Option<&OfferCode>,
    included_in: &[Spanned<OfferCode>],
    upgrade: Option<&Spanned<Upgrade>>,
    reading: &mut Reading<'_>,
) {
    for other in included_in.iter().filter(|other| Some(&other.value) == code) {
        reading.note(other.span, format!("{:?} cannot be included in itself", other.value.0));
    }
    if let Some(upgrade) = upgrade.filter(|upgrade| Some(&upgrade.value.from) == code) {
        reading.note(upgrade.span, format!("{:?} cannot be an upgrade from itself", upgrade.value.from.0));
    }
}

fn upgrade(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Upgrade> {
    let mut fields = Fields::of(value, "upgrade", reading)?;
    let from = fields.required("from", reading, offer_mention);
    let discount = fields.required("discount", reading, spanned(amounts::rate));
    fields.finish(reading);
    let discount = discount?;
    if discount.value >= Rate::basis_points(10_000) {
        return reading.refuse(discount.span, "a discount must leave something to pay");
    }
    Some(Upgrade { from: from?, discount: discount.value })
}

fn price(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Price> {
    let mut fields = Fields::of(value, "price", reading)?;
    let country = fields.required("country", reading, country);
    let currency = fields.required("currency", reading, spanned(currency));
    let amount = fields.required("amount", reading, amounts::amount_text);
    let methods = fields.required("methods", reading, filled_list(spanned(choice::<PaymentMethod>)));
    fields.finish(reading);

    let methods = methods.unwrap_or_default();
    reading.each_once(&methods, |method| format!("the method {method:?}"));
    let currency = currency?;
    let amount = amounts::price(&amount?, currency.value, reading);
    let methods: Vec<_> = methods.into_iter().map(Spanned::take).collect();
    if methods.contains(&PaymentMethod::BankTransfer) {
        reading.mentions.transfers.push(currency);
    }
    Some(Price { country: country?, amount: amount?, methods })
}
