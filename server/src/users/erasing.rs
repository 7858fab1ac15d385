//! Erasing a user for good: the right to be forgotten (GDPR, article 17).
//!
//! What the user did stays, under a pseudonym: audit lines, orders, requests. Gone are name, address, password,
//! mails, and the contact of orders and requests, wherever they stand. Invoices stay as they were issued, as tax law
//! asks: they name the company and nobody who works there. A room that keeps a person's name or address adds to
//! `forgetting` where it does.

use sea_orm::DbErr;
use tokuten_core::partners::PartnerId;
use tokuten_core::transfers::TransferContact;
use tokuten_core::users::{may_erase_oneself, may_remove, pseudonym};

use super::{Change, UserError, allowed, forgetting, store};
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;

/// A user leaves for good, having confirmed it.
pub async fn oneself(portal: &Portal, by: &PartnerUser) -> Result<(), UserError> {
    let change = Change::begin(portal, by).await?;
    allowed(may_erase_oneself(&change.standing))?;
    erase(change, &by.id).await
}

/// An admin removes a user for good.
pub async fn other(portal: &Portal, by: &PartnerUser, id: &str) -> Result<(), UserError> {
    let change = Change::begin(portal, by).await?;
    let user = change.member(id).await?;
    allowed(may_remove(&change.standing, &user))?;
    erase(change, id).await
}

async fn erase(change: Change<'_>, id: &str) -> Result<(), UserError> {
    let (tx, partner) = (&change.tx, &change.by.partner);
    let row = store::member(tx, partner, id).await?.ok_or(UserError::NotFound)?;
    let whose = forgetting::Whose { id, name: pseudonym(id), email: &row.email, partner };
    store::remove(tx, id, change.portal.clock.now()).await?;
    forgetting::everywhere(tx, &whose, &heir(&change, id).await?).await?;
    change.note("user erased", id, None::<&()>, None::<&()>).await?;
    Ok(change.tx.commit().await?)
}

/// Whom transfers that renew by themselves are announced to from now on: the Global admin who has been there longest.
/// There is one: the last is not erased.
async fn heir(change: &Change<'_>, erased: &str) -> Result<TransferContact, DbErr> {
    let partner: &PartnerId = &change.by.partner;
    let heir = store::global_admin_but(&change.tx, partner, erased).await?;
    Ok(heir.map_or_else(nobody, |heir| TransferContact {
        name: heir.name,
        phone: String::new(),
        email: heir.email,
    }))
}

fn nobody() -> TransferContact {
    TransferContact { name: String::new(), phone: String::new(), email: String::new() }
}
