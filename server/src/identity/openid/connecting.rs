//! Connecting the provider with an account that is used already, and disconnecting it, under **My account**.

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::openid::{Connected, Ending, Errand, ProviderConnection};
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::ProblemCode;

use super::provider::{Provider, Vouched};
use super::{About, Departure, OpenidError, depart, no_provider, store};
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::{Browser, PartnerUser};
use crate::identity::store as accounts;
use crate::notices;
use crate::passkeys::{self, Asked};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{openid_flow, openid_identity, user};
use crate::versions;

/// How a partner's user stands with the provider; nothing for operators, and where there is none.
pub async fn standing(portal: &Portal, user: &user::Model) -> Result<Option<Connected>, DbErr> {
    let (Some(provider), true) = (&portal.openid, user.partner_id.is_some()) else { return Ok(None) };
    let known = store::identity_of(portal.db.read(), (provider.issuer(), &user.id)).await?;
    Ok(Some(Connected { since: known.map(|known| known.connected_at) }))
}

/// Whether the provider signs a user in.
pub async fn is_connected(
    portal: &Portal,
    db: &impl ConnectionTrait,
    user: &user::Model,
) -> Result<bool, DbErr> {
    let (Some(provider), true) = (&portal.openid, user.partner_id.is_some()) else { return Ok(false) };
    Ok(store::identity_of(db, (provider.issuer(), &user.id)).await?.is_some())
}

/// Begins to connect, for who has confirmed it.
pub async fn begin_connecting(
    portal: &Portal,
    (user, session): (&PartnerUser, &str),
    (asked, secret): (&Asked, Option<&str>),
    with: ProviderConnection,
) -> Result<Departure, Problem> {
    let provider = portal.openid.as_ref().ok_or_else(no_provider)?;
    let row = accounts::user(portal.db.read(), &user.id).await?.ok_or_else(Problem::signed_out)?;
    if store::identity_of(portal.db.read(), (provider.issuer(), &row.id)).await?.is_some() {
        return Err(connected_already());
    }
    passkeys::confirm(portal, &row, (asked, with.confirmation)).await?;
    let about = About::of(Errand::Connect, row.id, portal.key.hash(session));
    depart(portal, secret, with.language, about).await
}

fn connected_already() -> Problem {
    let detail = "The provider is connected with your account already. Nothing was changed. To connect another account there, disconnect this one first.";
    Problem::new(StatusCode::CONFLICT, ProblemCode::Conflict, "Connected already", detail)
}

/// Connects who was vouched for with the account of who has begun it, in the same session.
pub async fn connect(
    portal: &Portal,
    (provider, vouched): (&Provider, &Vouched),
    (browser, flow): (&Browser, &openid_flow::Model),
) -> Result<(), OpenidError> {
    let tx = portal.db.begin().await?;
    let Some((user, _)) = who_has_begun(portal, &tx, (browser, flow)).await? else {
        tx.rollback().await?;
        return Err(OpenidError::Ended(Ending::SignedOut));
    };
    let known = store::identity(&tx, (provider.issuer(), &vouched.subject)).await?;
    // Two tabs have done the same: it is done.
    if known.is_some_and(|known| known.user_id == user.id) {
        return Ok(tx.rollback().await?);
    }
    let at = portal.clock.now();
    let row = openid_identity::Model {
        issuer: provider.issuer().to_owned(),
        subject: vouched.subject.clone(),
        user_id: user.id.clone(),
        connected_at: at,
    };
    if !store::insert_identity(&tx, row).await? {
        tx.rollback().await?;
        return Err(OpenidError::Ended(Ending::Taken));
    }
    notices::users::provider_connected(portal, &tx, &user, &provider.name()).await?;
    let (actor, subject) = (user.id.as_str(), format!("user {}", user.id));
    let entry =
        Entry { at, actor, action: "provider connected", subject, partner: user.partner_id.as_deref() };
    entry.record(&tx, None::<&()>, Some(&provider.issuer())).await?;
    Ok(tx.commit().await?)
}

/// The user who has begun to connect or to confirm, and the hash of the session, if this is the same still. Locks the
/// partner.
pub(super) async fn who_has_begun(
    portal: &Portal,
    tx: &Change,
    (browser, flow): (&Browser, &openid_flow::Model),
) -> Result<Option<(user::Model, String)>, DbErr> {
    let here = browser.session.as_deref().map(|session| portal.key.hash(session));
    let Some(hash) = here.filter(|hash| flow.session_hash.as_ref() == Some(hash)) else { return Ok(None) };
    let session = accounts::session(tx, &hash, portal.clock.real_seconds()).await?;
    let session = session.filter(|session| Some(&session.user_id) == flow.user_id.as_ref());
    let partner =
        session.as_ref().and_then(|session| session.partner_id.as_deref()?.parse::<PartnerId>().ok());
    let (Some(session), Some(partner)) = (session, partner) else { return Ok(None) };
    versions::lock(tx, &partner).await?;
    // Whoever was removed while this waited is there no more.
    let user = accounts::user(tx, &session.user_id).await?;
    Ok(user.filter(|user| user.removed_at.is_none()).map(|user| (user, hash)))
}

/// Disconnects the provider, unless it is the last way to sign in. Sessions that began there end, but for this one.
pub async fn disconnect(portal: &Portal, by: &PartnerUser, session: &str) -> Result<(), Problem> {
    let provider = portal.openid.as_ref().ok_or_else(no_provider)?;
    let tx = portal.db.begin().await?;
    // Whoever removes the last passkey meanwhile comes before or after.
    versions::lock(&tx, &by.partner).await?;
    let user = accounts::user(&tx, &by.id).await?.ok_or_else(Problem::signed_out)?;
    if !passkeys::ways(portal, &tx, &user).await?.may_disconnect() {
        tx.rollback().await?;
        return Err(last_way());
    }
    // Pressed twice, it is done once.
    if !store::delete_identity(&tx, (provider.issuer(), &user.id)).await? {
        return Ok(tx.rollback().await?);
    }
    store::end_sessions(&tx, &user.id, &portal.key.hash(session)).await?;
    store::forget_confirmations(&tx, &user.id).await?;
    notices::users::provider_disconnected(portal, &tx, &user, &provider.name()).await?;
    let (actor, subject) = (user.id.as_str(), format!("user {}", user.id));
    let (at, partner) = (portal.clock.now(), user.partner_id.as_deref());
    let entry = Entry { at, actor, action: "provider disconnected", subject, partner };
    entry.record(&tx, Some(&provider.issuer()), None::<&()>).await?;
    Ok(tx.commit().await?)
}

fn last_way() -> Problem {
    let detail = "The provider is the only way by which you can sign in. Nothing was changed. Add a passkey first, or set a password: ask for a link by “Forgot password?”.";
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::LastWayToSignIn,
        "The last way to sign in",
        detail,
    )
}
