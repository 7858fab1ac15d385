//! Notices: which mail is written when, and to whom (domain.md, "Automatic renewal" and "Buying and renewing").
//! Each is written in the transaction of what it tells, once.

pub mod competencies;
pub mod factors;
pub mod joining;
pub mod leads;
pub mod membership_center;
pub mod programme;
pub mod refunds;
pub mod standing;
pub mod support;
#[cfg(test)]
mod tests;
pub mod unsubscribing;
pub mod users;
pub mod webhooks;
mod words;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};
use tokuten_core::catalogue::{Language, OfferCode};
use tokuten_core::money::Money;
use tokuten_core::notices::Notice;
use tokuten_core::orders::TransferInstructions;
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::quotes::Quote;
use tokuten_core::renewals::{RenewalPolicy, RenewalWindow};
use tokuten_core::subscriptions::{ManagedIn, Subscription};
use tokuten_core::transfers::TransferContact;
use tokuten_core::verdict::Verdict;

use crate::db::Change;
use crate::identity::signed_in::roles;
use crate::mail::{Letter, Recipient, write};
use crate::offers::parsed;
use crate::portal::Portal;
use crate::tables::{attempt, order, partner, user};

pub use words::{Reminded, amount};

/// Who hears of what concerns a partner: those whom it is for (of subscriptions, who may buy and renew) and who have
/// not stopped mails of this sort, each in the language that was chosen, else in the partner's.
pub async fn recipients(
    portal: &Portal,
    db: &impl ConnectionTrait,
    partner: &str,
    notice: Notice,
) -> Result<Vec<Recipient>, DbErr> {
    let of_partner =
        user::Entity::belongs_to(partner::Entity).from(user::Column::PartnerId).to(partner::Column::Id);
    let users = user::Entity::find()
        .join(JoinType::InnerJoin, of_partner.into())
        .filter(user::Column::PartnerId.eq(partner))
        .select_also(partner::Entity)
        .all(db)
        .await?;
    let may_be_stopped = notice.may_be_stopped();
    let mut recipients: Vec<_> = users
        .into_iter()
        .filter(|(user, _)| notice.is_for().is_granted_to(&roles(&user.roles)))
        .filter(|(user, _)| !(may_be_stopped && user.reminders_off))
        .map(|(user, partner)| Recipient {
            language: user
                .language
                .or(partner.map(|partner| partner.language))
                .and_then(|tag| Language::of_tag(&tag))
                .unwrap_or_default(),
            unsubscribe: may_be_stopped.then(|| unsubscribing::path(portal, &user.id)),
            email: user.email,
            name: user.name,
        })
        .collect();
    recipients.sort();
    Ok(recipients)
}

/// The language of a partner's mails, unless a user has chosen another.
pub async fn language_of_partner(db: &impl ConnectionTrait, partner: &str) -> Result<Language, DbErr> {
    let language = partner::Entity::find_by_id(partner).one(db).await?.map(|row| row.language);
    Ok(language.as_deref().and_then(Language::of_tag).unwrap_or_default())
}

/// Writes a notice to everybody whom it concerns.
async fn tell(
    portal: &Portal,
    tx: &Change,
    partner: &str,
    (notice, name): (Notice, &str),
    letter: impl Fn(Language) -> Letter,
) -> Result<(), DbErr> {
    let all = recipients(portal, tx, partner, notice).await?;
    tell_all(portal, tx, (partner, &all), (notice, name), letter).await
}

async fn tell_all(
    portal: &Portal,
    tx: &Change,
    (partner, recipients): (&str, &[Recipient]),
    (notice, name): (Notice, &str),
    letter: impl Fn(Language) -> Letter,
) -> Result<(), DbErr> {
    for to in recipients {
        write(portal, tx, (notice, name), Some(partner), to, &letter(to.language)).await?;
    }
    Ok(())
}

/// What an offer is called; its code if the catalogue no longer has it.
fn name_of(portal: &Portal, offer: &str, language: Language) -> String {
    let catalogue = portal.catalogue();
    let found = catalogue.offer(&OfferCode(offer.to_owned()));
    found.map_or_else(|| offer.to_owned(), |offer| offer.name.text(language).to_owned())
}

/// What an order costs, tax included.
fn total_of(order: &order::Model) -> Result<Money, DbErr> {
    Ok(parsed::<Quote>(&order.quote)?.total)
}

fn card_of(order: &order::Model) -> Result<Option<CardSummary>, DbErr> {
    order.card.as_deref().map(parsed).transpose()
}

/// The days on which something with this anniversary can be renewed.
fn window(portal: &Portal, anniversary: NaiveDate) -> RenewalWindow {
    let place = ManagedIn::PartnerCenter;
    RenewalPolicy::in_force(&portal.catalogue().policies, place, anniversary).window(place, anniversary)
}

/// An order is paid. Who hears of it was asked for before the change, which others wait for.
pub async fn order_paid(
    portal: &Portal,
    tx: &Change,
    to: &[Recipient],
    order: &order::Model,
    invoice: &str,
    until: NaiveDate,
) -> Result<(), DbErr> {
    let card = card_of(order)?;
    let paid = words::Paid {
        number: order.number,
        total: total_of(order)?,
        card: card.as_ref(),
        invoice,
        until,
        renews_on: window(portal, until).opens,
    };
    let name = format!("paid/{}", order.number);
    tell_all(portal, tx, (&order.partner_id, to), (Notice::OrderPaid, &name), |language| {
        words::order_paid(language, &name_of(portal, &order.offer, language), &paid)
    })
    .await
}

