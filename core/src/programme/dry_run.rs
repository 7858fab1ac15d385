//! Whom a draft affects: every subscription that can be renewed, now or later, with its dates and price as they are and as
//! they would be, by the same functions that decide when it is published.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::calendar::shifted;
use crate::catalogue::{Catalogue, Localized, OfferCode};
use crate::money::Money;
use crate::partners::PartnerId;
use crate::reports::{Cell, Column, Row, RowName, Table};
use crate::subscriptions::{Holding, Subscription};
use crate::{codes, wire};

wire! {
    /// What a subscription may expect: of its present term's end, and of its renewal.
    #[derive(Copy)]
    pub struct Outlook {
        /// First day on which it can be renewed where it is managed.
        pub opens: NaiveDate,
        /// Last day.
        pub closes: NaiveDate,
        /// Last day of its benefits.
        pub benefits_end: NaiveDate,
        /// The anniversary after the next renewal, if that is paid on the first day of the window.
        pub next_anniversary: NaiveDate,
        /// First day on which a competency for the renewal counts, where it asks for one.
        pub qualifies_from: Option<NaiveDate>,
        /// What the renewal costs, before tax; none where it is not sold.
        pub price: Option<Money>,
    }
}

wire! {
    /// What of it can differ.
    #[derive(Copy, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Aspect {
        /// The days on which it can be renewed.
        Window,
        /// The last day of its benefits.
        BenefitsEnd,
        /// The next anniversary.
        NextAnniversary,
        /// From when a competency counts.
        Qualification,
        /// What the renewal costs.
        Price,
    }
}

codes!(Aspect: Window = "window", BenefitsEnd = "benefits_end", NextAnniversary = "next_anniversary", Qualification = "qualification", Price = "price");

wire! {
    /// Something that whoever publishes should know before.
    #[derive(Copy, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Caution {
        /// There are fewer days to renew.
        FewerDays,
        /// The renewal costs more.
        Dearer,
        /// It cannot be renewed any more where the partner is.
        NotSold,
        /// It renews by itself, at another price than the last reminder said.
        RemindedOtherwise,
        /// Its window is open as soon as this is published, and it renews by itself.
        RenewsAtOnce,
    }
}

codes!(Caution: FewerDays = "fewer_days", Dearer = "dearer", NotSold = "not_sold", RemindedOtherwise = "reminded_otherwise", RenewsAtOnce = "renews_at_once");

wire! {
    /// Whom a draft affects.
    pub struct DryRun {
        /// The day for which it was worked out.
        pub day: NaiveDate,
        /// How many subscriptions were looked at: those held whose window has not closed.
        pub looked_at: u64,
        /// How many of them it affects.
        pub affected: u64,
        /// In what; a subscription can be affected in several.
        pub aspects: Vec<(Aspect, u64)>,
        /// What to know before.
        pub cautions: Vec<(Caution, u64)>,
        /// By the month of the anniversary.
        pub months: Vec<MonthAffected>,
    }
}

wire! {
    /// How many anniversaries of a month are affected.
    #[derive(Copy)]
    pub struct MonthAffected {
        /// First day of the month.
        pub month: NaiveDate,
        /// Affected.
        pub affected: u64,
        /// Not affected.
        pub others: u64,
    }
}

wire! {
    /// A subscription that a draft affects.
    pub struct Affected {
        /// Whose.
        pub partner: PartnerId,
        /// What the partner is called.
        pub name: String,
        /// To what.
        pub offer: OfferCode,
        /// Its anniversary.
        pub expires_on: NaiveDate,
        /// Whether it renews by itself.
        pub automatic_renewal: bool,
        /// As it is.
        pub before: Outlook,
        /// As it would be.
        pub after: Outlook,
    }
}

wire! {
    /// A page of them, by anniversary: answer of `GET /api/operator/programme/draft/affected`.
    pub struct AffectedPage {
        /// Those of the page; there may be more, also where it holds few.
        pub affected: Vec<Affected>,
        /// For the next page, if there is one.
        pub next_cursor: Option<String>,
    }
}

/// A subscription, or several that are alike, and where its partner is.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The subscription.
    pub held: Subscription,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Whether its partner was reminded of the present anniversary.
    pub reminded: bool,
}

impl Holder {
    /// What it may expect of a catalogue on `today`.
    #[must_use]
    pub fn outlook(&self, catalogue: &Catalogue, today: NaiveDate) -> Outlook {
        let (held, policies) = (&self.held, &catalogue.policies);
        let window = held.window_on(today, policies);
        let offer = catalogue.offer(&held.offer);
        let qualifies =
            || shifted(held.expires_on, -held.policy(policies).qualification_days).min(window.opens);
        Outlook {
            opens: window.opens,
            closes: window.closes,
            benefits_end: held.benefits_end(policies),
            next_anniversary: held.renewed_term(window.opens, policies).expires_on,
            qualifies_from: offer.and_then(|offer| offer.requires).map(|_| qualifies()),
            price: offer
                .and_then(|offer| offer.price_in(&self.country, &self.currency))
                .map(|price| price.amount),
        }
    }

