//! What the forms of the programme change: an offer, a version of the policy, the days of reminders and of retries. What has
//! no form is changed in the file itself.

use chrono::NaiveDate;

use crate::catalogue::{
    Benefit, BenefitKind, Catalogue, Language, Localized, Offer, OfferCode, Price, Reminder,
};
use crate::catalogue::{is_code, is_file_name};
use crate::countries::is_country;
use crate::money::Rate;
use crate::payments::PaymentMethod;
use crate::problem::{FieldError, FieldFault, LONGEST_FIELD};
use crate::renewals::{RenewalPolicy, WindowDays};
use crate::wire;

/// The longest that a text of several lines may be, in characters.
const LONGEST_TEXT: usize = 1_000;
/// The highest quantity of a benefit.
pub const MOST: u32 = 1_000_000;
/// The longest that a key may be good, in days.
pub const LONGEST_VALID: u32 = 36_600;
/// How far from an anniversary its days may lie.
pub const FARTHEST: i32 = 366;

wire! {
    /// A change of the draft.
    #[serde(rename_all = "snake_case")]
    pub enum Edit {
        /// An offer becomes this, or is added.
        Offer {
            /// The code of the one that this takes the place of, which it keeps; none for a new one.
            instead_of: Option<OfferCode>,
            /// As it becomes.
            offer: Box<Offer>,
        },
        /// An offer is taken out.
        RemoveOffer(OfferCode),
        /// A version of the policy becomes this, or is added.
        Policy {
            /// From when the one was effective that this takes the place of; none for a new one.
            instead_of: Option<NaiveDate>,
            /// As it becomes. When it is announced is the portal's to say.
            policy: RenewalPolicy,
        },
        /// A version of the policy is taken out.
        RemovePolicy(NaiveDate),
        /// The days of reminders become these.
        Reminders(Vec<Reminder>),
        /// The days on which a declined charge is tried again become these.
        RetryDays(Vec<u32>),
    }
}

impl Edit {
    /// What is wrong with it, in this catalogue. Fields are named as in JSON, with the place in a list: `prices.0.amount`.
    #[must_use]
    pub fn faults(&self, catalogue: &Catalogue) -> Vec<FieldError> {
        let mut faults = Faults(Vec::new());
        match self {
            Self::Offer { instead_of, offer } => {
                faults.of_place(instead_of.as_ref(), &offer.code, catalogue);
                faults.of_offer(offer, catalogue);
            }
            Self::RemoveOffer(code) => faults.of_removing(code, catalogue),
            Self::Policy { instead_of, policy } => faults.of_policy(*instead_of, policy, catalogue),
            Self::RemovePolicy(from) => faults.of_removing_policy(*from, catalogue),
            Self::Reminders(reminders) => faults.of_reminders(reminders),
            Self::RetryDays(days) => faults.of_retry_days(days),
        }
        faults.0
    }
}

/// The kinds of benefit that have an end of their own are those with a secret; only material has a file.
#[must_use]
pub const fn has_file(kind: BenefitKind) -> bool {
    matches!(kind, BenefitKind::MarketingMaterial)
}

/// Gathers what is wrong.
struct Faults(Vec<FieldError>);

impl Faults {
    fn note(&mut self, is_wrong: bool, field: &str, fault: FieldFault) {
        if is_wrong && self.0.iter().all(|known| known.field != field) {
            self.0.push(FieldError::new(field, fault));
        }
    }

    fn text(&mut self, field: &str, text: &Localized, languages: &[Language], longest: usize) {
        for language in languages {
            let (field, text) = (format!("{field}.{}", language.tag()), text.text(*language));
            self.note(text.trim().is_empty(), &field, FieldFault::Missing);
            self.note(text.chars().count() > longest, &field, FieldFault::TooLong);
        }
    }

    fn code(&mut self, field: &str, code: &str) {
        self.note(code.is_empty(), field, FieldFault::Missing);
        self.note(!is_code(code), field, FieldFault::Malformed);
    }

    /// Of which offer it takes the place. A code stays: subscriptions and other offers name it.
    fn of_place(&mut self, instead_of: Option<&OfferCode>, code: &OfferCode, catalogue: &Catalogue) {
        let known = |code: &OfferCode| catalogue.offer(code).is_some();
        self.note(instead_of.is_some_and(|before| !known(before)), "instead_of", FieldFault::Unknown);
        self.note(instead_of != Some(code) && known(code), "code", FieldFault::Taken);
        self.note(instead_of.is_some_and(|before| before != code), "code", FieldFault::Wrong);
    }

    fn of_offer(&mut self, offer: &Offer, catalogue: &Catalogue) {
        self.code("code", &offer.code.0);
        self.text("name", &offer.name, &catalogue.languages, LONGEST_FIELD);
        self.text("summary", &offer.summary, &catalogue.languages, LONGEST_TEXT);
        let is_other = |code: &OfferCode| *code != offer.code && catalogue.offer(code).is_some();
        self.note(!offer.included_in.iter().all(is_other), "included_in", FieldFault::Unknown);
        if let Some(upgrade) = &offer.upgrade {
            self.note(!is_other(&upgrade.from), "upgrade.from", FieldFault::Unknown);
            let leaves_something =
                (Rate::basis_points(1)..Rate::basis_points(10_000)).contains(&upgrade.discount);
            self.note(!leaves_something, "upgrade.discount", FieldFault::Malformed);
        }
        for (place, price) in offer.prices.iter().enumerate() {
            self.of_price(&format!("prices.{place}"), price, &offer.prices[..place], catalogue);
        }
        for (place, benefit) in offer.benefits.iter().enumerate() {
            self.of_benefit(
                &format!("benefits.{place}"),
                benefit,
                &offer.benefits[..place],
                &catalogue.languages,
            );
        }
    }

