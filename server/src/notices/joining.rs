//! What is told of joining and of legal profiles.

use sea_orm::DbErr;
use tokuten_core::applications::Application;
use tokuten_core::notices::Notice;

use super::{tell, users, words};
use crate::db::Change;
use crate::mail::{Recipient, write};
use crate::portal::Portal;
use crate::tables::{partner, user};

/// Somebody, likely who reads it, wants to join with this address. `name` is that of the mail.
pub async fn link(
    portal: &Portal,
    tx: &Change,
    application: &Application,
    (name, token): (&str, &str),
) -> Result<(), DbErr> {
    let language = application.language;
    let to = Recipient {
        email: application.email.clone(),
        name: application.contact.clone(),
        language,
        unsubscribe: None,
    };
    let catalogue = portal.catalogue();
    let (programme, company) = (catalogue.name.text(language), application.profile.bill_to.name.as_str());
    let letter = words::joining_link(language, (programme, company), catalogue.joining.link_hours, token);
    write(portal, tx, (Notice::JoiningLink, name), None, &to, &letter).await
}

/// Somebody wants to join with the address of who has an account already.
pub async fn known(portal: &Portal, tx: &Change, user: &user::Model, name: &str) -> Result<(), DbErr> {
    let to = users::recipient(tx, user).await?;
    let letter = words::joining_known(to.language, portal.catalogue().name.text(to.language));
    write(portal, tx, (Notice::JoiningKnown, name), user.partner_id.as_deref(), &to, &letter).await
}

/// A company has joined: its Global admin is told the Partner ID and what comes next.
pub async fn joined(
    portal: &Portal,
    tx: &Change,
    partner: &partner::Model,
    user: &user::Model,
) -> Result<(), DbErr> {
    let to = users::recipient(tx, user).await?;
    let catalogue = portal.catalogue();
    let programme = catalogue.name.text(to.language);
    let is_verified = partner.verification == "verified";
    let letter = words::joined(to.language, programme, (&partner.name, &partner.id), is_verified);
    write(portal, tx, (Notice::Joined, &format!("joined/{}", partner.id)), Some(&partner.id), &to, &letter)
        .await
}

/// The vendor has verified a legal profile, or rejected it for a reason.
pub async fn decided(
    portal: &Portal,
    tx: &Change,
    row: &partner::Model,
    rejected: Option<&str>,
) -> Result<(), DbErr> {
    let name = format!("verification/{}/{}", row.id, row.version);
    tell(portal, tx, &row.id, (Notice::ProfileDecided, &name), |language| {
        words::profile_decided(language, &row.name, rejected)
    })
    .await
}
