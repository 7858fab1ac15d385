//! The sandbox's own addresses: where the browser sends cards, the bank's page, and its books to look into.

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use sea_orm::{ConnectionTrait, DbErr, Value};
use serde::{Deserialize, Serialize};
use tokuten_core::payments::{CardEntry, CardFault, DeclineReason};

use super::{PENDING, SandboxGateway, TOKENS, statement};

impl SandboxGateway {
    /// Its addresses. With `ledger` its books can be read: the demo and the tests count there.
    pub fn router(&self, ledger: bool) -> Router {
        let tokens = Router::new()
            .route(TOKENS, post(tokenize))
            .route("/sandbox-gateway/challenge/{attempt}", get(show_challenge).post(answer_challenge));
        let books = Router::new()
            .route("/sandbox-gateway/ledger", get(read_ledgers))
            .route("/sandbox-gateway/ledger/{token}", get(read_ledger));
        let routes = if ledger { tokens.merge(books) } else { tokens };
        routes.with_state(self.clone())
    }
}

#[derive(Serialize)]
struct Refusal {
    code: CardFault,
}

async fn tokenize(State(gateway): State<SandboxGateway>, Json(entry): Json<CardEntry>) -> Response {
    let today = gateway.clock.today(chrono_tz::UTC);
    if let Some(fault) = entry.faults(today).first() {
        return (StatusCode::PAYMENT_REQUIRED, Json(Refusal { code: *fault })).into_response();
    }
    match gateway.tokenize(&entry).await {
        Ok(token) => Json(token).into_response(),
        Err(error) => {
            tracing::error!(%error, "the sandbox gateway could not keep a card");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What cards were asked for and what they paid.
#[derive(Debug, Serialize)]
struct Ledger {
    /// How often the gateway was asked to charge them.
    asked: i64,
    /// How many charges it paid.
    charged: i64,
    /// What it paid in all, in minor units.
    amount: i64,
    /// What it gave back in all, in minor units.
    given_back: i64,
}

/// The books of one card.
async fn read_ledger(State(gateway): State<SandboxGateway>, Path(token): Path<String>) -> Response {
    ledger(&gateway, "WHERE token = ?", [token.into()]).await
}

/// The books of all cards together.
async fn read_ledgers(State(gateway): State<SandboxGateway>) -> Response {
    ledger(&gateway, "", []).await
}

async fn ledger<const N: usize>(gateway: &SandboxGateway, of: &str, values: [Value; N]) -> Response {
    let sql = format!(
        "SELECT COALESCE(SUM(asked), 0) AS asked, COUNT(*) FILTER (WHERE decline IS NULL) AS charged,
        COALESCE(SUM(amount) FILTER (WHERE decline IS NULL), 0) AS amount,
        COALESCE(SUM((SELECT SUM(refunds.amount) FROM refunds WHERE charge = charges.name AND NOT refused)), 0) AS given_back
        FROM charges {of}"
    );
    let row = gateway.books.query_one_raw(statement(&sql, values)).await;
    let ledger = row.and_then(|row| {
        let row = row.ok_or_else(|| DbErr::RecordNotFound("ledger".into()))?;
        Ok(Ledger {
            asked: row.try_get("", "asked")?,
            charged: row.try_get("", "charged")?,
            amount: row.try_get("", "amount")?,
            given_back: row.try_get("", "given_back")?,
        })
    });
    match ledger {
        Ok(ledger) => Json(ledger).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

/// Where the cardholder goes afterwards.
#[derive(Debug, Deserialize)]
struct Challenge {
    return_to: String,
}

impl Challenge {
    /// Only to a page of the portal itself.
    fn way_back(&self) -> &str {
        if self.return_to.starts_with('/') && !self.return_to.starts_with("//") {
            &self.return_to
        } else {
            "/"
        }
    }
}

/// The bank's page, as the sandbox plays it.
async fn show_challenge(Path(attempt): Path<String>, Query(challenge): Query<Challenge>) -> Response {
    let harmless = |text: &str| {
        text.chars().filter(|char| char.is_ascii_alphanumeric() || "-/".contains(*char)).collect::<String>()
    };
    let (attempt, way_back) = (harmless(&attempt), harmless(challenge.way_back()));
    Html(format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox bank</title></head><body><main><h1>Sandbox bank</h1>
<p>Your bank asks you to confirm this payment. No money moves here. 銀行が支払いの確認を求めています。</p>
<form method="post" action="/sandbox-gateway/challenge/{attempt}?return_to={way_back}">
<button name="answer" value="approve">Approve 承認</button> <button name="answer" value="refuse">Refuse 拒否</button>
</form></main></body></html>"#
    ))
    .into_response()
}

/// The cardholder has answered: the books say so, and the way leads back to the order.
async fn answer_challenge(
    State(gateway): State<SandboxGateway>,
    Path(attempt): Path<String>,
    Query(challenge): Query<Challenge>,
    Form(form): Form<Answer>,
) -> Response {
    let refused = (form.answer != "approve").then(|| DeclineReason::AuthenticationRequired.code());
    let sql = "UPDATE charges SET decline = ?, at = ? WHERE name = ? AND decline = ?";
    let values = [refused.into(), gateway.clock.now().to_rfc3339().into(), attempt.into(), PENDING.into()];
    match gateway.run(sql, values).await {
        Ok(()) => Redirect::to(challenge.way_back()).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

#[derive(Debug, Deserialize)]
struct Answer {
    answer: String,
}
