//! Paying by bank transfer, through the real router.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::tables::mail;
use crate::testing::{Answer, Client, TestApp};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

fn contact() -> Value {
    json!({ "name": "Haru Aoba", "phone": "+81 221234567", "email": "haru@aoba.example" })
}

async fn ordered(client: &Client, wish: Value) -> Value {
    let body = json!({ "wish": wish, "payment": { "transfer": contact() } });
    let order = client.post_once("/api/orders", "one", &body).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);
    order.body
}

async fn buy(client: &Client, order: &Value) -> Answer {
    let pressed =
        json!({ "total": order["quote"]["total"], "agreement_version": order["agreement"]["version"] });
    let path = format!("/api/orders/{}/buy", order["number"]);
    client.post_once(&path, order["next_attempt_key"].as_str().unwrap(), &pressed).await
}

/// Aoba's renewal, placed by transfer.
async fn placed(client: &Client) -> Value {
    let offers = client.get("/api/offers").await.body;
    let id = offers["facts"]["subscriptions"][0]["id"].clone();
    assert!(id.is_string(), "{offers}");
    let order = ordered(client, json!({ "renew": id })).await;
    let placed = buy(client, &order).await;
    assert_eq!(placed.status, StatusCode::OK, "{}", placed.body);
    placed.body
}

async fn arrived(finance: &Client, order: &Value, amount: i64, currency: &str, reference: &str) -> Answer {
    let body = json!({ "order": order["number"], "amount": { "amount": amount, "currency": currency },
        "received_on": "2027-03-10", "bank_reference": reference });
    finance.post("/api/operator/payments", &body).await
}

async fn upload(client: &Client, order: &Value, content: &[u8], paid_on: &str) -> Answer {
    let details = json!({ "paid_on": paid_on, "account": "普通 0123456", "reference": "TX-1" });
    let mut body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"details\"\r\n\r\n{details}\r\n\
         --cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../proof\\\".pdf\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/api/orders/{}/proofs", order["number"]))
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::COOKIE, client.cookie.clone().unwrap_or_default());
    client.raw(request.body(Body::from(body)).unwrap()).await
}

async fn expires_on(client: &Client) -> Value {
    client.get("/api/offers").await.body["facts"]["subscriptions"][0]["expires_on"].clone()
}

async fn held(finance: &Client) -> Value {
    finance.get("/api/operator/transfers").await.body["held"].clone()
}

struct Scene {
    app: TestApp,
    client: Client,
    finance: Client,
}

async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let finance = app.signed_in("finance@vendor.example").await;
    Scene { app, client, finance }
}

#[tokio::test]
async fn an_order_by_transfer_awaits_its_money_and_changes_nothing_before() {
    let Scene { client, finance, app: _app } = scene().await;
    let order = placed(&client).await;
    assert_eq!(
        (&order["state"], &order["transfer"]["pay_by"]),
        (&json!("awaiting_transfer"), &json!("2027-04-09"))
    );
    assert_eq!(order["transfer"]["reference"], format!("{}-4100001", order["number"]));
    assert_eq!(order["contact"]["phone"], "+81 22-123-4567");
    assert_eq!(expires_on(&client).await, "2027-03-09");

    let full = arrived(&finance, &order, 59_290, "JPY", "B1").await;
    assert_eq!(full.body, "full", "{}", full.body);
    assert_eq!(expires_on(&client).await, "2028-03-09");
    let paid = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(
        (&paid["state"], &paid["paid_on"], &paid["transfer"]),
        (&json!("paid"), &json!("2027-03-10"), &Value::Null)
    );
}

