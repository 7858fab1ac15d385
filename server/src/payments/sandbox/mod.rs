//! The sandbox gateway: Stripe's test card numbers, no money.
//!
//! It plays the part of somebody else's server: it keeps its own books in its own file, has its own
//! addresses, and the portal talks to it only through [`Gateway`]. A card number ends here; what is kept of
//! it are its last four digits and what it will do.

mod addresses;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, QueryResult, Statement, Value,
};
use serde::Serialize;
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::{CardEntry, CardSetup, CardSummary, CardToken, DeclineReason};
use tokuten_core::sessions::{GatewayView, SandboxCard, SandboxEffect};

use super::{
    ChargeOutcome, ChargeRequest, GATEWAY_PATIENCE, Gateway, GatewayError, RefundOutcome, RefundRequest,
};
use crate::clock::Clock;
use crate::ids::new_id;

/// Where the browser sends cards.
pub const TOKENS: &str = "/sandbox-gateway/tokens";

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS cards (token TEXT PRIMARY KEY, effect TEXT NOT NULL, card TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS charges (
        name TEXT PRIMARY KEY, token TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
        decline TEXT, at TEXT NOT NULL, asked INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS refunds (
        name TEXT PRIMARY KEY, charge TEXT NOT NULL, amount INTEGER NOT NULL, refused INTEGER NOT NULL, at TEXT NOT NULL);
";

/// The embedded gateway.
#[derive(Debug, Clone)]
pub struct SandboxGateway {
    books: DatabaseConnection,
    clock: Clock,
}

impl SandboxGateway {
    /// Opens its books in the data folder.
    pub async fn open(data: &Path, clock: Clock) -> Result<Self, DbErr> {
        let path = data.join("sandbox-gateway.db");
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
        options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
        // Survives the death of the process, which is what is tried with it; a power cut may cost play money.
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Off)
        });
        let books = Database::connect(options).await?;
        books.execute_unprepared(TABLES).await?;
        Ok(Self { books, clock })
    }

    /// Takes a card and gives a token for it. The number is not kept.
    pub async fn tokenize(&self, entry: &CardEntry) -> Result<CardToken, DbErr> {
        let digits = entry.digits();
        let last4 = digits[digits.len().saturating_sub(4)..].to_owned();
        let card = CardSummary {
            brand: brand(&digits).to_owned(),
            last4,
            exp_month: entry.exp_month,
            exp_year: entry.exp_year,
        };
        let token = format!("card_{}", new_id());
        let values = [token.as_str().into(), effect(&digits).into(), json(&card)?.into()];
        self.run("INSERT INTO cards (token, effect, card) VALUES (?, ?, ?)", values).await?;
        Ok(CardToken { token, card })
    }

    /// Keeps a card of the demo, which nobody typed.
    pub async fn keep(&self, number: &str, exp_year: i32) -> Result<CardToken, DbErr> {
        let entry = CardEntry {
            number: number.to_owned(),
            exp_month: 12,
            exp_year,
            cvc: "123".into(),
            holder: String::new(),
        };
        self.tokenize(&entry).await
    }

    async fn run(&self, sql: &str, values: impl IntoIterator<Item = Value> + Send) -> Result<(), DbErr> {
        self.books.execute_raw(statement(sql, values)).await?;
        Ok(())
    }

    /// A charge whose cardholder was asked to authenticate; one who never does has refused after a day.
    async fn pending(&self, attempt: &str, asked_at: DateTime<Utc>) -> Result<ChargeOutcome, GatewayError> {
        if self.clock.now() - asked_at < TimeDelta::days(1) {
            return Ok(ChargeOutcome::ActionRequired);
        }
        self.refuse(attempt).await?;
        Ok(ChargeOutcome::Declined(DeclineReason::AuthenticationRequired))
    }

    /// The cardholder does not authenticate any more.
    async fn refuse(&self, attempt: &str) -> Result<(), DbErr> {
        let refused = DeclineReason::AuthenticationRequired.code();
        let sql = "UPDATE charges SET decline = ? WHERE name = ? AND decline = ?";
        self.run(sql, [refused.into(), attempt.into(), PENDING.into()]).await
    }

    async fn charge_once(&self, request: &ChargeRequest) -> Result<Option<QueryResult>, DbErr> {
        let insert = format!(
            "INSERT INTO charges (name, token, amount, currency, decline, at, asked)
            SELECT ?, token, ?, ?, {DECLINE}, ?, 1 FROM cards WHERE token = ?
            ON CONFLICT (name) DO UPDATE SET asked = asked + 1
            RETURNING decline, at, asked, (SELECT effect FROM cards WHERE token = charges.token) AS effect"
        );
        let values = [
            request.attempt.as_str().into(),
            request.amount.amount.into(),
            request.amount.currency.code().into(),
            request.off_session.into(),
            self.clock.now().to_rfc3339().into(),
            request.card_token.as_str().into(),
        ];
        self.books.query_one_raw(statement(&insert, values)).await
    }

    async fn refund_once(&self, request: &RefundRequest) -> Result<Option<QueryResult>, DbErr> {
        // Nothing is given back that was not charged, and no more than was.
        let insert = "INSERT INTO refunds (name, charge, amount, refused, at)
            SELECT ?, charges.name, ?, cards.effect = 'refund_fails', ? FROM charges JOIN cards USING (token)
            WHERE charges.name = ? AND decline IS NULL AND currency = ? AND amount >= ? + (
                SELECT COALESCE(SUM(before.amount), 0) FROM refunds AS before
                WHERE before.charge = charges.name AND NOT before.refused AND before.name <> ?)
            ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING refused, at";
        let values = [
            request.refund.as_str().into(),
            request.amount.amount.into(),
            self.clock.now().to_rfc3339().into(),
            request.charge.as_str().into(),
            request.amount.currency.code().into(),
            request.amount.amount.into(),
            request.refund.as_str().into(),
        ];
        self.books.query_one_raw(statement(insert, values)).await
    }
}

