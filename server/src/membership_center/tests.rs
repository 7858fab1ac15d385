//! Renewed there, handed over by itself or by an operator, imported. T is 2027-03-10; Iris Labs, in India, has its
//! anniversary on 2027-05-09, renews by itself and has no card. Its days end at 18:30 UTC.

use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::catalogue::demo;
use crate::imports::import_subscriptions;
use crate::jobs;
use crate::tables::{audit, invoice, job, mail, partner, subscription};
use crate::testing::{Answer, Client, T, TestApp};

const IRIS: &str = "global-admin@iris.example";
const LAST_MINUTE: &str = "2027-05-09T18:29:00Z";
const FIRST_MINUTE: &str = "2027-05-09T18:31:00Z";
const PAYS: &str = "4242 4242 4242 4242";

async fn held(client: &Client) -> Value {
    client.get("/api/offers").await.body["facts"]["subscriptions"][0].clone()
}

async fn started(client: &Client, wish: &str, payment: Value) -> Answer {
    let id = held(client).await["id"].clone();
    let body = json!({ "wish": { wish: id }, "payment": payment });
    client.post_once("/api/orders", &crate::ids::new_id(), &body).await
}

async fn by_card(app: &TestApp) -> Value {
    json!({ "card": { "token": app.card(PAYS).await } })
}

async fn is_led_there(client: &Client) -> bool {
    client.get("/api/session").await.body["acts_for"]["partner"]["membership_center"].as_bool().unwrap()
}

async fn save_card(app: &TestApp, client: &Client) -> Answer {
    let path = format!("/api/subscriptions/{}/card", held(client).await["id"].as_str().unwrap());
    client.put(&path, &json!({ "card_token": app.card(PAYS).await })).await
}

/// The texts of the mails about a hand-over that Iris' admin got.
async fn invitations(app: &TestApp) -> Vec<String> {
    let mails = mail::Entity::find()
        .filter(mail::Column::Kind.eq("handed_over"))
        .filter(mail::Column::Recipient.eq(IRIS))
        .all(app.portal.db.read())
        .await
        .unwrap();
    mails.into_iter().map(|mail| mail.text).collect()
}

async fn hand_overs(app: &TestApp) -> Vec<audit::Model> {
    let lines = audit::Entity::find()
        .filter(audit::Column::Action.eq("subscription handed over to Partner Center"))
        .all(app.portal.db.read());
    lines.await.unwrap()
}

#[tokio::test]
async fn a_partner_renews_there_once_and_is_managed_here_from_then_on() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    assert!(is_led_there(&client).await);
    let here = started(&client, "renew", by_card(&app).await).await;
    assert_eq!(
        (here.status, here.unmet()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["window", "managed_here"])
    );
    let payment = by_card(&app).await;
    let order = started(&client, "renew_there", payment.clone()).await.body;
    assert_eq!(order["purpose"]["renew"]["renewed_in"], "membership_center", "{order}");
    let (one, two) = tokio::join!(client.buy(&order), client.buy(&order));
    for answer in [one, two] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let (_, charged) = app.ledger(payment["card"]["token"].as_str().unwrap()).await;
    assert_eq!(charged, 1);
    let renewed = held(&client).await;
    assert_eq!(
        (&renewed["expires_on"], &renewed["managed_in"], &renewed["handed_over"]),
        (&json!("2028-05-09"), &json!("partner_center"), &Value::Null)
    );
    assert_eq!(renewed["card"]["last4"], "4242");
    assert!(!is_led_there(&client).await);
    let invoices = invoice::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert_eq!(invoices.len(), 1);
    let again = started(&client, "renew_there", by_card(&app).await).await;
    assert_eq!(again.unmet(), ["window", "managed_there"]);
    app.on("2027-06-20").await;
    assert!(invitations(&app).await.is_empty(), "there is nothing to hand over");
    assert_eq!(held(&client).await["expires_on"], "2028-05-09");
}

