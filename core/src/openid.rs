//! Signing in at a provider by OpenID Connect: what the browser asks for, how a way through the provider ends, and
//! what may be connected and disconnected under **My account**.

use chrono::{DateTime, TimeDelta, Utc};

use crate::catalogue::Language;
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
        /// The present password; empty for who has none.
        pub present: String,
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

/// Whether the provider may be disconnected: the last way to sign in stays.
#[must_use]
pub const fn may_disconnect(has_password: bool) -> bool {
    has_password
}

/// Minutes for which a session counts as fresh: whoever has no password to be asked for has to have signed in since.
pub const FRESH_MINUTES: i64 = 10;

/// Whether a session that began then is fresh.
#[must_use]
pub fn is_fresh(began: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    began.is_some_and(|began| now - began < TimeDelta::minutes(FRESH_MINUTES))
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
    /// Whoever wanted to connect is not signed in any more.
    SignedOut,
    /// The account at the provider, or the one here, is connected with another.
    Taken,
    /// The server failed.
    Failed,
    /// The provider is connected.
    Connected,
}

codes!(Ending: Cancelled = "cancelled", Stale = "stale", OtherBrowser = "other_browser", ProviderError = "provider_error", NoAnswer = "no_answer", NotBelieved = "not_believed", Unverified = "unverified", InUse = "in_use", Operator = "operator", InvitationOver = "invitation_over", Stranger = "stranger", TooMany = "too_many", SignedOut = "signed_out", Taken = "taken", Failed = "failed", Connected = "connected");

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
    fn a_session_is_fresh_for_ten_minutes() {
        let at = |time: &str| format!("2027-03-10T{time}Z").parse::<DateTime<Utc>>().unwrap();
        assert!(is_fresh(Some(at("12:00:00")), at("12:09:59")));
        assert!(!is_fresh(Some(at("12:00:00")), at("12:10:00")));
        assert!(!is_fresh(None, at("12:00:00")));
    }

    #[test]
    fn the_last_way_to_sign_in_stays() {
        assert!(may_disconnect(true) && !may_disconnect(false));
    }
}
