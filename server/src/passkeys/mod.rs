//! Passkeys: added, removed, signed in by; and what confirms that it is the user who changes what one signs in with.
//!
//! The cryptography and the formats are webauthn-rs' (see docs/choices.md). Ours is who may, that each question is
//! answered once and by the browser it was put to, and that a counter never stands still: a copied key is found out.

mod ceremonies;
mod confirming;
#[cfg(test)]
pub(crate) mod device;
mod problems;
pub mod routes;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ConnectionTrait, DbErr};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokuten_core::passkeys::{MOST_PASSKEYS, PasskeyView, PasskeysView, Stays, stays};
use webauthn_rs::prelude::{
    AuthenticationResult, Passkey, PublicKeyCredential, RegisterPublicKeyCredential, Uuid,
};

use self::ceremonies::{Ceremony, keep, relying_party, take, written};
use crate::audit::Entry;
use crate::db::Change;
use crate::factors;
use crate::identity::signed_in::Browser;
use crate::identity::{Door, Given, SignInError, admit, store as accounts};
use crate::ids::new_id;
use crate::notices;
use crate::portal::Portal;
use crate::tables::{passkey, user};
use crate::versions::lock_of;

pub use ceremonies::{Asked, cookie, host};
pub use confirming::{ask_for_own, confirm, ways};
pub use problems::{PasskeyError, last_factor};

/// What the browser is asked, and the token that binds the question to it.
pub struct Question {
    /// JSON text.
    pub options: String,
    /// For the cookie.
    pub token: String,
}

/// A key that an authenticator has made, and what the user calls it. Nobody has it yet.
pub struct Made {
    name: String,
    key: Passkey,
}

/// One's own passkeys, for who asks in this browser.
pub async fn view(portal: &Portal, user: &user::Model, asked: &Asked) -> Result<PasskeysView, PasskeyError> {
    let db = portal.db.read();
    Ok(PasskeysView {
        passkeys: store::of_user(db, &user.id).await?.into_iter().map(PasskeyView::from).collect(),
        host: host(portal),
        ways: ways(portal, db, user).await?,
        only_factor: is_only_factor(db, user).await?,
        confirmed: confirming::has_confirmed(portal, user, asked).await?,
    })
}

/// Whether passkeys are all that an operator has for a second factor.
async fn is_only_factor(db: &impl ConnectionTrait, user: &user::Model) -> Result<bool, DbErr> {
    Ok(user.operator_role.is_some() && !factors::store::there(db, &user.id).await?.app)
}

/// Asks for a key to be made, for a user who has confirmed it.
pub async fn ask_for_new(portal: &Portal, user: &user::Model, name: &str) -> Result<Question, PasskeyError> {
    let keys = store::of_user(portal.db.read(), &user.id).await?;
    if keys.len() >= MOST_PASSKEYS {
        return Err(PasskeyError::TooMany);
    }
    let known =
        keys.iter().map(|row| Ok(key(row)?.cred_id().clone())).collect::<Result<_, PasskeyError>>()?;
    let (options, state) = relying_party(portal)?.start_passkey_registration(
        handle(user)?,
        &user.email,
        &user.name,
        Some(known),
    )?;
    // The library asks for whatever key; one that signs in without an address being typed has to be found by itself.
    let mut options = public_part(&options)?;
    let selection = &mut options["authenticatorSelection"];
    selection["residentKey"] = json!("required");
    selection["requireResidentKey"] = json!(true);
    let name = name.trim().to_owned();
    let token = keep(portal, Some(&user.id), &Ceremony::Adding { name, state }).await?;
    Ok(Question { options: options.to_string(), token })
}

/// The key that was made, if it is the answer to what this user was asked in this browser.
pub async fn made(
    portal: &Portal,
    user: &user::Model,
    (asked, answer): (&Asked, &str),
) -> Result<Made, PasskeyError> {
    let Ceremony::Adding { name, state } = take(portal, asked, Some(&user.id)).await? else {
        return Err(PasskeyError::Refused("it answers another question"));
    };
    let answer: RegisterPublicKeyCredential = read(answer)?;
    Ok(Made { key: relying_party(portal)?.finish_passkey_registration(&answer, &state)?, name })
}

/// Gives the user a key that was made. A key that anybody has already is refused. It locks the user, so that there are
/// never more than there may be.
pub async fn add(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    made: Made,
) -> Result<PasskeyView, PasskeyError> {
    lock_of(tx, &user.id).await?;
    accounts::lock_user(tx, &user.id).await?;
    if store::of_user(tx, &user.id).await?.len() >= MOST_PASSKEYS {
        return Err(PasskeyError::TooMany);
    }
    let row = passkey::Model {
        id: new_id(),
        user_id: user.id.clone(),
        credential_id: URL_SAFE_NO_PAD.encode(made.key.cred_id()),
        credential: written(&made.key)?,
        counter: 0,
        name: made.name,
        created_at: portal.clock.now(),
        last_used: None,
    };
    let view = PasskeyView::from(row.clone());
    if !store::insert(tx, row).await? {
        return Err(PasskeyError::Refused("somebody has this key already"));
    }
    note(portal, tx, (user, "passkey added"), &view.id).await?;
    notices::factors::passkey_added(portal, tx, user, (&view.id, &view.name)).await?;
    Ok(view)
}

