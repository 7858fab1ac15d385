//! Buying with Stripe as the gateway: whatever gets lost in between, one charge for one order.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{buy, end_lease, renewal, subscription};
use crate::config::Settings;
use crate::jobs::run_due;
use crate::orders::settlement::reconcile;
use crate::payments::stripe::scripted::{ScriptedStripe, WEBHOOK_SECRET};
use crate::payments::stripe::webhooks::tests::signed;
use crate::serve::{Mode, open};
use crate::testing::{Answer, Client, TestApp};

struct Scene {
    app: TestApp,
    stripe: ScriptedStripe,
    client: Client,
}

impl Scene {
    async fn new() -> Self {
        let stripe = ScriptedStripe::start().await;
        let app = TestApp::with(stripe.settings()).await;
        let client = app.signed_in("global-admin@aoba.example").await;
        Self { app, stripe, client }
    }

    /// A card of the partner's that behaves like this.
    async fn card(&self, client: &Client, behaviour: &str) -> String {
        let setup = client.post("/api/card-setups", &json!(null)).await;
        assert_eq!(setup.status, StatusCode::OK, "{}", setup.body);
        self.stripe.save_card(setup.body["client_secret"].as_str().unwrap(), behaviour)
    }

    /// An order under review, on such a card.
    async fn order(&self, behaviour: &str) -> Value {
        let card = self.card(&self.client, behaviour).await;
        let order = renewal(&self.client, &format!("with {card}"), &card).await;
        assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);
        order.body
    }

    async fn state(&self, order: &Value) -> Value {
        self.client.get(&format!("/api/orders/{}", order["number"])).await.body["state"].clone()
    }

    fn loses(&self, what: &'static str, times: u32) {
        self.stripe.books().lost.insert(what, times);
    }

    async fn reconcile(&self, order: &Value) {
        end_lease(&self.app, order).await;
        assert_eq!(reconcile(&self.app.portal).await.unwrap(), 1);
    }

    /// A message of Stripe's, signed with this secret so many seconds ago.
    async fn message(&self, event: &Value, secret: &str, age: i64) -> Answer {
        let body = event.to_string();
        let at = self.app.portal.clock.real_seconds() - age;
        let signature = format!("t={at},v1={}", signed(secret, at, &body));
        let request = Request::post("/webhooks/stripe").header("stripe-signature", signature);
        self.app.stranger().raw(request.body(Body::from(body)).unwrap()).await
    }

    async fn told(&self, kind: &str, intent: &str) -> StatusCode {
        let event = json!({ "id": "evt_1", "type": kind, "data": { "object": { "id": intent } } });
        self.message(&event, WEBHOOK_SECRET, 0).await.status
    }
}

#[tokio::test]
async fn a_purchase_opens_an_intent_and_then_confirms_it() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    assert_eq!(order["card"], json!({ "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2039 }));
    let paid = buy(&scene.client, &order).await.body;
    // By the portal's clock, which is not Stripe's in the demo.
    assert_eq!((&paid["state"], &paid["paid_on"]), (&json!("paid"), &json!("2027-03-10")), "{paid}");

    let [setup, opened, confirmed] =
        ["setup_intents", "payment_intents", "confirm"].map(|what| scene.stripe.asked(what).remove(0));
    assert_eq!(
        (setup.form["usage"].as_str(), &setup.form["customer"]),
        ("off_session", &opened.form["customer"])
    );
    assert_eq!(opened.form["amount"], paid["quote"]["total"]["amount"].to_string());
    assert_eq!(opened.form["currency"], "jpy");
    assert_eq!(opened.form["metadata[order]"], paid["number"].to_string());
    assert_eq!(opened.headers["idempotency-key"], opened.form["metadata[attempt]"].as_str());
    assert_eq!(opened.headers["authorization"], "Bearer sk_test_scripted");
    assert!(opened.headers.contains_key("stripe-version"));
    assert!(!opened.form.contains_key("confirm"));
    let return_url = format!("http://portal.example/orders/{}", paid["number"]);
    assert_eq!(confirmed.form.into_iter().collect::<Vec<_>>(), [("return_url".to_owned(), return_url)]);
}

#[tokio::test]
async fn another_partners_card_is_not_known() {
    let scene = Scene::new().await;
    let theirs = scene.card(&scene.app.signed_in("global-admin@kite.example").await, "pays").await;
    for card in [theirs.as_str(), "pm_none", "../customers", "card_1", ""] {
        let refused = renewal(&scene.client, &format!("with {card}"), card).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "unknown_card"),
            "{card}"
        );
    }
    let own = scene.order("pays").await;
    let path = format!("/api/orders/{}/card", own["number"]);
    assert_eq!(scene.client.put(&path, &json!({ "card_token": theirs })).await.code(), "unknown_card");
}

