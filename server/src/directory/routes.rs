//! `/directory`, and what search engines ask for.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::profiles::partner_at;
use tokuten_core::roles::Permission;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::inquiries::{self, Form, NotTaken};
use super::metadata::{self, link};
use super::pages::{self, Said};
use super::{Entry, Place, Question, company, language, search, store, with_competencies};
use crate::extract::{InForm, InPath, InQuery};
use crate::identity::signed_in::{ClientAddress, PartnerUser};
use crate::offers::partner_id;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::profiles;
use crate::uploads::picture;

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    let files = Router::new()
        .route("/directory.css", get(style))
        .route("/sitemap.xml", get(site_map))
        .route("/robots.txt", get(robots));
    OpenApiRouter::from(files)
        .routes(routes!(list))
        .routes(routes!(logo))
        .routes(routes!(show))
        .routes(routes!(ask))
        .routes(routes!(preview))
}

/// What a page of the directory is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Words.
    q: Option<String>,
    /// ISO 3166-1 alpha-2 code of a country in which the company works.
    country: Option<String>,
    /// Code of an area of competency that it holds.
    competency: Option<String>,
    /// Where the page before has ended.
    cursor: Option<String>,
    /// Language of the page.
    lang: Option<String>,
}

/// Which form a company's page has.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Seen {
    /// Language of the page.
    lang: Option<String>,
    /// An inquiry was just sent.
    sent: Option<String>,
}

fn language_of(portal: &Portal, asked: Option<&str>, headers: &HeaderMap) -> Language {
    language(portal, asked, headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

/// Page: published business profiles of partners in good standing, by name.
#[utoipa::path(get, path = "/directory", tag = "directory", params(Asked),
    responses((status = 200, content_type = "text/html")))]
async fn list(
    State(portal): State<Portal>,
    headers: HeaderMap,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Problem> {
    let language = language_of(&portal, asked.lang.as_deref(), &headers);
    let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
    let question = Question {
        text: text(asked.q),
        country: text(asked.country),
        competency: text(asked.competency),
        after: asked.cursor.as_deref().and_then(Place::of),
    };
    let found = search(&portal, &question).await?;
    pages::list(&portal, language, &question, found).await
}

/// Page: the business profile of one partner, with the inquiry form.
#[utoipa::path(get, path = "/directory/{slug}", tag = "directory", params(("slug" = String, Path), Seen),
    responses((status = 200, content_type = "text/html"), (status = 404, content_type = "text/html")))]
async fn show(
    State(portal): State<Portal>,
    headers: HeaderMap,
    InPath(slug): InPath<String>,
    InQuery(seen): InQuery<Seen>,
) -> Result<Response, Problem> {
    let language = language_of(&portal, seen.lang.as_deref(), &headers);
    let Some(entry) = at(&portal, &slug).await? else { return pages::not_found(&portal, language) };
    if entry.slug != slug {
        // The company was called otherwise once, or somebody has typed its number alone.
        return Ok(
            Redirect::permanent(&link(&format!("/directory/{}", entry.slug), language, &[])).into_response()
        );
    }
    let said = if seen.sent.is_some() { Said::Sent } else { Said::Nothing };
    pages::profile(&portal, language, &entry, (&Form::default(), said))
}

/// The company at an address.
async fn at(portal: &Portal, slug: &str) -> Result<Option<Entry>, Problem> {
    match partner_at(slug) {
        Some(partner) => Ok(company(portal, &partner).await?),
        None => Ok(None),
    }
}

/// Send an inquiry to a partner, from the form on its page.
#[utoipa::path(post, path = "/directory/{slug}/inquiries", tag = "directory", params(("slug" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303), (status = 404, content_type = "text/html"), (status = 422, content_type = "text/html"),
        (status = 429, content_type = "text/html")))]
async fn ask(
    State(portal): State<Portal>,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
    InPath(slug): InPath<String>,
    InForm(form): InForm<Form>,
) -> Result<Response, Problem> {
    let language = language_of(&portal, Some(&form.lang), &headers);
    let Some(entry) = at(&portal, &slug).await? else { return pages::not_found(&portal, language) };
    let said = match inquiries::take(&portal, &entry, (&form, language), from).await {
        Ok(()) => {
            let sent = link(&format!("/directory/{}", entry.slug), language, &[("sent", "1")]);
            return Ok(Redirect::to(&format!("{sent}#inquiry")).into_response());
        }
        Err(NotTaken::Invalid(faults)) => Said::Wrong(faults),
        Err(NotTaken::Outdated) => Said::Outdated,
        Err(NotTaken::TooMany(seconds)) => {
            let page = pages::profile(&portal, language, &entry, (&form, Said::TooMany))?;
            return Ok(([(header::RETRY_AFTER, HeaderValue::from(seconds))], page).into_response());
        }
        Err(NotTaken::Failed(error)) => return Err(error.into()),
    };
    pages::profile(&portal, language, &entry, (&form, said))
}

/// A logo that the public may see.
#[utoipa::path(get, path = "/directory/logos/{id}", tag = "directory", params(("id" = String, Path)),
    responses((status = 200, content_type = "image/png"), (status = 404)))]
async fn logo(State(portal): State<Portal>, InPath(id): InPath<String>) -> Result<Response, Problem> {
    let db = portal.db.read();
    let Some(logo) = profiles::logo(db, &id).await? else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let shown = profiles::listed(db, &partner_id(&logo.partner_id)?).await?;
    if shown.and_then(|shown| shown.logo).as_ref() != Some(&id) {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    // Another logo has another address. An hour, since what is withdrawn is to be gone.
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((caching, picture(logo.media_type, logo.content)).into_response())
}

/// Page: the draft of the partner's own business profile, as the public would see it.
#[utoipa::path(get, path = "/business-profile/preview", tag = "directory", params(Seen),
    responses((status = 200, content_type = "text/html"), (status = 403)))]
async fn preview(
    user: PartnerUser,
    State(portal): State<Portal>,
    headers: HeaderMap,
    InQuery(seen): InQuery<Seen>,
) -> Result<Response, Problem> {
    user.require(Permission::EditBusinessProfile)?;
    let language = language_of(&portal, seen.lang.as_deref(), &headers);
    let shown = profiles::preview(&portal, &user).await?;
    let entry = with_competencies(&portal, user.partner, shown).await?;
    pages::preview(&portal, language, &entry)
}

/// The style of these pages; its address changes with it.
async fn style() -> Response {
    typed("text/css; charset=utf-8", "public, max-age=31536000, immutable", metadata::STYLE.clone())
}

async fn site_map(State(portal): State<Portal>) -> Result<Response, Problem> {
    let map = metadata::site_map(&portal, &store::mapped(portal.db.read()).await?)?;
    Ok(typed("application/xml; charset=utf-8", "public, max-age=3600", map))
}

async fn robots(State(portal): State<Portal>) -> Response {
    typed("text/plain; charset=utf-8", "public, max-age=3600", metadata::robots(&portal))
}

fn typed(kind: &'static str, caching: &'static str, body: String) -> Response {
    let headers: [(HeaderName, &str); 2] = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)];
    (headers, body).into_response()
}
