//! Signing in, sessions, links, and who may reach what.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Database, EntityTrait, QueryOrder};
use sea_orm_migration::MigratorTrait;
use serde_json::{Value, json};

use super::links;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::migrations::Migrator;
use crate::serve::{Mode, open};
use crate::tables::{link, openid_flow};
use crate::testing::{TestApp, fresh_database};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    let app = TestApp::demo().await;
    let mut client = app.stranger();
    let wrong = client.sign_in("global-admin@aoba.example", "wrong").await;
    let unknown = client.sign_in("nobody@aoba.example", "wrong").await;
    let without_id = |mut body: Value| {
        body.as_object_mut().unwrap().remove("request_id");
        body
    };
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(without_id(wrong.body), without_id(unknown.body));
    assert!(client.cookie.is_none());
}

#[tokio::test]
async fn signing_in_rotates_the_session_and_signing_out_ends_it() {
    let app = TestApp::demo().await;
    let first = app.signed_in("global-admin@aoba.example").await;
    let mut again = first.clone();
    again.sign_in("global-admin@aoba.example", "demo").await;
    assert_ne!(first.cookie, again.cookie);
    assert_eq!(first.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(again.get("/api/session").await.body["email"], "global-admin@aoba.example");
    again.send(Method::DELETE, "/api/session", None, None::<&()>).await;
    assert_eq!(again.get("/api/session").await.code(), "signed_out");
}

/// More than one question to the database is for.
const MANY: usize = 100;

#[tokio::test]
async fn who_asks_at_the_same_moment_is_answered_as_himself() {
    let app = TestApp::demo().await;
    let (admin, member) =
        (app.signed_in("global-admin@aoba.example").await, app.signed_in("member@aoba.example").await);
    let mut unknown = app.stranger();
    unknown.cookie = Some("tokuten_session=of-nobody".into());
    let clients = [(&admin, "global-admin@aoba.example"), (&member, "member@aoba.example"), (&unknown, "")];
    let asked = clients.iter().cycle().take(MANY).map(|(client, email)| async move {
        let answer = client.get("/api/session").await;
        assert_eq!(answer.body["email"].as_str().unwrap_or_default(), *email, "{}", answer.body);
    });
    join_all(asked).await;
}

#[tokio::test]
async fn a_session_that_has_ended_is_over_also_while_others_are_asked_for() {
    let app = TestApp::demo().await;
    let (leaving, other) =
        (app.signed_in("global-admin@aoba.example").await, app.signed_in("member@aoba.example").await);
    let noise = join_all((0..MANY).map(|_| other.get("/api/session")));
    let ending = async {
        leaving.send(Method::DELETE, "/api/session", None, None::<&()>).await;
        leaving.get("/api/session").await.code().to_owned()
    };
    let (answers, code) = tokio::join!(noise, ending);
    assert_eq!(code, "signed_out");
    assert!(answers.iter().all(|answer| answer.body["email"] == "member@aoba.example"));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_foreign_pages() {
    let app =
        TestApp::with(Settings { public_url: Some("https://portal.example".into()), ..Settings::default() })
            .await;
    let request = Request::post("/api/session")
        .header(header::ORIGIN, "https://portal.example")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(r#"{"email":"member@aoba.example","password":"demo"}"#));
    let answer = app.stranger().raw(request.unwrap()).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
}

#[tokio::test]
async fn after_too_many_attempts_one_waits() {
    let app = TestApp::with(Settings { sign_in_attempts: 2, ..Settings::default() }).await;
    let mut client = app.stranger();
    for _ in 0..2 {
        assert_eq!(client.sign_in("member@aoba.example", "wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    let limited = client.sign_in("member@aoba.example", "demo").await;
    assert_eq!((limited.status, limited.code()), (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"));
    assert!(limited.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_write_from_a_foreign_page_is_refused() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    for origin in [Some("http://evil.example"), Some("null"), None] {
        let mut request = Request::put("/api/session/language")
            .header(header::HOST, "portal.example")
            .header(header::COOKIE, client.cookie.as_deref().unwrap())
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let answer = client.raw(request.body(Body::from(r#"{"language":"ja"}"#)).unwrap()).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "foreign_origin"), "{origin:?}");
    }
}

#[tokio::test]
async fn the_chosen_language_is_kept() {
    let app = TestApp::demo().await;
    let client = app.signed_in("member@aoba.example").await;
    assert_eq!(
        client.put("/api/session/language", &json!({ "language": "ja" })).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(app.signed_in("member@aoba.example").await.get("/api/session").await.body["language"], "ja");
}

fn real(folder: &std::path::Path, database_url: Option<String>) -> Settings {
    let secret = Some("0123456789abcdef0123456789abcdef".to_owned());
    Settings { data: folder.to_owned(), database_url, secret, ..Settings::default() }
}

#[tokio::test]
async fn without_a_secret_the_server_refuses_to_start_and_says_what_to_set() {
    let folder = tempfile::tempdir().unwrap();
    for weak in [None, Some("changeme"), Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")] {
        let settings = Settings { secret: weak.map(str::to_owned), ..real(folder.path(), None) };
        let error = open(settings, Mode::Real).await.unwrap_err().to_string();
        assert!(error.contains("TOKUTEN_SECRET"), "{error}");
    }
}

#[tokio::test]
async fn a_real_server_does_not_run_on_the_demos_users() {
    let folder = tempfile::tempdir().unwrap();
    let database = fresh_database().await;
    let settings = real(folder.path(), database);
    open(settings.clone(), Mode::Demo { clock: None }).await.unwrap();
    let error = open(settings, Mode::Real).await.unwrap_err().to_string();
    assert!(error.contains("holds the demo"), "{error}");
}

#[tokio::test]
async fn the_first_operators_link_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let (portal, _) = open(real(folder.path(), fresh_database().await), Mode::Real).await.unwrap();
    let replaced = links::first_operator(&portal).await.unwrap().unwrap();
    let token = links::first_operator(&portal).await.unwrap().unwrap();
    assert!(links::look(&portal, &replaced).await.is_err());
    assert_eq!(links::look(&portal, &token).await.unwrap().email, None);
    let with = |password: &str| {
        serde_json::from_value(json!({ "email": "ann@vendor.example", "name": "Ann", "password": password }))
            .unwrap()
    };
    assert!(links::redeem(&portal, &token, with("short")).await.is_err());
    let (one, other) = tokio::join!(
        links::redeem(&portal, &token, with("correct horse battery")),
        links::redeem(&portal, &token, with("correct horse battery")),
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    assert_eq!(links::first_operator(&portal).await.unwrap(), None);
}

#[tokio::test]
async fn links_from_before_they_said_what_for_invite_only_where_they_can_be_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let url = match fresh_database().await {
        Some(url) => url,
        None => format!("{}?mode=rwc", Db::sqlite_url(folder.path())),
    };
    let old = Database::connect(&url).await.unwrap();
    let of_now =
        Migrator::migrations().iter().position(|one| one.name().ends_with("000032_ways_in")).unwrap();
    Migrator::up(&old, Some(u32::try_from(of_now).unwrap())).await.unwrap();
    let now = Clock::real().real_seconds();
    for statement in [
        "INSERT INTO users (id, email, name, roles, reminders_off, diary_number) \
            VALUES ('u1', 'u1@x.example', 'Haru', '', false, 0)"
            .to_owned(),
        format!(
            "INSERT INTO links (token_hash, user_id, expires_at) VALUES ('first', NULL, {0}), \
            ('invitation', 'u1', {0}), ('either', 'u1', {1})",
            now + 20 * 3_600,
            now + 3_000
        ),
        format!(
            "INSERT INTO openid_flows (state_hash, browser_hash, user_id, return_to, expires_at) \
            VALUES ('a', 'b', NULL, '/', {now}), ('c', 'd', 'u1', '/account', {now})"
        ),
    ] {
        old.execute_unprepared(&statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    old.close().await.unwrap();
    let db = Db::open(&url).await.unwrap();
    let links = link::Entity::find().order_by_asc(link::Column::TokenHash).all(db.read()).await.unwrap();
    let purposes: Vec<_> = links.iter().map(|link| (&*link.token_hash, &*link.purpose)).collect();
    let expected = [("either", "password_reset"), ("first", "first_operator"), ("invitation", "invitation")];
    assert_eq!(purposes, expected);
    let flows = openid_flow::Entity::find().order_by_asc(openid_flow::Column::StateHash).all(db.read());
    let errands: Vec<_> = flows.await.unwrap().into_iter().map(|flow| flow.errand).collect();
    assert_eq!(errands, ["sign_in", "connect"]);
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_users_link_sets_the_password_and_ends_the_sessions() {
    let app = TestApp::demo().await;
    let before = app.signed_in("member@aoba.example").await;
    assert!(links::for_user(&app.portal, "nobody@aoba.example").await.is_err());
    let token = links::for_user(&app.portal, "Member@aoba.example").await.unwrap();
    let path = format!("/api/links/{token}");
    let body =
        json!({ "email": "member@aoba.example", "name": "Hina Sato", "password": "correct horse battery" });
    assert_eq!(app.stranger().post(&path, &body).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.stranger().post(&path, &body).await.code(), "link_invalid");
    assert_eq!(before.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    let signed_in = app.stranger().sign_in("member@aoba.example", "correct horse battery").await;
    assert_eq!(signed_in.status, StatusCode::OK);
}
