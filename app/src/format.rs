//! Dates, numbers and money, formatted by the browser's own `Intl`.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::{Get, With};
use tokuten_core::catalogue::Language;
use tokuten_core::money::Money;
use wasm_bindgen::prelude::*;

use crate::context::context;

/// A civil date: `22 June 2019`, `2019年6月22日`.
pub fn date(day: NaiveDate) -> String {
    dated(midnight(day), &[("dateStyle", "long"), ("timeZone", "UTC")])
}

/// The beginning of a day in UTC, in milliseconds as the browser counts them.
fn midnight(day: NaiveDate) -> f64 {
    let month = i32::try_from(day.month0()).unwrap_or_default();
    let year = u32::try_from(day.year()).unwrap_or_default();
    // Milliseconds of a day: `Date.UTC` of the binding takes year and month only.
    js_sys::Date::utc(f64::from(year), f64::from(month)) + f64::from(day.day0()) * 86_400_000.0
}

/// A day of any year: `22 June`, `6月22日`.
pub fn day_of_year(day: NaiveDate) -> String {
    // A leap year has all days.
    let day = day.with_year(2000).unwrap_or(day);
    dated(midnight(day), &[("day", "numeric"), ("month", "long"), ("timeZone", "UTC")])
}

/// An instant, in the zone that whoever looks has chosen, else in the browser's.
pub fn instant(at: DateTime<Utc>) -> String {
    let text = serde_json::to_string(&at).unwrap_or_default();
    let zone = context().session.with(|session| session.as_ref().and_then(|session| session.zone.clone()));
    let zone = zone.as_deref().map(|zone| ("timeZone", zone));
    let options: Vec<_> = [("dateStyle", "medium"), ("timeStyle", "short")].into_iter().chain(zone).collect();
    dated(js_sys::Date::parse(text.trim_matches('"')), &options)
}

/// IANA name of the browser's zone.
pub fn own_zone() -> Option<String> {
    let formatter = made("DateTimeFormat", &[])?;
    let resolved: Function = Reflect::get(&formatter, &"resolvedOptions".into()).ok()?.dyn_into().ok()?;
    let options = resolved.call0(&formatter).ok()?;
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// What a country (ISO 3166-1 alpha-2 code) is called.
pub fn country(code: &str) -> String {
    let named = || {
        let names = made("DisplayNames", &[("type", "region")])?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    };
    named().unwrap_or_else(|| code.to_owned())
}

/// An amount with its currency: `¥53,900`, `€425.00`.
pub fn money(money: Money) -> String {
    let options =
        [("style", "currency"), ("currency", money.currency.code()), ("currencyDisplay", "narrowSymbol")];
    // As decimal text: a number of the browser would lose the last units of large amounts.
    let text = money.to_string();
    let decimal = text.split(' ').next().unwrap_or_default().to_owned();
    formatted("NumberFormat", &options, &JsValue::from_str(&decimal)).unwrap_or(text)
}

/// A whole number with its separators.
pub fn count(number: u64) -> String {
    formatted("NumberFormat", &[], &JsValue::from_str(&number.to_string()))
        .unwrap_or_else(|| number.to_string())
}

/// The month that begins on a day: `Jun 2019`, `2019年6月`.
pub fn month(first: NaiveDate) -> String {
    let (year, month) = (u32::try_from(first.year()).unwrap_or_default(), first.month0().cast_signed());
    let midnight = js_sys::Date::utc(f64::from(year), f64::from(month));
    dated(midnight, &[("year", "numeric"), ("month", "short"), ("timeZone", "UTC")])
}

/// Ten thousandths as per cent: `66.7%`.
pub fn per_cent(ten_thousandths: u32) -> String {
    let share = JsValue::from_f64(f64::from(ten_thousandths) / 10_000.0);
    let options = [("style", "percent"), ("maximumFractionDigits", "1")];
    formatted("NumberFormat", &options, &share).unwrap_or_else(|| ten_thousandths.to_string())
}

fn dated(milliseconds: f64, options: &[(&str, &str)]) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    formatted("DateTimeFormat", options, &date).unwrap_or_default()
}

/// `new Intl.KIND(locale, options).format(value)`.
fn formatted(kind: &str, options: &[(&str, &str)], value: &JsValue) -> Option<String> {
    let formatter = made(kind, options)?;
    let format: Function = Reflect::get(&formatter, &"format".into()).ok()?.dyn_into().ok()?;
    format.call1(&formatter, value).ok()?.as_string()
}

/// `new Intl.KIND(locale, options)`.
fn made(kind: &str, options: &[(&str, &str)]) -> Option<JsValue> {
    let locale = match context().language.get() {
        Language::En => "en-GB",
        Language::Ja => "ja-JP",
    };
    let settings = Object::new();
    for (name, setting) in options {
        Reflect::set(&settings, &JsValue::from_str(name), &JsValue::from_str(setting)).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &kind.into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&constructor, &Array::of2(&locale.into(), &settings)).ok()
}
