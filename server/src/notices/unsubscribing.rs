//! Stopping reminders, and having them again: by the page that a reminder links to, and by the one press that mail
//! programs offer (RFC 8058). The address is signed and needs no session; looking at it changes nothing.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, Set};
use sha2::{Digest, Sha256};
use tokuten_core::catalogue::Language;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::language_of_partner;
use crate::audit::Entry;
use crate::db::Change;
use crate::extract::InPath;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::user;
use crate::versions::lock_of;

/// What the page's button sends to have reminders again. Everything else stops them: mail programs send
/// `List-Unsubscribe=One-Click`, in whichever form they like.
const AGAIN: &[u8] = b"reminders=on";
const STYLE: &str = include_str!("../../templates/unsubscribing.css");

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(look, press))
}

/// The page that stops a user's reminders, from `/` on. It is good for ever.
pub(super) fn path(portal: &Portal, user: &str) -> String {
    format!("/unsubscribe/{user}.{}", portal.key.sign(&signed(user)))
}

/// What is signed: nothing else that the key signs or hashes looks like it.
fn signed(user: &str) -> String {
    format!("unsubscribe/reminders/{user}")
}

/// Whose reminders a token stops.
async fn user_of(portal: &Portal, token: &str) -> Result<Option<user::Model>, DbErr> {
    match token.rsplit_once('.') {
        Some((user, signature)) if portal.key.has_signed(&signed(user), signature) => {
            let there = user::Entity::find_by_id(user).filter(user::Column::RemovedAt.is_null());
            there.one(portal.db.read()).await
        }
        _ => Ok(None),
    }
}

/// Page: whether a user gets reminders, with a button that changes it.
#[utoipa::path(get, path = "/unsubscribe/{token}", tag = "mail", params(("token" = String, Path)),
    responses((status = 200, content_type = "text/html"), (status = 404, content_type = "text/html")))]
async fn look(State(portal): State<Portal>, InPath(token): InPath<String>) -> Result<Response, Problem> {
    match user_of(&portal, &token).await? {
        Some(user) => page(&portal, &user, user.reminders_off).await,
        None => Ok(invalid()),
    }
}

/// Stop a user's reminders (RFC 8058), or have them again with `reminders=on`.
#[utoipa::path(post, path = "/unsubscribe/{token}", tag = "mail", params(("token" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, content_type = "text/html"), (status = 404, content_type = "text/html")))]
async fn press(
    State(portal): State<Portal>,
    InPath(token): InPath<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let Some(user) = user_of(&portal, &token).await? else { return Ok(invalid()) };
    let off = body[..] != *AGAIN;
    if user.reminders_off != off {
        let tx = portal.db.begin().await?;
        set(&portal, &tx, &user.id, off).await?;
        tx.commit().await?;
    }
    page(&portal, &user, off).await
}

/// Stops a user's reminders, or has them sent again.
pub async fn set(portal: &Portal, tx: &Change, user: &str, off: bool) -> Result<(), DbErr> {
    let partner = lock_of(tx, user).await?;
    let row = user::ActiveModel { id: Set(user.to_owned()), reminders_off: Set(off), ..Default::default() };
    row.update(tx).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor: user,
        action: if off { "reminders stopped" } else { "reminders wanted again" },
        subject: format!("user {user}"),
        partner: partner.as_deref(),
    };
    entry.record(tx, None::<&()>, None::<&()>).await
}

/// The page's words.
struct Words {
    title: &'static str,
    /// What is so now, for the address that follows.
    state: &'static str,
    /// What is sent all the same.
    always: &'static str,
    press: &'static str,
}

#[derive(Template)]
#[template(path = "unsubscribing.html")]
struct Page<'a> {
    language: &'a str,
    programme: &'a str,
    email: &'a str,
    words: &'a Words,
    off: bool,
    style: &'a str,
}

fn words(language: Language, off: bool) -> Words {
    match (language, off) {
        (Language::En, false) => Words {
            title: "Renewal reminders",
            state: "Reminders to renew by hand are sent to",
            always: "Orders, payments, automatic renewals and what has ended are always told by mail, whatever you choose here.",
            press: "Stop these reminders",
        },
        (Language::En, true) => Words {
            title: "Renewal reminders are stopped",
            state: "No reminders to renew by hand are sent to",
            always: "Orders, payments, automatic renewals and what has ended are still told by mail.",
            press: "Send them again",
        },
        (Language::Ja, false) => Words {
            title: "更新のお知らせ",
            state: "手動更新のお知らせは次のアドレスに送信されます:",
            always: "注文、支払い、自動更新、終了に関するメールは、この設定にかかわらず送信されます。",
            press: "このお知らせの配信を停止する",
        },
        (Language::Ja, true) => Words {
            title: "更新のお知らせを停止しました",
            state: "手動更新のお知らせは次のアドレスには送信されません:",
            always: "注文、支払い、自動更新、終了に関するメールは、引き続き送信されます。",
            press: "配信を再開する",
        },
    }
}

async fn page(portal: &Portal, user: &user::Model, off: bool) -> Result<Response, Problem> {
    let own = user.language.as_deref().and_then(Language::of_tag);
    let language = match (own, &user.partner_id) {
        (Some(language), _) => language,
        (None, Some(partner)) => language_of_partner(portal.db.read(), partner).await?,
        (None, None) => Language::default(),
    };
    let catalogue = portal.catalogue();
    let page = Page {
        language: language.tag(),
        programme: catalogue.name.text(language),
        email: &user.email,
        words: &words(language, off),
        off,
        style: STYLE,
    };
    let html = page.render().map_err(|error| Problem::internal(&error))?;
    Ok(answer(StatusCode::OK, html))
}

#[derive(Template)]
#[template(path = "unsubscribing-invalid.html")]
struct Invalid<'a> {
    style: &'a str,
}

/// Who came by a broken link is not known, and neither is the language.
fn invalid() -> Response {
    match (Invalid { style: STYLE }).render() {
        Ok(html) => answer(StatusCode::NOT_FOUND, html),
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// A page with its own style and one form, which nobody keeps.
fn answer(status: StatusCode, html: String) -> Response {
    let style = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store".to_owned())];
    (status, headers, Html(html)).into_response()
}
