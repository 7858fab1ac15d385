//! What a draft changes, in the words of the domain.

use chrono::NaiveDate;

use crate::catalogue::{Benefit, Catalogue, Offer, OfferCode, Price, Reminder};
use crate::renewals::RenewalPolicy;
use crate::wire;

use super::says_the_same;

wire! {
    /// One thing that differs between two catalogues.
    #[serde(rename_all = "snake_case")]
    pub enum Change {
        /// An offer is new, gone, or described in another way.
        Offer {
            /// Which.
            offer: OfferCode,
            /// What of it.
            part: OfferPart,
        },
        /// A price.
        Price {
            /// Of what.
            offer: OfferCode,
            /// Where: ISO 3166-1 alpha-2 code.
            country: String,
            /// As it was; none where it was not sold.
            before: Option<Price>,
            /// As it becomes; none where it is not sold any more.
            after: Option<Price>,
        },
        /// A benefit of an offer.
        Benefit {
            /// Of what.
            offer: OfferCode,
            /// As it was.
            before: Option<Benefit>,
            /// As it becomes.
            after: Option<Benefit>,
        },
        /// A version of the policy.
        Policy {
            /// From when it is effective.
            effective_from: NaiveDate,
            /// As it was.
            before: Option<RenewalPolicy>,
            /// As it becomes.
            after: Option<RenewalPolicy>,
        },
        /// The days of reminders.
        Reminders {
            /// As they were.
            before: Vec<Reminder>,
            /// As they become.
            after: Vec<Reminder>,
        },
        /// The days on which a declined charge is tried again.
        RetryDays {
            /// As they were.
            before: Vec<u32>,
            /// As they become.
            after: Vec<u32>,
        },
        /// Something in another section of the file.
        Section(Section),
    }
}

wire! {
    /// What differs of an offer, prices and benefits aside.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum OfferPart {
        /// It is new.
        Added,
        /// It is gone.
        Removed,
        /// What it is called.
        Name,
        /// Two lines of what it is.
        Summary,
        /// The level that it asks for.
        Requires,
        /// What it is included in.
        IncludedIn,
        /// The cheaper way to it.
        Upgrade,
    }
}

wire! {
    /// A section of the file that has no form.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Section {
        /// Name, description, zone and languages.
        Programme,
        /// What partners agree to.
        Agreement,
        /// Who sells, and where it is registered for tax.
        Supplier,
        /// Where transfers go.
        BankAccounts,
        /// Taxes.
        Taxes,
        /// Days of orders and refunds.
        Orders,
        /// Days of support, of the desk, of joining and of leads.
        Deadlines,
        /// Competencies and what they ask for.
        Competencies,
        /// Industries and services of business profiles.
        Profiles,
    }
}

wire! {
    /// The lines in which two files differ, with some around them: answer of `GET /api/operator/programme/draft/diff`.
    pub struct FileDiff {
        /// In their order.
        pub lines: Vec<DiffLine>,
    }
}

wire! {
    /// A line of it.
    #[serde(rename_all = "snake_case")]
    pub enum DiffLine {
        /// Lines that are the same are left out here.
        Gap,
        /// The same in both.
        Same {
            /// Its number in the file that was.
            before: u32,
            /// Its number in the file that becomes.
            after: u32,
            /// Without its end.
            text: String,
        },
        /// It was there.
        Removed {
            /// Its number.
            before: u32,
            /// Without its end.
            text: String,
        },
        /// It is new.
        Added {
            /// Its number.
            after: u32,
            /// Without its end.
            text: String,
        },
    }
}

/// What differs between two catalogues, in the order of the file.
#[must_use]
pub fn changes(before: &Catalogue, after: &Catalogue) -> Vec<Change> {
    let mut all: Vec<_> = sections(before, after).into_iter().map(Change::Section).collect();
    for (was, becomes) in matched(&before.offers, &after.offers, |offer: &Offer| offer.code.clone()) {
        of_offer(was, becomes, &mut all);
    }
    let from = |policy: &RenewalPolicy| policy.effective_from;
    let policies = matched(&before.policies, &after.policies, from).into_iter();
    all.extend(policies.filter(|(was, becomes)| !same_policy(*was, *becomes)).filter_map(
        |(was, becomes)| {
            let effective_from = was.or(becomes)?.effective_from;
            Some(Change::Policy { effective_from, before: was.copied(), after: becomes.copied() })
        },
    ));
    if before.reminders != after.reminders {
        all.push(Change::Reminders { before: before.reminders.clone(), after: after.reminders.clone() });
    }
    if before.retry_days != after.retry_days {
        all.push(Change::RetryDays { before: before.retry_days.clone(), after: after.retry_days.clone() });
    }
    all
}

