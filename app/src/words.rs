//! The domain's words in the page's language.

use leptos::prelude::{Get, RwSignal, Signal, With};
use tokuten_core::catalogue::{BenefitKind, OfferCode};
use tokuten_core::competencies::Level;
use tokuten_core::facts::Facts;
use tokuten_core::membership_center::Standing;
use tokuten_core::offers::{Action, Tile};
use tokuten_core::orders::{OpenOrder, OrderState, Purpose};
use tokuten_core::partners::Verification;
use tokuten_core::payments::{CardSummary, DeclineReason};
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::roles::Role;
use tokuten_core::sessions::{OperatorRole, SandboxEffect};
use tokuten_core::subscriptions::Status;
use tokuten_core::transfers::WhyHeld;

use crate::client::ApiError;
use crate::context::{context, t};
use crate::format::date;
use crate::texts::{self, fill};

/// What an offer is called; its code if the catalogue no longer has it.
pub fn offer_name(facts: &Facts, code: &OfferCode) -> String {
    facts
        .offer(code)
        .map_or_else(|| code.0.clone(), |offer| offer.name.text(context().language.get()).to_owned())
}

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    let t = t();
    match role {
        Role::GlobalAdmin => t.role_global_admin,
        Role::MpnPartnerAdmin => t.role_mpn_partner_admin,
        Role::AccountAdmin => t.role_account_admin,
        Role::BillingAdmin => t.role_billing_admin,
        Role::UserManagementAdmin => t.role_user_management_admin,
        Role::BusinessProfileAdmin => t.role_business_profile_admin,
        Role::ReferralsAdmin => t.role_referrals_admin,
        Role::AdminAgent => t.role_admin_agent,
    }
}

/// What an operator's permission is called.
pub fn operator(role: OperatorRole) -> &'static str {
    let t = t();
    match role {
        OperatorRole::Finance => t.operator_finance,
        OperatorRole::Support => t.operator_support,
        OperatorRole::Programme => t.operator_programme,
    }
}

/// The colour of a status strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Calm,
    /// Something can be done now.
    Open,
    /// Something waits.
    Waiting,
    /// Something is over.
    Over,
}

impl Tone {
    /// Its CSS class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Calm => "strip calm",
            Self::Open => "strip open",
            Self::Waiting => "strip waiting",
            Self::Over => "strip over",
        }
    }
}

/// What a tile's foot says, and in which colour.
pub fn strip(tile: &Tile<'_>) -> (Tone, String) {
    if let Some(order) = tile.open_order {
        return (Tone::Waiting, open_order(order));
    }
    if let Some(there) = tile.there.and_then(there_strip) {
        return there;
    }
    match tile.status {
        Some(status) => status_strip(status),
        None if matches!(&tile.action, Action::Buy(verdict) if verdict.is_allowed()) => {
            (Tone::Open, texts::offers::t().status_can_buy.to_owned())
        }
        None => (Tone::Calm, texts::offers::t().status_cannot_buy.to_owned()),
    }
}

/// While it is managed in the Membership Center, what can be done there; after that nothing of its own.
fn there_strip(standing: Standing) -> Option<(Tone, String)> {
    let t = texts::offers::t();
    let told = |text, day, days: i64| fill(text, &[("date", &date(day)), ("days", &days.to_string())]);
    match standing {
        Standing::NotYet { opens, days_until } => {
            Some((Tone::Calm, told(t.status_there_not_yet, opens, days_until)))
        }
        Standing::Open { days_left: 1, .. } => Some((Tone::Open, t.status_there_last_day.to_owned())),
        Standing::Open { closes, days_left } => {
            Some((Tone::Open, told(t.status_there_open, closes, days_left)))
        }
        Standing::ViewOnly { .. } => None,
    }
}

fn open_order(order: &OpenOrder) -> String {
    let t = texts::offers::t();
    let text = match order.state {
        OrderState::AwaitingTransfer => t.status_order_transfer,
        OrderState::ProofSubmitted => t.status_order_proof,
        _ => t.status_order_charging,
    };
    fill(text, &[("order", &order.number.to_string())])
}

