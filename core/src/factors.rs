//! Operators sign in apart from partners, and with two factors: a password and a code of an authenticator app, or a
//! passkey, which is both at once (domain.md, "Operators").

use chrono::{DateTime, Utc};

use crate::sessions::SessionView;
use crate::wire;

/// How many one-time recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

wire! {
    /// How far an operator has come with the password: answer of `POST /api/operator/session`.
    #[serde(rename_all = "snake_case")]
    pub enum OperatorSignIn {
        /// Signed in; only in the demo, and only who has no second factor there.
        SignedIn(SessionView),
        /// The second factor is asked for next.
        NeedsFactor(HalfView),
    }
}

wire! {
    /// Who has given the password and not yet the second factor: answer of `GET /api/operator/session`.
    pub struct HalfView {
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: String,
        /// What can be given, or that something has to be set up first.
        pub factors: FactorsThere,
    }
}

wire! {
    /// Which second factors an operator has.
    #[derive(Copy)]
    pub struct FactorsThere {
        /// An authenticator app.
        pub app: bool,
        /// A passkey.
        pub passkey: bool,
        /// Recovery codes that are not used yet.
        pub recovery_codes: u32,
    }
}

impl FactorsThere {
    /// Whether there is one: who has none sets one up before anything else. A recovery code stands in for a factor
    /// and is none.
    #[must_use]
    pub const fn any(self) -> bool {
        self.app || self.passkey
    }
}

wire! {
    /// A code: of the authenticator app, or a recovery code.
    #[serde(deny_unknown_fields)]
    pub struct CodeEntry {
        /// As it was typed.
        pub code: String,
    }
}

/// What was typed where a code is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits: of an authenticator app.
    OfApp(String),
    /// A recovery code, as it is written down.
    Recovery(String),
}

impl Typed {
    /// Tells a recovery code from an app's. Blanks and hyphens are nothing, and capitals are the same as small letters;
    /// nothing if it can be neither.
    #[must_use]
    pub fn of(entered: &str) -> Option<Self> {
        let plain: String = entered
            .chars()
            .filter(|char| !char.is_whitespace() && *char != '-')
            .map(|char| char.to_ascii_uppercase())
            .collect();
        match plain.len() {
            6 if plain.bytes().all(|byte| byte.is_ascii_digit()) => Some(Self::OfApp(plain)),
            10 if plain.is_ascii() => Some(Self::Recovery(format!("{}-{}", &plain[..5], &plain[5..]))),
            _ => None,
        }
    }
}

wire! {
    /// A secret for an authenticator app, which is not the operator's until a code of it was given. It is shown once.
    pub struct Enrolment {
        /// The secret, for typing, in groups of four.
        pub secret: String,
        /// The same as an address that authenticator apps open.
        pub uri: String,
        /// The same as a square of dots for a camera.
        pub qr: Qr,
    }
}

wire! {
    /// A QR code: dots of side 1 in a square.
    pub struct Qr {
        /// Side of the square, with the quiet zone around it.
        pub side: u32,
        /// The dark dots, as the `d` of an SVG path.
        pub path: String,
    }
}

wire! {
    /// Recovery codes, shown once: each signs in once in the place of the second factor.
    pub struct RecoveryCodes {
        /// The codes; empty if those from before stay.
        pub codes: Vec<String>,
    }
}

wire! {
    /// An operator has set up the first second factor, and is signed in by it.
    pub struct Enrolled {
        /// Who is signed in.
        pub session: SessionView,
        /// Shown once.
        pub recovery_codes: Vec<String>,
    }
}

wire! {
    /// One's own second factors: answer of `GET /api/operator/factors`.
    pub struct FactorsView {
        /// Since when there is an authenticator app.
        pub app_since: Option<DateTime<Utc>>,
        /// How many passkeys there are.
        pub passkeys: u32,
        /// Recovery codes that are not used yet.
        pub recovery_codes: u32,
    }
}

impl FactorsView {
    /// Why the app may not be taken away: it is there, and nothing else is.
    #[must_use]
    pub const fn app_is_last(&self) -> bool {
        self.passkeys == 0
    }
}

wire! {
    /// Body of `POST /api/operator/session/enrolment/passkey/options`.
    #[serde(deny_unknown_fields)]
    pub struct FirstPasskey {
        /// What the operator will call it.
        pub name: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        assert_eq!(Typed::of(" 123 456 "), Some(Typed::OfApp("123456".into())));
        let recovery = Some(Typed::Recovery("BCDFG-23467".into()));
        assert_eq!((Typed::of("bcdfg-23467"), Typed::of("BCDFG 23467")), (recovery.clone(), recovery));
        for neither in ["", "12345", "1234567", "BCDFG-2346", "ÄÖÜÄÖ", "12345é"] {
            assert_eq!(Typed::of(neither), None, "{neither}");
        }
    }

    #[test]
    fn recovery_codes_alone_are_no_second_factor() {
        let there = |app, passkey| FactorsThere { app, passkey, recovery_codes: 10 }.any();
        assert_eq!((there(false, false), there(true, false), there(false, true)), (false, true, true));
    }
}
