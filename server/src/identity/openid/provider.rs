//! The provider: where it sends browsers, what it vouches for, and where one signs out there.
//!
//! Everything that is checked of a token is checked by `openidconnect`, by the keys of the provider's own description.
//! Algorithms are ours to choose, and not the token's or the description's: only such as the provider alone can sign by.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType,
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm as Algorithm,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, LanguageTag, LogoutRequest, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout as Metadata,
    RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, SubjectIdentifier, TokenResponse,
};
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::openid::{CLOCKS_DIFFER, Errand};

use super::known::Known;
use super::line::Line;
use crate::clock::Clock;
use crate::config::Settings;
use crate::config::openid::OpenidSettings;

/// The longest name of an account at a provider (OpenID Connect Core, section 2).
const LONGEST_SUBJECT: usize = 255;
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why the provider vouches for nobody.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// No answer, or none that makes sense.
    #[error("the provider does not answer: {0}")]
    NoAnswer(String),
    /// It says that something is wrong: with us, or with itself.
    #[error("the provider refuses: {0}")]
    Refused(String),
    /// It answered, and the answer does not hold.
    #[error("the provider's answer does not hold: {0}")]
    NotBelieved(String),
}

/// An error with everything behind it.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(behind) = cause {
        text = format!("{text}: {behind}");
        cause = behind.source();
    }
    text
}

/// What only the browser's way through the provider knows.
#[derive(Debug)]
pub struct Passage {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Shows that who redeems the code is who asked for it.
    pub verifier: String,
}

/// Whom the provider vouches for.
#[derive(Debug)]
pub struct Vouched {
    /// What it calls the account, for ever.
    pub subject: String,
    /// By what one signs out there.
    pub id_token: String,
    /// When the provider says that the user signed in there; seconds since 1970.
    pub auth_time: Option<i64>,
    metadata: Arc<Metadata>,
    tokens: CoreTokenResponse,
    claims: CoreIdTokenClaims,
}

/// The provider of the settings.
#[derive(Debug)]
pub struct Provider {
    settings: OpenidSettings,
    secret: String,
    /// Where the provider sends browsers back.
    returns: String,
    /// Where it sends them when they have signed out there.
    leaves: String,
    line: Line,
    known: Known,
    clock: Clock,
}

