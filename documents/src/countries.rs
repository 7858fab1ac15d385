//! Names of countries, as the Unicode Common Locale Data Repository (CLDR 48) has them.

use tokuten_core::catalogue::Language;

/// ISO 3166-1 alpha-2 code, English name, Japanese name. © Unicode, Inc., Unicode License v3.
const COUNTRIES: &str = include_str!("countries.tsv");

/// The country's name; its code if there is none.
#[must_use]
pub fn name(code: &str, language: Language) -> &str {
    COUNTRIES
        .lines()
        .find_map(|line| {
            let mut columns = line.split('\t');
            (columns.next() == Some(code)).then(|| columns.nth(usize::from(language == Language::Ja)))?
        })
        .unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_names_in_both_languages() {
        assert_eq!(name("JP", Language::En), "Japan");
        assert_eq!(name("DE", Language::Ja), "ドイツ");
        assert_eq!(name("??", Language::En), "??");
        assert!(
            COUNTRIES.lines().all(|line| line.split('\t').filter(|column| !column.is_empty()).count() == 3)
        );
    }
}
