//! What a draft changes, in words.

use leptos::prelude::*;
use tokuten_core::catalogue::{Benefit, OfferCode, Price};
use tokuten_core::money::Money;
use tokuten_core::payments::PaymentMethod;
use tokuten_core::programme::changes::{Change, OfferPart, Section};
use tokuten_core::renewals::RenewalPolicy;

use super::days;
use super::names::Names;
use crate::context::{local, t as common};
use crate::format::{count, country, date, money, per_cent};
use crate::texts::fill;
use crate::texts::operator::programme::t;
use crate::words;

/// One thing that differs: of what, what was there, what is there, and what else there is to say.
struct Told {
    what: String,
    before: Option<String>,
    after: Option<String>,
    more: Option<String>,
}

impl Told {
    fn of(what: String, before: Option<String>, after: Option<String>) -> Self {
        Self { what, before, after, more: None }
    }
}

/// A list of changes.
pub fn list(changes: &[Change], names: Names) -> impl IntoView + use<> {
    let line = |told: Told| {
        let (before, after) = (told.before.map(was), told.after.map(becomes));
        view! { <li><b>{told.what}</b>" "{before}" "{after}" "{told.more}</li> }
    };
    let lines: Vec<_> = changes.iter().flat_map(|change| tell(change, names)).map(line).collect();
    view! { <ul class="differences changes">{lines}</ul> }
}

/// What was there, struck out.
pub fn was(text: String) -> impl IntoView {
    view! { <del><span class="visually-hidden">{t().before}": "</span>{text}</del> }
}

/// What is there.
pub fn becomes(text: String) -> impl IntoView {
    view! { <ins><span class="visually-hidden">{t().after}": "</span>{text}</ins> }
}

fn tell(change: &Change, names: Names) -> Vec<Told> {
    let of_offer = |text: &str, offer: &OfferCode| fill(text, &[("offer", &names.name(offer))]);
    match change {
        Change::Offer { offer, part } => vec![Told::of(of_offer(of_part(*part), offer), None, None)],
        Change::Price { offer, country: code, before, after } => {
            let places = [("offer", &*names.name(offer)), ("country", &*country(code))];
            price(&fill(t().price_in, &places), before.as_ref(), after.as_ref())
        }
        Change::Benefit { offer, before, after } => {
            benefit(&names.name(offer), before.as_ref(), after.as_ref())
        }
        Change::Policy { effective_from, before, after } => {
            policy(&date(*effective_from), before.as_ref(), after.as_ref())
        }
        Change::Reminders { before, after } => {
            let said = |all: &[_]| Some(days::reminders(all));
            vec![Told::of(t().reminders.to_owned(), said(before), said(after))]
        }
        Change::RetryDays { before, after } => {
            let said = |all: &[u32]| Some(days::retries(all));
            vec![Told::of(t().retry_days.to_owned(), said(before), said(after))]
        }
        Change::Section(part) => {
            vec![Told::of(fill(t().section_changed, &[("section", section(*part))]), None, None)]
        }
    }
}

fn of_part(part: OfferPart) -> &'static str {
    let t = t();
    match part {
        OfferPart::Added => t.offer_added,
        OfferPart::Removed => t.offer_removed,
        OfferPart::Name => t.offer_name_changed,
        OfferPart::Summary => t.offer_summary_changed,
        OfferPart::Requires => t.offer_requires_changed,
        OfferPart::IncludedIn => t.offer_included_changed,
        OfferPart::Upgrade => t.offer_upgrade_changed,
    }
}

fn section(section: Section) -> &'static str {
    let t = t();
    match section {
        Section::Programme => t.section_programme,
        Section::Agreement => t.section_agreement,
        Section::Supplier => t.section_supplier,
        Section::BankAccounts => t.section_accounts,
        Section::Taxes => t.section_taxes,
        Section::Orders => t.section_orders,
        Section::Deadlines => t.section_deadlines,
        Section::Competencies => t.section_competencies,
        Section::Profiles => t.section_profiles,
    }
}

/// How an order is paid.
pub fn method(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::CreditCard => common().credit_card,
        PaymentMethod::BankTransfer => common().bank_transfer,
    }
}

