//! Stripe as the gateway: `PaymentIntents` for charges, `SetupIntents` and customers for saved cards.
//!
//! A charge is an intent that is first made unconfirmed, then confirmed. What became of it is read from the intent
//! itself, never from an idempotency key's memory (which ends after a day) or from a webhook's body: an intent is
//! confirmed at most once, whoever asks for it and how often.

mod client;
mod customers;
mod intent;
mod refunds;
#[cfg(test)]
pub(crate) mod scripted;
pub(crate) mod webhooks;

use async_trait::async_trait;
use chrono::TimeDelta;
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::{CardSetup, CardSummary};
use tokuten_core::sessions::GatewayView;

use self::client::{Client, Failure};
use self::intent::{Intent, PaymentMethod, SetupIntent, Status};
use self::refunds::{List, Refund, RefundStatus};
use super::{ChargeOutcome, ChargeRequest, Gateway, GatewayError, NotTaken, RefundOutcome, RefundRequest};
use crate::clock::Clock;
use crate::config::{Secret, Settings};
use crate::db::Db;

/// How long a cardholder may take to authenticate.
const PATIENCE: TimeDelta = TimeDelta::days(1);

/// What Stripe has to be told to know us, and we to know it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Where Stripe is asked.
    pub api: String,
    /// Its script.
    pub script: String,
    /// Pays with our money.
    pub secret_key: Secret,
    /// Names the account to the browser.
    pub publishable_key: String,
    /// Signs webhooks.
    pub webhook_secret: Secret,
}

/// Why the settings do not make an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAccount {
    /// Some are missing.
    #[error("gateway = \"stripe\" needs {}; you find them in Stripe's dashboard under Developers", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// One is no address.
    #[error("{0} is no address; it looks like https://…")]
    NoAddress(&'static str),
}

impl Account {
    /// The account that the settings name.
    pub fn of(settings: &Settings) -> Result<Self, NoAccount> {
        let Settings { stripe_secret_key, stripe_publishable_key, stripe_webhook_secret, .. } =
            settings.clone();
        for (address, name) in
            [(&settings.stripe_api, "TOKUTEN_STRIPE_API"), (&settings.stripe_script, "TOKUTEN_STRIPE_SCRIPT")]
        {
            origin(address).ok_or(NoAccount::NoAddress(name))?;
        }
        let needed = [
            (stripe_secret_key.is_none(), "TOKUTEN_STRIPE_SECRET_KEY"),
            (stripe_publishable_key.is_none(), "TOKUTEN_STRIPE_PUBLISHABLE_KEY"),
            (stripe_webhook_secret.is_none(), "TOKUTEN_STRIPE_WEBHOOK_SECRET"),
        ];
        match (stripe_secret_key, stripe_publishable_key, stripe_webhook_secret) {
            (Some(secret_key), Some(publishable_key), Some(webhook_secret)) => Ok(Self {
                api: settings.stripe_api.clone(),
                script: settings.stripe_script.clone(),
                secret_key,
                publishable_key,
                webhook_secret,
            }),
            _ => {
                Err(NoAccount::Missing(needed.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect()))
            }
        }
    }
}