#[tokio::test]
async fn only_who_may_buy_sets_up_a_card_and_only_where_cards_go_to_stripe() {
    let scene = Scene::new().await;
    let member = scene.app.signed_in("member@aoba.example").await;
    assert_eq!(member.post("/api/card-setups", &json!(null)).await.status, StatusCode::FORBIDDEN);
    let sandbox = TestApp::demo().await;
    let client = sandbox.signed_in("global-admin@aoba.example").await;
    assert_eq!(client.post("/api/card-setups", &json!(null)).await.status, StatusCode::NOT_FOUND);
    let unsigned = Request::post("/webhooks/stripe").body(Body::empty()).unwrap();
    assert_eq!(sandbox.stranger().raw(unsigned).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_cards_set_up_at_once_belong_to_one_customer() {
    let scene = Scene::new().await;
    let (one, other) = tokio::join!(scene.card(&scene.client, "pays"), scene.card(&scene.client, "pays"));
    let customers: Vec<_> =
        scene.stripe.asked("setup_intents").into_iter().map(|asked| asked.form["customer"].clone()).collect();
    assert_eq!((customers.len(), &customers[0]), (2, &customers[1]));
    for card in [one, other] {
        assert_eq!(renewal(&scene.client, &card, &card).await.status, StatusCode::CREATED);
    }
    let keys: Vec<_> = scene
        .stripe
        .asked("customers")
        .into_iter()
        .map(|asked| asked.headers["idempotency-key"].clone())
        .collect();
    assert!(keys.iter().all(|key| key == "customer-of-4100001"), "{keys:?}");
}

#[tokio::test]
async fn an_opening_whose_answer_got_lost_leaves_an_intent_that_nobody_confirms() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    scene.loses("payment_intents", 1);
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    scene.reconcile(&order).await;
    assert_eq!(scene.state(&order).await, "paid");
    // This Stripe forgets idempotency keys, so there are two.
    assert_eq!((scene.stripe.opened(), scene.stripe.charged()), (2, 1));
    let keys = scene
        .stripe
        .asked("payment_intents")
        .into_iter()
        .map(|asked| asked.headers["idempotency-key"].clone());
    let keys: Vec<_> = keys.collect();
    assert_eq!(keys[0], keys[1]);
}

#[tokio::test]
async fn what_was_opened_and_not_confirmed_is_confirmed_later() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    // As if the process died between the two steps.
    scene.loses("look", 1);
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    assert_eq!((scene.stripe.asked("confirm").len(), scene.stripe.charged()), (0, 0));
    scene.reconcile(&order).await;
    assert_eq!(scene.state(&order).await, "paid");
    assert_eq!((scene.stripe.opened(), scene.stripe.charged()), (1, 1));
}

#[tokio::test]
async fn a_confirmation_whose_answer_got_lost_is_not_repeated() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    scene.loses("confirm", 1);
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    scene.reconcile(&order).await;
    assert_eq!(scene.state(&order).await, "paid");
    assert_eq!((scene.stripe.asked("confirm").len(), scene.stripe.charged()), (1, 1));
    assert_eq!(subscription(&scene.client, "action_pack").await["expires_on"], "2028-03-09");
}

#[tokio::test]
async fn asked_by_many_at_once_an_intent_is_charged_once() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    scene.loses("look", 1);
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    let intent = scene.stripe.intent();
    let told = || scene.told("payment_intent.created", &intent);
    end_lease(&scene.app, &order).await;
    let (one, two, three, asked) = tokio::join!(told(), told(), told(), reconcile(&scene.app.portal));
    asked.unwrap();
    assert_eq!([one, two, three], [StatusCode::OK; 3]);
    assert_eq!((scene.state(&order).await, scene.stripe.charged()), (json!("paid"), 1));
    let page = subscription(&scene.client, "action_pack").await;
    let page = scene.client.get(&format!("/api/subscriptions/{}", page["id"].as_str().unwrap())).await.body;
    assert_eq!(page["terms"].as_array().unwrap().len(), 2, "{page}");
}

