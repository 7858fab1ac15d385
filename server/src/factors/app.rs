//! Authenticator apps: secrets, and the codes of each half minute (TOTP, RFC 6238).

use qrcodegen::{QrCode, QrCodeEcc};
use tokuten_core::catalogue::Language;
use tokuten_core::factors::{Enrolment, Qr};
use totp_rs::{Builder, Secret, Totp};

use super::FactorError;
use crate::ids::random;
use crate::portal::Portal;
use crate::tables::user;

/// Bytes of a secret: as many as a SHA-1 has, which is what every app takes.
const SECRET: usize = 20;
/// Dots of quiet zone around a QR code, which cameras need.
const QUIET: u32 = 4;

/// What a sealed secret is sealed for.
fn of(user: &str) -> String {
    format!("authenticator app of {user}")
}

fn codes(portal: &Portal, user: &user::Model, secret: Vec<u8>) -> Result<Totp, FactorError> {
    // A colon stands between the two in the address that apps open.
    let issuer = portal.catalogue().name.text(Language::default()).replace(':', " ");
    Builder::new()
        .with_secret(Secret::new(secret.into_boxed_slice()))
        .with_account_name(user.email.as_str())
        .with_issuer(Some(issuer.as_str()))
        .build()
        .map_err(|error| FactorError::Unreadable(error.to_string()))
}

/// A new secret, sealed for the table, and as it is shown.
pub fn new_secret(portal: &Portal, user: &user::Model) -> Result<(String, Enrolment), FactorError> {
    let secret = random::<SECRET>();
    let sealed = portal.key.seal(&secret, &of(&user.id));
    let codes = codes(portal, user, secret.to_vec())?;
    let unreadable = |error: &dyn std::fmt::Display| FactorError::Unreadable(error.to_string());
    let uri = codes.to_url().map_err(|error| unreadable(&error))?;
    let qr = QrCode::encode_text(&uri, QrCodeEcc::Medium).map_err(|error| unreadable(&error))?;
    let base32 = codes.secret().to_base32();
    let groups: Vec<_> = base32.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    Ok((sealed, Enrolment { secret: groups.join(" "), qr: drawn(&qr), uri }))
}

/// The dark dots, a stroke for each run of them in a row.
fn drawn(qr: &QrCode) -> Qr {
    let stroke = |(x, y, run): (i32, i32, usize)| {
        format!("M{} {}h{run}v1h-{run}z", x.unsigned_abs() + QUIET, y.unsigned_abs() + QUIET)
    };
    Qr { side: qr.size().unsigned_abs() + 2 * QUIET, path: runs(qr).into_iter().map(stroke).collect() }
}

/// Where each run of dark dots begins, and how long it is.
fn runs(qr: &QrCode) -> Vec<(i32, i32, usize)> {
    let (side, mut runs) = (qr.size(), Vec::new());
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let run = (x..side).take_while(|x| qr.get_module(*x, y)).count();
            if run > 0 {
                runs.push((x, y, run));
            }
            x += i32::try_from(run).unwrap_or(side).max(1);
        }
    }
    runs
}

/// The step whose code was given: of this half minute, the one before, or the one after. Nothing if it is none of them.
pub fn step_of(
    portal: &Portal,
    user: &user::Model,
    (sealed, code): (&str, &str),
) -> Result<Option<i64>, FactorError> {
    let Some(secret) = portal.key.unseal(sealed, &of(&user.id)) else {
        tracing::error!(
            user = user.id,
            "the app's secret was sealed with another key; reset the second factors"
        );
        return Ok(None);
    };
    let now = u64::try_from(portal.clock.real_seconds()).unwrap_or_default();
    let step = codes(portal, user, secret)?.check(code, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_drawn_by_its_runs_of_dark_dots() {
        let qr = QrCode::encode_text("x", QrCodeEcc::Low).unwrap();
        let Qr { side, path } = drawn(&qr);
        // The corner of every QR code is a square of seven dots with a lighter ring in it.
        assert!(path.starts_with("M4 4h7v1h-7z") && path.contains("M4 5h1v1h-1z"), "{path}");
        assert_eq!(side, 29);
        let dark = (0..21).flat_map(|y| (0..21).map(move |x| (x, y))).filter(|(x, y)| qr.get_module(*x, *y));
        assert_eq!(runs(&qr).iter().map(|(.., run)| run).sum::<usize>(), dark.count());
        assert_eq!(path.matches('M').count(), runs(&qr).len());
    }
}