/// The origin of an address, as a content security policy names it.
#[must_use]
pub fn origin(address: &str) -> Option<String> {
    let origin = reqwest::Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// Stripe.
#[derive(Debug)]
pub struct StripeGateway {
    account: Account,
    client: Client,
    db: Db,
    clock: Clock,
}

impl StripeGateway {
    /// A gateway to an account; nothing is asked yet.
    pub fn new(account: Account, db: Db, clock: Clock) -> Result<Self, GatewayError> {
        let client = Client::new(&account.api, account.secret_key.clone())?;
        Ok(Self { account, client, db, clock })
    }

    async fn intent(&self, reference: &str) -> Result<Intent, Failure> {
        self.client.get(&format!("/v1/payment_intents/{reference}?expand[]=latest_charge")).await
    }

    /// Confirms an intent that nobody has confirmed.
    async fn confirm(&self, reference: &str, request: &ChargeRequest) -> Result<Intent, Failure> {
        let form = if request.off_session {
            ("off_session", "true".to_owned())
        } else {
            ("return_url", request.return_to.clone())
        };
        // No idempotency key: a second confirmation is refused by the intent's own state, while a key would keep
        // answering a failure of Stripe's for a day.
        match self.client.post(&format!("/v1/payment_intents/{reference}/confirm"), &[form], None).await {
            Ok(Intent { .. }) => self.intent(reference).await,
            // Declined, or confirmed by somebody else meanwhile: the intent says which.
            Err(Failure::Refused { status, code, message }) => {
                tracing::info!(order = request.order.0, status, code, message, "Stripe refuses to confirm");
                self.intent(reference).await
            }
            Err(unreachable) => Err(unreachable),
        }
    }

    /// Gives an intent up that waits for its cardholder.
    async fn cancel(&self, reference: &str) -> Result<Intent, Failure> {
        let form = [("cancellation_reason", "abandoned".to_owned())];
        match self.client.post(&format!("/v1/payment_intents/{reference}/cancel"), &form, None).await {
            // Refused, if the cardholder has answered meanwhile: the intent says what.
            Ok(Intent { .. }) | Err(Failure::Refused { .. }) => self.intent(reference).await,
            Err(unreachable) => Err(unreachable),
        }
    }

    async fn give_back(&self, request: &RefundRequest) -> Result<Refund, Failure> {
        let form = [
            ("payment_intent", request.charge.clone()),
            ("amount", intent::units(request.amount).to_string()),
            ("metadata[refund]", request.refund.clone()),
        ];
        self.client.post("/v1/refunds", &form, Some(&request.refund)).await
    }

    fn outcome(&self, intent: &Intent) -> Result<ChargeOutcome, GatewayError> {
        match intent.status {
            Status::Succeeded => {
                let at = intent.charged_at().unwrap_or_else(|| self.clock.real_seconds());
                Ok(ChargeOutcome::Charged(self.clock.of_real(at)))
            }
            Status::RequiresAction => Ok(ChargeOutcome::ActionRequired),
            Status::RequiresPaymentMethod | Status::Canceled => Ok(ChargeOutcome::Declined(intent.decline())),
            Status::RequiresConfirmation | Status::Processing | Status::Other => {
                Err(GatewayError::Unreachable(format!("intent {} is still {:?}", intent.id, intent.status)))
            }
        }
    }
}

#[async_trait]
impl Gateway for StripeGateway {
    async fn set_up_card(&self, partner: &PartnerId) -> Result<Option<CardSetup>, GatewayError> {
        let form = [
            ("customer", self.customer(partner).await?),
            ("usage", "off_session".to_owned()),
            ("payment_method_types[]", "card".to_owned()),
        ];
        let setup: SetupIntent = self.client.post("/v1/setup_intents", &form, None).await?;
        Ok(Some(CardSetup { client_secret: setup.client_secret }))
    }

    async fn card(&self, partner: &PartnerId, token: &str) -> Result<CardSummary, GatewayError> {
        if !is_id(token) {
            return Err(GatewayError::UnknownCard);
        }
        let asked = self.client.get(&format!("/v1/payment_methods/{token}")).await;
        let method: PaymentMethod = match asked {
            Err(Failure::Refused { .. }) => return Err(GatewayError::UnknownCard),
            asked => asked?,
        };
        let known = self.known_customer(partner).await?;
        match method.card {
            Some(card) if known.is_some() && method.customer == known => Ok(card),
            _ => Err(GatewayError::UnknownCard),
        }
    }

    async fn open(&self, request: &ChargeRequest) -> Result<String, GatewayError> {
        let customer = self.known_customer(&request.partner).await?.ok_or(GatewayError::UnknownCard)?;
        let form = [
            ("amount", intent::units(request.amount).to_string()),
            ("currency", request.amount.currency.code().to_ascii_lowercase()),
            ("customer", customer),
            ("payment_method", request.card_token.clone()),
            ("payment_method_types[]", "card".to_owned()),
            ("metadata[order]", request.order.to_string()),
            ("metadata[attempt]", request.attempt.clone()),
            ("metadata[partner]", request.partner.to_string()),
        ];
        let made: Result<Intent, _> =
            self.client.post("/v1/payment_intents", &form, Some(&request.attempt)).await;
        match made {
            Ok(intent) => Ok(intent.id),
            Err(Failure::Refused { code, message, .. }) => {
                tracing::error!(order = request.order.0, code, message, "Stripe refuses to open a charge");
                Err(GatewayError::UnknownCard)
            }
            Err(unreachable) => Err(unreachable.into()),
        }
    }

    async fn charge(&self, reference: &str, request: &ChargeRequest) -> Result<ChargeOutcome, GatewayError> {
        let mut intent = self.intent(reference).await?;
        if intent.status == Status::RequiresConfirmation {
            intent = self.confirm(reference, request).await?;
        }
        // Nobody is there to ask, or nobody came.
        let given_up = request.off_session || self.clock.now() - request.opened_at >= PATIENCE;
        if intent.status == Status::RequiresAction && given_up {
            intent = self.cancel(reference).await?;
        }
        self.outcome(&intent)
    }

    async fn give_up(&self, reference: &str, _: &ChargeRequest) -> Result<ChargeOutcome, GatewayError> {
        self.outcome(&self.cancel(reference).await?)
    }

    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome, GatewayError> {
        let path = format!("/v1/refunds?payment_intent={}&limit=100", request.charge);
        let made: List<Refund> = self.client.get(&path).await?;
        let refund = match made.data.into_iter().find(|refund| refund.is_of(&request.refund)) {
            Some(refund) => refund,
            None => match self.give_back(request).await {
                Ok(refund) => refund,
                Err(Failure::Refused { code, .. }) if code == "charge_already_refunded" => {
                    // By hand, in Stripe's dashboard: the partner has the money.
                    return Ok(RefundOutcome::Made(self.clock.now()));
                }
                Err(Failure::Refused { message, .. }) => return Ok(RefundOutcome::Refused(message)),
                Err(unreachable) => return Err(unreachable.into()),
            },
        };
        match refund.outcome() {
            RefundStatus::Made => Ok(RefundOutcome::Made(self.clock.of_real(refund.created))),
            RefundStatus::Failed(why) => Ok(RefundOutcome::Refused(why)),
            RefundStatus::UnderWay => Ok(RefundOutcome::UnderWay),
        }
    }

    async fn challenge(&self, reference: &str, _: &str) -> Result<Option<String>, GatewayError> {
        Ok(self.intent(reference).await?.redirect())
    }

    fn told(&self, signature: &str, body: &[u8], now: i64) -> Result<Option<String>, NotTaken> {
        webhooks::check(&self.account.webhook_secret, signature, body, now)?;
        Ok(webhooks::charge_of(body))
    }

    fn view(&self) -> GatewayView {
        GatewayView::Stripe {
            script: self.account.script.clone(),
            publishable_key: self.account.publishable_key.clone(),
        }
    }
}

/// Whether a text that came from a browser may stand in an address of Stripe's.
fn is_id(text: &str) -> bool {
    text.starts_with("pm_") && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl From<Failure> for GatewayError {
    fn from(failure: Failure) -> Self {
        // Also a refusal: a charge that this account does not know may have been made by another.
        Self::Unreachable(failure.to_string())
    }
}