#[tokio::test]
async fn two_openings_at_once_agree_on_one_intent() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    // Nobody has opened it yet: its first opening got lost, and two nodes ask again at once.
    scene.loses("payment_intents", 1);
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    let number = serde_json::from_value(order["number"].clone()).unwrap();
    let db = scene.app.portal.db.read();
    let attempt = crate::orders::store::open_attempt_of(db, number).await.unwrap().unwrap();
    let aoba = "4100001".parse().unwrap();
    let ask = || crate::orders::settlement::ask_and_settle(&scene.app.portal, &aoba, &attempt);
    let (one, other) = tokio::join!(ask(), ask());
    one.and(other).unwrap();
    assert_eq!((scene.state(&order).await, scene.stripe.charged()), (json!("paid"), 1));
}

#[tokio::test]
async fn a_webhook_is_a_reason_to_ask_and_nothing_more() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    scene.loses("look", 1);
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    let intent = scene.stripe.intent();
    // What it says is not believed: Stripe itself is asked, and takes the money.
    for kind in [
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
        "payment_intent.succeeded",
        "payment_intent.created",
    ] {
        assert_eq!(scene.told(kind, &intent).await, StatusCode::OK);
        assert_eq!(scene.state(&order).await, "paid", "{kind}");
    }
    assert_eq!((scene.stripe.asked("confirm").len(), scene.stripe.charged()), (1, 1));
    assert_eq!(scene.told("payment_intent.succeeded", "pi_of_another_shop").await, StatusCode::OK);
    assert_eq!(scene.told("customer.created", "cus_1").await, StatusCode::OK);
    assert_eq!(scene.told("thing.of_tomorrow", "x_1").await, StatusCode::OK);
}

#[tokio::test]
async fn a_webhook_that_is_not_stripes_is_refused_and_does_nothing() {
    let scene = Scene::new().await;
    let order = scene.order("pays").await;
    scene.loses("look", 1);
    buy(&scene.client, &order).await;
    let event =
        json!({ "type": "payment_intent.succeeded", "data": { "object": { "id": scene.stripe.intent() } } });
    for (secret, age) in [("whsec_guessed", 0), (WEBHOOK_SECRET, 301), (WEBHOOK_SECRET, -301)] {
        let refused = scene.message(&event, secret, age).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::BAD_REQUEST, "malformed"),
            "{secret} {age}"
        );
    }
    assert_eq!((scene.state(&order).await, scene.stripe.charged()), (json!("charging"), 0));
    // The demo's clock is years ahead; signatures go by the real one.
    assert_eq!(scene.message(&event, WEBHOOK_SECRET, 299).await.status, StatusCode::OK);
    assert_eq!(scene.state(&order).await, "paid");
}

#[tokio::test]
async fn a_decline_says_why_and_another_card_pays_the_same_order() {
    let scene = Scene::new().await;
    let order = scene.order("insufficient_funds").await;
    let declined = buy(&scene.client, &order).await.body;
    assert_eq!(
        (&declined["state"], &declined["decline"]),
        (&json!("declined"), &json!("insufficient_funds"))
    );
    let card = scene.card(&scene.client, "pays").await;
    let path = format!("/api/orders/{}/card", order["number"]);
    let changed = scene.client.put(&path, &json!({ "card_token": card })).await.body;
    assert_eq!(buy(&scene.client, &changed).await.body["state"], "paid");
    assert_eq!((scene.stripe.opened(), scene.stripe.charged()), (2, 1));
}

#[tokio::test]
async fn a_payment_that_stripe_works_on_is_waited_for() {
    let scene = Scene::new().await;
    let order = scene.order("processes").await;
    assert_eq!(buy(&scene.client, &order).await.body["state"], "charging");
    scene.reconcile(&order).await;
    assert_eq!(scene.state(&order).await, "charging");
    assert_eq!(scene.stripe.asked("confirm").len(), 1);
}

