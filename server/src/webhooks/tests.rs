//! Events, and their way: told once by what happened, sent at least once, tried again, given up, forgotten.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::{Value, json};
use tokuten_core::webhooks::wait_after;

use super::signing::signature;
use crate::jobs::run_due;
use crate::tables::{webhook_attempt, webhook_delivery, webhook_endpoint, webhook_event, webhook_outbox};
use crate::testing::{Client, TestApp};

pub const PROGRAMME: &str = "programme@vendor.example";
pub const WEBHOOKS: &str = "/api/operator/webhooks";

/// A system of the vendor's that takes webhooks.
#[derive(Clone, Default)]
pub struct Receiver {
    pub url: String,
    books: Arc<Mutex<Books>>,
}

#[derive(Default)]
struct Books {
    taken: Vec<(HeaderMap, String)>,
    /// What it answers to the next ones; 200 to all after.
    answers: VecDeque<u16>,
}

impl Receiver {
    pub async fn start() -> Self {
        let receiver = Self::default();
        let take = async |State(receiver): State<Self>, headers: HeaderMap, body: String| {
            let mut books = receiver.books.lock().unwrap();
            books.taken.push((headers, body));
            let status = books.answers.pop_front().unwrap_or(200);
            let location = [("location", format!("{}elsewhere", receiver.url))];
            (StatusCode::from_u16(status).unwrap(), location, format!("answer {status}"))
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self { url: format!("http://{}/", listener.local_addr().unwrap()), ..receiver };
        let router = Router::new().fallback(post(take)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub fn answers(&self, statuses: &[u16]) {
        self.books.lock().unwrap().answers = statuses.iter().copied().collect();
    }

    /// What has come since it was last asked: each message's id and body.
    pub fn taken(&self) -> Vec<(String, Value)> {
        let taken = std::mem::take(&mut self.books.lock().unwrap().taken);
        let told = |(headers, body): (HeaderMap, String)| {
            (headers["webhook-id"].to_str().unwrap().to_owned(), serde_json::from_str(&body).unwrap())
        };
        taken.into_iter().map(told).collect()
    }

    fn raw(&self) -> (HeaderMap, String) {
        self.books.lock().unwrap().taken.pop().unwrap()
    }
}

/// Makes an endpoint there; answers who sees to it, its id, and its secret.
pub async fn endpoint(app: &TestApp, url: &str, events: &[&str]) -> (Client, String, String) {
    let client = app.signed_in(PROGRAMME).await;
    let new = json!({ "url": url, "description": "ERP", "events": events, "on": true, "seen": 0 });
    let made = client.post(WEBHOOKS, &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let of = |value: &Value| value.as_str().unwrap().to_owned();
    (client, of(&made.body["endpoint"]["id"]), of(&made.body["secret"]))
}

async fn forward(app: &TestApp, by: TimeDelta) {
    app.portal.clock.move_to(app.portal.clock.now() + by);
    run_due(&app.portal).await.unwrap();
}

async fn only_delivery(app: &TestApp) -> webhook_delivery::Model {
    let all = webhook_delivery::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap()
}

async fn only_endpoint(app: &TestApp) -> webhook_endpoint::Model {
    webhook_endpoint::Entity::find().one(app.portal.db.read()).await.unwrap().unwrap()
}

async fn attempts(app: &TestApp) -> Vec<webhook_attempt::Model> {
    let all = webhook_attempt::Entity::find().order_by_asc(webhook_attempt::Column::Id);
    all.all(app.portal.db.read()).await.unwrap()
}

async fn renewed(app: &TestApp) -> Value {
    let aoba = app.signed_in("global-admin@aoba.example").await;
    app.renew_by_hand(&aoba, "4242 4242 4242 4242").await
}

#[tokio::test]
async fn a_renewal_tells_of_order_subscription_and_invoice_and_nothing_while_no_endpoint_is_on() {
    let app = TestApp::demo().await;
    let cedar = app.signed_in("global-admin@cedar.example").await;
    app.renew_by_hand(&cedar, "4242 4242 4242 4242").await;
    assert_eq!(webhook_outbox::Entity::find().count(app.portal.db.read()).await.unwrap(), 0);
    let receiver = Receiver::start().await;
    let all =
        ["order.paid", "order.placed", "subscription.started", "subscription.renewed", "invoice.issued"];
    endpoint(&app, &receiver.url, &all).await;
    let order = renewed(&app).await;
    assert!(webhook_outbox::Entity::find().count(app.portal.db.read()).await.unwrap() > 0);
    run_due(&app.portal).await.unwrap();
    let told = receiver.taken();
    let mut kinds: Vec<_> = told.iter().map(|(_, body)| body["type"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    assert_eq!(kinds, ["invoice.issued", "order.paid", "order.placed", "subscription.renewed"]);
    let of = |kind: &str| told.iter().find(|(_, body)| body["type"] == kind).unwrap().1.clone();
    let paid = of("order.paid");
    assert_eq!(paid["data"]["order"], order["number"]);
    assert_eq!(
        (&paid["data"]["partner"], &paid["data"]["state"], &paid["version"]),
        (&json!("4100001"), &json!("paid"), &json!(1))
    );
    assert_eq!(paid["data"]["total"], order["quote"]["total"]);
    assert_eq!(of("subscription.renewed")["data"]["expires_on"], order["new_anniversary"]);
    assert!(of("invoice.issued")["data"]["invoice"].is_string());
    assert!(of("order.placed")["data"]["state"] == "charging", "as it was then");
    let text = told.iter().map(|(_, body)| body.to_string()).collect::<String>();
    assert!(!text.contains("Haru") && !text.contains("Aoba") && !text.contains('@'), "names nobody: {text}");
    run_due(&app.portal).await.unwrap();
    assert!(receiver.taken().is_empty(), "each once");
}

#[tokio::test]
async fn an_endpoint_is_told_what_it_wants_to_know_and_what_is_undone_is_told_nobody() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    endpoint(&app, &receiver.url, &["lead.received"]).await;
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    assert!(receiver.taken().is_empty());
    assert_eq!(webhook_event::Entity::find().count(app.portal.db.read()).await.unwrap(), 0);
    assert_eq!(webhook_outbox::Entity::find().count(app.portal.db.read()).await.unwrap(), 0);
    let tx = app.portal.db.begin().await.unwrap();
    let entry = crate::audit::Entry {
        at: app.portal.clock.now(),
        actor: "directory",
        action: "lead received",
        subject: "lead 1".into(),
        partner: None,
    };
    entry.record(&tx, None::<&()>, None::<&()>).await.unwrap();
    tx.rollback().await.unwrap();
    run_due(&app.portal).await.unwrap();
    assert!(receiver.taken().is_empty());
}

#[tokio::test]
async fn a_window_that_closes_is_told_although_nobody_did_anything() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    endpoint(&app, &receiver.url, &["subscription.expired", "order.expired"]).await;
    // Cedar's last day is today.
    app.on("2027-03-12").await;
    let told = receiver.taken();
    let lapsed: Vec<_> = told.iter().filter(|(_, body)| body["type"] == "subscription.expired").collect();
    assert!(lapsed.iter().any(|(_, body)| body["data"]["partner"] == "4100003"), "{told:?}");
    assert!(lapsed.iter().all(|(_, body)| body["data"]["offer"].is_string()), "{told:?}");
}

#[tokio::test]
async fn what_partners_and_the_vendor_do_is_told() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let all = [
        "partner.verified",
        "partner.suspended",
        "payment.received",
        "support.request_answered",
        "order.refunded",
        "subscription.cancelled",
        "credit_note.issued",
    ];
    endpoint(&app, &receiver.url, &all).await;
    let programme = app.signed_in(PROGRAMME).await;
    let waiting = programme.get("/api/operator/partners").await.body["partners"][0].clone();
    let id = waiting["id"].as_str().unwrap();
    let decision = json!({ "rejected": null, "seen": waiting["profile"] });
    let decided = programme.post(&format!("/api/operator/partners/{id}/verification"), &decision).await;
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.body);
    let finance = app.signed_in("finance@vendor.example").await;
    let order = renewed(&app).await;
    let money = json!({ "order": null, "amount": { "amount": 100, "currency": "JPY" }, "received_on": "2027-03-10",
        "bank_reference": "B-1" });
    assert_eq!(finance.post("/api/operator/payments", &money).await.status, StatusCode::OK);
    let refund = format!("/api/operator/orders/{}/refund", order["number"]);
    let refunded = finance.post_once(&refund, "r1", &json!({ "reason": "Asked for." })).await;
    assert!(refunded.status.is_success(), "{}", refunded.body);
    run_due(&app.portal).await.unwrap();
    let told = receiver.taken();
    let mut kinds: Vec<_> = told.iter().map(|(_, body)| body["type"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "credit_note.issued",
            "order.refunded",
            "partner.verified",
            "payment.received",
            "subscription.cancelled"
        ]
    );
    let of = |kind: &str| told.iter().find(|(_, body)| body["type"] == kind).unwrap().1["data"].clone();
    assert_eq!(of("partner.verified"), json!({ "partner": id }));
    assert_eq!(of("payment.received")["amount"], json!({ "amount": 100, "currency": "JPY" }));
    assert!(of("credit_note.issued")["total"]["amount"].as_i64().unwrap() < 0);
}

#[tokio::test]
async fn what_fails_is_tried_again_as_the_same_message_and_then_taken() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, secret) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    receiver.answers(&[500, 302]);
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    let first = receiver.taken();
    assert_eq!(first.len(), 1);
    let delivery = only_delivery(&app).await;
    let wait = delivery.next_try_at.unwrap() - app.portal.clock.now();
    assert!(wait > TimeDelta::seconds(3) && wait <= TimeDelta::seconds(5), "{wait}");
    assert!(only_endpoint(&app).await.failing_since.is_some());
    run_due(&app.portal).await.unwrap();
    assert!(receiver.taken().is_empty(), "not before its time");
    // A redirect is not followed: it could lead anywhere.
    forward(&app, TimeDelta::seconds(5)).await;
    assert_eq!(receiver.taken(), first);
    forward(&app, TimeDelta::minutes(5)).await;
    let (headers, body) = receiver.raw();
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(header("webhook-id"), first[0].0);
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let at: i64 = header("webhook-timestamp").parse().unwrap();
    assert!((app.portal.clock.real_seconds() - at).abs() < 60, "of the real time");
    assert_eq!(header("webhook-signature"), signature(&[key], (header("webhook-id"), at), &body));
    let page = client.get(&format!("{WEBHOOKS}/{id}")).await.body;
    let shown = &page["deliveries"][0];
    assert_eq!((&shown["state"], &shown["next_try_at"]), (&json!("delivered"), &Value::Null));
    let statuses: Vec<_> =
        shown["attempts"].as_array().unwrap().iter().map(|one| one["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 302, 500]);
    assert_eq!(shown["attempts"][2]["answer"], "answer 500");
    assert!(only_endpoint(&app).await.failing_since.is_none());
}

#[tokio::test]
async fn after_ten_tries_it_is_given_up_and_can_be_sent_again_by_hand() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, _) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    receiver.answers(&[503; 10]);
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    for wait in (1..).map_while(wait_after) {
        assert_eq!(only_delivery(&app).await.state, "pending");
        forward(&app, wait).await;
    }
    let given_up = only_delivery(&app).await;
    assert_eq!((given_up.state.as_str(), given_up.next_try_at, given_up.failed_tries), ("failed", None, 10));
    let tried = receiver.taken();
    assert!(tried.len() == 10 && tried.iter().all(|one| *one == tried[0]), "the same message each time");
    let replay = format!("{WEBHOOKS}/{id}/deliveries/{}/replay", given_up.id);
    // What was taken can be sent again too: who has lost it asks for it.
    for _ in 0..2 {
        assert_eq!(client.post(&replay, &json!({})).await.status, StatusCode::ACCEPTED);
        run_due(&app.portal).await.unwrap();
        assert_eq!(receiver.taken(), tried[..1]);
        assert_eq!(only_delivery(&app).await.state, "delivered");
    }
}

