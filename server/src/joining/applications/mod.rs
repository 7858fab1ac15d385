//! Applications to join: taken in, their address verified by a link, and then the partner is there.
//!
//! Whoever applies gets the same answer: whether somebody has the address is looked up by the job that writes the
//! mail, and told there to who reads it. An application is kept until it has become a partner or its link has
//! expired, and nothing else hangs on it until then.

pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use axum::http::StatusCode;
use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::applications::{Application, ApplicationView, JoiningView, Joins, ProgrammeView, Receipt};
use tokuten_core::partners::{PartnerId, Verification};
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::roles::Role;

use super::{json, partner_ids, sent_in};
use crate::audit::Entry;
use crate::catalogue::zones;
use crate::fulltext;
use crate::identity;
use crate::ids::{new_id, new_secret};
use crate::jobs::{self, JobError};
use crate::mail;
use crate::notices;
use crate::offers::parsed;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{application, job, partner, user};

/// Kind of the jobs that write the mail of an application.
pub const JOB: &str = "joining_mail";

/// Why an application was not taken in, or did not become a partner.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationError {
    /// Some fields are wrong.
    #[error("some fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// The agreement has another version by now.
    #[error("the agreement has changed")]
    AgreementChanged,
    /// The same press was used for another application.
    #[error("the idempotency key was used for another application")]
    KeyReused,
    /// The link was used, has expired or never was, or its address has got an account since.
    #[error("the link is not valid")]
    LinkInvalid,
    /// Too many attempts.
    #[error("too many attempts; wait {seconds} s")]
    TooMany {
        /// How long.
        seconds: u64,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<ApplicationError> for Problem {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::Invalid(faults) => Self::invalid(faults),
            ApplicationError::AgreementChanged => Self::conflict(
                ProblemCode::AgreementChanged,
                "The agreement has changed",
                "The agreement is not the one that you accepted. Nothing was sent. Load the page again, read it and accept it.",
            ),
            ApplicationError::KeyReused => Self::conflict(
                ProblemCode::IdempotencyKeyReused,
                "Idempotency-Key used before",
                "This Idempotency-Key was used for another application. Nothing was sent. Use a new one.",
            ),
            ApplicationError::LinkInvalid => Self::new(
                StatusCode::NOT_FOUND,
                ProblemCode::LinkInvalid,
                "Link not valid",
                "This link was used already, has expired or never was. Nothing was changed. Sign in if you have joined, or join again.",
            ),
            ApplicationError::TooMany { seconds } => Self::too_many(seconds),
            ApplicationError::Database(error) => error.into(),
        }
    }
}

/// What anybody may know of the programme.
#[must_use]
pub fn programme(portal: &Portal) -> ProgrammeView {
    let catalogue = &portal.catalogue();
    ProgrammeView {
        about: catalogue.about.clone(),
        offers: catalogue.offers.clone(),
        countries: catalogue.countries(),
    }
}

/// What one can choose on joining, and what is agreed to.
#[must_use]
pub fn view(portal: &Portal) -> JoiningView {
    let catalogue = &portal.catalogue();
    JoiningView {
        countries: catalogue.countries(),
        zones: zones(),
        zone: catalogue.zone.clone(),
        languages: catalogue.languages.clone(),
        agreement: catalogue.agreement.clone(),
        link_hours: catalogue.joining.link_hours,
    }
}