/// What goes wrong on the way after the money has moved, at the first asking.
async fn misbehave(effect: &str, asked: i64) -> Result<(), GatewayError> {
    match (effect, asked) {
        ("slow", 1) => tokio::time::sleep(GATEWAY_PATIENCE + Duration::from_secs(2)).await,
        ("loses_answer", 1) => return Err(GatewayError::Unreachable("the answer got lost".to_owned())),
        _ => {}
    }
    Ok(())
}

fn instant(row: &QueryResult) -> Result<DateTime<Utc>, GatewayError> {
    let at: String = row.try_get("", "at")?;
    at.parse().map_err(|_| GatewayError::Unreachable(format!("the books say {at}")))
}

#[async_trait]
impl Gateway for SandboxGateway {
    async fn set_up_card(&self, _: &PartnerId) -> Result<Option<CardSetup>, GatewayError> {
        Ok(None)
    }

    async fn card(&self, _: &PartnerId, token: &str) -> Result<CardSummary, GatewayError> {
        let select = statement("SELECT card FROM cards WHERE token = ?", [token.into()]);
        let row = self.books.query_one_raw(select).await?.ok_or(GatewayError::UnknownCard)?;
        let card: String = row.try_get("", "card")?;
        serde_json::from_str(&card).map_err(|error| GatewayError::Unreachable(error.to_string()))
    }

    /// Its books know a charge by the attempt's id from the start.
    async fn open(&self, request: &ChargeRequest) -> Result<String, GatewayError> {
        Ok(request.attempt.clone())
    }

    async fn charge(&self, _: &str, request: &ChargeRequest) -> Result<ChargeOutcome, GatewayError> {
        let row = self.charge_once(request).await?.ok_or(GatewayError::UnknownCard)?;
        misbehave(&row.try_get::<String>("", "effect")?, row.try_get("", "asked")?).await?;
        let decline: Option<String> = row.try_get("", "decline")?;
        if decline.as_deref() == Some(PENDING) {
            return self.pending(&request.attempt, instant(&row)?).await;
        }
        if let Some(code) = decline {
            return Ok(ChargeOutcome::Declined(DeclineReason::of_code(&code)));
        }
        Ok(ChargeOutcome::Charged(instant(&row)?))
    }

