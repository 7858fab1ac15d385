//! Adding, signing in, confirming and removing; and everything by which somebody might get in with another's.

use axum::http::StatusCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tokuten_core::passkeys::MOST_PASSKEYS;

use super::device::Device;
use crate::config::Settings;
use crate::tables::{audit, ceremony, passkey, user};
use crate::testing::{Answer, Client, TestApp};

const MEMBER: &str = "member@aoba.example";
const ADMIN: &str = "global-admin@aoba.example";
const OPTIONS: &str = "/api/session/passkey/options";
const DOOR: &str = "/api/session/passkey";
const OPERATORS_DOOR: &str = "/api/operator/session/passkey";

fn by_password() -> Value {
    json!({ "password": "demo" })
}

/// Adds the key of a device to whom the client is signed in as; answers the passkey.
pub async fn add(client: &mut Client, device: &mut Device, confirmation: Value) -> Answer {
    let new = json!({ "name": "Telephone", "confirmation": confirmation });
    let options = client.post_keeping("/api/account/passkeys/options", &new).await;
    assert_eq!(options.status, StatusCode::OK, "{}", options.body);
    let made = device.make(&options.body).await;
    client.post("/api/account/passkeys", &made).await
}

/// A user of the demo with a passkey; answers the client, the device and the passkey's id.
async fn with_passkey(app: &TestApp, email: &str) -> (Client, Device, String) {
    let (mut client, mut device) = (app.signed_in(email).await, Device::counting());
    let added = add(&mut client, &mut device, by_password()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    (client, device, added.body["id"].as_str().unwrap().to_owned())
}

/// Signs in by a device at a door.
pub async fn come_in(app: &TestApp, device: &mut Device, door: &str) -> (Client, Answer) {
    let mut client = app.stranger();
    let options = client.post_keeping(OPTIONS, &json!({})).await.body;
    let signed = device.sign(&options).await;
    let answer = client.post_keeping(door, &signed).await;
    (client, answer)
}

fn refused(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "passkey_refused"));
}

async fn remove(client: &Client, id: &str, confirmation: Value) -> Answer {
    let body = json!({ "confirmation": confirmation });
    client.post(&format!("/api/account/passkeys/{id}/removal"), &body).await
}