fn status_strip(status: Status) -> (Tone, String) {
    let t = texts::offers::t();
    match status {
        Status::Active { opens, days_until: 1 } => {
            (Tone::Calm, fill(t.status_not_eligible_one, &[("date", &date(opens))]))
        }
        Status::Active { opens, days_until } => (
            Tone::Calm,
            fill(t.status_not_eligible, &[("date", &date(opens)), ("days", &days_until.to_string())]),
        ),
        Status::Renewable { days_left: 1, .. } => (Tone::Open, t.status_last_day.to_owned()),
        Status::Renewable { closes, days_left } => (
            Tone::Open,
            fill(t.status_days_left, &[("days", &days_left.to_string()), ("date", &date(closes))]),
        ),
        Status::Expired { on } => (Tone::Over, fill(t.status_expired, &[("date", &date(on))])),
        Status::Superseded { on } => (Tone::Over, fill(t.status_superseded, &[("date", &date(on))])),
        Status::Refunded { on } => (Tone::Over, fill(t.status_refunded, &[("date", &date(on))])),
        Status::Cancelled { ends } => (Tone::Over, fill(t.status_cancelled, &[("date", &date(ends))])),
    }
}

/// How a partner stands in the programme.
pub fn standing(facts: &Facts) -> (Tone, String) {
    let t = texts::offers::t();
    let partner = &facts.partner;
    if let Some(reason) = &partner.suspended {
        return (Tone::Over, fill(t.suspended, &[("reason", reason)]));
    }
    if !(partner.email_verified && partner.agreement_accepted) {
        return (Tone::Waiting, t.not_joined.to_owned());
    }
    match &partner.verification {
        Verification::Verified => (Tone::Open, t.joined_ok.to_owned()),
        Verification::Pending => (Tone::Waiting, t.joined_pending.to_owned()),
        Verification::DueForReview => (Tone::Waiting, t.joined_review.to_owned()),
        Verification::Rejected { reason } => (Tone::Over, fill(t.joined_rejected, &[("reason", reason)])),
    }
}

/// What a level is called; "none" for none.
pub fn level(level: Option<Level>) -> &'static str {
    let t = texts::offers::t();
    match level {
        Some(Level::Silver) => t.level_silver,
        Some(Level::Gold) => t.level_gold,
        None => t.level_none,
    }
}

/// What a sort of benefit is called.
pub fn benefit_kind(kind: BenefitKind) -> &'static str {
    let t = texts::offers::t();
    match kind {
        BenefitKind::ProductKey => t.kind_product_key,
        BenefitKind::CloudSeats => t.kind_cloud_seats,
        BenefitKind::UserLicence => t.kind_user_licence,
        BenefitKind::SupportIncidents => t.kind_support_incidents,
        BenefitKind::AdvisoryHours => t.kind_advisory_hours,
        BenefitKind::MarketingMaterial => t.kind_marketing_material,
    }
}

/// What an order's state is called.
pub fn order_state(state: OrderState) -> &'static str {
    let t = texts::orders::t();
    match state {
        OrderState::Draft => t.state_draft,
        OrderState::Charging => t.state_charging,
        OrderState::RequiresAction => t.state_requires_action,
        OrderState::AwaitingTransfer => t.state_awaiting_transfer,
        OrderState::ProofSubmitted => t.state_proof_submitted,
        OrderState::Paid => t.state_paid,
        OrderState::Declined => t.state_declined,
        OrderState::Abandoned => t.state_abandoned,
        OrderState::Cancelled => t.state_cancelled,
        OrderState::Expired => t.state_expired,
        OrderState::Refunded => t.state_refunded,
    }
}

/// What an order is for, with the offer's name.
pub fn purpose(purpose: &Purpose, name: &str) -> String {
    let text = match purpose {
        Purpose::Buy { .. } => texts::orders::t().purpose_buy,
        Purpose::Renew { .. } if purpose.is_there() => texts::orders::t().purpose_renew_there,
        Purpose::Renew { .. } => texts::orders::t().purpose_renew,
    };
    fill(text, &[("offer", name)])
}

/// Why a card was declined.
pub fn decline(reason: DeclineReason) -> &'static str {
    let t = texts::orders::t();
    match reason {
        DeclineReason::CardDeclined => t.reason_declined,
        DeclineReason::InsufficientFunds => t.reason_funds,
        DeclineReason::ExpiredCard => t.reason_expired,
        DeclineReason::AuthenticationRequired => t.reason_authentication,
    }
}

/// Why money is held.
pub fn held(why: WhyHeld) -> &'static str {
    let t = texts::operator::transfers::t();
    match why {
        WhyHeld::WrongCurrency => t.held_wrong_currency,
        WhyHeld::OrderClosed => t.held_order_closed,
        WhyHeld::NoOrder => t.held_no_order,
        WhyHeld::TooMuch => t.held_too_much,
    }
}