impl Provider {
    /// The provider, if there is one; nobody is asked yet.
    pub fn of(settings: &Settings, clock: &Clock) -> anyhow::Result<Option<Self>> {
        let Some(openid) = &settings.openid else { return Ok(None) };
        let mistakes = openid.mistakes(settings);
        if !mistakes.is_empty() {
            anyhow::bail!("the section [openid] of the settings has mistakes:\n  {}", mistakes.join("\n  "));
        }
        let address = settings.address();
        Ok(Some(Self {
            secret: openid
                .client_secret
                .as_ref()
                .map(|secret| secret.reveal().to_owned())
                .unwrap_or_default(),
            settings: openid.clone(),
            returns: format!("{address}/openid/return"),
            leaves: format!("{address}/sign-in"),
            line: Line::new().map_err(anyhow::Error::msg)?,
            known: Known::default(),
            clock: clock.clone(),
        }))
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> Localized {
        self.settings.name.localized()
    }

    /// What it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Asks for its description, if that is not known yet.
    pub async fn describe(&self) -> Result<(), Failure> {
        self.metadata().await.map(drop)
    }

    async fn metadata(&self) -> Result<Arc<Metadata>, Failure> {
        self.known.metadata(&self.settings.issuer, &self.line).await
    }

    fn client(&self, metadata: &Metadata) -> Result<Client, Failure> {
        let (id, secret) =
            (ClientId::new(self.settings.client_id.clone()), ClientSecret::new(self.secret.clone()));
        let returns = RedirectUrl::new(self.returns.clone());
        let returns = returns.map_err(|error| Failure::Refused(causes(&error)))?;
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret));
        let takes =
            |method| metadata.token_endpoint_auth_methods_supported().map(|all| all.contains(&method));
        let in_body = takes(CoreClientAuthMethod::ClientSecretBasic) == Some(false)
            && takes(CoreClientAuthMethod::ClientSecretPost) == Some(true);
        let shows = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(client.set_redirect_uri(returns).set_auth_type(shows))
    }

    /// Where a browser signs in there. Who is to confirm something is asked again, whoever is signed in there.
    pub async fn sign_in_at(
        &self,
        passage: &Passage,
        (errand, language): (Errand, Language),
    ) -> Result<String, Failure> {
        let metadata = self.metadata().await?;
        let client = self.client(&metadata)?;
        let (state, nonce) = (CsrfToken::new(passage.state.clone()), Nonce::new(passage.nonce.clone()));
        let verifier = PkceCodeVerifier::new(passage.verifier.clone());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_ui_locale(LanguageTag::new(language.tag().to_owned()));
        for scope in self.settings.scopes() {
            request = request.add_scope(Scope::new(scope));
        }
        if errand == Errand::Confirm {
            // The second has it say when that was; those that know only one of them ask all the same.
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        Ok(request.url().0.into())
    }

    /// Redeems the code that a browser has brought back.
    pub async fn redeem(&self, code: String, passage: &Passage) -> Result<Vouched, Failure> {
        let mut metadata = self.metadata().await?;
        let client = self.client(&metadata)?;
        let asked = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Failure::NoAnswer(causes(&error)))?
            .set_pkce_verifier(PkceCodeVerifier::new(passage.verifier.clone()))
            .request_async(&self.line)
            .await;
        let tokens = asked.map_err(|error| match &error {
            RequestTokenError::ServerResponse(refusal)
                if *refusal.error() == CoreErrorResponseType::InvalidGrant =>
            {
                Failure::NotBelieved(causes(&error))
            }
            RequestTokenError::ServerResponse(_) => Failure::Refused(causes(&error)),
            _ => Failure::NoAnswer(causes(&error)),
        })?;
        let mut checked = self.claims(&metadata, &tokens, passage);
        if let Err(Unbelievable::UnknownKey) = checked {
            metadata = self.known.with_new_keys(&metadata, &self.line).await?;
            checked = self.claims(&metadata, &tokens, passage);
        }
        let (claims, id_token) = checked?;
        let subject = claims.subject().to_string();
        let auth_time = claims.auth_time().map(|at| at.timestamp());
        Ok(Vouched { subject, id_token, auth_time, metadata, tokens, claims })
    }

    /// What the ID token says, if all of it holds.
    fn claims(
        &self,
        metadata: &Metadata,
        tokens: &CoreTokenResponse,
        passage: &Passage,
    ) -> Result<(CoreIdTokenClaims, String), Unbelievable> {
        let wrong = |what: &str| Unbelievable::Wrong(what.to_owned());
        let client = self.client(metadata).map_err(|failure| Unbelievable::Wrong(failure.to_string()))?;
        let verifier = self.verifier(&client);
        let token = tokens.id_token().ok_or_else(|| wrong("there is no ID token"))?;
        let claims = token.claims(&verifier, &Nonce::new(passage.nonce.clone()))?;
        if let Some(expected) = claims.access_token_hash() {
            let (algorithm, key) = (token.signing_alg(), token.signing_key(&verifier));
            let actual = match (algorithm, key) {
                (Ok(algorithm), Ok(key)) => {
                    AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
                }
                _ => return Err(wrong("the access token cannot be compared")),
            };
            if actual.ok().as_ref() != Some(expected) {
                return Err(wrong("the access token is another one"));
            }
        }
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err(wrong("the account has no name, or too long a one"));
        }
        Ok((claims.clone(), token.to_string()))
    }

    fn verifier<'a>(&self, client: &'a Client) -> CoreIdTokenVerifier<'a> {
        let (clock, same_clock) = (self.clock.clone(), self.clock.clone());
        let early = move || {
            let seconds = clock.real_seconds() - CLOCKS_DIFFER;
            chrono::DateTime::from_timestamp(seconds, 0).unwrap_or(chrono::DateTime::UNIX_EPOCH)
        };
        let issued = move |at: chrono::DateTime<chrono::Utc>| {
            let has_been = at.timestamp() <= same_clock.real_seconds() + CLOCKS_DIFFER;
            if has_been { Ok(()) } else { Err("it was issued in the future".to_owned()) }
        };
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
        verifier.set_time_fn(early).set_issue_time_verifier_fn(issued)
    }

    /// The e-mail address of who was vouched for, if the provider says that it is the user's own: from the token, or
    /// where that does not say it, asked for.
    pub async fn verified_email(&self, vouched: &Vouched) -> Result<Option<String>, Failure> {
        let claims = &vouched.claims;
        let said = match (claims.email(), claims.email_verified()) {
            (Some(email), Some(verified)) => verified.then(|| email.to_string()),
            _ => self.asked_email(vouched).await?,
        };
        Ok(said.map(|email| email.trim().to_ascii_lowercase()))
    }

    async fn asked_email(&self, vouched: &Vouched) -> Result<Option<String>, Failure> {
        let client = self.client(&vouched.metadata)?;
        let subject = SubjectIdentifier::new(vouched.subject.clone());
        let access = vouched.tokens.access_token().clone();
        // A provider without such an address has nothing more to say.
        let Ok(request) = client.user_info(access, Some(subject)) else { return Ok(None) };
        let asked = request.request_async(&self.line).await;
        let claims: CoreUserInfoClaims = asked.map_err(|error| Failure::NoAnswer(causes(&error)))?;
        let verified = claims.email_verified() == Some(true);
        Ok(claims.email().filter(|_| verified).map(|email| email.to_string()))
    }

    /// Where one signs out there, if the provider has such a place.
    pub async fn sign_out_at(&self, id_token: &str) -> Option<String> {
        let metadata = self.metadata().await.ok()?;
        let end = metadata.additional_metadata().end_session_endpoint.clone()?;
        let request = LogoutRequest::from(end)
            .set_id_token_hint(&CoreIdToken::from_str(id_token).ok()?)
            .set_client_id(ClientId::new(self.settings.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(self.leaves.clone()).ok()?);
        Some(request.http_get_url().into())
    }
}

/// Why a token is not believed.
#[derive(Debug)]
enum Unbelievable {
    /// It names a key that the provider is not known to have.
    UnknownKey,
    /// Something about it is wrong.
    Wrong(String),
}

impl From<ClaimsVerificationError> for Unbelievable {
    fn from(error: ClaimsVerificationError) -> Self {
        match &error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::UnknownKey
            }
            _ => Self::Wrong(causes(&error)),
        }
    }
}

impl From<Unbelievable> for Failure {
    fn from(unbelievable: Unbelievable) -> Self {
        Self::NotBelieved(match unbelievable {
            Unbelievable::UnknownKey => "the provider has no key of that name".to_owned(),
            Unbelievable::Wrong(what) => what,
        })
    }
}