#[tokio::test]
async fn after_five_days_of_failures_it_is_turned_off_and_the_programme_is_told() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, _) = endpoint(&app, &receiver.url, &["order.paid"]).await;
    receiver.answers(&[503; 10]);
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    for _ in 0..4 {
        forward(&app, TimeDelta::hours(24)).await;
    }
    assert!(only_endpoint(&app).await.is_on && app.mails(PROGRAMME).await.is_empty());
    forward(&app, TimeDelta::hours(25)).await;
    let off = only_endpoint(&app).await;
    assert_eq!((off.is_on, off.off_because.as_deref()), (false, Some("failing")));
    assert_eq!(app.mails(PROGRAMME).await, ["webhook_off"]);
    let given_up = only_delivery(&app).await;
    assert_eq!((given_up.state.as_str(), given_up.next_try_at), ("failed", None));
    let replay = format!("{WEBHOOKS}/{id}/deliveries/{}/replay", given_up.id);
    assert_eq!(client.post(&replay, &json!({})).await.code(), "conflict");
    let seen = client.get(&format!("{WEBHOOKS}/{id}")).await.body["endpoint"]["version"].clone();
    let on =
        json!({ "url": receiver.url, "description": "", "events": ["order.paid"], "on": true, "seen": seen });
    let on = client.put(&format!("{WEBHOOKS}/{id}"), &on).await;
    assert_eq!((&on.body["off"], &on.body["failing_since"]), (&Value::Null, &Value::Null));
    let first = receiver.taken()[0].clone();
    receiver.answers(&[]);
    assert_eq!(client.post(&replay, &json!({})).await.status, StatusCode::ACCEPTED);
    run_due(&app.portal).await.unwrap();
    assert_eq!(receiver.taken(), [first]);
}