    /// What it may expect of both, if it can still be renewed by one of them.
    #[must_use]
    pub fn outlooks(
        &self,
        (before, after): (&Catalogue, &Catalogue),
        today: NaiveDate,
    ) -> Option<(Outlook, Outlook)> {
        let both = (self.outlook(before, today), self.outlook(after, today));
        let last = both.0.closes.max(both.1.closes).max(self.held.expires_on);
        (self.held.holding == Holding::Held && today <= last).then_some(both)
    }
}

/// In what two outlooks differ.
#[must_use]
pub fn aspects(before: &Outlook, after: &Outlook) -> Vec<Aspect> {
    let differ = [
        (Aspect::Window, (before.opens, before.closes) != (after.opens, after.closes)),
        (Aspect::BenefitsEnd, before.benefits_end != after.benefits_end),
        (Aspect::NextAnniversary, before.next_anniversary != after.next_anniversary),
        (Aspect::Qualification, before.qualifies_from != after.qualifies_from),
        (Aspect::Price, before.price != after.price),
    ];
    differ.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

/// What whoever publishes should know of one that is affected.
#[must_use]
pub fn cautions(holder: &Holder, before: &Outlook, after: &Outlook, today: NaiveDate) -> Vec<Caution> {
    let days = |outlook: &Outlook| outlook.closes - outlook.opens;
    let dearer = before.price.zip(after.price).is_some_and(|(was, becomes)| was.amount < becomes.amount);
    let automatic = holder.held.automatic_renewal;
    let tomorrow = shifted(today, 1);
    let cautions = [
        (Caution::FewerDays, days(after) < days(before)),
        (Caution::Dearer, dearer),
        (Caution::NotSold, before.price.is_some() && after.price.is_none()),
        (Caution::RemindedOtherwise, automatic && holder.reminded && before.price != after.price),
        (Caution::RenewsAtOnce, automatic && after.opens <= tomorrow && before.opens > tomorrow),
    ];
    cautions.into_iter().filter(|(_, is)| *is).map(|(caution, _)| caution).collect()
}

/// Counts whom a draft affects.
#[derive(Debug)]
pub struct Tally<'c> {
    catalogues: (&'c Catalogue, &'c Catalogue),
    today: NaiveDate,
    looked_at: u64,
    affected: u64,
    aspects: BTreeMap<Aspect, u64>,
    cautions: BTreeMap<Caution, u64>,
    months: BTreeMap<NaiveDate, (u64, u64)>,
}

impl<'c> Tally<'c> {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new(before: &'c Catalogue, after: &'c Catalogue, today: NaiveDate) -> Self {
        Self {
            catalogues: (before, after),
            today,
            looked_at: 0,
            affected: 0,
            aspects: BTreeMap::new(),
            cautions: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    /// Counts `count` that are all alike.
    pub fn add(&mut self, holder: &Holder, count: u64) {
        let Some((before, after)) = holder.outlooks(self.catalogues, self.today) else { return };
        let differ = aspects(&before, &after);
        let expires_on = holder.held.expires_on;
        let month = self.months.entry(expires_on.with_day(1).unwrap_or(expires_on)).or_default();
        self.looked_at += count;
        if differ.is_empty() {
            month.1 += count;
            return;
        }
        month.0 += count;
        self.affected += count;
        for aspect in differ {
            *self.aspects.entry(aspect).or_default() += count;
        }
        for caution in cautions(holder, &before, &after, self.today) {
            *self.cautions.entry(caution).or_default() += count;
        }
    }

    /// What was counted.
    #[must_use]
    pub fn conclude(self) -> DryRun {
        let month = |(month, (affected, others))| MonthAffected { month, affected, others };
        DryRun {
            day: self.today,
            looked_at: self.looked_at,
            affected: self.affected,
            aspects: self.aspects.into_iter().collect(),
            cautions: self.cautions.into_iter().collect(),
            months: self.months.into_iter().map(month).collect(),
        }
    }
}

impl DryRun {
    /// Its months as a table that can be drawn.
    #[must_use]
    pub fn picture(&self) -> Table {
        let column =
            |en: &str, ja: &str| Column { name: Localized { en: en.into(), ja: ja.into() }, is_drawn: true };
        let row = |month: &MonthAffected| Row {
            about: RowName::Month(month.month),
            cells: vec![Cell::Count(month.affected), Cell::Count(month.others)],
        };
        Table {
            currency: None,
            columns: vec![column("Affected", "影響あり"), column("Not affected", "影響なし")],
            rows: self.months.iter().map(row).collect(),
        }
    }
}
