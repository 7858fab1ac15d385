use axum::http::{StatusCode, header};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::directory::tests::{form, inquiry, post};
use crate::jobs;
use crate::tables::{audit, lead, mail};
use crate::testing::{Answer, Client, TestApp};

struct Scene {
    app: TestApp,
    client: Client,
    number: Value,
}

/// Aoba's Referrals admin, and a lead that has just come in.
async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let form = form(&stranger).await;
    assert_eq!(post(&stranger, &inquiry(&form), None).await.status, StatusCode::SEE_OTHER);
    let client = app.signed_in("referrals-admin@aoba.example").await;
    let number = client.get("/api/leads").await.body["leads"][0]["number"].clone();
    Scene { app, client, number }
}

fn deal() -> Value {
    json!({ "name": "Mail for 20", "value": { "amount": 480_000, "currency": "JPY" }, "date": "2027-06-30" })
}

impl Scene {
    async fn press(&self, what: &str, body: &Value) -> Answer {
        self.client.post(&format!("/api/leads/{}/{what}", self.number), body).await
    }

    async fn state(&self) -> Value {
        self.client.get(&format!("/api/leads/{}", self.number)).await.body["row"]["state"].clone()
    }
}

#[tokio::test]
async fn a_lead_is_accepted_and_won_and_each_press_counts_once() {
    let scene = scene().await;
    let body = deal();
    let (one, other) = tokio::join!(scene.press("accept", &body), scene.press("accept", &body));
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(one.body["standing"]["accepted"], deal());
    assert_eq!(one.body["row"]["until"], Value::Null);
    let declined = scene.press("decline", &json!({ "reason": "No time" })).await;
    assert_eq!(declined.status, StatusCode::CONFLICT);
    let won = scene.press("outcome", &json!({ "won": true })).await;
    assert_eq!(won.body["standing"]["won"]["name"], "Mail for 20");
    assert_eq!(scene.press("outcome", &json!({ "won": true })).await.status, StatusCode::OK);
    assert_eq!(scene.press("outcome", &json!({ "won": false })).await.status, StatusCode::CONFLICT);
    assert_eq!(scene.state().await, "won");
}

