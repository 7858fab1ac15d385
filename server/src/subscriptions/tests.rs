//! Cards that are saved for automatic renewal.

use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::tables::audit;
use crate::testing::{Client, TestApp};

const BIRCH: &str = "global-admin@birch.example";

async fn held(client: &Client) -> Value {
    client.get("/api/offers").await.body["facts"]["subscriptions"][0].clone()
}

async fn card(app: &TestApp) -> Value {
    json!({ "card_token": app.card("5555 5555 5555 4444").await })
}

#[tokio::test]
async fn another_card_is_saved_by_who_may_buy_and_pays_the_renewal() {
    let app = TestApp::demo().await;
    let client = app.signed_in(BIRCH).await;
    let path = format!("/api/subscriptions/{}/card", held(&client).await["id"].as_str().unwrap());
    let body = card(&app).await;
    let member = app.signed_in("member@birch.example").await;
    assert_eq!(member.put(&path, &body).await.status, StatusCode::FORBIDDEN);
    let other = app.signed_in("global-admin@aoba.example").await;
    assert_eq!(other.put(&path, &body).await.status, StatusCode::NOT_FOUND);
    let unknown = client.put(&path, &json!({ "card_token": "tok_none" })).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::UNPROCESSABLE_ENTITY, "unknown_card"));
    let more = json!({ "card_token": body["card_token"], "automatic_renewal": true });
    assert_eq!(client.put(&path, &more).await.status, StatusCode::BAD_REQUEST);
    for _ in 0..2 {
        assert_eq!(client.put(&path, &body).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(held(&client).await["card"]["last4"], "4444");
    app.on("2027-03-31").await;
    assert_eq!(held(&client).await["expires_on"], "2028-03-30");
    assert_eq!(app.ledger(body["card_token"].as_str().unwrap()).await.1, 1);
    let lines = audit::Entity::find().filter(audit::Column::Action.eq("card saved for automatic renewal"));
    let lines = lines.all(app.portal.db.read()).await.unwrap();
    assert!(lines[0].after.as_deref().unwrap().contains("4444"), "{lines:?}");
    assert!(!lines[0].after.as_deref().unwrap().contains(body["card_token"].as_str().unwrap()));
}

#[tokio::test]
async fn a_card_never_turns_automatic_renewal_back_on() {
    let app = TestApp::demo().await;
    let client = app.signed_in(BIRCH).await;
    let path = format!("/api/subscriptions/{}", held(&client).await["id"].as_str().unwrap());
    let off = client.post(&format!("{path}/turn-off-renewal"), &json!({})).await;
    assert_eq!(off.status, StatusCode::NO_CONTENT);
    let saved = client.put(&format!("{path}/card"), &card(&app).await).await;
    assert_eq!((saved.status, saved.code()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(held(&client).await["automatic_renewal"], false);
}

#[tokio::test]
async fn what_has_lapsed_takes_no_card() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@lotus.example").await;
    let path = format!("/api/subscriptions/{}/card", held(&client).await["id"].as_str().unwrap());
    app.on("2027-04-10").await;
    assert_eq!(client.put(&path, &card(&app).await).await.status, StatusCode::CONFLICT);
}
