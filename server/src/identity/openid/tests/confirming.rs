//! Confirming by the provider, for who has no password: what then can be changed, and everything that confirms nothing.

use super::*;
use crate::clock::Clock;
use crate::demo::PASSWORD;
use crate::passkeys::device::Device;
use crate::passkeys::tests::{add, come_in};
use crate::tables::{passkey, session};

const MEMBER: &str = "member@aoba.example";
const DOOR: &str = "/api/session/passkey";

/// Somebody who has come by the provider, with no password.
async fn came(app: &TestApp, provider: &ScriptedProvider) -> Browser {
    invite(app, INVITED, json!([])).await;
    let mut browser = Browser::new(app);
    browser.goes_through(provider, claims("nao-1", INVITED)).await;
    browser
}

/// What the provider says of who has signed in there at this time.
fn signed_in_at(subject: &str, auth_time: Option<i64>) -> Value {
    json!({ "sub": subject, "email": INVITED, "email_verified": true, "auth_time": auth_time })
}

fn just_now(subject: &str) -> Value {
    signed_in_at(subject, Some(Clock::real().real_seconds()))
}

async fn press(browser: &mut Browser) -> Answer {
    let answer = browser.client.post("/api/account/openid/confirmation", &json!({ "language": "en" })).await;
    browser.take(&answer);
    answer
}

/// Leaves to confirm; answers where the provider is.
async fn leaves(browser: &mut Browser) -> String {
    let left = press(browser).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    left.body["continue_at"].as_str().unwrap().to_owned()
}

/// There and back; answers where it is led on to.
pub async fn confirms(browser: &mut Browser, provider: &ScriptedProvider, claims: Value) -> String {
    let query = provider.agree(&leaves(browser).await, claims);
    browser.comes_back(&query).await
}

/// What is answered to who wants to add a passkey, confirmed by the provider.
async fn begins_to_add(browser: &Browser) -> Answer {
    let new = json!({ "name": "Telephone", "confirmation": "provider" });
    browser.client.post("/api/account/passkeys/options", &new).await
}

async fn is_confirmed(browser: &Browser) -> bool {
    let answer = begins_to_add(browser).await;
    let confirmed = answer.status == StatusCode::OK;
    assert!(confirmed || (answer.status, answer.code()) == (StatusCode::FORBIDDEN, "not_confirmed"));
    assert_eq!(browser.client.get("/api/account/passkeys").await.body["confirmed"], confirmed);
    confirmed
}

async fn disconnect(client: &Client) -> Answer {
    client.send(Method::DELETE, "/api/account/openid", None, None::<&()>).await
}

async fn remove(client: &Client, passkey: &Answer, confirmation: Value) -> Answer {
    let path = format!("/api/account/passkeys/{}/removal", passkey.body["id"].as_str().unwrap());
    client.post(&path, &json!({ "confirmation": confirmation })).await
}

/// A device's answer to the question that is put to who is to confirm something.
async fn by_passkey(client: &mut Client, device: &mut Device) -> Value {
    let asked = client.post_keeping("/api/account/confirmation", &json!({})).await.body;
    json!({ "passkey": device.sign(&asked).await["credential"] })
}

