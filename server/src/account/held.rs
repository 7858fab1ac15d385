//! Everything the portal holds on a user, as a file (GDPR, article 15 and 20; APPI, article 33).

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use tokuten_core::account::OpenSession;
use tokuten_core::factors::FactorsView;
use tokuten_core::passkeys::PasskeyView;
use tokuten_core::sessions::OperatorRole;
use utoipa::ToSchema;

use super::{AccountError, open, own, store};
use crate::audit::private;
use crate::identity::openid;
use crate::identity::signed_in::roles;

use crate::portal::Portal;
use crate::tables::{audit, mail, openid_identity, order, skill, support_entry, support_request};
use crate::{factors, passkeys};

/// Everything the portal holds on a user. Its parts are named apart from what the API describes under their plain names.
#[derive(Debug, Serialize, ToSchema)]
pub struct Everything {
    /// When it was put together.
    taken_at: DateTime<Utc>,
    /// Who it is about.
    profile: HeldAccount,
    /// Where the user is signed in.
    sessions: Vec<OpenSession>,
    /// Who the user is at the provider of sign-ins.
    identities: Vec<HeldIdentity>,
    /// What the provider said of the user when the sessions that are open began there, as it signed it.
    id_tokens: Vec<String>,
    /// Passkeys of the user.
    passkeys: Vec<PasskeyView>,
    /// An operator's second factors.
    second_factors: Option<FactorsView>,
    /// Mails that were written to the user.
    mails: Vec<HeldMail>,
    /// What the user did, and what was done to the user's account.
    audit: Vec<HeldLine>,
    /// Support requests that the user opened.
    support_requests: Vec<HeldRequest>,
    /// What the user said in support requests.
    support_entries: Vec<HeldEntry>,
    /// Orders that the user started.
    orders: Vec<HeldOrder>,
    /// Payment proofs that the user uploaded.
    proofs: Vec<HeldProof>,
    /// The user's certificates and assessments.
    skills: Vec<HeldSkill>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldAccount {
    id: String,
    name: String,
    email: String,
    /// Whether there is a password: of which only a hash is kept.
    has_password: bool,
    language: Option<String>,
    zone: Option<String>,
    partner: Option<String>,
    roles: Vec<tokuten_core::roles::Role>,
    operator: Option<OperatorRole>,
    reminders: bool,
    last_signed_in: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldIdentity {
    issuer: String,
    subject: String,
    connected_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldMail {
    written_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    kind: String,
    language: String,
    subject: String,
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldLine {
    at: DateTime<Utc>,
    by_the_user: bool,
    action: String,
    subject: String,
    #[schema(value_type = Object)]
    before: Option<Value>,
    #[schema(value_type = Object)]
    after: Option<Value>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldRequest {
    number: i64,
    opened_at: DateTime<Utc>,
    kind: String,
    title: String,
    state: String,
    #[schema(value_type = Object)]
    contact: Value,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldEntry {
    request: i64,
    at: DateTime<Utc>,
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldOrder {
    number: i64,
    started_at: DateTime<Utc>,
    offer: String,
    state: String,
    method: String,
    #[schema(value_type = Object)]
    contact: Option<Value>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldProof {
    order: i64,
    file_name: String,
    uploaded_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeldSkill {
    kind: String,
    code: String,
    earned_on: NaiveDate,
    expires_on: Option<NaiveDate>,
}

/// Puts together everything the portal holds on a user.
pub async fn held(portal: &Portal, user: &str, session: &str) -> Result<Everything, AccountError> {
    let row = own(portal, user).await?;
    let (db, here) = (portal.db.read(), portal.key.hash(session));
    let sessions = store::sessions(db, user, portal.clock.real_seconds()).await?;
    let proofs = store::proofs(db, user).await?;
    let mut audit: Vec<_> =
        store::audit_lines(db, user).await?.into_iter().map(|line| audit_line(line, user)).collect();
    let values = audit.iter_mut().flat_map(|line| line.before.iter_mut().chain(line.after.iter_mut()));
    private::reveal(db, values.collect()).await?;
    let second_factors = match row.operator_role {
        Some(_) => Some(factors::view(portal, &row).await?),
        None => None,
    };
    Ok(Everything {
        taken_at: portal.clock.now(),
        sessions: sessions.into_iter().map(|session| open(portal, session, &here)).collect(),
        identities: openid::store::identities(db, user).await?.into_iter().map(HeldIdentity::from).collect(),
        id_tokens: openid::store::id_tokens(db, user).await?,
        passkeys: passkeys::store::of_user(db, user).await?.into_iter().map(PasskeyView::from).collect(),
        second_factors,
        mails: store::mails(db, &row.email).await?.into_iter().map(HeldMail::from).collect(),
        audit,
        support_requests: store::requests(db, user).await?.into_iter().map(HeldRequest::from).collect(),
        support_entries: store::entries(db, user).await?.into_iter().map(HeldEntry::from).collect(),
        orders: store::orders(db, user).await?.into_iter().map(HeldOrder::from).collect(),
        proofs: proofs.into_iter().map(proof).collect(),
        skills: store::skills(db, user).await?.into_iter().map(HeldSkill::from).collect(),
        profile: HeldAccount {
            has_password: row.password_hash.is_some(),
            roles: roles(&row.roles),
            operator: row.operator_role.as_deref().and_then(OperatorRole::of_code),
            reminders: !row.reminders_off,
            id: row.id,
            name: row.name,
            email: row.email,
            language: row.language,
            zone: row.zone,
            partner: row.partner_id,
            last_signed_in: row.last_signed_in,
        },
    })
}

/// JSON of a column; text that is none as text.
fn value(json: String) -> Value {
    serde_json::from_str(&json).unwrap_or(Value::String(json))
}

fn audit_line(line: audit::Model, user: &str) -> HeldLine {
    HeldLine {
        at: line.at,
        by_the_user: line.actor == user,
        action: line.action,
        subject: line.subject,
        before: line.before.map(value),
        after: line.after.map(value),
    }
}

fn proof((order, file_name, uploaded_at): (i64, String, DateTime<Utc>)) -> HeldProof {
    HeldProof { order, file_name, uploaded_at }
}

impl From<openid_identity::Model> for HeldIdentity {
    fn from(row: openid_identity::Model) -> Self {
        let openid_identity::Model { issuer, subject, connected_at, .. } = row;
        Self { issuer, subject, connected_at }
    }
}

impl From<mail::Model> for HeldMail {
    fn from(row: mail::Model) -> Self {
        let mail::Model { written_at, sent_at, kind, language, subject, text, .. } = row;
        Self { written_at, sent_at, kind, language, subject, text }
    }
}

impl From<support_request::Model> for HeldRequest {
    fn from(row: support_request::Model) -> Self {
        let support_request::Model { number, opened_at, kind, title, state, contact, .. } = row;
        Self { number, opened_at, kind, title, state, contact: value(contact) }
    }
}

impl From<support_entry::Model> for HeldEntry {
    fn from(row: support_entry::Model) -> Self {
        Self { request: row.request_number, at: row.at, text: row.text }
    }
}

impl From<order::Model> for HeldOrder {
    fn from(row: order::Model) -> Self {
        let order::Model { number, started_at, offer, state, method, contact, .. } = row;
        Self { number, started_at, offer, state, method, contact: contact.map(value) }
    }
}

impl From<skill::Model> for HeldSkill {
    fn from(row: skill::Model) -> Self {
        let skill::Model { kind, code, earned_on, expires_on, .. } = row;
        Self { kind, code, earned_on, expires_on }
    }
}
