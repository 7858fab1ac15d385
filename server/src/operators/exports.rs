//! `/api/operator/exports`: the books of a period, for the vendor's finance.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use serde::Deserialize;
use tokuten_core::calendar::days_between;
use tokuten_core::catalogue::Language;
use tokuten_core::problem::{FieldError, FieldFault, ProblemBody, ProblemCode};
use tokuten_core::sessions::OperatorRole;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::exports::{ArchiveError, accounting, ubl_archive};
use crate::extract::{InPath, InQuery};
use crate::identity::signed_in::Operator;
use crate::invoices::{self, routes::InLanguage};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The longest period of one export.
const MOST_DAYS: i64 = 366;

/// The desk's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(books)).routes(routes!(archive)).routes(routes!(document))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Period {
    /// The first day.
    #[param(required)]
    from: Option<NaiveDate>,
    /// The last day.
    #[param(required)]
    to: Option<NaiveDate>,
    /// Language of the names in the documents: `en` or `ja`.
    #[serde(default)]
    lang: Language,
}

impl Period {
    fn days(&self) -> Result<(NaiveDate, NaiveDate), Problem> {
        let (Some(from), Some(to)) = (self.from, self.to) else {
            let missing = if self.from.is_none() { "from" } else { "to" };
            return Err(Problem::invalid(vec![FieldError::new(missing, FieldFault::Missing)]));
        };
        let fault = match days_between(from, to) {
            ..0 => Some(FieldFault::Malformed),
            days if days >= MOST_DAYS => Some(FieldFault::TooLong),
            _ => None,
        };
        match fault {
            Some(fault) => Err(Problem::invalid(vec![FieldError::new("to", fault)])),
            None => Ok((from, to)),
        }
    }
}

/// Invoices, credit notes and payments of a period of at most a year as a table (CSV) with totals per tax and currency; for
/// finance.
#[utoipa::path(get, path = "/api/operator/exports/accounting", tag = "operators",
    security(("session" = []), ("token" = ["exports:read"])),
    params(Period),
    responses((status = 200, content_type = "text/csv"), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn books(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(period): InQuery<Period>,
) -> Result<impl IntoResponse, Problem> {
    operator.require(OperatorRole::Finance)?;
    let days = period.days()?;
    let table = accounting::table(portal.db.read(), days).await?;
    Ok(attachment(
        &format!("accounting-{}-{}.csv", days.0, days.1),
        "text/csv; charset=utf-8".to_owned(),
        table,
    ))
}

/// Invoices and credit notes of a period of at most a year as UBL 2.1, in a ZIP archive; for finance.
#[utoipa::path(get, path = "/api/operator/exports/ubl", tag = "operators",
    security(("session" = []), ("token" = ["exports:read"])),
    params(Period),
    responses((status = 200, content_type = "application/zip"), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn archive(
    operator: Operator,
    State(portal): State<Portal>,
    InQuery(period): InQuery<Period>,
) -> Result<impl IntoResponse, Problem> {
    operator.require(OperatorRole::Finance)?;
    let days = period.days()?;
    let archive = ubl_archive(&portal, days, period.lang).await?;
    Ok(attachment(&format!("invoices-{}-{}.zip", days.0, days.1), "application/zip".to_owned(), archive))
}

/// An invoice or credit note as UBL 2.1; for finance.
#[utoipa::path(get, path = "/api/operator/invoices/{number}/ubl", tag = "operators",
    security(("session" = []), ("token" = ["invoices:read"])),
    params(("number" = String, Path), InLanguage),
    responses((status = 200, content_type = "application/xml"), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn document(
    operator: Operator,
    State(portal): State<Portal>,
    InPath(number): InPath<String>,
    InQuery(InLanguage { lang }): InQuery<InLanguage>,
) -> Result<impl IntoResponse, Problem> {
    operator.require(OperatorRole::Finance)?;
    let (name, xml) = invoices::ubl(&portal, None, &number, lang).await?;
    Ok(attachment(&name, "application/xml".to_owned(), xml.into_bytes()))
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::TooMany(count) => {
                let detail = format!(
                    "There are {count} documents in these days, and an archive has 10,000 at most. Choose fewer days."
                );
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Self::new(status, ProblemCode::TooLarge, "Too many documents", detail)
            }
            ArchiveError::Document(error) => error.into(),
            ArchiveError::Unwritten(_) | ArchiveError::Database(_) => Self::internal(&error),
        }
    }
}