#[tokio::test]
async fn a_renewal_that_is_given_back_leaves_the_term_that_runs() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    let order = started(&client, "renew_there", by_card(&app).await).await.body;
    assert_eq!(client.buy(&order).await.status, StatusCode::OK);
    let finance = app.signed_in("finance@vendor.example").await;
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    let refund = finance.post(&path, &json!({ "reason": "Not wanted" })).await;
    assert_eq!(refund.status, StatusCode::OK, "{}", refund.body);
    let left = held(&client).await;
    assert_eq!(
        (&left["expires_on"], &left["holding"], &left["automatic_renewal"]),
        (&json!("2027-05-09"), &json!({ "cancelled": { "ends": "2027-05-09" } }), &json!(false))
    );
    let grants = client.get("/api/benefits").await.body;
    assert_eq!(grants["grants"][0]["state"], "usable", "{grants}");
    app.on("2027-05-10").await;
    let over = client.get("/api/benefits").await.body;
    assert!(over["grants"][0]["state"]["ended"].is_object(), "{over}");
    // A membership begins afresh, since nothing is left of this one.
    let body = json!({ "wish": { "buy": "action_pack" }, "payment": by_card(&app).await });
    let anew = client.post_once("/api/orders", "anew", &body).await;
    assert_eq!(anew.status, StatusCode::CREATED, "{}", anew.body);
}

#[tokio::test]
async fn it_opens_ninety_days_before_the_anniversary() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    // T is 60 days before the anniversary: one of 2027-06-09 has 91 days to go.
    let tx = app.portal.db.begin().await.unwrap();
    let id = held(&client).await["id"].as_str().unwrap().to_owned();
    let iris = "4100009".parse().unwrap();
    let (row, _) = crate::subscriptions::with_partner(&tx, &iris, &id).await.unwrap();
    let later = subscription::Model { expires_on: "2027-06-09".parse().unwrap(), ..row.clone() };
    crate::subscriptions::update(&tx, &row, &later).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(started(&client, "renew_there", by_card(&app).await).await.unmet(), ["window"]);
    app.on("2027-03-11").await;
    assert_eq!(started(&client, "renew_there", by_card(&app).await).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_order_begun_there_on_the_last_day_is_not_bought_there_the_day_after() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    app.at(LAST_MINUTE).await;
    let payment = by_card(&app).await;
    let order = started(&client, "renew_there", payment.clone()).await.body;
    assert_eq!(order["state"], "draft", "{order}");
    app.at(FIRST_MINUTE).await;
    assert_eq!(client.buy(&order).await.unmet(), ["window", "managed_there"]);
    assert_eq!(app.ledger(payment["card"]["token"].as_str().unwrap()).await.1, 0);
    let order = started(&client, "renew", payment).await.body;
    assert_eq!(client.buy(&order).await.body["state"], "paid", "here it is renewed");
    assert_eq!(held(&client).await["expires_on"], "2028-05-09");
}

#[tokio::test]
async fn it_is_handed_over_at_the_partners_midnight_and_told_once_whoever_dies() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    app.at(LAST_MINUTE).await;
    assert_eq!(held(&client).await["managed_in"], "membership_center");
    let db = app.portal.db.read();
    let iris = async || partner::Entity::find_by_id("4100009").one(db).await.unwrap().unwrap();
    let before = iris().await.version;
    app.portal.clock.move_to(FIRST_MINUTE.parse().unwrap());
    let (one, two) = tokio::join!(jobs::run_due(&app.portal), jobs::run_due(&app.portal));
    one.unwrap();
    two.unwrap();
    let moved = held(&client).await;
    assert_eq!(
        (&moved["managed_in"], &moved["handed_over"]),
        (&json!("partner_center"), &json!("2027-05-10"))
    );
    assert!(moved["automatic_renewal"].as_bool().unwrap(), "it is not lost");
    assert!(iris().await.version > before);
    assert!(is_led_there(&client).await, "to look at it");
    // Whoever died before the job was noted as done does it again.
    let jobs = job::Entity::find().filter(job::Column::Kind.eq(super::JOB)).all(db).await.unwrap();
    assert_eq!(jobs.len(), 1);
    super::run(app.portal.clone(), jobs[0].clone()).await.unwrap();
    assert_eq!((hand_overs(&app).await.len(), invitations(&app).await.len()), (1, 1));
    let mails = app.mails(IRIS).await;
    assert_eq!(mails, ["reminder", "reminder", "reminder", "reminder", "reminder", "handed_over"]);
}

