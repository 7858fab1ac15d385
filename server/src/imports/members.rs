//! All rows together: partners, users and subscriptions, each once, and rows that contradict each other.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use chrono::NaiveDate;
use tokuten_core::catalogue::OfferCode;
use tokuten_core::partners::PartnerId;

use super::columns::Column;
use super::errors::RowErrors;
use super::rows::{PartnerRow, Row, SubscriptionKey, SubscriptionRow, UserRow};

/// What a file says, each thing once.
///
/// Wide rows are boxed: a tree that is filled in order has its nodes half empty.
#[derive(Default)]
pub(super) struct Members {
    partners: BTreeMap<PartnerId, Box<PartnerRow>>,
    /// By e-mail address.
    users: BTreeMap<String, Box<UserRow>>,
    subscriptions: BTreeMap<SubscriptionKey, SubscriptionRow>,
}

impl Members {
    /// Adds a row. What it repeats must be as it was said before.
    pub(super) fn add(&mut self, row: Row, errors: &mut RowErrors) {
        let (id, partner) = row.partner;
        let (email, user) = row.user;
        add(&mut self.partners, id, Box::new(partner), errors);
        add(&mut self.users, email, Box::new(user), errors);
        if let Some((key, subscription)) = row.subscription {
            add(&mut self.subscriptions, key, subscription, errors);
        }
    }

    /// How many things are said.
    pub(super) fn len(&self) -> usize {
        self.partners.len() + self.users.len() + self.subscriptions.len()
    }

    /// The partners, by their ids.
    pub(super) fn partners(&self) -> Vec<(&PartnerId, &PartnerRow)> {
        self.partners.iter().map(|(id, row)| (id, &**row)).collect()
    }

    /// One of the partners: the one of a user or a subscription.
    pub(super) fn partner(&self, id: &PartnerId) -> &PartnerRow {
        &self.partners[id]
    }

    /// The users, by their e-mail addresses.
    pub(super) fn users(&self) -> Vec<(&String, &UserRow)> {
        self.users.iter().map(|(email, row)| (email, &**row)).collect()
    }

    /// How many subscriptions there are.
    pub(super) fn subscription_count(&self) -> usize {
        self.subscriptions.len()
    }

    /// The subscriptions of one partner.
    pub(super) fn subscriptions_of<'m>(
        &'m self,
        partner: &PartnerId,
    ) -> impl Iterator<Item = (&'m SubscriptionKey, &'m SubscriptionRow)> {
        let first = SubscriptionKey {
            partner: partner.clone(),
            offer: OfferCode(String::new()),
            purchased_on: NaiveDate::MIN,
        };
        self.subscriptions.range(first..).take_while(move |(key, _)| key.partner == *partner)
    }

    /// Notes partners of whom no row names an offer: only a further user's row may leave it out.
    pub(super) fn note_missing_offers(&self, errors: &mut RowErrors) {
        for (id, partner) in &self.partners {
            if self.subscriptions_of(id).next().is_none() {
                let reason = format!("is empty, and no other row names an offer of partner {id}");
                errors.note(partner.line, Column::Offer, reason);
            }
        }
    }

    /// Notes subscriptions of one partner to one offer that run at the same time.
    pub(super) fn note_overlaps(&self, errors: &mut RowErrors) {
        let mut longest: Option<(&SubscriptionKey, &SubscriptionRow)> = None;
        for (key, row) in &self.subscriptions {
            let before =
                longest.filter(|(other, _)| (&other.partner, &other.offer) == (&key.partner, &key.offer));
            if let Some((_, other)) = before.filter(|(_, other)| key.purchased_on <= other.term.expires_on) {
                let (line, end) = (other.line, other.term.expires_on);
                let reason = format!("overlaps the subscription on line {line}, which runs to {end}");
                errors.note(row.line, Column::PurchasedOn, reason);
            }
            longest =
                before.filter(|(_, other)| row.term.expires_on < other.term.expires_on).or(Some((key, row)));
        }
    }
}

fn add<K: Ord + Subject, S: Statement>(known: &mut BTreeMap<K, S>, key: K, said: S, errors: &mut RowErrors) {
    match known.entry(key) {
        Entry::Vacant(free) => {
            free.insert(said);
        }
        Entry::Occupied(taken) => {
            let before = taken.get();
            note_differences(taken.key(), &said, &before.cells(), Source::Line(before.line()), errors);
        }
    }
}

/// Where the other statement comes from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// An earlier line of the file.
    Line(u64),
    /// The database.
    Stored,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line} says"),
            Self::Stored => f.write_str("is stored"),
        }
    }
}

/// What a statement is about, in words.
pub(super) trait Subject {
    /// `partner 4100001`
    fn named(&self) -> String;
}

impl Subject for PartnerId {
    fn named(&self) -> String {
        format!("partner {self}")
    }
}

impl Subject for String {
    fn named(&self) -> String {
        format!("the user {self}")
    }
}

impl Subject for SubscriptionKey {
    fn named(&self) -> String {
        format!("the {} that partner {} bought on {}", self.offer, self.partner, self.purchased_on)
    }
}

/// Something that several rows, or a row and the database, may say differently.
pub(super) trait Statement {
    /// Line of the file.
    fn line(&self) -> u64;
    /// What is said, column by column.
    fn cells(&self) -> Vec<Cell<'_>>;
}

/// A column and what it says.
pub(super) type Cell<'a> = (Column, Cow<'a, str>);

/// Notes each column in which `said` is not what was said before.
pub(super) fn note_differences(
    subject: &impl Subject,
    said: &impl Statement,
    before: &[Cell<'_>],
    source: Source,
    errors: &mut RowErrors,
) {
    for (column, cell) in said.cells() {
        let other = before.iter().find(|(known, _)| *known == column).map(|(_, other)| other);
        if let Some(other) = other.filter(|other| **other != cell) {
            let reason = format!("{cell:?} is not what {source} of {}: {other:?}", subject.named());
            errors.note(said.line(), column, reason);
        }
    }
}

impl<S: Statement> Statement for Box<S> {
    fn line(&self) -> u64 {
        (**self).line()
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        (**self).cells()
    }
}

impl Statement for PartnerRow {
    fn line(&self) -> u64 {
        self.line
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        [
            (Column::Country, self.country.as_str()),
            (Column::Currency, &self.currency),
            (Column::TimeZone, self.zone.name()),
            (Column::Language, self.language.tag()),
            (Column::PartnerName, &self.bill_to.name),
            (Column::AddressLine1, &self.bill_to.line1),
            (Column::City, &self.bill_to.city),
            (Column::Region, &self.bill_to.region),
            (Column::PostalCode, &self.bill_to.postal_code),
            (Column::TaxId, &self.bill_to.tax_id),
        ]
        .map(|(column, cell)| (column, cell.into()))
        .into()
    }
}

impl Statement for UserRow {
    fn line(&self) -> u64 {
        self.line
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        [
            (Column::PartnerId, self.partner.as_str()),
            (Column::UserName, &self.name),
            (Column::UserRoles, &self.roles),
        ]
        .map(|(column, cell)| (column, cell.into()))
        .into()
    }
}

impl Statement for SubscriptionRow {
    fn line(&self) -> u64 {
        self.line
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            (Column::ExpiresOn, self.term.expires_on.to_string().into()),
            (Column::ManagedIn, self.managed_in.code().into()),
            (Column::AutomaticRenewal, yes_or_no(self.automatic_renewal).into()),
        ]
    }
}

/// As it stands in files.
pub(super) const fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
