//! Signing in at a provider by OpenID Connect: what the browser asks for, how a way through the provider ends, and
//! what may be connected and disconnected under **My account**.

use chrono::{DateTime, Utc};

use crate::catalogue::Language;
use crate::passkeys::Confirmation;
use crate::{codes, wire};

wire! {
    /// Body of `POST /api/openid`.
    #[serde(deny_unknown_fields)]
    pub struct ProviderSignIn {
        /// The portal's own page to go to afterwards; none for the front door.
        pub return_to: Option<String>,
        /// In which language the provider is asked to speak.
        pub language: Language,
    }
}

wire! {
    /// Body of `POST /api/account/openid`.
    #[serde(deny_unknown_fields)]
    pub struct ProviderConnection {
        /// That it is the user who connects it.
        pub confirmation: Confirmation,
        /// In which language the provider is asked to speak.
        pub language: Language,
    }
}

wire! {
    /// Body of `POST /api/account/openid/confirmation`.
    #[serde(deny_unknown_fields)]
    pub struct ProviderConfirmation {
        /// In which language the provider is asked to speak.
        pub language: Language,
    }
}

wire! {
    /// Where the browser goes on, outside the portal.
    pub struct GoOn {
        /// The provider's address.
        pub continue_at: String,
    }
}

wire! {
    /// How one's account stands with the provider.
    pub struct Connected {
        /// Since when the provider signs one in; none if it does not.
        pub since: Option<DateTime<Utc>>,
    }
}

/// What somebody goes to the provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// To sign in.
    SignIn,
    /// To connect it with the account.
    Connect,
    /// To confirm by signing in once more that it is oneself who changes something.
    Confirm,
}

codes!(Errand: SignIn = "sign_in", Connect = "connect", Confirm = "confirm");

impl Errand {
    /// The page that it is begun from.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::SignIn => "/sign-in",
            Self::Connect | Self::Confirm => "/account",
        }
    }
}

/// Seconds by which the provider's clock may differ from ours.
pub const CLOCKS_DIFFER: i64 = 120;

/// Whether who left at `left` and is back has signed in at the provider in between, by what that says of when
/// (`auth_time`). One that says nothing, or lets pass who has signed in before, confirms nothing: it may be somebody
/// else who sits down before a browser that was left open.
#[must_use]
pub fn signed_in_anew(auth_time: Option<i64>, left: i64, now: i64) -> bool {
    auth_time.is_some_and(|at| (left - CLOCKS_DIFFER..=now + CLOCKS_DIFFER).contains(&at))
}

/// Minutes for which signing in once more at the provider confirms what is changed.
pub const CONFIRMED_MINUTES: i64 = 10;

/// Whether what was confirmed then is so still; both in seconds since 1970.
#[must_use]
pub fn is_confirmed(confirmed: Option<i64>, now: i64) -> bool {
    confirmed.is_some_and(|at| now - at < CONFIRMED_MINUTES * 60)
}

/// The longest address of a page that is gone back to, in bytes.
const LONGEST_PATH: usize = 512;

/// The path if it leads to a page of the portal's own, whoever wrote it. Browsers leave out tabs and line ends and take
/// `\` for `/`, so that `/\t/elsewhere.example` would lead elsewhere.
#[must_use]
pub fn own_path(path: &str) -> Option<&str> {
    let leads_elsewhere = path.starts_with("//") || path.contains(['\\', '#']);
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    (path.starts_with('/') && !leads_elsewhere && is_plain && path.len() <= LONGEST_PATH).then_some(path)
}

/// How a way through the provider ended, where it did not end with somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The user did not agree at the provider.
    Cancelled,
    /// It was begun too long ago, or is finished already, or was never begun.
    Stale,
    /// It was begun in another browser, or this one keeps no cookies.
    OtherBrowser,
    /// The provider says that something is wrong.
    ProviderError,
    /// The provider does not answer, or nothing that makes sense.
    NoAnswer,
    /// What the provider answered does not hold.
    NotBelieved,
    /// The provider does not say that the address is the user's.
    Unverified,
    /// Somebody with this address uses the portal already, and has not connected the provider.
    InUse,
    /// Somebody with this address works for the vendor, and signs in with a password.
    Operator,
    /// The invitation has expired.
    InvitationOver,
    /// Nobody is invited with this address.
    Stranger,
    /// Too many attempts.
    TooMany,
    /// Whoever wanted to connect, or to confirm, is not signed in any more.
    SignedOut,
    /// Who signed in once more to confirm did so with another account than the one that is connected.
    OtherAccount,
    /// The provider let pass who was signed in there, without asking again who it is.
    NotAnew,
    /// The account at the provider, or the one here, is connected with another.
    Taken,
    /// The server failed.
    Failed,
    /// The provider is connected.
    Connected,
    /// It is known to be the user: changes are confirmed for a while.
    Confirmed,
}

codes!(Ending: Cancelled = "cancelled", Stale = "stale", OtherBrowser = "other_browser", ProviderError = "provider_error", NoAnswer = "no_answer", NotBelieved = "not_believed", Unverified = "unverified", InUse = "in_use", Operator = "operator", InvitationOver = "invitation_over", Stranger = "stranger", TooMany = "too_many", SignedOut = "signed_out", OtherAccount = "other_account", NotAnew = "not_anew", Taken = "taken", Failed = "failed", Connected = "connected", Confirmed = "confirmed");

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn one_goes_back_to_the_portals_own_pages_only() {
        for own in ["/", "/offers", "/orders/100001?lang=ja", "/support/new?cancel=a%2Fb"] {
            assert_eq!(own_path(own), Some(own));
        }
        for elsewhere in [
            "",
            "offers",
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "/\t/elsewhere.example",
            "/\n/elsewhere.example",
            " /offers",
            "/offers\r\nset-cookie: a=b",
            "/特典",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(elsewhere), None, "{elsewhere:?}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(600))), None);
    }

    #[test]
    fn every_ending_is_known_by_its_code() {
        assert!(Ending::ALL.into_iter().all(|ending| Ending::of_code(ending.code()) == Some(ending)));
        assert_eq!(Ending::of_code("signed_in"), None);
    }

    #[test]
    fn who_comes_back_has_signed_in_since_leaving() {
        let anew = |auth_time| signed_in_anew(auth_time, 1_000, 1_300);
        assert!(anew(Some(1_000)) && anew(Some(1_300)));
        // The clocks may differ by two minutes.
        assert!(anew(Some(880)) && anew(Some(1_420)));
        assert!(!anew(Some(879)) && !anew(Some(1_421)) && !anew(None));
    }

    #[test]
    fn a_confirmation_counts_for_ten_minutes() {
        assert!(is_confirmed(Some(1_000), 1_599));
        assert!(!is_confirmed(Some(1_000), 1_600));
        assert!(!is_confirmed(None, 1_000));
    }

    #[test]
    fn every_errand_is_known_by_its_code() {
        assert!(Errand::ALL.into_iter().all(|errand| Errand::of_code(errand.code()) == Some(errand)));
    }
}
