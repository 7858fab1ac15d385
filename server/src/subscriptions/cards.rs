//! The card with which a subscription renews by itself: given because there is none, or in place of another.

use sea_orm::DbErr;
use tokuten_core::problem::ProblemCode;
use tokuten_core::renewals::{NoCardWanted, may_save_card};

use super::store;
use crate::audit::Entry;
use crate::identity::signed_in::PartnerUser;
use crate::offers::{self, touch};
use crate::payments::GatewayError;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::subscription;

/// Why a card was not saved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The partner has no such subscription.
    #[error("there is no such subscription")]
    NotFound,
    /// No card is wanted.
    #[error("no card is wanted: {0:?}")]
    NotWanted(NoCardWanted),
    /// The gateway does not know the card, or does not answer.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<CardError> for Problem {
    fn from(error: CardError) -> Self {
        let not_wanted = |title: &str, detail: &str| Self::conflict(ProblemCode::Conflict, title, detail);
        match error {
            CardError::NotFound => Self::not_found("subscription"),
            CardError::NotWanted(NoCardWanted::Off) => not_wanted(
                "Automatic renewal is off",
                "Automatic renewal is off, so no card was saved. It comes on again by the next renewal; the card that pays it is kept.",
            ),
            CardError::NotWanted(NoCardWanted::Over) => not_wanted(
                "The subscription is over",
                "This subscription can no longer be renewed, so no card was saved. Buy the offer anew.",
            ),
            CardError::NotWanted(NoCardWanted::NotTaken) => not_wanted(
                "Cards are not taken",
                "This offer cannot be paid by card in your country, so no card was saved. Renew it by hand in its window.",
            ),
            CardError::Gateway(error) => error.into(),
            CardError::Database(error) => error.into(),
        }
    }
}

/// Saves a card of the partner's for the automatic renewal of a subscription.
pub async fn save(portal: &Portal, user: &PartnerUser, id: &str, token: String) -> Result<(), CardError> {
    let card = portal.gateway.card(&user.partner, &token).await?;
    let tx = portal.db.begin().await?;
    let version = touch(&tx, &user.partner).await?.version;
    let facts = offers::facts_at(portal, &tx, (&user.partner, &user.roles), version).await?;
    let held = facts.subscription(id).ok_or(CardError::NotFound)?;
    may_save_card(&facts, held, portal.clock.today(user.zone)).map_err(CardError::NotWanted)?;
    let text = serde_json::to_string(&card).map_err(|error| DbErr::Json(error.to_string()))?;
    let row = store::locked(&tx, id).await?;
    let after = subscription::Model { card_token: Some(token), card: Some(text), ..row.clone() };
    store::update(&tx, &row, &after).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor: &user.id,
        action: "card saved for automatic renewal",
        subject: format!("subscription {id}"),
        partner: Some(user.partner.as_str()),
    };
    entry.record(&tx, held.card.as_ref(), Some(&card)).await?;
    tx.commit().await?;
    Ok(())
}
