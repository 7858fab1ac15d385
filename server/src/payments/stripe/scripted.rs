//! A Stripe for tests, in this process: it answers as Stripe's documentation says, as far as the portal asks, and loses
//! answers when told to. It does not honour idempotency keys: one charge for one order must not rest on them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::config::{GatewayChoice, Settings};

/// The secret of its webhooks.
pub const WEBHOOK_SECRET: &str = "whsec_scripted";

type Fields = BTreeMap<String, String>;

/// What it was asked to change.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The last word of the address: `payment_intents`, `confirm` …
    pub what: String,
    pub form: Fields,
    pub headers: HeaderMap,
}

#[derive(Debug, Default)]
pub struct Books {
    /// Everything that it was asked to change.
    pub asked: Vec<Asked>,
    /// Its charges.
    pub intents: BTreeMap<String, Value>,
    methods: BTreeMap<String, (String, String)>,
    made: u32,
    /// What it has given back.
    pub refunds: Vec<Value>,
    /// How new refunds stand; `succeeded` if it is not said.
    pub refund_status: Option<&'static str>,
    /// What is done without an answer, how often: `payment_intents`, `confirm`, `look`, `refunds`.
    pub lost: BTreeMap<&'static str, u32>,
}

/// A running one; clones are the same.
#[derive(Debug, Clone)]
pub struct ScriptedStripe {
    books: Arc<Mutex<Books>>,
    api: String,
}

impl ScriptedStripe {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let api = format!("http://{}", listener.local_addr().expect("an address"));
        let stripe = Self { books: Arc::default(), api };
        let router = Router::new()
            .route("/v1/customers", post(make_customer))
            .route("/v1/setup_intents", post(set_up))
            .route("/v1/payment_methods/{id}", get(method))
            .route("/v1/payment_intents", post(open))
            .route("/v1/payment_intents/{id}", get(look))
            .route("/v1/payment_intents/{id}/confirm", post(confirm))
            .route("/v1/payment_intents/{id}/cancel", post(cancel))
            .route("/v1/refunds", get(refunds).post(refund))
            .with_state(stripe.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stripe
    }

    /// Settings of a portal that charges here.
    pub fn settings(&self) -> Settings {
        Settings {
            gateway: GatewayChoice::Stripe,
            stripe_secret_key: Some("sk_test_scripted".to_owned().into()),
            stripe_publishable_key: Some("pk_test_scripted".to_owned()),
            stripe_webhook_secret: Some(WEBHOOK_SECRET.to_owned().into()),
            stripe_api: self.api.clone(),
            public_url: Some("http://portal.example".to_owned()),
            sign_in_attempts: 10_000,
            ..Settings::default()
        }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("nobody panics with the books open")
    }

    /// What the browser does with its leave: gives a card that behaves like this, saved for the leave's customer.
    pub fn save_card(&self, client_secret: &str, behaviour: &str) -> String {
        let mut books = self.books();
        let customer = client_secret.split("_for_").nth(1).expect("a secret of ours").to_owned();
        let id = books.new_id("pm");
        books.methods.insert(id.clone(), (customer, behaviour.to_owned()));
        id
    }

    /// The cardholder comes to the bank's page and answers.
    pub fn authenticate(&self, intent: &str, approves: bool) {
        let mut books = self.books();
        let intent = books.intents.get_mut(intent).expect("an intent");
        assert_eq!(intent["status"], "requires_action");
        if approves {
            succeed(intent);
        } else {
            decline(intent, "payment_intent_authentication_failure", None);
        }
    }

    /// Its only intent.
    pub fn intent(&self) -> String {
        let books = self.books();
        assert_eq!(books.intents.len(), 1, "{:?}", books.intents);
        books.intents.keys().next().expect("one").clone()
    }

    /// How many charges were opened.
    pub fn opened(&self) -> usize {
        self.books().intents.len()
    }

    /// How many charges took money.
    pub fn charged(&self) -> usize {
        self.books().intents.values().filter(|intent| intent["status"] == "succeeded").count()
    }

    /// Forms of all requests of one sort.
    pub fn asked(&self, what: &str) -> Vec<Asked> {
        self.books().asked.iter().filter(|asked| asked.what == what).cloned().collect()
    }
}

impl Books {
    fn new_id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}_{}", self.made)
    }

    /// Whether the answer to this gets lost.
    fn loses(&mut self, what: &str) -> bool {
        let left = self.lost.get_mut(what);
        left.is_some_and(|left| {
            let lost = *left > 0;
            *left = left.saturating_sub(1);
            lost
        })
    }
}

fn note(stripe: &ScriptedStripe, uri: &Uri, headers: HeaderMap, form: &Fields) {
    let what = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    stripe.books().asked.push(Asked { what, form: form.clone(), headers });
}

/// What the client sees of an answer that got lost.
fn lost() -> Response {
    StatusCode::BAD_GATEWAY.into_response()
}

fn refused(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": "No.", "type": "invalid_request_error" } })))
        .into_response()
}

fn succeed(intent: &mut Value) {
    intent["status"] = json!("succeeded");
    intent["next_action"] = Value::Null;
    // 10 March 2027, noon UTC, is what the portal's clock says; Stripe's is the real one.
    intent["latest_charge"] = json!({ "id": "ch_1", "created": crate::clock::Clock::real().real_seconds() });
}

fn decline(intent: &mut Value, code: &str, decline_code: Option<&str>) {
    intent["status"] = json!("requires_payment_method");
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = json!({ "code": code, "decline_code": decline_code });
}

