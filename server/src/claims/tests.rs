use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::testing::{Answer, Client, TestApp};

const ELM: i64 = 100_001;

struct Scene {
    app: TestApp,
    fiona: Client,
    finn: Client,
}

/// Two people of finance.
async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let fiona = app.signed_in("finance@vendor.example").await;
    let finn = app.signed_in("finance-2@vendor.example").await;
    Scene { app, fiona, finn }
}

async fn claim(client: &Client, thing: &Value, takes_over: &Value) -> Answer {
    client.post("/api/operator/claims", &json!({ "thing": thing, "takes_over": takes_over })).await
}

async fn release(client: &Client, thing: &Value) -> StatusCode {
    client.post("/api/operator/claims/release", &json!({ "thing": thing })).await.status
}

fn order() -> Value {
    json!({ "kind": "order", "id": ELM.to_string() })
}

async fn arrived(client: &Client, reference: &str) -> Answer {
    let money = json!({ "order": ELM, "amount": { "amount": 100, "currency": "USD" },
        "received_on": "2027-03-10", "bank_reference": reference });
    client.post("/api/operator/payments", &money).await
}

/// Who has the order, as the desk shows it to this operator.
async fn shown(client: &Client) -> Value {
    let desk = client.get("/api/operator/desk").await.body;
    desk["queues"][0]["page"]["items"][0]["claim"]["name"].clone()
}

#[tokio::test]
async fn what_one_has_claimed_the_other_sees_and_cannot_act_on() {
    let Scene { fiona, finn, app: _app } = scene().await;
    let mine = claim(&fiona, &order(), &Value::Null).await;
    assert_eq!((mine.status, &mine.body["name"]), (StatusCode::OK, &json!("Fiona Byrne")));
    assert_eq!(shown(&finn).await, "Fiona Byrne");
    for refused in [claim(&finn, &order(), &Value::Null).await, arrived(&finn, "A1").await] {
        assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "held"));
        assert_eq!(refused.body["changes"][0]["by"], "Fiona Byrne");
        assert_eq!(refused.body["changes"][0]["at"], mine.body["since"]);
    }
    assert_eq!(arrived(&fiona, "A1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_claim_ends_after_the_catalogues_minutes() {
    let Scene { app, fiona, finn } = scene().await;
    claim(&fiona, &order(), &Value::Null).await;
    app.at("2027-03-10T12:29:00Z").await;
    assert_eq!(arrived(&finn, "A1").await.status, StatusCode::CONFLICT);
    app.at("2027-03-10T12:31:00Z").await;
    assert_eq!(shown(&finn).await, Value::Null);
    assert_eq!(arrived(&finn, "A1").await.status, StatusCode::OK);
    assert_eq!(claim(&finn, &order(), &Value::Null).await.status, StatusCode::OK);
}

#[tokio::test]
async fn claimed_again_it_is_held_for_longer_since_the_same_instant() {
    let Scene { app, fiona, .. } = scene().await;
    let first = claim(&fiona, &order(), &Value::Null).await.body;
    app.at("2027-03-10T12:20:00Z").await;
    let again = claim(&fiona, &order(), &Value::Null).await.body;
    assert_eq!(again["since"], first["since"]);
    assert!(again["until"].as_str().unwrap().starts_with("2027-03-10T12:50:0"), "{again}");
}

#[tokio::test]
async fn it_is_taken_over_by_who_names_the_holder_and_only_the_holder_gives_it_back() {
    let Scene { fiona, finn, app: _app } = scene().await;
    let held = claim(&fiona, &order(), &Value::Null).await.body;
    assert_eq!(claim(&finn, &order(), &json!("somebody")).await.status, StatusCode::CONFLICT);
    assert_eq!(release(&finn, &order()).await, StatusCode::CONFLICT);
    assert_eq!(claim(&finn, &order(), &held["by"]).await.body["name"], "Finn Walsh");
    assert_eq!(arrived(&fiona, "A1").await.code(), "held");
    assert_eq!(release(&finn, &order()).await, StatusCode::NO_CONTENT);
    assert_eq!(release(&finn, &order()).await, StatusCode::NO_CONTENT, "once more does nothing");
    assert_eq!(arrived(&fiona, "A1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_two_who_claim_at_once_one_has_it() {
    let Scene { fiona, finn, app: _app } = scene().await;
    let (order, nobody) = (order(), Value::Null);
    let (one, other) = tokio::join!(claim(&fiona, &order, &nobody), claim(&finn, &order, &nobody));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn one_claims_what_is_ones_own_work() {
    let Scene { app, fiona, .. } = scene().await;
    let support = app.signed_in("support@vendor.example").await;
    let request = json!({ "kind": "request", "id": "1" });
    assert_eq!(claim(&fiona, &request, &Value::Null).await.status, StatusCode::FORBIDDEN);
    assert_eq!(claim(&support, &request, &Value::Null).await.status, StatusCode::OK);
    assert_eq!(release(&fiona, &request).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_done_is_held_by_nobody() {
    let Scene { app, .. } = scene().await;
    let programme = app.signed_in("programme@vendor.example").await;
    let colleague = app.signed_in("programme-2@vendor.example").await;
    let pending = programme.get("/api/operator/partners").await.body["partners"][0].clone();
    let juniper = json!({ "kind": "partner", "id": pending["id"] });
    let path = format!("/api/operator/partners/{}/verification", pending["id"].as_str().unwrap());
    let decision = json!({ "rejected": "No such company", "seen": pending["profile"] });
    claim(&programme, &juniper, &Value::Null).await;
    assert_eq!(colleague.post(&path, &decision).await.code(), "held");
    assert_eq!(programme.post(&path, &decision).await.status, StatusCode::OK);
    // The colleague is told by whom it was decided meanwhile, and what is done is free again.
    let late = colleague.post(&path, &decision).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "conflict"));
    let said = &late.body["changes"][0];
    assert_eq!((&said["by"], &said["what"]), (&json!("Petra Nolan"), &json!("legal profile decided on")));
    assert_eq!(claim(&colleague, &juniper, &Value::Null).await.status, StatusCode::OK);
}