#[tokio::test]
async fn who_came_by_the_provider_adds_a_passkey_and_goes_on_without_the_provider() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = came(&app, &provider).await;
    assert!(!is_confirmed(&browser).await, "having come just now confirms nothing");
    assert_eq!(confirms(&mut browser, &provider, just_now("nao-1")).await, "/account?openid=confirmed");
    assert!(is_confirmed(&browser).await);
    let (mut device, mut other) = (Device::new(), Device::new());
    let first = add(&mut browser.client, &mut device, json!("provider")).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    assert_eq!(disconnect(&browser.client).await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.who().await.as_deref(), Some(INVITED));
    let (mut client, came_in) = come_in(&app, &mut device, DOOR).await;
    assert_eq!((came_in.status, &came_in.body["email"]), (StatusCode::OK, &json!(INVITED)));
    let own = client.get("/api/account/passkeys").await.body;
    assert_eq!(own["ways"], json!({ "password": false, "passkeys": 1, "provider": false }));
    // It is the last way in now.
    let confirmation = by_passkey(&mut client, &mut device).await;
    let refused = remove(&client, &first, confirmation).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "last_way_to_sign_in"),
        "{}",
        refused.body
    );
    let confirmation = by_passkey(&mut client, &mut device).await;
    let second = add(&mut client, &mut other, confirmation).await;
    assert_eq!(second.status, StatusCode::CREATED, "{}", second.body);
    let confirmation = by_passkey(&mut client, &mut device).await;
    assert_eq!(remove(&client, &first, confirmation).await.status, StatusCode::NO_CONTENT);
    assert_eq!(come_in(&app, &mut other, DOOR).await.1.status, StatusCode::OK);
    let lines = audit::Entity::find().filter(audit::Column::Action.eq("confirmed at the provider"));
    assert_eq!(lines.all(app.portal.db.read()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn with_the_provider_connected_the_last_passkey_may_go() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = came(&app, &provider).await;
    confirms(&mut browser, &provider, just_now("nao-1")).await;
    let added = add(&mut browser.client, &mut Device::new(), json!("provider")).await;
    // The device is lost: the provider confirms this too.
    assert_eq!(remove(&browser.client, &added, json!("provider")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(disconnect(&browser.client).await.code(), "last_way_to_sign_in");
}

#[tokio::test]
async fn the_provider_is_told_to_ask_anew() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = came(&app, &provider).await;
    let asked = async |at: String| {
        let url = reqwest::Url::parse(&at).unwrap();
        let of = |wanted: &str| {
            url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        (of("prompt"), of("max_age"))
    };
    assert_eq!(asked(leaves(&mut browser).await).await, (Some("login".into()), Some("0".into())));
    assert_eq!(asked(browser.leaves("/offers").await).await, (None, None));
}

#[tokio::test]
async fn who_was_not_asked_anew_or_is_another_confirms_nothing() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = came(&app, &provider).await;
    // Somebody else here, who has connected an account of the own there.
    let mut other = Browser::signed_in(&app, MEMBER).await;
    let body = json!({ "confirmation": { "password": PASSWORD }, "language": "en" });
    let left = other.client.post("/api/account/openid", &body).await;
    other.take(&left);
    let query = provider.agree(left.body["continue_at"].as_str().unwrap(), claims("hina-1", MEMBER));
    assert_eq!(other.comes_back(&query).await, "/account?openid=connected");
    let now = Clock::real().real_seconds();
    for (what, said, told) in [
        ("nobody here", just_now("somebody"), "other_account"),
        ("somebody else here", just_now("hina-1"), "other_account"),
        ("no word of when", signed_in_at("nao-1", None), "not_anew"),
        ("before leaving", signed_in_at("nao-1", Some(now - 180)), "not_anew"),
        ("in the future", signed_in_at("nao-1", Some(now + 600)), "not_anew"),
    ] {
        let at = confirms(&mut browser, &provider, said).await;
        assert_eq!(at, format!("/account?openid={told}"), "{what}");
        assert!(!is_confirmed(&browser).await, "{what}");
        assert_eq!(browser.who().await.as_deref(), Some(INVITED), "{what}");
    }
    let state = scripted::state_of(&leaves(&mut browser).await);
    let at = browser.comes_back(&format!("error=access_denied&state={state}")).await;
    assert_eq!((&*at, is_confirmed(&browser).await), ("/account?openid=cancelled", false));
}

#[tokio::test]
async fn a_way_confirms_once_and_in_the_session_in_which_it_was_begun() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = came(&app, &provider).await;
    let mut elsewhere = Browser::new(&app);
    elsewhere.goes_through(&provider, just_now("nao-1")).await;
    // Another browser of the same user does not come back in its place.
    let query = provider.agree(&leaves(&mut browser).await, just_now("nao-1"));
    assert_eq!(elsewhere.comes_back(&query).await, "/sign-in?openid=other_browser");
    assert_eq!(browser.comes_back(&query).await, "/account?openid=confirmed");
    assert!(is_confirmed(&browser).await && !is_confirmed(&elsewhere).await);
    confirmed_at(&app, Some(0)).await;
    assert_eq!(browser.comes_back(&query).await, "/sign-in?openid=stale");
    assert!(!is_confirmed(&browser).await);
    // Whoever has signed in here meanwhile is not confirmed by what another has begun.
    let query = provider.agree(&leaves(&mut browser).await, just_now("nao-1"));
    let answer = browser.client.sign_in(MEMBER, PASSWORD).await;
    browser.take(&answer);
    assert_eq!(browser.comes_back(&query).await, "/sign-in?openid=signed_out");
    // Signing in anew by the provider opens a session that nothing has confirmed, whatever it says of when.
    browser.goes_through(&provider, just_now("nao-1")).await;
    assert!(!is_confirmed(&browser).await);
}

/// All sessions were confirmed then, in seconds since 1970, or never.
async fn confirmed_at(app: &TestApp, at: Option<i64>) {
    let tx = app.portal.db.begin().await.unwrap();
    let set = session::Entity::update_many().col_expr(session::Column::ConfirmedAt, Expr::value(at));
    set.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_confirmation_is_over_after_ten_minutes() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let browser = came(&app, &provider).await;
    let now = app.portal.clock.real_seconds();
    for (ago, counts) in [(540, true), (601, false)] {
        confirmed_at(&app, Some(now - ago)).await;
        assert_eq!(is_confirmed(&browser).await, counts, "{ago}");
    }
}

#[tokio::test]
async fn who_has_a_password_confirms_by_it_and_not_by_the_provider() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = Browser::signed_in(&app, MEMBER).await;
    // Not connected, and then connected.
    assert_eq!(press(&mut browser).await.status, StatusCode::CONFLICT);
    let body = json!({ "confirmation": { "password": PASSWORD }, "language": "en" });
    let left = browser.client.post("/api/account/openid", &body).await;
    browser.take(&left);
    let query = provider.agree(left.body["continue_at"].as_str().unwrap(), claims("hina-1", MEMBER));
    browser.comes_back(&query).await;
    let refused = press(&mut browser).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "refused"));
    confirmed_at(&app, Some(app.portal.clock.real_seconds())).await;
    assert_eq!(begins_to_add(&browser).await.code(), "not_confirmed");
    let operator = app.signed_in("finance@vendor.example").await;
    let refused = operator.post("/api/account/openid/confirmation", &json!({ "language": "en" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn of_the_last_two_ways_in_one_goes_whoever_presses_both_at_once() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = came(&app, &provider).await;
    confirms(&mut browser, &provider, just_now("nao-1")).await;
    let added = add(&mut browser.client, &mut Device::new(), json!("provider")).await;
    let (one, other) =
        tokio::join!(disconnect(&browser.client), remove(&browser.client, &added, json!("provider")));
    let done = [&one, &other].iter().filter(|answer| answer.status == StatusCode::NO_CONTENT).count();
    assert_eq!(done, 1, "{} {}", one.body, other.body);
    let db = app.portal.db.read();
    let left = openid_identity::Entity::find().all(db).await.unwrap().len()
        + passkey::Entity::find().all(db).await.unwrap().len();
    assert_eq!(left, 1);
}