#[tokio::test]
async fn all_that_failed_since_then_is_sent_again() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    let (client, id, _) = endpoint(&app, &receiver.url, &["order.paid", "order.placed"]).await;
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    receiver.taken();
    let tx = app.portal.db.begin().await.unwrap();
    let failed = webhook_delivery::Entity::update_many();
    failed.col_expr(webhook_delivery::Column::State, Expr::value("failed")).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let again = async |since: &str| {
        client.post(&format!("{WEBHOOKS}/{id}/replays"), &json!({ "since": since })).await
    };
    assert_eq!(again("2027-03-11").await.body["count"], 0);
    assert_eq!(again("2027-03-10").await.body["count"], 2);
    run_due(&app.portal).await.unwrap();
    assert_eq!(receiver.taken().len(), 2);
}

#[tokio::test]
async fn who_answers_gone_is_turned_off_at_once() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    endpoint(&app, &receiver.url, &["order.paid"]).await;
    receiver.answers(&[410]);
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    let off = only_endpoint(&app).await;
    assert_eq!((off.is_on, off.off_because.as_deref()), (false, Some("gone")));
    assert_eq!(only_delivery(&app).await.state, "failed");
    assert_eq!(app.mails(PROGRAMME).await, ["webhook_off"]);
}

#[tokio::test]
async fn who_dies_before_it_is_noted_sends_it_again_as_the_same_message() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    endpoint(&app, &receiver.url, &["order.paid"]).await;
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    let sent = receiver.taken();
    // As if it had died then: claimed, and nothing noted.
    let claimed = async |lease: i64| {
        let tx = app.portal.db.begin().await.unwrap();
        let before = only_delivery(&app).await;
        let after = webhook_delivery::Model {
            state: "pending".into(),
            next_try_at: Some(app.portal.clock.now()),
            lease_until: lease,
            ..before.clone()
        };
        tx.update(&before, &after).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&app.portal).await.unwrap();
    };
    let now = app.portal.clock.real_seconds();
    claimed(now + 60).await;
    assert!(receiver.taken().is_empty(), "somebody has it");
    claimed(now - 1).await;
    assert_eq!(receiver.taken(), sent);
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_keeps_no_other_waiting() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    endpoint(&app, "http://127.0.0.1:9/", &["order.paid"]).await;
    endpoint(&app, &receiver.url, &["order.paid"]).await;
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    assert_eq!(receiver.taken().len(), 1);
    let why: Vec<_> = attempts(&app).await.into_iter().filter_map(|one| one.no_answer).collect();
    assert_eq!(why, ["unreachable"]);
}

#[tokio::test]
async fn what_is_old_is_forgotten_with_its_tries() {
    let app = TestApp::demo().await;
    let receiver = Receiver::start().await;
    endpoint(&app, &receiver.url, &["order.paid"]).await;
    renewed(&app).await;
    run_due(&app.portal).await.unwrap();
    let first = only_delivery(&app).await.id;
    let is_kept = async || {
        let kept =
            webhook_delivery::Entity::find_by_id(first.as_str()).one(app.portal.db.read()).await.unwrap();
        let tried = attempts(&app).await.iter().any(|one| one.delivery_id == first);
        assert_eq!(kept.is_some(), tried);
        tried
    };
    let events = webhook_event::Entity::find().all(app.portal.db.read()).await.unwrap();
    forward(&app, TimeDelta::days(29)).await;
    assert!(is_kept().await);
    forward(&app, TimeDelta::days(2)).await;
    assert!(!is_kept().await);
    let event = webhook_event::Entity::find_by_id(events[0].id.as_str());
    assert!(event.one(app.portal.db.read()).await.unwrap().is_none());
}