/// What may be said of a card.
pub fn card(card: &CardSummary) -> String {
    let brand = match card.brand.as_str() {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "jcb" => "JCB",
        _ => t().card_fallback,
    };
    let (month, year) = (format!("{:02}", card.exp_month), card.exp_year.to_string());
    fill(t().card_ending, &[("brand", brand), ("last4", &card.last4), ("month", &month), ("year", &year)])
}

/// What a card of the sandbox does.
pub fn sandbox_effect(effect: SandboxEffect) -> &'static str {
    let t = texts::paying::t();
    match effect {
        SandboxEffect::Pays => t.effect_pays,
        SandboxEffect::Declined => t.effect_declined,
        SandboxEffect::InsufficientFunds => t.effect_insufficient_funds,
        SandboxEffect::Expired => t.effect_expired,
        SandboxEffect::Authentication => t.effect_authentication,
        SandboxEffect::FailsLater => t.effect_fails_later,
        SandboxEffect::RefundFails => t.effect_refund_fails,
        SandboxEffect::Slow => t.effect_slow,
        SandboxEffect::LosesAnswer => t.effect_loses_answer,
    }
}

/// What is wrong with a field of a form, if anything is.
pub fn fault_of(faults: RwSignal<Vec<FieldError>>, field: &'static str) -> Signal<Option<&'static str>> {
    Signal::derive(move || {
        faults.with(|faults| faults.iter().find(|one| one.field == field).map(|one| fault(one.fault)))
    })
}

/// What is wrong with a field.
pub fn fault(fault: FieldFault) -> &'static str {
    let t = t();
    match fault {
        FieldFault::Missing => t.fault_missing,
        FieldFault::TooLong => t.fault_too_long,
        FieldFault::TooShort => t.fault_too_short,
        FieldFault::Malformed => t.fault_malformed,
        FieldFault::TooCommon => t.fault_too_common,
        FieldFault::InFuture => t.fault_in_future,
        FieldFault::InPast => t.fault_in_past,
        FieldFault::TooFar => t.fault_too_far,
        FieldFault::Wrong => t.fault_wrong,
        FieldFault::Taken => t.fault_taken,
        FieldFault::Unknown => t.fault_unknown,
        FieldFault::OutOfReach => t.fault_out_of_reach,
    }
}

/// What happened, what was not done and what to do next.
pub fn error(error: &ApiError) -> String {
    let t = t();
    let Some(code) = error.code() else {
        return if matches!(error, ApiError::Network) { t.error_network } else { t.error_server }.to_owned();
    };
    match code {
        ProblemCode::WrongCredentials => t.wrong_credentials,
        ProblemCode::TooManyAttempts => t.too_many,
        ProblemCode::RoleMissing | ProblemCode::SecondOperator => t.error_role,
        ProblemCode::NotFound => t.error_not_found,
        ProblemCode::LinkInvalid => t.link_invalid,
        ProblemCode::InvalidFields => t.form_wrong,
        // The pages that take passkeys and codes say it in their own words.
        ProblemCode::Refused
        | ProblemCode::NotConfirmed
        | ProblemCode::LastWayToSignIn
        | ProblemCode::PasskeyRefused
        | ProblemCode::CodeRefused => t.error_refused,
        ProblemCode::PriceChanged => t.price_changed,
        ProblemCode::AgreementChanged => t.agreement_changed,
        ProblemCode::UnknownCard => t.error_card,
        ProblemCode::GatewayUnreachable => t.error_gateway,
        ProblemCode::ProviderUnreachable => t.error_provider,
        ProblemCode::SignedOut => t.session_ended,
        ProblemCode::WrongFileType => t.error_file_type,
        ProblemCode::RowsWrong => t.error_rows,
        ProblemCode::TooLarge => t.error_file_large,
        ProblemCode::OrderReplaced
        | ProblemCode::OrderAlreadyPaid
        | ProblemCode::OrderCharging
        | ProblemCode::OrderClosed
        | ProblemCode::Held
        | ProblemCode::NotMerged
        | ProblemCode::Conflict => t.error_conflict,
        ProblemCode::Malformed
        | ProblemCode::IdempotencyKeyMissing
        | ProblemCode::IdempotencyKeyReused
        | ProblemCode::ForeignOrigin
        // No browser sends a token.
        | ProblemCode::TokenInvalid
        | ProblemCode::TokenExpired
        | ProblemCode::TokenNotTaken
        | ProblemCode::ScopeMissing
        | ProblemCode::Internal => t.error_server,
    }
    .to_owned()
}
