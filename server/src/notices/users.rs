//! What is told of accounts: each to the one user whose account it is.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::notices::Notice;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::users::UserView;

use super::{language_of_partner, words};
use crate::db::Change;
use crate::ids::new_id;
use crate::mail::{Recipient, write};
use crate::portal::Portal;
use crate::tables::{partner, user};

/// Somebody is invited, in the language of the partner: which the user speaks is not known yet.
pub async fn invited(
    portal: &Portal,
    tx: &Change,
    (partner, by): (&partner::Model, &str),
    user: &UserView,
    token: &str,
) -> Result<(), DbErr> {
    let language = Language::of_tag(&partner.language).unwrap_or_default();
    let catalogue = portal.catalogue();
    let programme = catalogue.name.text(language);
    let to = Recipient { email: user.email.clone(), name: user.name.clone(), language, unsubscribe: None };
    // Each invitation is a mail of its own: its link is the only one that works.
    let name = format!("invitation/{}", new_id());
    let letter = words::invitation(language, programme, (&partner.name, by), token);
    write(portal, tx, (Notice::Invitation, &name), Some(&partner.id), &to, &letter).await
}

/// An operator is invited by another, in that one's language.
pub async fn operator_invited(
    portal: &Portal,
    tx: &Change,
    by: &str,
    (user, role): (&user::Model, OperatorRole),
    token: &str,
) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let catalogue = portal.catalogue();
    let programme = catalogue.name.text(to.language);
    let name = format!("invitation/{}", new_id());
    let letter = words::operator_invitation(to.language, programme, (by, role), token);
    write(portal, tx, (Notice::Invitation, &name), None, &to, &letter).await
}

/// Somebody, likely the user, has said that the password is forgotten; the job's id names the mail.
pub async fn password_reset(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (job, token): (&str, &str),
) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let name = format!("password-reset/{job}");
    let letter = words::password_reset(to.language, token);
    write(portal, tx, (Notice::PasswordReset, &name), user.partner_id.as_deref(), &to, &letter).await
}

/// The user's password was changed.
pub async fn password_changed(portal: &Portal, tx: &Change, user: &user::Model) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let name = format!("password-changed/{}", new_id());
    let letter = words::password_changed(to.language, user.operator_role.is_some());
    write(portal, tx, (Notice::PasswordChanged, &name), user.partner_id.as_deref(), &to, &letter).await
}

/// The provider was connected with the user's account.
pub async fn provider_connected(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    provider: &Localized,
) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let name = format!("provider-connected/{}", new_id());
    let letter = words::provider_connected(to.language, provider.text(to.language));
    write(portal, tx, (Notice::ProviderConnected, &name), user.partner_id.as_deref(), &to, &letter).await
}

/// The provider was disconnected from it.
pub async fn provider_disconnected(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    provider: &Localized,
) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let name = format!("provider-disconnected/{}", new_id());
    let letter = words::provider_disconnected(to.language, provider.text(to.language));
    write(portal, tx, (Notice::ProviderDisconnected, &name), user.partner_id.as_deref(), &to, &letter).await
}

pub(super) async fn recipient(db: &impl ConnectionTrait, user: &user::Model) -> Result<Recipient, DbErr> {
    let language = match (user.language.as_deref().and_then(Language::of_tag), &user.partner_id) {
        (Some(language), _) => language,
        (None, Some(partner)) => language_of_partner(db, partner).await?,
        (None, None) => Language::default(),
    };
    Ok(Recipient { email: user.email.clone(), name: user.name.clone(), language, unsubscribe: None })
}
