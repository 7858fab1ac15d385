//! `/api/users`, `/api/password-resets` and `/api/session/password`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use tokuten_core::sessions::{PasswordChange, PasswordForgotten};
use tokuten_core::users::{Colleague, NewUser, RoleChange, UserPage, UserView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{erasing, passwords};
use crate::extract::{Body, InPath, InQuery};
use crate::identity::signed_in::{ClientAddress, PartnerUser, SignedIn, token};
use crate::portal::Portal;
use crate::problem::Problem;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new()
        .routes(routes!(colleagues))
        .routes(routes!(list, invite))
        .routes(routes!(invite_again))
        .routes(routes!(change_roles))
        .routes(routes!(remove))
        .routes(routes!(erase))
        .routes(routes!(forgotten))
        .routes(routes!(change_password))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct Paging {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Who in the company has which role: whom to ask for what one may not do oneself.
#[utoipa::path(get, path = "/api/users/colleagues", tag = "users",
    responses((status = 200, body = [Colleague]), (status = 401, body = ProblemBody)))]
async fn colleagues(
    user: PartnerUser,
    State(portal): State<Portal>,
) -> Result<Json<Vec<Colleague>>, Problem> {
    Ok(Json(super::colleagues(&portal, &user.partner).await?))
}

/// The company's users, by name.
#[utoipa::path(get, path = "/api/users", tag = "users", params(Paging),
    responses((status = 200, body = UserPage), (status = 403, body = ProblemBody)))]
async fn list(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(paging): InQuery<Paging>,
) -> Result<Json<UserPage>, Problem> {
    Ok(Json(super::page(&portal, &user, paging.cursor.as_deref()).await?))
}

/// Invite somebody: a mail with a link, by which a password is set, goes to the address.
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = UserView), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn invite(
    user: PartnerUser,
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<UserView>), Problem> {
    user.require(Permission::ManageUsers)?;
    limit(&portal, from, &user)?;
    Ok((StatusCode::CREATED, Json(super::invite(&portal, &user, new).await?)))
}

/// Send the invitation again. The link of the one before ends.
#[utoipa::path(post, path = "/api/users/{id}/invitation", tag = "users", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn invite_again(
    user: PartnerUser,
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    user.require(Permission::ManageUsers)?;
    limit(&portal, from, &user)?;
    super::invite_again(&portal, &user, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change a user's roles from those that were shown.
#[utoipa::path(put, path = "/api/users/{id}/roles", tag = "users", params(("id" = String, Path)), request_body = RoleChange,
    responses((status = 200, body = UserView), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn change_roles(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
    Body(change): Body<RoleChange>,
) -> Result<Json<UserView>, Problem> {
    user.require(Permission::AssignRoles)?;
    Ok(Json(super::change_roles(&portal, &user, &id, change).await?))
}

/// Remove a user, whose sessions and links end at once.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "users", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn remove(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    user.require(Permission::ManageUsers)?;
    super::remove(&portal, &user, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a user for good: name, address and mails are erased, and what the user did stays under a pseudonym.
#[utoipa::path(post, path = "/api/users/{id}/erasure", tag = "users", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
async fn erase(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    user.require(Permission::ManageUsers)?;
    erasing::other(&portal, &user, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for a link that sets a new password. The answer is the same whether anybody has the address or not.
#[utoipa::path(post, path = "/api/password-resets", tag = "session", request_body = PasswordForgotten,
    responses((status = 202), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn forgotten(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    Body(who): Body<PasswordForgotten>,
) -> Result<StatusCode, Problem> {
    passwords::forgotten(&portal, from, who).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Change one's own password. All other sessions end.
#[utoipa::path(put, path = "/api/session/password", tag = "session", request_body = PasswordChange,
    responses((status = 204), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn change_password(
    user: SignedIn,
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    jar: CookieJar,
    Body(with): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let session = token(&jar).ok_or_else(Problem::signed_out)?;
    passwords::change(&portal, (from, &user.id, session), with).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invitations go to whatever address is typed: one user sends no more of them than one may try passwords.
fn limit(portal: &Portal, from: std::net::IpAddr, user: &PartnerUser) -> Result<(), Problem> {
    portal.limits.attempt(from, &format!("invitations/{}", user.id)).map_err(Problem::too_many)
}
