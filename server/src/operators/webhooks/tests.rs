//! Endpoints: made, tried out, changed, given a new secret, removed; and who sees to them.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::jobs::run_due;
use crate::tables::{audit, webhook_delivery, webhook_endpoint, webhook_event};
use crate::testing::TestApp;
use crate::webhooks::signing;
use crate::webhooks::tests::{PROGRAMME, Receiver, WEBHOOKS, endpoint};

async fn row(app: &TestApp) -> webhook_endpoint::Model {
    webhook_endpoint::Entity::find().one(app.portal.db.read()).await.unwrap().unwrap()
}

fn change(url: &str, on: bool, seen: i32) -> Value {
    json!({ "url": url, "description": "ERP", "events": ["order.paid"], "on": on, "seen": seen })
}

#[tokio::test]
async fn a_secret_is_shown_once_and_sealed_and_the_old_one_signs_for_a_day() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, secret) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    let bytes = |secret: &str| STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let listed = client.get(WEBHOOKS).await;
    assert!(!String::from_utf8_lossy(&listed.bytes).contains(&secret[6..]));
    assert!(!row(&app).await.secret.contains(&secret[6..]));
    let renewed = client.post(&format!("{WEBHOOKS}/{id}/secret"), &json!({ "seen": 1 })).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    let new = renewed.body["secret"].as_str().unwrap();
    let signing_now = async || signing::secrets(&app.portal, &row(&app).await).unwrap();
    assert_eq!(signing_now().await, [bytes(new), bytes(&secret)]);
    app.portal.clock.move_to(app.portal.clock.now() + TimeDelta::hours(24));
    assert_eq!(signing_now().await, [bytes(new)]);
    let again = client.post(&format!("{WEBHOOKS}/{id}/secret"), &json!({ "seen": 1 })).await;
    assert_eq!(again.code(), "conflict");
    let lines = audit::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert!(lines.iter().any(|line| line.action == "webhook secret renewed"));
    assert!(lines.iter().all(|line| !format!("{line:?}").contains(&new[6..])));
}

#[tokio::test]
async fn an_endpoint_is_tried_out_turned_off_and_removed_with_its_log() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, _) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    let test = format!("{WEBHOOKS}/{id}/test");
    assert_eq!(client.post(&test, &json!({})).await.status, StatusCode::ACCEPTED);
    run_due(&app.portal).await.unwrap();
    let told = receiver.taken();
    assert_eq!((told.len(), &told[0].1["type"]), (1, &json!("webhook.test")));
    receiver.answers(&[500]);
    client.post(&test, &json!({})).await;
    run_due(&app.portal).await.unwrap();
    let url = format!("{WEBHOOKS}/{id}");
    let shown = async |query: &str| {
        let page = client.get(&format!("{url}{query}")).await.body;
        page["deliveries"].as_array().unwrap().len()
    };
    assert_eq!((shown("").await, shown("?state=pending").await, shown("?event=order.paid").await), (2, 1, 0));
    let off = client.put(&url, &change(&receiver.url, false, 1)).await;
    assert_eq!((&off.body["off"], &off.body["pending"]), (&json!("by_hand"), &json!(0)));
    assert_eq!(client.post(&test, &json!({})).await.code(), "conflict");
    assert_eq!(client.put(&url, &change(&receiver.url, true, 1)).await.code(), "conflict");
    let removal = format!("{url}/removal");
    assert_eq!(client.post(&removal, &json!({ "seen": 1 })).await.code(), "conflict");
    assert_eq!(client.post(&removal, &json!({ "seen": 2 })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&url).await.code(), "not_found");
    let db = app.portal.db.read();
    assert_eq!(webhook_delivery::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(webhook_event::Entity::find().count(db).await.unwrap(), 0);
}

#[tokio::test]
async fn an_address_leads_out_and_there_are_twenty_endpoints_at_most() {
    let app = TestApp::demo().await;
    let client = app.signed_in(PROGRAMME).await;
    let refused = async |url: &str| client.post(WEBHOOKS, &change(url, true, 0)).await.body["fields"].clone();
    assert_eq!(refused("http://erp.example/").await, json!([{ "field": "url", "fault": "malformed" }]));
    for inside in ["https://10.0.0.1/", "https://169.254.169.254/", "https://[fd00::1]/"] {
        assert_eq!(refused(inside).await, json!([{ "field": "url", "fault": "out_of_reach" }]), "{inside}");
    }
    for number in 0..20 {
        let made = client.post(WEBHOOKS, &change(&format!("https://93.184.216.34/{number}"), true, 0)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    assert_eq!(client.post(WEBHOOKS, &change("https://93.184.216.34/", true, 0)).await.code(), "conflict");
    assert_eq!(client.get(WEBHOOKS).await.body["endpoints"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn a_page_of_the_log_leads_to_the_next() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, _) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    for _ in 0..26 {
        client.post(&format!("{WEBHOOKS}/{id}/test"), &json!({})).await;
    }
    run_due(&app.portal).await.unwrap();
    assert_eq!(receiver.taken().len(), 26);
    let first = client.get(&format!("{WEBHOOKS}/{id}")).await.body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = client.get(&format!("{WEBHOOKS}/{id}?cursor={cursor}")).await.body;
    assert_eq!(
        (first["deliveries"].as_array().unwrap().len(), second["deliveries"].as_array().unwrap().len()),
        (25, 1)
    );
    assert_eq!(second["next_cursor"], Value::Null);
}

#[tokio::test]
async fn programme_operators_see_to_webhooks_and_a_delivery_belongs_to_its_endpoint() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, _) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    let (_, other, _) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    client.post(&format!("{WEBHOOKS}/{id}/test"), &json!({})).await;
    let delivery = webhook_delivery::Entity::find().one(app.portal.db.read()).await.unwrap().unwrap().id;
    let replay = |of: &str| format!("{WEBHOOKS}/{of}/deliveries/{delivery}/replay");
    assert_eq!(client.post(&replay(&other), &json!({})).await.code(), "not_found");
    let finance = app.signed_in("finance@vendor.example").await;
    assert_eq!(finance.post(&replay(&id), &json!({})).await.code(), "role_missing");
    assert_eq!(finance.get(WEBHOOKS).await.code(), "role_missing");
}
