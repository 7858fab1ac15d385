//! Operators' sign-in: what a password alone reaches, codes, recovery codes, and what is lost.

use axum::http::{Method, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tokuten_core::sessions::Credentials;
use totp_rs::{Builder, Secret};

use crate::config::Settings;
use crate::identity::signed_in::Browser;
use crate::identity::{self, links, store as accounts};
use crate::operators::team;
use crate::passkeys::device::Device;
use crate::passkeys::tests::{add, come_in};
use crate::tables::{authenticator_app, half_session, recovery_code, session};
use crate::testing::{Answer, Client, TestApp};

const LONG: &str = "correct horse battery";
const ANN: &str = "ann@vendor.example";
const CODE: &str = "/api/operator/session/code";
const ENROLMENT: &str = "/api/operator/session/enrolment";

/// The code that an app would show now, or so many steps from now.
fn code(app: &TestApp, secret: &Value, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret.as_str().unwrap().replace(' ', "")).unwrap();
    let codes = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    let at = app.portal.clock.real_seconds() + 30 * steps;
    codes.generate(u64::try_from(at).unwrap()).to_string()
}

async fn enter(client: &mut Client, code: &str) -> Answer {
    client.post_keeping(CODE, &json!({ "code": code })).await
}

async fn set_password(app: &TestApp, token: &str, email: &str) {
    let with = json!({ "email": email, "name": "Ann", "password": LONG });
    let set = app.stranger().post(&format!("/api/links/{token}"), &with).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.body);
}

/// A real portal with its first operator, who has a password and nothing else.
async fn with_first() -> TestApp {
    let app = TestApp::real().await;
    let token = links::first_operator(&app.portal).await.unwrap().unwrap();
    set_password(&app, &token, ANN).await;
    app
}

/// Half signed in.
async fn half(app: &TestApp, email: &str) -> (Client, Value) {
    let mut client = app.stranger();
    let answer = client.sign_in(email, LONG).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    (client, answer.body["needs_factor"].clone())
}

/// Sets up an app as the first factor; answers who is signed in, the secret and the recovery codes.
async fn set_up(app: &TestApp, email: &str) -> (Client, Value, Vec<String>) {
    let (mut client, view) = half(app, email).await;
    assert_eq!(view["factors"], json!({ "app": false, "passkey": false, "recovery_codes": 0 }));
    let secret = client.post(ENROLMENT, &json!({})).await.body["secret"].clone();
    let entry = json!({ "code": code(app, &secret, 0) });
    let done = client.send_keeping(Method::PUT, ENROLMENT, &entry).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let codes = serde_json::from_value(done.body["recovery_codes"].clone()).unwrap();
    (client, secret, codes)
}

/// Another operator of this address in the demo, with an app; half signed in.
pub async fn enrolled(app: &TestApp, email: &str) -> (Value, Client) {
    let programme = app.signed_in("programme@vendor.example").await;
    let new = json!({ "email": email, "name": "Half", "role": "finance" });
    assert_eq!(programme.post("/api/operator/operators", &new).await.status, StatusCode::CREATED);
    let token = links::for_user(&app.portal, email).await.unwrap();
    set_password(app, &token, email).await;
    let mut client = app.stranger();
    assert!(client.sign_in(email, LONG).await.body["signed_in"].is_object(), "the demo lets in");
    let confirmed = json!({ "confirmation": { "password": LONG } });
    let secret = client.post("/api/operator/factors/app", &confirmed).await.body["secret"].clone();
    let entry = json!({ "code": code(app, &secret, 0) });
    let done = client.put("/api/operator/factors/app", &entry).await;
    assert_eq!(done.body["codes"].as_array().unwrap().len(), 10, "{}", done.body);
    let (client, view) = half(app, email).await;
    assert_eq!(view["factors"]["app"], true);
    (secret, client)
}

