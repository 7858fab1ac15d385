//! Giving money back, through the real router. T is 2027-03-10.

use axum::http::StatusCode;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::*;
use crate::payments::RefundRequest;
use crate::tables::invoice;
use crate::testing::{Answer, Client, TestApp};

const AOBA: &str = "global-admin@aoba.example";
const PAYS: &str = "4242 4242 4242 4242";
const REFUSES_REFUNDS: &str = "4000 0000 0000 5126";

struct Scene {
    app: TestApp,
    client: Client,
    finance: Client,
}

async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let finance = app.signed_in("finance@vendor.example").await;
    Scene { app, client, finance }
}

async fn held(client: &Client) -> Value {
    client.get("/api/offers").await.body["facts"]["subscriptions"][0].clone()
}

async fn bought(client: &Client, wish: Value, payment: Value) -> Value {
    let body = json!({ "wish": wish, "payment": payment });
    let order = client.post_once("/api/orders", &body["wish"].to_string(), &body).await.body;
    client.buy(&order).await.body
}

/// Aoba's renewal, paid by a card.
async fn renewed(client: &Client, card: &str) -> Value {
    let id = held(client).await["id"].clone();
    let paid = bought(client, json!({ "renew": id }), json!({ "card": { "token": card } })).await;
    assert_eq!(paid["state"], "paid", "{paid}");
    paid
}

async fn refund(finance: &Client, order: &Value) -> Answer {
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    finance.post(&path, &json!({ "reason": "Bought by mistake" })).await
}

async fn given_back(app: &TestApp, card: &str) -> i64 {
    let ledger = app.stranger().get(&format!("/sandbox-gateway/ledger/{card}")).await;
    ledger.body["given_back"].as_i64().unwrap()
}

async fn work(app: &TestApp) {
    jobs::run_due(&app.portal).await.unwrap();
}

#[tokio::test]
async fn a_card_is_given_its_money_back_and_what_it_paid_for_ends() {
    let Scene { app, client, finance } = scene().await;
    let card = app.card(PAYS).await;
    let order = renewed(&client, &card).await;
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    let case = finance.get(&path).await.body;
    assert!(case["verdict"]["requirements"].as_array().unwrap().iter().all(|one| one["met"] == true));

    let decided = refund(&finance, &order).await;
    assert_eq!(decided.body["state"], "at_gateway", "{}", decided.body);
    let shown = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!((&shown["state"], &shown["refund"]["on"]), (&json!("refunded"), &json!("2027-03-10")));
    let ended = held(&client).await;
    assert_eq!(ended["holding"], json!({ "refunded": { "on": "2027-03-10" } }));
    assert_eq!(ended["automatic_renewal"], false);
    assert_eq!(given_back(&app, &card).await, 0, "the gateway is asked by a job");

    work(&app).await;
    assert_eq!(given_back(&app, &card).await, 59_290);
    let made = &finance.get("/api/operator/refunds").await.body["made"][0];
    assert_eq!((&made["state"], &made["made_on"]), (&json!("made"), &json!("2027-03-10")));
    assert_eq!(app.mails(AOBA).await, ["order_paid", "refund"]);

    let notes = client.get("/api/invoices").await.body["invoices"].clone();
    let totals: Vec<_> =
        notes.as_array().unwrap().iter().map(|note| note["total"]["amount"].as_i64().unwrap()).collect();
    assert_eq!(totals.iter().sum::<i64>(), 0, "{notes}");
    let number = shown["refund"]["credit_note"].as_str().unwrap();
    assert_eq!(number, "C2027-000001");
    let pdf = client.get(&format!("/api/invoices/{number}/pdf?lang=ja")).await;
    assert!(pdf.bytes.starts_with(b"%PDF"));
}

