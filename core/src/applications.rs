//! Applications to join: what a company says of itself before it is a partner, and what anybody may know of the
//! programme (domain.md, "Joining").

use crate::catalogue::{Agreement, Language, Localized, Offer};
use crate::partners::LegalProfile;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::sessions::{email_fault, name_fault, password_fault};
use crate::wire;

wire! {
    /// What the programme is: answer of `GET /api/programme`.
    pub struct ProgrammeView {
        /// What it is for, if the catalogue says so.
        pub about: Option<Localized>,
        /// What is on sale, with the prices of all countries.
        pub offers: Vec<Offer>,
        /// The countries in which something is sold: ISO 3166-1 alpha-2 codes.
        pub countries: Vec<String>,
    }
}

wire! {
    /// What one can choose on joining, and what is agreed to: answer of `GET /api/joining`.
    pub struct JoiningView {
        /// From where companies may join: ISO 3166-1 alpha-2 codes.
        pub countries: Vec<String>,
        /// IANA names of the zones.
        pub zones: Vec<String>,
        /// The programme's own zone, for who knows none.
        pub zone: String,
        /// Languages of the portal.
        pub languages: Vec<Language>,
        /// What is agreed to.
        pub agreement: Agreement,
        /// Hours in which the link of the mail is good.
        pub link_hours: u32,
    }
}

wire! {
    /// Body of `POST /api/joining`.
    #[serde(deny_unknown_fields)]
    pub struct Application {
        /// Legal business name, address, registration number and tax ID.
        pub profile: LegalProfile,
        /// ISO 3166-1 alpha-2 code.
        pub country: String,
        /// Name of the primary contact, who becomes Global admin.
        pub contact: String,
        /// Work e-mail address of the primary contact.
        pub email: String,
        /// IANA name of the zone in which the company's days begin and end.
        pub zone: String,
        /// Language of the company's mails.
        pub language: Language,
        /// Version of the agreement that was accepted; empty if none was.
        pub agreement_version: String,
    }
}

impl Application {
    /// The same with surrounding white space taken off every field, and the address in small letters.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self {
            profile: self.profile.trimmed(),
            contact: self.contact.trim().to_owned(),
            email: self.email.trim().to_lowercase(),
            ..self
        }
    }

    /// What is wrong with it, in the order of the form; nothing if it can be sent.
    #[must_use]
    pub fn faults(&self, of: &JoiningView) -> Vec<FieldError> {
        let unknown = |known: bool| (!known).then_some(FieldFault::Missing);
        // What came by an import may have no number; who joins says it.
        let number = line_fault(&self.profile.registration_number);
        let number = number.filter(|fault| *fault == FieldFault::Missing);
        let own = [
            ("registration_number", number),
            ("country", unknown(of.countries.contains(&self.country))),
            ("contact", name_fault(&self.contact)),
            ("email", email_fault(&self.email)),
            ("zone", unknown(of.zones.contains(&self.zone))),
            ("language", unknown(of.languages.contains(&self.language))),
            ("agreement_version", unknown(!self.agreement_version.is_empty())),
        ];
        let own = own.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?)));
        self.profile.faults(&self.country).into_iter().chain(own).collect()
    }
}

wire! {
    /// An application was taken in: the same answer whether its address is known or not.
    pub struct Receipt {
        /// Names the application, to have its mail sent again.
        pub id: String,
    }
}

wire! {
    /// Whose application a link of a mail belongs to: answer of `GET /api/joining/links/{token}`.
    pub struct ApplicationView {
        /// Legal business name.
        pub company: String,
        /// Name of the primary contact.
        pub contact: String,
        /// The address that the link has verified.
        pub email: String,
    }
}

wire! {
    /// Body of `POST /api/joining/links/{token}`.
    #[serde(deny_unknown_fields)]
    pub struct Joins {
        /// The password to sign in with.
        pub password: String,
    }
}

impl Joins {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self, of: &ApplicationView) -> Vec<FieldError> {
        let fault = password_fault(&self.password, &[&of.email, &of.contact, &of.company]);
        fault.map(|fault| FieldError::new("password", fault)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{catalogue, facts};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn view() -> JoiningView {
        let catalogue = catalogue();
        JoiningView {
            countries: catalogue.countries(),
            zones: vec!["Asia/Tokyo".into()],
            zone: catalogue.zone,
            languages: catalogue.languages,
            agreement: catalogue.agreement,
            link_hours: 24,
        }
    }

    fn application() -> Application {
        Application {
            profile: facts().partner.legal_profile(),
            country: "JP".into(),
            contact: "Haru Aoba".into(),
            email: "haru@aoba.example".into(),
            zone: "Asia/Tokyo".into(),
            language: Language::Ja,
            agreement_version: "2019-07".into(),
        }
    }

    fn faults(application: &Application) -> Vec<String> {
        application.faults(&view()).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn every_fault_of_an_application_is_named_at_its_field() {
        assert!(faults(&application()).is_empty());
        let mut wrong = application();
        wrong.profile.registration_number = " ".into();
        wrong.profile.bill_to.name = String::new();
        let wrong = Application {
            country: "XX".into(),
            contact: String::new(),
            email: "haru".into(),
            zone: "Tokyo".into(),
            agreement_version: String::new(),
            ..wrong
        };
        // Elsewhere than in Japan the tax ID is only letters and digits.
        let all = ["name", "registration_number", "country", "contact", "email", "zone", "agreement_version"];
        assert_eq!(faults(&wrong), all);
    }

    #[test]
    fn a_number_that_is_too_long_is_named_once() {
        let mut long = application();
        long.profile.registration_number = "1".repeat(121);
        assert_eq!(faults(&long), ["registration_number"]);
    }

    #[test]
    fn white_space_and_capitals_of_the_address_do_not_count() {
        let typed = Application { email: " Haru@Aoba.example ".into(), ..application() };
        assert_eq!(typed.trimmed(), application());
    }

    #[test]
    fn a_password_is_not_the_companys_name() {
        let of = ApplicationView {
            company: "Aoba Systems of Sendai".into(),
            contact: "Haru Aoba".into(),
            email: "haru@aoba.example".into(),
        };
        let faults = |password: &str| Joins { password: password.into() }.faults(&of).len();
        assert_eq!((faults("aoba systems of sendai"), faults("correct horse battery")), (1, 0));
    }
}