#[tokio::test]
async fn buy_pressed_twice_places_one_order_by_transfer() {
    let Scene { client, app: _app, .. } = scene().await;
    let offers = client.get("/api/offers").await.body;
    let order = ordered(&client, json!({ "renew": offers["facts"]["subscriptions"][0]["id"] })).await;
    let (first, second) = tokio::join!(buy(&client, &order), buy(&client, &order));
    assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(first.body["state"], "awaiting_transfer");
    assert_eq!(first.body["transfer"], second.body["transfer"]);
    assert_eq!(client.get("/api/orders").await.body["orders"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_contact_is_checked_by_the_numbering_plan_of_its_country() {
    let Scene { client, app: _app, .. } = scene().await;
    let offers = client.get("/api/offers").await.body;
    let wish = json!({ "renew": offers["facts"]["subscriptions"][0]["id"] });
    let contact = json!({ "name": "", "phone": "0999 999 999 99", "email": "x" });
    let body = json!({ "wish": wish, "payment": { "transfer": contact } });
    let refused = client.post_once("/api/orders", "one", &body).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields"));
    let fields: Vec<_> =
        refused.body["fields"].as_array().unwrap().iter().map(|field| field["field"].clone()).collect();
    assert_eq!(fields, ["name", "email", "phone"]);
    assert_eq!(client.get("/api/orders").await.body["orders"], json!([]));
}

#[tokio::test]
async fn a_country_may_lack_bank_transfer() {
    let app = TestApp::demo().await;
    app.on("2027-05-10").await;
    let client = app.signed_in("global-admin@iris.example").await;
    let offers = client.get("/api/offers").await.body;
    let contact = json!({ "name": "Priya Iyer", "phone": "+91 80 2222 3333", "email": "priya@iris.example" });
    let body = json!({ "wish": { "renew": offers["facts"]["subscriptions"][0]["id"] }, "payment": { "transfer": contact } });
    let refused = client.post_once("/api/orders", "one", &body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(refused.body["title"], "Payment method not taken");
}

#[tokio::test]
async fn too_little_waits_for_the_rest_and_too_much_is_held() {
    let Scene { client, finance, app: _app } = scene().await;
    let order = placed(&client).await;
    let short = arrived(&finance, &order, 59_000, "JPY", "B1").await;
    assert_eq!(short.body["short"]["rest"]["amount"], 290, "{}", short.body);
    let waiting = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(
        (&waiting["state"], &waiting["transfer"]["amount"]["amount"]),
        (&json!("awaiting_transfer"), &json!(290))
    );
    let over = arrived(&finance, &order, 300, "JPY", "B2").await;
    assert_eq!(over.body["over"]["excess"]["amount"], 10);
    assert_eq!(expires_on(&client).await, "2028-03-09");
    let held = held(&finance).await;
    assert_eq!((&held[0]["amount"]["amount"], &held[0]["why"]), (&json!(10), &json!("too_much")));
}

#[tokio::test]
async fn the_wrong_currency_and_money_for_no_order_are_held() {
    let Scene { client, finance, app: _app } = scene().await;
    let order = placed(&client).await;
    let wrong = arrived(&finance, &order, 59_290, "USD", "B1").await;
    assert_eq!(wrong.body, json!({ "unallocated": "wrong_currency" }));
    let nameless = arrived(&finance, &json!({ "number": 1 }), 100, "JPY", "B2").await;
    assert_eq!(nameless.body, json!({ "unallocated": "no_order" }));
    assert_eq!(held(&finance).await.as_array().unwrap().len(), 2);
    assert_eq!(expires_on(&client).await, "2027-03-09");
}

#[tokio::test]
async fn a_bank_reference_is_booked_once_also_at_the_same_time() {
    let Scene { client, finance, app: _app } = scene().await;
    let order = placed(&client).await;
    let (one, two) = tokio::join!(
        arrived(&finance, &order, 30_000, "JPY", "B1"),
        arrived(&finance, &order, 30_000, "JPY", "B1")
    );
    assert_eq!(one.body, two.body, "{} {}", one.body, two.body);
    let waiting = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(waiting["received"]["amount"], 30_000);
    let other = arrived(&finance, &order, 30_001, "JPY", "B1").await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "conflict"));
    let elsewhere = arrived(&finance, &json!({ "number": 1 }), 30_000, "JPY", "B1").await;
    assert_eq!((elsewhere.status, elsewhere.code()), (StatusCode::CONFLICT, "conflict"), "for another order");
}

#[tokio::test]
async fn an_unpaid_order_expires_after_its_pay_by_date_and_late_money_is_held() {
    let Scene { app, client, finance } = scene().await;
    let order = placed(&client).await;
    let path = format!("/api/orders/{}", order["number"]);
    // The last day ends at Tokyo's midnight.
    app.at("2027-04-09T14:59:00Z").await;
    assert_eq!(client.get(&path).await.body["state"], "awaiting_transfer");
    app.at("2027-04-09T15:00:01Z").await;
    assert_eq!(client.get(&path).await.body["state"], "expired");
    let late = arrived(&finance, &order, 59_290, "JPY", "B1").await;
    assert_eq!(late.body, json!({ "unallocated": "order_closed" }));
    assert_eq!(expires_on(&client).await, "2027-03-09");
}

#[tokio::test]
async fn an_order_placed_in_the_window_renews_when_its_money_comes_after_the_window() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@cedar.example").await;
    let finance = app.signed_in("finance@vendor.example").await;
    let order = placed(&client).await;
    app.on("2027-03-20").await;
    let total = order["quote"]["total"]["amount"].as_i64().unwrap();
    assert_eq!(arrived(&finance, &order, total, "GBP", "B1").await.body, "full");
    assert_eq!(expires_on(&client).await, "2028-02-08");
}

#[tokio::test]
async fn a_cancelled_order_frees_the_term_and_holds_what_has_arrived() {
    let Scene { client, finance, app } = scene().await;
    let order = placed(&client).await;
    arrived(&finance, &order, 100, "JPY", "B1").await;
    let billing = app.signed_in("billing-admin@aoba.example").await;
    let path = format!("/api/orders/{}/cancel", order["number"]);
    assert_eq!(billing.post(&path, &json!({})).await.status, StatusCode::FORBIDDEN);
    let other = app.signed_in("global-admin@cedar.example").await;
    assert_eq!(other.post(&path, &json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.post(&path, &json!({})).await.body["state"], "cancelled");
    assert_eq!(client.post(&path, &json!({})).await.body["state"], "cancelled");
    assert_eq!(held(&finance).await[0]["amount"]["amount"], 100);
    let offers = client.get("/api/offers").await.body;
    let body = json!({ "wish": { "renew": offers["facts"]["subscriptions"][0]["id"] }, "payment": { "transfer": contact() } });
    let again = client.post_once("/api/orders", "two", &body).await;
    assert_eq!(buy(&client, &again.body).await.body["state"], "awaiting_transfer");
}

#[tokio::test]
async fn a_proof_is_taken_by_its_content_shown_to_finance_and_may_be_rejected() {
    let Scene { client, finance, app } = scene().await;
    let order = placed(&client).await;
    let shown = upload(&client, &order, PDF, "2027-03-10").await;
    assert_eq!(shown.body["state"], "proof_submitted", "{}", shown.body);
    let proof = shown.body["proofs"][0].clone();
    assert_eq!(proof["file_name"], ".._proof_.pdf");

    let path = format!("/orders/{}/proofs/{}", order["number"], proof["id"].as_str().unwrap());
    let file = finance.get(&format!("/api/operator{path}")).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    let reject = format!("/api/operator/orders/{}/reject-proof", order["number"]);
    assert_eq!(
        finance.post(&reject, &json!({ "reason": " " })).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let rejected = finance.post(&reject, &json!({ "reason": "It shows another amount." })).await;
    assert_eq!(rejected.status, StatusCode::NO_CONTENT);
    let seen = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(
        (&seen["state"], &seen["proofs"][0]["rejected"]),
        (&json!("awaiting_transfer"), &json!("It shows another amount."))
    );
    // Who buys is told why, and who transfers; pressed again there is nothing to reject, and nobody is told twice.
    let again = finance.post(&reject, &json!({ "reason": "Once more." })).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let told = mail::Entity::find().filter(mail::Column::Kind.eq("proof_rejected"));
    let told = told.order_by_asc(mail::Column::Recipient).all(app.portal.db.read()).await.unwrap();
    let to: Vec<_> = told.iter().map(|mail| mail.recipient.as_str()).collect();
    assert_eq!(to, ["global-admin@aoba.example", "haru@aoba.example", "mpn-partner-admin@aoba.example"]);
    assert!(told.iter().all(|mail| mail.text.contains("It shows another amount.")), "{told:?}");
}

#[tokio::test]
async fn a_proof_of_another_kind_size_or_day_is_refused_and_nothing_is_kept() {
    let Scene { client, app, .. } = scene().await;
    let order = placed(&client).await;
    let text = upload(&client, &order, b"<script>alert(1)</script>", "2027-03-10").await;
    assert_eq!((text.status, text.code()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_file_type"));
    let mut large = PDF.to_vec();
    large.resize(5 * 1024 * 1024 + 1, b' ');
    let refused = upload(&client, &order, &large, "2027-03-10").await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.body["detail"].as_str().unwrap().contains("5.1 MB"), "{}", refused.body);
    let tomorrow = upload(&client, &order, PDF, "2027-03-11").await;
    assert_eq!(tomorrow.body["fields"][0]["fault"], "in_future");
    let member = app.signed_in("member@aoba.example").await;
    assert_eq!(upload(&member, &order, PDF, "2027-03-10").await.status, StatusCode::FORBIDDEN);
    let seen = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!((&seen["state"], &seen["proofs"]), (&json!("awaiting_transfer"), &json!([])));
}

#[tokio::test]
async fn only_finance_works_at_the_desk() {
    let Scene { client, app, .. } = scene().await;
    let order = placed(&client).await;
    for email in ["support@vendor.example", "programme@vendor.example", "global-admin@aoba.example"] {
        let other = app.signed_in(email).await;
        assert_eq!(other.get("/api/operator/transfers").await.status, StatusCode::FORBIDDEN, "{email}");
        assert_eq!(arrived(&other, &order, 1, "JPY", "B").await.status, StatusCode::FORBIDDEN, "{email}");
    }
}

async fn apply(finance: &Client, held: &Value, key: &str, order: &Value) -> Answer {
    let path = format!("/api/operator/payments/{}/apply", held["id"].as_str().unwrap());
    finance.post_once(&path, key, &json!({ "order": order["number"], "held": held["amount"] })).await
}

#[tokio::test]
async fn held_money_pays_an_order_and_what_it_does_not_need_stays_held() {
    let Scene { client, finance, app } = scene().await;
    let order = placed(&client).await;
    arrived(&finance, &json!({ "number": 1 }), 60_000, "JPY", "B1").await;
    let money = held(&finance).await[0].clone();
    assert_eq!(money["may_pay"], json!([]), "no order is of that amount or partner: {money}");
    let other = app.signed_in("finance@vendor.example").await;
    let (one, two) = tokio::join!(apply(&finance, &money, "a", &order), apply(&other, &money, "a", &order));
    assert_eq!(one.body["over"]["excess"]["amount"], 710, "{}", one.body);
    assert_eq!(one.body, two.body, "the same press twice is once");
    let paid = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(paid["state"], "paid");
    assert_eq!(expires_on(&client).await, "2028-03-09");
    let rest = held(&finance).await;
    assert_eq!((rest.as_array().unwrap().len(), &rest[0]["amount"]["amount"]), (1, &json!(710)));
    let late = apply(&finance, &money, "b", &order).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "conflict"), "60,000 is held no longer");
    let paid_already = apply(&finance, &rest[0], "c", &order).await;
    assert_eq!(paid_already.body["title"], "The order does not take this money");
    assert_eq!(held(&finance).await, rest);
}

#[tokio::test]
async fn held_money_that_is_too_little_counts_and_is_held_again_when_the_order_is_cancelled() {
    let Scene { client, finance, app: _app } = scene().await;
    let order = placed(&client).await;
    arrived(&finance, &json!({ "number": 1 }), 50_000, "JPY", "B1").await;
    let money = held(&finance).await[0].clone();
    let short = apply(&finance, &money, "a", &order).await;
    assert_eq!(short.body["short"]["rest"]["amount"], 9_290, "{}", short.body);
    assert_eq!(held(&finance).await, json!([]));
    let path = format!("/api/orders/{}", order["number"]);
    assert_eq!(client.get(&path).await.body["received"]["amount"], 50_000);
    client.post(&format!("{path}/cancel"), &json!({})).await;
    let again = held(&finance).await;
    assert_eq!((&again[0]["amount"]["amount"], &again[0]["why"]), (&json!(50_000), &json!("order_closed")));
}

#[tokio::test]
async fn held_money_goes_to_no_order_of_another_currency() {
    let Scene { client, finance, app: _app } = scene().await;
    let order = placed(&client).await;
    arrived(&finance, &order, 59_290, "USD", "B1").await;
    let money = held(&finance).await[0].clone();
    let refused = apply(&finance, &money, "a", &order).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "conflict"));
    assert!(refused.body["detail"].as_str().unwrap().contains("another currency"), "{}", refused.body);
    assert_eq!(held(&finance).await[0], money);
}

