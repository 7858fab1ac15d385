//! Who asks: what handlers take from a request to know on whose behalf it comes.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono_tz::Tz;
use sea_orm::DbErr;
use tokuten_core::account::LONGEST_AGENT;
use tokuten_core::api_access::Scope;
use tokuten_core::catalogue::Language;
use tokuten_core::partners::PartnerId;
use tokuten_core::roles::{Permission, Role};
use tokuten_core::sessions::{ActsFor, OperatorRole, SessionView};

use super::store::{self, SessionRow};
use crate::portal::Portal;
use crate::problem::Problem;

/// Name of the session's cookie.
pub const COOKIE: &str = "tokuten_session";

/// Somebody who is signed in, for a partner or for the vendor.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Id of the user.
    pub id: String,
    /// Name.
    pub name: String,
    email: String,
    language: Option<Language>,
    zone: Option<String>,
    acts_for: Side,
}

#[derive(Debug, Clone)]
enum Side {
    Partner { id: PartnerId, name: String, country: String, roles: Vec<Role>, zone: Tz, version: i64 },
    Vendor { role: OperatorRole },
}

/// A partner's user.
#[derive(Debug, Clone)]
pub struct PartnerUser {
    /// Id of the user.
    pub id: String,
    /// Name.
    pub name: String,
    /// For which partner.
    pub partner: PartnerId,
    /// The partner's country.
    pub country: String,
    /// With which roles.
    pub roles: Vec<Role>,
    /// The partner's zone.
    pub zone: Tz,
    /// The partner's version when the request came in.
    pub version: i64,
}

impl PartnerUser {
    /// Refuses who lacks a permission.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if permission.is_granted_to(&self.roles) { Ok(()) } else { Err(Problem::role_missing()) }
    }
}

/// An operator of the vendor, or a system of the vendor's that has an API token.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Id of the user; of a token, what the audit log calls it.
    pub id: String,
    /// What the operator may do.
    pub role: OperatorRole,
    /// What the token opens, if it is one that has come.
    pub scopes: Option<Vec<Scope>>,
}

impl Operator {
    /// Refuses who does other work.
    pub fn require(&self, role: OperatorRole) -> Result<(), Problem> {
        if self.role == role { Ok(()) } else { Err(Problem::role_missing()) }
    }

    /// Refuses a token that has not this scope, where a route opens by several; a person passes. A token does the work
    /// of the scope that it is let in by.
    pub fn by_scope(self, scope: Option<Scope>) -> Result<Self, Problem> {
        match (&self.scopes, scope) {
            (None, _) => Ok(self),
            (Some(scopes), Some(scope)) if scopes.contains(&scope) => Ok(Self { role: scope.work(), ..self }),
            (Some(_), Some(scope)) => Err(Problem::scope_missing(&[scope])),
            (Some(_), None) => Err(Problem::token_not_taken()),
        }
    }
}

impl SignedIn {
    fn from_row(row: SessionRow) -> Option<Self> {
        let acts_for = match (row.partner_id, row.operator_role) {
            (Some(id), _) => Side::Partner {
                id: id.parse().ok()?,
                name: row.partner_name?,
                country: row.partner_country?,
                roles: roles(&row.roles),
                zone: row.partner_zone?.parse().ok()?,
                version: row.partner_version?,
            },
            (None, role) => Side::Vendor { role: OperatorRole::of_code(&role?)? },
        };
        let language = row.language.as_deref().and_then(Language::of_tag);
        let SessionRow { user_id, name, email, user_zone, .. } = row;
        Some(Self { id: user_id, name, email, language, zone: user_zone, acts_for })
    }

    /// What the browser is told.
    pub async fn view(self, portal: &Portal) -> Result<SessionView, DbErr> {
        let acts_for = match self.acts_for {
            Side::Partner { id, name, roles, .. } => {
                let membership_center = store::is_in_membership_center(portal.db.read(), &id).await?;
                ActsFor::Partner { id, name, roles, membership_center }
            }
            Side::Vendor { role } => ActsFor::Vendor { role },
        };
        let Self { name, email, language, zone, .. } = self;
        Ok(SessionView { name, email, language, zone, acts_for, demo: portal.demo })
    }
}

