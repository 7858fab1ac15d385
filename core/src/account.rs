//! One's own account: how it is set, where one is signed in, and leaving for good (domain.md, "Users and roles").

use chrono::{DateTime, Utc};

use crate::openid::Connected;
use crate::passkeys::Confirmation;
use crate::problem::{FieldError, FieldFault};
use crate::wire;

wire! {
    /// How one's account is set: answer of `GET /api/account`.
    pub struct AccountView {
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: String,
        /// Whether reminders to renew by hand come; none for operators, who get no such mails.
        pub reminders: Option<bool>,
        /// IANA name of the zone in which instants are shown; none for the browser's own.
        pub zone: Option<String>,
        /// IANA names of the zones there are.
        pub zones: Vec<String>,
        /// Whether there is a password to be asked for.
        pub has_password: bool,
        /// Where one is signed in, the latest first.
        pub sessions: Vec<OpenSession>,
        /// How many Global admins the partner has who can sign in: whether one is the last.
        pub global_admins: u64,
        /// How one stands with the provider of sign-ins; none where there is none, and for operators.
        pub provider: Option<Connected>,
    }
}

wire! {
    /// A browser in which a user is signed in.
    pub struct OpenSession {
        /// Names the session among the user's own.
        pub id: String,
        /// When it began; none if that was not written down yet then.
        pub since: Option<DateTime<Utc>>,
        /// When it ends by itself.
        pub until: DateTime<Utc>,
        /// Network address that it began from.
        pub address: Option<String>,
        /// What the browser said of itself.
        pub agent: Option<String>,
        /// Whether this is the browser that asks.
        pub is_here: bool,
    }
}

wire! {
    /// Body of `PUT /api/account/zone`.
    #[serde(deny_unknown_fields)]
    pub struct ZoneChoice {
        /// IANA name; none for the browser's own.
        pub zone: Option<String>,
    }
}

impl ZoneChoice {
    /// What is wrong with it, where these are the zones there are.
    #[must_use]
    pub fn faults(&self, zones: &[String]) -> Vec<FieldError> {
        let is_known = self.zone.as_ref().is_none_or(|zone| zones.contains(zone));
        (!is_known).then(|| FieldError::new("zone", FieldFault::Malformed)).into_iter().collect()
    }
}

wire! {
    /// Body of `PUT /api/account/reminders`.
    #[serde(deny_unknown_fields)]
    pub struct RemindersChoice {
        /// Whether reminders to renew by hand are to come.
        pub reminders: bool,
    }
}

wire! {
    /// Body of `POST /api/account/erasure`.
    #[serde(deny_unknown_fields)]
    pub struct Erasure {
        /// That it is the user who leaves.
        pub confirmation: Confirmation,
    }
}

wire! {
    /// By what a user signs in.
    #[derive(Copy)]
    pub struct WaysIn {
        /// Whether there is a password.
        pub password: bool,
        /// How many passkeys there are, where passkeys work at all.
        pub passkeys: u32,
        /// Whether the provider is connected.
        pub provider: bool,
    }
}

impl WaysIn {
    /// Whether the provider may be disconnected: the last way to sign in stays.
    #[must_use]
    pub const fn may_disconnect(self) -> bool {
        self.password || self.passkeys > 0
    }

    /// Whether one of the passkeys may be removed: the last way to sign in stays.
    #[must_use]
    pub const fn may_remove_passkey(self) -> bool {
        self.password || self.provider || self.passkeys > 1
    }

    /// Whether signing in once more at the provider confirms what is changed. Who has a password knows more than
    /// whoever gets at the account there.
    #[must_use]
    pub const fn confirms_by_provider(self) -> bool {
        self.provider && !self.password
    }
}

/// The longest that is kept of what a browser says of itself, in characters.
pub const LONGEST_AGENT: usize = 300;

/// Browser and system by what a browser says of itself (`User-Agent`), as far as they are known here.
#[must_use]
pub fn device(agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    // Every browser names those that it wants to be taken for; the first that fits is the one.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let first = |all: &[(&str, &'static str)]| {
        all.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name)
    };
    (first(&BROWSERS), first(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_browser_is_told_from_those_that_it_names_too() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0";
        assert_eq!(device(edge), (Some("Edge"), Some("Windows")));
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(device(phone), (Some("Safari"), Some("iPhone")));
        let android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
        assert_eq!(device(android), (Some("Chrome"), Some("Android")));
        assert_eq!(device("curl/8.10"), (None, None));
    }

    #[test]
    fn the_last_way_to_sign_in_stays() {
        let ways = |password, passkeys, provider| WaysIn { password, passkeys, provider };
        assert!(!ways(false, 0, true).may_disconnect());
        assert!(ways(true, 0, true).may_disconnect() && ways(false, 1, true).may_disconnect());
        assert!(!ways(false, 1, false).may_remove_passkey());
        assert!(ways(true, 1, false).may_remove_passkey() && ways(false, 1, true).may_remove_passkey());
        assert!(ways(false, 2, false).may_remove_passkey());
    }

    #[test]
    fn the_provider_confirms_for_who_has_no_password() {
        let confirms = |password, provider| WaysIn { password, passkeys: 1, provider }.confirms_by_provider();
        assert!(confirms(false, true));
        assert!(!confirms(true, true) && !confirms(false, false));
    }

    #[test]
    fn a_zone_is_one_that_there_is_or_the_browsers_own() {
        let zones = ["Asia/Tokyo".to_owned()];
        let faults = |zone: Option<&str>| ZoneChoice { zone: zone.map(Into::into) }.faults(&zones).len();
        assert_eq!((faults(None), faults(Some("Asia/Tokyo")), faults(Some("Tokyo"))), (0, 0, 1));
    }
}
