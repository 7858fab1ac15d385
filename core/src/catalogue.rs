//! The programme as its catalogue describes it (domain.md, "Catalogue"): every number of the policy is a field here.
//!
//! The server reads the catalogue from TOML; this room says what it means and which whole catalogues make no sense.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::competencies::{Level, SkillRequirement};
use crate::money::{Money, Rate, Rounding};
use crate::partners::is_in_eu;
use crate::payments::PaymentMethod;
use crate::renewals::RenewalPolicy;
use crate::{codes, wire};

wire! {
    /// A language of the portal.
    #[derive(Copy, Default, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "lowercase")]
    pub enum Language {
        /// English.
        #[default]
        En,
        /// Japanese.
        Ja,
    }
}

impl Language {
    /// All languages of the portal.
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    /// BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// The language of a BCP 47 tag, its region aside: `ja-JP` is Japanese.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

wire! {
    /// A text in every language of the portal.
    #[serde(deny_unknown_fields)]
    pub struct Localized {
        /// English.
        pub en: String,
        /// Japanese.
        pub ja: String,
    }
}

impl Localized {
    /// The text in `language`.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }
}

/// Stable name of an offer in the catalogue: `action_pack`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct OfferCode(pub String);

impl fmt::Display for OfferCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `code` can be a stable name of the catalogue: a small letter, then small letters, digits and underscores; 40 at
/// most.
#[must_use]
pub fn is_code(code: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    code.len() <= 40 && code.starts_with(|c: char| c.is_ascii_lowercase()) && code.chars().all(allowed)
}

/// Whether `name` can be that of a file to download: no path, nothing that a mail program or a browser would have to
/// escape.
#[must_use]
pub fn is_file_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !name.is_empty() && name.len() <= 100 && name.chars().all(allowed) && !name.starts_with('.')
}

impl From<&str> for OfferCode {
    fn from(code: &str) -> Self {
        Self(code.to_owned())
    }
}

wire! {
    /// What is on sale.
    pub struct Offer {
        /// Stable name.
        pub code: OfferCode,
        /// What it is called.
        pub name: Localized,
        /// Two lines of what it is.
        pub summary: Localized,
        /// The competency level that buying and renewing ask for, if any.
        pub requires: Option<Level>,
        /// Not for sale while one of these is active: its benefits are included there.
        pub included_in: Vec<OfferCode>,
        /// The cheaper way here from another offer, if there is one.
        pub upgrade: Option<Upgrade>,
        /// What a subscription to it grants.
        pub benefits: Vec<Benefit>,
        /// What it costs, where.
        pub prices: Vec<Price>,
    }
}

impl Offer {
    /// The price in `country`, billed in `currency` (ISO 4217 code).
    #[must_use]
    pub fn price_in(&self, country: &str, currency: &str) -> Option<&Price> {
        self.prices.iter().find(|price| price.country == country && price.amount.currency.code() == currency)
    }
}

wire! {
    /// An active subscription to `from` makes this offer cheaper, and is superseded by it.
    pub struct Upgrade {
        /// The offer that is left behind.
        pub from: OfferCode,
        /// How much less the new offer costs.
        pub discount: Rate,
    }
}

wire! {
    /// The price of an offer in one country.
    pub struct Price {
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
        /// For one year, before tax.
        pub amount: Money,
        /// How it can be paid there.
        pub methods: Vec<PaymentMethod>,
    }
}

wire! {
    /// One thing that a subscription grants.
    pub struct Benefit {
        /// Stable name, beside the others of the same offer or area.
        pub code: String,
        /// What sort of thing it is.
        pub kind: BenefitKind,
        /// What it is called.
        pub name: Localized,
        /// What it is for; with the benefits themselves, and not with the offers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub description: Option<Localized>,
        /// How many; hours for advisory hours.
        pub quantity: u32,
        /// How many days a key or token works once it is redeemed; without it, to the benefits end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_days: Option<u32>,
        /// Name of the file that is downloaded, for marketing material.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub file: Option<String>,
    }
}

