//! Orders by bank transfer: promised, proved, paid by what arrives, cancelled, expired.

mod held;
mod money;
mod proofs;
mod store;
#[cfg(test)]
mod tests;

use chrono_tz::Tz;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::calendar::shifted;
use tokuten_core::money::Money;
use tokuten_core::orders::{OrderEvent, OrderNumber, OrderState, OrderView};
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::transfers::{Allocation, Proof, TransferContact};

use super::{OrderError, note, review};
use crate::clock::end_of;
use crate::db::Change;
use crate::identity::signed_in::PartnerUser;
use crate::notices;
use crate::offers::{parsed, touch};
use crate::portal::Portal;
use crate::tables::order;

pub use held::{apply, give_back, returned};
pub use money::{Named, book, desk, named, record};
pub use proofs::{add_proof, file, reject_proof};
pub use store::{awaited_of, billed, recorded_under, used};

/// How many unpaid orders expire in one transaction.
const AT_ONCE: u64 = 100;

/// A contact by core's rules and by the numbering plan of its phone number's country; the number comes out in
/// international form. A number without a country code is one of `country`.
pub fn checked_contact(contact: TransferContact, country: &str) -> Result<TransferContact, Vec<FieldError>> {
    let contact = contact.trimmed();
    let mut faults = contact.faults();
    let phone = phonenumber::parse(country.parse().ok(), &contact.phone).ok().filter(phonenumber::is_valid);
    if phone.is_none() && !faults.iter().any(|fault| fault.field == "phone") {
        faults.push(FieldError::new("phone", FieldFault::Malformed));
    }
    match phone {
        Some(phone) if faults.is_empty() => {
            let phone = phone.format().mode(phonenumber::Mode::International).to_string();
            Ok(TransferContact { phone, ..contact })
        }
        _ => Err(faults),
    }
}

/// The order as it stands once it is placed: nothing is charged, the money has so many days. The instructions
/// are mailed.
pub(super) async fn promised(
    portal: &Portal,
    tx: &Change,
    row: order::Model,
    state: OrderState,
    zone: Tz,
) -> Result<order::Model, OrderError> {
    let days = i32::try_from(portal.catalogue().transfer_days).unwrap_or(i32::MAX);
    let pay_by = shifted(portal.clock.today(zone), days);
    let state = state.after(OrderEvent::TransferPromised)?;
    let placed = order::Model {
        state: state.code().to_owned(),
        pay_by: Some(pay_by),
        expires_at: Some(end_of(pay_by, zone)),
        ..row
    };
    let quote = parsed(&placed.quote)?;
    if let Some(transfer) = review::transfer(portal, &placed, &quote, state, None) {
        notices::transfer_awaited(portal, tx, &placed, &transfer).await?;
    }
    Ok(placed)
}

/// Whether the order was placed by this very press on **Buy**: a transfer has no payment attempt to tell.
pub(super) fn was_placed_with(row: &order::Model, key: &str) -> bool {
    row.contact.is_some() && row.attempts > 0 && key == format!("{}-{}", row.number, row.attempts)
}

/// What money pays, as it stands in tables.
pub fn as_json(allocation: &Allocation) -> Result<String, DbErr> {
    super::store::json(allocation)
}

/// What the transfer must name.
pub(super) fn reference(row: &order::Model) -> String {
    format!("{}-{}", row.number, row.partner_id)
}

/// What has arrived for an order by transfer, in its currency; none for one that is paid by card.
pub(super) async fn received(
    db: &impl ConnectionTrait,
    row: &order::Model,
    total: Money,
) -> Result<Option<Money>, DbErr> {
    if row.contact.is_none() || row.pay_by.is_none() {
        return Ok(None);
    }
    Ok(Some(Money::new(store::allocated(db, row.number).await?, total.currency)))
}

/// The payment proofs of an order, the newest first.
pub(super) async fn proofs(db: &impl ConnectionTrait, row: &order::Model) -> Result<Vec<Proof>, DbErr> {
    if row.pay_by.is_none() { Ok(Vec::new()) } else { store::proofs(db, row.number).await }
}

/// Cancels an order whose transfer is awaited. What has arrived for it is held for the partner.
pub async fn cancel(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
) -> Result<OrderView, OrderError> {
    let tx = portal.db.begin().await?;
    touch(&tx, &user.partner).await?;
    let row = super::store::locked(&tx, &user.partner, number).await?;
    let row = row.ok_or(OrderError::NotFound("order"))?;
    if super::store::state_of(&row)? == OrderState::Cancelled {
        return review::view(portal, &tx, user, row, None).await;
    }
    let row = close(&tx, row, OrderEvent::Cancelled).await?;
    note(portal, &tx, &user.id, "order cancelled", &row).await?;
    let view = review::view(portal, &tx, user, row, None).await?;
    tx.commit().await?;
    Ok(view)
}

/// Ends an unpaid order: another may be placed for its term, and money that came for it is held.
async fn close(tx: &Change, row: order::Model, event: OrderEvent) -> Result<order::Model, OrderError> {
    let state = super::store::state_of(&row)?;
    let Ok(after) = state.after(event) else {
        return Err(OrderError::NotReviewable(state, Some(OrderNumber(row.number))));
    };
    let closed =
        order::Model { state: after.code().to_owned(), term_key: None, expires_at: None, ..row.clone() };
    super::store::update(tx, &row, &closed).await?;
    store::hold_all(tx, closed.number).await?;
    Ok(closed)
}

/// Expires the orders whose transfer has not arrived in time; answers how many.
pub async fn expire_unpaid(portal: &Portal) -> Result<usize, OrderError> {
    let mut expired = 0;
    for (number, partner) in store::overdue(portal.db.read(), portal.clock.now(), AT_ONCE).await? {
        let tx = portal.db.begin().await?;
        touch(&tx, &partner).await?;
        let row = super::store::locked(&tx, &partner, number).await?;
        let Some(row) = row.filter(|row| row.expires_at.is_some_and(|at| at <= portal.clock.now())) else {
            continue;
        };
        let row = close(&tx, row, OrderEvent::Expired).await?;
        note(portal, &tx, "clock", "order expired", &row).await?;
        notices::order_expired(portal, &tx, &row).await?;
        tx.commit().await?;
        expired += 1;
    }
    Ok(expired)
}
