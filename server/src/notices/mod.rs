//! Notices: which mail is written when, and to whom (domain.md, "Automatic renewal" and "Buying and renewing").
//! Each is written in the transaction of what it tells, once.

pub mod refunds;
mod words;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use tokuten_core::catalogue::{Language, OfferCode};
use tokuten_core::money::Money;
use tokuten_core::orders::TransferInstructions;
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::quotes::Quote;
use tokuten_core::roles::Permission;
use tokuten_core::subscriptions::Subscription;
use tokuten_core::verdict::Verdict;

use crate::identity::signed_in::roles;
use crate::mail::{Letter, Recipient, write};
use crate::offers::parsed;
use crate::portal::Portal;
use crate::tables::{order, partner, user};

pub use words::amount;

/// Who hears of what concerns a partner's subscriptions: those who may buy and renew, each in the language that
/// was chosen, else in the partner's.
pub async fn recipients(db: &impl ConnectionTrait, partner: &str) -> Result<Vec<Recipient>, DbErr> {
    let language = partner::Entity::find_by_id(partner).one(db).await?.map(|row| row.language);
    let default = language.as_deref().and_then(Language::of_tag).unwrap_or_default();
    let users = user::Entity::find().filter(user::Column::PartnerId.eq(partner)).all(db).await?;
    let mut recipients: Vec<_> = users
        .into_iter()
        .filter(|user| Permission::Buy.is_granted_to(&roles(&user.roles)))
        .map(|user| Recipient {
            language: user.language.as_deref().and_then(Language::of_tag).unwrap_or(default),
            email: user.email,
            name: user.name,
        })
        .collect();
    recipients.sort();
    Ok(recipients)
}

/// Writes a notice to everybody whom it concerns.
async fn tell(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    partner: &str,
    (kind, name): (&str, &str),
    letter: impl Fn(Language) -> Letter,
) -> Result<(), DbErr> {
    for to in recipients(tx, partner).await? {
        write(portal, tx, (kind, name), Some(partner), &to, &letter(to.language)).await?;
    }
    Ok(())
}

/// What an offer is called; its code if the catalogue no longer has it.
fn name_of(portal: &Portal, offer: &str, language: Language) -> String {
    let found = portal.catalogue.offer(&OfferCode(offer.to_owned()));
    found.map_or_else(|| offer.to_owned(), |offer| offer.name.text(language).to_owned())
}

/// An order is paid.
pub async fn order_paid(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
    invoice: &str,
    until: NaiveDate,
) -> Result<(), DbErr> {
    let total = parsed::<Quote>(&order.quote)?.total;
    let name = format!("paid/{}", order.number);
    tell(portal, tx, &order.partner_id, ("order_paid", &name), |language| {
        words::order_paid(
            language,
            &name_of(portal, &order.offer, language),
            order.number,
            total,
            invoice,
            until,
        )
    })
    .await
}

/// An order by transfer is placed: how to pay, and by when. It goes to its contact too.
pub async fn transfer_awaited(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
    transfer: &TransferInstructions,
) -> Result<(), DbErr> {
    let name = format!("transfer/{}", order.number);
    let letter = |language| {
        words::transfer_awaited(language, &name_of(portal, &order.offer, language), order.number, transfer)
    };
    tell(portal, tx, &order.partner_id, ("transfer_awaited", &name), letter).await?;
    let contact: Option<tokuten_core::transfers::TransferContact> =
        order.contact.as_deref().map(parsed).transpose()?;
    if let Some(contact) = contact {
        let language = partner::Entity::find_by_id(order.partner_id.as_str())
            .one(tx)
            .await?
            .and_then(|row| Language::of_tag(&row.language))
            .unwrap_or_default();
        let to = Recipient { email: contact.email, name: contact.name, language };
        write(portal, tx, ("transfer_awaited", &name), Some(&order.partner_id), &to, &letter(language))
            .await?;
    }
    Ok(())
}

/// An order was not paid in time.
pub async fn order_expired(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
) -> Result<(), DbErr> {
    let name = format!("expired/{}", order.number);
    tell(portal, tx, &order.partner_id, ("order_expired", &name), |language| {
        words::order_expired(language, &name_of(portal, &order.offer, language), order.number)
    })
    .await
}

/// The saved card was declined at an automatic renewal.
pub async fn automatic_declined(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    order: &order::Model,
    reason: DeclineReason,
) -> Result<(), DbErr> {
    let name = format!("declined/{}", order.number);
    let card: Option<CardSummary> = order.card.as_deref().map(parsed).transpose()?;
    let subscription = order.subscription_id.clone().unwrap_or_default();
    tell(portal, tx, &order.partner_id, ("automatic_declined", &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        words::automatic_declined(language, &offer, card.as_ref(), reason, &subscription)
    })
    .await
}

/// An automatic renewal was due and the rules did not allow it, or there was nothing to pay with.
pub async fn automatic_refused(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    partner: &str,
    held: &Subscription,
    verdict: &Verdict,
) -> Result<(), DbErr> {
    let name = format!("refused/{}/{}", held.id, held.expires_on);
    let unmet: Vec<_> = verdict.unmet().map(tokuten_core::verdict::Requirement::code).collect();
    tell(portal, tx, partner, ("automatic_refused", &name), |language| {
        let offer = name_of(portal, &held.offer.0, language);
        words::automatic_refused(language, &offer, &unmet, held, &portal.catalogue)
    })
    .await
}

/// A reminder, so many days after the anniversary.
pub async fn reminder(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    partner: &str,
    held: &Subscription,
    price: Option<Money>,
    day: i32,
) -> Result<(), DbErr> {
    let name = format!("reminder/{}/{}/{day}", held.id, held.expires_on);
    tell(portal, tx, partner, ("reminder", &name), |language| {
        let offer = name_of(portal, &held.offer.0, language);
        words::reminder(language, &offer, held, price, day, &portal.catalogue)
    })
    .await
}

/// The window has closed without a renewal.
pub async fn lapsed(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    partner: &str,
    held: &Subscription,
) -> Result<(), DbErr> {
    let name = format!("lapsed/{}/{}", held.id, held.expires_on);
    tell(portal, tx, partner, ("lapsed", &name), |language| {
        words::lapsed(language, &name_of(portal, &held.offer.0, language), held)
    })
    .await
}
