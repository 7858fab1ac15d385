//! Invoices through the real router.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::testing::{Client, TestApp};

const PAYS: &str = "4242 4242 4242 4242";

/// Buys with a card; answers with the paid order.
async fn paid(app: &TestApp, client: &Client, wish: Value) -> Value {
    let body = json!({ "wish": wish, "payment": { "card": { "token": app.card(PAYS).await } } });
    let order = client.post_once("/api/orders", "one", &body).await.body;
    let pressed =
        json!({ "total": order["quote"]["total"], "agreement_version": order["agreement"]["version"] });
    let path = format!("/api/orders/{}/buy", order["number"]);
    let paid = client.post_once(&path, order["next_attempt_key"].as_str().unwrap(), &pressed).await.body;
    assert_eq!(paid["state"], "paid", "{paid}");
    paid
}

async fn renewal(client: &Client) -> Value {
    let offers = client.get("/api/offers").await.body;
    json!({ "renew": offers["facts"]["subscriptions"][0]["id"] })
}

#[tokio::test]
async fn an_invoice_is_there_at_once_when_an_order_is_paid() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    assert_eq!(client.get("/api/invoices").await.body["invoices"], json!([]));
    let order = paid(&app, &client, renewal(&client).await).await;
    assert_eq!(order["invoice"], "2027-000001");
    let listed = client.get("/api/invoices").await.body;
    assert_eq!((&listed["year"], &listed["years"]), (&json!(2027), &json!([2027])));
    assert_eq!(listed["invoices"][0]["total"], order["quote"]["total"]);
    let path = format!("/api/subscriptions/{}", order["subscription"].as_str().unwrap());
    assert_eq!(client.get(&path).await.body["terms"][0]["invoice"], "2027-000001");
    for language in ["en", "ja"] {
        let pdf = client.get(&format!("/api/invoices/2027-000001/pdf?lang={language}")).await;
        assert_eq!(pdf.status, StatusCode::OK, "{}", pdf.body);
        assert_eq!(pdf.headers[header::CONTENT_TYPE], "application/pdf");
        assert!(pdf.bytes.starts_with(b"%PDF-"));
    }
}

#[tokio::test]
async fn numbers_have_no_gap_also_when_orders_are_paid_at_once() {
    let app = Arc::new(TestApp::demo().await);
    let wanted = [
        ("aoba", None),
        ("cedar", None),
        ("dune", Some("action_pack")),
        ("kite", Some("silver")),
        ("gull", Some("gold")),
    ];
    let mut buying = JoinSet::new();
    for (slug, offer) in wanted {
        let app = Arc::clone(&app);
        buying.spawn(async move {
            let client = app.signed_in(&format!("global-admin@{slug}.example")).await;
            let wish = match offer {
                Some(offer) => json!({ "buy": offer }),
                None => renewal(&client).await,
            };
            paid(&app, &client, wish).await["invoice"].as_str().unwrap().to_owned()
        });
    }
    let mut numbers = buying.join_all().await;
    numbers.sort();
    assert_eq!(numbers, ["2027-000001", "2027-000002", "2027-000003", "2027-000004", "2027-000005"]);
}

#[tokio::test]
async fn a_declined_charge_takes_no_number() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let token = app.card("4000 0000 0000 0002").await;
    let body = json!({ "wish": renewal(&client).await, "payment": { "card": { "token": token } } });
    let order = client.post_once("/api/orders", "declined", &body).await.body;
    let pressed =
        json!({ "total": order["quote"]["total"], "agreement_version": order["agreement"]["version"] });
    let path = format!("/api/orders/{}/buy", order["number"]);
    let declined = client.post_once(&path, order["next_attempt_key"].as_str().unwrap(), &pressed).await.body;
    assert_eq!((&declined["state"], &declined["invoice"]), (&json!("declined"), &Value::Null));
    let order = paid(&app, &client, renewal(&client).await).await;
    assert_eq!(order["invoice"], "2027-000001");
}

#[tokio::test]
async fn invoices_are_for_those_who_may_see_them_and_of_their_own_partner() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    paid(&app, &client, renewal(&client).await).await;
    let path = "/api/invoices/2027-000001/pdf";
    for role in ["user-management-admin", "mpn-partner-admin", "billing-admin", "admin-agent"] {
        let user = app.signed_in(&format!("{role}@aoba.example")).await;
        assert_eq!(user.get(path).await.status, StatusCode::OK, "{role}");
    }
    for role in ["account-admin", "business-profile-admin", "referrals-admin", "member"] {
        let user = app.signed_in(&format!("{role}@aoba.example")).await;
        assert_eq!(user.get(path).await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(user.get("/api/invoices").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let other = app.signed_in("global-admin@cedar.example").await;
    assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get("/api/invoices").await.body["invoices"], json!([]));
}

#[tokio::test]
async fn an_awaited_transfer_has_a_pro_forma_invoice_and_no_number() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@elm.example").await;
    let orders = client.get("/api/orders").await.body;
    let number = &orders["orders"][0]["number"];
    let pdf = client.get(&format!("/api/orders/{number}/pro-forma?lang=ja")).await;
    assert!(pdf.bytes.starts_with(b"%PDF-"), "{}", pdf.body);
    assert_eq!(client.get("/api/invoices").await.body["invoices"], json!([]));
}
