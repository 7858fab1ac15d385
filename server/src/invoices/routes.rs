//! `/api/invoices`.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::invoices::InvoicePage;
use tokuten_core::problem::ProblemBody;
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::{InPath, InQuery};
use crate::identity::signed_in::PartnerUser;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::uploads::attachment;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(invoice)).routes(routes!(xml))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct Listing {
    /// Year of issue; default: the latest with invoices.
    year: Option<i32>,
    /// `next_cursor` of the page before.
    cursor: Option<u64>,
}

/// What language a document is wanted in.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(crate) struct InLanguage {
    /// `en` or `ja`; default: English.
    #[serde(default)]
    pub lang: Language,
}

/// The partner's invoices and credit notes of one year, the newest first.
#[utoipa::path(get, path = "/api/invoices", tag = "invoices", params(Listing),
    responses((status = 200, body = InvoicePage), (status = 403, body = ProblemBody)))]
async fn list(
    user: PartnerUser,
    State(portal): State<Portal>,
    InQuery(listing): InQuery<Listing>,
) -> Result<Json<InvoicePage>, Problem> {
    user.require(Permission::SeeInvoices)?;
    let (after, today) = (listing.cursor.unwrap_or(0), portal.clock.today(user.zone));
    Ok(Json(super::page(portal.db.read(), &user.partner, listing.year, after, today).await?))
}

/// An invoice or credit note as PDF/A.
#[utoipa::path(get, path = "/api/invoices/{number}/pdf", tag = "invoices",
    params(("number" = String, Path), InLanguage),
    responses((status = 200, content_type = "application/pdf"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn invoice(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<String>,
    InQuery(InLanguage { lang }): InQuery<InLanguage>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::SeeInvoices)?;
    let pdf = super::pdf(&portal, &user.partner, &number, lang).await?;
    Ok(as_pdf(&format!("{}.pdf", super::file_name(&number)), pdf))
}

/// An invoice or credit note as UBL 2.1, by the rules of EN 16931: for programs that read invoices.
#[utoipa::path(get, path = "/api/invoices/{number}/ubl", tag = "invoices",
    params(("number" = String, Path), InLanguage),
    responses((status = 200, content_type = "application/xml"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn xml(
    user: PartnerUser,
    State(portal): State<Portal>,
    InPath(number): InPath<String>,
    InQuery(InLanguage { lang }): InQuery<InLanguage>,
) -> Result<impl IntoResponse, Problem> {
    user.require(Permission::SeeInvoices)?;
    let (name, xml) = super::ubl(&portal, Some(&user.partner), &number, lang).await?;
    Ok(attachment(&name, "application/xml".to_owned(), xml.into_bytes()))
}

/// A PDF under a name of our own making.
pub(crate) fn as_pdf(name: &str, pdf: Vec<u8>) -> impl IntoResponse + use<> {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], pdf)
}
