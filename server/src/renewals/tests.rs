//! Automatic renewal, its retries and the reminders, by the demo's clock. T is 2027-03-10.

use axum::http::StatusCode;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};

use crate::jobs;
use crate::tables::{invoice, mail, order, partner, term};
use crate::testing::{Client, TestApp};

const BIRCH: &str = "global-admin@birch.example";
const LOTUS: &str = "global-admin@lotus.example";

async fn held(client: &Client) -> Value {
    client.get("/api/offers").await.body["facts"]["subscriptions"][0].clone()
}

async fn orders(client: &Client) -> Vec<Value> {
    client.get("/api/orders").await.body["orders"].as_array().unwrap().clone()
}

fn count(mails: &[String], kind: &str) -> usize {
    mails.iter().filter(|mail| *mail == kind).count()
}

#[tokio::test]
async fn a_saved_card_renews_on_the_first_day_of_the_window() {
    let app = TestApp::demo().await;
    let client = app.signed_in(BIRCH).await;
    app.on("2027-03-30").await;
    assert_eq!(held(&client).await["expires_on"], "2027-03-30", "not on the anniversary itself");
    app.on("2027-03-31").await;
    let renewed = held(&client).await;
    assert_eq!((&renewed["expires_on"], &renewed["automatic_renewal"]), (&json!("2028-03-30"), &json!(true)));
    let orders = orders(&client).await;
    assert_eq!((orders.len(), &orders[0]["state"]), (1, &json!("paid")));
    let mails = app.mails(BIRCH).await;
    assert_eq!(
        mails,
        ["reminder", "reminder", "reminder", "order_paid"],
        "15, 7 and 1 days before, then paid"
    );
}

