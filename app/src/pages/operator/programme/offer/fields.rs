//! What is being typed of an offer.

use leptos::prelude::*;
use tokuten_core::catalogue::{Benefit, BenefitKind, Localized, Offer, OfferCode, Price, Upgrade};
use tokuten_core::competencies::Level;
use tokuten_core::money::{Currency, Money, Rate, currency, exact};
use tokuten_core::payments::PaymentMethod;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::programme::edits::has_file;

use crate::pages::operator::programme::faults::Place;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The most digits that an amount has before its point.
const MOST_DIGITS: usize = 12;

/// A text that is being typed in both languages.
#[derive(Clone, Copy)]
pub struct LocalFields {
    pub en: RwSignal<String>,
    pub ja: RwSignal<String>,
}

impl LocalFields {
    fn of(text: Option<&Localized>) -> Self {
        let text = text.cloned().unwrap_or(Localized { en: String::new(), ja: String::new() });
        Self { en: RwSignal::new(text.en), ja: RwSignal::new(text.ja) }
    }

    fn typed(self) -> Localized {
        Localized { en: trimmed(self.en), ja: trimmed(self.ja) }
    }
}

/// A price that is being typed.
#[derive(Clone, Copy)]
pub struct PriceFields {
    pub key: usize,
    pub country: RwSignal<String>,
    pub currency: RwSignal<String>,
    pub amount: RwSignal<String>,
    pub methods: RwSignal<Vec<PaymentMethod>>,
}

/// A benefit that is being typed.
#[derive(Clone, Copy)]
pub struct BenefitFields {
    pub key: usize,
    pub code: RwSignal<String>,
    pub kind: RwSignal<String>,
    pub name: LocalFields,
    pub description: LocalFields,
    pub quantity: RwSignal<String>,
    pub valid_days: RwSignal<String>,
    pub file: RwSignal<String>,
}

/// Everything that is being typed of an offer.
#[derive(Clone, Copy)]
pub struct OfferFields {
    pub code: RwSignal<String>,
    pub name: LocalFields,
    pub summary: LocalFields,
    pub requires: RwSignal<String>,
    pub included_in: RwSignal<Vec<OfferCode>>,
    pub upgrade_from: RwSignal<String>,
    pub upgrade_discount: RwSignal<String>,
    pub prices: RwSignal<Vec<PriceFields>>,
    pub benefits: RwSignal<Vec<BenefitFields>>,
    next_key: StoredValue<usize>,
}

fn text(text: impl Into<String>) -> RwSignal<String> {
    RwSignal::new(text.into())
}

fn trimmed(text: RwSignal<String>) -> String {
    text.with_untracked(|text| text.trim().to_owned())
}

/// A level by its code in the form; none is empty.
pub fn level_code(level: Option<Level>) -> &'static str {
    match level {
        None => "",
        Some(Level::Silver) => "silver",
        Some(Level::Gold) => "gold",
    }
}

impl OfferFields {
    /// Starts from an offer, or from nothing.
    pub fn of(offer: Option<&Offer>) -> Self {
        let upgrade = offer.and_then(|offer| offer.upgrade.as_ref());
        let discount = upgrade.map(|upgrade| upgrade.discount.to_string().trim_end_matches(" %").to_owned());
        let fields = Self {
            code: text(offer.map_or("", |offer| &offer.code.0)),
            name: LocalFields::of(offer.map(|offer| &offer.name)),
            summary: LocalFields::of(offer.map(|offer| &offer.summary)),
            requires: text(level_code(offer.and_then(|offer| offer.requires))),
            included_in: RwSignal::new(offer.map_or(Vec::new(), |offer| offer.included_in.clone())),
            upgrade_from: text(upgrade.map_or("", |upgrade| &upgrade.from.0)),
            upgrade_discount: text(discount.unwrap_or_default()),
            prices: RwSignal::new(Vec::new()),
            benefits: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
        };
        if let Some(offer) = offer {
            for price in &offer.prices {
                fields.add_price(Some(price));
            }
            for benefit in &offer.benefits {
                fields.add_benefit(Some(benefit));
            }
        }
        fields
    }

    fn key(self) -> usize {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        key
    }

    /// One price more; answers the key of its row.
    pub fn add_price(self, price: Option<&Price>) -> usize {
        let key = self.key();
        let amount = price.map(|price| price.amount.in_major_units());
        let methods = price.map_or_else(|| vec![PaymentMethod::CreditCard], |price| price.methods.clone());
        let fields = PriceFields {
            key,
            country: text(price.map_or("", |price| &price.country)),
            currency: text(price.map_or("", |price| price.amount.currency.code())),
            amount: text(amount.unwrap_or_default()),
            methods: RwSignal::new(methods),
        };
        self.prices.update(|prices| prices.push(fields));
        key
    }

    /// One benefit more; answers the key of its card.
    pub fn add_benefit(self, benefit: Option<&Benefit>) -> usize {
        let key = self.key();
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let fields = BenefitFields {
            key,
            code: text(benefit.map_or("", |benefit| &benefit.code)),
            kind: text(benefit.map_or(BenefitKind::ProductKey, |benefit| benefit.kind).code()),
            name: LocalFields::of(benefit.map(|benefit| &benefit.name)),
            description: LocalFields::of(benefit.and_then(|benefit| benefit.description.as_ref())),
            quantity: text(benefit.map_or_else(|| "1".to_owned(), |benefit| benefit.quantity.to_string())),
            valid_days: text(number(benefit.and_then(|benefit| benefit.valid_days))),
            file: text(benefit.and_then(|benefit| benefit.file.as_deref()).unwrap_or_default()),
        };
        self.benefits.update(|benefits| benefits.push(fields));
        key
    }

