use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::testing::{Answer, Client, TestApp};

async fn profile(client: &Client) -> Value {
    let partner = client.get("/api/offers").await.body["facts"]["partner"].clone();
    json!({ "bill_to": partner["bill_to"], "registration_number": partner["registration_number"] })
}

async fn verification(client: &Client) -> Value {
    client.get("/api/offers").await.body["facts"]["partner"]["verification"].clone()
}

async fn decide(programme: &Client, partner: &str, rejected: Option<&str>, seen: &Value) -> Answer {
    let body = json!({ "rejected": rejected, "seen": seen });
    programme.post(&format!("/api/operator/partners/{partner}/verification"), &body).await
}

/// Changes one field of the legal profile.
async fn change(client: &Client, field: &str, to: &str) -> Answer {
    let was = profile(client).await;
    let mut changed = was.clone();
    changed["bill_to"][field] = json!(to);
    client.put("/api/profile", &json!({ "profile": changed, "was": was })).await
}

async fn pending(programme: &Client) -> Vec<String> {
    let page = programme.get("/api/operator/partners").await.body;
    page["partners"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_verified_partner_can_buy_and_is_told() {
    let app = TestApp::demo().await;
    let (juniper, programme) = (
        app.signed_in("global-admin@juniper.example").await,
        app.signed_in("programme@vendor.example").await,
    );
    let ids = pending(&programme).await;
    assert_eq!(ids.len(), 1);
    let seen = profile(&juniper).await;
    let verified = decide(&programme, &ids[0], None, &seen).await;
    assert_eq!((verified.status, &verified.body["verification"]), (StatusCode::OK, &json!("verified")));
    assert_eq!(verification(&juniper).await, "verified");
    assert_eq!(decide(&programme, &ids[0], Some("No."), &seen).await.status, StatusCode::CONFLICT);
    assert_eq!(app.mails("global-admin@juniper.example").await, ["profile_decided"]);
    assert_eq!(pending(&programme).await, Vec::<String>::new());
    let token = app.card("4242424242424242").await;
    let body = json!({ "wish": { "buy": "action_pack" }, "payment": { "card": { "token": token } } });
    let order = juniper.post_once("/api/orders", "buy", &body).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);
}

#[tokio::test]
async fn a_rejected_profile_says_why_and_is_sent_in_again() {
    let app = TestApp::demo().await;
    let (juniper, programme) = (
        app.signed_in("global-admin@juniper.example").await,
        app.signed_in("programme@vendor.example").await,
    );
    let id = pending(&programme).await.remove(0);
    let seen = profile(&juniper).await;
    assert_eq!(decide(&programme, &id, Some(" "), &seen).await.code(), "invalid_fields");
    decide(&programme, &id, Some("The register knows another address."), &seen).await;
    assert_eq!(
        verification(&juniper).await,
        json!({ "rejected": { "reason": "The register knows another address." } })
    );
    assert_eq!(change(&juniper, "line1", "2 New Street").await.status, StatusCode::NO_CONTENT);
    assert_eq!(verification(&juniper).await, "pending");
    // The old profile is not what is decided on now.
    assert_eq!(decide(&programme, &id, None, &seen).await.status, StatusCode::CONFLICT);
    assert_eq!(decide(&programme, &id, None, &profile(&juniper).await).await.status, StatusCode::OK);
    assert_eq!(app.mails("global-admin@juniper.example").await, ["profile_decided", "profile_decided"]);
}

#[tokio::test]
async fn a_changed_profile_waits_again_and_nothing_renews_meanwhile() {
    let app = TestApp::demo().await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    let held = aoba.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let token = app.card("4242424242424242").await;
    assert_eq!(change(&aoba, "city", "Sendai-shi").await.status, StatusCode::NO_CONTENT);
    let body = json!({ "wish": { "renew": held }, "payment": { "card": { "token": token } } });
    let refused = aoba.post_once("/api/orders", "renew", &body).await;
    assert_eq!((refused.status, refused.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["verified"]));

    let birch = app.signed_in("global-admin@birch.example").await;
    change(&birch, "city", "Tacoma").await;
    app.on("2027-03-31").await;
    let after = birch.get("/api/offers").await.body["facts"]["subscriptions"][0].clone();
    assert_eq!(after["expires_on"], "2027-03-30");
    assert!(app.mails("global-admin@birch.example").await.contains(&"automatic_refused".to_owned()));
}

#[tokio::test]
async fn what_is_sent_in_unchanged_stays_verified_and_what_changed_meanwhile_is_seen_first() {
    let app = TestApp::demo().await;
    let aoba = app.signed_in("account-admin@aoba.example").await;
    let was = profile(&aoba).await;
    let city = was["bill_to"]["city"].as_str().unwrap().to_owned();
    assert_eq!(change(&aoba, "city", &format!(" {city} ")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(verification(&aoba).await, "verified");
    let mut other = was.clone();
    other["bill_to"]["line1"] = json!("9-9-9");
    let stale = json!({ "profile": was, "was": other });
    assert_eq!(aoba.put("/api/profile", &stale).await.status, StatusCode::CONFLICT);
    let wrong = change(&aoba, "tax_id", "T1").await;
    assert_eq!((wrong.code(), &wrong.body["fields"][0]["field"]), ("invalid_fields", &json!("tax_id")));
}