#[tokio::test]
async fn what_was_given_back_can_be_bought_anew_on_the_same_day() {
    let Scene { app, client, finance } = scene().await;
    let order = renewed(&client, &app.card(PAYS).await).await;
    refund(&finance, &order).await;
    let payment = json!({ "card": { "token": app.card(PAYS).await } });
    let again = bought(&client, json!({ "buy": "action_pack" }), payment).await;
    assert_eq!((&again["state"], &again["new_anniversary"]), (&json!("paid"), &json!("2028-03-10")));
}

#[tokio::test]
async fn pressed_twice_or_by_two_at_once_money_goes_back_once() {
    let Scene { app, client, finance } = scene().await;
    let card = app.card(PAYS).await;
    let order = renewed(&client, &card).await;
    let (one, two) = tokio::join!(refund(&finance, &order), refund(&finance, &order));
    assert_eq!((one.status, &one.body["id"]), (StatusCode::OK, &two.body["id"]));
    let (first, second) = tokio::join!(jobs::run_due(&app.portal), jobs::run_due(&app.portal));
    first.unwrap();
    second.unwrap();
    assert_eq!(refund(&finance, &order).await.body["state"], "made");
    work(&app).await;
    assert_eq!(given_back(&app, &card).await, 59_290);
    let all = invoice::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert_eq!(all.len(), 2, "one invoice, one credit note");
}

#[tokio::test]
async fn a_job_that_died_before_it_was_written_down_gives_nothing_more_back() {
    let Scene { app, client, finance } = scene().await;
    let card = app.card(PAYS).await;
    let order = renewed(&client, &card).await;
    let id = refund(&finance, &order).await.body["id"].as_str().unwrap().to_owned();
    let attempt = orders::charged_attempt_of(app.portal.db.read(), number_of(&order)).await.unwrap().unwrap();
    let amount = serde_json::from_value(order["quote"]["total"].clone()).unwrap();
    let request = RefundRequest { refund: id, charge: attempt.id, amount };
    app.portal.gateway.refund(&request).await.unwrap();
    work(&app).await;
    assert_eq!(given_back(&app, &card).await, 59_290);
    assert_eq!(finance.get("/api/operator/refunds").await.body["made"].as_array().unwrap().len(), 1);
}

fn number_of(order: &Value) -> OrderNumber {
    serde_json::from_value(order["number"].clone()).unwrap()
}

#[tokio::test]
async fn what_the_cards_bank_does_not_take_is_transferred_by_finance() {
    let Scene { app, client, finance } = scene().await;
    let card = app.card(REFUSES_REFUNDS).await;
    let order = renewed(&client, &card).await;
    let id = refund(&finance, &order).await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/api/operator/refunds/{id}/made");
    let made = json!({ "made_on": "2027-03-10", "bank_reference": "OUT-1" });
    assert_eq!(finance.post(&path, &made).await.status, StatusCode::CONFLICT, "the gateway is asked first");
    work(&app).await;
    let open = finance.get("/api/operator/refunds").await.body["open"][0].clone();
    assert_eq!(open["state"], "to_transfer", "{open}");
    assert!(open["refused"].is_string());

    let tomorrow = json!({ "made_on": "2027-03-11", "bank_reference": "" });
    let refused = finance.post(&path, &tomorrow).await;
    let fields: Vec<_> =
        refused.body["fields"].as_array().unwrap().iter().map(|field| &field["field"]).collect();
    assert_eq!(fields, ["made_on", "bank_reference"]);
    for _ in 0..2 {
        assert_eq!(finance.post(&path, &made).await.body["state"], "made");
    }
    let other = json!({ "made_on": "2027-03-10", "bank_reference": "OUT-2" });
    assert_eq!(finance.post(&path, &other).await.code(), "conflict");
    assert_eq!(given_back(&app, &card).await, 0);
    assert_eq!(app.mails(AOBA).await, ["order_paid", "refund", "refund_refused", "refund_made"]);
}