#[tokio::test]
async fn a_bank_that_asks_to_authenticate_leads_back_to_the_order() {
    let scene = Scene::new().await;
    let order = scene.order("authenticates").await;
    let asked = buy(&scene.client, &order).await.body;
    let intent = scene.stripe.intent();
    let bank = format!("https://bank.example/{intent}");
    assert_eq!((&asked["state"], &asked["challenge"]), (&json!("requires_action"), &json!(bank)));
    scene.stripe.authenticate(&intent, true);
    let path = format!("/api/orders/{}/confirm", order["number"]);
    assert_eq!(scene.client.post(&path, &json!(null)).await.body["state"], "paid");
    assert_eq!((scene.stripe.asked("confirm").len(), scene.stripe.charged()), (1, 1));
}

#[tokio::test]
async fn a_refused_authentication_is_a_decline() {
    let scene = Scene::new().await;
    let order = scene.order("authenticates").await;
    buy(&scene.client, &order).await;
    let intent = scene.stripe.intent();
    scene.stripe.authenticate(&intent, false);
    assert_eq!(scene.told("payment_intent.payment_failed", &intent).await, StatusCode::OK);
    let page = scene.client.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!((&page["state"], &page["decline"]), (&json!("declined"), &json!("authentication_required")));
}

#[tokio::test]
async fn an_authentication_that_nobody_gives_is_given_up_after_a_day() {
    let scene = Scene::new().await;
    let order = scene.order("authenticates").await;
    buy(&scene.client, &order).await;
    scene.reconcile(&order).await;
    assert_eq!(scene.state(&order).await, "requires_action");
    scene.app.on("2027-03-12").await;
    let path = format!("/api/orders/{}/confirm", order["number"]);
    let page = scene.client.post(&path, &json!(null)).await.body;
    assert_eq!(
        (&page["state"], &page["decline"]),
        (&json!("declined"), &json!("authentication_required")),
        "{page}"
    );
    let intent = scene.stripe.intent();
    assert_eq!(scene.stripe.books().intents[&intent]["status"], "canceled");
}

#[tokio::test]
async fn without_its_keys_stripe_is_not_started_and_the_server_says_what_to_set() {
    let stripe = ScriptedStripe::start().await;
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), ..stripe.settings() };
    let without = |settings: Settings| async {
        open(settings, Mode::Demo { clock: None }).await.unwrap_err().to_string()
    };
    let error =
        without(Settings { stripe_secret_key: None, stripe_webhook_secret: None, ..settings.clone() }).await;
    assert!(error.contains("TOKUTEN_STRIPE_SECRET_KEY, TOKUTEN_STRIPE_WEBHOOK_SECRET"), "{error}");
    assert!(!error.contains("PUBLISHABLE"), "{error}");
    let error = without(Settings { stripe_script: "js.stripe.com".into(), ..settings }).await;
    assert!(error.contains("TOKUTEN_STRIPE_SCRIPT"), "{error}");
}

/// A paid order whose money finance gives back. The job that asks Stripe has not run.
async fn given_back(scene: &Scene) -> (Client, Value) {
    let order = scene.order("pays").await;
    assert_eq!(buy(&scene.client, &order).await.body["state"], "paid");
    let finance = scene.app.signed_in("finance@vendor.example").await;
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    let refund = finance.post(&path, &json!({ "reason": "Asked for" })).await.body;
    assert_eq!(refund["state"], "at_gateway", "{refund}");
    (finance, refund)
}

/// The job runs; one that failed before has waited long enough.
async fn ask_again(scene: &Scene) {
    let clock = &scene.app.portal.clock;
    clock.move_to(clock.now() + chrono::TimeDelta::days(1));
    run_due(&scene.app.portal).await.unwrap();
}

