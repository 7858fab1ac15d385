//! What is stored already: compared with the file, and told from what is new.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::partners::{BillTo, PartnerId};

use super::columns::Column;
use super::errors::RowErrors;
use super::members::{Cell, Members, Source, note_differences, yes_or_no};
use super::rows::{PartnerRow, SubscriptionKey, SubscriptionRow, UserRow};
use crate::offers::partner_id;
use crate::tables::{partner, subscription, term, user};

/// What a file brings that is not stored yet.
#[derive(Default)]
pub(super) struct News<'m> {
    pub(super) partners: Vec<(&'m PartnerId, &'m PartnerRow)>,
    pub(super) users: Vec<(&'m String, &'m UserRow)>,
    pub(super) subscriptions: Vec<(&'m SubscriptionKey, &'m SubscriptionRow)>,
}

impl<'m> News<'m> {
    /// The partners that are stored already and get a user or a subscription.
    pub(super) fn stored_partners_with_news(&self) -> Vec<&'m PartnerId> {
        let new: BTreeSet<_> = self.partners.iter().map(|(id, _)| *id).collect();
        let of_users = self.users.iter().map(|(_, user)| &user.partner);
        let of_subscriptions = self.subscriptions.iter().map(|(key, _)| &key.partner);
        let touched: BTreeSet<_> = of_users.chain(of_subscriptions).collect();
        touched.difference(&new).copied().collect()
    }
}

/// Tells the partners that are new from those that are stored, and notes what is stored differently. The
/// stored ones are locked until the transaction ends.
pub(super) async fn compare_partners<'m>(
    tx: &impl ConnectionTrait,
    chunk: &[(&'m PartnerId, &'m PartnerRow)],
    news: &mut News<'m>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let ids = chunk.iter().map(|(id, _)| id.as_str());
    let rows =
        partner::Entity::find().filter(partner::Column::Id.is_in(ids)).lock_exclusive().all(tx).await?;
    let stored: HashMap<_, _> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    for (id, said) in chunk {
        match stored.get(id.as_str()) {
            Some(row) => {
                let bill_to = bill_to(row)?;
                note_differences(*id, *said, &partner_cells(row, &bill_to), Source::Stored, errors);
            }
            None => news.partners.push((id, said)),
        }
    }
    Ok(())
}

fn bill_to(row: &partner::Model) -> Result<BillTo, DbErr> {
    serde_json::from_str(&row.bill_to).map_err(|error| DbErr::Json(error.to_string()))
}

fn partner_cells<'a>(row: &'a partner::Model, bill_to: &'a BillTo) -> Vec<Cell<'a>> {
    [
        (Column::Country, &row.country),
        (Column::Currency, &row.currency),
        (Column::TimeZone, &row.zone),
        (Column::Language, &row.language),
        (Column::PartnerName, &row.name),
        (Column::AddressLine1, &bill_to.line1),
        (Column::City, &bill_to.city),
        (Column::Region, &bill_to.region),
        (Column::PostalCode, &bill_to.postal_code),
        (Column::TaxId, &bill_to.tax_id),
    ]
    .map(|(column, cell)| (column, cell.into()))
    .into()
}

/// The same for users.
pub(super) async fn compare_users<'m>(
    tx: &impl ConnectionTrait,
    chunk: &[(&'m String, &'m UserRow)],
    news: &mut News<'m>,
    errors: &mut RowErrors,
) -> Result<(), DbErr> {
    let emails = chunk.iter().map(|(email, _)| email.as_str());
    let rows = user::Entity::find().filter(user::Column::Email.is_in(emails)).all(tx).await?;
    let stored: HashMap<_, _> = rows.iter().map(|row| (row.email.as_str(), row)).collect();
    for (email, said) in chunk {
        match stored.get(email.as_str()) {
            Some(row) if row.partner_id.is_none() => {
                errors.note(
                    said.line,
                    Column::UserEmail,
                    format!("{email} is an operator's, not a partner's"),
                );
            }
            Some(row) => note_differences(*email, *said, &user_cells(row), Source::Stored, errors),
            None => news.users.push((email, said)),
        }
    }
    Ok(())
}

