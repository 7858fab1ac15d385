//! Settings: one TOML file, the environment and flags, in rising order. Each has a default and is described in the README.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::db::Db;

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
    /// The mail server: `smtp://user:password@host:587?tls=required`; default: mails go into files in the data folder.
    pub smtp_url: Option<String>,
    /// Who the mails come from.
    pub mail_from: String,
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
            smtp_url: None,
            mail_from: "Partner programme <no-reply@localhost>".into(),
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
            .merge(Env::prefixed("TOKUTEN_"))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(Box::new)
    }

    /// The database to open.
    #[must_use]
    pub fn database(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| Db::sqlite_url(&self.data))
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
    fn cookies_are_secure_unless_the_server_is_on_loopback() {
        let local = Settings::default();
        assert!(!local.secure_cookies());
        assert!(Settings { listen: "0.0.0.0:80".parse().unwrap(), ..Settings::default() }.secure_cookies());
        let behind_proxy = Settings { public_url: Some("https://partners.example".into()), ..local };
        assert!(behind_proxy.secure_cookies());
    }
}