#[tokio::test]
async fn two_colleagues_with_different_deals_do_not_both_take_it_up() {
    let scene = scene().await;
    let mut another = deal();
    another["name"] = json!("Another");
    let (first, second) = (deal(), another);
    let (one, other) = tokio::join!(scene.press("accept", &first), scene.press("accept", &second));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn a_deal_is_counted_in_the_partners_currency_and_a_reason_is_given() {
    let scene = scene().await;
    let mut foreign = deal();
    foreign["value"]["currency"] = json!("EUR");
    foreign["name"] = json!(" ");
    let refused = scene.press("accept", &foreign).await;
    let fields: Vec<_> =
        refused.body["fields"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
    assert_eq!(fields, ["name", "value"]);
    assert_eq!(
        scene.press("decline", &json!({ "reason": " " })).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(scene.state().await, "received");
    let declined = scene.press("decline", &json!({ "reason": "We do not do tills." })).await;
    assert_eq!(declined.body["standing"], json!({ "declined": "We do not do tills." }));
}

#[tokio::test]
async fn a_lead_that_nobody_takes_up_is_reminded_of_once_and_expires_after_fourteen_days() {
    let scene = scene().await;
    let reminders = async || {
        let mails = scene.app.mails("referrals-admin@aoba.example").await;
        mails.iter().filter(|kind| *kind == "lead_expiring").count()
    };
    scene.app.at("2027-03-20T14:59:00Z").await;
    assert_eq!(reminders().await, 0);
    // 21 March begins in Tokyo: three days before the last one.
    scene.app.at("2027-03-20T15:00:05Z").await;
    assert_eq!(reminders().await, 1);
    scene.app.at("2027-03-24T14:59:00Z").await;
    assert_eq!((scene.state().await, reminders().await), (json!("received"), 1));
    scene.app.at("2027-03-24T15:00:05Z").await;
    assert_eq!(scene.state().await, "expired");
    let late = scene.press("accept", &deal()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_lead_that_was_taken_up_is_neither_reminded_of_nor_expires() {
    let scene = scene().await;
    scene.press("accept", &deal()).await;
    scene.app.on("2027-04-10").await;
    assert_eq!(scene.state().await, "accepted");
    assert!(!scene.app.mails("referrals-admin@aoba.example").await.contains(&"lead_expiring".to_owned()));
}

#[tokio::test]
async fn a_lead_whose_time_is_over_is_not_taken_up_before_the_round_has_come() {
    let scene = scene().await;
    scene.app.portal.clock.move_to("2027-03-24T15:00:01Z".parse().unwrap());
    assert_eq!(scene.press("accept", &deal()).await.status, StatusCode::CONFLICT);
    assert_eq!(scene.state().await, "received");
}

/// The lead as its page shows it, and what the mails about it say.
async fn told(scene: &Scene) -> (Value, String) {
    let view = scene.client.get(&format!("/api/leads/{}", scene.number)).await.body;
    let mails = mail::Entity::find()
        .filter(mail::Column::Kind.is_in(["lead_received", "lead_expiring"]))
        .all(scene.app.portal.db.read())
        .await
        .unwrap();
    assert!(!mails.is_empty());
    (view, mails.into_iter().map(|row| row.subject + &row.text + &row.html).collect())
}

/// Nobody looks until then; then one node does.
async fn asleep_until(scene: &Scene, instant: &str) {
    scene.app.portal.clock.move_to(instant.parse().unwrap());
    super::round(scene.app.portal.clone()).await.unwrap();
}

async fn erasures(scene: &Scene) -> u64 {
    let lines = audit::Entity::find().filter(audit::Column::Action.eq("lead erased"));
    lines.count(scene.app.portal.db.read()).await.unwrap()
}

#[tokio::test]
async fn a_customers_data_are_kept_as_long_as_was_said_and_what_is_counted_stays() {
    let scene = scene().await;
    jobs::run_due(&scene.app.portal).await.unwrap();
    assert_eq!(told(&scene).await.0["row"]["kept_until"], Value::Null);
    scene.press("accept", &deal()).await;
    let won = scene.press("outcome", &json!({ "won": true })).await.body;
    assert_eq!((&won["row"]["kept_until"], &won["row"]["erased_on"]), (&json!("2029-03-09"), &Value::Null));
    assert!(won["consent"].as_str().unwrap().contains("erased 730 days after"), "{won}");
    // In Tokyo the last day ends at 15:00 UTC. Four of the demo were over before.
    asleep_until(&scene, "2029-03-09T14:59:00Z").await;
    let (view, mails) = told(&scene).await;
    assert_eq!((&view["row"]["name"], erasures(&scene).await), (&json!("Ada Byron"), 4));
    assert!(mails.contains("Ada Byron") && mails.contains("Can you help?"));

    // A week asleep; then two nodes look at the same time.
    scene.app.portal.clock.move_to("2029-03-16T15:00:05Z".parse().unwrap());
    let round = || super::round(scene.app.portal.clone());
    let (one, other) = tokio::join!(round(), round());
    assert_eq!((one.is_ok(), other.is_ok()), (true, true));
    round().await.unwrap();
    let (view, mails) = told(&scene).await;
    for field in ["email", "phone", "message"] {
        assert_eq!(view[field], "", "{field}");
    }
    assert_eq!((&view["row"]["name"], &view["row"]["company"]), (&json!(""), &json!("")));
    assert_eq!((&view["row"]["kept_until"], &view["row"]["erased_on"]), (&Value::Null, &json!("2029-03-17")));
    let mut kept = deal();
    kept["name"] = json!("");
    assert_eq!((&view["standing"]["won"], &view["row"]["value"]), (&kept, &kept["value"]));
    assert_eq!(
        (&view["row"]["number"], &view["row"]["received_at"]),
        (&scene.number, &won["row"]["received_at"])
    );
    assert!(
        !mails.contains("Ada Byron") && !mails.contains("Can you help?"),
        "that they were sent stays: {mails}"
    );
    let file = String::from_utf8(scene.client.get("/api/leads/export").await.bytes.to_vec()).unwrap();
    assert!(file.contains(",Won,,,,,,,,480000,JPY,") && !file.contains("Ada Byron"), "{file}");
    assert_eq!(erasures(&scene).await, 5, "once");
}

#[tokio::test]
async fn what_came_in_before_anybody_was_told_follows_the_programme() {
    let scene = scene().await;
    jobs::run_due(&scene.app.portal).await.unwrap();
    scene.press("decline", &json!({ "reason": "Ada, no time" })).await;
    let number = scene.number.as_i64().unwrap();
    let untold = async || {
        let tx = scene.app.portal.db.begin().await.unwrap();
        let row = super::store::locked(&tx, number).await.unwrap().unwrap();
        let row = lead::Model { keep_days: None, erase_at: None, ..row };
        super::store::update(&tx, row).await.unwrap();
        tx.commit().await.unwrap();
    };
    untold().await;
    asleep_until(&scene, "2028-01-01T12:00:00Z").await;
    assert_eq!(told(&scene).await.0["row"]["kept_until"], Value::Null, "nothing says when");
    super::follow_programme(&scene.app.portal).await.unwrap();
    asleep_until(&scene, "2028-01-01T12:00:01Z").await;
    let view = told(&scene).await.0;
    assert_eq!(
        (&view["row"]["kept_until"], &view["row"]["name"]),
        (&json!("2029-03-09"), &json!("Ada Byron"))
    );
    asleep_until(&scene, "2029-03-09T15:00:05Z").await;
    assert_eq!(told(&scene).await.0["standing"], json!({ "declined": "" }));
}

#[tokio::test]
async fn leads_are_listed_by_state_and_are_the_partners_own() {
    let scene = scene().await;
    let listed = async |client: &Client, query: &str| {
        let page = client.get(&format!("/api/leads{query}")).await.body;
        let leads = page["leads"].as_array().unwrap().iter();
        leads.map(|lead| lead["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = ["received", "received", "accepted", "expired", "declined", "lost", "won"];
    assert_eq!(listed(&scene.client, "").await, all);
    assert_eq!(listed(&scene.client, "?state=declined").await, ["declined"]);
    let cursor = format!("?cursor={}", scene.number);
    assert_eq!(listed(&scene.client, &cursor).await.len(), 6);
    let kite = scene.app.signed_in("global-admin@kite.example").await;
    assert_eq!(listed(&kite, "").await, ["received"]);
    assert_eq!(kite.get(&format!("/api/leads/{}", scene.number)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn leads_open_in_a_spreadsheet_and_nothing_in_them_is_a_formula() {
    let scene = scene().await;
    let file = scene.client.get("/api/leads/export?state=received&lang=ja").await;
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"leads.csv\"");
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.starts_with("\u{feff}番号,受信日時,状態,"), "{text}");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0][2], &rows[0][6], &rows[0][7]), ("受信", "'+81 22-123-4567", "'=1+1\nCan you help?"));
    let all = String::from_utf8(scene.client.get("/api/leads/export").await.bytes.to_vec()).unwrap();
    assert!(all.contains(",2400000,JPY,"), "{all}");
}