    async fn give_up(&self, reference: &str, request: &ChargeRequest) -> Result<ChargeOutcome, GatewayError> {
        self.refuse(reference).await?;
        self.charge(reference, request).await
    }

    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome, GatewayError> {
        let row = self.refund_once(request).await?;
        let Some(row) = row else { return Ok(RefundOutcome::Refused("there is no such charge".into())) };
        if row.try_get::<bool>("", "refused")? {
            return Ok(RefundOutcome::Refused("the card's bank does not take refunds".into()));
        }
        Ok(RefundOutcome::Made(instant(&row)?))
    }

    async fn challenge(&self, attempt: &str, return_to: &str) -> Result<Option<String>, GatewayError> {
        Ok(Some(format!("/sandbox-gateway/challenge/{attempt}?return_to={return_to}")))
    }

    fn view(&self) -> GatewayView {
        let cards = CARDS
            .iter()
            .map(|(number, effect)| SandboxCard { number: (*number).to_owned(), effect: *effect });
        GatewayView::Sandbox { tokens: TOKENS.to_owned(), cards: cards.collect() }
    }
}

impl From<DbErr> for GatewayError {
    fn from(error: DbErr) -> Self {
        Self::Unreachable(error.to_string())
    }
}

/// Stripe's test numbers and what they do; the last two are our own.
const CARDS: [(&str, SandboxEffect); 9] = [
    ("4242 4242 4242 4242", SandboxEffect::Pays),
    ("4000 0000 0000 0002", SandboxEffect::Declined),
    ("4000 0000 0000 9995", SandboxEffect::InsufficientFunds),
    ("4000 0000 0000 0069", SandboxEffect::Expired),
    ("4000 0025 0000 3155", SandboxEffect::Authentication),
    ("4000 0000 0000 0341", SandboxEffect::FailsLater),
    ("4000 0000 0000 5126", SandboxEffect::RefundFails),
    ("4000 0000 0000 0127", SandboxEffect::Slow),
    ("4000 0000 0000 0150", SandboxEffect::LosesAnswer),
];

/// What a number does: other numbers with a right check digit pay.
fn effect(digits: &str) -> &'static str {
    let known = CARDS.iter().find(|(number, _)| number.replace(' ', "") == digits);
    match known.map_or(SandboxEffect::Pays, |(_, effect)| *effect) {
        SandboxEffect::Pays => "pays",
        SandboxEffect::Declined | SandboxEffect::FailsLater => "card_declined",
        SandboxEffect::InsufficientFunds => "insufficient_funds",
        SandboxEffect::Expired => "expired_card",
        SandboxEffect::Authentication => "authentication_required",
        SandboxEffect::RefundFails => "refund_fails",
        SandboxEffect::Slow => "slow",
        SandboxEffect::LosesAnswer => "loses_answer",
    }
}

/// What stands in the books while the cardholder is asked to authenticate.
const PENDING: &str = "action_required";

/// What the books say of a new charge, by its card's effect and whether nobody is there to be asked (`?`); nothing for
/// one that is paid.
const DECLINE: &str = "CASE WHEN effect IN ('pays', 'refund_fails', 'slow', 'loses_answer') THEN NULL
    WHEN effect = 'authentication_required' AND NOT ? THEN 'action_required' ELSE effect END";

fn brand(digits: &str) -> &'static str {
    match digits.as_bytes().first() {
        Some(b'4') => "visa",
        Some(b'5' | b'2') => "mastercard",
        Some(b'3') => "jcb",
        _ => "card",
    }
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(sea_orm::DbBackend::Sqlite, sql, values)
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Custom(error.to_string()))
}
