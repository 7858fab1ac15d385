//! Business profiles: what a partner tells the public of itself, and when that is shown (domain.md, "Business profile
//! and leads").

use crate::catalogue::{Catalogue, ListEntry, Localized};
use crate::countries::is_country;
use crate::facts::Facts;
use crate::partners::{Partner, PartnerId, Verification};
use crate::problem::{FieldError, FieldFault, LONGEST_FIELD};
use crate::search::folded;
use crate::sessions::email_fault;
use crate::verdict::{Requirement, Verdict};
use crate::wire;

/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 2_000;
/// The largest logo, in bytes: 512 KiB.
pub const LARGEST_LOGO: usize = 512 * 1024;
/// How many locations a profile may have.
pub const MOST_LOCATIONS: usize = 20;
/// How many countries a profile may name.
pub const MOST_COUNTRIES: usize = 60;
/// The longest address of a website, in characters.
const LONGEST_WEBSITE: usize = 200;

wire! {
    /// What a business profile says. The company's name is that of its legal profile, and not written here.
    #[serde(deny_unknown_fields)]
    pub struct Profile {
        /// What the company does, in one language or both.
        pub description: Localized,
        /// Codes of the catalogue's industries.
        pub industries: Vec<String>,
        /// Codes of the catalogue's services.
        pub services: Vec<String>,
        /// Where the company works: ISO 3166-1 alpha-2 codes.
        pub countries: Vec<String>,
        /// Where it can be visited.
        pub locations: Vec<Location>,
        /// How it is reached.
        pub contact: PublicContact,
    }
}

wire! {
    /// An office.
    #[serde(deny_unknown_fields)]
    pub struct Location {
        /// Street and number; may be empty.
        pub address: String,
        /// Town.
        pub city: String,
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
    }
}

wire! {
    /// How a company is reached, for all to see.
    #[serde(deny_unknown_fields)]
    pub struct PublicContact {
        /// E-mail address.
        pub email: String,
        /// Phone number; may be empty.
        pub phone: String,
        /// Address of the website, with `https://`; may be empty.
        pub website: String,
    }
}

impl Profile {
    /// Nothing said yet.
    #[must_use]
    pub fn empty() -> Self {
        let none = String::new;
        Self {
            description: Localized { en: none(), ja: none() },
            industries: Vec::new(),
            services: Vec::new(),
            countries: Vec::new(),
            locations: Vec::new(),
            contact: PublicContact { email: none(), phone: none(), website: none() },
        }
    }