#[tokio::test]
async fn a_declined_card_is_tried_six_times_and_nothing_is_charged() {
    let app = TestApp::demo().await;
    let client = app.signed_in(LOTUS).await;
    let attempts_by = [
        ("2027-03-10", 0),
        ("2027-03-11", 1),
        ("2027-03-12", 2),
        ("2027-03-13", 2),
        ("2027-03-14", 3),
        ("2027-03-18", 4),
        ("2027-03-25", 5),
        ("2027-03-31", 5),
        ("2027-04-01", 6),
        ("2027-04-11", 6),
    ];
    for (day, attempts) in attempts_by {
        app.on(day).await;
        assert_eq!(orders(&client).await.len(), attempts, "on {day}");
    }
    assert_eq!(held(&client).await["expires_on"], "2027-03-10");
    let mails = app.mails(LOTUS).await;
    assert_eq!(count(&mails, "automatic_declined"), 6, "{mails:?}");
    assert_eq!(count(&mails, "purchase_declined"), 0, "nobody has bought: {mails:?}");
    assert_eq!(count(&mails, "reminder"), 2, "7 days before it closes, and on its last day: {mails:?}");
    assert_eq!(mails.last().unwrap(), "lapsed");
    assert!(
        invoice::Entity::find()
            .filter(invoice::Column::PartnerId.eq("4100012"))
            .one(app.portal.db.read())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_renewal_by_hand_ends_the_retries() {
    let app = TestApp::demo().await;
    let client = app.signed_in(LOTUS).await;
    app.on("2027-03-12").await;
    assert_eq!(app.renew_by_hand(&client, "4242 4242 4242 4242").await["state"], "paid");
    app.on("2027-04-20").await;
    assert_eq!(count(&app.mails(LOTUS).await, "automatic_declined"), 2);
    assert_eq!(held(&client).await["expires_on"], "2028-03-10");
    assert_eq!(orders(&client).await.iter().filter(|order| order["state"] == "paid").count(), 1);
}

#[tokio::test]
async fn a_transfer_on_its_way_stops_the_retries_until_it_is_cancelled() {
    let app = TestApp::demo().await;
    let client = app.signed_in(LOTUS).await;
    app.on("2027-03-11").await;
    let contact = json!({ "name": "Ren Hasegawa", "phone": "+81 221234567", "email": "ren@lotus.example" });
    let body = json!({ "wish": { "renew": held(&client).await["id"] }, "payment": { "transfer": contact } });
    let order = client.post_once("/api/orders", "transfer", &body).await.body;
    assert_eq!(client.buy(&order).await.body["state"], "awaiting_transfer");
    app.on("2027-03-13").await;
    assert_eq!(orders(&client).await.len(), 2, "one that was declined, and the transfer");
    let path = format!("/api/orders/{}/cancel", order["number"]);
    assert_eq!(client.post(&path, &json!({})).await.body["state"], "cancelled");
    app.on("2027-03-14").await;
    assert_eq!(orders(&client).await[0]["state"], "declined", "the retry of that day");
    assert_eq!(count(&app.mails(LOTUS).await, "automatic_refused"), 0);
}

#[tokio::test]
async fn buy_by_hand_on_what_was_declined_by_itself_can_be_authenticated() {
    let app = TestApp::demo().await;
    let client = app.signed_in(LOTUS).await;
    app.on("2027-03-11").await;
    let path = format!("/api/orders/{}", orders(&client).await[0]["number"]);
    let card = json!({ "card_token": app.card("4000 0025 0000 3155").await });
    let order = client.put(&format!("{path}/card"), &card).await.body;
    assert_eq!(client.buy(&order).await.body["state"], "requires_action");
}

#[tokio::test]
async fn turned_off_it_stays_off_until_a_renewal() {
    let app = TestApp::demo().await;
    let client = app.signed_in(BIRCH).await;
    let path = format!("/api/subscriptions/{}/turn-off-renewal", held(&client).await["id"].as_str().unwrap());
    let member = app.signed_in("member@birch.example").await;
    assert_eq!(member.post(&path, &json!({})).await.status, StatusCode::FORBIDDEN);
    let other = app.signed_in("global-admin@aoba.example").await;
    assert_eq!(other.post(&path, &json!({})).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        assert_eq!(client.post(&path, &json!({})).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(held(&client).await["automatic_renewal"], false);
    app.on("2027-04-10").await;
    assert!(orders(&client).await.is_empty());
    assert_eq!(app.renew_by_hand(&client, "4242 4242 4242 4242").await["state"], "paid");
    assert_eq!(held(&client).await["automatic_renewal"], true);
}

#[tokio::test]
async fn what_the_rules_refuse_is_not_charged_and_a_mail_says_why() {
    let app = TestApp::demo().await;
    let suspended = partner::ActiveModel {
        id: Set("4100002".to_owned()),
        suspended: Set(Some("Payment fraud is being looked into".to_owned())),
        ..Default::default()
    };
    let tx = app.portal.db.begin().await.unwrap();
    suspended.update(&tx).await.unwrap();
    tx.commit().await.unwrap();
    app.on("2027-05-05").await;
    let client = app.signed_in(BIRCH).await;
    assert!(orders(&client).await.is_empty());
    let mails = app.mails(BIRCH).await;
    assert_eq!((count(&mails, "automatic_refused"), count(&mails, "lapsed")), (1, 1), "{mails:?}");
}

#[tokio::test]
async fn what_was_paid_by_transfer_is_ordered_by_transfer_again() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@elm.example").await;
    let finance = app.signed_in("finance@vendor.example").await;
    let order = orders(&client).await[0].clone();
    let arrived = json!({ "order": order["number"], "amount": order["total"], "received_on": "2027-03-10", "bank_reference": "B1" });
    assert_eq!(finance.post("/api/operator/payments", &arrived).await.body, "full");
    assert_eq!(held(&client).await["expires_on"], "2028-03-05");
    app.on("2028-03-06").await;
    let placed = orders(&client).await[0].clone();
    assert_eq!(placed["state"], "awaiting_transfer", "{placed}");
    let mails = app.mails("global-admin@elm.example").await;
    assert_eq!(count(&mails, "transfer_awaited"), 1, "{mails:?}");
    assert_eq!(held(&client).await["expires_on"], "2028-03-05", "nothing changes before the money is there");
}

#[tokio::test]
async fn two_nodes_renew_once() {
    let app = TestApp::demo().await;
    app.portal.clock.move_to("2027-03-31T12:00:00Z".parse().unwrap());
    let (one, two) = tokio::join!(jobs::run_due(&app.portal), jobs::run_due(&app.portal));
    one.unwrap();
    two.unwrap();
    let client = app.signed_in(BIRCH).await;
    assert_eq!(orders(&client).await.len(), 1);
    assert_eq!(held(&client).await["expires_on"], "2028-03-30");
    let mails = app.mails(BIRCH).await;
    assert_eq!(count(&mails, "order_paid"), 1, "{mails:?}");
}

#[tokio::test]
async fn a_year_passes_with_one_mail_each_and_one_payment_for_each_term() {
    let app = TestApp::demo().await;
    app.on("2028-04-15").await;
    let db = app.portal.db.read();
    let client = app.signed_in(BIRCH).await;
    assert_eq!(held(&client).await["expires_on"], "2029-03-30", "renewed in both years");
    let paid = order::Entity::find().filter(order::Column::State.eq("paid")).all(db).await.unwrap();
    let mut terms: Vec<_> = paid.iter().map(|order| order.term_key.clone().unwrap()).collect();
    terms.sort();
    terms.dedup();
    assert_eq!(terms.len(), paid.len(), "one payment for each term");
    let begun = term::Entity::find().filter(term::Column::OrderNumber.is_not_null()).all(db).await.unwrap();
    let invoices = invoice::Entity::find().all(db).await.unwrap();
    assert_eq!(
        (begun.len(), invoices.len()),
        (paid.len(), paid.len()),
        "each paid order has its term and invoice"
    );
    let mails = mail::Entity::find().all(db).await.unwrap();
    assert!(mails.iter().all(|mail| mail.sent_at.is_some()), "all were sent");
    let reminders = app.mails(BIRCH).await;
    assert_eq!(
        count(&reminders, "reminder"),
        8,
        "15, 7, 1 in the first year, 60, 30, 15, 7, 1 in the second"
    );
    let mut seen: Vec<_> =
        mails.iter().map(|mail| (&mail.recipient, &mail.subject, &mail.kind, mail.written_at)).collect();
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "none was written twice");
    assert_eq!(jobs::listed(&app.portal).await.unwrap(), "", "nothing is left over");
}
