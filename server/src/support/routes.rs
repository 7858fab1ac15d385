//! `/api/support`.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokuten_core::problem::ProblemBody;
use tokuten_core::support::{
    Cancellation, LARGEST_ATTACHMENT, MOST_ATTACHMENTS, NewRequest, ProblemType, Reply, RequestPage,
    RequestState, RequestView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Filter;
use crate::extract::{IdempotencyKey, InPath, InQuery};
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::{File, attachment};

/// What a message may take: its files, its text, and so much that one file too many is still told so.
const LARGEST_MESSAGE: usize = (MOST_ATTACHMENTS + 2) * LARGEST_ATTACHMENT;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(file)).routes(routes!(cancellation)).merge(
        OpenApiRouter::new()
            .routes(routes!(list, open))
            .routes(routes!(reply))
            .layer(DefaultBodyLimit::max(LARGEST_MESSAGE)),
    )
}

/// Which requests a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Shown {
    /// Only those in this state.
    state: Option<RequestState>,
    /// Only those of this type.
    kind: Option<ProblemType>,
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

impl From<Shown> for Filter {
    fn from(Shown { state, kind, cursor }: Shown) -> Self {
        Self { state, kind, after: cursor.unwrap_or_default() }
    }
}

/// The partner's support requests, the newest first.
#[utoipa::path(get, path = "/api/support/requests", tag = "support", params(Shown),
    responses((status = 200, body = RequestPage), (status = 401, body = ProblemBody)))]
async fn list(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<Json<RequestPage>, Problem> {
    Ok(Json(super::page(&portal, &user, &shown.into()).await?))
}

/// Open a support request: fields `request` (JSON, `NewRequest`) and `file` (PDF, PNG or JPEG, at most 5 MiB; up to five).
#[utoipa::path(post, path = "/api/support/requests", tag = "support",
    params(("Idempotency-Key" = String, Header, description = "new for each intention")),
    request_body(content_type = "multipart/form-data"),
    responses((status = 201, body = RequestView), (status = 403, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn open(
    user: PartnerUser,
    State(portal): State<Portal>,
    IdempotencyKey(key): IdempotencyKey,
    upload: Multipart,
) -> Result<(StatusCode, Json<RequestView>), Problem> {
    let (new, files) = message::<NewRequest>("request", upload).await?;
    if let Some(permission) = new.takes() {
        user.require(permission)?;
    }
    let view = super::open(&portal, &user, &key, new, files).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// A support request with its thread.
#[utoipa::path(get, path = "/api/support/requests/{number}", tag = "support", params(("number" = i64, Path)),
    responses((status = 200, body = RequestView), (status = 404, body = ProblemBody)))]
async fn show(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(super::show(&portal, &user, number).await?))
}

/// Reply to a support request: fields `reply` (JSON, `Reply`) and `file`. A reply to what is resolved opens it again.
#[utoipa::path(post, path = "/api/support/requests/{number}/replies", tag = "support",
    params(("number" = i64, Path), ("Idempotency-Key" = String, Header, description = "new for each intention")),
    request_body(content_type = "multipart/form-data"),
    responses((status = 200, body = RequestView), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn reply(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<i64>,
    IdempotencyKey(key): IdempotencyKey,
    upload: Multipart,
) -> Result<Json<RequestView>, Problem> {
    let message = message::<Reply>("reply", upload).await?;
    Ok(Json(super::reply(&portal, &user, number, &key, message).await?))
}

/// A file of a support request.
#[utoipa::path(get, path = "/api/support/requests/{number}/attachments/{id}", tag = "support",
    params(("number" = i64, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ProblemBody)))]
async fn file(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath((number, id)): InPath<(i64, String)>,
) -> Result<impl IntoResponse, Problem> {
    let file = super::file(&portal, &user, (number, &id)).await?;
    Ok(attachment(&file.file_name, file.media_type, file.content))
}

/// What cancelling a subscription would mean: whether its money may be given back. Nothing is asked for yet.
#[utoipa::path(get, path = "/api/support/cancellations/{subscription}", tag = "support",
    params(("subscription" = String, Path)),
    responses((status = 200, body = Cancellation), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn cancellation(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(subscription): InPath<String>,
) -> Result<Json<Cancellation>, Problem> {
    user.require(tokuten_core::roles::Permission::RequestRefund)?;
    Ok(Json(super::cancellation(&portal, &user, &subscription).await?))
}

/// A message with its files, from a form.
async fn message<T: DeserializeOwned>(
    name: &'static str,
    mut upload: Multipart,
) -> Result<(T, Vec<File>), Problem> {
    let (mut files, mut said) = (Vec::new(), None);
    while let Some(field) = upload.next_field().await? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                files.push(File { name, content: field.bytes().await?.to_vec() });
            }
            Some(given) if given == name => {
                let parsed = serde_json::from_str(&field.text().await?);
                said =
                    Some(parsed.map_err(|error| {
                        Problem::malformed(format!("{name}: {error}. Nothing was sent."))
                    })?);
            }
            _ => {
                return Err(Problem::malformed(format!(
                    "The fields of this form are {name} and file. Nothing was sent."
                )));
            }
        }
    }
    let said =
        said.ok_or_else(|| Problem::malformed(format!("This form has a field {name}. Nothing was sent.")))?;
    Ok((said, files))
}