#[tokio::test]
async fn late_money_pays_the_order_that_was_placed_instead() {
    let Scene { app, client, finance } = scene().await;
    let order = placed(&client).await;
    app.at("2027-04-09T15:00:01Z").await;
    arrived(&finance, &order, 59_290, "JPY", "B1").await;
    // The window is over: the membership is bought anew, and begins when it was ordered.
    let again = ordered_again(&client).await;
    let money = held(&finance).await[0].clone();
    assert_eq!(money["may_pay"], json!([again["number"]]));
    assert_eq!(apply(&finance, &money, "a", &again).await.body, "full");
    let paid = client.get(&format!("/api/orders/{}", again["number"])).await.body;
    assert_eq!((&paid["state"], &paid["paid_on"]), (&json!("paid"), &json!("2027-04-10")));
}

async fn ordered_again(client: &Client) -> Value {
    let body = json!({ "wish": { "buy": "action_pack" }, "payment": { "transfer": contact() } });
    let order = client.post_once("/api/orders", "again", &body).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);
    let placed = buy(client, &order.body).await;
    assert_eq!(placed.status, StatusCode::OK, "{}", placed.body);
    placed.body
}

#[tokio::test]
async fn held_money_is_given_back_once_with_a_reason() {
    let Scene { finance, app: _app, .. } = scene().await;
    arrived(&finance, &json!({ "number": 1 }), 1_000, "JPY", "B1").await;
    let money = held(&finance).await[0].clone();
    let path = format!("/api/operator/payments/{}/return", money["id"].as_str().unwrap());
    let body = |reason: &str| json!({ "held": money["amount"], "reason": reason });
    assert_eq!(finance.post_once(&path, "a", &body("")).await.code(), "invalid_fields");
    let asked = body("Not ours");
    let (one, two) =
        tokio::join!(finance.post_once(&path, "a", &asked), finance.post_once(&path, "b", &asked));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT], "{} {}", one.body, two.body);
    let desk = finance.get("/api/operator/transfers").await.body;
    assert_eq!(desk["held"], json!([]));
    let to_make = desk["returns"][0].clone();
    assert_eq!((&to_make["amount"]["amount"], &to_make["made_on"]), (&json!(1_000), &Value::Null));
    let made = format!("/api/operator/returns/{}/made", to_make["id"].as_str().unwrap());
    let body = json!({ "made_on": "2027-03-10", "bank_reference": "OUT-1" });
    assert_eq!(finance.post(&made, &body).await.body["bank_reference"], "OUT-1");
    assert_eq!(finance.post(&made, &body).await.status, StatusCode::OK);
    let other = json!({ "made_on": "2027-03-10", "bank_reference": "OUT-2" });
    assert_eq!(finance.post(&made, &other).await.code(), "conflict");
}