fn user_cells(row: &user::Model) -> Vec<Cell<'_>> {
    vec![
        (Column::PartnerId, row.partner_id.as_deref().unwrap_or_default().into()),
        (Column::UserName, row.name.as_str().into()),
        (Column::UserRoles, row.roles.as_str().into()),
    ]
}

/// The same for the subscriptions of some partners; how many there are.
pub(super) async fn compare_subscriptions<'m>(
    tx: &impl ConnectionTrait,
    members: &'m Members,
    chunk: &[&PartnerId],
    news: &mut News<'m>,
    errors: &mut RowErrors,
) -> Result<usize, DbErr> {
    let stored = Stored::of(tx, chunk).await?;
    let mut compared = 0;
    for partner in chunk {
        for (key, said) in members.subscriptions_of(partner) {
            compared += 1;
            let Some(row) = stored.subscriptions.get(key) else {
                stored.note_overlap(key, said, errors);
                news.subscriptions.push((key, said));
                continue;
            };
            note_differences(key, said, &stored.cells(row), Source::Stored, errors);
        }
    }
    Ok(compared)
}

/// The stored subscriptions of some partners.
struct Stored {
    subscriptions: BTreeMap<SubscriptionKey, subscription::Model>,
    /// Last day of the term that each had first, by the subscription's id.
    first_terms: HashMap<String, NaiveDate>,
}

impl Stored {
    async fn of(tx: &impl ConnectionTrait, partners: &[&PartnerId]) -> Result<Self, DbErr> {
        let ids = || partners.iter().map(|id| id.as_str());
        let rows =
            subscription::Entity::find().filter(subscription::Column::PartnerId.is_in(ids())).all(tx).await?;
        let theirs = Query::select()
            .column(subscription::Column::Id)
            .from(subscription::Entity)
            .and_where(subscription::Column::PartnerId.is_in(ids()))
            .take();
        let terms = term::Entity::find()
            .filter(term::Column::SubscriptionId.in_subquery(theirs))
            .filter(term::Column::Began.ne("renewed"))
            .all(tx)
            .await?;
        let subscriptions: Result<_, DbErr> = rows.into_iter().map(|row| Ok((key_of(&row)?, row))).collect();
        let first_terms = terms.into_iter().map(|row| (row.subscription_id, row.expires_on)).collect();
        Ok(Self { subscriptions: subscriptions?, first_terms })
    }

    /// What is stored of a subscription, as far as a file can contradict it. Once it has been renewed here, the
    /// file is about its first term, and where it is managed and how it renews are no longer what they were.
    fn cells(&self, row: &subscription::Model) -> Vec<Cell<'static>> {
        let first_end = self.first_terms.get(&row.id).copied().unwrap_or(row.expires_on);
        let mut cells: Vec<Cell<'static>> = vec![(Column::ExpiresOn, first_end.to_string().into())];
        if first_end == row.expires_on {
            cells.push((Column::ManagedIn, row.managed_in.clone().into()));
            cells.push((Column::AutomaticRenewal, yes_or_no(row.automatic_renewal).into()));
        }
        cells
    }

    fn note_overlap(&self, key: &SubscriptionKey, said: &SubscriptionRow, errors: &mut RowErrors) {
        let same = |stored: &SubscriptionKey| (&stored.partner, &stored.offer) == (&key.partner, &key.offer);
        for (stored, row) in self.subscriptions.iter().filter(|(stored, _)| same(stored)) {
            let end = row.holding_on.unwrap_or(row.expires_on);
            if stored.purchased_on <= said.term.expires_on && key.purchased_on <= end {
                let reason =
                    format!("overlaps what is stored: bought on {}, runs to {end}", stored.purchased_on);
                errors.note(said.line, Column::PurchasedOn, reason);
            }
        }
    }
}

fn key_of(row: &subscription::Model) -> Result<SubscriptionKey, DbErr> {
    let partner = partner_id(&row.partner_id)?;
    Ok(SubscriptionKey { partner, offer: OfferCode(row.offer.clone()), purchased_on: row.purchased_on })
}
