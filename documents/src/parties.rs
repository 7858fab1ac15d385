//! Who sells and who is billed, as an address block.

use serde::Serialize;
use tokuten_core::catalogue::{Language, Supplier};
use tokuten_core::partners::{BillTo, is_in_eu, is_tax_id};

use crate::countries;
use crate::words::{Words, fill, words};

/// An address block.
#[derive(Debug, Serialize)]
pub(crate) struct Party {
    pub heading: &'static str,
    pub name: String,
    pub lines: Vec<String>,
}

pub(crate) fn supplier(supplier: &Supplier, language: Language) -> Party {
    let words = words(language);
    let mut lines = supplier.address.clone();
    lines.push(countries::name(&supplier.country, language).to_owned());
    lines.extend(tax_id(&supplier.tax_id, &supplier.country, words));
    Party { heading: words.supplier, name: supplier.name.clone(), lines }
}

pub(crate) fn bill_to(bill_to: &BillTo, country: &str, language: Language) -> Party {
    let words = words(language);
    let mut lines = address(bill_to, country, language);
    lines.extend(tax_id(&bill_to.tax_id, country, words));
    Party { heading: words.bill_to, name: fill(words.addressee, &[("name", &bill_to.name)]), lines }
}

/// In Japanese an address in Japan goes from the large to the small; elsewhere from the small to the large.
fn address(bill_to: &BillTo, country: &str, language: Language) -> Vec<String> {
    let BillTo { line1, line2, city, region, postal_code, .. } = bill_to;
    let town = match country {
        "JP" if language == Language::Ja => {
            let postal_code =
                if postal_code.is_empty() { String::new() } else { format!("〒{postal_code}") };
            return filled([postal_code, format!("{region}{city}{line1}"), line2.clone()]);
        }
        // On the continent the postal code stands before the town.
        _ if is_in_eu(country) && country != "IE" => joined([postal_code, city, region], " "),
        _ => joined([city, &joined([region, postal_code], " ")], ", "),
    };
    filled([line1.clone(), line2.clone(), town, countries::name(country, language).to_owned()])
}

fn tax_id(id: &str, country: &str, words: &Words) -> Option<String> {
    let label = if is_tax_id(id, "JP") {
        words.registration_number
    } else if is_in_eu(country) || country == "GB" {
        words.vat_id
    } else {
        words.tax_id
    };
    (!id.is_empty()).then(|| format!("{label}: {id}"))
}

fn joined<const N: usize>(parts: [&str; N], separator: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
}

fn filled<const N: usize>(lines: [String; N]) -> Vec<String> {
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn miyagi() -> BillTo {
        BillTo {
            name: "青葉システム".into(),
            line1: "青葉1-2-3".into(),
            line2: String::new(),
            city: "仙台市".into(),
            region: "宮城県".into(),
            postal_code: "980-0000".into(),
            tax_id: "T1234567890123".into(),
        }
    }

    #[test]
    fn japanese_addresses_go_from_large_to_small_in_japanese() {
        let party = bill_to(&miyagi(), "JP", Language::Ja);
        assert_eq!(party.name, "青葉システム 御中");
        assert_eq!(party.lines, ["〒980-0000", "宮城県仙台市青葉1-2-3", "登録番号: T1234567890123"]);
    }

    #[test]
    fn in_english_they_go_from_small_to_large() {
        let lines = bill_to(&miyagi(), "JP", Language::En).lines;
        assert_eq!(
            lines,
            ["青葉1-2-3", "仙台市, 宮城県 980-0000", "Japan", "Registration number: T1234567890123"]
        );
    }

    #[test]
    fn on_the_continent_the_postal_code_stands_before_the_town() {
        let berlin =
            BillTo { city: "Berlin".into(), postal_code: "10115".into(), region: String::new(), ..miyagi() };
        let berlin = BillTo { tax_id: "DE123456789".into(), ..berlin };
        let lines = bill_to(&berlin, "DE", Language::En).lines;
        assert_eq!(lines[1..], ["10115 Berlin", "Germany", "VAT ID: DE123456789"]);
    }
}
