//! What a form has changed, written into the file: only what is another, so that comments and everything that has no form
//! stay as they are. What comes out is read again like any other file.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use tokuten_core::catalogue::{
    Benefit, Catalogue, Language, Localized, Offer, OfferCode, Price, Reminder, Upgrade,
};
use tokuten_core::payments::PaymentMethod;
use tokuten_core::programme::edits::Edit;
use tokuten_core::renewals::{RenewalPolicy, WindowDays};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

use super::errors::CatalogueErrors;

/// Why a form's change cannot be written into the file.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file is written in a way that forms cannot change.
    #[error("the file cannot be changed by a form: {0}")]
    Unwritable(String),
    /// With the change, the file has mistakes.
    #[error("with this change the file has mistakes: {0}")]
    Mistakes(#[from] CatalogueErrors),
}

/// The file with a change, and what it says then.
pub fn applied(toml: &str, edit: &Edit, before: &Catalogue) -> Result<(String, Catalogue), EditError> {
    changed(toml, |file| match edit {
        Edit::Offer { instead_of, offer } => {
            let replaced = instead_of.as_ref().and_then(|code| before.offer(code));
            put_offer(file, replaced, offer, &before.languages)
        }
        Edit::RemoveOffer(code) => {
            tables(file, "offers").map(|offers| offers.retain(|offer| code_of(offer) != Some(&code.0)))
        }
        Edit::Policy { instead_of, policy } => put_policy(file, *instead_of, policy),
        Edit::RemovePolicy(from) => {
            tables(file, "policies").map(|all| all.retain(|policy| effective_from(policy) != Some(*from)))
        }
        Edit::Reminders(reminders) => put_reminders(file, reminders),
        Edit::RetryDays(days) => {
            let days = days.iter().map(|day| i64::from(*day)).collect();
            section(file, "automatic_renewal").map(|section| put_value(section, "retry_days", numbers(days)))
        }
    })
}

/// The file with the days on which its policies were announced.
pub fn with_announced(toml: &str, policies: &[RenewalPolicy]) -> Result<(String, Catalogue), EditError> {
    changed(toml, |file| {
        let tables = tables(file, "policies")?;
        for table in tables.iter_mut() {
            let found = policies.iter().find(|policy| Some(policy.effective_from) == effective_from(table));
            let announced = found.and_then(|policy| policy.announced);
            put_optional(table, "announced", announced.map(|day| day.to_string().into()));
        }
        Some(())
    })
}

fn changed(
    toml: &str,
    change: impl FnOnce(&mut DocumentMut) -> Option<()>,
) -> Result<(String, Catalogue), EditError> {
    let unwritable = |error: toml_edit::TomlError| EditError::Unwritable(error.message().to_owned());
    let mut file: DocumentMut = toml.parse().map_err(unwritable)?;
    change(&mut file).ok_or_else(|| EditError::Unwritable("a section is not a table".to_owned()))?;
    let toml = file.to_string();
    let catalogue = super::parse(&toml)?;
    Ok((toml, catalogue))
}

/// The tables of a section that is a list of them; it is written as `[[section]]` from now on.
fn tables<'f>(file: &'f mut DocumentMut, section: &str) -> Option<&'f mut ArrayOfTables> {
    as_tables(file.entry(section).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new())))
}

fn as_tables(item: &mut Item) -> Option<&mut ArrayOfTables> {
    if !item.is_array_of_tables() {
        *item = match std::mem::take(item).into_array_of_tables() {
            Ok(tables) => Item::ArrayOfTables(tables),
            Err(Item::Value(Value::Array(array))) if array.is_empty() => {
                Item::ArrayOfTables(ArrayOfTables::new())
            }
            Err(_) => return None,
        };
    }
    item.as_array_of_tables_mut()
}

fn section<'f>(file: &'f mut DocumentMut, name: &str) -> Option<&'f mut dyn TableLike> {
    file.entry(name).or_insert_with(toml_edit::table).as_table_like_mut()
}

fn code_of(table: &Table) -> Option<&str> {
    table.get("code")?.as_str()
}

fn effective_from(table: &Table) -> Option<NaiveDate> {
    table.get("effective_from")?.as_str()?.parse().ok()
}

/// The word by which an enum of core stands in JSON, and here.
fn word(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Puts a value where another is, with what stands around that.
fn put_value(table: &mut dyn TableLike, key: &str, new: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(new))),
    }
}

