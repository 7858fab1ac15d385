//! What is managed in the Membership Center, in the table of subscriptions.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokuten_core::catalogue::Localized;
use tokuten_core::membership_center::{KeptThere, KeptTherePage};
use tokuten_core::renewals::automatic_method;
use tokuten_core::subscriptions::ManagedIn;

use crate::offers::partner_id;
use crate::portal::Portal;
use crate::subscriptions::subscription_of;
use crate::tables::{partner, subscription};

/// Subscriptions on a page.
const PAGE: u64 = 50;

/// Whose a subscription is.
pub async fn partner_of(db: &impl ConnectionTrait, id: &str) -> Result<Option<String>, DbErr> {
    Ok(subscription::Entity::find_by_id(id).one(db).await?.map(|row| row.partner_id))
}

/// A page of what is managed there, the next anniversary first.
pub async fn kept(portal: &Portal, partner: Option<&str>, after: u64) -> Result<KeptTherePage, DbErr> {
    let db = portal.db.read();
    let mut found = subscription::Entity::find()
        .filter(subscription::Column::ManagedIn.eq(ManagedIn::MembershipCenter.code()))
        .filter(subscription::Column::Holding.eq("held"));
    if let Some(partner) = partner {
        found = found.filter(subscription::Column::PartnerId.eq(partner));
    }
    let mut rows = found
        .order_by_asc(subscription::Column::ExpiresOn)
        .order_by_asc(subscription::Column::Id)
        .offset(after)
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let owners = partner::Entity::find()
        .filter(partner::Column::Id.is_in(rows.iter().map(|row| row.partner_id.as_str())))
        .all(db)
        .await?;
    let owners: HashMap<_, _> = owners.into_iter().map(|owner| (owner.id.clone(), owner)).collect();
    let listed = |row: subscription::Model| {
        let owner = owners.get(&row.partner_id);
        owner.map(|owner| shown(portal, row, owner)).transpose()
    };
    let subscriptions =
        rows.into_iter().filter_map(|row| listed(row).transpose()).collect::<Result<_, _>>()?;
    Ok(KeptTherePage { subscriptions, next_cursor: more.then(|| (after + PAGE).to_string()) })
}

/// An offer that the catalogue no longer has is called by its code.
fn unknown(code: &str) -> Localized {
    Localized { en: code.to_owned(), ja: code.to_owned() }
}

fn shown(portal: &Portal, row: subscription::Model, owner: &partner::Model) -> Result<KeptThere, DbErr> {
    let held = subscription_of(row)?;
    let catalogue = portal.catalogue();
    let policies = &catalogue.policies;
    let offer = catalogue.offer(&held.offer);
    let price = offer.and_then(|offer| offer.price_in(&owner.country, &owner.currency));
    let pays = |methods| automatic_method(methods, held.card.is_some(), held.by_transfer).is_some();
    Ok(KeptThere {
        partner: partner_id(&owner.id)?,
        company: owner.name.clone(),
        offer_name: offer.map_or_else(|| unknown(&held.offer.0), |offer| offer.name.clone()),
        there: held.window_in(ManagedIn::MembershipCenter, policies),
        here: held.window(policies),
        lacks_payment: held.automatic_renewal && price.is_some_and(|price| !pays(&price.methods)),
        automatic_renewal: held.automatic_renewal,
        expires_on: held.expires_on,
        id: held.id,
    })
}