#[tokio::test]
async fn what_cannot_be_carried_over_is_asked_for_and_charged_when_it_has_come() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    app.on("2027-05-10").await;
    let [text] = &invitations(&app).await[..] else { panic!("one invitation") };
    assert!(text.contains("our payment gateway knows no card for it"), "{text}");
    assert!(text.contains("from 10 May 2027 to 8 June 2027"), "{text}");
    assert_eq!(held(&client).await["expires_on"], "2027-05-09");
    app.on("2027-05-12").await;
    let mails = app.mails(IRIS).await;
    assert!(!mails.contains(&"automatic_refused".to_owned()), "asked already: {mails:?}");
    assert_eq!(save_card(&app, &client).await.status, StatusCode::NO_CONTENT);
    app.on("2027-05-13").await;
    let renewed = held(&client).await;
    assert_eq!((&renewed["expires_on"], &renewed["handed_over"]), (&json!("2028-05-09"), &Value::Null));
}

#[tokio::test]
async fn a_saved_card_comes_along_and_is_charged_on_the_day_of_the_hand_over() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    assert_eq!(save_card(&app, &client).await.status, StatusCode::NO_CONTENT);
    app.on("2027-05-09").await;
    assert_eq!(held(&client).await["expires_on"], "2027-05-09");
    app.on("2027-05-10").await;
    assert_eq!(held(&client).await["expires_on"], "2028-05-09");
    let mut mails = app.mails(IRIS).await;
    mails.retain(|kind| kind != "reminder");
    mails.sort();
    assert_eq!(mails, ["handed_over", "order_paid"]);
    assert!(invitations(&app).await[0].contains("card ending in 4242"));
}

#[tokio::test]
async fn a_transfer_ordered_there_keeps_its_right_over_the_hand_over() {
    let app = TestApp::demo().await;
    // In India cards only are taken. Lotus, in Japan, is on its anniversary, and its day ends at 15:00 UTC.
    let client = app.signed_in("global-admin@lotus.example").await;
    let id = held(&client).await["id"].as_str().unwrap().to_owned();
    let tx = app.portal.db.begin().await.unwrap();
    let lotus = "4100012".parse().unwrap();
    let (row, _) = crate::subscriptions::with_partner(&tx, &lotus, &id).await.unwrap();
    let there = subscription::Model { managed_in: "membership_center".to_owned(), ..row.clone() };
    crate::subscriptions::update(&tx, &row, &there).await.unwrap();
    tx.commit().await.unwrap();
    let contact = json!({ "name": "Yuna Hasu", "phone": "+81 221234567", "email": "yuna@lotus.example" });
    let order = started(&client, "renew_there", json!({ "transfer": contact })).await.body;
    assert_eq!(client.buy(&order).await.body["state"], "awaiting_transfer", "{order}");
    app.on("2027-03-20").await;
    let told = mail::Entity::find().filter(mail::Column::Kind.eq("handed_over"));
    let told = told.one(app.portal.db.read()).await.unwrap().unwrap();
    assert!(
        told.text.contains(&format!("更新の注文 {} はお支払い待ちです", order["number"])),
        "{}",
        told.text
    );
    let moved = held(&client).await;
    assert_eq!(
        (&moved["managed_in"], &moved["expires_on"]),
        (&json!("partner_center"), &json!("2027-03-10"))
    );
    let finance = app.signed_in("finance@vendor.example").await;
    let arrived = json!({ "order": order["number"], "amount": order["quote"]["total"],
        "received_on": "2027-03-20", "bank_reference": "B1" });
    assert_eq!(finance.post("/api/operator/payments", &arrived).await.body, "full");
    assert_eq!(held(&client).await["expires_on"], "2028-03-10");
}