/// Roles as the table keeps them: codes with blanks between; unknown ones grant nothing.
#[must_use]
pub fn roles(codes: &str) -> Vec<Role> {
    codes.split_whitespace().filter_map(|code| code.parse().ok()).collect()
}

/// The session's token, if the request brings one.
#[must_use]
pub fn token(jar: &CookieJar) -> Option<&str> {
    jar.get(COOKIE).map(Cookie::value)
}

/// The cookie that carries a session's token for so many seconds; 0 takes it away.
#[must_use]
pub fn cookie(portal: &Portal, token: String, seconds: i64) -> Cookie<'static> {
    secret_cookie(portal, COOKIE, token, seconds)
}

/// A cookie that no script and no foreign page reads, for so many seconds; 0 takes it away.
#[must_use]
pub fn secret_cookie(portal: &Portal, name: &'static str, token: String, seconds: i64) -> Cookie<'static> {
    let mut cookie = Cookie::new(name, token);
    cookie.set_http_only(true);
    cookie.set_secure(portal.settings.secure_cookies());
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie.set_max_age(time::Duration::seconds(seconds));
    cookie
}

/// Who a session's token stands for, if the session is not over. An operator's that was opened without a second factor
/// stands for nobody; only the demo, where everybody knows the passwords, lets it pass.
pub async fn of_token(portal: &Portal, token: &str) -> Result<Option<SignedIn>, sea_orm::DbErr> {
    let row = portal.sessions.find(portal.key.hash(token)).await?;
    let good = row.filter(|row| row.operator_role.is_none() || row.second_factor || portal.demo);
    Ok(good.and_then(SignedIn::from_row))
}

impl FromRequestParts<Portal> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = token(&jar).ok_or_else(Problem::signed_out)?;
        of_token(portal, token).await?.ok_or_else(Problem::signed_out)
    }
}

impl FromRequestParts<Portal> for PartnerUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Problem> {
        SignedIn::from_request_parts(parts, portal).await?.try_into()
    }
}

impl TryFrom<SignedIn> for PartnerUser {
    type Error = Problem;

    fn try_from(user: SignedIn) -> Result<Self, Problem> {
        let SignedIn { id, name, acts_for, .. } = user;
        match acts_for {
            Side::Partner { id: partner, country, roles, zone, version, .. } => {
                Ok(Self { id, name, partner, country, roles, zone, version })
            }
            Side::Vendor { .. } => Err(Problem::role_missing()),
        }
    }
}

impl FromRequestParts<Portal> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Problem> {
        // Who came by a token is known already: `api_access::gate` let it in.
        if let Some(system) = parts.extensions.get::<Self>() {
            return Ok(system.clone());
        }
        let SignedIn { id, acts_for, .. } = SignedIn::from_request_parts(parts, portal).await?;
        match acts_for {
            Side::Vendor { role } => Ok(Self { id, role, scopes: None }),
            Side::Partner { .. } => Err(Problem::role_missing()),
        }
    }
}

/// The browser that somebody signs in with.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The network address it comes from.
    pub address: std::net::IpAddr,
    /// What it says of itself.
    pub agent: Option<String>,
    /// The token of the session that it has already.
    pub session: Option<String>,
}

impl FromRequestParts<Portal> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Self::Rejection> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, portal).await?;
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self {
            address,
            agent: agent.map(|agent| agent.chars().take(LONGEST_AGENT).collect()),
            session: token(&jar).map(str::to_owned),
        })
    }
}

/// The network address a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub std::net::IpAddr);

impl FromRequestParts<Portal> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip());
        let forwarded = || {
            // The last entry is the one our own proxy wrote; those before it are the client's word.
            let value = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        };
        let address = if portal.settings.trust_forwarded_for { forwarded().or(peer) } else { peer };
        Ok(Self(address.unwrap_or(std::net::IpAddr::from([0, 0, 0, 0]))))
    }
}
