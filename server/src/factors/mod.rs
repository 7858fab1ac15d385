//! How operators sign in: by a password and a second factor, or by a passkey, which is both.
//!
//! The password alone opens a half session ([`half`]), which reaches nothing but the routes here that take the second
//! factor or, from who has none yet, set one up. Everything is by the real time: a code is good for its half minute,
//! whatever the demo's clock says. The demo alone lets operators without a second factor in.

mod app;
pub mod half;
mod problems;
pub mod routes;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use axum_extra::extract::CookieJar;
use sea_orm::DbErr;
use tokuten_core::factors::{Enrolment, FactorsView, RECOVERY_CODES, Typed};
use tokuten_core::sessions::Credentials;

use self::half::HalfSignedIn;
use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::{Browser, token};
use crate::identity::{Door, Given, SignInError, admit, checked, open_session, store as accounts};
use crate::ids::new_code;
use crate::notices;
use crate::passkeys;
use crate::portal::Portal;
use crate::tables::user;

pub use problems::FactorError;

/// Groups of five characters in a recovery code.
const GROUPS: usize = 2;

/// How far an operator has come with the password.
pub enum Progress {
    /// Signed in: the session's token. Only in the demo.
    SignedIn(String),
    /// The second factor comes next: the half session's token, and whose it is.
    Half(String, Box<user::Model>),
}

/// Takes an operator's password. Partners' users are unknown here.
pub async fn sign_in(
    portal: &Portal,
    credentials: &Credentials,
    browser: &Browser,
) -> Result<Progress, FactorError> {
    let user = checked(portal, credentials, browser, Door::Operators).await?;
    let there = store::there(portal.db.read(), &user.id).await?;
    if portal.demo && !there.any() {
        return Ok(Progress::SignedIn(open_session(portal, &user, browser).await?));
    }
    Ok(Progress::Half(half::open(portal, &user).await?, Box::new(user)))
}

/// Takes the second factor from who has given the password: the app's code or a recovery code. Gives the token of the
/// session that is opened.
pub async fn enter_code(
    portal: &Portal,
    half: &HalfSignedIn,
    (entered, browser): (&str, &Browser),
) -> Result<String, FactorError> {
    limited(portal, &half.user, browser)?;
    let typed = Typed::of(entered).ok_or(FactorError::CodeRefused)?;
    // Looked at before the writing connection is taken; that it was not used meanwhile is asked again then.
    let step = match &typed {
        Typed::OfApp(code) => Some(present_step(portal, &half.user, code).await?),
        Typed::Recovery(_) => None,
    };
    let tx = portal.db.begin().await?;
    let token = let_in(portal, &tx, half, browser).await?;
    let is_good = match (&typed, step) {
        (Typed::Recovery(code), _) => recover(portal, &tx, &half.user, code).await?,
        (Typed::OfApp(_), Some(step)) => store::take_step(&tx, &half.user.id, step).await?,
        (Typed::OfApp(_), None) => false,
    };
    if !is_good {
        tx.rollback().await?;
        return Err(FactorError::CodeRefused);
    }
    tx.commit().await?;
    Ok(token)
}

/// The step whose code was given of the user's app; refused if there is none.
async fn present_step(portal: &Portal, user: &user::Model, code: &str) -> Result<i64, FactorError> {
    let secret = store::app(portal.db.read(), &user.id).await?.and_then(|app| app.secret);
    let secret = secret.ok_or(FactorError::CodeRefused)?;
    app::step_of(portal, user, (&secret, code))?.ok_or(FactorError::CodeRefused)
}

/// Takes a recovery code, and tells the operator that it was.
async fn recover(portal: &Portal, tx: &Change, user: &user::Model, code: &str) -> Result<bool, FactorError> {
    if !store::take_recovery_code(tx, &user.id, &code_hash(portal, user, code)).await? {
        return Ok(false);
    }
    let left = store::there(tx, &user.id).await?.recovery_codes;
    note(portal, tx, (&user.id, user), "signed in by recovery code").await?;
    notices::factors::recovery_code_used(portal, tx, user, left).await?;
    Ok(true)
}

