//! A customer's inquiry: the form that each view of a profile brings, and what is made of it.
//!
//! The form carries a name of its own that is signed: it makes one lead however often it is pressed, ends after a day,
//! and nobody makes one up. What the customer agrees to is signed with it, so what is kept is what was read.

use std::net::IpAddr;

use sea_orm::DbErr;
use serde::Deserialize;
use tokuten_core::catalogue::Language;
use tokuten_core::leads::Inquiry;
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::{FieldError, FieldFault};

use super::Entry;
use super::words::consent;
use crate::ids::new_id;
use crate::leads;
use crate::offers::partner_row;
use crate::portal::Portal;
use crate::profiles::international;

/// Seconds for which a form is good: a day.
const GOOD_FOR: i64 = 24 * 60 * 60;

/// The fields of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    pub name: String,
    pub company: String,
    pub email: String,
    pub phone: String,
    pub message: String,
    pub consent: Option<String>,
    /// The form's own name, signed.
    pub signed: String,
    /// Language in which it was read.
    pub lang: String,
    /// Nobody sees this field; who fills it in is a program.
    pub fax: String,
}

/// Why an inquiry was not taken.
#[derive(Debug)]
pub enum NotTaken {
    /// Some fields are wrong.
    Invalid(Vec<FieldError>),
    /// The form is too old, or none of ours.
    Outdated,
    /// Too many; so many seconds to wait.
    TooMany(u64),
    /// The database failed.
    Failed(DbErr),
}

impl From<DbErr> for NotTaken {
    fn from(error: DbErr) -> Self {
        Self::Failed(error)
    }
}

/// The signed name of a new form for this company.
pub fn new_form(portal: &Portal, entry: &Entry, language: Language) -> String {
    let (id, now) = (new_id(), portal.clock.real_seconds());
    let signature = portal.key.sign(&signed(portal, entry, language, (&id, now)));
    format!("{id}.{now}.{signature}")
}

/// What is signed: nothing else that the key signs looks like it.
fn signed(portal: &Portal, entry: &Entry, language: Language, (id, at): (&str, i64)) -> String {
    format!("inquiry/{}/{id}/{at}/{}", entry.partner, agreed(portal, entry, language))
}

/// What the customer agrees to.
pub fn agreed(portal: &Portal, entry: &Entry, language: Language) -> String {
    let catalogue = portal.catalogue();
    consent(language, &entry.shown.name, catalogue.name.text(language), catalogue.leads.keep)
}

/// The id of a form, if it is ours and not too old.
fn id_of<'f>(portal: &Portal, entry: &Entry, language: Language, form: &'f str) -> Option<&'f str> {
    let (named, signature) = form.rsplit_once('.')?;
    let (id, at) = named.split_once('.')?;
    let at: i64 = at.parse().ok()?;
    let good = (0..GOOD_FOR).contains(&(portal.clock.real_seconds() - at));
    (good && portal.key.has_signed(&signed(portal, entry, language, (id, at)), signature)).then_some(id)
}

/// Takes an inquiry in as a lead of this company.
pub async fn take(
    portal: &Portal,
    entry: &Entry,
    (form, language): (&Form, Language),
    from: IpAddr,
) -> Result<(), NotTaken> {
    if !form.fax.is_empty() {
        // It hears what people hear, and learns nothing.
        tracing::info!(partner = %entry.partner, "an inquiry was filled in by a program");
        return Ok(());
    }
    let inquiry = checked(portal, &entry.partner, form).await?;
    portal.inquiries.inquiry(from).map_err(NotTaken::TooMany)?;
    let id = id_of(portal, entry, language, &form.signed).ok_or(NotTaken::Outdated)?;
    leads::receive(portal, &entry.partner, (id, &agreed(portal, entry, language)), inquiry).await?;
    Ok(())
}

/// What was typed, by core's rules, the syntax of addresses and the numbering plans; a phone number without a country
/// code is one of the partner's country.
async fn checked(portal: &Portal, partner: &PartnerId, form: &Form) -> Result<Inquiry, NotTaken> {
    let Form { name, company, email, phone, message, .. } = form.clone();
    // Browsers send what is typed in several lines with line ends of their own.
    let message = message.replace("\r\n", "\n");
    let inquiry =
        Inquiry { name, company, email, phone, message, consents: form.consent.is_some() }.trimmed();
    let mut faults = inquiry.faults();
    let odd = |field: &str| FieldError::new(field, FieldFault::Malformed);
    let is_right = |faults: &[FieldError], field: &str| !faults.iter().any(|fault| fault.field == field);
    if is_right(&faults, "email") && !email_address::EmailAddress::is_valid(&inquiry.email) {
        faults.push(odd("email"));
    }
    let mut phone = inquiry.phone.clone();
    if !phone.is_empty() && is_right(&faults, "phone") {
        let country = partner_row(portal.db.read(), partner).await?.country;
        match international(&phone, &country) {
            Some(number) => phone = number,
            None => faults.push(odd("phone")),
        }
    }
    if faults.is_empty() { Ok(Inquiry { phone, ..inquiry }) } else { Err(NotTaken::Invalid(faults)) }
}
