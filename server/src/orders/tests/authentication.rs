//! Cards whose bank asks the cardholder to authenticate (3-D Secure).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{PAYS, buy, end_lease, placed_only, renewal, subscription};
use crate::orders::settlement::{reconcile, require_action};
use crate::orders::store;
use crate::testing::{Client, TestApp};

const AUTHENTICATES: &str = "4000 0025 0000 3155";

/// The cardholder's answer on the bank's page.
async fn authenticate(client: &Client, order: &Value, answer: &str) {
    let request = axum::http::Request::builder()
        .method("POST")
        .uri(order["challenge"].as_str().unwrap())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!("answer={answer}")))
        .unwrap();
    let answered = client.raw(request).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    assert_eq!(answered.headers["location"], format!("/orders/{}", order["number"]));
}

#[tokio::test]
async fn an_authenticated_card_pays_the_same_order_once() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(AUTHENTICATES).await;
    let order = renewal(&client, "one", &card).await.body;
    let asked = buy(&client, &order).await.body;
    assert_eq!(asked["state"], "requires_action", "{asked}");
    let path = format!("/api/orders/{}/confirm", order["number"]);
    assert_eq!(
        client.post(&path, &json!({})).await.body["state"],
        "requires_action",
        "nothing has come of it yet"
    );
    assert_eq!(subscription(&client, "action_pack").await["expires_on"], "2027-03-09");
    authenticate(&client, &asked, "approve").await;
    let (one, two) = (client.clone(), client.clone());
    let nothing = json!({});
    let (first, second) = tokio::join!(one.post(&path, &nothing), two.post(&path, &nothing));
    assert_eq!((&first.body["state"], &second.body["state"]), (&json!("paid"), &json!("paid")));
    assert_eq!(app.ledger(&card).await.1, 1);
    assert_eq!(subscription(&client, "action_pack").await["expires_on"], "2028-03-09");
}

#[tokio::test]
async fn a_refused_authentication_charges_nothing_and_another_card_pays() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = renewal(&client, "one", &app.card(AUTHENTICATES).await).await.body;
    let asked = buy(&client, &order).await.body;
    authenticate(&client, &asked, "refuse").await;
    let path = format!("/api/orders/{}", order["number"]);
    let declined = client.post(&format!("{path}/confirm"), &json!({})).await.body;
    assert_eq!(
        (&declined["state"], &declined["decline"]),
        (&json!("declined"), &json!("authentication_required"))
    );
    let again =
        client.put(&format!("{path}/card"), &json!({ "card_token": app.card(PAYS).await })).await.body;
    assert_eq!(buy(&client, &again).await.body["state"], "paid");
}

#[tokio::test]
async fn who_never_authenticates_can_order_again_after_a_day() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = renewal(&client, "one", &app.card(AUTHENTICATES).await).await.body;
    assert_eq!(buy(&client, &order).await.body["state"], "requires_action");
    assert_eq!(renewal(&client, "two", &app.card(PAYS).await).await.unmet(), ["no_open_order"]);
    app.on("2027-03-12").await;
    end_lease(&app, &order).await;
    app.on("2027-03-12").await;
    let again = renewal(&client, "three", &app.card(PAYS).await).await.body;
    assert_eq!(buy(&client, &again).await.body["state"], "paid", "{again}");
}

#[tokio::test]
async fn a_tab_closed_after_authentication_is_settled_by_the_reconciler() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = renewal(&client, "one", &app.card(AUTHENTICATES).await).await.body;
    let asked = buy(&client, &order).await.body;
    authenticate(&client, &asked, "approve").await;
    end_lease(&app, &order).await;
    assert_eq!(reconcile(&app.portal).await.unwrap(), 1);
    assert_eq!(client.get(&format!("/api/orders/{}", order["number"])).await.body["state"], "paid");
}

#[tokio::test]
async fn an_answer_for_an_earlier_attempt_does_not_stop_the_later_one() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = renewal(&client, "one", &app.card(AUTHENTICATES).await).await.body;
    let asked = buy(&client, &order).await.body;
    let number = serde_json::from_value(order["number"].clone()).unwrap();
    let earlier = store::open_attempt_of(app.portal.db.read(), number).await.unwrap().unwrap();
    authenticate(&client, &asked, "refuse").await;
    client.post(&format!("/api/orders/{}/confirm", order["number"]), &json!({})).await;
    let path = format!("/api/orders/{}", order["number"]);
    let again =
        client.put(&format!("{path}/card"), &json!({ "card_token": app.card(PAYS).await })).await.body;
    placed_only(&app, &client, &again).await;
    require_action(&app.portal, &"4100001".parse().unwrap(), &earlier).await.unwrap();
    assert_eq!(client.get(&path).await.body["state"], "charging");
    assert_eq!(reconcile(&app.portal).await.unwrap(), 1);
    assert_eq!(client.get(&path).await.body["state"], "paid");
}

#[tokio::test]
async fn who_cannot_authenticate_pays_with_another_card_at_once() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let first = app.card(AUTHENTICATES).await;
    let order = renewal(&client, "one", &first).await.body;
    let asked = buy(&client, &order).await.body;
    let path = format!("/api/orders/{}", order["number"]);
    let give_up = format!("{path}/give-up-authentication");
    let other = app.signed_in("global-admin@cedar.example").await;
    assert_eq!(other.post(&give_up, &json!({})).await.status, StatusCode::NOT_FOUND);
    let declined = client.post(&give_up, &json!({})).await.body;
    assert_eq!(declined["state"], "declined", "{declined}");
    // The bank's page was still open in another tab.
    authenticate(&client, &asked, "approve").await;
    let again =
        client.put(&format!("{path}/card"), &json!({ "card_token": app.card(PAYS).await })).await.body;
    assert_eq!(buy(&client, &again).await.body["state"], "paid");
    assert_eq!(app.ledger(&first).await.1, 0);
}

#[tokio::test]
async fn giving_up_after_the_bank_has_approved_finds_the_order_paid() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = renewal(&client, "one", &app.card(AUTHENTICATES).await).await.body;
    let asked = buy(&client, &order).await.body;
    authenticate(&client, &asked, "approve").await;
    let path = format!("/api/orders/{}/give-up-authentication", order["number"]);
    assert_eq!(client.post(&path, &json!({})).await.body["state"], "paid");
}