fn put_optional(table: &mut dyn TableLike, key: &str, new: Option<Value>) {
    match new {
        Some(new) => put_value(table, key, new),
        None => drop(table.remove(key)),
    }
}

/// Puts a text in the languages of the programme, each where it stands.
fn put_text(table: &mut dyn TableLike, key: &str, text: &Localized, languages: &[Language]) {
    if table.get(key).and_then(Item::as_table_like).is_none() {
        table.insert(key, value(InlineTable::new()));
    }
    let Some(texts) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
    for language in languages {
        let said = text.text(*language);
        if texts.get(language.tag()).and_then(Item::as_str) != Some(said) {
            put_value(texts, language.tag(), said.into());
        }
    }
}

fn put_offer(
    file: &mut DocumentMut,
    before: Option<&Offer>,
    offer: &Offer,
    languages: &[Language],
) -> Option<()> {
    let offers = tables(file, "offers")?;
    let is_it = |table: &Table| before.is_some_and(|before| code_of(table) == Some(&before.code.0));
    let known = offers.iter().position(is_it);
    if known.is_none() {
        let mut table = Table::new();
        put_value(&mut table, "code", offer.code.0.as_str().into());
        offers.push(table);
    }
    let table = offers.get_mut(known.unwrap_or(offers.len() - 1))?;
    put_text(table, "name", &offer.name, languages);
    put_text(table, "summary", &offer.summary, languages);
    put_optional(table, "requires", offer.requires.map(|level| word(&level).into()));
    if before.is_none_or(|before| before.included_in != offer.included_in) {
        let codes = (!offer.included_in.is_empty()).then(|| codes(&offer.included_in));
        put_optional(table, "included_in", codes);
    }
    if before.is_none_or(|before| before.upgrade != offer.upgrade) {
        put_optional(table, "upgrade", offer.upgrade.as_ref().map(upgrade));
    }
    if before.is_none_or(|before| before.prices != offer.prices) {
        put_prices(table, &offer.prices);
    }
    if before.is_none_or(|before| before.benefits != offer.benefits) {
        put_benefits(table, &offer.benefits, languages)?;
    }
    Some(())
}

fn codes(codes: &[OfferCode]) -> Value {
    Value::Array(codes.iter().map(|code| code.0.as_str()).collect())
}

fn upgrade(upgrade: &Upgrade) -> Value {
    let mut table = InlineTable::new();
    table.insert("from", upgrade.from.0.as_str().into());
    table.insert("discount", upgrade.discount.to_string().into());
    table.into()
}

fn methods(methods: &[PaymentMethod]) -> Value {
    Value::Array(methods.iter().map(word).collect())
}

fn put_prices(table: &mut Table, prices: &[Price]) {
    let old = table.get_mut("prices").and_then(Item::as_array_mut);
    let Some(old) = old else {
        let mut all = Array::new();
        for price in prices {
            all.push_formatted(on_a_line(price_table(price).into()));
        }
        all.set_trailing("\n");
        all.set_trailing_comma(true);
        return drop(table.insert("prices", value(all)));
    };
    let where_of = |row: &Value| {
        let text = |key| row.as_inline_table()?.get(key)?.as_str().map(str::to_owned);
        Some((text("country")?, text("currency")?))
    };
    let wanted = |price: &Price| (price.country.clone(), price.amount.currency.code().to_owned());
    old.retain(|row| prices.iter().any(|price| Some(wanted(price)) == where_of(row)));
    for price in prices {
        let row = old.iter_mut().find(|row| where_of(row) == Some(wanted(price)));
        match row.and_then(Value::as_inline_table_mut) {
            Some(row) => {
                put_value(row, "amount", price.amount.in_major_units().into());
                put_value(row, "methods", methods(&price.methods));
            }
            None => old.push_formatted(on_a_line(price_table(price).into())),
        }
    }
    let order = |row: &Value| prices.iter().position(|price| Some(wanted(price)) == where_of(row));
    if !old.iter().map(order).is_sorted() {
        old.sort_by_key(order);
    }
}

fn price_table(price: &Price) -> InlineTable {
    let mut row = InlineTable::new();
    row.insert("country", price.country.as_str().into());
    row.insert("currency", price.amount.currency.code().into());
    row.insert("amount", price.amount.in_major_units().into());
    row.insert("methods", methods(&price.methods));
    row
}