async fn make_customer(
    State(stripe): State<ScriptedStripe>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    note(&stripe, &uri, headers, &form);
    let id = stripe.books().new_id("cus");
    // Long enough for a second request to come in between.
    tokio::task::yield_now().await;
    Json(json!({ "id": id })).into_response()
}

async fn set_up(
    State(stripe): State<ScriptedStripe>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    note(&stripe, &uri, headers, &form);
    let id = stripe.books().new_id("seti");
    Json(json!({ "id": id, "client_secret": format!("{id}_secret_for_{}", form["customer"]) }))
        .into_response()
}

async fn method(State(stripe): State<ScriptedStripe>, Path(id): Path<String>) -> Response {
    let books = stripe.books();
    let Some((customer, _)) = books.methods.get(&id) else {
        return refused(StatusCode::NOT_FOUND, "resource_missing");
    };
    let card =
        json!({ "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2039, "country": "US" });
    Json(json!({ "id": id, "customer": customer, "type": "card", "card": card })).into_response()
}

async fn open(
    State(stripe): State<ScriptedStripe>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    note(&stripe, &uri, headers, &form);
    let mut books = stripe.books();
    let owner = books.methods.get(&form["payment_method"]).map(|(customer, _)| customer);
    if owner != Some(&form["customer"]) {
        return refused(StatusCode::BAD_REQUEST, "resource_missing");
    }
    let id = books.new_id("pi");
    let intent =
        json!({ "id": id, "status": "requires_confirmation", "payment_method": form["payment_method"] });
    books.intents.insert(id, intent.clone());
    if books.loses("payment_intents") { lost() } else { Json(intent).into_response() }
}

async fn look(State(stripe): State<ScriptedStripe>, Path(id): Path<String>) -> Response {
    let mut books = stripe.books();
    if books.loses("look") {
        return lost();
    }
    match books.intents.get(&id) {
        Some(intent) => Json(intent).into_response(),
        None => refused(StatusCode::NOT_FOUND, "resource_missing"),
    }
}

async fn confirm(
    State(stripe): State<ScriptedStripe>,
    uri: Uri,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    note(&stripe, &uri, headers, &form);
    let mut books = stripe.books();
    let intent = books.intents[&id].clone();
    if intent["status"] != "requires_confirmation" {
        return refused(StatusCode::BAD_REQUEST, "payment_intent_unexpected_state");
    }
    let behaviour = books.methods[intent["payment_method"].as_str().unwrap_or_default()].1.clone();
    let intent = books.intents.get_mut(&id).expect("it is there");
    match behaviour.as_str() {
        "pays" => succeed(intent),
        "authenticates" if form.contains_key("off_session") => {
            decline(intent, "authentication_required", Some("authentication_required"));
        }
        "authenticates" => {
            intent["status"] = json!("requires_action");
            let redirect =
                json!({ "url": format!("https://bank.example/{id}"), "return_url": form["return_url"] });
            intent["next_action"] = json!({ "type": "redirect_to_url", "redirect_to_url": redirect });
        }
        "processes" => intent["status"] = json!("processing"),
        reason => decline(intent, "card_declined", Some(reason)),
    }
    let intent = intent.clone();
    if books.loses("confirm") {
        lost()
    } else if intent["status"] == "requires_payment_method" {
        refused(StatusCode::PAYMENT_REQUIRED, "card_declined")
    } else {
        Json(intent).into_response()
    }
}

async fn cancel(
    State(stripe): State<ScriptedStripe>,
    uri: Uri,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    note(&stripe, &uri, headers, &form);
    let mut books = stripe.books();
    let intent = books.intents.get_mut(&id).expect("it is there");
    if matches!(intent["status"].as_str(), Some("succeeded" | "canceled")) {
        return refused(StatusCode::BAD_REQUEST, "payment_intent_unexpected_state");
    }
    intent["status"] = json!("canceled");
    intent["cancellation_reason"] = json!(form["cancellation_reason"]);
    Json(intent.clone()).into_response()
}

async fn refund(
    State(stripe): State<ScriptedStripe>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    note(&stripe, &uri, headers, &form);
    let mut books = stripe.books();
    let given_back = |refund: &Value| refund["payment_intent"] == form["payment_intent"].as_str();
    if books.refunds.iter().any(given_back) {
        return refused(StatusCode::BAD_REQUEST, "charge_already_refunded");
    }
    if books.intents[&form["payment_intent"]]["status"] != "succeeded" {
        return refused(StatusCode::BAD_REQUEST, "charge_not_refundable");
    }
    let refund = json!({
        "id": books.new_id("re"),
        "status": books.refund_status.unwrap_or("succeeded"),
        "created": crate::clock::Clock::real().real_seconds(),
        "payment_intent": form["payment_intent"],
        "amount": form["amount"].parse::<i64>().expect("an amount"),
        "metadata": { "refund": form["metadata[refund]"] },
    });
    books.refunds.push(refund.clone());
    if books.loses("refunds") { lost() } else { Json(refund).into_response() }
}

async fn refunds(State(stripe): State<ScriptedStripe>, Query(of): Query<Fields>) -> Response {
    let books = stripe.books();
    let of_intent = |refund: &&Value| refund["payment_intent"] == of["payment_intent"].as_str();
    let data: Vec<_> = books.refunds.iter().filter(of_intent).collect();
    Json(json!({ "object": "list", "has_more": false, "data": data })).into_response()
}