wire! {
    /// The sorts of benefit (domain.md, "Benefits").
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum BenefitKind {
        /// A key; viewing it ends refundability.
        ProductKey,
        /// Seats in a cloud service, activated by a token.
        CloudSeats,
        /// A licence that is assigned to named users.
        UserLicence,
        /// Support incidents, used one by one.
        SupportIncidents,
        /// Hours of advice.
        AdvisoryHours,
        /// Material to promote the partner's business.
        MarketingMaterial,
    }
}

codes!(BenefitKind: ProductKey = "product_key", CloudSeats = "cloud_seats", UserLicence = "user_licence", SupportIncidents = "support_incidents", AdvisoryHours = "advisory_hours", MarketingMaterial = "marketing_material");

impl BenefitKind {
    /// Whether using it answers a key or a token, which has an end of its own.
    #[must_use]
    pub const fn has_secret(self) -> bool {
        matches!(self, Self::ProductKey | Self::CloudSeats)
    }
}

wire! {
    /// Tax by bill-to country (domain.md, "Invoices").
    pub struct Tax {
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
        /// What the tax is called.
        pub name: Localized,
        /// Its rate.
        pub rate: Rate,
        /// How it is rounded, once for the subtotal of the rate.
        pub rounding: Rounding,
    }
}

wire! {
    /// Who sells.
    pub struct Supplier {
        /// Legal name.
        pub name: String,
        /// Address, line by line.
        pub address: Vec<String>,
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
        /// VAT ID or registration number.
        pub tax_id: String,
    }
}

wire! {
    /// A tax registration of the supplier in another country than its own: Japan's for qualified invoices.
    pub struct Registration {
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
        /// The number it has there.
        pub tax_id: String,
    }
}

wire! {
    /// Where bank transfers in one currency go.
    pub struct BankAccount {
        /// ISO 4217 code of the transfers it takes.
        pub currency: String,
        /// Name of the bank and its branch.
        pub bank: String,
        /// In whose name the account is held.
        pub holder: String,
        /// IBAN, or account number as it is written in that country.
        pub account: String,
        /// BIC.
        pub bic: String,
    }
}

wire! {
    /// An area in which competencies are attained.
    pub struct CompetencyArea {
        /// Stable name.
        pub code: String,
        /// What it is called.
        pub name: Localized,
        /// What a silver or gold membership grants besides to who has attained it.
        pub benefits: Vec<Benefit>,
        /// What silver asks for; where that is nothing, the area has no silver.
        pub silver: Vec<SkillRequirement>,
        /// What gold asks for; where that is nothing, the area has no gold.
        pub gold: Vec<SkillRequirement>,
    }
}

impl CompetencyArea {
    /// What a level asks for.
    #[must_use]
    pub fn asks(&self, level: Level) -> &[SkillRequirement] {
        match level {
            Level::Silver => &self.silver,
            Level::Gold => &self.gold,
        }
    }
}

wire! {
    /// When partners are told by mail of competencies that they will lose.
    #[derive(Default)]
    pub struct CompetencyNotices {
        /// Days before an anniversary on which it is looked at whether the membership's competency will hold.
        pub at_risk_days: Vec<u32>,
        /// Days before its end on which somebody is told that a certificate expires.
        pub expiry_days: Vec<u32>,
    }
}

wire! {
    /// A code of the catalogue and what it is called: an industry, a service, a certification.
    pub struct ListEntry {
        /// Stable name.
        pub code: String,
        /// What it is called.
        pub name: Localized,
    }
}

wire! {
    /// How long a lead waits to be taken up, and how long it is kept.
    #[derive(Copy)]
    pub struct LeadDays {
        /// Days after which it expires; the day on which it came in is not counted.
        pub expire: u32,
        /// Days before that on which the partner is reminded.
        pub remind: u32,
        /// Days for which the customer's personal data are kept after the lead is over; none for without end.
        #[serde(default)]
        pub keep: Option<u32>,
    }
}

wire! {
    /// What partners agree to when they buy.
    pub struct Agreement {
        /// Changes with every change of the text; kept with each order.
        pub version: String,
        /// What it is called.
        pub name: Localized,
        /// The text itself.
        pub text: Localized,
    }
}

