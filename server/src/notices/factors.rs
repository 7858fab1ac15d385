//! What is told of passkeys and second factors: each to the one user whose they are.

use sea_orm::DbErr;
use tokuten_core::catalogue::Language;
use tokuten_core::notices::Notice;

use super::users::recipient;
use super::words;
use crate::db::Change;
use crate::ids::new_id;
use crate::mail::{Letter, write};
use crate::portal::Portal;
use crate::tables::user;

/// A passkey, of this id and name, was added.
pub async fn passkey_added(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (id, called): (&str, &str),
) -> Result<(), DbErr> {
    let name = format!("passkey-added/{id}");
    tell(portal, tx, user, (Notice::PasskeyAdded, &name), |language| words::passkey(language, called, true))
        .await
}

/// A passkey, of this id and name, was removed.
pub async fn passkey_removed(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (id, called): (&str, &str),
) -> Result<(), DbErr> {
    let name = format!("passkey-removed/{id}");
    tell(portal, tx, user, (Notice::PasskeyRemoved, &name), |language| {
        words::passkey(language, called, false)
    })
    .await
}

/// An authenticator app was set up, or taken away.
pub async fn changed(portal: &Portal, tx: &Change, user: &user::Model, is_there: bool) -> Result<(), DbErr> {
    let name = format!("factor-changed/{}", new_id());
    tell(portal, tx, user, (Notice::FactorChanged, &name), |language| words::app(language, is_there)).await
}

/// Somebody, hopefully the operator, has signed in with a recovery code; so many are left.
pub async fn recovery_code_used(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    left: u32,
) -> Result<(), DbErr> {
    let name = format!("recovery-code/{}", new_id());
    tell(portal, tx, user, (Notice::RecoveryCodeUsed, &name), |language| words::recovery_code(language, left))
        .await
}

/// Somebody has taken an operator's second factors away: a colleague of this name, or whoever runs the server.
pub async fn reset(portal: &Portal, tx: &Change, user: &user::Model, by: Option<&str>) -> Result<(), DbErr> {
    let name = format!("factors-reset/{}", new_id());
    tell(portal, tx, user, (Notice::FactorsReset, &name), |language| words::factors_reset(language, by)).await
}

async fn tell(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    notice: (Notice, &str),
    letter: impl FnOnce(Language) -> Letter,
) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let letter = letter(to.language);
    write(portal, tx, notice, user.partner_id.as_deref(), &to, &letter).await
}
