//! Single values: texts, lists, numbers, dates, codes.

use std::fmt;

use chrono::NaiveDate;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use tokuten_core::catalogue::{Language, Localized, OfferCode, is_code};
use tokuten_core::money::Currency;
use toml_span::Spanned;
use toml_span::value::Value;

use super::codes;
use super::reading::{Fields, Reading, similar};

/// A text that says something.
pub(super) fn text(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    match value.as_str() {
        Some(text) if text.trim().is_empty() => reading.refuse(value.span, "the text is empty"),
        Some(text) => Some(text.to_owned()),
        None => reading.refuse_type(value, "a text in quotes"),
    }
}

/// A text in every language of the programme. A language that the programme does not have gets the text of one
/// that it has.
pub(super) fn localized(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Localized> {
    if value.as_str().is_some() {
        return reading.refuse(value.span, "write the text once per language: { en = \"…\", ja = \"…\" }");
    }
    let mut fields = Fields::of(value, "text", reading)?;
    let en = fields.optional(Language::En.tag(), reading, text);
    let ja = fields.optional(Language::Ja.tag(), reading, text);
    let missing = |language: &Language| value.as_table().is_some_and(|t| !t.contains_key(language.tag()));
    let untranslated: Vec<_> =
        reading.languages.iter().filter(|language| missing(language)).copied().collect();
    for language in untranslated {
        let tag = language.tag();
        reading.note(value.span, format!("the text is missing in {tag}, a language of the programme"));
    }
    fields.finish(reading);
    let any = en.clone().or_else(|| ja.clone())?;
    Some(Localized { en: en.unwrap_or_else(|| any.clone()), ja: ja.unwrap_or(any) })
}

/// A list whose items `item` reads. A mistake in one does not hide those in the others.
pub(super) fn list<'de, T>(
    mut item: impl FnMut(&Value<'de>, &mut Reading<'_>) -> Option<T>,
) -> impl FnOnce(&Value<'de>, &mut Reading<'_>) -> Option<Vec<T>> {
    move |value, reading| match value.as_array() {
        Some(items) => Some(items.iter().filter_map(|value| item(value, reading)).collect()),
        None => reading.refuse_type(value, "a list"),
    }
}

/// A list with something in it.
pub(super) fn filled_list<'de, T>(
    item: impl FnMut(&Value<'de>, &mut Reading<'_>) -> Option<T>,
) -> impl FnOnce(&Value<'de>, &mut Reading<'_>) -> Option<Vec<T>> {
    move |value, reading| match value.as_array() {
        Some(items) if items.is_empty() => reading.refuse(value.span, "the list is empty"),
        _ => list(item)(value, reading),
    }
}

/// The same with its place, for checks that come later.
pub(super) fn spanned<'de, T>(
    read: impl Fn(&Value<'de>, &mut Reading<'_>) -> Option<T>,
) -> impl Fn(&Value<'de>, &mut Reading<'_>) -> Option<Spanned<T>> {
    move |value, reading| Some(Spanned::with_span(read(value, reading)?, value.span))
}

/// A whole number from `least` to `most`.
pub(super) fn number<'de, N>(least: N, most: N) -> impl Fn(&Value<'de>, &mut Reading<'_>) -> Option<N>
where
    N: TryFrom<i64> + PartialOrd + fmt::Display + Copy,
{
    move |value, reading| {
        let Some(number) = value.as_integer() else {
            return reading.refuse_type(value, "a whole number without quotes");
        };
        match N::try_from(number) {
            Ok(fitting) if least <= fitting && fitting <= most => Some(fitting),
            _ => reading.refuse(value.span, format!("{number} is not from {least} to {most}")),
        }
    }
}

/// Days relative to an anniversary: at most a year before or after it.
pub(super) fn days_from_anniversary(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<i32> {
    number(-366, 366)(value, reading)
}

/// One of the words of an enum of core, as it stands in JSON.
pub(super) fn choice<T: DeserializeOwned>(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<T> {
    let word = text(value, reading)?;
    let deserializer: StrDeserializer<'_, NotAChoice> = word.as_str().into_deserializer();
    match T::deserialize(deserializer) {
        Ok(chosen) => Some(chosen),
        Err(NotAChoice(choices)) => {
            let hint = match similar(&word, choices) {
                Some(choice) => format!("did you mean \"{choice}\"?"),
                None => format!("write one of {}", choices.join(", ")),
            };
            reading.refuse(value.span, format!("{word:?} is not known here; {hint}"))
        }
    }
}

/// What serde says of a word that is no variant: the words that are.
#[derive(Debug)]
struct NotAChoice(&'static [&'static str]);

impl fmt::Display for NotAChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not one of {}", self.0.join(", "))
    }
}

impl std::error::Error for NotAChoice {}

impl serde::de::Error for NotAChoice {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(&[])
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(expected)
    }
}

/// A stable name: small letters, digits and underscores, as in `action_pack`.
pub(super) fn code(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let code = text(value, reading)?;
    if is_code(&code) {
        Some(code)
    } else {
        let advice = "a code begins with a small letter and has at most 40 small letters, digits and _";
        reading.refuse(value.span, format!("{code:?} is not a code; {advice}"))
    }
}

/// The code of the offer that is being described.
pub(super) fn own_code(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<OfferCode> {
    let offer = OfferCode(code(value, reading)?);
    reading.mentions.offers.push(Spanned::with_span(offer.clone(), value.span));
    Some(offer)
}

/// The code of an offer that is described elsewhere in the file.
pub(super) fn offer_mention(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<OfferCode> {
    let offer = OfferCode(code(value, reading)?);
    reading.mentions.offers_named.push(Spanned::with_span(offer.clone(), value.span));
    Some(offer)
}

/// A country's code.
pub(super) fn country(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let code = text(value, reading)?;
    if codes::is_country(&code) {
        return Some(code);
    }
    let advice = match code.to_uppercase().as_str() {
        "UK" => "write GB for the United Kingdom",
        "EL" => "write GR for Greece",
        _ => "write its two capital letters of ISO 3166-1, such as JP",
    };
    reading.refuse(value.span, format!("{code:?} is not a country; {advice}"))
}

/// A currency's code.
pub(super) fn currency(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Currency> {
    let code = text(value, reading)?;
    let known = codes::billable_currency(&code);
    let advice = "write its three capital letters of ISO 4217, such as JPY";
    known.or_else(|| reading.refuse(value.span, format!("{code:?} is not a currency; {advice}")))
}

/// The name of a time zone.
pub(super) fn zone(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let name = text(value, reading)?;
    if codes::is_zone(&name) {
        return Some(name);
    }
    let advice = "write its IANA name, such as Asia/Tokyo or Etc/UTC";
    reading.refuse(value.span, format!("{name:?} is not a time zone; {advice}"))
}

/// A civil date.
pub(super) fn date(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<NaiveDate> {
    let text = text(value, reading)?;
    if let Some(date) = codes::date(&text) {
        return Some(date);
    }
    reading.refuse(value.span, format!("{text:?} is not a date; write YYYY-MM-DD, such as \"2018-10-01\""))
}