#[tokio::test]
async fn a_refund_whose_answer_got_lost_is_found_and_not_made_again() {
    let scene = Scene::new().await;
    let (finance, _) = given_back(&scene).await;
    scene.loses("refunds", 1);
    run_due(&scene.app.portal).await.unwrap();
    ask_again(&scene).await;
    let asked = scene.stripe.asked("refunds");
    assert_eq!(asked.len(), 1, "the second time it is found");
    assert_eq!(asked[0].form["amount"], "59290");
    assert_eq!(asked[0].headers["idempotency-key"], asked[0].form["metadata[refund]"].as_str());
    assert_eq!(finance.get("/api/operator/refunds").await.body["made"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refund_under_way_is_asked_for_again_until_its_bank_has_answered() {
    let scene = Scene::new().await;
    let (finance, _) = given_back(&scene).await;
    scene.stripe.books().refund_status = Some("pending");
    run_due(&scene.app.portal).await.unwrap();
    assert_eq!(finance.get("/api/operator/refunds").await.body["open"][0]["state"], "at_gateway");
    scene.stripe.books().refunds[0]["status"] = json!("failed");
    scene.stripe.books().refunds[0]["failure_reason"] = json!("expired_or_canceled_card");
    ask_again(&scene).await;
    let open = finance.get("/api/operator/refunds").await.body["open"][0].clone();
    assert_eq!(
        (&open["state"], &open["refused"]),
        (&json!("to_transfer"), &json!("expired_or_canceled_card"))
    );
}

#[tokio::test]
async fn a_bank_that_takes_longer_than_any_job_is_still_waited_for() {
    let scene = Scene::new().await;
    let (finance, _) = given_back(&scene).await;
    scene.stripe.books().refund_status = Some("pending");
    run_due(&scene.app.portal).await.unwrap();
    for _ in 0..10 {
        ask_again(&scene).await;
    }
    assert_eq!(finance.get("/api/operator/refunds").await.body["open"][0]["state"], "at_gateway");
    scene.stripe.books().refunds[0]["status"] = json!("succeeded");
    ask_again(&scene).await;
    assert_eq!(finance.get("/api/operator/refunds").await.body["made"].as_array().unwrap().len(), 1);
    assert_eq!(scene.stripe.asked("refunds").len(), 1);
}

#[tokio::test]
async fn money_that_the_cards_bank_returns_later_is_transferred() {
    for told in [true, false] {
        let scene = Scene::new().await;
        let (finance, _) = given_back(&scene).await;
        run_due(&scene.app.portal).await.unwrap();
        assert_eq!(finance.get("/api/operator/refunds").await.body["made"].as_array().unwrap().len(), 1);
        scene.stripe.books().refunds[0]["status"] = json!("failed");
        scene.stripe.books().refunds[0]["failure_reason"] = json!("lost_or_stolen_card");
        if told {
            let event = json!({ "id": "evt_1", "type": "refund.failed",
                "data": { "object": { "id": "re_1", "payment_intent": scene.stripe.intent() } } });
            for _ in 0..2 {
                assert_eq!(scene.message(&event, WEBHOOK_SECRET, 0).await.status, StatusCode::OK);
            }
        } else {
            // The message got lost: it is found by looking again.
            for _ in 0..7 {
                ask_again(&scene).await;
            }
        }
        let open = finance.get("/api/operator/refunds").await.body["open"][0].clone();
        assert_eq!(
            (&open["state"], &open["refused"], &open["made_on"]),
            (&json!("to_transfer"), &json!("lost_or_stolen_card"), &Value::Null),
            "told: {told}"
        );
        let mails = scene.app.mails("global-admin@aoba.example").await;
        assert_eq!(mails.iter().filter(|mail| *mail == "refund_refused").count(), 1);
    }
}

#[tokio::test]
async fn what_was_given_back_by_hand_at_stripe_is_not_given_back_again() {
    let scene = Scene::new().await;
    let (finance, _) = given_back(&scene).await;
    let by_hand = json!({ "id": "re_hand", "status": "succeeded", "created": 1,
        "payment_intent": scene.stripe.intent(), "metadata": {} });
    scene.stripe.books().refunds.push(by_hand);
    run_due(&scene.app.portal).await.unwrap();
    assert_eq!(finance.get("/api/operator/refunds").await.body["made"].as_array().unwrap().len(), 1);
    assert_eq!(scene.stripe.books().refunds.len(), 1);
}

#[tokio::test]
async fn an_authentication_that_is_given_up_is_cancelled_at_stripe() {
    let scene = Scene::new().await;
    let order = scene.order("authenticates").await;
    assert_eq!(buy(&scene.client, &order).await.body["state"], "requires_action");
    let path = format!("/api/orders/{}/give-up-authentication", order["number"]);
    let declined = scene.client.post(&path, &json!({})).await.body;
    assert_eq!(
        (&declined["state"], &declined["decline"]),
        (&json!("declined"), &json!("authentication_required"))
    );
    let intent = scene.stripe.intent();
    assert_eq!(scene.stripe.books().intents[&intent]["status"], "canceled");
}
