//! The section `[openid]`: at which provider a partner's users may sign in.

use std::net::IpAddr;

use figment::value::{Uncased, UncasedStr};
use reqwest::Url;
use serde::{Deserialize, Deserializer, Serialize};
use tokuten_core::catalogue::Localized;

use super::{Secret, Settings};

/// The provider, and as whom the portal asks there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenidSettings {
    /// The provider's issuer, as it says itself: `https://login.example`.
    pub issuer: String,
    /// What the portal is called at the provider.
    #[serde(deserialize_with = "text")]
    pub client_id: String,
    /// By what the portal shows that it is the one.
    pub client_secret: Option<Secret>,
    /// What the provider is called on the sign-in page.
    pub name: ProviderName,
    /// What is asked for besides `openid`; none for the e-mail address.
    pub scopes: Option<Vec<String>>,
}

/// What the provider is called.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderName {
    /// In English.
    pub en: String,
    /// In Japanese.
    pub ja: String,
}

impl ProviderName {
    /// The name in both languages.
    #[must_use]
    pub fn localized(&self) -> Localized {
        Localized { en: self.en.clone(), ja: self.ja.clone() }
    }
}

impl OpenidSettings {
    /// What is asked for besides `openid`.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        self.scopes.clone().unwrap_or_else(|| vec!["email".to_owned()])
    }

    /// Every mistake, for whoever starts the server.
    #[must_use]
    pub fn mistakes(&self, settings: &Settings) -> Vec<String> {
        let mut mistakes = Vec::new();
        let mut wrong = |wrong: bool, what: &str| {
            if wrong {
                mistakes.push(what.to_owned());
            }
        };
        let issuer = Url::parse(&self.issuer).ok();
        let is_plain = |url: &Url| url.query().is_none() && url.fragment().is_none();
        wrong(
            !issuer.as_ref().is_some_and(is_plain),
            "issuer has to be the provider's address, as https://login.example",
        );
        wrong(
            issuer.as_ref().is_some_and(|url| !is_safe(url)),
            "issuer has to begin with https: (http: is for a provider on this machine only)",
        );
        wrong(self.client_id.is_empty(), "client_id is missing: what the portal is called at the provider");
        wrong(
            self.client_secret.as_ref().is_none_or(|secret| secret.reveal().is_empty()),
            "client_secret is missing: the provider shows it beside the client_id",
        );
        wrong(self.name.en.trim().is_empty(), "name.en is missing: what the sign-in page calls the provider");
        wrong(
            self.name.ja.trim().is_empty(),
            "name.ja is missing: what the Japanese sign-in page calls the provider",
        );
        let is_scope =
            |scope: &String| !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_graphic());
        wrong(
            !self.scopes().iter().all(is_scope),
            "scopes is a list of words without blanks, as [\"email\", \"profile\"]",
        );
        let public = settings.public_url.as_deref().map(Url::parse);
        wrong(
            public.is_none() && !settings.listen.ip().is_loopback(),
            "public_url has to be set beside it: the provider sends browsers back there",
        );
        wrong(
            public.is_some_and(|url| !url.is_ok_and(|url| is_safe(&url))),
            "public_url has to begin with https: (http: is for a portal on this machine only)",
        );
        mistakes
    }
}

/// Whether what is sent there can be read by nobody else: by TLS, or on the machine itself.
#[must_use]
pub fn is_safe(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_here = || {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    };
    url.scheme() == "https" || url.scheme() == "http" && is_here()
}

/// Where a variable of the environment stands in the file: `openid_name_en` is `en` of `name` in `[openid]`.
pub(super) fn in_section(key: &UncasedStr) -> Uncased<'_> {
    let key = key.as_str().to_ascii_lowercase();
    match key.strip_prefix("openid_") {
        Some(field) => format!("openid.{}", field.replacen("name_", "name.", 1)).into(),
        None => key.into(),
    }
}

/// A text that the environment may have made a number of: some providers number their clients.
fn text<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum TextOrNumber {
        Text(String),
        Number(u64),
    }
    Ok(match TextOrNumber::deserialize(value)? {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;

    fn read(section: &str) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokuten.toml");
        std::fs::write(&file, format!("[openid]\n{section}")).unwrap();
        Settings::read(Some(&file), Flags::default()).map_err(|error| error.to_string())
    }

    const RIGHT: &str = "issuer = \"https://login.example\"\nclient_id = \"portal\"\nclient_secret = \"hush-hush\"\n\
        name = { en = \"Example ID\", ja = \"サンプル ID\" }\n";

    fn mistakes(settings: &Settings) -> Vec<String> {
        settings.openid.as_ref().unwrap().mistakes(settings)
    }

    #[test]
    fn a_section_that_says_everything_has_no_mistakes_and_no_log_shows_the_secret() {
        let settings = read(RIGHT).unwrap();
        assert!(mistakes(&settings).is_empty(), "{:?}", mistakes(&settings));
        assert_eq!(settings.openid.as_ref().unwrap().scopes(), ["email"]);
        assert!(!format!("{settings:?}").contains("hush-hush"));
    }

    #[test]
    fn every_mistake_is_said_at_once() {
        let all = mistakes(&read("scopes = [\"e mail\"]").unwrap()).join("\n");
        for field in ["issuer", "client_id", "client_secret", "name.en", "name.ja", "scopes"] {
            assert!(all.contains(field), "{field}: {all}");
        }
        assert!(read(&format!("{RIGHT}isuer = \"x\"")).unwrap_err().contains("isuer"));
    }

    #[test]
    fn issuer_and_portal_are_reached_by_https_or_are_on_this_machine() {
        let with = |issuer: &str, public_url: Option<&str>, listen: &str| {
            let settings = read(RIGHT).unwrap();
            let openid = OpenidSettings { issuer: issuer.into(), ..settings.openid.clone().unwrap() };
            let public_url = public_url.map(str::to_owned);
            let listen = listen.parse().unwrap();
            mistakes(&Settings { openid: Some(openid), public_url, listen, ..settings }).len()
        };
        let here = "127.0.0.1:8080";
        for issuer in
            ["https://a.example/realm/b", "http://127.0.0.1:99", "http://[::1]:99", "http://localhost/x"]
        {
            assert_eq!(with(issuer, None, here), 0, "{issuer}");
        }
        for issuer in [
            "http://a.example",
            "ftp://a.example",
            "a.example",
            "https://a.example/?b",
            "http://127.0.0.1.a.example",
        ] {
            assert_eq!(with(issuer, None, here), 1, "{issuer}");
        }
        assert_eq!(with("https://a.example", None, "0.0.0.0:80"), 1);
        assert_eq!(with("https://a.example", Some("https://portal.example"), "0.0.0.0:80"), 0);
        assert_eq!(with("https://a.example", Some("http://portal.example"), here), 1);
    }

    #[test]
    fn the_environment_reaches_into_the_section_and_a_client_may_be_a_number() {
        let place = |key: &str| in_section(UncasedStr::new(key)).to_string();
        assert_eq!(place("OPENID_CLIENT_ID"), "openid.client_id");
        assert_eq!(place("OPENID_NAME_JA"), "openid.name.ja");
        assert_eq!(place("SESSION_HOURS"), "session_hours");
        let settings = read(&RIGHT.replace("\"portal\"", "1655000001")).unwrap();
        assert_eq!(settings.openid.unwrap().client_id, "1655000001");
    }
}