    /// What is typed, and what cannot be said of it in an offer. Numbers that are none become such as core refuses.
    pub fn typed(self) -> (Offer, Vec<FieldError>) {
        let upgrade_from = trimmed(self.upgrade_from);
        let upgrade = (!upgrade_from.is_empty()).then(|| Upgrade {
            from: OfferCode(upgrade_from),
            discount: rate(&trimmed(self.upgrade_discount)),
        });
        let requires = [Level::Silver, Level::Gold]
            .into_iter()
            .find(|level| level_code(Some(*level)) == trimmed(self.requires));
        let mut wrong = Vec::new();
        let prices = self.prices.with_untracked(|prices| {
            let typed = prices.iter().enumerate().map(|(place, price)| {
                price.typed().unwrap_or_else(|price| {
                    wrong.push(FieldError::new(&format!("prices.{place}.currency"), FieldFault::Unknown));
                    price
                })
            });
            typed.collect()
        });
        let offer = Offer {
            code: OfferCode(trimmed(self.code)),
            name: self.name.typed(),
            summary: self.summary.typed(),
            requires,
            included_in: self.included_in.get_untracked(),
            upgrade,
            benefits: self.benefits.with_untracked(|all| all.iter().map(BenefitFields::typed).collect()),
            prices,
        };
        (offer, wrong)
    }

    /// Where a field stands that core calls so, and what it is called there.
    pub fn place(self, field: &str) -> Place {
        let parts: Vec<_> = field.splitn(3, '.').collect();
        let row = |keys: Option<usize>, at: &str, name: &str, number: usize| {
            let key = keys.unwrap_or_default();
            let named = fill(name, &[("number", &(number + 1).to_string())]);
            (format!("{}-{key}-{}", at, parts[2].replace('.', "-")), format!("{named}, {}", label(parts[2])))
        };
        match (parts.as_slice(), parts.get(1).and_then(|place| place.parse::<usize>().ok())) {
            (["prices", _, _], Some(place)) => {
                let key = self.prices.with(|all| all.get(place).map(|price| price.key));
                row(key, "price", t().price_number, place)
            }
            (["benefits", _, _], Some(place)) => {
                let key = self.benefits.with(|all| all.get(place).map(|benefit| benefit.key));
                row(key, "benefit", t().benefit_number, place)
            }
            (["instead_of"], _) => ("description".to_owned(), t().offer.to_owned()),
            _ => (field.replace('.', "-"), label(field).to_owned()),
        }
    }
}

/// What a field is called, beside others of its row.
fn label(field: &str) -> &'static str {
    let t = t();
    match field {
        "code" => t.code,
        "name.en" => t.name_en,
        "name.ja" => t.name_ja,
        "summary.en" => t.summary_en,
        "summary.ja" => t.summary_ja,
        "description.en" => t.description_en,
        "description.ja" => t.description_ja,
        "included_in" => t.included_in,
        "upgrade.from" => t.upgrade_from,
        "upgrade.discount" => t.discount,
        "country" => t.country,
        "currency" => t.currency,
        "amount" => t.amount,
        "methods" => t.methods,
        "quantity" => t.quantity,
        "valid_days" => t.valid_days,
        "file" => t.file,
        _ => t.offer,
    }
}

/// Percent with at most two decimals; nought for what is none.
fn rate(typed: &str) -> Rate {
    let digits = typed.trim_end_matches(['%', '%']).trim_end();
    let points = exact(digits, 2, 3).ok().and_then(|points| u32::try_from(points).ok());
    Rate::basis_points(points.unwrap_or_default())
}

impl PriceFields {
    /// What is typed; an error where its currency is none.
    fn typed(&self) -> Result<Price, Price> {
        let code = trimmed(self.currency).to_uppercase();
        let known = currency(&code);
        let unit = known.unwrap_or(Currency::XXX);
        let decimals = usize::try_from(Money::zero(unit).decimals()).unwrap_or_default();
        // Without a currency, as many decimals as any has.
        let decimals = if known.is_some() { decimals } else { 4 };
        let amount = exact(&trimmed(self.amount), decimals, MOST_DIGITS).unwrap_or_default();
        let price = Price {
            country: trimmed(self.country),
            amount: Money::new(amount, unit),
            methods: self.methods.get_untracked(),
        };
        if known.is_some() { Ok(price) } else { Err(price) }
    }
}

impl BenefitFields {
    /// The kind that is chosen; follows the choice.
    pub fn kind(&self) -> BenefitKind {
        self.kind.with(|code| BenefitKind::of_code(code)).unwrap_or(BenefitKind::ProductKey)
    }

    /// What is typed, of what the kind has.
    fn typed(&self) -> Benefit {
        let kind = untrack(|| self.kind());
        let description = self.description.typed();
        let is_described = !(description.en.is_empty() && description.ja.is_empty());
        let number = |text: RwSignal<String>| trimmed(text).parse::<u32>().unwrap_or_default();
        let is_limited = kind.has_secret() && !trimmed(self.valid_days).is_empty();
        Benefit {
            code: trimmed(self.code),
            kind,
            name: self.name.typed(),
            description: is_described.then_some(description),
            quantity: number(self.quantity),
            valid_days: is_limited.then(|| number(self.valid_days)),
            file: has_file(kind).then(|| trimmed(self.file)),
        }
    }
}