#[tokio::test]
async fn an_operator_moves_it_early_for_a_reason_and_it_waits_for_partner_centers_window() {
    let app = TestApp::demo().await;
    let (client, operator) = (app.signed_in(IRIS).await, app.signed_in("programme@vendor.example").await);
    let finance = app.signed_in("finance@vendor.example").await;
    let list = "/api/operator/membership-center";
    let kept = operator.get(list).await.body["subscriptions"].clone();
    assert_eq!((&kept[0]["company"], &kept[0]["lacks_payment"]), (&json!("Iris Labs"), &json!(true)));
    assert_eq!(operator.get(&format!("{list}?partner=4100001")).await.body["subscriptions"], json!([]));
    let path = format!("{list}/{}/hand-over", kept[0]["id"].as_str().unwrap());
    let press = |reason: &str| json!({ "reason": reason });
    assert_eq!(finance.post(&path, &press("x")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(operator.post(&path, &press(" ")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        operator.post(&format!("{list}/none/hand-over"), &press("x")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(operator.post(&path, &press("The office has closed")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(operator.post(&path, &press("Again")).await.status, StatusCode::CONFLICT);
    assert_eq!(operator.get(list).await.body["subscriptions"], json!([]));

    let [line] = &hand_overs(&app).await[..] else { panic!("one line") };
    assert!(line.after.as_deref().unwrap().contains("The office has closed"), "{line:?}");
    assert_eq!(held(&client).await["handed_over"], T);
    assert_eq!(started(&client, "renew_there", by_card(&app).await).await.unmet(), ["managed_there"]);
    app.on("2027-05-09").await;
    assert_eq!(started(&client, "renew", by_card(&app).await).await.unmet(), ["window"]);
    app.on("2027-05-10").await;
    let order = started(&client, "renew", by_card(&app).await).await.body;
    assert_eq!(client.buy(&order).await.body["state"], "paid");
    let mails = app.mails(IRIS).await;
    let count = |kind: &str| mails.iter().filter(|mail| *mail == kind).count();
    assert_eq!(
        (count("handed_over"), count("automatic_refused")),
        (1, 1),
        "asked again when it was due: {mails:?}"
    );
}

#[tokio::test]
async fn what_lapses_is_not_handed_over_twice_and_can_be_bought_anew() {
    let app = TestApp::demo().await;
    let client = app.signed_in(IRIS).await;
    app.on("2027-06-09").await;
    assert_eq!(started(&client, "renew", by_card(&app).await).await.unmet(), ["window"]);
    assert_eq!(app.mails(IRIS).await.last().unwrap(), "lapsed");
    assert_eq!(invitations(&app).await.len(), 1);
    let body = json!({ "wish": { "buy": "action_pack" }, "payment": by_card(&app).await });
    assert_eq!(client.post_once("/api/orders", "anew", &body).await.status, StatusCode::CREATED);
}

const COLUMNS: &str = "partner_id,partner_name,country,currency,time_zone,language,address_line1,city,region,\
    postal_code,tax_id,user_email,user_name,user_roles,offer,purchased_on,expires_on,managed_in,automatic_renewal";

#[tokio::test]
async fn what_is_imported_after_its_anniversary_is_handed_over_and_invited_while_there_is_time() {
    let app = TestApp::demo().await;
    let row = |id: &str, slug: &str, expires_on: &str| {
        let bought = expires_on.replace("2027", "2020").replace("2026", "2019");
        format!(
            "{id},{slug} Ltd,IN,INR,Asia/Kolkata,en,1 Road,Pune,Maharashtra,411045,,\
             admin@{slug}.example,Admin,global_admin,action_pack,{bought},{expires_on},membership_center,yes"
        )
    };
    let file = [
        COLUMNS.to_owned(),
        row("4300001", "early", "2027-08-01"),
        row("4300002", "lately", "2027-03-01"),
        row("4300003", "long-ago", "2026-03-01"),
    ];
    let now = app.portal.clock.now();
    import_subscriptions(&app.portal.db, &demo(), now, file.join("\n").as_bytes(), |_| ()).await.unwrap();
    jobs::run_due(&app.portal).await.unwrap();
    let stored = async |partner: &str| {
        let found = subscription::Entity::find().filter(subscription::Column::PartnerId.eq(partner));
        let row = found.one(app.portal.db.read()).await.unwrap().unwrap();
        (row.managed_in, row.handed_over.map(|day| day.to_string()))
    };
    assert_eq!(stored("4300001").await, ("membership_center".to_owned(), None));
    assert_eq!(stored("4300002").await, ("partner_center".to_owned(), Some(T.to_owned())));
    assert_eq!(stored("4300003").await, ("partner_center".to_owned(), Some(T.to_owned())));
    assert_eq!(app.mails("admin@lately.example").await, ["handed_over"]);
    assert!(app.mails("admin@long-ago.example").await.is_empty());
    app.on("2027-08-02").await;
    assert_eq!(stored("4300001").await, ("partner_center".to_owned(), Some("2027-08-02".to_owned())));
}