wire! {
    /// How a company joins.
    #[derive(Copy)]
    pub struct Joining {
        /// How a legal profile is verified.
        pub verification: Verifying,
        /// Hours in which the link of the mail that verifies the address is good.
        pub link_hours: u32,
    }
}

wire! {
    /// How a legal profile is verified.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Verifying {
        /// By the programme's people: until then it is pending.
        ByHand,
        /// What is sent in is taken as it is.
        AtOnce,
    }
}

wire! {
    /// A whole programme.
    pub struct Catalogue {
        /// What the programme is called.
        pub name: Localized,
        /// What the programme is, for who does not know it.
        pub about: Option<Localized>,
        /// IANA name of the programme's zone: the default of partners that have none of their own.
        pub zone: String,
        /// The languages in which the portal is offered.
        pub languages: Vec<Language>,
        /// What partners agree to.
        pub agreement: Agreement,
        /// Who sells.
        pub supplier: Supplier,
        /// Where else the supplier is registered for tax.
        pub registrations: Vec<Registration>,
        /// Where transfers go, per currency.
        pub bank_accounts: Vec<BankAccount>,
        /// What is on sale.
        pub offers: Vec<Offer>,
        /// Tax per country; a country that is not named has none.
        pub taxes: Vec<Tax>,
        /// Versions of the renewal policy.
        pub policies: Vec<RenewalPolicy>,
        /// Days relative to the anniversary on which reminders are sent; negative before it.
        pub reminders: Vec<Reminder>,
        /// Days after a declined automatic charge on which it is tried again.
        pub retry_days: Vec<u32>,
        /// Days that a bank transfer may take.
        pub transfer_days: u32,
        /// Days after its payment in which an order's money can be given back.
        pub refund_days: u32,
        /// Years after its payment in which the tax of an order can be given back to a partner that is exempt.
        pub tax_refund_years: u32,
        /// Hours after which an order that was not placed is abandoned.
        pub draft_hours: u32,
        /// Days after which a support request that is resolved closes by itself.
        pub support_close_days: u32,
        /// What operators may do for how long.
        pub desk: DeskLimits,
        /// How a company joins.
        pub joining: Joining,
        /// Areas of competency.
        pub competencies: Vec<CompetencyArea>,
        /// The industries that a business profile can choose.
        pub industries: Vec<ListEntry>,
        /// The services that a business profile can choose.
        pub services: Vec<ListEntry>,
        /// How long a lead waits, and how long it is kept.
        pub leads: LeadDays,
        /// Certifications that people have.
        pub certifications: Vec<ListEntry>,
        /// Assessments that are passed.
        pub assessments: Vec<ListEntry>,
        /// What performance is measured by.
        pub measures: Vec<ListEntry>,
        /// When partners are told of competencies that they will lose.
        pub competency_notices: CompetencyNotices,
    }
}

wire! {
    /// What operators may do for how long.
    #[derive(Copy)]
    pub struct DeskLimits {
        /// Minutes after which what one has claimed is free again.
        pub claim_minutes: u32,
        /// Days that an override may last.
        pub override_days: u32,
    }
}

wire! {
    /// A day on which a reminder is sent.
    #[derive(Copy)]
    pub struct Reminder {
        /// Days after the anniversary; negative before it.
        pub day: i32,
        /// Whether it is left out once the subscription is renewed, or sent in any case.
        pub only_if_not_renewed: bool,
    }
}

