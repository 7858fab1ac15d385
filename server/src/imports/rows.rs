//! One row: what it says of a partner, of one of its users, and of one of its subscriptions.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use csv::StringRecord;
use tokuten_core::calendar::{anniversary_in, first_anniversary, shifted};
use tokuten_core::catalogue::{Catalogue, Language, OfferCode};
use tokuten_core::partners::{BillTo, PartnerId};
use tokuten_core::subscriptions::{ManagedIn, Term};

use super::cells::Cells;
use super::columns::Column;
use super::errors::RowErrors;
use super::header::Header;

/// What a row says of its partner.
pub(super) struct PartnerRow {
    pub(super) line: u64,
    pub(super) country: String,
    pub(super) currency: String,
    pub(super) zone: Tz,
    pub(super) language: Language,
    pub(super) bill_to: BillTo,
}

/// What a row says of a user.
pub(super) struct UserRow {
    pub(super) line: u64,
    pub(super) partner: PartnerId,
    pub(super) name: String,
    pub(super) roles: String,
}

/// Which subscription a row is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SubscriptionKey {
    pub(super) partner: PartnerId,
    pub(super) offer: OfferCode,
    pub(super) purchased_on: NaiveDate,
}

/// What a row says of a subscription.
pub(super) struct SubscriptionRow {
    pub(super) line: u64,
    pub(super) term: Term,
    pub(super) managed_in: ManagedIn,
    pub(super) automatic_renewal: bool,
}

/// A row without mistakes of its own.
pub(super) struct Row {
    pub(super) partner: (PartnerId, PartnerRow),
    /// E-mail address and the rest.
    pub(super) user: (String, UserRow),
    pub(super) subscription: Option<(SubscriptionKey, SubscriptionRow)>,
}

/// Reads the rows of one file.
pub(super) struct RowReader<'c> {
    pub(super) header: Header,
    pub(super) catalogue: &'c Catalogue,
    pub(super) now: DateTime<Utc>,
}

impl RowReader<'_> {
    /// Reads a row; `None` after every mistake in it has been noted.
    pub(super) fn read(&self, record: &StringRecord, line: u64, errors: &mut RowErrors) -> Option<Row> {
        let mut cells = Cells::of(&self.header, record, line, errors)?;
        let id = cells.partner_id(Column::PartnerId);
        let partner = self.partner(&mut cells);
        let user = user(&mut cells, id.as_ref());
        let subscription = is_about_a_subscription(&cells)
            .then(|| self.subscription(&mut cells, id.as_ref(), partner.as_ref()));
        Some(Row {
            partner: (id?, partner?),
            user: user?,
            subscription: match subscription {
                Some(read) => Some(read?),
                None => None,
            },
        })
    }

    fn partner(&self, cells: &mut Cells<'_>) -> Option<PartnerRow> {
        let country = cells.country();
        let currency = cells.currency();
        let zone = cells.zone();
        let language = cells.language(self.catalogue);
        let bill_to = cells.bill_to(country.as_deref());
        Some(PartnerRow {
            line: cells.line,
            country: country?,
            currency: currency?,
            zone: zone?,
            language: language?,
            bill_to: bill_to?,
        })
    }

    fn subscription(
        &self,
        cells: &mut Cells<'_>,
        id: Option<&PartnerId>,
        partner: Option<&PartnerRow>,
    ) -> Option<(SubscriptionKey, SubscriptionRow)> {
        let offer = cells.parsed(Column::Offer, |code| self.sold_offer(code, partner));
        let purchased_on = cells.date(Column::PurchasedOn);
        let expires_on = cells.date(Column::ExpiresOn);
        let managed_in = cells.managed_in();
        let automatic_renewal = cells.automatic_renewal();

        let purchased_on = purchased_on?;
        let zone = partner.map_or(Tz::UTC, |partner| partner.zone);
        let term = term(cells, purchased_on, expires_on?, self.now.with_timezone(&zone).date_naive());
        let key = SubscriptionKey { partner: id?.clone(), offer: offer?, purchased_on };
        let row = SubscriptionRow {
            line: cells.line,
            term: term?,
            managed_in: managed_in?,
            automatic_renewal: automatic_renewal?,
        };
        Some((key, row))
    }

    fn sold_offer(&self, code: &str, partner: Option<&PartnerRow>) -> Result<OfferCode, String> {
        let Some(offer) = self.catalogue.offers.iter().find(|offer| offer.code.0 == code) else {
            let known: Vec<_> = self.catalogue.offers.iter().map(|offer| offer.code.0.as_str()).collect();
            return Err(format!("{code:?} is not in the catalogue; its offers are {}", known.join(", ")));
        };
        match partner {
            Some(PartnerRow { country, currency, .. }) if offer.price_in(country, currency).is_none() => {
                Err(format!("{code} is not sold in {country} in {currency}"))
            }
            _ => Ok(offer.code.clone()),
        }
    }
}

fn user(cells: &mut Cells<'_>, partner: Option<&PartnerId>) -> Option<(String, UserRow)> {
    let email = cells.email(Column::UserEmail);
    let name = cells.line_of(Column::UserName);
    let roles = cells.roles();
    Some((email?, UserRow { line: cells.line, partner: partner?.clone(), name: name?, roles: roles? }))
}

/// The row of a further user leaves all columns of the subscription empty.
fn is_about_a_subscription(cells: &Cells<'_>) -> bool {
    [Column::Offer, Column::PurchasedOn, Column::ExpiresOn, Column::ManagedIn, Column::AutomaticRenewal]
        .into_iter()
        .any(|column| !cells.text(column).is_empty())
}

/// The present term of something bought on `purchased_on` and renewed each year since.
fn term(
    cells: &mut Cells<'_>,
    purchased_on: NaiveDate,
    expires_on: NaiveDate,
    today: NaiveDate,
) -> Option<Term> {
    if purchased_on > today {
        return cells.refuse(Column::PurchasedOn, format!("{purchased_on} is in the future"));
    }
    // A renewal in the Membership Center may come months before the anniversary; a slip of the pen is later.
    if expires_on > first_anniversary(first_anniversary(today)) {
        return cells.refuse(Column::ExpiresOn, format!("{expires_on} is more than two years ahead"));
    }
    let year = expires_on.year().max(purchased_on.year() + 1);
    let anniversary = anniversary_in(purchased_on, year);
    if anniversary != expires_on {
        let reason = format!("{expires_on} is not an anniversary of {purchased_on}; {anniversary} is one");
        return cells.refuse(Column::ExpiresOn, reason);
    }
    if year == purchased_on.year() + 1 {
        return Some(Term::bought(purchased_on));
    }
    let starts = shifted(anniversary_in(purchased_on, year - 1), 1);
    Some(Term { anchor: purchased_on, starts, expires_on })
}
