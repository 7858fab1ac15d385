//! `/api/orders`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokuten_core::orders::{AnotherCard, BuyPressed, NewOrder, OrderNumber, OrderPage, OrderView};
use tokuten_core::partners::BillTo;
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{Body, IdempotencyKey, InPath, InQuery};
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(show))
        .routes(routes!(correct_bill_to))
        .routes(routes!(use_card))
        .routes(routes!(buy))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct Paging {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The partner's orders, the newest first.
#[utoipa::path(get, path = "/api/orders", tag = "orders", params(Paging),
    responses((status = 200, body = OrderPage), (status = 403, body = ProblemBody)))]
async fn list(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(paging): InQuery<Paging>,
) -> Result<Json<OrderPage>, Problem> {
    user.require(Permission::SeeOrders)?;
    let before = paging.cursor.map(|cursor| cursor.parse()).transpose();
    let before = before.map_err(|_| Problem::malformed("The cursor is not one that this list gave out."))?;
    Ok(Json(super::page(portal.db.read(), &user.partner, before).await?))
}

/// Start an order, to be reviewed.
#[utoipa::path(post, path = "/api/orders", tag = "orders", request_body = NewOrder,
    params(("Idempotency-Key" = String, Header, description = "new for each intention")),
    responses((status = 201, body = OrderView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn start(
    user: PartnerUser,
    State(portal): State<Portal>,
    IdempotencyKey(key): IdempotencyKey,
    Body(new): Body<NewOrder>,
) -> Result<(StatusCode, Json<OrderView>), Problem> {
    let order = super::start(&portal, &user, &key, new).await?;
    Ok((StatusCode::CREATED, Json(order)))
}

/// An order.
#[utoipa::path(get, path = "/api/orders/{number}", tag = "orders", params(("number" = i64, Path)),
    responses((status = 200, body = OrderView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn show(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::SeeOrders)?;
    Ok(Json(super::show(&portal, &user, number).await?))
}

/// Correct to whom the order is billed, before it is bought.
#[utoipa::path(put, path = "/api/orders/{number}/bill-to", tag = "orders", params(("number" = i64, Path)),
    request_body = BillTo, responses((status = 200, body = OrderView), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn correct_bill_to(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    Body(bill_to): Body<BillTo>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::Buy)?;
    Ok(Json(super::correct_bill_to(&portal, &user, number, bill_to).await?))
}

/// Put another card on the order, before it is bought or after a decline.
#[utoipa::path(put, path = "/api/orders/{number}/card", tag = "orders", params(("number" = i64, Path)),
    request_body = AnotherCard, responses((status = 200, body = OrderView), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn use_card(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    Body(card): Body<AnotherCard>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::Buy)?;
    Ok(Json(super::use_card(&portal, &user, number, card.card_token).await?))
}

/// Buy: the card is charged at once.
#[utoipa::path(post, path = "/api/orders/{number}/buy", tag = "orders", params(("number" = i64, Path),
        ("Idempotency-Key" = String, Header, description = "the order's `next_attempt_key`")),
    request_body = BuyPressed, responses((status = 200, body = OrderView), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn buy(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    IdempotencyKey(key): IdempotencyKey,
    Body(pressed): Body<BuyPressed>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::Buy)?;
    Ok(Json(super::buy(&portal, &user, number, key, pressed).await?))
}
