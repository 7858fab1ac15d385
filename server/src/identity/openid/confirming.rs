//! Confirming by signing in once more at the provider that it is oneself who changes something, for who has no password.
//!
//! A session that began there proves little: whoever sits down before a browser that was left open gets another by a
//! press, as the provider knows the browser. So it is told to ask again, and to say when it did.

use sea_orm::DbErr;
use tokuten_core::openid::{Ending, Errand, ProviderConfirmation, is_confirmed, signed_in_anew};
use tokuten_core::problem::ProblemCode;

use super::connecting::who_has_begun;
use super::provider::{Provider, Vouched};
use super::{About, Departure, MINUTES_AWAY, OpenidError, depart, no_provider, store};
use crate::audit::Entry;
use crate::identity::signed_in::{Browser, PartnerUser};
use crate::identity::store as accounts;
use crate::passkeys;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::openid_flow;

/// Begins to confirm: for who has no password and has connected the provider.
pub async fn begin_confirming(
    portal: &Portal,
    (user, session): (&PartnerUser, &str),
    secret: Option<&str>,
    with: ProviderConfirmation,
) -> Result<Departure, Problem> {
    portal.openid.as_ref().ok_or_else(no_provider)?;
    let row = accounts::user(portal.db.read(), &user.id).await?.ok_or_else(Problem::signed_out)?;
    if !passkeys::ways(portal, portal.db.read(), &row).await?.confirms_by_provider() {
        return Err(not_by_provider());
    }
    let about = About::of(Errand::Confirm, row.id, portal.key.hash(session));
    depart(portal, secret, with.language, about).await
}

fn not_by_provider() -> Problem {
    let detail = "The provider confirms changes for who has no password and has connected it. Nothing was changed. Confirm by your password or a passkey.";
    Problem::conflict(ProblemCode::Refused, "Not confirmed in this way", detail)
}

/// Confirms, if who was vouched for is who has begun it, in the same session, and was asked anew.
pub async fn confirm(
    portal: &Portal,
    (provider, vouched): (&Provider, &Vouched),
    (browser, flow): (&Browser, &openid_flow::Model),
) -> Result<(), OpenidError> {
    let now = portal.clock.real_seconds();
    if !signed_in_anew(vouched.auth_time, flow.expires_at - MINUTES_AWAY * 60, now) {
        return Err(OpenidError::Ended(Ending::NotAnew));
    }
    let tx = portal.db.begin().await?;
    let Some((user, session_hash)) = who_has_begun(portal, &tx, (browser, flow)).await? else {
        tx.rollback().await?;
        return Err(OpenidError::Ended(Ending::SignedOut));
    };
    let known = store::identity(&tx, (provider.issuer(), &vouched.subject)).await?;
    if known.is_none_or(|known| known.user_id != user.id) {
        tx.rollback().await?;
        return Err(OpenidError::Ended(Ending::OtherAccount));
    }
    if !store::set_confirmed(&tx, &session_hash, now).await? {
        tx.rollback().await?;
        return Err(OpenidError::Ended(Ending::SignedOut));
    }
    let (at, actor, subject) = (portal.clock.now(), user.id.as_str(), format!("user {}", user.id));
    let (action, partner) = ("confirmed at the provider", user.partner_id.as_deref());
    let entry = Entry { at, actor, action, subject, partner };
    entry.record(&tx, None::<&()>, Some(&provider.issuer())).await?;
    Ok(tx.commit().await?)
}

/// Whether a user has confirmed at the provider, in this session and a short while ago.
pub async fn has_confirmed(portal: &Portal, user: &str, session: &str) -> Result<bool, DbErr> {
    let at = store::confirmed_at(portal.db.read(), (&portal.key.hash(session), user)).await?;
    Ok(is_confirmed(at, portal.clock.real_seconds()))
}