/// Takes an application in, once for each press, and queues its mail.
pub async fn apply(
    portal: &Portal,
    from: IpAddr,
    key: &str,
    application: Application,
) -> Result<Receipt, ApplicationError> {
    let application = application.trimmed();
    let view = view(portal);
    let mut faults = application.faults(&view);
    if faults.is_empty() && !email_address::EmailAddress::is_valid(&application.email) {
        faults.push(FieldError::new("email", FieldFault::Malformed));
    }
    if !faults.is_empty() {
        return Err(ApplicationError::Invalid(faults));
    }
    if application.agreement_version != view.agreement.version {
        return Err(ApplicationError::AgreementChanged);
    }
    limit(portal, from, &format!("join/{}", application.email))?;
    let now = portal.clock.now();
    let row = application::Model {
        id: new_id(),
        idempotency_key: key.to_owned(),
        email: application.email.clone(),
        application: json(&application)?,
        token_hash: None,
        sent_at: now,
        expires_at: now + TimeDelta::hours(i64::from(view.link_hours)),
    };
    let tx = portal.db.begin().await?;
    let id = if store::insert(&tx, row.clone()).await? {
        jobs::enqueue(&tx, JOB, &row.id, row.id.clone(), now).await?;
        row.id
    } else {
        let before = store::by_key(&tx, key).await?.ok_or(ApplicationError::KeyReused)?;
        if before.application != row.application {
            return Err(ApplicationError::KeyReused);
        }
        before.id
    };
    tx.commit().await?;
    Ok(Receipt { id })
}

/// Queues the mail of an application again; the link of the one before ends. Whether there is such an application is
/// looked up by the job.
pub async fn mail_again(portal: &Portal, from: IpAddr, id: String) -> Result<(), ApplicationError> {
    limit(portal, from, &format!("join-again/{id}"))?;
    let tx = portal.db.begin().await?;
    jobs::enqueue(&tx, JOB, &new_id(), id, portal.clock.now()).await?;
    Ok(tx.commit().await?)
}

fn limit(portal: &Portal, from: IpAddr, what: &str) -> Result<(), ApplicationError> {
    portal.limits.attempt(from, what).map_err(|seconds| ApplicationError::TooMany { seconds })
}

/// The job: mails a link that verifies the address, or says to whom it belongs that there is an account already.
pub async fn write_mail(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let now = portal.clock.now();
    let tx = portal.db.begin().await?;
    let Some(row) = store::locked(&tx, &job.payload, now).await? else { return Ok(()) };
    // Who wrote it and died before that was noted comes again: the link that was mailed stays as it is.
    let name = format!("joining/{}", job.id);
    let written = jobs::known(mail::JOB, &format!("{name}/{}", row.email));
    if tx.query_one(&written).await?.is_some() {
        return Ok(());
    }
    let application: Application = parsed(&row.application)?;
    let token_hash = if let Some(user) = identity::store::user_by_email(&tx, &row.email).await? {
        notices::joining::known(&portal, &tx, &user, &name).await?;
        None
    } else {
        let token = new_secret();
        notices::joining::link(&portal, &tx, &application, (&name, &token)).await?;
        Some(portal.key.hash(&token))
    };
    let expires_at = now + TimeDelta::hours(i64::from(portal.catalogue().joining.link_hours));
    store::mailed(&tx, &row.id, token_hash, expires_at).await?;
    tx.commit().await?;
    Ok(())
}

/// Whose application a link belongs to.
pub async fn look(portal: &Portal, token: &str) -> Result<ApplicationView, ApplicationError> {
    let (_, application) = of_token(portal, token).await?;
    Ok(seen(&application))
}

fn seen(application: &Application) -> ApplicationView {
    ApplicationView {
        company: application.profile.bill_to.name.clone(),
        contact: application.contact.clone(),
        email: application.email.clone(),
    }
}

async fn of_token(
    portal: &Portal,
    token: &str,
) -> Result<(application::Model, Application), ApplicationError> {
    let hash = portal.key.hash(token);
    let row = store::by_token(portal.db.read(), &hash, portal.clock.now()).await?;
    let row = row.ok_or(ApplicationError::LinkInvalid)?;
    let application = parsed(&row.application)?;
    Ok((row, application))
}

