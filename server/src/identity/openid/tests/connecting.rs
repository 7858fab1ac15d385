//! Connecting and disconnecting the provider under **My account**.

use super::*;
use crate::demo::PASSWORD;
use crate::passkeys::device::Device;
use crate::passkeys::tests::add;

const MEMBER: &str = "member@aoba.example";

async fn press(browser: &mut Browser, present: &str) -> Answer {
    let body = json!({ "confirmation": { "password": present }, "language": "en" });
    let answer = browser.client.post("/api/account/openid", &body).await;
    browser.take(&answer);
    answer
}

/// Connects as who these claims say; answers where it is led on to.
async fn connects(browser: &mut Browser, provider: &ScriptedProvider, claims: Value) -> String {
    let left = press(browser, PASSWORD).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    let query = provider.agree(left.body["continue_at"].as_str().unwrap(), claims);
    browser.comes_back(&query).await
}

#[tokio::test]
async fn who_uses_the_portal_connects_with_the_password_and_disconnects() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut here = Browser::signed_in(&app, MEMBER).await;
    let wrong = press(&mut here, "wrong").await;
    assert_eq!((wrong.code(), &wrong.body["fields"][0]["field"]), ("invalid_fields", &json!("present")));
    assert!(here.client.get("/api/account").await.body["provider"]["since"].is_null());
    // The address at the provider is another one: it is the account that counts.
    let hina = claims("hina-1", "hina@private.example");
    assert_eq!(connects(&mut here, &provider, hina.clone()).await, "/account?openid=connected");
    assert_eq!(here.who().await.as_deref(), Some(MEMBER));
    assert!(here.client.get("/api/account").await.body["provider"]["since"].is_string());
    assert_eq!(press(&mut here, PASSWORD).await.status, StatusCode::CONFLICT);
    let mut there = Browser::new(&app);
    there.goes_through(&provider, hina.clone()).await;
    assert_eq!(there.who().await.as_deref(), Some(MEMBER));
    let gone = here.client.send(Method::DELETE, "/api/account/openid", None, None::<&()>).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(there.who().await, None, "what began at the provider ends");
    assert_eq!(here.who().await.as_deref(), Some(MEMBER));
    let at = there.goes_through(&provider, hina).await;
    assert!(at.starts_with("/sign-in?openid=stranger"), "{at}");
    assert_eq!(app.mails(MEMBER).await, ["provider_connected", "provider_disconnected"]);
}

#[tokio::test]
async fn an_account_at_the_provider_is_one_users() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut hina = Browser::signed_in(&app, MEMBER).await;
    connects(&mut hina, &provider, claims("1", MEMBER)).await;
    let mut ren = Browser::signed_in(&app, "billing-admin@aoba.example").await;
    assert_eq!(connects(&mut ren, &provider, claims("1", MEMBER)).await, "/account?openid=taken");
    // Begun in two tabs: the same account twice is done once, and another one is refused.
    let lefts =
        [press(&mut ren, PASSWORD).await, press(&mut ren, PASSWORD).await, press(&mut ren, PASSWORD).await];
    let accounts = ["2", "2", "3"];
    let mut ends = Vec::new();
    for (left, account) in lefts.iter().zip(accounts) {
        let query = provider.agree(left.body["continue_at"].as_str().unwrap(), claims(account, MEMBER));
        ends.push(ren.comes_back(&query).await);
    }
    assert_eq!(ends, ["/account?openid=connected", "/account?openid=connected", "/account?openid=taken"]);
    assert_eq!(app.mails("billing-admin@aoba.example").await, ["provider_connected"]);
}

#[tokio::test]
async fn whoever_has_begun_to_connect_has_to_be_signed_in_still() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = Browser::signed_in(&app, MEMBER).await;
    let left = press(&mut browser, PASSWORD).await;
    let query = provider.agree(left.body["continue_at"].as_str().unwrap(), claims("1", MEMBER));
    // Somebody else has signed in in this browser meanwhile.
    let other = browser.client.sign_in("billing-admin@aoba.example", PASSWORD).await;
    browser.take(&other);
    assert_eq!(browser.comes_back(&query).await, "/sign-in?openid=signed_out");
    assert!(openid_identity::Entity::find().all(app.portal.db.read()).await.unwrap().is_empty());
    // Cancelled at the provider, it ends under My account.
    let left = press(&mut browser, PASSWORD).await;
    let state = scripted::state_of(left.body["continue_at"].as_str().unwrap());
    let at = browser.comes_back(&format!("error=access_denied&state={state}")).await;
    assert_eq!(at, "/account?openid=cancelled");
}

#[tokio::test]
async fn who_has_no_password_connects_by_a_passkey() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let mut browser = Browser::signed_in(&app, MEMBER).await;
    let mut device = Device::new();
    add(&mut browser.client, &mut device, json!({ "password": PASSWORD })).await;
    let id = row(&app, MEMBER).await.id;
    let tx = app.portal.db.begin().await.unwrap();
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(None::<String>))
        .filter(user::Column::Id.eq(id))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let connect = async |client: &Client, confirmation: Value| {
        let body = json!({ "confirmation": confirmation, "language": "en" });
        client.post("/api/account/openid", &body).await
    };
    let wrong = connect(&browser.client, json!({ "password": "" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What is to be connected confirms nothing.
    assert_eq!(connect(&browser.client, json!("provider")).await.code(), "not_confirmed");
    let asked = browser.client.post_keeping("/api/account/confirmation", &json!({})).await.body;
    let signed = json!({ "passkey": device.sign(&asked).await["credential"] });
    let left = connect(&browser.client, signed).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    browser.take(&left);
    let query = provider.agree(left.body["continue_at"].as_str().unwrap(), claims("hina-1", MEMBER));
    assert_eq!(browser.comes_back(&query).await, "/account?openid=connected");
}
