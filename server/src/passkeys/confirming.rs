//! That it is the user who changes what one signs in with: by the password, by a passkey, or, for who has no password,
//! by the provider.

use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::account::WaysIn;
use tokuten_core::passkeys::Confirmation;
use tokuten_core::problem::{FieldError, FieldFault};
use webauthn_rs::prelude::PublicKeyCredential;

use super::ceremonies::{Asked, Ceremony, host, keep, relying_party, take};
use super::{PasskeyError, Question, key, known, limited, public_part, read, store, used};
use crate::identity::{knows_password, openid};
use crate::portal::Portal;
use crate::tables::user;

/// By what a user signs in.
pub async fn ways(portal: &Portal, db: &impl ConnectionTrait, user: &user::Model) -> Result<WaysIn, DbErr> {
    let passkeys = match host(portal) {
        Some(_) => store::count(db, &user.id).await?,
        None => 0,
    };
    Ok(WaysIn {
        password: user.password_hash.is_some(),
        passkeys: u32::try_from(passkeys).unwrap_or(u32::MAX),
        provider: openid::is_connected(portal, db, user).await?,
    })
}

/// Asks for one of the user's keys, to confirm something.
pub async fn ask_for_own(portal: &Portal, user: &user::Model) -> Result<Question, PasskeyError> {
    let rows = store::of_user(portal.db.read(), &user.id).await?;
    let keys = rows.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        return Err(PasskeyError::Refused("the user has none"));
    }
    let (options, state) = relying_party(portal)?.start_passkey_authentication(&keys)?;
    let token = keep(portal, Some(&user.id), &Ceremony::Confirming(state)).await?;
    Ok(Question { options: public_part(&options)?.to_string(), token })
}

/// Whether it is the user who asks: refused if the password is wrong, the passkey not the user's, or the provider has not
/// confirmed it just now.
pub async fn confirm(
    portal: &Portal,
    user: &user::Model,
    (asked, confirmation): (&Asked, Confirmation),
) -> Result<(), PasskeyError> {
    match confirmation {
        Confirmation::Password(password) => {
            let right = knows_password(portal, (asked.from, user), password).await?;
            let wrong = || PasskeyError::Invalid(vec![FieldError::new("present", FieldFault::Wrong)]);
            if right { Ok(()) } else { Err(wrong()) }
        }
        Confirmation::Passkey(answer) => by_passkey(portal, user, (asked, &answer)).await,
        Confirmation::Provider => {
            let may = ways(portal, portal.db.read(), user).await?.confirms_by_provider();
            let confirmed = may && has_confirmed(portal, user, asked).await?;
            if confirmed { Ok(()) } else { Err(PasskeyError::NotConfirmed) }
        }
    }
}

async fn by_passkey(
    portal: &Portal,
    user: &user::Model,
    (asked, answer): (&Asked, &str),
) -> Result<(), PasskeyError> {
    limited(portal, asked.from)?;
    let Ceremony::Confirming(state) = take(portal, asked, Some(&user.id)).await? else {
        return Err(PasskeyError::Refused("it answers another question"));
    };
    let answer: PublicKeyCredential = read(answer)?;
    let result = relying_party(portal)?.finish_passkey_authentication(&answer, &state)?;
    let row = known(portal, result.cred_id(), &user.id).await?;
    let tx = portal.db.begin().await?;
    used(portal, &tx, &row, &result).await?;
    Ok(tx.commit().await?)
}

/// Whether the user has confirmed at the provider, just now and in the session that asks.
pub async fn has_confirmed(portal: &Portal, user: &user::Model, asked: &Asked) -> Result<bool, DbErr> {
    match &asked.session {
        Some(session) => openid::has_confirmed(portal, &user.id, session).await,
        None => Ok(false),
    }
}
