use axum::http::StatusCode;
use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryTrait, Statement};
use serde_json::{Value, json};
use tokuten_core::desk::Queue;

use super::queues;
use crate::jobs::{enqueue, run_due};
use crate::tables::audit;
use crate::testing::{Client, TestApp};

/// Counts of the queues that an operator sees.
async fn counts(client: &Client) -> Vec<(String, u64)> {
    let desk = client.get("/api/operator/desk").await.body;
    let queue =
        |one: &Value| (one["queue"].as_str().unwrap().to_owned(), one["count"]["number"].as_u64().unwrap());
    desk["queues"].as_array().unwrap().iter().map(queue).collect()
}

async fn queue(client: &Client, name: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/operator/desk/{name}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["items"].as_array().unwrap().clone()
}

fn partners(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["partner"]["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_operator_finds_the_work_of_the_demo_in_its_queues() {
    let app = TestApp::demo().await;
    let finance = app.signed_in("finance@vendor.example").await;
    let expected =
        [("transfers", 1), ("proofs", 1), ("unallocated", 0), ("refunds", 0), ("renewals", 0), ("jobs", 0)];
    assert_eq!(counts(&finance).await, expected.map(|(name, count)| (name.to_owned(), count)));
    let transfers = queue(&finance, "transfers").await;
    assert_eq!(partners(&transfers), ["Elm Software"]);
    assert_eq!(transfers[0]["thing"], json!({ "kind": "order", "id": "100001" }));
    assert_eq!(partners(&queue(&finance, "proofs").await), ["Fuji Data"]);
    let programme = app.signed_in("programme@vendor.example").await;
    assert_eq!(partners(&queue(&programme, "partners").await), ["Juniper Soft"]);
    let support = app.signed_in("support@vendor.example").await;
    assert_eq!(partners(&queue(&support, "requests").await), ["Elm Software", "Gull Networks"]);
    for (client, name) in [(&finance, "requests"), (&support, "transfers"), (&support, "partners")] {
        let refused = client.get(&format!("/api/operator/desk/{name}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(finance.get("/api/operator/desk/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn money_that_pays_nothing_waits_and_money_that_pays_takes_the_order_out() {
    let app = TestApp::demo().await;
    let finance = app.signed_in("finance@vendor.example").await;
    let total = queue(&finance, "transfers").await[0]["about"]["order"]["total"].clone();
    let arrived = async |order: Value, amount: &Value, reference: &str| {
        let money = json!({ "order": order, "amount": amount, "received_on": "2027-03-10", "bank_reference": reference });
        assert_eq!(finance.post("/api/operator/payments", &money).await.status, StatusCode::OK);
    };
    arrived(json!(null), &total, "LOST").await;
    let held = queue(&finance, "unallocated").await;
    assert_eq!(
        held[0]["about"]["payment"],
        json!({ "amount": total, "reference": "LOST", "why": "no_order" })
    );
    arrived(json!(100_001), &total, "FOUND").await;
    assert!(queue(&finance, "transfers").await.is_empty());
}

#[tokio::test]
async fn a_renewal_that_was_declined_waits_until_it_is_paid_or_its_window_closes() {
    let app = TestApp::demo().await;
    let finance = app.signed_in("finance@vendor.example").await;
    app.on("2027-03-11").await;
    let failed = queue(&finance, "renewals").await;
    assert_eq!(partners(&failed), ["Lotus Partners"]);
    assert_eq!(failed[0]["about"]["renewal"]["closes"], "2027-04-09");
    // The day of the first attempt began in Tokyo.
    assert_eq!(failed[0]["since"], "2027-03-10T15:00:00Z");
    app.on("2027-04-09").await;
    assert_eq!(partners(&queue(&finance, "renewals").await), ["Lotus Partners"]);
    app.on("2027-04-10").await;
    assert!(queue(&finance, "renewals").await.is_empty());

    let other = TestApp::demo().await;
    other.on("2027-03-11").await;
    let lotus = other.signed_in("global-admin@lotus.example").await;
    other.renew_by_hand(&lotus, "4242 4242 4242 4242").await;
    let finance = other.signed_in("finance@vendor.example").await;
    assert!(queue(&finance, "renewals").await.is_empty());
}

/// A job that has died.
async fn dead(app: &TestApp) -> Value {
    let tx = app.portal.db.begin().await.unwrap();
    enqueue(&tx, "unheard-of", "one", String::new(), app.portal.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    die(app).await;
    let support = app.signed_in("support@vendor.example").await;
    queue(&support, "jobs").await[0].clone()
}

async fn die(app: &TestApp) {
    for _ in 0..8 {
        run_due(&app.portal).await.unwrap();
        app.portal.clock.move_to(app.portal.clock.now() + TimeDelta::hours(25));
    }
}

async fn press(client: &Client, what: &str, job: &Value) -> crate::testing::Answer {
    let path = format!("/api/operator/jobs/{}/{what}", job["thing"]["id"].as_str().unwrap());
    client.post(&path, &json!({ "given_up_at": job["since"] })).await
}

#[tokio::test]
async fn a_dead_job_is_shown_with_its_error_and_retried_once_as_it_was_seen() {
    let app = TestApp::demo().await;
    let job = dead(&app).await;
    let about = &job["about"]["job"];
    assert_eq!((&about["kind"], &about["attempts"]), (&json!("unheard-of"), &json!(8)));
    assert!(about["error"].as_str().unwrap().contains("nothing is registered"));
    let support = app.signed_in("support@vendor.example").await;
    let finance = app.signed_in("finance@vendor.example").await;
    assert_eq!(press(&support, "retry", &job).await.status, StatusCode::NO_CONTENT);
    let late = press(&finance, "drop", &job).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.body["changes"][0]["by"], "Sean Doyle");
    assert_eq!(late.body["changes"][0]["what"], "job retried");
    assert!(queue(&support, "jobs").await.is_empty());
    // It dies again, and what was seen of its first death does not count.
    die(&app).await;
    assert_eq!(press(&finance, "drop", &job).await.status, StatusCode::CONFLICT);
    let again = queue(&finance, "jobs").await[0].clone();
    assert_eq!(press(&finance, "drop", &again).await.status, StatusCode::NO_CONTENT);
    assert!(queue(&finance, "jobs").await.is_empty());
    let lines = audit::Entity::find().all(app.portal.db.read()).await.unwrap();
    let actions: Vec<_> =
        lines.iter().filter(|line| line.subject.starts_with("job")).map(|line| &*line.action).collect();
    assert_eq!(actions, ["job retried", "job dropped"]);
}

#[tokio::test]
async fn a_queue_comes_in_pages_and_each_thing_once() {
    let app = TestApp::demo().await;
    let tx = app.portal.db.begin().await.unwrap();
    for number in 0..61 {
        enqueue(&tx, "unheard-of", &number.to_string(), String::new(), app.portal.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    die(&app).await;
    let support = app.signed_in("support@vendor.example").await;
    let desk = support.get("/api/operator/desk").await.body;
    let jobs = &desk["queues"][1];
    assert_eq!((&jobs["count"]["number"], &jobs["page"]["next_cursor"]), (&json!(61), &json!("10")));
    let (mut seen, mut cursor) = (Vec::new(), Some("0".to_owned()));
    while let Some(from) = cursor {
        let page = support.get(&format!("/api/operator/desk/jobs?cursor={from}")).await.body;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["thing"]["id"].to_string()));
        cursor = page["next_cursor"].as_str().map(str::to_owned);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 61);
}

#[tokio::test]
async fn no_queue_reads_a_whole_table() {
    let app = TestApp::demo().await;
    let db = app.portal.db.read();
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    for queue in Queue::ALL {
        let backend = DbBackend::Sqlite;
        let asked = match queue {
            Queue::Transfers | Queue::Proofs => queues::orders_in_turn(queue).build(backend),
            Queue::Unallocated => queues::unallocated_in_turn().build(backend),
            Queue::Refunds => queues::refunds_in_turn().build(backend),
            Queue::Renewals => queues::renewals_in_turn(&app.portal).build(backend),
            Queue::Partners => queues::partners_in_turn().build(backend),
            Queue::Overrides => queues::overrides_in_turn(&app.portal).build(backend),
            Queue::Requests => queues::requests_in_turn().build(backend),
            Queue::Jobs => queues::jobs_in_turn().build(backend),
        };
        let plan = Statement { sql: format!("EXPLAIN QUERY PLAN {}", asked.sql), ..asked };
        for step in db.query_all_raw(plan).await.unwrap() {
            let step: String = step.try_get("", "detail").unwrap();
            // What is read whole is an index of what lies in the queue.
            let of_queue = ["payments_unallocated", "jobs_dead"].iter().any(|index| step.contains(index));
            assert!(of_queue || !step.starts_with("SCAN"), "{queue:?}: {step}");
        }
    }
}
