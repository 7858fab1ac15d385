//! Passkeys: keys of a user's own devices, which sign in in the place of a password (`WebAuthn`, level 3).
//!
//! What the browser and the authenticator say to each other passes through here as the JSON text that the browser
//! reads (`PublicKeyCredential.parse…OptionsFromJSON`) and writes (`toJSON`): its form is theirs and not ours.

use chrono::{DateTime, Utc};

use crate::account::WaysIn;
use crate::problem::FieldError;
use crate::sessions::name_fault;
use crate::wire;

/// How many passkeys one user may have.
pub const MOST_PASSKEYS: usize = 20;

wire! {
    /// A passkey of one's own.
    pub struct PasskeyView {
        /// Id.
        pub id: String,
        /// What the user calls it.
        pub name: String,
        /// When it was added.
        pub created_at: DateTime<Utc>,
        /// When it last signed in or confirmed something, if ever.
        pub last_used: Option<DateTime<Utc>>,
    }
}

wire! {
    /// One's own passkeys: answer of `GET /api/account/passkeys`.
    pub struct PasskeysView {
        /// The passkeys, the oldest first.
        pub passkeys: Vec<PasskeyView>,
        /// The host under which passkeys work, if there is one: a browser takes them under no other.
        pub host: Option<String>,
        /// By what the user signs in.
        pub ways: WaysIn,
        /// Whether they are all that an operator has for a second factor.
        pub only_factor: bool,
        /// Whether the user has just signed in once more at the provider, in this session, and changes are confirmed.
        pub confirmed: bool,
    }
}

/// Why a passkey has to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// It is an operator's only second factor.
    OnlyFactor,
    /// It is the only way to sign in.
    LastWay,
}

/// Why none of a user's passkeys may be removed, if so.
#[must_use]
pub const fn stays(ways: WaysIn, only_factor: bool) -> Option<Stays> {
    if only_factor && ways.passkeys <= 1 {
        Some(Stays::OnlyFactor)
    } else if ways.may_remove_passkey() {
        None
    } else {
        Some(Stays::LastWay)
    }
}

wire! {
    /// How a change of what one signs in with is confirmed, freshly.
    #[serde(rename_all = "snake_case")]
    pub enum Confirmation {
        /// By the present password.
        Password(String),
        /// By a passkey: what the browser answered to the options of `POST /api/account/confirmation`.
        Passkey(String),
        /// By having signed in once more at the provider, just now and in the same session
        /// (`POST /api/account/openid/confirmation`).
        Provider,
    }
}

wire! {
    /// Body of `POST /api/account/passkeys/options`.
    #[serde(deny_unknown_fields)]
    pub struct NewPasskey {
        /// What the user will call it.
        pub name: String,
        /// That it is the user who adds it.
        pub confirmation: Confirmation,
    }
}

impl NewPasskey {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        passkey_faults(&self.name)
    }
}

/// What is wrong with a passkey's name.
#[must_use]
pub fn passkey_faults(name: &str) -> Vec<FieldError> {
    name_fault(name).map(|fault| FieldError::new("name", fault)).into_iter().collect()
}

wire! {
    /// What the browser is to ask an authenticator for. It is good for one answer, for some minutes, in this browser.
    pub struct PasskeyOptions {
        /// JSON text for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
        pub options: String,
    }
}

wire! {
    /// What an authenticator answered.
    #[serde(deny_unknown_fields)]
    pub struct PasskeyAnswer {
        /// JSON text of the credential's `toJSON`.
        pub credential: String,
    }
}

wire! {
    /// Body of what takes nothing but a confirmation.
    #[serde(deny_unknown_fields)]
    pub struct Confirmed {
        /// That it is the user who asks for it.
        pub confirmation: Confirmation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_passkey_has_a_name() {
        assert!(passkey_faults("Telephone").is_empty());
        assert_eq!((passkey_faults(" ").len(), passkey_faults(&"x".repeat(121)).len()), (1, 1));
    }

    #[test]
    fn a_confirmation_is_named_by_what_confirms() {
        let by_password = serde_json::to_value(Confirmation::Password("secret".into())).unwrap();
        assert_eq!(by_password, serde_json::json!({ "password": "secret" }));
        assert_eq!(serde_json::to_value(Confirmation::Provider).unwrap(), serde_json::json!("provider"));
    }

    #[test]
    fn the_last_second_factor_stays_and_so_does_the_last_way_in() {
        let operator = |passkeys| WaysIn { password: true, passkeys, provider: false };
        assert_eq!(stays(operator(1), true), Some(Stays::OnlyFactor));
        assert_eq!((stays(operator(2), true), stays(operator(1), false)), (None, None));
        let without = |passkeys, provider| WaysIn { password: false, passkeys, provider };
        assert_eq!(stays(without(1, false), false), Some(Stays::LastWay));
        assert_eq!((stays(without(2, false), false), stays(without(1, true), false)), (None, None));
    }
}
