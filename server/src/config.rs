//! Settings: one TOML file, the environment and flags, in rising order. Each has a default and is described in the README.

pub mod openid;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

use self::openid::OpenidSettings;
use crate::db::Db;

/// A text that no log shows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for where it is used.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Who charges cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayChoice {
    /// The embedded sandbox: no money moves.
    Sandbox,
    /// Stripe.
    Stripe,
}

/// Everything that can be set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Folder of the database, the sandbox gateway and the mails.
    pub data: PathBuf,
    /// `postgres://…` or `sqlite://…`; default: `tokuten.db` in the data folder.
    pub database_url: Option<String>,
    /// The programme's TOML file; default: the demo programme.
    pub catalogue: Option<PathBuf>,
    /// At least 32 random characters; what signs sessions. Needed without `--demo`.
    pub secret: Option<String>,
    /// Address under which browsers reach the portal, if a proxy stands before it: `https://partners.example`.
    pub public_url: Option<String>,
    /// Take the client's address from the last `X-Forwarded-For`. Only behind a proxy of your own.
    pub trust_forwarded_for: bool,
    /// Hours after which one has to sign in again.
    pub session_hours: u32,
    /// Sign-in attempts a minute for one e-mail address, and ten times as many for one network address.
    pub sign_in_attempts: u32,
    /// Requests a minute that each API token may make.
    pub api_requests_per_minute: u32,
    /// Inquiries an hour that the directory takes from one network address.
    pub inquiries_per_hour: u32,
    /// Networks into which webhooks may go although they are not public, as `10.0.0.0/8`.
    pub webhook_networks: Vec<String>,
    /// Days for which deliveries of webhooks are kept.
    pub webhook_log_days: u32,
    /// The mail server: `smtp://user:password@host:587?tls=required`; default: mails go into files in the data folder.
    pub smtp_url: Option<String>,
    /// Who the mails come from.
    pub mail_from: String,
    /// Who charges cards.
    pub gateway: GatewayChoice,
    /// Stripe's secret key, `sk_…` or a restricted `rk_…`. Needed with Stripe, as the next two.
    pub stripe_secret_key: Option<Secret>,
    /// Stripe's publishable key, `pk_…`.
    pub stripe_publishable_key: Option<String>,
    /// The secret of the webhook endpoint at Stripe, `whsec_…`.
    pub stripe_webhook_secret: Option<Secret>,
    /// Where Stripe is asked.
    pub stripe_api: String,
    /// Stripe's script for the browser.
    pub stripe_script: String,
    /// At which provider a partner's users may sign in; default: at none, with passwords only.
    pub openid: Option<OpenidSettings>,
    /// What is logged, as a `tracing` filter.
    pub log: String,
    /// Log as JSON lines instead of text.
    pub log_json: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            data: "data".into(),
            database_url: None,
            catalogue: None,
            secret: None,
            public_url: None,
            trust_forwarded_for: false,
            session_hours: 12,
            sign_in_attempts: 10,
            api_requests_per_minute: 600,
            inquiries_per_hour: 10,
            webhook_networks: Vec::new(),
            webhook_log_days: 30,
            smtp_url: None,
            mail_from: "Partner programme <no-reply@localhost>".into(),
            gateway: GatewayChoice::Sandbox,
            stripe_secret_key: None,
            stripe_publishable_key: None,
            stripe_webhook_secret: None,
            stripe_api: "https://api.stripe.com".into(),
            stripe_script: "https://js.stripe.com/v3/".into(),
            openid: None,
            log: "info,sqlx=warn,sea_orm_migration=warn".into(),
            log_json: false,
        }
    }
}

/// What was said on the command line; it outranks the rest.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Flags {
    /// `--listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// `--data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// `--catalogue`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<PathBuf>,
}

impl Settings {
    /// Reads the settings: defaults, then the file, then `DATABASE_URL` and `TOKUTEN_…`, then the flags.
    pub fn read(file: Option<&PathBuf>, flags: Flags) -> Result<Self, Box<figment::Error>> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Env::prefixed("TOKUTEN_").map(openid::in_section))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(Box::new)
    }

    /// The database to open.
    #[must_use]
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| Db::sqlite_url(&self.data))
    }

    /// Address under which browsers reach the portal, without a slash at its end.
    #[must_use]
    pub fn address(&self) -> String {
        let configured = self.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        configured.unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Whether cookies go over TLS only: everywhere but on the machine itself.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        match &self.public_url {
            Some(url) => url.starts_with("https:"),
            None => !self.listen.ip().is_loopback(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_outrank_the_file_and_the_file_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokuten.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9000\"\nsession_hours = 2\n").unwrap();
        let flags = Flags { listen: Some("127.0.0.1:9001".parse().unwrap()), ..Flags::default() };
        let settings = Settings::read(Some(&file), flags).unwrap();
        assert_eq!((settings.listen.port(), settings.session_hours), (9001, 2));
        assert_eq!(settings.data, PathBuf::from("data"));
    }

    #[test]
    fn a_misspelt_setting_is_an_error_and_not_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokuten.toml");
        std::fs::write(&file, "sesion_hours = 2\n").unwrap();
        let error = Settings::read(Some(&file), Flags::default()).unwrap_err();
        assert!(error.to_string().contains("sesion_hours"), "{error}");
    }

    #[test]
    fn no_log_shows_the_keys_to_stripe() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokuten.toml");
        let keys = "stripe_secret_key = \"sk_live_1\"\nstripe_webhook_secret = \"whsec_1\"\n";
        std::fs::write(&file, format!("gateway = \"stripe\"\n{keys}")).unwrap();
        let settings = Settings::read(Some(&file), Flags::default()).unwrap();
        let shown = format!("{settings:?}");
        assert!(!shown.contains("sk_live_1") && !shown.contains("whsec_1"), "{shown}");
        assert_eq!(settings.stripe_secret_key.unwrap().reveal(), "sk_live_1");
    }

    #[test]
    fn cookies_are_secure_unless_the_server_is_on_loopback() {
        let local = Settings::default();
        assert!(!local.secure_cookies());
        assert!(Settings { listen: "0.0.0.0:80".parse().unwrap(), ..Settings::default() }.secure_cookies());
        let behind_proxy = Settings { public_url: Some("https://partners.example".into()), ..local };
        assert!(behind_proxy.secure_cookies());
    }
}
