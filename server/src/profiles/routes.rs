//! `/api/business-profile`.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::response::Response;
use tokuten_core::problem::ProblemBody;
use tokuten_core::profiles::{DraftChange, LARGEST_LOGO, ProfileView, SeenProfile};
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Body;
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::{only_file, picture};

/// What an upload may take: so much that a logo that is too large is still told so.
const LARGEST_UPLOAD: usize = 8 * LARGEST_LOGO;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(show, save)).routes(routes!(publish)).routes(routes!(withdraw)).merge(
        OpenApiRouter::new()
            .routes(routes!(logo, set_logo, remove_logo))
            .layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
    )
}

/// The partner's business profile as it is written.
#[utoipa::path(get, path = "/api/business-profile", tag = "directory",
    responses((status = 200, body = ProfileView), (status = 403, body = ProblemBody)))]
async fn show(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<ProfileView>, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    Ok(Json(super::show(&portal, &user).await?))
}

/// Save the draft; the public does not see it yet.
#[utoipa::path(put, path = "/api/business-profile", tag = "directory", request_body = DraftChange,
    responses((status = 200, body = ProfileView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn save(
    user: PartnerUser,
    State(portal): State<Portal>,
    Body(change): Body<DraftChange>,
) -> Result<Json<ProfileView>, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    Ok(Json(super::save(&portal, &user, change).await?))
}

/// Show the public what the draft says.
#[utoipa::path(post, path = "/api/business-profile/publish", tag = "directory", request_body = SeenProfile,
    responses((status = 200, body = ProfileView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn publish(
    user: PartnerUser,
    State(portal): State<Portal>,
    Body(SeenProfile { seen }): Body<SeenProfile>,
) -> Result<Json<ProfileView>, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    Ok(Json(super::publish(&portal, &user, seen).await?))
}

/// Take back what the public sees; the draft stays.
#[utoipa::path(post, path = "/api/business-profile/withdraw", tag = "directory", request_body = SeenProfile,
    responses((status = 200, body = ProfileView), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn withdraw(
    user: PartnerUser,
    State(portal): State<Portal>,
    Body(SeenProfile { seen }): Body<SeenProfile>,
) -> Result<Json<ProfileView>, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    Ok(Json(super::withdraw(&portal, &user, seen).await?))
}

/// The draft's logo.
#[utoipa::path(get, path = "/api/business-profile/logo", tag = "directory",
    responses((status = 200, content_type = "image/png"), (status = 404, body = ProblemBody)))]
async fn logo(user: PartnerUser, State(portal): State<Portal>) -> Result<Response, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    let shown = super::preview(&portal, &user).await?;
    let id = shown.logo.ok_or_else(|| Problem::not_found("logo"))?;
    let logo = super::logo(portal.db.read(), &id).await?.ok_or_else(|| Problem::not_found("logo"))?;
    Ok(picture(logo.media_type, logo.content))
}

/// Give the draft a logo: field `file` (PNG, JPEG or WebP, at most 512 KiB).
#[utoipa::path(post, path = "/api/business-profile/logo", tag = "directory",
    request_body(content_type = "multipart/form-data"),
    responses((status = 200, body = ProfileView), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody)))]
async fn set_logo(
    user: PartnerUser,
    State(portal): State<Portal>,
    mut upload: Multipart,
) -> Result<Json<ProfileView>, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    let file = only_file(&mut upload, "Nothing was saved.").await?;
    Ok(Json(super::set_logo(&portal, &user, file).await?))
}

/// Take the logo out of the draft.
#[utoipa::path(delete, path = "/api/business-profile/logo", tag = "directory",
    responses((status = 200, body = ProfileView), (status = 403, body = ProblemBody)))]
async fn remove_logo(user: PartnerUser, State(portal): State<Portal>) -> Result<Json<ProfileView>, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    Ok(Json(super::remove_logo(&portal, &user).await?))
}
