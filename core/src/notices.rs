//! Notices: what the portal tells by mail, to whom, and which of it one may do without.

use crate::roles::Permission;

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// An order is paid.
    OrderPaid,
    /// An order by transfer is placed: how to pay, and by when.
    TransferAwaited,
    /// The vendor did not accept a payment proof.
    ProofRejected,
    /// An order was not paid in time.
    OrderExpired,
    /// A card was declined for which somebody pressed **Buy**.
    PurchaseDeclined,
    /// A saved card was declined at an automatic renewal.
    AutomaticDeclined,
    /// An automatic renewal was due and not allowed, or there was nothing to pay with.
    AutomaticRefused,
    /// A subscription nears its end, or the end of its renewal window.
    Reminder {
        /// Whether it renews by itself.
        automatic: bool,
    },
    /// The Membership Center has handed a subscription over to Partner Center.
    HandedOver,
    /// A renewal window has closed without a renewal.
    Lapsed,
    /// Money is given back.
    Refund,
    /// The tax of an order is given back.
    TaxRefund,
    /// A card's bank did not take back the money: it is transferred instead.
    RefundRefused,
    /// The money was transferred.
    RefundMade,
    /// The vendor has verified a legal profile, or rejected it.
    ProfileDecided,
    /// A partner is suspended, or is no more.
    Suspension,
    /// A partner pays no tax, or pays it again.
    Exemption,
    /// The vendor lets a partner do something once although a requirement is not met.
    Override,
    /// A version of the programme did not come into force on its day.
    ProgrammeHeldBack,
    /// A support request has come in.
    SupportReceived,
    /// The vendor has answered a support request.
    SupportAnswered,
    /// A support request that was resolved is closed.
    SupportClosed,
    /// A support request goes on in another.
    SupportMerged,
    /// A subscription was cancelled: it ends on its anniversary.
    SubscriptionCancelled,
    /// A customer has asked for help.
    LeadReceived,
    /// A lead expires soon.
    LeadExpiring,
    /// The competency that a membership asks for will not hold at its anniversary.
    AtRisk,
    /// Certificates expire soon.
    CertificatesExpire,
    /// Somebody is invited, with a link that works once.
    Invitation,
    /// Somebody has forgotten the password, with a link that works once.
    PasswordReset,
    /// A password was changed.
    PasswordChanged,
    /// A provider of sign-ins was connected with an account.
    ProviderConnected,
    /// It was disconnected.
    ProviderDisconnected,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An operator's second factor was set up or taken away.
    FactorChanged,
    /// Somebody signed in with a recovery code.
    RecoveryCodeUsed,
    /// An operator's second factors were taken away by somebody else.
    FactorsReset,
    /// An endpoint of webhooks was turned off, since it takes nothing.
    WebhookOff,
    /// Somebody joins with this address: a link that verifies it.
    JoiningLink,
    /// Somebody wants to join with the address of who has an account already.
    JoiningKnown,
    /// A company has joined.
    Joined,
}

impl Notice {
    /// Stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OrderPaid => "order_paid",
            Self::TransferAwaited => "transfer_awaited",
            Self::ProofRejected => "proof_rejected",
            Self::OrderExpired => "order_expired",
            Self::PurchaseDeclined => "purchase_declined",
            Self::AutomaticDeclined => "automatic_declined",
            Self::AutomaticRefused => "automatic_refused",
            Self::Reminder { .. } => "reminder",
            Self::HandedOver => "handed_over",
            Self::Lapsed => "lapsed",
            Self::Refund => "refund",
            Self::TaxRefund => "tax_refund",
            Self::RefundRefused => "refund_refused",
            Self::RefundMade => "refund_made",
            Self::ProfileDecided => "profile_decided",
            Self::Suspension => "suspension",
            Self::Exemption => "exemption",
            Self::Override => "override",
            Self::ProgrammeHeldBack => "programme_held_back",
            Self::SupportReceived => "support_received",
            Self::SupportAnswered => "support_answered",
            Self::SupportClosed => "support_closed",
            Self::SupportMerged => "support_merged",
            Self::SubscriptionCancelled => "subscription_cancelled",
            Self::LeadReceived => "lead_received",
            Self::LeadExpiring => "lead_expiring",
            Self::AtRisk => "at_risk",
            Self::CertificatesExpire => "certificates_expire",
            Self::Invitation => "invitation",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::ProviderConnected => "provider_connected",
            Self::ProviderDisconnected => "provider_disconnected",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::FactorChanged => "factor_changed",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::FactorsReset => "factors_reset",
            Self::WebhookOff => "webhook_off",
            Self::JoiningLink => "joining_link",
            Self::JoiningKnown => "joining_known",
            Self::Joined => "joined",
        }
    }

    /// What those may do who are told of it, where it goes to several of a partner's users.
    #[must_use]
    pub const fn is_for(self) -> Permission {
        match self {
            Self::LeadReceived | Self::LeadExpiring => Permission::ManageLeads,
            _ => Permission::Buy,
        }
    }

    /// Whether it is about the recipient's own account, and not about the company's membership.
    #[must_use]
    pub const fn is_about_account(self) -> bool {
        matches!(
            self,
            Self::Invitation
                | Self::PasswordReset
                | Self::PasswordChanged
                | Self::ProviderConnected
                | Self::ProviderDisconnected
                | Self::PasskeyAdded
                | Self::PasskeyRemoved
                | Self::FactorChanged
                | Self::RecoveryCodeUsed
                | Self::FactorsReset
                | Self::JoiningLink
                | Self::JoiningKnown
        )
    }

    /// Whether who gets it may stop it: only a reminder of what one does by hand. A reminder before an automatic
    /// charge is asked for by law (domain.md, "Automatic renewal"), and the others tell of money, or of what has ended.
    #[must_use]
    pub const fn may_be_stopped(self) -> bool {
        matches!(self, Self::Reminder { automatic: false })
    }
}

/// Whether a mail of this [`code`](Notice::code) carries a link that lets in whoever has it: it is not kept once
/// it is sent.
#[must_use]
pub fn lets_in(code: &str) -> bool {
    [Notice::Invitation, Notice::PasswordReset, Notice::JoiningLink]
        .into_iter()
        .any(|notice| notice.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn only_a_reminder_of_what_is_done_by_hand_may_be_stopped() {
        assert!(Notice::Reminder { automatic: false }.may_be_stopped());
        let always = [
            Notice::OrderPaid,
            Notice::TransferAwaited,
            Notice::ProofRejected,
            Notice::OrderExpired,
            Notice::PurchaseDeclined,
            Notice::AutomaticDeclined,
            Notice::AutomaticRefused,
            Notice::Reminder { automatic: true },
            Notice::HandedOver,
            Notice::Lapsed,
            Notice::LeadExpiring,
            Notice::AtRisk,
            Notice::Invitation,
            Notice::PasswordReset,
            Notice::PasswordChanged,
            Notice::ProviderConnected,
            Notice::ProviderDisconnected,
            Notice::JoiningLink,
            Notice::Joined,
        ];
        assert!(always.iter().all(|notice| !notice.may_be_stopped()));
    }
}
