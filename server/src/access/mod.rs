//! Who may reach what: every route of the API's own description, tried by every role, on what is their own and on
//! what is another partner's, against one table.
//!
//! A new route: a line in [`TABLE`]. If its address names something (`{id}`), a line in [`EXAMPLES`] too. If the body
//! that is made up from its description is refused before the roles are looked at, a line in [`BODIES`]. What API tokens
//! open is a table of its own, in [`tokens`].

mod description;
mod tokens;
mod tries;

use tokuten_core::roles::Permission;
use tokuten_core::sessions::OperatorRole;

/// Whom a route is for.
#[derive(Debug, Clone, Copy)]
enum For {
    /// Anybody, signed in or not.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// Who has given an operator's password and owes the second factor: whose session is none.
    Half,
    /// Any user of a partner.
    Partner,
    /// A partner's users who have one of these permissions.
    With(&'static [Permission]),
    /// Any operator.
    Vendor,
    /// Operators of one kind.
    Operator(OperatorRole),
    /// Operators of several kinds.
    Operators(&'static [OperatorRole]),
}

use For::{Half, Operator, Operators, Partner, Public, SignedIn, Vendor, With};
use OperatorRole::{Finance, Programme, Support};
use Permission::{
    AssignRoles, Buy, CancelOrder, EditBusinessProfile, EditLegalProfile, ManageBenefits, ManageCompetencies,
    ManageLeads, ManageUsers, RequestRefund, SeeInvoices, SeeOrders, TurnOffRenewal, UploadProof,
};

/// Every route and whom it is for.
const TABLE: &[(&str, &str, For)] = &[
    // Signing in, and accounts.
    ("GET", "/api/public", Public),
    ("POST", "/api/session", Public),
    ("DELETE", "/api/session", Public),
    ("GET", "/api/session", SignedIn),
    ("PUT", "/api/session/language", SignedIn),
    ("PUT", "/api/session/password", SignedIn),
    ("POST", "/api/openid", Public),
    ("GET", "/openid/return", Public),
    ("POST", "/api/session/passkey/options", Public),
    ("POST", "/api/session/passkey", Public),
    ("POST", "/api/password-resets", Public),
    ("GET", "/api/links/{token}", Public),
    ("POST", "/api/links/{token}", Public),
    ("GET", "/unsubscribe/{token}", Public),
    ("POST", "/unsubscribe/{token}", Public),
    ("GET", "/api/account", SignedIn),
    ("GET", "/api/account/all", SignedIn),
    ("PUT", "/api/account/zone", SignedIn),
    ("PUT", "/api/account/reminders", Partner),
    ("POST", "/api/account/openid", Partner),
    ("DELETE", "/api/account/openid", Partner),
    ("POST", "/api/account/openid/confirmation", Partner),
    ("POST", "/api/account/erasure", Partner),
    ("DELETE", "/api/account/sessions", SignedIn),
    ("DELETE", "/api/account/sessions/{id}", SignedIn),
    ("GET", "/api/account/passkeys", SignedIn),
    ("POST", "/api/account/passkeys", SignedIn),
    ("POST", "/api/account/passkeys/options", SignedIn),
    ("POST", "/api/account/passkeys/{id}/removal", SignedIn),
    ("POST", "/api/account/confirmation", SignedIn),
    // Operators' sign-in: the password, then the second factor.
    ("POST", "/api/operator/session", Public),
    ("DELETE", "/api/operator/session", Public),
    ("POST", "/api/operator/session/passkey", Public),
    ("GET", "/api/operator/session", Half),
    ("POST", "/api/operator/session/code", Half),
    ("POST", "/api/operator/session/enrolment", Half),
    ("PUT", "/api/operator/session/enrolment", Half),
    ("POST", "/api/operator/session/enrolment/passkey/options", Half),
    ("POST", "/api/operator/session/enrolment/passkey", Half),
    ("GET", "/api/operator/factors", Vendor),
    ("POST", "/api/operator/factors/app", Vendor),
    ("PUT", "/api/operator/factors/app", Vendor),
    ("POST", "/api/operator/factors/app/removal", Vendor),
    ("POST", "/api/operator/factors/recovery-codes", Vendor),
    // Users.
    ("GET", "/api/users/colleagues", Partner),
    ("GET", "/api/users", With(&[ManageUsers, AssignRoles])),
    ("POST", "/api/users", With(&[ManageUsers])),
    ("POST", "/api/users/{id}/invitation", With(&[ManageUsers])),
    ("PUT", "/api/users/{id}/roles", With(&[AssignRoles])),
    ("DELETE", "/api/users/{id}", With(&[ManageUsers])),
    ("POST", "/api/users/{id}/erasure", With(&[ManageUsers])),
    // The diary.
    ("GET", "/api/diary-link", Partner),
    ("POST", "/api/diary-link", Partner),
    ("GET", "/diary/{token}", Public),
    // Membership.
    ("GET", "/api/offers", Partner),
    ("GET", "/api/subscriptions/{id}", Partner),
    ("POST", "/api/subscriptions/{id}/turn-off-renewal", With(&[TurnOffRenewal])),
    ("PUT", "/api/subscriptions/{id}/card", With(&[Buy])),
    // Benefits.
    ("GET", "/api/benefits", Partner),
    ("GET", "/api/benefits/people", With(&[ManageBenefits])),
    ("GET", "/api/benefits/{subscription}", Partner),
    ("GET", "/api/benefits/{subscription}/uses", Partner),
    ("POST", "/api/benefits/{subscription}/uses", With(&[ManageBenefits])),
    ("POST", "/api/benefits/{subscription}/uses/again", With(&[ManageBenefits])),
    ("POST", "/api/benefits/{subscription}/uses/{id}/secret", With(&[ManageBenefits])),
    ("POST", "/api/benefits/{subscription}/uses/{id}/move", With(&[ManageBenefits])),
    ("POST", "/api/benefits/{subscription}/uses/{id}/free", With(&[ManageBenefits])),
    ("GET", "/api/benefits/{subscription}/uses/{id}/file", With(&[ManageBenefits])),
    // Competencies.
    ("GET", "/api/competencies", Partner),
    ("GET", "/api/competencies/area", Partner),
    ("GET", "/api/competencies/report", With(&[ManageCompetencies])),
    // Orders and invoices.
    ("GET", "/api/orders", With(&[SeeOrders])),
    ("POST", "/api/orders", With(&[Buy])),
    ("GET", "/api/orders/{number}", With(&[SeeOrders])),
    ("PUT", "/api/orders/{number}/bill-to", With(&[Buy])),
    ("PUT", "/api/orders/{number}/card", With(&[Buy])),
    ("POST", "/api/card-setups", With(&[Buy])),
    ("POST", "/api/orders/{number}/buy", With(&[Buy])),
    ("POST", "/api/orders/{number}/confirm", With(&[Buy])),
    ("POST", "/api/orders/{number}/give-up-authentication", With(&[Buy])),
    ("POST", "/api/orders/{number}/cancel", With(&[CancelOrder])),
    ("POST", "/api/orders/{number}/proofs", With(&[UploadProof])),
    ("GET", "/api/orders/{number}/proofs/{id}", With(&[SeeOrders])),
    ("GET", "/api/orders/{number}/pro-forma", With(&[SeeOrders])),
    ("GET", "/api/invoices", With(&[SeeInvoices])),
    ("GET", "/api/invoices/{number}/pdf", With(&[SeeInvoices])),
    ("GET", "/api/invoices/{number}/ubl", With(&[SeeInvoices])),
    // Joining.
    ("GET", "/api/programme", Public),
    ("GET", "/api/joining", Public),
    ("POST", "/api/joining", Public),
    ("POST", "/api/joining/{id}/mail", Public),
    ("GET", "/api/joining/links/{token}", Public),
    ("POST", "/api/joining/links/{token}", Public),
    // The legal profile.
    ("PUT", "/api/profile", With(&[EditLegalProfile])),
    // Support.
    ("GET", "/api/support/requests", Partner),
    ("POST", "/api/support/requests", Partner),
    ("GET", "/api/support/requests/{number}", Partner),
    ("POST", "/api/support/requests/{number}/replies", Partner),
    ("GET", "/api/support/requests/{number}/attachments/{id}", Partner),
    ("GET", "/api/support/cancellations/{subscription}", With(&[RequestRefund])),
    // The directory, for all the world, and what is behind it.
    ("GET", "/directory", Public),
    ("GET", "/directory/{slug}", Public),
    ("POST", "/directory/{slug}/inquiries", Public),
    ("GET", "/directory/logos/{id}", Public),
    ("GET", "/business-profile/preview", With(&[EditBusinessProfile])),
    ("GET", "/api/business-profile", With(&[EditBusinessProfile])),
    ("PUT", "/api/business-profile", With(&[EditBusinessProfile])),
    ("POST", "/api/business-profile/publish", With(&[EditBusinessProfile])),
    ("POST", "/api/business-profile/withdraw", With(&[EditBusinessProfile])),
    ("GET", "/api/business-profile/logo", With(&[EditBusinessProfile])),
    ("POST", "/api/business-profile/logo", With(&[EditBusinessProfile])),
    ("DELETE", "/api/business-profile/logo", With(&[EditBusinessProfile])),
    ("GET", "/api/leads", With(&[ManageLeads])),
    ("GET", "/api/leads/export", With(&[ManageLeads])),
    ("GET", "/api/leads/{number}", With(&[ManageLeads])),
    ("POST", "/api/leads/{number}/accept", With(&[ManageLeads])),
    ("POST", "/api/leads/{number}/decline", With(&[ManageLeads])),
    ("POST", "/api/leads/{number}/outcome", With(&[ManageLeads])),
    // Operators.
    ("GET", "/api/operator/overview", Vendor),
    ("GET", "/api/operator/desk", Vendor),
    ("GET", "/api/operator/desk/{queue}", Vendor),
    ("POST", "/api/operator/claims", Vendor),
    ("POST", "/api/operator/claims/release", Vendor),
    ("POST", "/api/operator/jobs/{id}/retry", Vendor),
    ("POST", "/api/operator/jobs/{id}/drop", Vendor),
    ("GET", "/api/operator/search", Vendor),
    ("GET", "/api/operator/partners/{id}", Vendor),
    ("GET", "/api/operator/partners/{id}/{section}", Vendor),
    ("PUT", "/api/operator/partners/{id}/suspension", Operator(Programme)),
    ("PUT", "/api/operator/partners/{id}/exemption", Operator(Finance)),
    ("POST", "/api/operator/partners/{id}/overrides", Operator(Programme)),
    ("POST", "/api/operator/overrides/{id}/decision", Operator(Programme)),
    ("GET", "/api/operator/transfers", Operator(Finance)),
    ("POST", "/api/operator/payments", Operator(Finance)),
    ("POST", "/api/operator/orders/{number}/reject-proof", Operator(Finance)),
    ("GET", "/api/operator/orders/{number}/proofs/{id}", Operator(Finance)),
    ("GET", "/api/operator/refunds", Operator(Finance)),
    ("GET", "/api/operator/orders/{number}/refund", Operator(Finance)),
    ("POST", "/api/operator/orders/{number}/refund", Operator(Finance)),
    ("POST", "/api/operator/orders/{number}/tax-refund", Operator(Finance)),
    ("POST", "/api/operator/refunds/{id}/made", Operator(Finance)),
    ("GET", "/api/operator/support", Operator(Support)),
    ("GET", "/api/operator/support/{number}", Operator(Support)),
    ("POST", "/api/operator/support/{number}/answers", Operator(Support)),
    ("POST", "/api/operator/support/{number}/notes", Operator(Support)),
    ("POST", "/api/operator/support/{number}/state", Operator(Support)),
    ("POST", "/api/operator/support/{number}/merge", Operator(Support)),
    ("GET", "/api/operator/canned-answers", Operator(Support)),
    ("POST", "/api/operator/canned-answers", Operator(Support)),
    ("PUT", "/api/operator/canned-answers/{id}", Operator(Support)),
    ("POST", "/api/operator/canned-answers/{id}/removal", Operator(Support)),
    ("POST", "/api/operator/support/{number}/cancel-subscription", Operator(Support)),
    ("GET", "/api/operator/support/{number}/attachments/{id}", Operator(Support)),
    ("GET", "/api/operator/partners", Operator(Programme)),
    ("POST", "/api/operator/partners/{id}/verification", Operator(Programme)),
    ("GET", "/api/operator/membership-center", Operator(Programme)),
    ("POST", "/api/operator/membership-center/{id}/hand-over", Operator(Programme)),
    ("POST", "/api/operator/skills", Operator(Programme)),
    ("POST", "/api/operator/payments/{id}/apply", Operator(Finance)),
    ("POST", "/api/operator/payments/{id}/return", Operator(Finance)),
    ("POST", "/api/operator/returns/{id}/made", Operator(Finance)),
    ("GET", "/api/operator/statements", Operator(Finance)),
    ("POST", "/api/operator/statements", Operator(Finance)),
    ("POST", "/api/operator/statements/preview", Operator(Finance)),
    ("GET", "/api/operator/statements/{number}", Operator(Finance)),
    ("POST", "/api/operator/statements/{number}/confirm-exact", Operator(Finance)),
    ("POST", "/api/operator/statements/{number}/lines/{id}/confirm", Operator(Finance)),
    ("POST", "/api/operator/statements/{number}/lines/{id}/set-aside", Operator(Finance)),
    ("POST", "/api/operator/statements/{number}/lines/{id}/reopen", Operator(Finance)),
    ("GET", "/api/operator/reports/{report}", Operators(&[Finance, Programme])),
    ("GET", "/api/operator/reports/{report}/file", Operators(&[Finance, Programme])),
    ("GET", "/api/operator/audit", Vendor),
    ("GET", "/api/operator/audit/export", Operator(Programme)),
    ("GET", "/api/operator/operators", Operator(Programme)),
    ("POST", "/api/operator/operators", Operator(Programme)),
    ("POST", "/api/operator/operators/{id}/invitation", Operator(Programme)),
    ("PUT", "/api/operator/operators/{id}/role", Operator(Programme)),
    ("DELETE", "/api/operator/operators/{id}", Operator(Programme)),
    ("POST", "/api/operator/operators/{id}/factor-reset", Operator(Programme)),
    ("GET", "/api/operator/programme", Vendor),
    ("GET", "/api/operator/programme/versions", Vendor),
    ("GET", "/api/operator/programme/versions/{number}/diff", Vendor),
    ("GET", "/api/operator/programme/catalogue", Vendor),
    ("GET", "/api/operator/programme/file", Vendor),
    ("POST", "/api/operator/programme/draft", Operator(Programme)),
    ("DELETE", "/api/operator/programme/draft", Operator(Programme)),
    ("POST", "/api/operator/programme/draft/edits", Operator(Programme)),
    ("PUT", "/api/operator/programme/draft/file", Operator(Programme)),
    ("GET", "/api/operator/programme/draft/diff", Vendor),
    ("POST", "/api/operator/programme/draft/dry-run", Operator(Programme)),
    ("GET", "/api/operator/programme/draft/affected", Vendor),
    ("POST", "/api/operator/programme/draft/publication", Operator(Programme)),
    ("DELETE", "/api/operator/programme/draft/schedule", Operator(Programme)),
    ("GET", "/api/operator/api-tokens", Operator(Programme)),
    ("POST", "/api/operator/api-tokens", Operator(Programme)),
    ("POST", "/api/operator/api-tokens/{id}/revocation", Operator(Programme)),
    ("GET", "/api/operator/webhooks", Operator(Programme)),
    ("POST", "/api/operator/webhooks", Operator(Programme)),
    ("GET", "/api/operator/webhooks/{id}", Operator(Programme)),
    ("PUT", "/api/operator/webhooks/{id}", Operator(Programme)),
    ("POST", "/api/operator/webhooks/{id}/secret", Operator(Programme)),
    ("POST", "/api/operator/webhooks/{id}/removal", Operator(Programme)),
    ("POST", "/api/operator/webhooks/{id}/test", Operator(Programme)),
    ("POST", "/api/operator/webhooks/{id}/deliveries/{delivery}/replay", Operator(Programme)),
    ("POST", "/api/operator/webhooks/{id}/replays", Operator(Programme)),
    ("GET", "/api/operator/exports/accounting", Operator(Finance)),
    ("GET", "/api/operator/exports/ubl", Operator(Finance)),
    ("GET", "/api/operator/invoices/{number}/ubl", Operator(Finance)),
    // The demo's clock.
    ("GET", "/api/test/clock", Public),
    ("POST", "/api/test/clock", Public),
];

/// Writes that leave no line in the audit log, and why.
const QUIET: &[(&str, &str, &str)] = &[
    ("POST", "/api/session", "who is signed in, and since when, stands in the session"),
    ("DELETE", "/api/session", "the session is gone; where one is signed in is nobody else's"),
    ("DELETE", "/api/operator/session", "the same"),
    ("POST", "/api/session/passkey/options", "a question to a browser; what answers it opens a session"),
    ("POST", "/api/password-resets", "anybody may ask; nothing changes until the link is used"),
    (
        "POST",
        "/api/joining",
        "an application is no partner yet; the one that becomes a partner leaves a line",
    ),
    ("POST", "/api/joining/{id}/mail", "the same mail again"),
    (
        "POST",
        "/api/card-setups",
        "the gateway is about to be given a card; where it is used, that leaves a line",
    ),
    (
        "POST",
        "/api/orders/{number}/confirm",
        "the gateway is asked what became of it; what it says leaves a line",
    ),
    ("POST", "/api/orders/{number}/give-up-authentication", "the same"),
    (
        "POST",
        "/api/operator/programme/draft/dry-run",
        "whom a draft affects is worked out; nothing of it changes",
    ),
    ("POST", "/api/test/clock", "the demo's clock is no change of the programme"),
];

/// Addresses of things that partners have, by the beginning of the route; the longest that fits counts. `OWNER` is
/// a comparison with the partner: of the same one, then of all others.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "/api/users/{id}",
        "SELECT '/api/users/' || id AS path FROM users WHERE partner_id OWNER ORDER BY users.id DESC",
    ),
    (
        "/api/subscriptions/{id}",
        "SELECT '/api/subscriptions/' || id AS path FROM subscriptions WHERE partner_id OWNER",
    ),
    (
        "/api/benefits/{subscription}",
        "SELECT '/api/benefits/' || id AS path FROM subscriptions WHERE partner_id OWNER",
    ),
    (
        "/api/benefits/{subscription}/uses/{id}",
        "SELECT '/api/benefits/' || subscription_id || '/uses/' || benefit_uses.id AS path FROM benefit_uses \
         JOIN subscriptions ON subscription_id = subscriptions.id \
         WHERE partner_id OWNER AND kind = 'marketing_material'",
    ),
    ("/api/orders/{number}", "SELECT '/api/orders/' || number AS path FROM orders WHERE partner_id OWNER"),
    (
        "/api/orders/{number}/pro-forma",
        "SELECT '/api/orders/' || number || '/pro-forma' AS path FROM orders \
         WHERE partner_id OWNER AND method = 'bank_transfer'",
    ),
    (
        "/api/orders/{number}/proofs/{id}",
        "SELECT '/api/orders/' || number || '/proofs/' || id AS path FROM proofs \
         JOIN orders ON order_number = number WHERE partner_id OWNER",
    ),
    (
        "/api/invoices/{number}/pdf",
        "SELECT '/api/invoices/' || number || '/pdf' AS path FROM invoices WHERE partner_id OWNER",
    ),
    (
        "/api/invoices/{number}/ubl",
        "SELECT '/api/invoices/' || number || '/ubl' AS path FROM invoices WHERE partner_id OWNER",
    ),
    (
        "/api/support/requests/{number}",
        "SELECT '/api/support/requests/' || number AS path FROM support_requests WHERE partner_id OWNER",
    ),
    (
        "/api/support/requests/{number}/attachments/{id}",
        "SELECT '/api/support/requests/' || request_number || '/attachments/' || support_attachments.id AS path \
         FROM support_attachments JOIN support_entries ON entry_id = support_entries.id \
         JOIN support_requests ON request_number = number WHERE partner_id OWNER",
    ),
    ("/api/leads/{number}", "SELECT '/api/leads/' || number AS path FROM leads WHERE partner_id OWNER"),
    (
        "/api/support/cancellations/{subscription}",
        "SELECT '/api/support/cancellations/' || id AS path FROM subscriptions WHERE partner_id OWNER",
    ),
];

