//! `/api/orders`.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::orders::{AnotherCard, BuyPressed, NewOrder, OrderNumber, OrderPage, OrderView};
use tokuten_core::partners::BillTo;
use tokuten_core::payments::CardSetup;
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use tokuten_core::transfers::{LARGEST_PROOF, ProofDetails};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::transfers;
use super::{OrderError, review, settlement};
use crate::extract::{Body, IdempotencyKey, InPath, InQuery};
use crate::identity::signed_in::PartnerUser;
use crate::invoices::routes::{InLanguage, as_pdf};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::{File, attachment};

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(show))
        .routes(routes!(correct_bill_to))
        .routes(routes!(use_card))
        .routes(routes!(set_up_card))
        .routes(routes!(buy))
        .routes(routes!(confirm))
        .routes(routes!(give_up_authentication))
        .routes(routes!(cancel))
        .routes(routes!(proof))
        .routes(routes!(pro_forma))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(upload_proof))
                .layer(DefaultBodyLimit::max(LARGEST_PROOF + ROOM_FOR_FIELDS)),
        )
}

/// What the other fields of an upload may take, and then a file that is too large is still told its size.
const ROOM_FOR_FIELDS: usize = 4 * 1024 * 1024;

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

/// Leave for the browser to give the gateway a card; 404 where the gateway needs none.
#[utoipa::path(post, path = "/api/card-setups", tag = "orders",
    responses((status = 200, body = CardSetup), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 503, body = ProblemBody)))]
async fn set_up_card(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<CardSetup>, Problem> {
    user.require(Permission::Buy)?;
    let setup = portal.gateway.set_up_card(&user.partner).await.map_err(OrderError::from)?;
    setup.map(Json).ok_or_else(|| Problem::not_found("card setup"))
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

/// The cardholder has authenticated, or has not: ask the gateway what came of it.
#[utoipa::path(post, path = "/api/orders/{number}/confirm", tag = "orders", params(("number" = i64, Path)),
    responses((status = 200, body = OrderView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn confirm(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::Buy)?;
    settlement::confirm(&portal, &user.partner, number).await?;
    Ok(Json(super::show(&portal, &user, number).await?))
}

/// Do not authenticate: the charge is given up, and another card can be used.
#[utoipa::path(post, path = "/api/orders/{number}/give-up-authentication", tag = "orders", params(("number" = i64, Path)),
    responses((status = 200, body = OrderView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn give_up_authentication(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::Buy)?;
    settlement::give_up(&portal, &user.partner, number).await?;
    Ok(Json(super::show(&portal, &user, number).await?))
}

/// Cancel an order whose transfer is awaited.
#[utoipa::path(post, path = "/api/orders/{number}/cancel", tag = "orders", params(("number" = i64, Path)),
    responses((status = 200, body = OrderView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn cancel(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::CancelOrder)?;
    Ok(Json(transfers::cancel(&portal, &user, number).await?))
}

/// Upload a payment proof: fields `details` (JSON) and `file` (PDF, PNG or JPEG, at most 5 MiB).
#[utoipa::path(post, path = "/api/orders/{number}/proofs", tag = "orders", params(("number" = i64, Path)),
    request_body(content_type = "multipart/form-data"),
    responses((status = 200, body = OrderView), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn upload_proof(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    mut upload: Multipart,
) -> Result<Json<OrderView>, Problem> {
    user.require(Permission::UploadProof)?;
    let (mut file, mut details) = (None, None);
    while let Some(field) = upload.next_field().await? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some(File { name, content: field.bytes().await?.to_vec() });
            }
            Some("details") => {
                let parsed = serde_json::from_str::<ProofDetails>(&field.text().await?);
                details = Some(parsed.map_err(|error| Problem::malformed(format!("details: {error}.")))?);
            }
            _ => return Err(Problem::malformed("The fields of an upload are details and file.")),
        }
    }
    let (Some(file), Some(details)) = (file, details) else {
        return Err(Problem::malformed("An upload has the fields details and file. Nothing was uploaded."));
    };
    Ok(Json(transfers::add_proof(&portal, &user, number, file, details).await?))
}

/// The file of a payment proof.
#[utoipa::path(get, path = "/api/orders/{number}/proofs/{id}", tag = "orders",
    params(("number" = i64, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ProblemBody)))]
async fn proof(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(OrderNumber, String)>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::SeeOrders)?;
    let proof = transfers::file(&portal, Some(&user.partner), number, &id).await?;
    Ok(attachment(&proof.file_name, proof.media_type, proof.content))
}

/// The pro forma invoice of an order whose transfer is awaited, as PDF/A.
#[utoipa::path(get, path = "/api/orders/{number}/pro-forma", tag = "orders", params(("number" = i64, Path), InLanguage),
    responses((status = 200, content_type = "application/pdf"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn pro_forma(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<OrderNumber>,
    InQuery(InLanguage { lang }): InQuery<InLanguage>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::SeeOrders)?;
    let pdf = review::pro_forma(&portal, &user, number, lang).await?;
    Ok(as_pdf(&format!("pro-forma-{number}.pdf"), pdf))
}