fn methods(price: &Price) -> String {
    price.methods.iter().map(|one| method(*one)).collect::<Vec<_>>().join(", ")
}

fn price(what: &str, before: Option<&Price>, after: Option<&Price>) -> Vec<Told> {
    let (Some(was), Some(becomes)) = (before, after) else {
        let not_sold = || Some(t().not_sold.to_owned());
        let said = |price: Option<&Price>| price.map(|price| money(price.amount)).or_else(not_sold);
        return vec![Told::of(what.to_owned(), said(before), said(after))];
    };
    let mut all = Vec::new();
    if was.amount != becomes.amount {
        let more = difference(was.amount, becomes.amount);
        let (before, after) = (Some(money(was.amount)), Some(money(becomes.amount)));
        all.push(Told { what: what.to_owned(), before, after, more });
    }
    if was.methods != becomes.methods {
        let what = fill(t().methods_of, &[("what", what)]);
        all.push(Told::of(what, Some(methods(was)), Some(methods(becomes))));
    }
    all
}

/// By how much a price rises or falls.
fn difference(was: Money, becomes: Money) -> Option<String> {
    let by = becomes.plus(was.negated().ok()?).ok()?;
    let share = i128::from(by.amount).abs() * 10_000 / i128::from(was.amount).abs().max(1);
    let share = per_cent(u32::try_from(share).unwrap_or(u32::MAX));
    // The amount has its own minus.
    let (rises, sign) = if by.amount > 0 { ("+", "+") } else { ("", "-") };
    Some(format!("({rises}{}, {sign}{share})", money(by)))
}

fn benefit(offer: &str, before: Option<&Benefit>, after: Option<&Benefit>) -> Vec<Told> {
    let Some(shown) = after.or(before) else { return Vec::new() };
    let places = [("offer", offer), ("benefit", &*local(&shown.name))];
    let what = fill(t().benefit_of, &places);
    let (Some(was), Some(becomes)) = (before, after) else {
        let said = |one: &Benefit| {
            let quantity = count(one.quantity.into());
            fill(t().benefit_is, &[("kind", words::benefit_kind(one.kind)), ("quantity", &quantity)])
        };
        return vec![Told::of(what, before.map(said), after.map(said))];
    };
    let rows = benefit_rows(was).into_iter().zip(benefit_rows(becomes));
    let differing = rows.filter(|((_, was), (_, becomes))| was != becomes);
    differing
        .map(|((name, was), (_, becomes))| Told::of(format!("{what}: {name}"), Some(was), Some(becomes)))
        .collect()
}

fn benefit_rows(benefit: &Benefit) -> [(&'static str, String); 6] {
    let t = t();
    let days = benefit.valid_days.map_or_else(|| t.to_benefits_end.to_owned(), |days| count(days.into()));
    let both = |text: &tokuten_core::catalogue::Localized| format!("{} / {}", text.en, text.ja);
    let none = || t.none.to_owned();
    [
        (t.kind, words::benefit_kind(benefit.kind).to_owned()),
        (t.name, both(&benefit.name)),
        (t.description, benefit.description.as_ref().map_or_else(none, both)),
        (t.quantity, count(benefit.quantity.into())),
        (t.valid_days, days),
        (t.file, benefit.file.clone().unwrap_or_else(none)),
    ]
}

fn policy(from: &str, before: Option<&RenewalPolicy>, after: Option<&RenewalPolicy>) -> Vec<Told> {
    let places = [("date", from)];
    match (before, after) {
        (Some(was), Some(becomes)) => {
            let what = fill(t().policy_of, &places);
            let rows = days::policy(was).into_iter().zip(days::policy(becomes));
            rows.filter(|((_, was), (_, becomes))| was != becomes)
                .map(|((name, was), (_, becomes))| {
                    Told::of(format!("{what}: {name}"), Some(was), Some(becomes))
                })
                .collect()
        }
        (None, Some(new)) => {
            let said = days::policy(new).map(|(name, text)| format!("{name}: {text}")).join(" · ");
            vec![Told { what: fill(t().policy_added, &places), before: None, after: None, more: Some(said) }]
        }
        _ => vec![Told::of(fill(t().policy_removed, &places), None, None)],
    }
}