/// An order by transfer is placed: how to pay, and by when.
pub async fn transfer_awaited(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    transfer: &TransferInstructions,
) -> Result<(), DbErr> {
    let name = format!("transfer/{}", order.number);
    tell_with_contact(portal, tx, order, (Notice::TransferAwaited, &name), |language| {
        words::transfer_awaited(language, &name_of(portal, &order.offer, language), order.number, transfer)
    })
    .await
}

/// A payment proof of an order was not accepted.
pub async fn proof_rejected(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    (proof, reason): (&str, &str),
) -> Result<(), DbErr> {
    let name = format!("proof_rejected/{proof}");
    let (total, pay_by) = (total_of(order)?, order.pay_by.unwrap_or_default());
    tell_with_contact(portal, tx, order, (Notice::ProofRejected, &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        words::proof_rejected(language, &offer, (order.number, total), reason, pay_by)
    })
    .await
}

/// Writes a notice about a transfer to everybody whom it concerns, and to the order's contact.
async fn tell_with_contact(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    notice: (Notice, &str),
    letter: impl Fn(Language) -> Letter,
) -> Result<(), DbErr> {
    tell(portal, tx, &order.partner_id, notice, &letter).await?;
    let contact: Option<TransferContact> = order.contact.as_deref().map(parsed).transpose()?;
    if let Some(contact) = contact {
        let language = language_of_partner(tx, &order.partner_id).await?;
        let to = Recipient { email: contact.email, name: contact.name, language, unsubscribe: None };
        write(portal, tx, notice, Some(&order.partner_id), &to, &letter(language)).await?;
    }
    Ok(())
}

/// An order was not paid in time.
pub async fn order_expired(portal: &Portal, tx: &Change, order: &order::Model) -> Result<(), DbErr> {
    let name = format!("expired/{}", order.number);
    let total = total_of(order)?;
    tell(portal, tx, &order.partner_id, (Notice::OrderExpired, &name), |language| {
        words::order_expired(language, &name_of(portal, &order.offer, language), order.number, total)
    })
    .await
}

/// A card was declined for which somebody pressed **Buy**: once for each attempt.
pub async fn purchase_declined(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    (attempt, reason): (&attempt::Model, DeclineReason),
) -> Result<(), DbErr> {
    let name = format!("declined/{}/{}", order.number, attempt.id);
    let (card, total) = (card_of(order)?, total_of(order)?);
    tell(portal, tx, &order.partner_id, (Notice::PurchaseDeclined, &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        let hours = portal.catalogue().draft_hours;
        words::purchase_declined(language, &offer, (order.number, total), (card.as_ref(), reason), hours)
    })
    .await
}

/// The saved card was declined at an automatic renewal.
pub async fn automatic_declined(
    portal: &Portal,
    tx: &Change,
    order: &order::Model,
    reason: DeclineReason,
) -> Result<(), DbErr> {
    let name = format!("declined/{}", order.number);
    let (card, total) = (card_of(order)?, total_of(order)?);
    let subscription = order.subscription_id.clone().unwrap_or_default();
    let closes = order.anniversary.map(|day| window(portal, day).closes);
    tell(portal, tx, &order.partner_id, (Notice::AutomaticDeclined, &name), |language| {
        let offer = name_of(portal, &order.offer, language);
        let of = (subscription.as_str(), closes);
        let days = &portal.catalogue().retry_days;
        words::automatic_declined(language, &offer, (card.as_ref(), total), reason, of, days)
    })
    .await
}

/// An automatic renewal was due and the rules did not allow it.
pub async fn automatic_refused(
    portal: &Portal,
    tx: &Change,
    partner: &str,
    held: &Subscription,
    verdict: &Verdict,
) -> Result<(), DbErr> {
    let name = format!("refused/{}/{}", held.id, held.expires_on);
    let unmet: Vec<_> = verdict.unmet().map(tokuten_core::verdict::Requirement::code).collect();
    tell(portal, tx, partner, (Notice::AutomaticRefused, &name), |language| {
        let offer = name_of(portal, &held.offer.0, language);
        words::automatic_refused(language, &offer, &unmet, held, &portal.catalogue())
    })
    .await
}

/// An automatic renewal was due, and there was nothing to pay with: neither a card nor a contact.
pub async fn automatic_unpayable(
    portal: &Portal,
    tx: &Change,
    partner: &str,
    held: &Subscription,
) -> Result<(), DbErr> {
    let name = format!("unpayable/{}/{}", held.id, held.expires_on);
    tell(portal, tx, partner, (Notice::AutomaticRefused, &name), |language| {
        words::automatic_unpayable(
            language,
            &name_of(portal, &held.offer.0, language),
            held,
            &portal.catalogue(),
        )
    })
    .await
}

/// A reminder on its day.
pub async fn reminder(
    portal: &Portal,
    tx: &Change,
    partner: &str,
    reminded: &Reminded<'_>,
) -> Result<(), DbErr> {
    let Reminded { held, day, .. } = reminded;
    let name = format!("reminder/{}/{}/{day}", held.id, held.expires_on);
    let notice = Notice::Reminder { automatic: held.automatic_renewal };
    tell(portal, tx, partner, (notice, &name), |language| {
        words::reminder(language, &name_of(portal, &held.offer.0, language), reminded, &portal.catalogue())
    })
    .await
}

/// The window has closed without a renewal.
pub async fn lapsed(portal: &Portal, tx: &Change, partner: &str, held: &Subscription) -> Result<(), DbErr> {
    let name = format!("lapsed/{}/{}", held.id, held.expires_on);
    let benefits_end = held.benefits_end(&portal.catalogue().policies);
    tell(portal, tx, partner, (Notice::Lapsed, &name), |language| {
        words::lapsed(language, &name_of(portal, &held.offer.0, language), held, benefits_end)
    })
    .await
}