    fn of_price(&mut self, at: &str, price: &Price, before: &[Price], catalogue: &Catalogue) {
        let (country, amount, methods) =
            (format!("{at}.country"), format!("{at}.amount"), format!("{at}.methods"));
        self.note(!is_country(&price.country), &country, FieldFault::Unknown);
        let is_same = |other: &Price| {
            (&other.country, other.amount.currency) == (&price.country, price.amount.currency)
        };
        self.note(before.iter().any(is_same), &country, FieldFault::Taken);
        self.note(price.amount.amount <= 0, &amount, FieldFault::Malformed);
        self.note(price.methods.is_empty(), &methods, FieldFault::Missing);
        let has_account = catalogue.bank_account(price.amount.currency.code()).is_some();
        let by_transfer = price.methods.contains(&PaymentMethod::BankTransfer);
        self.note(by_transfer && !has_account, &methods, FieldFault::Unknown);
    }

    fn of_benefit(&mut self, at: &str, benefit: &Benefit, before: &[Benefit], languages: &[Language]) {
        let field = |name: &str| format!("{at}.{name}");
        self.code(&field("code"), &benefit.code);
        self.note(before.iter().any(|other| other.code == benefit.code), &field("code"), FieldFault::Taken);
        self.text(&field("name"), &benefit.name, languages, LONGEST_FIELD);
        if let Some(description) = &benefit.description {
            self.text(&field("description"), description, languages, LONGEST_TEXT);
        }
        self.note(!(1..=MOST).contains(&benefit.quantity), &field("quantity"), FieldFault::Malformed);
        let days_fit = benefit
            .valid_days
            .is_none_or(|days| benefit.kind.has_secret() && (1..=LONGEST_VALID).contains(&days));
        self.note(!days_fit, &field("valid_days"), FieldFault::Malformed);
        let file = benefit.file.as_deref();
        self.note(
            has_file(benefit.kind) && file.is_none_or(str::is_empty),
            &field("file"),
            FieldFault::Missing,
        );
        let fits = file.is_none_or(|name| has_file(benefit.kind) && is_file_name(name));
        self.note(!fits, &field("file"), FieldFault::Malformed);
    }

    fn of_removing(&mut self, code: &OfferCode, catalogue: &Catalogue) {
        self.note(catalogue.offer(code).is_none(), "code", FieldFault::Unknown);
        let others = || catalogue.offers.iter().filter(|offer| offer.code != *code);
        self.note(others().next().is_none(), "code", FieldFault::Missing);
        let names = |offer: &Offer| {
            offer.included_in.contains(code)
                || offer.upgrade.as_ref().is_some_and(|upgrade| upgrade.from == *code)
        };
        self.note(others().any(names), "code", FieldFault::Taken);
    }

    fn of_policy(&mut self, instead_of: Option<NaiveDate>, policy: &RenewalPolicy, catalogue: &Catalogue) {
        let known = |day| catalogue.policies.iter().any(|other| other.effective_from == day);
        self.note(instead_of.is_some_and(|day| !known(day)), "instead_of", FieldFault::Unknown);
        let taken = instead_of != Some(policy.effective_from) && known(policy.effective_from);
        self.note(taken, "effective_from", FieldFault::Taken);
        for (field, window) in
            [("partner_center", policy.partner_center), ("membership_center", policy.membership_center)]
        {
            self.of_window(field, window);
        }
        let days = [("benefits_end", policy.benefits_end), ("qualification_days", policy.qualification_days)];
        for (field, days) in days {
            self.note(!(0..=FARTHEST).contains(&days), field, FieldFault::Malformed);
        }
    }

    fn of_window(&mut self, field: &str, window: WindowDays) {
        let is_near = |day: i32| (-FARTHEST..=FARTHEST).contains(&day);
        self.note(!is_near(window.opens), &format!("{field}.opens"), FieldFault::TooFar);
        self.note(!is_near(window.closes), &format!("{field}.closes"), FieldFault::TooFar);
        self.note(!window.is_in_order(), &format!("{field}.closes"), FieldFault::Wrong);
    }

    fn of_removing_policy(&mut self, from: NaiveDate, catalogue: &Catalogue) {
        let is_known = catalogue.policies.iter().any(|policy| policy.effective_from == from);
        self.note(!is_known, "effective_from", FieldFault::Unknown);
        self.note(catalogue.policies.len() < 2, "effective_from", FieldFault::Missing);
    }

    fn of_reminders(&mut self, reminders: &[Reminder]) {
        for (place, reminder) in reminders.iter().enumerate() {
            let field = format!("reminders.{place}");
            let is_twice = reminders[..place].iter().any(|other| other.day == reminder.day);
            self.note(!(-FARTHEST..=FARTHEST).contains(&reminder.day), &field, FieldFault::TooFar);
            self.note(is_twice, &field, FieldFault::Taken);
        }
    }

    fn of_retry_days(&mut self, days: &[u32]) {
        for (place, day) in days.iter().enumerate() {
            let field = format!("retry_days.{place}");
            let rises = place == 0 || days[place - 1] < *day;
            self.note(!(1..=FARTHEST.unsigned_abs()).contains(day), &field, FieldFault::TooFar);
            self.note(!rises, &field, FieldFault::Wrong);
        }
    }
}
