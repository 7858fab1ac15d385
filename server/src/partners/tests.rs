use axum::http::StatusCode;
use serde_json::{Value, json};
use tokuten_core::stories::Section;

use crate::testing::{Answer, Client, TestApp};

const AOBA: &str = "4100001";

async fn found(client: &Client, question: &str) -> Value {
    let encoded = question.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"));
    let answer = client.get(&format!("/api/operator/search?q={encoded}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{question}: {}", answer.body);
    answer.body
}

fn names(hits: &Value) -> Vec<&str> {
    hits["partners"].as_array().unwrap().iter().map(|hit| hit["name"].as_str().unwrap()).collect()
}

async fn story(client: &Client, partner: &str) -> Value {
    client.get(&format!("/api/operator/partners/{partner}")).await.body
}

async fn put(client: &Client, what: &str, body: Value) -> Answer {
    client.put(&format!("/api/operator/partners/{AOBA}/{what}"), &body).await
}

#[tokio::test]
async fn one_question_finds_partners_users_orders_and_invoices() {
    let app = TestApp::demo().await;
    let finance = app.signed_in("finance@vendor.example").await;
    assert_eq!(names(&found(&finance, "aoba sys").await), ["Aoba Systems"]);
    assert_eq!(names(&found(&finance, "ÁOBA").await), ["Aoba Systems"], "folded as in the directory");
    assert_eq!(names(&found(&finance, "4100002").await), ["Birch Cloud"]);
    assert_eq!(names(&found(&finance, "41000").await).len(), 6, "the first six of all");
    let users = found(&finance, "global-admin@ao").await["users"].clone();
    assert_eq!(
        (&users[0]["email"], &users[0]["partner"]["name"]),
        (&json!("global-admin@aoba.example"), &json!("Aoba Systems"))
    );
    assert_eq!(users.as_array().unwrap().len(), 1);
    assert_eq!(found(&finance, "vendor").await["users"], json!([]), "operators are nobody's users");
    let orders = found(&finance, "100001").await["orders"].clone();
    assert_eq!(
        (&orders[0]["partner"]["name"], &orders[0]["state"]),
        (&json!("Elm Software"), &json!("awaiting_transfer"))
    );
    let aoba = app.signed_in("global-admin@aoba.example").await;
    app.renew_by_hand(&aoba, "4242 4242 4242 4242").await;
    let number = aoba.get("/api/invoices").await.body["invoices"][0]["number"].as_str().unwrap().to_owned();
    let invoices = found(&finance, &number[..8]).await["invoices"].clone();
    assert!(invoices.as_array().unwrap().iter().any(|hit| hit["number"] == *number), "{invoices}");
    for nothing in ["", "a", "%", "zzz", "'", "\"", "*", "a\u{0}b", "999999999999999999999"] {
        assert_eq!(names(&found(&finance, nothing).await), [] as [&str; 0], "{nothing}");
    }
}

#[tokio::test]
async fn only_support_finds_requests_and_reads_them_in_a_story() {
    let app = TestApp::demo().await;
    let (finance, support) =
        (app.signed_in("finance@vendor.example").await, app.signed_in("support@vendor.example").await);
    assert_eq!(found(&finance, "#2").await["requests"], json!([]));
    assert_eq!(
        found(&support, "#2").await["requests"].as_array().unwrap().len(),
        0,
        "one character is too little"
    );
    assert_eq!(found(&support, "02").await["requests"][0]["number"], 2);
    let path = format!("/api/operator/partners/{AOBA}/requests");
    assert_eq!(finance.get(&path).await.status, StatusCode::FORBIDDEN);
    let rows = support.get(&path).await.body["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_name_that_changes_and_a_partner_that_joins_are_found_by_the_new_name() {
    let app = TestApp::demo().await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    let profile = aoba.get("/api/offers").await.body["facts"]["partner"].clone();
    let was = json!({ "bill_to": profile["bill_to"], "registration_number": profile["registration_number"] });
    let mut renamed = was.clone();
    renamed["bill_to"]["name"] = json!("青葉システムズ株式会社");
    let sent = aoba.put("/api/profile", &json!({ "profile": renamed, "was": was })).await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", sent.body);
    let finance = app.signed_in("finance@vendor.example").await;
    for found_by in ["青葉", "システムズ", "葉シ"] {
        assert_eq!(names(&found(&finance, found_by).await), ["青葉システムズ株式会社"], "{found_by}");
    }
    assert_eq!(names(&found(&finance, "aoba").await), [] as [&str; 0]);
}

#[tokio::test]
async fn a_partners_page_tells_its_whole_story() {
    let app = TestApp::demo().await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    app.renew_by_hand(&aoba, "4242 4242 4242 4242").await;
    let finance = app.signed_in("finance@vendor.example").await;
    let story = story(&finance, AOBA).await;
    assert_eq!(story["facts"]["partner"]["name"], "Aoba Systems");
    assert_eq!(story["facts"]["subscriptions"][0]["expires_on"], "2028-03-09");
    let mut seen = Vec::new();
    for section in Section::ALL.into_iter().filter(|section| *section != Section::Requests) {
        let page = finance.get(&format!("/api/operator/partners/{AOBA}/{}", section.code())).await;
        assert_eq!(page.status, StatusCode::OK, "{section:?}: {}", page.body);
        let rows = page.body["rows"].as_array().unwrap();
        seen.push((section, !rows.is_empty()));
    }
    let empty: Vec<_> = seen.iter().filter(|(_, any)| !any).map(|(section, _)| *section).collect();
    assert_eq!(empty, [Section::Payments], "Aoba pays by card");
    let lines = finance.get(&format!("/api/operator/partners/{AOBA}/audit")).await.body;
    let what: Vec<_> =
        lines["rows"].as_array().unwrap().iter().map(|row| row["line"]["what"].clone()).collect();
    assert!(what.contains(&json!("order bought")) && what.contains(&json!("order paid")), "{what:?}");
    let mails = finance.get(&format!("/api/operator/partners/{AOBA}/mails")).await.body;
    assert!(!mails.to_string().contains("text"), "what a mail says is not told: {mails}");
    assert_eq!(finance.get("/api/operator/partners/4199999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(finance.get("/api/operator/partners/4199999/users").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_suspended_partner_reads_why_and_can_neither_buy_nor_renew_until_it_is_lifted() {
    let app = TestApp::demo().await;
    let programme = app.signed_in("programme@vendor.example").await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    let seen = story(&programme, AOBA).await["version"].clone();
    let reason = "Payment fraud is being looked into";
    let suspended = put(&programme, "suspension", json!({ "suspended": reason, "seen": seen })).await;
    assert_eq!(suspended.status, StatusCode::NO_CONTENT, "{}", suspended.body);
    let facts = aoba.get("/api/offers").await.body["facts"].clone();
    assert_eq!(facts["partner"]["suspended"], reason);
    let body = json!({ "wish": { "renew": facts["subscriptions"][0]["id"] },
        "payment": { "card": { "token": app.card("4242424242424242").await } } });
    assert_eq!(aoba.post_once("/api/orders", "one", &body).await.unmet(), ["in_good_standing"]);
    // What was seen before does not count any more, and who was first is told.
    let colleague = app.signed_in("programme-2@vendor.example").await;
    let late = put(&colleague, "suspension", json!({ "suspended": null, "seen": seen })).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.body["changes"][0]["by"], "Petra Nolan");
    let seen = story(&programme, AOBA).await["version"].clone();
    assert_eq!(
        put(&colleague, "suspension", json!({ "suspended": null, "seen": seen })).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(aoba.post_once("/api/orders", "two", &body).await.status, StatusCode::CREATED);
    let mails = app.mails("global-admin@aoba.example").await;
    assert_eq!(mails.iter().filter(|kind| *kind == "suspension").count(), 2);
}

#[tokio::test]
async fn a_suspension_stops_an_automatic_renewal() {
    let app = TestApp::demo().await;
    let programme = app.signed_in("programme@vendor.example").await;
    let lotus = "4100012";
    let seen = story(&programme, lotus).await["version"].clone();
    let path = format!("/api/operator/partners/{lotus}/suspension");
    programme.put(&path, &json!({ "suspended": "Unpaid invoices", "seen": seen })).await;
    app.on("2027-03-11").await;
    let mails = app.mails("global-admin@lotus.example").await;
    assert!(
        mails.contains(&"automatic_refused".to_owned()) && !mails.contains(&"automatic_declined".to_owned()),
        "{mails:?}"
    );
}

#[tokio::test]
async fn who_is_exempt_pays_no_tax_to_the_last_day_and_pays_it_again_after() {
    let app = TestApp::demo().await;
    let finance = app.signed_in("finance@vendor.example").await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    let quoted = async |key: &str| {
        let facts = aoba.get("/api/offers").await.body["facts"].clone();
        let body = json!({ "wish": { "renew": facts["subscriptions"][0]["id"] },
            "payment": { "card": { "token": app.card("4242424242424242").await } } });
        let order = aoba.post_once("/api/orders", key, &body).await.body;
        (order["quote"]["taxes"][0]["relief"].clone(), order)
    };
    let (relief, taxed) = quoted("taxed").await;
    assert_eq!(relief, Value::Null);
    let seen = story(&finance, AOBA).await["version"].clone();
    let exemption = json!({ "certificate": "EX-77", "until": "2027-03-11" });
    let set = put(&finance, "exemption", json!({ "exemption": exemption, "seen": seen })).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.body);
    // What was reviewed with its tax is not bought without looking again.
    assert_eq!(aoba.buy(&taxed).await.code(), "price_changed");
    assert_eq!(quoted("exempt").await.0, "exempt");
    app.on("2027-03-12").await;
    assert_eq!(quoted("after").await.0, Value::Null);
    let shown = story(&finance, AOBA).await;
    assert_eq!(shown["facts"]["partner"]["exemption"], exemption);
    let ended = put(&finance, "exemption", json!({ "exemption": null, "seen": shown["version"] })).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let past = json!({ "exemption": { "certificate": "", "until": "2027-03-01" }, "seen": 0 });
    let fields = put(&finance, "exemption", past).await.body["fields"].clone();
    assert_eq!(fields, Value::Null, "what has changed is said first");
    let seen = story(&finance, AOBA).await["version"].clone();
    let past = json!({ "exemption": { "certificate": "", "until": "2027-03-01" }, "seen": seen });
    let fields = put(&finance, "exemption", past).await.body["fields"].clone();
    assert_eq!(
        fields,
        json!([{ "field": "certificate", "fault": "missing" }, { "field": "until", "fault": "in_past" }])
    );
}
