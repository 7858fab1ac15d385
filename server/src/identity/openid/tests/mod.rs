//! Signing in at a provider: who comes in, and who does not.

mod attacks;
mod confirming;
mod connecting;
mod invitations;
mod scripted;

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode, header};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use self::scripted::{Mood, ScriptedProvider};
use crate::config::Settings;
use crate::tables::{audit, link, openid_flow, openid_identity, openid_session, user};
use crate::testing::{Answer, Client, TestApp};

const ADMIN: &str = "global-admin@aoba.example";
const INVITED: &str = "nao@aoba.example";

/// The demo whose users may sign in at this provider.
async fn portal(provider: &ScriptedProvider) -> TestApp {
    TestApp::with(provider.settings()).await
}

/// A browser with its cookies.
#[derive(Clone)]
struct Browser {
    client: Client,
    jar: BTreeMap<String, String>,
}

impl Browser {
    fn new(app: &TestApp) -> Self {
        Self { client: app.stranger(), jar: BTreeMap::new() }
    }

    /// One in which somebody is signed in by a password.
    async fn signed_in(app: &TestApp, email: &str) -> Self {
        let mut browser = Self::new(app);
        let answer = browser.client.sign_in(email, crate::demo::PASSWORD).await;
        browser.take(&answer);
        browser
    }

