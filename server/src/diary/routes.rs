//! `/api/diary-link`, and the feed itself.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use tokuten_core::diary::DiaryLink;
use tokuten_core::problem::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::InPath;
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(link, renew)).routes(routes!(feed))
}

/// Where the user's calendar feed is. Who has the address can read it.
#[utoipa::path(get, path = "/api/diary-link", tag = "diary",
    responses((status = 200, body = DiaryLink), (status = 401, body = ProblemBody)))]
async fn link(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<DiaryLink>, Problem> {
    Ok(Json(super::link(&portal, &user).await?))
}

/// Make a new address for the user's calendar feed; the one before leads nowhere then.
#[utoipa::path(post, path = "/api/diary-link", tag = "diary",
    responses((status = 200, body = DiaryLink), (status = 401, body = ProblemBody)))]
async fn renew(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<DiaryLink>, Problem> {
    Ok(Json(super::renew_link(&portal, &user).await?))
}

/// The calendar feed at a secret address: anniversaries, renewal windows, pay-by dates (RFC 5545).
#[utoipa::path(get, path = "/diary/{token}", tag = "diary", params(("token" = String, Path)),
    responses((status = 200, content_type = "text/calendar"), (status = 404, body = ProblemBody)))]
async fn feed(
    State(portal): State<Portal>,
    InPath(token): InPath<String>,
) -> Result<impl IntoResponse, Problem> {
    let feed = super::feed(&portal, &token).await?.ok_or_else(|| Problem::not_found("calendar feed"))?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, feed))
}