/// As if the last code had been given long ago.
async fn forget_step(app: &TestApp) {
    let tx = app.portal.db.begin().await.unwrap();
    let all = authenticator_app::Entity::update_many();
    all.col_expr(authenticator_app::Column::LastStep, Expr::value(0)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn halves(app: &TestApp) -> u64 {
    half_session::Entity::find().count(app.portal.db.read()).await.unwrap()
}

fn refused(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (StatusCode::UNPROCESSABLE_ENTITY, "code_refused"));
}

#[tokio::test]
async fn after_the_password_alone_there_is_nothing_but_setting_up_a_second_factor() {
    let app = with_first().await;
    let (mut client, view) = half(&app, ANN).await;
    assert_eq!((&view["email"], &view["factors"]["app"]), (&json!(ANN), &json!(false)));
    for path in ["/api/session", "/api/account", "/api/operator/overview", "/api/operator/factors"] {
        assert_eq!(client.get(path).await.code(), "signed_out", "{path}");
    }
    let no_code_yet = client.post(CODE, &json!({ "code": "123456" })).await;
    refused(&no_code_yet);
    let shown = client.post(ENROLMENT, &json!({})).await.body;
    let uri = shown["uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/") && uri.contains("ann%40vendor.example"), "{uri}");
    assert!(
        shown["qr"]["path"].as_str().unwrap().starts_with('M') && shown["qr"]["side"].as_u64().unwrap() > 29
    );
    let wrong = client
        .send_keeping(Method::PUT, ENROLMENT, &json!({ "code": code(&app, &shown["secret"], 9) }))
        .await;
    refused(&wrong);
    assert_eq!(client.get("/api/session").await.code(), "signed_out");
    let entry = json!({ "code": code(&app, &shown["secret"], 0) });
    let done = client.send_keeping(Method::PUT, ENROLMENT, &entry).await;
    assert_eq!((done.status, done.body["recovery_codes"].as_array().unwrap().len()), (StatusCode::OK, 10));
    assert_eq!(client.get("/api/operator/overview").await.status, StatusCode::OK);
    // The half session has become a whole one and is over.
    assert_eq!((halves(&app).await, client.get("/api/operator/session").await.code()), (0, "signed_out"));
    assert_eq!(app.mails(ANN).await, ["factor_changed"]);
}