    fn take(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.jar.insert(name.to_owned(), value.to_owned());
        }
        let all = self.jar.iter().map(|(name, value)| format!("{name}={value}"));
        self.client.cookie = Some(all.collect::<Vec<_>>().join("; ")).filter(|all| !all.is_empty());
    }

    /// Presses the button; answers where the provider is.
    async fn leaves(&mut self, return_to: &str) -> String {
        let body = json!({ "return_to": return_to, "language": "ja" });
        let answer = self.client.post("/api/openid", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        self.take(&answer);
        answer.body["continue_at"].as_str().unwrap().to_owned()
    }

    /// Comes back from the provider; answers where it is led on to.
    async fn comes_back(&mut self, query: &str) -> String {
        let answer = self.client.get(&format!("/openid/return?{query}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        self.take(&answer);
        answer.headers[header::LOCATION].to_str().unwrap().to_owned()
    }

    /// There and back, as who these claims say.
    async fn goes_through(&mut self, provider: &ScriptedProvider, claims: Value) -> String {
        let at = self.leaves("/orders?lang=ja").await;
        let query = provider.agree(&at, claims);
        self.comes_back(&query).await
    }

    async fn who(&self) -> Option<String> {
        let answer = self.client.get("/api/session").await;
        answer.body["email"].as_str().map(str::to_owned)
    }
}

fn claims(subject: &str, email: &str) -> Value {
    json!({ "sub": subject, "email": email, "email_verified": true })
}

/// Invites somebody to Aoba; answers the id.
async fn invite(app: &TestApp, email: &str, roles: Value) -> String {
    let admin = app.signed_in(ADMIN).await;
    let made = admin.post("/api/users", &json!({ "email": email, "name": "Nao", "roles": roles })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

async fn listed(app: &TestApp, id: &str) -> Value {
    let users = app.signed_in(ADMIN).await.get("/api/users").await.body["users"].clone();
    users.as_array().unwrap().iter().find(|user| user["id"] == id).cloned().unwrap_or_default()
}

#[tokio::test]
async fn who_is_invited_comes_by_the_provider_and_is_known_ever_after() {
    let (provider, mut claims) = (ScriptedProvider::start().await, claims("nao-1", "Nao@Aoba.example"));
    let app = portal(&provider).await;
    let id = invite(&app, INVITED, json!(["global_admin"])).await;
    assert_eq!(listed(&app, &id).await["state"], "invited");
    let mut browser = Browser::new(&app);
    assert_eq!(browser.goes_through(&provider, claims.clone()).await, "/orders?lang=ja");
    assert_eq!(browser.who().await.as_deref(), Some(INVITED));
    // The invitation is used up, and the user counts like everybody else.
    let db = app.portal.db.read();
    assert!(link::Entity::find().filter(link::Column::UserId.eq(&id)).all(db).await.unwrap().is_empty());
    assert_eq!(listed(&app, &id).await["state"], "active");
    assert_eq!(browser.client.get("/api/account").await.body["global_admins"], 2);
    assert_eq!(app.mails(INVITED).await, ["invitation", "provider_connected"]);
    let lines = audit::Entity::find().filter(audit::Column::Subject.eq(format!("user {id}")));
    let actions: Vec<_> = lines.all(db).await.unwrap().into_iter().map(|line| line.action).collect();
    assert_eq!(actions, ["user invited", "invitation accepted by the provider"]);
    // It is the account there that is known, whatever its address is later.
    claims["email"] = json!("nao.hirano@elsewhere.example");
    claims["email_verified"] = json!(false);
    let first = browser.clone();
    assert_eq!(browser.goes_through(&provider, claims).await, "/orders?lang=ja");
    assert_eq!(browser.who().await.as_deref(), Some(INVITED));
    assert_eq!(first.who().await, None, "signing in again ends the session that the browser had");
    assert_eq!(openid_identity::Entity::find().all(db).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_has_no_password_uses_the_portal_wholly_and_can_set_one() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let id = invite(&app, INVITED, json!([])).await;
    let mut browser = Browser::new(&app);
    browser.goes_through(&provider, claims("nao-1", INVITED)).await;
    let account = browser.client.get("/api/account").await.body;
    assert_eq!(account["has_password"], false);
    assert!(account["provider"]["since"].is_string(), "{account}");
    // The last way to sign in stays.
    let disconnect = async |browser: &Browser| {
        browser.client.send(Method::DELETE, "/api/account/openid", None, None::<&()>).await
    };
    assert_eq!(disconnect(&browser).await.code(), "last_way_to_sign_in");
    // A password is set by a link, which welcomes nobody a second time.
    let token = crate::identity::links::for_user(&app.portal, INVITED).await.unwrap();
    let path = format!("/api/links/{token}");
    assert_eq!(app.stranger().get(&path).await.body["has_come"], true);
    let body = json!({ "email": INVITED, "name": "Another", "password": "correct horse battery" });
    assert_eq!(app.stranger().post(&path, &body).await.status, StatusCode::NO_CONTENT);
    assert_eq!(listed(&app, &id).await["name"], "Nao");
    browser.goes_through(&provider, claims("nao-1", INVITED)).await;
    assert_eq!(disconnect(&browser).await.status, StatusCode::NO_CONTENT);
    assert_eq!(disconnect(&browser).await.status, StatusCode::NO_CONTENT, "pressed twice, it is done once");
    assert_eq!(browser.goes_through(&provider, claims("nao-1", INVITED)).await, in_use());
}

fn in_use() -> &'static str {
    "/sign-in?openid=in_use&return=%2Forders%3Flang%3Dja"
}

#[tokio::test]
async fn nobody_is_linked_by_an_address_who_uses_the_portal_or_was_not_invited() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let id = invite(&app, INVITED, json!([])).await;
    let mut browser = Browser::new(&app);
    let ending = async |browser: &mut Browser, claims: Value| {
        let at = browser.goes_through(&provider, claims).await;
        assert_eq!(browser.who().await, None);
        let code = at.strip_prefix("/sign-in?openid=").unwrap().split('&').next().unwrap();
        code.to_owned()
    };
    assert_eq!(ending(&mut browser, claims("1", ADMIN)).await, "in_use");
    assert_eq!(ending(&mut browser, claims("1", "finance@vendor.example")).await, "operator");
    assert_eq!(ending(&mut browser, claims("1", "nobody@aoba.example")).await, "stranger");
    // The Kelvin sign is a k in small letters, and not the k of the address.
    invite(&app, "kai@aoba.example", json!([])).await;
    assert_eq!(ending(&mut browser, claims("1", "\u{212a}ai@aoba.example")).await, "stranger");
    for unverified in [
        json!({ "sub": "1", "email": INVITED, "email_verified": false }),
        json!({ "sub": "1", "email": INVITED }),
        json!({ "sub": "1" }),
    ] {
        assert_eq!(ending(&mut browser, unverified).await, "unverified");
    }
    let expire = link::Entity::update_many().col_expr(link::Column::ExpiresAt, Expr::value(0));
    let tx = app.portal.db.begin().await.unwrap();
    expire.filter(link::Column::UserId.eq(&id)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ending(&mut browser, claims("1", INVITED)).await, "invitation_over");
    let admin = app.signed_in(ADMIN).await;
    let removed = admin.send(Method::DELETE, &format!("/api/users/{id}"), None, None::<&()>).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(ending(&mut browser, claims("1", INVITED)).await, "stranger");
    assert!(openid_identity::Entity::find().all(app.portal.db.read()).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_that_the_token_does_not_say_is_asked_for() {
    let provider = ScriptedProvider::start().await;
    provider.script().user_info = Some(json!({ "sub": "another", "email": INVITED, "email_verified": true }));
    let app = portal(&provider).await;
    invite(&app, INVITED, json!([])).await;
    let mut browser = Browser::new(&app);
    let bare = json!({ "sub": "nao-1", "email": INVITED });
    let other = browser.goes_through(&provider, bare.clone()).await;
    assert!(
        other.starts_with("/sign-in?openid=no_answer"),
        "what is said of another account counts for nobody: {other}"
    );
    // Some providers write booleans as texts.
    provider.script().user_info = Some(json!({ "sub": "nao-1", "email": INVITED, "email_verified": "true" }));
    assert_eq!(browser.goes_through(&provider, bare.clone()).await, "/orders?lang=ja");
    let asked = provider.asked("userinfo");
    browser.goes_through(&provider, bare).await;
    assert_eq!(provider.asked("userinfo"), asked, "who is known is not asked for an address");
}

#[tokio::test]
async fn a_removed_user_is_refused_and_forgotten_and_what_is_held_is_told() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let id = invite(&app, INVITED, json!([])).await;
    let mut browser = Browser::new(&app);
    browser.goes_through(&provider, claims("nao-1", INVITED)).await;
    let held = browser.client.get("/api/account/all").await.body;
    assert_eq!(held["identities"][0]["subject"], "nao-1");
    assert_eq!(held["identities"][0]["issuer"], provider.issuer);
    assert_eq!(held["id_tokens"][0].as_str().unwrap().split('.').count(), 3);
    // Without a password, leaving for good is confirmed by the provider.
    let leave = json!({ "confirmation": "provider" });
    assert_eq!(browser.client.post("/api/account/erasure", &leave).await.code(), "not_confirmed");
    let mut said = claims("nao-1", INVITED);
    said["auth_time"] = json!(app.portal.clock.real_seconds());
    assert_eq!(confirming::confirms(&mut browser, &provider, said).await, "/account?openid=confirmed");
    let erased = browser.client.post("/api/account/erasure", &leave).await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
    let db = app.portal.db.read();
    assert!(openid_identity::Entity::find().all(db).await.unwrap().is_empty());
    assert!(openid_session::Entity::find().all(db).await.unwrap().is_empty(), "it goes with its session");
    let lines = audit::Entity::find().filter(audit::Column::Subject.eq(format!("user {id}")));
    let said = format!("{:?}", lines.all(db).await.unwrap());
    assert!(!said.contains("nao-1") && !said.contains(INVITED), "{said}");
    let at = browser.goes_through(&provider, claims("nao-1", INVITED)).await;
    assert!(at.starts_with("/sign-in?openid=stranger"), "{at}");
}

#[tokio::test]
async fn whoever_signs_out_is_led_to_sign_out_at_the_provider() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    invite(&app, INVITED, json!([])).await;
    let mut browser = Browser::new(&app);
    browser.goes_through(&provider, claims("nao-1", INVITED)).await;
    let sign_out =
        async |client: &Client| client.send(Method::DELETE, "/api/session", None, None::<&()>).await;
    let out = sign_out(&browser.client).await;
    assert_eq!(browser.who().await, None);
    let url = reqwest::Url::parse(out.body["continue_at"].as_str().unwrap()).unwrap();
    assert!(url.as_str().starts_with(&format!("{}/leave?", provider.issuer)), "{url}");
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query["id_token_hint"].split('.').count(), 3);
    assert_eq!(query["client_id"], scripted::CLIENT);
    assert_eq!(query["post_logout_redirect_uri"], format!("{}/sign-in", app.portal.address()));
    assert_eq!(sign_out(&browser.client).await.status, StatusCode::NO_CONTENT);
    let by_password = app.signed_in(ADMIN).await;
    assert_eq!(sign_out(&by_password).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn two_tabs_at_once_are_one_user() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    invite(&app, INVITED, json!([])).await;
    let mut browser = Browser::new(&app);
    let (one, other) = (browser.leaves("/offers").await, browser.leaves("/benefits").await);
    let queries = [one, other].map(|at| provider.agree(&at, claims("nao-1", INVITED)));
    let mut tabs = [browser.clone(), browser.clone()];
    let [first, second] = &mut tabs;
    let ends = tokio::join!(first.comes_back(&queries[0]), second.comes_back(&queries[1]));
    assert_eq!(ends, ("/offers".to_owned(), "/benefits".to_owned()));
    let db = app.portal.db.read();
    assert_eq!(openid_identity::Entity::find().all(db).await.unwrap().len(), 1);
    assert!(openid_flow::Entity::find().all(db).await.unwrap().is_empty());
    assert_eq!(app.mails(INVITED).await, ["invitation", "provider_connected"]);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_or_answers_rubbish_is_said_to_and_passwords_work() {
    let provider = ScriptedProvider::start().await;
    provider.script().mood = Mood::Failing;
    // The portal starts all the same.
    let app = portal(&provider).await;
    let ask = json!({ "return_to": null, "language": "en" });
    let mut browser = Browser::new(&app);
    let refused = browser.client.post("/api/openid", &ask).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::SERVICE_UNAVAILABLE, "provider_unreachable"));
    let asked = provider.asked("description");
    browser.client.post("/api/openid", &ask).await;
    assert_eq!(provider.asked("description"), asked, "it is not asked again at once");
    app.signed_in(ADMIN).await;
    for mood in [Mood::Rubbish, Mood::Endless, Mood::Slow] {
        provider.script().mood = mood;
        let app = portal(&provider).await;
        let refused = app.stranger().post("/api/openid", &ask).await;
        assert_eq!(refused.code(), "provider_unreachable", "{mood:?}");
        provider.script().mood = Mood::Fine;
        let app = portal(&provider).await;
        browser = Browser::new(&app);
        let at = browser.leaves("/offers").await;
        let query = provider.agree(&at, claims("1", ADMIN));
        provider.script().mood = mood;
        assert_eq!(
            browser.comes_back(&query).await,
            "/sign-in?openid=no_answer&return=%2Foffers",
            "{mood:?}"
        );
    }
}

#[tokio::test]
async fn what_the_sign_in_page_offers_follows_the_settings() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    assert_eq!(app.stranger().get("/api/public").await.body["provider"]["ja"], "サンプル ID");
    let without = TestApp::demo().await;
    assert!(without.stranger().get("/api/public").await.body["provider"].is_null());
    let body = json!({ "return_to": null, "language": "en" });
    assert_eq!(without.stranger().post("/api/openid", &body).await.status, StatusCode::NOT_FOUND);
    assert!(without.signed_in(ADMIN).await.get("/api/account").await.body["provider"].is_null());
    let mut browser = Browser::new(&without);
    assert_eq!(browser.comes_back("code=1&state=2").await, "/sign-in?openid=stale");
    let operator = app.signed_in("finance@vendor.example").await;
    assert!(operator.get("/api/account").await.body["provider"].is_null(), "operators sign in here");
}

#[tokio::test]
async fn a_mistake_in_the_section_is_said_at_the_start() {
    let provider = ScriptedProvider::start().await;
    let mut settings = provider.settings();
    settings.openid.as_mut().unwrap().issuer = "http://login.example".to_owned();
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), ..settings };
    let error = crate::serve::open(settings, crate::serve::Mode::Demo { clock: None }).await.err().unwrap();
    assert!(error.to_string().contains("issuer has to begin with https"), "{error}");
}

/// The row of the user of an address.
async fn row(app: &TestApp, email: &str) -> user::Model {
    let found = user::Entity::find().filter(user::Column::Email.eq(email));
    found.one(app.portal.db.read()).await.unwrap().unwrap()
}