/// Bodies of routes whose rules look at more than the form before they look at the roles, or at whose thing it is.
/// `CARD` is the token of a card; a body that is no JSON is a form, whose boundary is `end`.
const BODIES: &[(&str, &str, &str)] = &[
    (
        "POST",
        "/api/leads/{number}/accept",
        r#"{ "name": "x", "value": { "amount": 1, "currency": "JPY" }, "date": "2027-03-10" }"#,
    ),
    (
        "POST",
        "/api/orders",
        r#"{ "wish": { "buy": "action_pack" }, "payment": { "transfer":
            { "name": "Haru Aoba", "phone": "+81 54-123-4567", "email": "haru@aoba.example" } } }"#,
    ),
    ("PUT", "/api/orders/{number}/card", r#"{ "card_token": "CARD" }"#),
    ("PUT", "/api/subscriptions/{id}/card", r#"{ "card_token": "CARD" }"#),
    (
        "POST",
        "/api/orders/{number}/proofs",
        "--end\r\nContent-Disposition: form-data; name=\"details\"\r\n\r\n\
         {\"paid_on\":\"2027-03-10\",\"account\":\"1234567\",\"reference\":\"x\"}\r\n\
         --end\r\nContent-Disposition: form-data; name=\"file\"; filename=\"proof.pdf\"\r\n\r\n\
         %PDF-1.4\r\n--end--\r\n",
    ),
    (
        "POST",
        "/api/support/requests/{number}/replies",
        "--end\r\nContent-Disposition: form-data; name=\"reply\"\r\n\r\n{\"text\":\"Hello\"}\r\n--end--\r\n",
    ),
    ("POST", "/api/support/requests", "--end--\r\n"),
    (
        "POST",
        "/api/benefits/{subscription}/uses",
        r#"{ "benefit": "desktop", "using": "key", "gives_up_refund": null }"#,
    ),
    (
        "POST",
        "/api/benefits/{subscription}/uses/again",
        r#"{ "benefit": "desktop", "people": ["x"], "gives_up_refund": null }"#,
    ),
    (
        "POST",
        "/api/benefits/{subscription}/uses/{id}/move",
        r#"{ "from": "x", "to": "member@aoba.example" }"#,
    ),
    ("POST", "/api/operator/claims", r#"{ "thing": { "kind": "job", "id": "none" }, "takes_over": null }"#),
    ("POST", "/api/operator/claims/release", r#"{ "thing": { "kind": "job", "id": "none" } }"#),
    (
        "POST",
        "/api/operator/partners/{id}/verification",
        r#"{ "rejected": "", "seen": { "registration_number": "",
            "bill_to": { "name": "", "line1": "", "city": "" } } }"#,
    ),
];