#[tokio::test]
async fn a_passkey_is_added_signs_in_and_is_removed() {
    let app = TestApp::demo().await;
    let (client, mut device, id) = with_passkey(&app, MEMBER).await;
    let (inside, answer) = come_in(&app, &mut device, DOOR).await;
    assert_eq!((answer.status, &answer.body["email"]), (StatusCode::OK, &json!(MEMBER)), "{}", answer.body);
    assert_eq!(inside.get("/api/offers").await.status, StatusCode::OK);
    let list = client.get("/api/account/passkeys").await.body;
    assert_eq!((&list["host"], &list["only_factor"]), (&json!("localhost"), &json!(false)));
    assert_eq!(list["ways"], json!({ "password": true, "passkeys": 1, "provider": false }));
    let listed = &list["passkeys"][0];
    assert!(listed["name"] == "Telephone" && listed["last_used"].is_string(), "{listed}");
    let held = client.get("/api/account/all").await.body;
    assert_eq!((&held["passkeys"][0]["id"], &held["second_factors"]), (&json!(id), &Value::Null));

    let wrong = remove(&client, &id, json!({ "password": "wrong" })).await;
    assert_eq!(
        (wrong.status, &wrong.body["fields"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("present"))
    );
    assert_eq!(remove(&client, "none", by_password()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(remove(&client, &id, by_password()).await.status, StatusCode::NO_CONTENT);
    refused(&come_in(&app, &mut device, DOOR).await.1);
    assert_eq!(app.mails(MEMBER).await, ["passkey_added", "passkey_removed"]);
    let noted = audit::Entity::find().filter(audit::Column::Action.starts_with("passkey "));
    assert_eq!(noted.count(app.portal.db.read()).await.unwrap(), 2);
}

#[tokio::test]
async fn a_passkey_takes_a_name_and_a_fresh_confirmation() {
    let app = TestApp::demo().await;
    let mut client = app.signed_in(MEMBER).await;
    for (name, confirmation, field) in
        [("", by_password(), "name"), ("Telephone", json!({ "password": "wrong" }), "present")]
    {
        let new = json!({ "name": name, "confirmation": confirmation });
        let answer = client.post_keeping("/api/account/passkeys/options", &new).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body["fields"][0]["field"], field);
    }
    let new = json!({ "name": "Telephone", "confirmation": { "passkey": "{}" } });
    refused(&client.post_keeping("/api/account/passkeys/options", &new).await);
    let unasked = client.post("/api/account/passkeys", &json!({ "credential": "{}" })).await;
    refused(&unasked);
}

#[tokio::test]
async fn there_are_never_more_passkeys_than_there_may_be() {
    let app = TestApp::demo().await;
    let (mut client, _, id) = with_passkey(&app, MEMBER).await;
    let new = json!({ "name": "Telephone", "confirmation": by_password() });
    let asked = client.post_keeping("/api/account/passkeys/options", &new).await.body;
    let made = Device::new().make(&asked).await;
    // Others are added before the answer comes.
    let there = passkey::Entity::find_by_id(&id).one(app.portal.db.read()).await.unwrap().unwrap();
    let tx = app.portal.db.begin().await.unwrap();
    for number in 1..MOST_PASSKEYS {
        let (id, credential_id) = (format!("other-{number}"), format!("other-{number}"));
        let row = passkey::Model { id, credential_id, ..there.clone() };
        tx.insert(passkey::ActiveModel::from(row)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let late = client.post("/api/account/passkeys", &made).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "conflict"), "{}", late.body);
    assert_eq!(passkey::Entity::find().count(app.portal.db.read()).await.unwrap(), MOST_PASSKEYS as u64);
}

#[tokio::test]
async fn a_passkey_confirms_what_a_password_would() {
    let app = TestApp::demo().await;
    let (mut client, mut device, id) = with_passkey(&app, MEMBER).await;
    let asked = client.post_keeping("/api/account/confirmation", &json!({})).await.body;
    let signed = device.sign(&asked).await["credential"].clone();
    let mut second = Device::new();
    let added = add(&mut client, &mut second, json!({ "passkey": signed })).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    // The same confirmation confirms nothing else.
    refused(&remove(&client, &id, json!({ "passkey": signed })).await);
    let (_, answer) = come_in(&app, &mut second, DOOR).await;
    assert_eq!(answer.status, StatusCode::OK, "one without a counter signs in again and again");
    assert_eq!(come_in(&app, &mut second, DOOR).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_is_taken_once() {
    let app = TestApp::demo().await;
    let (_, mut device, _) = with_passkey(&app, MEMBER).await;
    let mut client = app.stranger();
    let options = client.post_keeping(OPTIONS, &json!({})).await.body;
    let signed = device.sign(&options).await;
    let (one, other) = tokio::join!(client.post(DOOR, &signed), client.post(DOOR, &signed));
    let let_in = [&one, &other].iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(let_in, 1, "{} {}", one.body, other.body);
    refused(&client.post(DOOR, &signed).await);
}

#[tokio::test]
async fn an_answer_is_taken_from_the_browser_that_was_asked_and_in_time() {
    let app = TestApp::demo().await;
    let (_, mut device, _) = with_passkey(&app, MEMBER).await;
    let mut client = app.stranger();
    let signed = device.sign(&client.post_keeping(OPTIONS, &json!({})).await.body).await;
    refused(&app.stranger().post(DOOR, &signed).await);
    let mut elsewhere = app.stranger();
    elsewhere.post_keeping(OPTIONS, &json!({})).await;
    refused(&elsewhere.post(DOOR, &signed).await);
    let past = app.portal.clock.real_seconds() - 1;
    let tx = app.portal.db.begin().await.unwrap();
    let late = ceremony::Entity::update_many().col_expr(ceremony::Column::ExpiresAt, Expr::value(past));
    late.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    refused(&client.post(DOOR, &signed).await);
}

#[tokio::test]
async fn nobody_uses_anothers_passkey_or_anothers_question() {
    let app = TestApp::demo().await;
    let (mut member, mut of_member, id) = with_passkey(&app, MEMBER).await;
    let (mut admin, mut of_admin, _) = with_passkey(&app, ADMIN).await;
    // The admin is asked to confirm; the member's device answers as if it were asked for its own key.
    let asked = admin.post_keeping("/api/account/confirmation", &json!({})).await.body;
    let mut options: Value = serde_json::from_str(asked["options"].as_str().unwrap()).unwrap();
    options["allowCredentials"] = json!([]);
    let signed = of_member.sign(&json!({ "options": options.to_string() })).await["credential"].clone();
    refused(&remove(&admin, &id, json!({ "passkey": signed })).await);
    // A removal names whose it is by the session alone.
    assert_eq!(remove(&admin, &id, by_password()).await.status, StatusCode::NOT_FOUND);
    // The member takes over the question that was put to the admin.
    let new = json!({ "name": "Telephone", "confirmation": by_password() });
    let asked = admin.post_keeping("/api/account/passkeys/options", &new).await.body;
    let made = Device::new().make(&asked).await;
    let session =
        member.cookie.as_deref().unwrap().split("; ").find(|one| one.starts_with("tokuten_session"));
    let question =
        admin.cookie.as_deref().unwrap().split("; ").find(|one| one.starts_with("tokuten_ceremony"));
    member.cookie = Some(format!("{}; {}", session.unwrap(), question.unwrap()));
    refused(&member.post("/api/account/passkeys", &made).await);
    // An answer to one sort of question is none to another.
    let mut client = app.stranger();
    let asked = client.post_keeping(OPTIONS, &json!({})).await.body;
    let signed = of_admin.sign(&asked).await;
    admin.cookie = Some(format!("{}; {}", admin.cookie.unwrap(), client.cookie.unwrap()));
    refused(&admin.post("/api/account/passkeys", &signed).await);
}

#[tokio::test]
async fn a_copied_passkey_is_found_out_by_its_counter() {
    let app = TestApp::demo().await;
    let (_, mut device, _) = with_passkey(&app, MEMBER).await;
    let mut copy = device.clone();
    assert_eq!(come_in(&app, &mut device, DOOR).await.1.status, StatusCode::OK);
    refused(&come_in(&app, &mut copy, DOOR).await.1);
    // At once, too: both have counted to the same number.
    let mut copy = device.clone();
    let (one, other) = tokio::join!(come_in(&app, &mut device, DOOR), come_in(&app, &mut copy, DOOR));
    let let_in = [one.1, other.1].iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!(let_in, 1);
}

#[tokio::test]
async fn a_device_that_did_not_look_who_pressed_is_refused() {
    let app = TestApp::demo().await;
    let (_, mut device, _) = with_passkey(&app, MEMBER).await;
    let mut client = app.stranger();
    let asked = client.post_keeping(OPTIONS, &json!({})).await.body;
    let mut options: Value = serde_json::from_str(asked["options"].as_str().unwrap()).unwrap();
    assert_eq!(options["userVerification"], "required");
    options["userVerification"] = json!("discouraged");
    let signed = device.sign(&json!({ "options": options.to_string() })).await;
    refused(&client.post(DOOR, &signed).await);
}

#[tokio::test]
async fn an_answer_to_a_page_of_another_address_is_refused() {
    let app = TestApp::demo().await;
    let (_, device, _) = with_passkey(&app, MEMBER).await;
    refused(&come_in(&app, &mut device.at("http://localhost:9999"), DOOR).await.1);
    assert_eq!(come_in(&app, &mut device.clone(), DOOR).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn a_passkey_opens_its_owners_door_and_no_other() {
    let app = TestApp::demo().await;
    let (_, mut of_member, _) = with_passkey(&app, MEMBER).await;
    let (_, mut of_operator, _) = with_passkey(&app, "finance@vendor.example").await;
    refused(&come_in(&app, &mut of_member, OPERATORS_DOOR).await.1);
    refused(&come_in(&app, &mut of_operator, DOOR).await.1);
    let (client, answer) = come_in(&app, &mut of_operator, OPERATORS_DOOR).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(client.get("/api/operator/overview").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_removed_does_not_come_back_by_a_passkey() {
    let app = TestApp::demo().await;
    let (_, mut device, _) = with_passkey(&app, MEMBER).await;
    let found = user::Entity::find().filter(user::Column::Email.eq(MEMBER));
    let row = found.one(app.portal.db.read()).await.unwrap().unwrap();
    let mut late = app.stranger();
    let signed = device.sign(&late.post_keeping(OPTIONS, &json!({})).await.body).await;
    let admin = app.signed_in(ADMIN).await;
    let gone =
        admin.send(axum::http::Method::DELETE, &format!("/api/users/{}", row.id), None, None::<&()>).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    refused(&late.post(DOOR, &signed).await);
    refused(&come_in(&app, &mut device, DOOR).await.1);
    assert_eq!(passkey::Entity::find().count(app.portal.db.read()).await.unwrap(), 0);
}

#[tokio::test]
async fn who_is_erased_leaves_no_passkey_behind() {
    let app = TestApp::demo().await;
    let (client, mut device, _) = with_passkey(&app, MEMBER).await;
    let erased = client.post("/api/account/erasure", &json!({ "confirmation": by_password() })).await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
    assert_eq!(passkey::Entity::find().count(app.portal.db.read()).await.unwrap(), 0);
    refused(&come_in(&app, &mut device, DOOR).await.1);
}

#[tokio::test]
async fn after_too_many_tries_one_waits() {
    let app = TestApp::with(Settings { sign_in_attempts: 1, ..Settings::default() }).await;
    let mut client = app.stranger();
    for _ in 0..10 {
        assert_eq!(client.post_keeping(OPTIONS, &json!({})).await.status, StatusCode::OK);
    }
    let limited = client.post(DOOR, &json!({ "credential": "{}" })).await;
    assert_eq!((limited.status, limited.code()), (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"));
    assert_eq!(client.post(OPTIONS, &json!({})).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn passkeys_are_offered_under_a_name_and_under_no_number() {
    for (public_url, host) in [
        (Some("http://192.0.2.1"), None),
        (Some("https://partners.example/"), Some("partners.example")),
        (None, Some("localhost")),
    ] {
        let settings = Settings { public_url: public_url.map(Into::into), ..Settings::default() };
        let app = TestApp::with(settings).await;
        assert_eq!(super::host(&app.portal).as_deref(), host);
        assert_eq!(super::relying_party(&app.portal).is_ok(), host.is_some());
        assert_eq!(app.stranger().get("/api/public").await.body["passkey_host"], json!(host));
    }
}