    /// The same with surrounding white space taken off, and everything that is chosen once.
    #[must_use]
    pub fn tidied(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        let once = |mut codes: Vec<String>| {
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        let location = |Location { address, city, country }| Location {
            address: trim(address),
            city: trim(city),
            country,
        };
        let PublicContact { email, phone, website } = self.contact;
        Self {
            description: Localized { en: trim(self.description.en), ja: trim(self.description.ja) },
            industries: once(self.industries),
            services: once(self.services),
            countries: once(self.countries),
            locations: self.locations.into_iter().map(location).collect(),
            contact: PublicContact { email: trim(email), phone: trim(phone), website: trim(website) },
        }
    }

    /// What is wrong with it: a draft may be unfinished, but not this.
    #[must_use]
    pub fn faults(&self, industries: &[ListEntry], services: &[ListEntry]) -> Vec<FieldError> {
        let PublicContact { email, phone, website } = &self.contact;
        let known = |list: &[ListEntry], codes: &[String]| {
            let all = codes.iter().all(|code| list.iter().any(|entry| entry.code == *code));
            (!all).then_some(FieldFault::Malformed)
        };
        let faults = [
            ("description_en", too_long(&self.description.en, LONGEST_DESCRIPTION)),
            ("description_ja", too_long(&self.description.ja, LONGEST_DESCRIPTION)),
            ("industries", known(industries, &self.industries)),
            ("services", known(services, &self.services)),
            ("countries", countries_fault(&self.countries)),
            ("locations", locations_fault(&self.locations)),
            ("email", filled(email).and_then(email_fault)),
            ("phone", too_long(phone, LONGEST_FIELD)),
            ("website", filled(website).and_then(website_fault)),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }

    /// What is missing before it can be published.
    #[must_use]
    pub fn missing(&self) -> Vec<FieldError> {
        let silent = self.description.en.trim().is_empty() && self.description.ja.trim().is_empty();
        let missing = [
            ("description_en", silent),
            ("services", self.services.is_empty()),
            ("countries", self.countries.is_empty()),
            ("email", self.contact.email.trim().is_empty()),
        ];
        let missing = missing.into_iter().filter(|(_, missing)| *missing);
        missing.map(|(field, _)| FieldError::new(field, FieldFault::Missing)).collect()
    }

    /// Everything by which it is found: the names of what was chosen in every language, beside what was written.
    #[must_use]
    pub fn searchable(&self, name: &str, catalogue: &Catalogue) -> String {
        let mut texts = vec![name, &self.description.en, &self.description.ja];
        for (list, codes) in
            [(&catalogue.industries, &self.industries), (&catalogue.services, &self.services)]
        {
            let chosen = list.iter().filter(|entry| codes.contains(&entry.code));
            texts.extend(chosen.flat_map(|entry| [entry.name.en.as_str(), entry.name.ja.as_str()]));
        }
        texts.extend(self.locations.iter().map(|location| location.city.as_str()));
        texts.join("\n")
    }
}

fn filled(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}

fn too_long(text: &str, most: usize) -> Option<FieldFault> {
    (text.trim().chars().count() > most).then_some(FieldFault::TooLong)
}

fn countries_fault(countries: &[String]) -> Option<FieldFault> {
    if countries.len() > MOST_COUNTRIES {
        return Some(FieldFault::TooLong);
    }
    (!countries.iter().all(|code| is_country(code))).then_some(FieldFault::Malformed)
}

fn locations_fault(locations: &[Location]) -> Option<FieldFault> {
    let long = |location: &Location| {
        [&location.address, &location.city].into_iter().any(|line| too_long(line, LONGEST_FIELD).is_some())
    };
    if locations.len() > MOST_LOCATIONS || locations.iter().any(long) {
        return Some(FieldFault::TooLong);
    }
    if locations.iter().any(|location| location.city.trim().is_empty()) {
        return Some(FieldFault::Missing);
    }
    (!locations.iter().all(|location| is_country(&location.country))).then_some(FieldFault::Malformed)
}

/// It becomes a link on a public page: nothing but the web's own addresses.
fn website_fault(website: &str) -> Option<FieldFault> {
    let website = website.trim();
    let host = website.strip_prefix("https://").or_else(|| website.strip_prefix("http://"));
    let host = host.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '.' | '-' | ':');
    match website {
        long if long.chars().count() > LONGEST_WEBSITE => Some(FieldFault::TooLong),
        _ if website.contains(|char: char| char.is_whitespace() || char.is_control()) => {
            Some(FieldFault::Malformed)
        }
        _ if !host.contains('.') || !host.chars().all(plain) => Some(FieldFault::Malformed),
        _ => None,
    }
}

wire! {
    /// Where a profile stands.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum ProfileStanding {
        /// Nobody outside sees it.
        Draft,
        /// What is written is what is shown.
        Published,
        /// Something else is shown than what is written.
        Changed,
    }
}

impl ProfileStanding {
    /// Where a draft stands beside what is published.
    #[must_use]
    pub fn of<T: PartialEq>(draft: &T, published: Option<&T>) -> Self {
        match published {
            None => Self::Draft,
            Some(published) if published == draft => Self::Published,
            Some(_) => Self::Changed,
        }
    }
}

/// May this partner publish a profile? It stands for a company that the vendor has checked (decided).
#[must_use]
pub fn may_publish(partner: &Partner) -> Verdict {
    Verdict::of(vec![
        Requirement::joined(partner),
        Requirement::verified(partner),
        Requirement::in_good_standing(partner),
    ])
}

/// Whether what a partner has published is shown: it is not suspended, and its legal profile was not rejected since.
/// A legal profile that waits to be checked again takes nothing away (decided).
#[must_use]
pub fn is_listed(suspended: bool, verification: &Verification) -> bool {
    !suspended && !matches!(verification, Verification::Rejected { .. })
}

/// The last part of a profile's address: something to read, and the Partner ID by which it is found.
#[must_use]
pub fn slug(name: &str, partner: &PartnerId) -> String {
    let folded = folded(name);
    let words = folded.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.chain([partner.as_str()]).collect::<Vec<_>>().join("-")
}

/// The partner whose profile is at an address.
#[must_use]
pub fn partner_at(slug: &str) -> Option<PartnerId> {
    slug.rsplit('-').next()?.parse().ok()
}

wire! {
    /// A profile as those see it who write it: answer of `GET /api/business-profile`.
    pub struct ProfileView {
        /// What is written.
        pub draft: Profile,
        /// Whether there is a logo with it.
        pub logo: Option<String>,
        /// Where it stands.
        pub standing: ProfileStanding,
        /// Where the public sees it, from `/` on, if it does.
        pub address: Option<String>,
        /// Rises with each change: what a change was made on.
        pub version: i64,
        /// The industries that can be chosen.
        pub industries: Vec<ListEntry>,
        /// The services that can be chosen.
        pub services: Vec<ListEntry>,
        /// What bears on whether it may be published.
        pub facts: Facts,
    }
}

wire! {
    /// Body of `PUT /api/business-profile`.
    #[serde(deny_unknown_fields)]
    pub struct DraftChange {
        /// What is written from now on.
        pub draft: Profile,
        /// The version that was shown: nobody's change undoes another's that was not seen.
        pub seen: i64,
    }
}