impl Catalogue {
    /// The offer of that code.
    #[must_use]
    pub fn offer(&self, code: &OfferCode) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.code == *code)
    }

    /// The offers with their prices narrowed to `country`, what a partner there may know, and their benefits to what
    /// an offer shows of them.
    #[must_use]
    pub fn offers_in(&self, country: &str) -> Vec<Offer> {
        let narrowed = |offer: &Offer| {
            let prices = offer.prices.iter().filter(|price| price.country == country).cloned().collect();
            let in_short = |benefit: &Benefit| Benefit { description: None, file: None, ..benefit.clone() };
            let benefits = offer.benefits.iter().map(in_short).collect();
            Offer { benefits, prices, ..offer.clone() }
        };
        self.offers.iter().map(narrowed).collect()
    }

    /// The countries in which something is sold, each once: where companies may join from.
    #[must_use]
    pub fn countries(&self) -> Vec<String> {
        let prices = self.offers.iter().flat_map(|offer| &offer.prices);
        let mut countries: Vec<_> = prices.map(|price| price.country.clone()).collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    /// In which currency (ISO 4217 code) a company in `country` is billed: that of the first price there.
    #[must_use]
    pub fn currency_in(&self, country: &str) -> Option<&str> {
        let mut prices = self.offers.iter().flat_map(|offer| &offer.prices);
        prices.find(|price| price.country == country).map(|price| price.amount.currency.code())
    }

    /// The tax of `country`, if it has one.
    #[must_use]
    pub fn tax_in(&self, country: &str) -> Option<&Tax> {
        self.taxes.iter().find(|tax| tax.country == country)
    }

    /// Whether a business in `country` with a VAT ID pays the tax there itself (EU reverse charge):
    /// it and the supplier are in two different countries of the EU.
    #[must_use]
    pub fn is_reverse_charged(&self, country: &str) -> bool {
        is_in_eu(country) && is_in_eu(&self.supplier.country) && self.supplier.country != country
    }

    /// The supplier as an invoice to `country` names it: with its registration there, if it has one.
    #[must_use]
    pub fn supplier_for(&self, country: &str) -> Supplier {
        let there = self.registrations.iter().find(|registration| registration.country == country);
        let tax_id = there.map_or(&self.supplier.tax_id, |registration| &registration.tax_id);
        Supplier { tax_id: tax_id.clone(), ..self.supplier.clone() }
    }

    /// The account for transfers in a currency (ISO 4217 code).
    #[must_use]
    pub fn bank_account(&self, currency: &str) -> Option<&BankAccount> {
        self.bank_accounts.iter().find(|account| account.currency == currency)
    }

    /// The dates of the reminders of an anniversary, in order.
    #[must_use]
    pub fn reminder_days(&self, anniversary: NaiveDate) -> Vec<NaiveDate> {
        let mut days: Vec<_> = self
            .reminders
            .iter()
            .map(|reminder| crate::calendar::shifted(anniversary, reminder.day))
            .collect();
        days.sort_unstable();
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{catalogue, date};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_partner_sees_the_prices_of_its_own_country_only() {
        let offers = catalogue().offers_in("JP");
        assert!(offers.iter().all(|offer| offer.prices.iter().all(|price| price.country == "JP")));
        assert_eq!(offers.len(), catalogue().offers.len());
    }

    #[test]
    fn an_invoice_names_the_suppliers_registration_where_it_goes() {
        let catalogue = catalogue();
        assert_eq!(catalogue.supplier_for("JP").tax_id, "T9700150012345");
        assert_eq!(catalogue.supplier_for("DE").tax_id, catalogue.supplier.tax_id);
    }

    #[test]
    fn companies_join_from_where_something_is_sold_and_are_billed_as_it_is_sold_there() {
        let catalogue = catalogue();
        assert_eq!(catalogue.countries(), ["DE", "JP", "US"]);
        assert_eq!(catalogue.currency_in("DE"), Some("EUR"));
        assert_eq!(catalogue.currency_in("FR"), None);
    }

    #[test]
    fn reverse_charge_is_between_two_countries_of_the_eu() {
        let irish = catalogue();
        assert_eq!(irish.supplier.country, "IE");
        assert!(irish.is_reverse_charged("DE"));
        assert!(!irish.is_reverse_charged("IE"));
        assert!(!irish.is_reverse_charged("GB"));
    }

    #[test]
    fn reminders_come_in_the_order_of_their_dates() {
        let days = catalogue().reminder_days(date("2019-06-22"));
        assert_eq!(days.first(), Some(&date("2019-04-23")));
        assert!(days.is_sorted());
    }

    #[test]
    fn a_language_is_known_by_its_tag_whatever_the_region() {
        assert_eq!(Language::of_tag("ja-JP"), Some(Language::Ja));
        assert_eq!(Language::of_tag("EN"), Some(Language::En));
        assert_eq!(Language::of_tag("de"), None);
    }
}
