//! Builders with good defaults, so that a test shows only what matters to it.

use chrono::NaiveDate;

use crate::catalogue::{
    Agreement, BankAccount, Catalogue, CompetencyArea, CompetencyNotices, DeskLimits, Joining, Language,
    LeadDays, ListEntry, Localized, Offer, OfferCode, Price, Registration, Reminder, Supplier, Tax, Upgrade,
    Verifying,
};
use crate::competencies::{Attainment, Level, Person, Skill, SkillRequirement, Span, What};
use crate::facts::Facts;
use crate::money::{Money, Rate, Rounding, currency};
use crate::orders::{OpenOrder, OrderNumber, OrderState};
use crate::partners::{BillTo, Partner, Verification};
use crate::payments::PaymentMethod;
use crate::renewals::{NextAnniversary, RenewalPolicy, WindowDays};
use crate::roles::Role;
use crate::subscriptions::{Holding, ManagedIn, Subscription};

pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date as YYYY-MM-DD")
}

fn text(text: &str) -> Localized {
    Localized { en: text.to_owned(), ja: text.to_owned() }
}

fn price(country: &str, code: &str, amount: i64) -> Price {
    let currency = currency(code).expect("an ISO 4217 code");
    Price {
        country: country.to_owned(),
        amount: Money::new(amount, currency),
        methods: vec![PaymentMethod::CreditCard, PaymentMethod::BankTransfer],
    }
}

fn offer(code: &str, requires: Option<Level>, yen: i64, cents: i64) -> Offer {
    Offer {
        code: code.into(),
        name: text(code),
        summary: text(code),
        requires,
        included_in: Vec::new(),
        upgrade: None,
        benefits: Vec::new(),
        prices: vec![price("JP", "JPY", yen), price("DE", "EUR", cents), price("US", "USD", cents)],
    }
}

fn tax(country: &str, points: u32, rounding: Rounding) -> Tax {
    Tax { country: country.to_owned(), name: text("Tax"), rate: Rate::basis_points(points), rounding }
}

pub fn catalogue() -> Catalogue {
    Catalogue {
        name: text("Programme"),
        about: None,
        zone: "Etc/UTC".into(),
        languages: Language::ALL.to_vec(),
        agreement: Agreement { version: "2019-07".into(), name: text("Agreement"), text: text("…") },
        supplier: Supplier {
            name: "Vendor Ltd".into(),
            address: vec!["Dublin".into()],
            country: "IE".into(),
            tax_id: "IE1234567A".into(),
        },
        registrations: vec![Registration { country: "JP".into(), tax_id: "T9700150012345".into() }],
        bank_accounts: vec![BankAccount {
            currency: "JPY".into(),
            bank: "Bank".into(),
            holder: "Vendor Ltd".into(),
            account: "1234567".into(),
            bic: "BANKJPJT".into(),
        }],
        offers: vec![
            offer("action_pack", None, 53_905, 42_500),
            Offer {
                included_in: vec!["gold".into()],
                ..offer("silver", Some(Level::Silver), 180_000, 170_000)
            },
            Offer {
                upgrade: Some(Upgrade { from: "silver".into(), discount: Rate::basis_points(2_500) }),
                ..offer("gold", Some(Level::Gold), 600_000, 525_000)
            },
        ],
        taxes: vec![tax("JP", 1_000, Rounding::Down), tax("DE", 1_900, Rounding::HalfUp)],
        policies: vec![
            policy("2017-07-01", WindowDays { opens: -90, closes: 0 }),
            policy("2018-10-01", WindowDays { opens: 1, closes: 30 }),
        ],
        reminders: [-60, -30, -15, -7, -1, 1, 23, 30]
            .map(|day| Reminder { day, only_if_not_renewed: day > 0 })
            .to_vec(),
        retry_days: vec![1, 3, 7, 14, 21],
        transfer_days: 30,
        refund_days: 30,
        tax_refund_years: 1,
        draft_hours: 24,
        support_close_days: 14,
        desk: DeskLimits { claim_minutes: 30, override_days: 90 },
        joining: Joining { verification: Verifying::ByHand, link_hours: 24 },
        industries: vec![ListEntry { code: "retail".into(), name: text("Retail") }],
        services: vec![ListEntry { code: "migration".into(), name: text("Migration") }],
        leads: LeadDays { expire: 14, remind: 3, keep: None },
        competencies: vec![cloud()],
        certifications: ["builder", "architect"].map(named).to_vec(),
        assessments: Vec::new(),
        measures: vec![named("seats")],
        competency_notices: CompetencyNotices { at_risk_days: vec![90, 30], expiry_days: vec![60, 14] },
    }
}

fn named(code: &str) -> ListEntry {
    ListEntry { code: code.to_owned(), name: text(code) }
}