#[tokio::test]
async fn a_transfer_is_given_back_by_a_transfer() {
    let Scene { app, client, finance } = scene().await;
    let contact = json!({ "name": "Haru Aoba", "phone": "+81 221234567", "email": "haru@aoba.example" });
    let id = held(&client).await["id"].clone();
    let order = bought(&client, json!({ "renew": id }), json!({ "transfer": contact })).await;
    assert_eq!(
        refund(&finance, &order).await.unmet(),
        ["paid", "refund_period", "present_term", "no_open_order"]
    );
    let arrived = json!({ "order": order["number"], "amount": order["quote"]["total"], "received_on": "2027-03-10", "bank_reference": "IN-1" });
    assert_eq!(finance.post("/api/operator/payments", &arrived).await.body, "full");
    let decided = refund(&finance, &order).await.body;
    assert_eq!(
        (&decided["state"], &decided["contact"]["name"]),
        (&json!("to_transfer"), &json!("Haru Aoba"))
    );
    work(&app).await;
    let path = format!("/api/operator/refunds/{}/made", decided["id"].as_str().unwrap());
    let made = json!({ "made_on": "2027-03-10", "bank_reference": "OUT-1" });
    assert_eq!(finance.post(&path, &made).await.body["state"], "made");
}

#[tokio::test]
async fn after_thirty_days_and_after_an_upgrade_nothing_is_given_back() {
    let Scene { app, client, finance } = scene().await;
    let order = renewed(&client, &app.card(PAYS).await).await;
    let gull = app.signed_in("global-admin@gull.example").await;
    let payment = json!({ "card": { "token": app.card(PAYS).await } });
    let gold = bought(&gull, json!({ "buy": "gold" }), payment).await;
    assert_eq!(refund(&finance, &gold).await.unmet(), ["not_upgraded"]);
    // The thirtieth day ends at Tokyo's midnight.
    app.at("2027-04-09T15:00:01Z").await;
    let refused = refund(&finance, &order).await;
    assert_eq!((refused.status, refused.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["refund_period"]));
    assert_eq!(client.get(&format!("/api/orders/{}", order["number"])).await.body["state"], "paid");
}

#[tokio::test]
async fn only_finance_gives_money_back_and_says_why() {
    let Scene { app, client, finance } = scene().await;
    let order = renewed(&client, &app.card(PAYS).await).await;
    for email in ["support@vendor.example", "programme@vendor.example", AOBA] {
        let other = app.signed_in(email).await;
        assert_eq!(refund(&other, &order).await.status, StatusCode::FORBIDDEN, "{email}");
        assert_eq!(other.get("/api/operator/refunds").await.status, StatusCode::FORBIDDEN, "{email}");
    }
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    assert_eq!(finance.post(&path, &json!({ "reason": " " })).await.code(), "invalid_fields");
    assert_eq!(refund(&finance, &json!({ "number": 1 })).await.status, StatusCode::NOT_FOUND);
    assert_eq!(held(&client).await["holding"], "held");
}

#[tokio::test]
async fn a_refund_ends_the_automatic_renewal_and_its_reminders() {
    let Scene { app, client, finance } = scene().await;
    let order = renewed(&client, &app.card(PAYS).await).await;
    refund(&finance, &order).await;
    app.on("2028-04-20").await;
    assert_eq!(app.mails(AOBA).await, ["order_paid", "refund"]);
    assert_eq!(client.get("/api/orders").await.body["orders"].as_array().unwrap().len(), 1);
}

async fn tax_refund(finance: &Client, order: &Value) -> Answer {
    let path = format!("/api/operator/orders/{}/tax-refund", order["number"]);
    finance.post(&path, &json!({ "reason": "Exempt since April" })).await
}

