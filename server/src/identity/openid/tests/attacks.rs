//! What an attacker tries: nobody is signed in, and the page says what happened.

use super::scripted::{Mood, Signing, state_of};
use super::*;
use crate::clock::Clock;

/// What the page is told, after a way that ends with nobody signed in.
async fn ending(browser: &mut Browser, query: &str) -> String {
    let at = browser.comes_back(query).await;
    assert_eq!(browser.who().await, None, "{at}");
    assert!(!browser.jar.contains_key(crate::identity::signed_in::COOKIE));
    at.strip_prefix("/sign-in?openid=").unwrap().split('&').next().unwrap().to_owned()
}

/// The demo with somebody who is known to the provider.
async fn known(provider: &ScriptedProvider) -> TestApp {
    let app = portal(provider).await;
    invite(&app, INVITED, json!([])).await;
    Browser::new(&app).goes_through(provider, claims("nao-1", INVITED)).await;
    app
}

#[tokio::test]
async fn a_token_that_does_not_hold_signs_nobody_in() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    let now = Clock::real().real_seconds();
    let wrong = [
        ("another nonce", json!({ "nonce": "another" })),
        ("no nonce", json!({ "nonce": null })),
        ("another audience", json!({ "aud": "another-portal" })),
        ("another audience besides", json!({ "aud": [super::scripted::CLIENT, "another-portal"] })),
        ("expired", json!({ "iat": now - 900, "exp": now - 300 })),
        ("issued in the future", json!({ "iat": now + 600, "exp": now + 900 })),
        ("another issuer", json!({ "iss": "https://another.example" })),
        ("another access token", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
        ("nobody", json!({ "sub": "" })),
        ("too long a name", json!({ "sub": "x".repeat(256) })),
    ];
    for (what, lie) in wrong {
        let mut browser = Browser::new(&app);
        let at = browser.leaves("/offers").await;
        let mut said = claims("nao-1", INVITED);
        said.as_object_mut().unwrap().extend(lie.as_object().unwrap().clone());
        let query = provider.agree(&at, said);
        assert_eq!(ending(&mut browser, &query).await, "not_believed", "{what}");
    }
    for signing in [Signing::Not, Signing::BySecret, Signing::ByStranger] {
        provider.script().signing = signing;
        let mut browser = Browser::new(&app);
        let at = browser.leaves("/offers").await;
        let query = provider.agree(&at, claims("nao-1", INVITED));
        assert_eq!(ending(&mut browser, &query).await, "not_believed", "{signing:?}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    let now = Clock::real().real_seconds();
    for times in [json!({ "iat": now - 400, "exp": now - 60 }), json!({ "iat": now + 60, "exp": now + 600 })]
    {
        let mut said = claims("nao-1", INVITED);
        said.as_object_mut().unwrap().extend(times.as_object().unwrap().clone());
        let mut browser = Browser::new(&app);
        assert_eq!(browser.goes_through(&provider, said).await, "/orders?lang=ja");
    }
}

#[tokio::test]
async fn a_new_key_is_asked_for_and_made_up_ones_are_not_asked_for_again_and_again() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    assert_eq!(provider.asked("keys"), 1);
    provider.change_keys();
    let mut browser = Browser::new(&app);
    assert_eq!(browser.goes_through(&provider, claims("nao-1", INVITED)).await, "/orders?lang=ja");
    assert_eq!(provider.asked("keys"), 2);
    provider.script().kid = Some("made-up");
    for _ in 0..3 {
        let mut browser = Browser::new(&app);
        let at = browser.leaves("/offers").await;
        let query = provider.agree(&at, claims("nao-1", INVITED));
        assert_eq!(ending(&mut browser, &query).await, "not_believed");
    }
    assert_eq!(provider.asked("keys"), 2);
    assert_eq!(provider.asked("description"), 1);
}

#[tokio::test]
async fn a_way_is_gone_once_by_the_browser_that_has_left() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    let mut browser = Browser::new(&app);
    let at = browser.leaves("/offers").await;
    let query = provider.agree(&at, claims("nao-1", INVITED));
    // Another browser, with a cookie of its own and with none: the way of whose it is stays open.
    let mut other = Browser::new(&app);
    assert_eq!(ending(&mut other, &query).await, "other_browser");
    other.leaves("/offers").await;
    assert_eq!(ending(&mut other, &query).await, "other_browser");
    assert_eq!(browser.comes_back(&query).await, "/offers");
    // Again, by the same address: neither somebody else nor a second session comes of it.
    let session = browser.jar.clone();
    assert_eq!(browser.comes_back(&query).await, "/sign-in?openid=stale");
    assert_eq!(browser.jar, session);
    assert_eq!(provider.asked("token"), 2, "one for each that was signed in");
}