/// Silver asks for two people and a reference, gold for another reference and 100 seats in a year.
pub fn cloud() -> CompetencyArea {
    let people = SkillRequirement::CertifiedPeople {
        count: 2,
        certifications: vec!["builder".into(), "architect".into()],
    };
    let references = |count| SkillRequirement::References { count, months: None };
    let seats = SkillRequirement::Performance { amount: 100, measure: "seats".into(), months: 12 };
    CompetencyArea {
        code: "cloud".into(),
        name: text("Cloud"),
        silver: vec![people.clone(), references(1)],
        gold: vec![people, references(2), seats],
        benefits: Vec::new(),
    }
}

fn skill(what: What, earned_on: &str) -> Skill {
    Skill {
        id: format!("{what:?}/{earned_on}"),
        what,
        person: None,
        earned_on: date(earned_on),
        expires_on: None,
        here: Span { from: NaiveDate::MIN, until: None },
    }
}

pub fn certificate(person: &str, code: &str, earned_on: &str, expires_on: Option<&str>) -> Skill {
    let what = What::Certificate { certification: code.to_owned() };
    let person = Person { id: person.to_owned(), name: format!("Person {person}") };
    Skill { person: Some(person), expires_on: expires_on.map(date), ..skill(what, earned_on) }
}

pub fn reference(customer: &str, earned_on: &str) -> Skill {
    skill(What::Reference { area: "cloud".into(), customer: customer.to_owned() }, earned_on)
}

pub fn performance(amount: u32, earned_on: &str) -> Skill {
    skill(What::Performance { area: "cloud".into(), measure: "seats".into(), amount }, earned_on)
}

fn policy(effective_from: &str, partner_center: WindowDays) -> RenewalPolicy {
    RenewalPolicy {
        effective_from: date(effective_from),
        partner_center,
        membership_center: WindowDays { opens: -90, closes: 0 },
        benefits_end: 30,
        next_anniversary: NextAnniversary::OldAnniversary,
        qualification_days: 30,
        announced: None,
    }
}

pub fn bill_to() -> BillTo {
    BillTo {
        name: "Aoba Systems".into(),
        line1: "1-2-3 Aoba".into(),
        line2: String::new(),
        city: "Sendai".into(),
        region: "Miyagi".into(),
        postal_code: "980-0000".into(),
        tax_id: "T1234567890123".into(),
    }
}

/// A Japanese partner in good standing with nothing bought; its Global admin is asking.
pub fn facts() -> Facts {
    facts_in("JP", "JPY")
}

pub fn facts_in(country: &str, currency: &str) -> Facts {
    let catalogue = catalogue();
    Facts {
        roles: vec![Role::GlobalAdmin],
        admins: vec!["Haru Aoba".into()],
        partner: Partner {
            id: "4100001".parse().expect("a Partner ID"),
            name: "Aoba Systems".into(),
            country: country.to_owned(),
            currency: currency.to_owned(),
            email_verified: true,
            agreement_accepted: true,
            verification: Verification::Verified,
            suspended: None,
            exemption: None,
            registration_number: "0100-01-012345".into(),
            bill_to: bill_to(),
        },
        attainments: Vec::new(),
        subscriptions: Vec::new(),
        open_orders: Vec::new(),
        offers: catalogue.offers,
        policies: catalogue.policies,
        overrides: Vec::new(),
    }
}

/// The same with one subscription.
pub fn holding(subscription: Subscription) -> Facts {
    Facts { subscriptions: vec![subscription], ..facts() }
}

pub fn action_pack(expires_on: &str) -> Subscription {
    subscription("action_pack", expires_on)
}

pub fn silver(expires_on: &str) -> Subscription {
    subscription("silver", expires_on)
}

pub fn gold(expires_on: &str) -> Subscription {
    subscription("gold", expires_on)
}

fn subscription(offer: &str, expires_on: &str) -> Subscription {
    let expires_on = date(expires_on);
    Subscription {
        id: "01890a5d-ac96-774b-bcce-b302099a8057".into(),
        offer: OfferCode(offer.to_owned()),
        anchor: expires_on,
        term_starts: crate::calendar::shifted(expires_on, -364),
        expires_on,
        managed_in: ManagedIn::PartnerCenter,
        holding: Holding::Held,
        automatic_renewal: false,
        card: None,
        by_transfer: false,
        handed_over: None,
    }
}

pub fn attained(level: Level, from: &str, until: Option<&str>) -> Attainment {
    Attainment { area: "cloud".into(), level, from: date(from), until: until.map(date) }
}

pub fn open_order(offer: &str) -> OpenOrder {
    OpenOrder { number: OrderNumber(100_001), offer: offer.into(), state: OrderState::AwaitingTransfer }
}