#[tokio::test]
async fn a_session_that_a_password_alone_has_opened_is_no_good_for_an_operator() {
    let app = with_first().await;
    let row = accounts::user_by_email(app.portal.db.read(), ANN).await.unwrap().unwrap();
    let address = std::net::IpAddr::from([127, 0, 0, 1]);
    let browser = Browser { address, agent: None, session: None };
    let token = identity::open_session(&app.portal, &row, &browser).await.unwrap();
    let mut client = app.stranger();
    client.cookie = Some(format!("tokuten_session={token}"));
    for path in ["/api/session", "/api/account", "/api/operator/overview", "/api/operator/operators"] {
        assert_eq!(client.get(path).await.code(), "signed_out", "{path}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_a_step_to_either_side() {
    let app = with_first().await;
    let (_, secret, _) = set_up(&app, ANN).await;
    let (mut client, _) = half(&app, ANN).await;
    refused(&enter(&mut client, &code(&app, &secret, 0)).await);
    for steps in [-4, 4] {
        refused(&enter(&mut client, &code(&app, &secret, steps)).await);
    }
    let next = code(&app, &secret, 1);
    assert_eq!(enter(&mut client, &format!("{} {}", &next[..3], &next[3..])).await.status, StatusCode::OK);
    assert_eq!(client.get("/api/operator/overview").await.status, StatusCode::OK);
    let (mut client, _) = half(&app, ANN).await;
    refused(&enter(&mut client, &next).await);
    // One that is older than the last that was taken is as good as used.
    refused(&enter(&mut client, &code(&app, &secret, 0)).await);
    forget_step(&app).await;
    assert_eq!(enter(&mut client, &code(&app, &secret, -1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_two_who_give_one_code_at_once_one_is_let_in() {
    let app = with_first().await;
    let (_, secret, recovery) = set_up(&app, ANN).await;
    forget_step(&app).await;
    for entered in [code(&app, &secret, 0), recovery[0].clone()] {
        let ((mut one, _), (mut other, _)) = (half(&app, ANN).await, half(&app, ANN).await);
        let (one, other) = tokio::join!(enter(&mut one, &entered), enter(&mut other, &entered));
        let let_in = [&one, &other].iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(let_in, 1, "{} {}", one.body, other.body);
    }
    // The same half session twice makes one session.
    let (client, _) = half(&app, ANN).await;
    let (mut one, mut other) = (client.clone(), client);
    let (one, other) = tokio::join!(enter(&mut one, &recovery[1]), enter(&mut other, &recovery[2]));
    let let_in = [&one, &other].iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(let_in, 1, "{} {}", one.body, other.body);
}

#[tokio::test]
async fn a_recovery_code_stands_in_once_and_is_kept_as_a_hash() {
    let app = with_first().await;
    let (client, _, codes) = set_up(&app, ANN).await;
    let rows = recovery_code::Entity::find().all(app.portal.db.read()).await.unwrap();
    let text = format!("{rows:?}");
    assert!(rows.len() == 10 && codes.iter().all(|code| !text.contains(code)));
    let (mut lost, _) = half(&app, ANN).await;
    assert_eq!(enter(&mut lost, &codes[3].to_lowercase()).await.status, StatusCode::OK);
    let (mut again, view) = half(&app, ANN).await;
    assert_eq!(view["factors"]["recovery_codes"], 9);
    refused(&enter(&mut again, &codes[3]).await);
    assert!(app.mails(ANN).await.contains(&"recovery_code_used".to_owned()));
    let renewed = client
        .post("/api/operator/factors/recovery-codes", &json!({ "confirmation": { "password": LONG } }))
        .await
        .body;
    refused(&enter(&mut again, &codes[4]).await);
    assert_eq!(enter(&mut again, renewed["codes"][0].as_str().unwrap()).await.status, StatusCode::OK);
    assert_eq!(client.get("/api/operator/factors").await.body["recovery_codes"], 9);
}

#[tokio::test]
async fn nobody_gives_anothers_code() {
    let app = with_first().await;
    let (ann, secret, codes) = set_up(&app, ANN).await;
    let new = json!({ "email": "ben@vendor.example", "name": "Ben", "role": "support" });
    assert_eq!(ann.post("/api/operator/operators", &new).await.status, StatusCode::CREATED);
    let token = links::for_user(&app.portal, "ben@vendor.example").await.unwrap();
    set_password(&app, &token, "ben@vendor.example").await;
    set_up(&app, "ben@vendor.example").await;
    forget_step(&app).await;
    let (mut ben, _) = half(&app, "ben@vendor.example").await;
    refused(&enter(&mut ben, &codes[0]).await);
    refused(&enter(&mut ben, &code(&app, &secret, 0)).await);
    let (mut ann, _) = half(&app, ANN).await;
    assert_eq!(enter(&mut ann, &codes[0]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn with_the_password_alone_nobody_sets_up_another_factor() {
    let app = with_first().await;
    set_up(&app, ANN).await;
    let (mut client, _) = half(&app, ANN).await;
    assert_eq!(client.post(ENROLMENT, &json!({})).await.status, StatusCode::CONFLICT);
    let first = client.post(&format!("{ENROLMENT}/passkey/options"), &json!({ "name": "Mine" })).await;
    assert_eq!(first.status, StatusCode::CONFLICT);
    refused(&client.send_keeping(Method::PUT, ENROLMENT, &json!({ "code": "123456" })).await);
    assert_eq!(client.get("/api/session").await.code(), "signed_out");
}

#[tokio::test]
async fn of_two_who_set_up_the_first_factor_at_once_one_is_let_in() {
    let app = with_first().await;
    let ((mut one, _), (mut other, _)) = (half(&app, ANN).await, half(&app, ANN).await);
    let secret = one.post(ENROLMENT, &json!({})).await.body["secret"].clone();
    let mut device = Device::new();
    let options =
        other.post_keeping(&format!("{ENROLMENT}/passkey/options"), &json!({ "name": "Mine" })).await;
    let made = device.make(&options.body).await;
    let entry = json!({ "code": code(&app, &secret, 0) });
    let path = format!("{ENROLMENT}/passkey");
    let (one, other) =
        tokio::join!(one.send_keeping(Method::PUT, ENROLMENT, &entry), other.post_keeping(&path, &made));
    let let_in = [&one, &other].iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(let_in, 1, "{} {}", one.body, other.body);
}

#[tokio::test]
async fn a_half_session_ends_with_the_password_with_the_user_and_with_time() {
    let app = with_first().await;
    let (_, _, codes) = set_up(&app, ANN).await;
    let (mut client, _) = half(&app, ANN).await;
    let token = links::for_user(&app.portal, ANN).await.unwrap();
    set_password(&app, &token, ANN).await;
    assert_eq!(enter(&mut client, &codes[0]).await.code(), "signed_out");
    let (mut client, _) = half(&app, ANN).await;
    let past = app.portal.clock.real_seconds() - 1;
    let tx = app.portal.db.begin().await.unwrap();
    let all = half_session::Entity::update_many();
    all.col_expr(half_session::Column::ExpiresAt, Expr::value(past)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(enter(&mut client, &codes[0]).await.code(), "signed_out");
    let (mut client, _) = half(&app, ANN).await;
    assert_eq!(
        client.send_keeping(Method::DELETE, "/api/operator/session", &json!({})).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!((client.cookie, halves(&app).await), (None, 0));
}

#[tokio::test]
async fn at_the_others_door_one_is_unknown() {
    let app = TestApp::demo().await;
    let client = app.stranger();
    let without_id = |mut answer: Answer| {
        answer.body.as_object_mut().unwrap().remove("request_id");
        (answer.status, answer.body)
    };
    for (door, known) in
        [("/api/session", "finance@vendor.example"), ("/api/operator/session", "member@aoba.example")]
    {
        let there = client.post(door, &json!({ "email": known, "password": "demo" })).await;
        let nobody = client.post(door, &json!({ "email": "nobody@x.example", "password": "demo" })).await;
        assert_eq!(there.status, StatusCode::UNAUTHORIZED);
        assert_eq!(without_id(there), without_id(nobody), "{door}");
    }
}

#[tokio::test]
async fn in_the_demo_who_has_a_second_factor_is_asked_for_it_from_then_on() {
    let app = TestApp::demo().await;
    let before = app.signed_in("finance@vendor.example").await;
    let here = app.signed_in("finance@vendor.example").await;
    let confirmed = json!({ "confirmation": { "password": "demo" } });
    let wrong = json!({ "confirmation": { "password": "wrong" } });
    assert_eq!(here.post("/api/operator/factors/app", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let secret = here.post("/api/operator/factors/app", &confirmed).await.body["secret"].clone();
    let entry = json!({ "code": code(&app, &secret, 0) });
    assert_eq!(here.put("/api/operator/factors/app", &entry).await.status, StatusCode::OK);
    assert_eq!(before.get("/api/session").await.code(), "signed_out");
    assert_eq!(here.get("/api/session").await.status, StatusCode::OK);
    let rows = session::Entity::find().filter(session::Column::SecondFactor.eq(true));
    assert_eq!(rows.count(app.portal.db.read()).await.unwrap(), 1);
    let mut client = app.stranger();
    let answer = client.sign_in("finance@vendor.example", "demo").await;
    assert_eq!(answer.body["needs_factor"]["factors"]["app"], true);
    // The demo's clock is years ahead; codes go by the real one.
    assert_eq!(enter(&mut client, &code(&app, &secret, 1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_secret_is_sealed_and_never_shown_again() {
    let app = with_first().await;
    let (client, secret, _) = set_up(&app, ANN).await;
    let plain = secret.as_str().unwrap().replace(' ', "");
    let rows = authenticator_app::Entity::find().all(app.portal.db.read()).await.unwrap();
    let row = &rows[0];
    assert!(!format!("{row:?}").contains(&plain) && row.pending.is_none());
    let owner = format!("authenticator app of {}", row.user_id);
    assert_eq!(app.portal.key.unseal(row.secret.as_deref().unwrap(), &owner).unwrap().len(), 20);
    for path in ["/api/operator/factors", "/api/account", "/api/account/all"] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&plain), "{path}");
    }
    let held = client.get("/api/account/all").await.body;
    assert_eq!(held["second_factors"]["recovery_codes"], 10);
}

#[tokio::test]
async fn codes_are_as_hard_to_try_out_as_passwords() {
    let app = TestApp::with(Settings { sign_in_attempts: 3, ..Settings::default() }).await;
    let row = accounts::user_by_email(app.portal.db.read(), "finance@vendor.example").await.unwrap().unwrap();
    let token = super::half::open(&app.portal, &row).await.unwrap();
    let mut client = app.stranger();
    client.cookie = Some(format!("tokuten_half_session={token}"));
    for _ in 0..3 {
        refused(&enter(&mut client, "123456").await);
    }
    let limited = enter(&mut client, "123456").await;
    assert_eq!((limited.status, limited.code()), (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"));
}

#[tokio::test]
async fn a_passkey_is_both_factors_at_once() {
    let app = with_first().await;
    let (mut client, _) = half(&app, ANN).await;
    let mut device = Device::counting();
    let options =
        client.post_keeping(&format!("{ENROLMENT}/passkey/options"), &json!({ "name": "Key" })).await;
    assert_eq!(options.status, StatusCode::OK, "{}", options.body);
    let made = device.make(&options.body).await;
    let done = client.post_keeping(&format!("{ENROLMENT}/passkey"), &made).await;
    assert_eq!(done.body["recovery_codes"].as_array().unwrap().len(), 10, "{}", done.body);
    assert_eq!(client.get("/api/operator/overview").await.status, StatusCode::OK);
    let (inside, answer) = come_in(&app, &mut device, "/api/operator/session/passkey").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(inside.get("/api/operator/overview").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_last_second_factor_stays() {
    let app = with_first().await;
    let (mut client, _, _) = set_up(&app, ANN).await;
    let confirmed = json!({ "confirmation": { "password": LONG } });
    let removal = "/api/operator/factors/app/removal";
    assert_eq!(client.post(removal, &confirmed).await.status, StatusCode::CONFLICT);
    let passkey = add(&mut client, &mut Device::new(), json!({ "password": LONG })).await.body;
    assert_eq!(client.post(removal, &confirmed).await.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get("/api/account/passkeys").await.body["only_factor"], true);
    let path = format!("/api/account/passkeys/{}/removal", passkey["id"].as_str().unwrap());
    assert_eq!(client.post(&path, &confirmed).await.status, StatusCode::CONFLICT);
    let (_, view) = half(&app, ANN).await;
    assert_eq!(view["factors"], json!({ "app": false, "passkey": true, "recovery_codes": 10 }));
}

#[tokio::test]
async fn what_is_lost_is_reset_by_the_command_line_and_set_up_anew() {
    let app = with_first().await;
    let (client, _, codes) = set_up(&app, ANN).await;
    assert!(team::reset_factors_of(&app.portal, "nobody@vendor.example").await.is_err());
    team::reset_factors_of(&app.portal, " Ann@vendor.example").await.unwrap();
    assert_eq!(client.get("/api/session").await.code(), "signed_out");
    let (mut half, view) = half(&app, ANN).await;
    assert_eq!(view["factors"], json!({ "app": false, "passkey": false, "recovery_codes": 0 }));
    refused(&enter(&mut half, &codes[0]).await);
    assert_eq!(app.mails(ANN).await.last().unwrap(), "factors_reset");
    set_up(&app, ANN).await;
}

#[tokio::test]
async fn a_password_that_was_changed_while_it_was_checked_opens_nothing() {
    let app = with_first().await;
    let credentials = Credentials { email: ANN.into(), password: LONG.into() };
    let address = std::net::IpAddr::from([127, 0, 0, 1]);
    let browser = Browser { address, agent: None, session: None };
    let row =
        identity::checked(&app.portal, &credentials, &browser, identity::Door::Operators).await.unwrap();
    let token = links::for_user(&app.portal, ANN).await.unwrap();
    set_password(&app, &token, ANN).await;
    assert!(super::half::open(&app.portal, &row).await.is_err());
    assert_eq!(halves(&app).await, 0);
}
