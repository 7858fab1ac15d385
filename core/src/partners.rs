//! Partners: who they are, where they stand, and to whom they are billed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::problem::{FieldError, FieldFault, LONGEST_FIELD};
use crate::standing::Exemption;
use crate::wire;

/// A partner's public number in the programme: seven digits, not starting with 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct PartnerId(String);

impl PartnerId {
    /// The number as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PartnerId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && !text.starts_with('0') {
            Ok(Self(text.to_owned()))
        } else {
            Err("a Partner ID has seven digits and does not start with 0")
        }
    }
}

impl TryFrom<String> for PartnerId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartnerId> for String {
    fn from(id: PartnerId) -> Self {
        id.0
    }
}

wire! {
    /// Whether the vendor has checked the partner's legal profile.
    #[serde(rename_all = "snake_case")]
    pub enum Verification {
        /// Waiting for the vendor.
        Pending,
        /// Checked and in order.
        Verified,
        /// Checked and refused.
        Rejected {
            /// What the vendor said.
            reason: String,
        },
        /// Verified once, and due to be checked again.
        DueForReview,
    }
}

wire! {
    /// A company in the programme.
    pub struct Partner {
        /// Public number.
        pub id: PartnerId,
        /// Legal business name.
        pub name: String,
        /// ISO 3166-1 alpha-2 code; prices and taxes depend on it.
        pub country: String,
        /// ISO 4217 code in which the partner is billed.
        pub currency: String,
        /// Whether the work e-mail of the partner was verified by its link.
        pub email_verified: bool,
        /// Whether the programme's agreement was accepted.
        pub agreement_accepted: bool,
        /// State of the legal profile.
        pub verification: Verification,
        /// Why the partner is suspended, if it is.
        pub suspended: Option<String>,
        /// Set by an operator: why no tax is charged, if so.
        pub exemption: Option<Exemption>,
        /// Number in the register of companies; empty where none was ever asked for.
        pub registration_number: String,
        /// To whom orders are billed unless corrected at review.
        pub bill_to: BillTo,
    }
}

impl Partner {
    /// What the vendor checks of it.
    #[must_use]
    pub fn legal_profile(&self) -> LegalProfile {
        LegalProfile { bill_to: self.bill_to.clone(), registration_number: self.registration_number.clone() }
    }
}

wire! {
    /// What the vendor checks of a company.
    #[serde(deny_unknown_fields)]
    pub struct LegalProfile {
        /// Legal business name, address and tax ID.
        pub bill_to: BillTo,
        /// Number in the register of companies. Who came by an import may have none.
        pub registration_number: String,
    }
}

impl LegalProfile {
    /// What is wrong with it for a company in `country`; nothing if it can be sent in.
    #[must_use]
    pub fn faults(&self, country: &str) -> Vec<FieldError> {
        let mut faults = self.bill_to.faults(country);
        if self.registration_number.chars().count() > LONGEST_FIELD {
            faults.push(FieldError::new("registration_number", FieldFault::TooLong));
        }
        faults
    }

    /// The same with surrounding white space taken off every field.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let registration_number = self.registration_number.trim().to_owned();
        Self { bill_to: self.bill_to.trimmed(), registration_number }
    }
}

wire! {
    /// To whom an order is billed. The country is the partner's own and cannot be corrected here.
    #[serde(deny_unknown_fields)]
    pub struct BillTo {
        /// Name on the invoice.
        pub name: String,
        /// Street and number.
        pub line1: String,
        /// Building, floor; may be empty.
        #[serde(default)]
        pub line2: String,
        /// Town.
        pub city: String,
        /// State, prefecture; may be empty.
        #[serde(default)]
        pub region: String,
        /// Postal code; may be empty where a country has none.
        #[serde(default)]
        pub postal_code: String,
        /// VAT ID, Japan's registration number …; may be empty.
        #[serde(default)]
        pub tax_id: String,
    }
}

impl BillTo {
    /// What is wrong with this bill-to for a partner in `country`; nothing if it can be used.
    #[must_use]
    pub fn faults(&self, country: &str) -> Vec<FieldError> {
        let required = [("name", &self.name), ("line1", &self.line1), ("city", &self.city)];
        let all = required.into_iter().chain([
            ("line2", &self.line2),
            ("region", &self.region),
            ("postal_code", &self.postal_code),
        ]);
        let mut faults: Vec<_> = required
            .into_iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(field, _)| FieldError::new(field, FieldFault::Missing))
            .collect();
        faults.extend(
            all.filter(|(_, text)| text.chars().count() > LONGEST_FIELD)
                .map(|(field, _)| FieldError::new(field, FieldFault::TooLong)),
        );
        if !self.tax_id.is_empty() && !is_tax_id(&self.tax_id, country) {
            faults.push(FieldError::new("tax_id", FieldFault::Malformed));
        }
        faults
    }

    /// The same with surrounding white space taken off every field.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let fields = [
            &mut self.name,
            &mut self.line1,
            &mut self.line2,
            &mut self.city,
            &mut self.region,
            &mut self.postal_code,
            &mut self.tax_id,
        ];
        for field in fields {
            *field = field.trim().to_owned();
        }
        self
    }
}

/// Members of the European Union's VAT area, with the prefix of their VAT IDs where it differs.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whether `country` is in the European Union's VAT area.
#[must_use]
pub fn is_in_eu(country: &str) -> bool {
    EU.contains(&country)
}

/// Whether `text` has the form of a tax ID in `country`. Says nothing about whether it was ever given out.
///
/// Japan: `T` and 13 digits (domain.md, "Invoices"). EU: the country's prefix (`EL` for Greece) and 2 to 12
/// letters or digits. Elsewhere: at most 20 letters, digits, hyphens or blanks.
#[must_use]
pub fn is_tax_id(text: &str, country: &str) -> bool {
    let prefix = if country == "GR" { "EL" } else { country };
    match country {
        "JP" => text
            .strip_prefix('T')
            .is_some_and(|rest| rest.len() == 13 && rest.bytes().all(|byte| byte.is_ascii_digit())),
        _ if is_in_eu(country) => text.strip_prefix(prefix).is_some_and(|rest| {
            (2..=12).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }),
        _ => {
            text.len() <= 20
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b' ')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::bill_to;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_partner_id_has_seven_digits() {
        assert!("4100001".parse::<PartnerId>().is_ok());
        for wrong in ["", "410000", "41000011", "0100001", "41O0001", "４１００００１"] {
            assert!(wrong.parse::<PartnerId>().is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<PartnerId>("\"1\"").is_err());
    }

    #[test]
    fn japans_registration_number_is_t_and_thirteen_digits() {
        assert!(is_tax_id("T1234567890123", "JP"));
        assert!(!is_tax_id("1234567890123", "JP"));
        assert!(!is_tax_id("T123456789012", "JP"));
    }

    #[test]
    fn an_eu_vat_id_starts_with_its_country() {
        assert!(is_tax_id("DE123456789", "DE"));
        assert!(is_tax_id("EL123456789", "GR"));
        assert!(!is_tax_id("FR12345678901", "DE"));
    }

    #[test]
    fn every_fault_of_a_bill_to_is_named_at_its_field() {
        let wrong = BillTo { name: "  ".into(), city: "x".repeat(121), tax_id: "T1".into(), ..bill_to() };
        let fields: Vec<_> = wrong.faults("JP").into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "city", "tax_id"]);
        assert_eq!(bill_to().faults("JP"), []);
    }
}
