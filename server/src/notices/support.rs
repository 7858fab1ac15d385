//! What is told of support requests: to whoever opened them.

use sea_orm::{DbErr, EntityTrait};
use tokuten_core::catalogue::Language;
use tokuten_core::notices::Notice;
use tokuten_core::subscriptions::Subscription;
use tokuten_core::support::RequestState;

use super::{language_of_partner, name_of, tell, words};
use crate::db::Change;
use crate::mail::{Letter, Recipient, write};
use crate::portal::Portal;
use crate::tables::{support_request, user};

/// Writes to whoever opened a request, if they are still there.
async fn to_opener(
    portal: &Portal,
    tx: &Change,
    row: &support_request::Model,
    (notice, name): (Notice, &str),
    letter: impl Fn(Language) -> Letter,
) -> Result<(), DbErr> {
    let Some(opener) = user::Entity::find_by_id(row.opened_by.as_str()).one(tx).await? else { return Ok(()) };
    let default = language_of_partner(tx, &row.partner_id).await?;
    let language = opener.language.as_deref().and_then(Language::of_tag).unwrap_or(default);
    let to = Recipient { email: opener.email, name: opener.name, language, unsubscribe: None };
    write(portal, tx, (notice, name), Some(&row.partner_id), &to, &letter(language)).await
}

/// A request has come in.
pub async fn received(portal: &Portal, tx: &Change, row: &support_request::Model) -> Result<(), DbErr> {
    let name = format!("support/{}", row.number);
    to_opener(portal, tx, row, (Notice::SupportReceived, &name), |language| {
        words::support_received(language, row.number, &row.title)
    })
    .await
}

/// The vendor has answered.
pub async fn answered(
    portal: &Portal,
    tx: &Change,
    row: &support_request::Model,
    (key, text, state): (&str, &str, RequestState),
) -> Result<(), DbErr> {
    let name = format!("support/{}/{key}", row.number);
    let days = portal.catalogue().support_close_days;
    to_opener(portal, tx, row, (Notice::SupportAnswered, &name), |language| {
        words::support_answered(language, (row.number, &row.title), text, (state, days))
    })
    .await
}

/// Nobody replied to what was resolved: it is closed.
pub async fn closed(portal: &Portal, tx: &Change, row: &support_request::Model) -> Result<(), DbErr> {
    let name = format!("support-closed/{}", row.number);
    to_opener(portal, tx, row, (Notice::SupportClosed, &name), |language| {
        words::support_closed(language, row.number, &row.title)
    })
    .await
}

/// A request goes on in another.
pub async fn merged(
    portal: &Portal,
    tx: &Change,
    row: &support_request::Model,
    other: &support_request::Model,
) -> Result<(), DbErr> {
    let name = format!("support-merged/{}", row.number);
    to_opener(portal, tx, row, (Notice::SupportMerged, &name), |language| {
        words::support_merged(language, (row.number, &row.title), (other.number, &other.title))
    })
    .await
}

/// A subscription was cancelled as a request asked: whoever opened it hears it, and all who look after it.
pub async fn cancelled(
    portal: &Portal,
    tx: &Change,
    (row, held): (&support_request::Model, &Subscription),
) -> Result<(), DbErr> {
    let name = format!("cancelled/{}", held.id);
    let letter = |language| {
        words::subscription_cancelled(language, &name_of(portal, &held.offer.0, language), held, row.number)
    };
    tell(portal, tx, &row.partner_id, (Notice::SubscriptionCancelled, &name), letter).await?;
    to_opener(portal, tx, row, (Notice::SubscriptionCancelled, &name), letter).await
}