fn same_policy(was: Option<&RenewalPolicy>, becomes: Option<&RenewalPolicy>) -> bool {
    was.zip(becomes).is_some_and(|(was, becomes)| says_the_same(was, becomes))
}

fn of_offer(was: Option<&Offer>, becomes: Option<&Offer>, all: &mut Vec<Change>) {
    let Some(code) = was.or(becomes).map(|offer| offer.code.clone()) else { return };
    all.extend(parts(was, becomes).into_iter().map(|part| Change::Offer { offer: code.clone(), part }));
    let prices = |offer: Option<&Offer>| offer.map_or(Vec::new(), |offer| offer.prices.clone());
    let sold = |price: &Price| (price.country.clone(), price.amount.currency);
    for (was, becomes) in differing(&prices(was), &prices(becomes), sold) {
        let country =
            was.as_ref().or(becomes.as_ref()).map_or_else(String::new, |price| price.country.clone());
        all.push(Change::Price { offer: code.clone(), country, before: was, after: becomes });
    }
    let benefits = |offer: Option<&Offer>| offer.map_or(Vec::new(), |offer| offer.benefits.clone());
    for (was, becomes) in differing(&benefits(was), &benefits(becomes), |benefit| benefit.code.clone()) {
        all.push(Change::Benefit { offer: code.clone(), before: was, after: becomes });
    }
}

fn parts(was: Option<&Offer>, becomes: Option<&Offer>) -> Vec<OfferPart> {
    let (was, becomes) = match (was, becomes) {
        (Some(was), Some(becomes)) => (was, becomes),
        (None, Some(_)) => return vec![OfferPart::Added],
        (Some(_), None) => return vec![OfferPart::Removed],
        (None, None) => return Vec::new(),
    };
    let parts = [
        (OfferPart::Name, was.name != becomes.name),
        (OfferPart::Summary, was.summary != becomes.summary),
        (OfferPart::Requires, was.requires != becomes.requires),
        (OfferPart::IncludedIn, was.included_in != becomes.included_in),
        (OfferPart::Upgrade, was.upgrade != becomes.upgrade),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}

fn sections(one: &Catalogue, other: &Catalogue) -> Vec<Section> {
    let sections = [
        (
            Section::Programme,
            (&one.name, &one.about, &one.zone, &one.languages)
                != (&other.name, &other.about, &other.zone, &other.languages),
        ),
        (Section::Agreement, one.agreement != other.agreement),
        (Section::Supplier, (&one.supplier, &one.registrations) != (&other.supplier, &other.registrations)),
        (Section::BankAccounts, one.bank_accounts != other.bank_accounts),
        (Section::Taxes, one.taxes != other.taxes),
        (Section::Orders, order_days(one) != order_days(other)),
        (
            Section::Deadlines,
            (one.support_close_days, one.desk, one.joining, one.leads)
                != (other.support_close_days, other.desk, other.joining, other.leads),
        ),
        (Section::Competencies, !same_competencies(one, other)),
        (Section::Profiles, (&one.industries, &one.services) != (&other.industries, &other.services)),
    ];
    sections.into_iter().filter(|(_, differs)| *differs).map(|(section, _)| section).collect()
}

const fn order_days(catalogue: &Catalogue) -> (u32, u32, u32, u32) {
    (catalogue.transfer_days, catalogue.refund_days, catalogue.tax_refund_years, catalogue.draft_hours)
}

fn same_competencies(one: &Catalogue, other: &Catalogue) -> bool {
    let lists = |of: &Catalogue| (of.certifications.clone(), of.assessments.clone(), of.measures.clone());
    one.competencies == other.competencies
        && one.competency_notices == other.competency_notices
        && lists(one) == lists(other)
}

/// What stands under the same key in two lists: first what was there, in its order, then what is new.
fn matched<'a, T, K: PartialEq>(
    before: &'a [T],
    after: &'a [T],
    key: impl Fn(&T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let found = |list: &'a [T], wanted: &T| list.iter().find(|item| key(item) == key(wanted));
    let kept = before.iter().map(|was| (Some(was), found(after, was)));
    let new = after.iter().filter(|item| found(before, item).is_none()).map(|item| (None, Some(item)));
    kept.chain(new).collect()
}

/// The same of what differs.
fn differing<T: Clone + PartialEq, K: PartialEq>(
    before: &[T],
    after: &[T],
    key: impl Fn(&T) -> K,
) -> Vec<(Option<T>, Option<T>)> {
    let pairs = matched(before, after, key).into_iter().filter(|(was, becomes)| was != becomes);
    pairs.map(|(was, becomes)| (was.cloned(), becomes.cloned())).collect()
}
