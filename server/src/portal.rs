//! The floor that every room stands on: database, clock, catalogue, gateway, key and settings.

use std::sync::Arc;

use crate::api_access::limits::ApiLimits;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::directory::limits::InquiryLimits;
use crate::identity::limits::SignInLimits;
use crate::identity::lookup::Lookup;
use crate::identity::openid::provider::Provider;
use crate::identity::password::Passwords;
use crate::ids::SecretKey;
use crate::jobs::Handlers;
use crate::mail::Transport;
use crate::offers::cache::FactsCache;
use crate::payments::Gateway;
use crate::programme::versions::{InForce, Programme};
use crate::webhooks::line::Line;

/// One installation of the portal; clones are the same one.
#[derive(Clone)]
pub struct Portal(Arc<Parts>);

/// What a portal is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The programme that is in force, as far as this node knows.
    pub programme: Programme,
    /// Who charges the cards.
    pub gateway: Arc<dyn Gateway>,
    /// Hashes session and link tokens.
    pub key: SecretKey,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// At which provider a partner's users may sign in.
    pub openid: Option<Provider>,
    /// Finds sessions.
    pub sessions: Lookup,
    /// How often one may try to sign in.
    pub limits: SignInLimits,
    /// How often API tokens may come.
    pub api_limits: ApiLimits,
    /// Where the vendor's own systems are told what happens.
    pub webhooks: Line,
    /// How often strangers may ask.
    pub inquiries: InquiryLimits,
    /// What is done by itself.
    pub handlers: Handlers,
    /// Where mails go.
    pub mail: Transport,
    /// Facts of partners that were asked for lately.
    pub facts: FactsCache,
    /// The settings.
    pub settings: Settings,
    /// Whether this is the demo: it has a test clock and lists its users.
    pub demo: bool,
}

impl Portal {
    /// Puts a portal together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The programme's catalogue in force; who needs it for several things at once keeps what this answers.
    #[must_use]
    pub fn catalogue(&self) -> Arc<InForce> {
        self.programme.in_force()
    }

    /// The programme's zone; a valid catalogue names one that exists.
    #[must_use]
    pub fn programme_zone(&self) -> chrono_tz::Tz {
        self.catalogue().zone.parse().unwrap_or(chrono_tz::UTC)
    }
}

impl Portal {
    /// Address under which browsers reach the portal, without a slash at its end.
    #[must_use]
    pub fn address(&self) -> String {
        self.settings.address()
    }
}

impl std::ops::Deref for Portal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portal").field("demo", &self.demo).finish_non_exhaustive()
    }
}