/// Makes a session of a half session, which is over then. It locks the user first.
async fn let_in(
    portal: &Portal,
    tx: &Change,
    half: &HalfSignedIn,
    browser: &Browser,
) -> Result<String, FactorError> {
    let token = match admit(portal, tx, &half.user, (browser, Given::SecondFactor)).await {
        Err(SignInError::WrongCredentials) => return Err(FactorError::Over),
        outcome => outcome?,
    };
    if store::take_half(tx, &half.token_hash).await? { Ok(token) } else { Err(FactorError::Over) }
}

/// Makes a secret for the app of a user; it is the user's when a code of it was given.
pub async fn start_app(portal: &Portal, user: &user::Model) -> Result<Enrolment, FactorError> {
    let (sealed, shown) = app::new_secret(portal, user)?;
    let tx = portal.db.begin().await?;
    store::set_pending(&tx, &user.id, sealed).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Refuses who has a second factor: with the password alone nobody sets up another.
pub async fn refuse_enrolled(portal: &Portal, half: &HalfSignedIn) -> Result<(), FactorError> {
    let there = store::there(portal.db.read(), &half.user.id).await?;
    if there.any() { Err(FactorError::AlreadyThere) } else { Ok(()) }
}

/// The first second factor is the app: signs in, with new recovery codes.
pub async fn enrol_app(
    portal: &Portal,
    half: &HalfSignedIn,
    (entered, browser): (&str, &Browser),
) -> Result<(String, Vec<String>), FactorError> {
    let confirmed = checked_app(portal, &half.user, (entered, browser)).await?;
    let tx = portal.db.begin().await?;
    let token = first_factor(portal, &tx, half, browser).await?;
    keep_app(portal, &tx, &half.user, confirmed).await?;
    let codes = new_codes(portal, &tx, &half.user).await?;
    tx.commit().await?;
    Ok((token, codes))
}

/// The first second factor is a passkey: signs in, with new recovery codes.
pub async fn enrol_passkey(
    portal: &Portal,
    half: &HalfSignedIn,
    (answered, browser): ((&passkeys::Asked, &str), &Browser),
) -> Result<(String, Vec<String>), FactorError> {
    let made = passkeys::made(portal, &half.user, answered).await?;
    let tx = portal.db.begin().await?;
    let token = first_factor(portal, &tx, half, browser).await?;
    passkeys::add(portal, &tx, &half.user, made).await?;
    let codes = new_codes(portal, &tx, &half.user).await?;
    tx.commit().await?;
    Ok((token, codes))
}

/// Lets in who sets up the first second factor. Under the user's lock: of two at once the second finds the half session
/// gone or a factor there.
async fn first_factor(
    portal: &Portal,
    tx: &Change,
    half: &HalfSignedIn,
    browser: &Browser,
) -> Result<String, FactorError> {
    let token = let_in(portal, tx, half, browser).await?;
    let there = store::there(tx, &half.user.id).await?;
    if there.any() { Err(FactorError::AlreadyThere) } else { Ok(token) }
}

/// Confirms another app of who is signed in. New recovery codes come with it if there are none.
pub async fn change_app(
    portal: &Portal,
    user: &user::Model,
    (entered, browser, jar): (&str, &Browser, &CookieJar),
) -> Result<Vec<String>, FactorError> {
    let confirmed = checked_app(portal, user, (entered, browser)).await?;
    let tx = portal.db.begin().await?;
    accounts::lock_user(&tx, &user.id).await?;
    keep_app(portal, &tx, user, confirmed).await?;
    let without = store::there(&tx, &user.id).await?.recovery_codes == 0;
    let codes = if without { new_codes(portal, &tx, user).await? } else { Vec::new() };
    keep_only_here(portal, &tx, user, jar).await?;
    tx.commit().await?;
    Ok(codes)
}

/// The sealed secret that waits for a code, and the step of the code that was given for it.
async fn checked_app(
    portal: &Portal,
    user: &user::Model,
    (entered, browser): (&str, &Browser),
) -> Result<(String, i64), FactorError> {
    limited(portal, user, browser)?;
    let pending = store::app(portal.db.read(), &user.id).await?.and_then(|app| app.pending);
    let sealed = pending.ok_or(FactorError::CodeRefused)?;
    let Some(Typed::OfApp(code)) = Typed::of(entered) else { return Err(FactorError::CodeRefused) };
    let step = app::step_of(portal, user, (&sealed, &code))?.ok_or(FactorError::CodeRefused)?;
    Ok((sealed, step))
}

async fn keep_app(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (sealed, step): (String, i64),
) -> Result<(), FactorError> {
    if !store::confirm_pending(tx, (&user.id, &sealed), step, portal.clock.now()).await? {
        return Err(FactorError::CodeRefused);
    }
    note(portal, tx, (&user.id, user), "authenticator app set up").await?;
    Ok(notices::factors::changed(portal, tx, user, true).await?)
}

/// Takes the app away, if a passkey is left.
pub async fn remove_app(portal: &Portal, user: &user::Model) -> Result<(), FactorError> {
    let tx = portal.db.begin().await?;
    accounts::lock_user(&tx, &user.id).await?;
    let there = store::there(&tx, &user.id).await?;
    if !there.app || !there.passkey {
        tx.rollback().await?;
        return if there.app { Err(FactorError::LastFactor) } else { Ok(()) };
    }
    store::delete_app(&tx, &user.id).await?;
    note(portal, &tx, (&user.id, user), "authenticator app removed").await?;
    notices::factors::changed(portal, &tx, user, false).await?;
    Ok(tx.commit().await?)
}

/// Makes new recovery codes; those from before are no good any more.
pub async fn renew_codes(portal: &Portal, user: &user::Model) -> Result<Vec<String>, FactorError> {
    let tx = portal.db.begin().await?;
    let codes = new_codes(portal, &tx, user).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn new_codes(portal: &Portal, tx: &Change, user: &user::Model) -> Result<Vec<String>, FactorError> {
    let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| new_code(GROUPS)).collect();
    let hashes = codes.iter().map(|code| code_hash(portal, user, code)).collect();
    store::set_recovery_codes(tx, &user.id, hashes).await?;
    note(portal, tx, (&user.id, user), "recovery codes made").await?;
    Ok(codes)
}

/// With the user in it: a code that somebody else has is not even found.
fn code_hash(portal: &Portal, user: &user::Model, code: &str) -> String {
    portal.key.hash(&format!("recovery code {} {code}", user.id))
}

/// How one's own second factors stand.
pub async fn view(portal: &Portal, user: &user::Model) -> Result<FactorsView, FactorError> {
    let db = portal.db.read();
    let passkeys = passkeys::store::count(db, &user.id).await?;
    Ok(FactorsView {
        app_since: store::app(db, &user.id).await?.and_then(|app| app.since),
        passkeys: u32::try_from(passkeys).unwrap_or(u32::MAX),
        recovery_codes: store::there(db, &user.id).await?.recovery_codes,
    })
}

/// Whoever has a second factor from now on is asked for it everywhere: other sessions that a password alone has opened
/// end. Only the demo has such sessions of operators; partners' users keep theirs.
pub async fn keep_only_here(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    jar: &CookieJar,
) -> Result<(), DbErr> {
    match token(jar) {
        Some(here) if user.operator_role.is_some() => {
            store::strengthen(tx, &user.id, &portal.key.hash(here)).await
        }
        _ => Ok(()),
    }
}

/// Takes an operator's second factors away because they are lost. All sessions end; the next sign-in sets up new ones.
/// `by` is who has done it, in the audit log, and `name` in the mail: none for the command line.
pub async fn reset(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (by, name): (&str, Option<&str>),
) -> Result<(), DbErr> {
    store::delete_all(tx, &user.id).await?;
    accounts::end_all(tx, &user.id, None).await?;
    note(portal, tx, (by, user), "second factors reset").await?;
    notices::factors::reset(portal, tx, user, name).await
}

async fn note(
    portal: &Portal,
    tx: &Change,
    (by, user): (&str, &user::Model),
    action: &str,
) -> Result<(), DbErr> {
    let subject = format!("user {}", user.id);
    let entry = Entry { at: portal.clock.now(), actor: by, action, subject, partner: None };
    entry.record(tx, None::<&()>, None::<&()>).await
}

/// Codes are as hard to try out as passwords.
fn limited(portal: &Portal, user: &user::Model, browser: &Browser) -> Result<(), SignInError> {
    let tried = portal.limits.attempt(browser.address, &format!("second factor of {}", user.id));
    tried.map_err(|seconds| SignInError::TooManyAttempts { seconds })
}