fn on_a_line(mut row: Value) -> Value {
    row.decor_mut().set_prefix("\n  ");
    row
}

fn put_benefits(table: &mut Table, benefits: &[Benefit], languages: &[Language]) -> Option<()> {
    if benefits.is_empty() {
        table.insert("benefits", value(Array::new()));
        return Some(());
    }
    let all =
        as_tables(table.entry("benefits").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new())))?;
    let wanted: BTreeSet<_> = benefits.iter().map(|benefit| benefit.code.as_str()).collect();
    all.retain(|row| code_of(row).is_some_and(|code| wanted.contains(code)));
    for benefit in benefits {
        let known = all.iter().position(|row| code_of(row) == Some(&benefit.code));
        if known.is_none() {
            all.push(Table::new());
        }
        let row = all.get_mut(known.unwrap_or(all.len() - 1))?;
        put_benefit(row, benefit, languages);
    }
    in_order(all, |row| benefits.iter().position(|benefit| code_of(row) == Some(&benefit.code)));
    Some(())
}

fn put_benefit(row: &mut Table, benefit: &Benefit, languages: &[Language]) {
    put_value(row, "code", benefit.code.as_str().into());
    put_value(row, "kind", benefit.kind.code().into());
    put_value(row, "quantity", i64::from(benefit.quantity).into());
    put_optional(row, "valid_days", benefit.valid_days.map(|days| i64::from(days).into()));
    put_optional(row, "file", benefit.file.as_deref().map(Into::into));
    put_text(row, "name", &benefit.name, languages);
    match &benefit.description {
        Some(description) => put_text(row, "description", description, languages),
        None => drop(row.remove("description")),
    }
}

/// Puts tables into another order, if they are not in it: they then stand where the first of them stood.
fn in_order(all: &mut ArrayOfTables, place: impl Fn(&Table) -> Option<usize>) {
    if all.iter().map(&place).is_sorted() {
        return;
    }
    let mut tables: Vec<_> = std::mem::take(all).into_iter().collect();
    tables.sort_by_key(|table| place(table));
    for mut table in tables {
        // Without a place of its own a table follows the one before it.
        table.set_position(None);
        all.push(table);
    }
}

fn put_policy(file: &mut DocumentMut, instead_of: Option<NaiveDate>, policy: &RenewalPolicy) -> Option<()> {
    let all = tables(file, "policies")?;
    let known = instead_of.and_then(|day| all.iter().position(|table| effective_from(table) == Some(day)));
    if known.is_none() {
        all.push(Table::new());
    }
    let table = all.get_mut(known.unwrap_or(all.len() - 1))?;
    put_value(table, "effective_from", policy.effective_from.to_string().into());
    put_window(table, "partner_center", policy.partner_center);
    put_window(table, "membership_center", policy.membership_center);
    put_value(table, "benefits_end", i64::from(policy.benefits_end).into());
    put_value(table, "next_anniversary", word(&policy.next_anniversary).into());
    put_value(table, "qualification_days", i64::from(policy.qualification_days).into());
    in_order(all, |table| {
        Some(effective_from(table).map_or(0, |day| {
            usize::try_from(day.signed_duration_since(NaiveDate::MIN).num_days()).unwrap_or_default()
        }))
    });
    Some(())
}

fn put_window(table: &mut Table, key: &str, days: WindowDays) {
    if table.get(key).and_then(Item::as_table_like).is_none() {
        table.insert(key, value(InlineTable::new()));
    }
    let Some(window) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
    put_value(window, "opens", i64::from(days.opens).into());
    put_value(window, "closes", i64::from(days.closes).into());
}

fn put_reminders(file: &mut DocumentMut, reminders: &[Reminder]) -> Option<()> {
    let section = section(file, "reminders")?;
    for (key, conditional) in [("always", false), ("only_if_not_renewed", true)] {
        let of_kind = reminders.iter().filter(|reminder| reminder.only_if_not_renewed == conditional);
        let mut days: Vec<_> = of_kind.map(|reminder| i64::from(reminder.day)).collect();
        days.sort_unstable();
        put_value(section, key, numbers(days));
    }
    Some(())
}

fn numbers(numbers: Vec<i64>) -> Value {
    Value::Array(numbers.into_iter().collect())
}

#[cfg(test)]
mod tests;
