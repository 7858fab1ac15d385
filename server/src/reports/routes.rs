//! `/api/operator/reports`.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::problem::ProblemBody;
use tokuten_core::reports::{Report, ReportView, month_name, month_named};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::csv;
use crate::extract::{InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(file))
}

/// Which months, and in which language a file's headings are.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The last month, as `2027-03`; the present one if it is left out.
    until: Option<String>,
    /// Language of a file's headings.
    lang: Option<Language>,
}

/// A report of twelve months; for whom it concerns.
#[utoipa::path(get, path = "/api/operator/reports/{report}", tag = "operators",
    security(("session" = []), ("token" = ["reports:read"])), params(("report" = Report, Path),
    Asked),
    responses((status = 200, body = ReportView), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn show(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(report): InPath<Report>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Json<ReportView>, Problem> {
    Ok(Json(view(&operator, &portal, report, asked.until).await?))
}

/// A report as CSV for a spreadsheet program; for whom it concerns.
#[utoipa::path(get, path = "/api/operator/reports/{report}/file", tag = "operators",
    security(("session" = []), ("token" = ["reports:read"])), params(("report" = Report, Path),
    Asked),
    responses((status = 200, content_type = "text/csv"), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn file(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(report): InPath<Report>,
    InQuery(asked): InQuery<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let view = view(&operator, &portal, report, asked.until).await?;
    let name = format!("{}-{}.csv", report.code(), month_name(view.until));
    let content = csv(&view, asked.lang.unwrap_or_default())?;
    Ok(attachment(&name, "text/csv; charset=utf-8".to_owned(), content))
}

async fn view(
    operator: &Operator,
    portal: &Portal,
    report: Report,
    until: Option<String>,
) -> Result<ReportView, Problem> {
    if !report.is_for(operator.role) {
        return Err(Problem::role_missing());
    }
    let until = until.map(|until| {
        month_named(&until).ok_or_else(|| {
            Problem::malformed(format!("{until:?} is no month; it looks like 2027-03. Nothing was counted."))
        })
    });
    Ok(super::view(portal, report, until.transpose()?).await?)
}
