//! Who comes back from the provider: somebody known, somebody invited, or nobody.

use sea_orm::DbErr;
use tokuten_core::openid::Ending;
use tokuten_core::partners::PartnerId;

use super::provider::{Provider, Vouched};
use super::{OpenidError, store};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Browser;
use crate::identity::{SignInError, open_session_in, store as accounts};
use crate::notices;
use crate::portal::Portal;
use crate::tables::{openid_identity, openid_session, user};
use crate::versions;

/// Signs in who was vouched for; answers the token of the new session.
pub async fn sign_in(
    portal: &Portal,
    (provider, vouched): (&Provider, &Vouched),
    browser: &Browser,
) -> Result<String, OpenidError> {
    let account = (provider.issuer(), vouched.subject.as_str());
    let tx = portal.db.begin().await?;
    if let Some(known) = store::lock_identity(&tx, account).await? {
        return as_known(portal, tx, &known, (browser, vouched)).await;
    }
    // A change waits for nobody outside.
    tx.rollback().await?;
    let email = provider.verified_email(vouched).await?.ok_or(OpenidError::Ended(Ending::Unverified))?;
    let invited = accounts::user_by_email(portal.db.read(), &email).await?;
    let partner = partner_of(&invited.ok_or(OpenidError::Ended(Ending::Stranger))?)?;
    let tx = portal.db.begin().await?;
    versions::touch(&tx, &partner).await?;
    // Another tab may have come first.
    if let Some(known) = store::lock_identity(&tx, account).await? {
        return as_known(portal, tx, &known, (browser, vouched)).await;
    }
    let user = match invited_now(portal, &tx, &email).await? {
        Ok(user) => user,
        Err(ending) => {
            tx.rollback().await?;
            return Err(OpenidError::Ended(ending));
        }
    };
    accept(portal, &tx, &user, (provider, vouched)).await?;
    open(portal, tx, &user, (browser, vouched)).await
}

async fn as_known(
    portal: &Portal,
    tx: Change,
    known: &openid_identity::Model,
    (browser, vouched): (&Browser, &Vouched),
) -> Result<String, OpenidError> {
    match accounts::user(&tx, &known.user_id).await? {
        Some(user) if user.partner_id.is_some() => open(portal, tx, &user, (browser, vouched)).await,
        _ => {
            tx.rollback().await?;
            Err(OpenidError::Ended(Ending::Stranger))
        }
    }
}

/// Operators sign in here, whatever a provider says.
fn partner_of(user: &user::Model) -> Result<PartnerId, OpenidError> {
    let partner = user.partner_id.as_deref().ok_or(OpenidError::Ended(Ending::Operator))?;
    Ok(partner.parse().map_err(|error: &str| DbErr::Custom(error.to_owned()))?)
}

/// The user of this address who is invited and has not come yet. One who has is never linked by an address alone.
async fn invited_now(
    portal: &Portal,
    tx: &Change,
    email: &str,
) -> Result<Result<user::Model, Ending>, DbErr> {
    let Some(user) = accounts::user_by_email(tx, email).await? else { return Ok(Err(Ending::Stranger)) };
    if user.has_come() {
        return Ok(Err(Ending::InUse));
    }
    let is_good = store::has_invitation(tx, &user.id, portal.clock.real_seconds()).await?;
    Ok(if is_good { Ok(user) } else { Err(Ending::InvitationOver) })
}

/// Uses the invitation up: the account at the provider is the user's from now on.
async fn accept(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (provider, vouched): (&Provider, &Vouched),
) -> Result<(), OpenidError> {
    let at = portal.clock.now();
    let row = openid_identity::Model {
        issuer: provider.issuer().to_owned(),
        subject: vouched.subject.clone(),
        user_id: user.id.clone(),
        connected_at: at,
    };
    if !store::insert_identity(tx, row).await? {
        return Err(OpenidError::Ended(Ending::Taken));
    }
    accounts::delete_links(tx, Some(&user.id)).await?;
    notices::users::provider_connected(portal, tx, user, &provider.name()).await?;
    let (actor, subject) = (user.id.as_str(), format!("user {}", user.id));
    let entry = Entry {
        at,
        actor,
        action: "invitation accepted by the provider",
        subject,
        partner: user.partner_id.as_deref(),
    };
    Ok(entry.record(tx, None::<&()>, Some(&provider.issuer())).await?)
}

/// Opens the session as a password would, and keeps by what it is ended at the provider.
async fn open(
    portal: &Portal,
    tx: Change,
    user: &user::Model,
    (browser, vouched): (&Browser, &Vouched),
) -> Result<String, OpenidError> {
    let token = match open_session_in(portal, &tx, user, browser).await {
        Err(SignInError::WrongCredentials) => {
            tx.rollback().await?;
            return Err(SignInError::WrongCredentials.into());
        }
        opened => opened?,
    };
    let session_hash = portal.key.hash(&token);
    let row = openid_session::Model { session_hash, id_token: vouched.id_token.clone() };
    tx.insert(openid_session::ActiveModel::from(row)).await?;
    tx.commit().await?;
    Ok(token)
}