async fn exempt(app: &TestApp) {
    let tx = app.portal.db.begin().await.unwrap();
    tx.execute_unprepared("UPDATE partners SET tax_exempt = TRUE, version = version + 1").await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_is_exempt_gets_the_tax_back_and_keeps_what_was_bought() {
    let Scene { app, client, finance } = scene().await;
    let card = app.card(PAYS).await;
    let order = renewed(&client, &card).await;
    assert_eq!(tax_refund(&finance, &order).await.unmet(), ["tax_exempt"]);
    exempt(&app).await;
    let (one, two) = tokio::join!(tax_refund(&finance, &order), tax_refund(&finance, &order));
    assert_eq!((one.status, &one.body["id"]), (StatusCode::OK, &two.body["id"]), "{}", two.body);
    assert_eq!(
        (&one.body["kind"], &one.body["amount"]["amount"], &one.body["state"]),
        (&json!("tax"), &json!(5_390), &json!("at_gateway"))
    );
    work(&app).await;
    assert_eq!(given_back(&app, &card).await, 5_390);

    let shown = client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!((&shown["state"], &shown["quote"]["total"]["amount"]), (&json!("paid"), &json!(53_900)));
    assert_eq!((&shown["tax_refund"]["state"], &shown["refund"]), (&json!("made"), &Value::Null));
    assert_eq!(held(&client).await["holding"], "held");
    assert_eq!(app.mails(AOBA).await, ["order_paid", "tax_refund"]);

    // What was invoiced with tax stays as it was; what holds is the invoice without.
    let listed = client.get("/api/invoices").await.body["invoices"].clone();
    let listed: Vec<_> =
        listed.as_array().unwrap().iter().map(|row| (&row["number"], &row["total"])).collect();
    let yen = |amount: i64| json!({ "amount": amount, "currency": "JPY" });
    assert_eq!(
        listed,
        [
            (&json!("C2027-000001"), &yen(-59_290)),
            (&json!("2027-000002"), &yen(53_900)),
            (&json!("2027-000001"), &yen(59_290))
        ]
    );
    assert_eq!(shown["invoice"], "2027-000002");
    for row in invoice::Entity::find().all(app.portal.db.read()).await.unwrap() {
        let total = parsed::<Quote>(&row.quote).unwrap().total.amount;
        assert_eq!(total, row.total.abs(), "{}", row.number);
    }
}

#[tokio::test]
async fn after_its_tax_only_the_rest_of_an_order_is_given_back() {
    let Scene { app, client, finance } = scene().await;
    let card = app.card(PAYS).await;
    let order = renewed(&client, &card).await;
    exempt(&app).await;
    tax_refund(&finance, &order).await;
    let rest = refund(&finance, &order).await.body;
    assert_eq!((&rest["kind"], &rest["amount"]["amount"]), (&json!("whole"), &json!(53_900)), "{rest}");
    work(&app).await;
    assert_eq!(given_back(&app, &card).await, 59_290);
    let rows = invoice::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert_eq!((rows.len(), rows.iter().map(|row| row.total).sum::<i64>()), (4, 0));
    let last = rows.iter().find(|row| row.number == "C2027-000002").unwrap();
    assert_eq!(last.corrects.as_deref(), Some("2027-000002"));
    assert_eq!(tax_refund(&finance, &order).await.body["kind"], "tax", "the same again");
}

#[tokio::test]
async fn the_tax_is_given_back_for_a_year_and_only_if_there_was_some() {
    let Scene { app, client, finance } = scene().await;
    let order = renewed(&client, &app.card(PAYS).await).await;
    exempt(&app).await;
    let kite = app.signed_in("global-admin@kite.example").await;
    let untaxed =
        bought(&kite, json!({ "buy": "action_pack" }), json!({ "card": { "token": app.card(PAYS).await } }))
            .await;
    assert_eq!(tax_refund(&finance, &untaxed).await.unmet(), ["tax_charged"]);
    app.at("2028-03-10T15:00:01Z").await;
    assert_eq!(tax_refund(&finance, &order).await.unmet(), ["refund_period"]);
}