/// Takes one of the user's passkeys away, unless it has to stay.
pub async fn remove(portal: &Portal, user: &user::Model, id: &str) -> Result<(), PasskeyError> {
    let tx = portal.db.begin().await?;
    // Two at once would each leave the other as the last, and so would this and the provider's disconnecting.
    lock_of(&tx, &user.id).await?;
    let Some(user) = accounts::lock_user(&tx, &user.id).await? else {
        tx.rollback().await?;
        return Err(PasskeyError::NotFound);
    };
    let keys = store::of_user(&tx, &user.id).await?;
    let Some(row) = keys.iter().find(|row| row.id == id) else {
        tx.rollback().await?;
        return Err(PasskeyError::NotFound);
    };
    if let Some(why) = stays(ways(portal, &tx, &user).await?, is_only_factor(&tx, &user).await?) {
        tx.rollback().await?;
        return Err(match why {
            Stays::OnlyFactor => PasskeyError::LastFactor,
            Stays::LastWay => PasskeyError::LastWay,
        });
    }
    store::delete(&tx, id).await?;
    note(portal, &tx, (&user, "passkey removed"), id).await?;
    notices::factors::passkey_removed(portal, &tx, &user, (id, &row.name)).await?;
    Ok(tx.commit().await?)
}

/// Asks for any key, to sign in.
pub async fn ask_for_any(portal: &Portal, from: IpAddr) -> Result<Question, PasskeyError> {
    limited(portal, from)?;
    let (options, state) = relying_party(portal)?.start_discoverable_authentication()?;
    let token = keep(portal, None, &Ceremony::SigningIn(state)).await?;
    Ok(Question { options: public_part(&options)?.to_string(), token })
}

/// Signs in whoever has the key, at the user's own door, and gives the token for the cookie.
pub async fn sign_in(
    portal: &Portal,
    (asked, answer): (&Asked, &str),
    (browser, door): (&Browser, Door),
) -> Result<String, PasskeyError> {
    limited(portal, browser.address)?;
    let Ceremony::SigningIn(state) = take(portal, asked, None).await? else {
        return Err(PasskeyError::Refused("it answers another question"));
    };
    let answer: PublicKeyCredential = read(answer)?;
    let party = relying_party(portal)?;
    let (handle, credential_id) = party.identify_discoverable_authentication(&answer)?;
    let row = known(portal, credential_id, &handle.to_string()).await?;
    let user = accounts::user(portal.db.read(), &row.user_id).await?.filter(|user| door.is_for(user));
    let user = user.ok_or(PasskeyError::Refused("not at this door"))?;
    let result = party.finish_discoverable_authentication_v2(&answer, state, &key(&row)?)?;
    let tx = portal.db.begin().await?;
    let token = match admit(portal, &tx, &user, (browser, Given::SecondFactor)).await {
        Err(SignInError::WrongCredentials) => return Err(PasskeyError::Refused("the user is gone")),
        outcome => outcome?,
    };
    used(portal, &tx, &row, &result).await?;
    tx.commit().await?;
    Ok(token)
}

/// The passkey of a credential, if it is this user's.
async fn known(portal: &Portal, credential_id: &[u8], user: &str) -> Result<passkey::Model, PasskeyError> {
    let id = URL_SAFE_NO_PAD.encode(credential_id);
    let row = store::by_credential(portal.db.read(), &id).await?.filter(|row| row.user_id == user);
    row.ok_or(PasskeyError::Refused("no passkey of this user"))
}

/// Notes a use that holds. That the authenticator knew who pressed (by finger, face or PIN) was asked for, and is looked
/// at once more, as a passkey without it is no second factor.
async fn used(
    portal: &Portal,
    tx: &Change,
    row: &passkey::Model,
    result: &AuthenticationResult,
) -> Result<(), PasskeyError> {
    if !result.user_verified() {
        return Err(PasskeyError::Refused("the user was not verified"));
    }
    let mut credential = key(row)?;
    credential.update_credential(result);
    let now = (written(&credential)?, i64::from(result.counter()));
    if store::used(tx, &row.id, now, portal.clock.now()).await? {
        return Ok(());
    }
    tracing::warn!(
        passkey = row.id,
        user = row.user_id,
        "a passkey's counter went back: it may have been copied"
    );
    Err(PasskeyError::Refused("its counter went back"))
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (user, action): (&user::Model, &str),
    passkey: &str,
) -> Result<(), PasskeyError> {
    let (subject, partner) = (format!("user {}", user.id), user.partner_id.as_deref());
    let entry = Entry { at: portal.clock.now(), actor: &user.id, action, subject, partner };
    Ok(entry.record(tx, None::<&()>, Some(&json!({ "passkey": passkey }))).await?)
}

fn limited(portal: &Portal, from: IpAddr) -> Result<(), PasskeyError> {
    Ok(portal.limits.address(from).map_err(|seconds| SignInError::TooManyAttempts { seconds })?)
}

/// What authenticators call a user: the id, which says nothing of the person.
fn handle(user: &user::Model) -> Result<Uuid, PasskeyError> {
    Uuid::parse_str(&user.id).map_err(|error| PasskeyError::Unreadable(format!("user {}: {error}", user.id)))
}

fn key(row: &passkey::Model) -> Result<Passkey, PasskeyError> {
    serde_json::from_str(&row.credential)
        .map_err(|error| PasskeyError::Unreadable(format!("passkey {}: {error}", row.id)))
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(answer).map_err(|_| PasskeyError::Refused("the answer cannot be read"))
}

/// What the browser's functions take of the library's options.
fn public_part(options: &impl serde::Serialize) -> Result<Value, PasskeyError> {
    let mut whole =
        serde_json::to_value(options).map_err(|error| PasskeyError::Unreadable(error.to_string()))?;
    Ok(whole["publicKey"].take())
}

impl From<passkey::Model> for PasskeyView {
    fn from(row: passkey::Model) -> Self {
        let passkey::Model { id, name, created_at, last_used, .. } = row;
        Self { id, name, created_at, last_used }
    }
}
