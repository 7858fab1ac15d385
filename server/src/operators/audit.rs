//! `/api/operator/audit`: the audit log.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use serde::Deserialize;
use tokuten_core::audit::AuditPage;
use tokuten_core::catalogue::Language;
use tokuten_core::problem::ProblemBody;
use tokuten_core::sessions::OperatorRole;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::audit::export::export as exported;
use crate::audit::log::{self, Filter};
use crate::extract::InQuery;
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;

/// The log's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export))
}

/// Which lines are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Shown {
    /// Who acted: an id, a part of a name or e-mail address, or a part of the portal as `clock`.
    who: Option<String>,
    /// What was done: `order bought`.
    action: Option<String>,
    /// To what: `order 100001`, or a number alone.
    subject: Option<String>,
    /// Partner ID.
    partner: Option<String>,
    /// The first day, in the programme's zone.
    from: Option<NaiveDate>,
    /// The last day.
    to: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Language of an export's headings.
    lang: Option<Language>,
}

impl Shown {
    fn filter(&self) -> Filter {
        let said = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Filter {
            who: said(&self.who),
            action: said(&self.action),
            subject: said(&self.subject),
            partner: said(&self.partner),
            from: self.from,
            to: self.to,
        }
    }
}

/// The audit log, the newest line first; for operators.
#[utoipa::path(get, path = "/api/operator/audit", tag = "operators",
    security(("session" = []), ("token" = ["audit:read"])),
    params(Shown),
    responses((status = 200, body = AuditPage), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn list(
    _: Operator,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<Json<AuditPage>, Problem> {
    let unknown = |()| Problem::malformed("The cursor is not one that this list gave out. Nothing was done.");
    let before = shown.cursor.as_deref().map(|cursor| cursor.parse().map_err(unknown)).transpose()?;
    Ok(Json(log::page(&portal, &shown.filter(), before).await?))
}

/// The same as CSV for a spreadsheet program, all of it; for the programme.
#[utoipa::path(get, path = "/api/operator/audit/export", tag = "operators",
    security(("session" = []), ("token" = ["audit:read"])),
    params(Shown),
    responses((status = 200, content_type = "text/csv"), (status = 403, body = ProblemBody)))]
async fn export(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(shown): InQuery<Shown>,
) -> Result<impl IntoResponse, Problem> {
    operator.require(OperatorRole::Programme)?;
    let body = exported(&portal, &shown.filter(), shown.lang.unwrap_or_default()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-log.csv\""),
    ];
    Ok((headers, body))
}
