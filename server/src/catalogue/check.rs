//! What makes no sense as a whole: the same thing twice, and names of things that are not there.
//!
//! Works on what the file mentions and not on the finished catalogue, so that an offer whose price is wrong
//! still counts as an offer, and one mistake does not drag others behind it.

use chrono::NaiveDate;
use tokuten_core::catalogue::OfferCode;
use tokuten_core::money::Currency;
use toml_span::Spanned;

use super::reading::{Reading, similar};

/// What the file defines and what it refers to, each with its place.
#[derive(Default)]
pub(super) struct Mentions {
    /// Offers that are described.
    pub(super) offers: Vec<Spanned<OfferCode>>,
    /// Offers that other offers refer to.
    pub(super) offers_named: Vec<Spanned<OfferCode>>,
    /// Currencies with a bank account.
    pub(super) accounts: Vec<Spanned<Currency>>,
    /// Currencies of the prices that can be paid by bank transfer.
    pub(super) transfers: Vec<Spanned<Currency>>,
    /// Countries with a tax.
    pub(super) taxed: Vec<Spanned<String>>,
    /// Areas of competency.
    pub(super) areas: Vec<Spanned<String>>,
    /// First days of policies.
    pub(super) policies: Vec<Spanned<NaiveDate>>,
    /// Certifications, assessments and measures that are described.
    pub(super) skill_codes: Vec<(SkillCode, Spanned<String>)>,
    /// Those that requirements refer to.
    pub(super) skill_codes_named: Vec<(SkillCode, Spanned<String>)>,
}

/// What a code in the requirements of a competency is the code of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SkillCode {
    Certification,
    Assessment,
    Measure,
}

impl SkillCode {
    const ALL: [Self; 3] = [Self::Certification, Self::Assessment, Self::Measure];

    /// What one is called.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Certification => "certification",
            Self::Assessment => "assessment",
            Self::Measure => "measure",
        }
    }

    /// The section that describes them.
    pub(super) const fn section(self) -> &'static str {
        match self {
            Self::Certification => "certifications",
            Self::Assessment => "assessments",
            Self::Measure => "measures",
        }
    }
}

/// Notes what makes no sense as a whole.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mentions = std::mem::take(&mut reading.mentions);
    reading.each_once(&mentions.offers, |code| format!("the offer {:?}", code.0));
    reading.each_once(&mentions.accounts, |currency| format!("the bank account for {}", currency.code()));
    reading.each_once(&mentions.taxed, |country| format!("the tax of {country}"));
    reading.each_once(&mentions.areas, |area| format!("the competency {area:?}"));
    reading.each_once(&mentions.policies, |from| format!("a policy in force from {from}"));
    offers_that_are_named_exist(&mentions, reading);
    transfers_have_an_account(&mentions, reading);
    for kind in SkillCode::ALL {
        skill_codes_exist(kind, &mentions, reading);
    }
}

fn skill_codes_exist(kind: SkillCode, mentions: &Mentions, reading: &mut Reading<'_>) {
    let of_kind = |all: &[(SkillCode, Spanned<String>)]| -> Vec<_> {
        all.iter().filter(|(of, _)| *of == kind).map(|(_, code)| code.clone()).collect()
    };
    let described = of_kind(&mentions.skill_codes);
    reading.each_once(&described, |code| format!("the {} {code:?}", kind.word()));
    let known: Vec<_> = described.iter().map(|code| code.value.as_str()).collect();
    for named in of_kind(&mentions.skill_codes_named) {
        if known.contains(&named.value.as_str()) {
            continue;
        }
        let hint = match similar(&named.value, &known) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("add [[{}]] with code = \"{}\"", kind.section(), named.value),
        };
        reading.note(named.span, format!("there is no {} {:?}; {hint}", kind.word(), named.value));
    }
}

fn offers_that_are_named_exist(mentions: &Mentions, reading: &mut Reading<'_>) {
    let known: Vec<_> = mentions.offers.iter().map(|offer| offer.value.0.as_str()).collect();
    for named in &mentions.offers_named {
        let code = named.value.0.as_str();
        if known.contains(&code) {
            continue;
        }
        let hint = match similar(code, &known) {
            Some(offer) => format!("did you mean \"{offer}\"?"),
            None => format!("the offers are {}", known.join(", ")),
        };
        reading.note(named.span, format!("there is no offer {code:?}; {hint}"));
    }
}

/// Says it once per currency: the other prices in it are mended by the same account.
fn transfers_have_an_account(mentions: &Mentions, reading: &mut Reading<'_>) {
    let mut missing: Vec<Currency> = Vec::new();
    for transfer in &mentions.transfers {
        let currency = transfer.value;
        let has_account = mentions.accounts.iter().any(|account| account.value == currency);
        if !has_account && !missing.contains(&currency) {
            missing.push(currency);
            let code = currency.code();
            let advice =
                format!("add [[bank_accounts]] with currency = \"{code}\", or take bank_transfer out");
            let message =
                format!("bank transfers in {code} are offered, but there is no account for them; {advice}");
            reading.note(transfer.span, message);
        }
    }
}
