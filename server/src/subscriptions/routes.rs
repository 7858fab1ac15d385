//! `/api/subscriptions`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use tokuten_core::offers::OffersView;
use tokuten_core::orders::AnotherCard;
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use tokuten_core::subscriptions::SubscriptionView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::audit::Entry;
use crate::extract::{Body, InPath};
use crate::identity::signed_in::PartnerUser;
use crate::offers;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(subscription)).routes(routes!(turn_off)).routes(routes!(save_card))
}

/// A subscription with its history, and the facts behind what may be done with it.
#[utoipa::path(get, path = "/api/subscriptions/{id}", tag = "subscriptions", params(("id" = String, Path)),
    responses((status = 200, body = SubscriptionView), (status = 404, body = ProblemBody)))]
async fn subscription(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<Json<SubscriptionView>, Problem> {
    let facts = offers::facts(&portal, portal.db.read(), &user.partner, &user.roles).await?;
    if facts.subscription(&id).is_none() {
        return Err(Problem::not_found("subscription"));
    }
    let mut terms = super::terms(portal.db.read(), &id).await?;
    if user.require(Permission::SeeOrders).is_err() {
        // The dates are for every user of the partner; what was paid is not.
        for term in &mut terms {
            (term.order, term.total) = (None, None);
        }
    }
    if user.require(Permission::SeeInvoices).is_err() {
        for term in &mut terms {
            term.invoice = None;
        }
    }
    let reminders = portal.catalogue().reminders.iter().map(|reminder| reminder.day).collect();
    let agreement = portal.catalogue().agreement.clone();
    let offers = OffersView { clock: portal.clock.view(user.zone), facts, reminders, agreement };
    Ok(Json(SubscriptionView { offers, id, terms }))
}

/// Turn automatic renewal off. It comes on again only by a renewal.
#[utoipa::path(post, path = "/api/subscriptions/{id}/turn-off-renewal", tag = "subscriptions",
    params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn turn_off(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    user.require(Permission::TurnOffRenewal)?;
    let tx = portal.db.begin().await?;
    offers::touch(&tx, &user.partner).await?;
    let held = super::of_partner(&tx, &user.partner).await?;
    if !held.iter().any(|held| held.id == id) {
        return Err(Problem::not_found("subscription"));
    }
    if super::turn_off_renewal(&portal, &tx, user.zone, &id).await? {
        let entry = Entry {
            at: portal.clock.now(),
            actor: &user.id,
            action: "automatic renewal turned off",
            subject: format!("subscription {id}"),
            partner: Some(user.partner.as_str()),
        };
        entry.record(&tx, None::<&()>, None::<&()>).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Save a card with which the subscription renews by itself. Automatic renewal does not come on by it.
#[utoipa::path(put, path = "/api/subscriptions/{id}/card", tag = "subscriptions", params(("id" = String, Path)),
    request_body = AnotherCard,
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn save_card(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(card): Body<AnotherCard>,
) -> Result<StatusCode, Problem> {
    user.require(Permission::Buy)?;
    super::cards::save(&portal, &user, &id, card.card_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