#[tokio::test]
async fn what_is_wrong_or_too_late_or_was_not_agreed_to_ends_where_it_began() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    let mut browser = Browser::new(&app);
    let at = browser.leaves("/offers").await;
    for wrong in ["code=1&state=made-up", "code=1", "", "state=1&state=2&code=1", "error=access_denied"] {
        assert_eq!(ending(&mut browser, wrong).await, "stale", "{wrong}");
    }
    let state = state_of(&at);
    assert_eq!(ending(&mut browser, &format!("error=access_denied&state={state}")).await, "cancelled");
    assert_eq!(ending(&mut browser, &format!("error=access_denied&state={state}")).await, "stale");
    for (said, told) in [
        ("error=temporarily_unavailable", "provider_error"),
        ("nothing=1", "not_believed"),
        ("code=made-up", "not_believed"),
        ("code=1&iss=https%3A%2F%2Fanother.example", "not_believed"),
    ] {
        let state = state_of(&browser.leaves("/offers").await);
        assert_eq!(ending(&mut browser, &format!("{said}&state={state}")).await, told, "{said}");
    }
    let at = browser.leaves("/offers").await;
    let query = provider.agree(&at, claims("nao-1", INVITED));
    let tx = app.portal.db.begin().await.unwrap();
    let now = Clock::real().real_seconds();
    let late = openid_flow::Entity::update_many().col_expr(openid_flow::Column::ExpiresAt, Expr::value(now));
    late.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ending(&mut browser, &query).await, "stale");
    // The next to leave clears away what is left.
    browser.leaves("/offers").await;
    assert_eq!(openid_flow::Entity::find().all(app.portal.db.read()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_code_of_somebody_elses_way_signs_nobody_in() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    // The attacker gets a code for the own account, and has the victim come back with it.
    let attackers = Browser::new(&app).leaves("/offers").await;
    let query = provider.agree(&attackers, claims("nao-1", INVITED));
    let code = query.split('&').next().unwrap();
    let mut victim = Browser::new(&app);
    let state = state_of(&victim.leaves("/offers").await);
    assert_eq!(ending(&mut victim, &format!("{code}&state={state}")).await, "not_believed");
}

#[tokio::test]
async fn one_is_led_back_to_the_portals_own_pages_only() {
    let provider = ScriptedProvider::start().await;
    let app = known(&provider).await;
    for elsewhere in
        ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example"]
    {
        let mut browser = Browser::new(&app);
        let at = browser.leaves(elsewhere).await;
        let query = provider.agree(&at, claims("nao-1", INVITED));
        assert_eq!(browser.comes_back(&query).await, "/", "{elsewhere:?}");
    }
}

#[tokio::test]
async fn leaving_takes_the_portals_own_page_and_the_cookie_is_out_of_reach() {
    let provider = ScriptedProvider::start().await;
    let app =
        TestApp::with(Settings { public_url: Some("https://portal.example".into()), ..provider.settings() })
            .await;
    let press = |origin: &str| {
        axum::http::Request::post("/api/openid")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/json")
            .body(axum::body::Body::from(r#"{"return_to":null,"language":"en"}"#))
            .unwrap()
    };
    let foreign = app.stranger().raw(press("https://elsewhere.example")).await;
    assert_eq!((foreign.status, foreign.code()), (StatusCode::FORBIDDEN, "foreign_origin"));
    let left = app.stranger().raw(press("https://portal.example")).await;
    let cookie = left.headers[header::SET_COOKIE].to_str().unwrap();
    for attribute in ["__Host-tokuten_openid=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=600"]
    {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    // Neither the cookie nor what is derived from it stands in the database or in the address.
    let secret = cookie.split_once('=').unwrap().1.split(';').next().unwrap();
    let stored = format!("{:?}", openid_flow::Entity::find().all(app.portal.db.read()).await.unwrap());
    let at = left.body["continue_at"].as_str().unwrap();
    assert!(!stored.contains(secret) && !at.contains(secret));
    assert!(!stored.contains(&state_of(at)));
    assert!(at.contains("redirect_uri=https%3A%2F%2Fportal.example%2Fopenid%2Freturn"), "{at}");
}

#[tokio::test]
async fn coming_back_again_and_again_is_slowed_down() {
    let provider = ScriptedProvider::start().await;
    provider.script().mood = Mood::Failing;
    let app = TestApp::with(Settings { sign_in_attempts: 1, ..provider.settings() }).await;
    let mut browser = Browser::new(&app);
    let mut endings = Vec::new();
    for _ in 0..11 {
        endings.push(ending(&mut browser, "code=1&state=2").await);
    }
    assert_eq!((&*endings[9], &*endings[10]), ("other_browser", "too_many"));
    let limited = browser.client.post("/api/openid", &json!({ "return_to": null, "language": "en" })).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
}