wire! {
    /// Body of `POST /api/business-profile/publish` and of `…/withdraw`.
    #[serde(deny_unknown_fields)]
    pub struct SeenProfile {
        /// The version that was shown.
        pub seen: i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{catalogue, facts};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn profile() -> Profile {
        let catalogue = catalogue();
        Profile {
            description: Localized { en: "We move companies to the cloud.".into(), ja: String::new() },
            industries: vec![catalogue.industries[0].code.clone()],
            services: vec![catalogue.services[0].code.clone()],
            countries: vec!["JP".into()],
            locations: vec![Location {
                address: String::new(), city: "仙台市".into(), country: "JP".into()
            }],
            contact: PublicContact {
                email: "hello@aoba.example".into(),
                phone: String::new(),
                website: "https://aoba.example/cloud?lang=en".into(),
            },
        }
    }

    fn faulty(profile: &Profile) -> Vec<String> {
        let catalogue = catalogue();
        let faults = profile.faults(&catalogue.industries, &catalogue.services);
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_draft_may_be_unfinished_and_what_is_published_may_not() {
        assert!(faulty(&Profile::empty()).is_empty());
        let missing: Vec<_> = Profile::empty().missing().into_iter().map(|fault| fault.field).collect();
        assert_eq!(missing, ["description_en", "services", "countries", "email"]);
        assert!(faulty(&profile()).is_empty() && profile().missing().is_empty());
        let japanese =
            Profile { description: Localized { en: " ".into(), ja: "移行".into() }, ..profile() };
        assert!(japanese.missing().is_empty());
    }

    #[test]
    fn what_the_catalogue_does_not_have_cannot_be_chosen() {
        let odd = Profile { industries: vec!["magic".into()], services: vec!["x".into()], ..profile() };
        assert_eq!(faulty(&odd), ["industries", "services"]);
        let countries = vec!["Japan".into()];
        assert_eq!(faulty(&Profile { countries, ..profile() }), ["countries"]);
    }

    #[test]
    fn a_website_is_an_address_of_the_web_and_nothing_else() {
        let with = |website: &str| {
            let contact = PublicContact { website: website.into(), ..profile().contact };
            faulty(&Profile { contact, ..profile() })
        };
        assert!(with("http://例え.jp/").is_empty() && with("").is_empty());
        for wrong in [
            "javascript:alert(1)//a.b",
            "aoba.example",
            "https://",
            "https://a b.c",
            "https://x\"y.z",
            "data:,",
        ] {
            assert_eq!(with(wrong), ["website"], "{wrong}");
        }
    }

    #[test]
    fn what_was_chosen_twice_counts_once() {
        let twice = Profile { countries: vec!["JP".into(), "DE".into(), "JP".into()], ..profile() };
        assert_eq!(twice.tidied().countries, ["DE", "JP"]);
    }

    #[test]
    fn a_profile_is_found_by_its_name_its_words_and_the_names_of_what_it_offers() {
        let catalogue = catalogue();
        let text = profile().searchable("Aoba Systems", &catalogue);
        for part in
            ["Aoba", "cloud", "仙台市", &catalogue.services[0].name.ja, &catalogue.industries[0].name.en]
        {
            assert!(text.contains(part), "{part}");
        }
    }

    #[test]
    fn only_a_company_that_was_checked_publishes() {
        let partner = facts().partner;
        let verdict = |verification| may_publish(&Partner { verification, ..partner.clone() }).is_allowed();
        assert!(verdict(Verification::Verified));
        let rejected = Verification::Rejected { reason: "…".into() };
        assert!(!verdict(Verification::Pending) && !verdict(rejected.clone()));
        let suspended = Partner { suspended: Some("…".into()), ..partner.clone() };
        assert!(!may_publish(&suspended).is_allowed());
        assert!(is_listed(false, &Verification::Pending) && !is_listed(false, &rejected));
        assert!(!is_listed(true, &Verification::Verified));
    }

    #[test]
    fn an_address_can_be_read_and_leads_back_to_its_partner() {
        let id: PartnerId = "4100004".parse().unwrap();
        assert_eq!(slug("Düne Works GmbH & Co. KG", &id), "dune-works-gmbh-co-kg-4100004");
        assert_eq!(slug("青葉システム", &id), "4100004");
        for name in ["Düne Works", "青葉システム"] {
            assert_eq!(partner_at(&slug(name, &id)), Some(id.clone()));
        }
        assert_eq!(partner_at("dune-works"), None);
    }

    #[test]
    fn a_change_shows_until_it_is_published() {
        assert_eq!(ProfileStanding::of(&1, None), ProfileStanding::Draft);
        assert_eq!(ProfileStanding::of(&1, Some(&1)), ProfileStanding::Published);
        assert_eq!(ProfileStanding::of(&2, Some(&1)), ProfileStanding::Changed);
    }
}
