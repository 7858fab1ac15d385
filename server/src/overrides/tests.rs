use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::testing::{Answer, Client, TestApp};

/// Dune, whose Action Pack lapsed the day before T.
const DUNE: &str = "4100004";

struct Scene {
    app: TestApp,
    petra: Client,
    paul: Client,
    dune: Client,
}

async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let petra = app.signed_in("programme@vendor.example").await;
    let paul = app.signed_in("programme-2@vendor.example").await;
    let dune = app.signed_in("global-admin@dune.example").await;
    Scene { app, petra, paul, dune }
}

async fn story(client: &Client) -> Value {
    let answer = client.get(&format!("/api/operator/partners/{DUNE}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

/// The Action Pack of the facts, to be renewed.
fn renewing(facts: &Value) -> Value {
    let held = &facts["subscriptions"][0];
    json!({ "renewing": { "subscription": held["id"], "anniversary": held["expires_on"] } })
}

async fn ask(client: &Client, covers: Value, until: &str) -> Answer {
    let seen = story(client).await["version"].clone();
    let asked = json!({ "requirement": "window", "covers": covers, "until": until, "reason": "Our mistake", "seen": seen });
    client.post(&format!("/api/operator/partners/{DUNE}/overrides"), &asked).await
}

async fn decide(client: &Client, state: &str, seen: &str) -> Answer {
    let id = story(client).await["overrides"][0]["id"].clone();
    let path = format!("/api/operator/overrides/{}/decision", id.as_str().unwrap());
    client.post(&path, &json!({ "state": state, "seen": seen })).await
}

/// Asked for by Petra and approved by Paul.
async fn approved(scene: &Scene, until: &str) {
    let covers = renewing(&story(&scene.petra).await["facts"]);
    assert_eq!(ask(&scene.petra, covers, until).await.status, StatusCode::NO_CONTENT);
    assert_eq!(decide(&scene.paul, "approved", "asked").await.status, StatusCode::NO_CONTENT);
}

/// Dune starts to renew; answers the order or why not.
async fn started(scene: &Scene, key: &str, number: &str) -> Answer {
    let held = scene.dune.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let token = scene.app.card(number).await;
    let body = json!({ "wish": { "renew": held }, "payment": { "card": { "token": token } } });
    scene.dune.post_once("/api/orders", key, &body).await
}

#[tokio::test]
async fn a_late_renewal_takes_two_operators_and_is_told_to_the_partner() {
    let scene = scene().await;
    assert_eq!(started(&scene, "early", "4242424242424242").await.unmet(), ["window"]);
    let covers = renewing(&story(&scene.petra).await["facts"]);
    assert_eq!(ask(&scene.petra, covers, "2027-03-20").await.status, StatusCode::NO_CONTENT);
    assert_eq!(started(&scene, "asked", "4242424242424242").await.unmet(), ["window"]);
    let own = decide(&scene.petra, "approved", "asked").await;
    assert_eq!((own.status, own.code()), (StatusCode::FORBIDDEN, "second_operator"));
    let waiting = scene.paul.get("/api/operator/desk/overrides").await.body["items"][0].clone();
    assert_eq!(waiting["about"]["override"]["asked_by"], "Petra Nolan");
    assert_eq!(decide(&scene.paul, "approved", "asked").await.status, StatusCode::NO_CONTENT);
    assert!(
        scene.paul.get("/api/operator/desk/overrides").await.body["items"].as_array().unwrap().is_empty()
    );
    assert!(scene.app.mails("global-admin@dune.example").await.contains(&"override".to_owned()));

    let facts = scene.dune.get("/api/offers").await.body["facts"].clone();
    assert_eq!(facts["overrides"][0]["until"], "2027-03-20");
    let order = started(&scene, "now", "4242424242424242").await.body;
    let paid = scene.dune.buy(&order).await;
    assert_eq!(paid.body["state"], "paid", "{}", paid.body);
    // The term goes on from its old anniversary, and the override is used up by that order.
    let held = scene.dune.get("/api/offers").await.body["facts"].clone();
    assert_eq!(held["subscriptions"][0]["expires_on"], "2028-02-07");
    assert_eq!(held.get("overrides"), None);
    assert_eq!(story(&scene.petra).await["overrides"][0]["used_by"], order["number"]);
}

#[tokio::test]
async fn it_ends_with_its_last_day_where_the_partner_is() {
    let scene = scene().await;
    approved(&scene, "2027-03-11").await;
    scene.app.at("2027-03-11T22:59:00Z").await;
    assert_eq!(started(&scene, "last", "4242424242424242").await.status, StatusCode::CREATED);
    // Berlin's midnight.
    scene.app.at("2027-03-11T23:01:00Z").await;
    let late = started(&scene, "late", "4242424242424242").await;
    assert_eq!((late.status, late.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["window"]));
}

#[tokio::test]
async fn what_is_placed_by_it_is_checked_again_when_it_is_bought() {
    let scene = scene().await;
    approved(&scene, "2027-03-20").await;
    let order = started(&scene, "one", "4242424242424242").await.body;
    assert_eq!(decide(&scene.petra, "withdrawn", "approved").await.status, StatusCode::NO_CONTENT);
    let refused = scene.dune.buy(&order).await;
    assert_eq!((refused.status, refused.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["window"]));
}

#[tokio::test]
async fn an_order_that_is_not_paid_gives_it_back_and_one_that_waits_does_not() {
    let scene = scene().await;
    approved(&scene, "2027-03-20").await;
    let declined = started(&scene, "declined", "4000000000000002").await.body;
    assert_eq!(scene.dune.buy(&declined).await.body["state"], "declined");
    assert_eq!(story(&scene.petra).await["overrides"][0]["used_by"], Value::Null);
    let held = scene.dune.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let contact = json!({ "name": "Dora Dune", "phone": "+49 30 901820", "email": "dora@dune.example" });
    let body = json!({ "wish": { "renew": held }, "payment": { "transfer": contact } });
    let order = scene.dune.post_once("/api/orders", "transfer", &body).await.body;
    let placed = scene.dune.buy(&order).await.body;
    assert_eq!(placed["state"], "awaiting_transfer", "{placed}");
    assert_eq!(story(&scene.petra).await["overrides"][0]["used_by"], order["number"]);
    scene.dune.post(&format!("/api/orders/{}/cancel", order["number"]), &json!({})).await;
    assert_eq!(story(&scene.petra).await["overrides"][0]["used_by"], Value::Null);
    assert_eq!(started(&scene, "again", "4242424242424242").await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn of_two_orders_at_once_one_is_placed_by_it() {
    let scene = scene().await;
    approved(&scene, "2027-03-20").await;
    let order = started(&scene, "one", "4242424242424242").await.body;
    let (one, other) = tokio::join!(scene.dune.buy(&order), scene.dune.buy(&order));
    // Who comes second may be told that it is being charged.
    for answer in [one, other] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let order = scene.dune.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(order["state"], "paid");
    let facts = scene.dune.get("/api/offers").await.body["facts"].clone();
    assert_eq!(facts["subscriptions"][0]["expires_on"], "2028-02-07", "one term and not two");
}

#[tokio::test]
async fn it_is_for_one_partner_and_what_that_has() {
    let scene = scene().await;
    let aoba = scene.app.signed_in("global-admin@aoba.example").await;
    let foreign = renewing(&aoba.get("/api/offers").await.body["facts"]);
    assert_eq!(ask(&scene.petra, foreign, "2027-03-20").await.status, StatusCode::NOT_FOUND);
    let unknown = json!({ "buying": "platinum" });
    let asked = json!({ "requirement": "verified", "covers": unknown, "until": "2027-03-20", "reason": "x",
        "seen": story(&scene.petra).await["version"] });
    let path = format!("/api/operator/partners/{DUNE}/overrides");
    assert_eq!(scene.petra.post(&path, &asked).await.status, StatusCode::NOT_FOUND);
    let never = json!({ "requirement": "role", "covers": { "buying": "silver" }, "until": "2027-03-20", "reason": "x",
        "seen": story(&scene.petra).await["version"] });
    assert_eq!(scene.petra.post(&path, &never).await.status, StatusCode::BAD_REQUEST);
    let covers = renewing(&story(&scene.petra).await["facts"]);
    let far = ask(&scene.petra, covers, "2028-03-20").await;
    assert_eq!(far.body["fields"][0], json!({ "field": "until", "fault": "too_far" }));
}

#[tokio::test]
async fn who_decides_late_is_told_who_was_first() {
    let scene = scene().await;
    approved(&scene, "2027-03-20").await;
    let late = decide(&scene.petra, "withdrawn", "asked").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let said = &late.body["changes"][0];
    assert_eq!((&said["by"], &said["what"]), (&json!("Paul Keane"), &json!("override approved")));
}