/// Uses a link, once: the partner is there, with its primary contact as Global admin, who is answered.
pub async fn join(portal: &Portal, token: &str, with: Joins) -> Result<user::Model, ApplicationError> {
    let (row, application) = of_token(portal, token).await?;
    let faults = with.faults(&seen(&application));
    if !faults.is_empty() {
        return Err(ApplicationError::Invalid(faults));
    }
    // Hashing takes its time; it is done before the writing connection is taken.
    let password_hash = portal.passwords.hash(with.password).await;
    let tx = portal.db.begin().await?;
    if !store::take(&tx, &portal.key.hash(token), portal.clock.now()).await? {
        return Err(ApplicationError::LinkInvalid);
    }
    let partner = new_partner(portal, &tx, (&row, &application)).await?;
    let user = new_admin(&application, &partner.id, password_hash);
    if !store::insert_user(&tx, user.clone()).await? {
        return Err(ApplicationError::LinkInvalid);
    }
    store::forget_others(&tx, &row.email).await?;
    notices::joining::joined(portal, &tx, &partner, &user).await?;
    let after = serde_json::json!({
        "agreement_version": partner.agreement_version,
        "agreed_at": partner.agreed_at,
        "verification": partner.verification,
    });
    let entry = Entry {
        at: portal.clock.now(),
        actor: &user.id,
        action: "partner joined",
        subject: format!("partner {}", partner.id),
        partner: Some(&partner.id),
    };
    entry.record(&tx, None::<&()>, Some(&after)).await?;
    tx.commit().await?;
    Ok(user)
}

/// Inserts the partner: its address is verified and the agreement accepted, so that it has joined.
async fn new_partner(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    (row, application): (&application::Model, &Application),
) -> Result<partner::Model, ApplicationError> {
    let id: PartnerId = partner_ids::next(tx).await?;
    let catalogue = portal.catalogue();
    let currency = catalogue.currency_in(&application.country);
    // A catalogue of another programme was put in since.
    let not_sold = || ApplicationError::Invalid(vec![FieldError::new("country", FieldFault::Missing)]);
    let currency = currency.ok_or_else(not_sold)?;
    let verification = sent_in(portal, &Verification::Pending).unwrap_or(Verification::Pending);
    let bill_to = &application.profile.bill_to;
    let new = partner::Model {
        id: id.to_string(),
        name: bill_to.name.clone(),
        country: application.country.clone(),
        currency: currency.to_owned(),
        zone: application.zone.clone(),
        language: application.language.tag().to_owned(),
        email_verified: true,
        agreement_accepted: true,
        agreement_version: Some(application.agreement_version.clone()),
        agreed_at: Some(row.sent_at),
        verification: String::new(),
        verification_reason: None,
        submitted_at: Some(portal.clock.now()),
        suspended: None,
        tax_exempt: false,
        tax_certificate: None,
        tax_exempt_until: None,
        registration_number: application.profile.registration_number.clone(),
        bill_to: json(bill_to)?,
        version: 1,
    };
    let new = super::store::with_verification(new, verification);
    store::insert_partner(tx, new.clone()).await?;
    fulltext::name(tx, &id, &new.name).await?;
    Ok(new)
}

fn new_admin(application: &Application, partner: &str, password_hash: String) -> user::Model {
    user::Model {
        id: new_id(),
        email: application.email.clone(),
        name: application.contact.clone(),
        password_hash: Some(password_hash),
        language: Some(application.language.tag().to_owned()),
        zone: None,
        partner_id: Some(partner.to_owned()),
        roles: Role::GlobalAdmin.code().to_owned(),
        operator_role: None,
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    }
}

/// The round that forgets applications whose link has expired.
pub async fn forget_expired(portal: Portal) -> Result<usize, JobError> {
    let now = portal.clock.now();
    if !store::any_expired(portal.db.read(), now).await? {
        return Ok(0);
    }
    let tx = portal.db.begin().await?;
    let forgotten = store::forget_expired(&tx, now).await?;
    tx.commit().await?;
    Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
}
