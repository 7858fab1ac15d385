//! Whose first sign-in at the provider is linked by the address: who is invited, and not whoever has some link.

use super::*;
use crate::identity::links;
use crate::jobs;

const MEMBER: &str = "member@aoba.example";
const LONG: &str = "correct horse battery";

/// Where one who comes for the first time, as the owner of this address, is led on to.
async fn first_time(app: &TestApp, provider: &ScriptedProvider, email: &str) -> String {
    Browser::new(app).goes_through(provider, claims("first-time", email)).await
}

/// Somebody, who need not be the user, has a link sent to this address; answers the hash of it.
async fn has_link_sent(app: &TestApp, email: &str) -> String {
    let asked = app.stranger().post("/api/password-resets", &json!({ "email": email })).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED);
    jobs::run_due(&app.portal).await.unwrap();
    let of = link::Entity::find().filter(link::Column::UserId.eq(row(app, email).await.id));
    let sent = of.filter(link::Column::Purpose.eq("password_reset")).one(app.portal.db.read()).await.unwrap();
    let sent = sent.unwrap();
    assert!(sent.expires_at > app.portal.clock.real_seconds());
    sent.token_hash
}

/// The invitation of a user is over.
async fn expire_invitation(app: &TestApp, id: &str) {
    let expire = link::Entity::update_many().col_expr(link::Column::ExpiresAt, Expr::value(0));
    let tx = app.portal.db.begin().await.unwrap();
    expire.filter(link::Column::UserId.eq(id)).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// Sets a password by a link.
async fn sets_password(app: &TestApp, token: &str, email: &str) -> Answer {
    let with = json!({ "email": email, "name": "Nao Hirano", "password": LONG });
    app.stranger().post(&format!("/api/links/{token}"), &with).await
}

#[tokio::test]
async fn a_passwords_link_invites_nobody_who_has_not_come_yet() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let id = invite(&app, INVITED, json!([])).await;
    expire_invitation(&app, &id).await;
    has_link_sent(&app, INVITED).await;
    let at = first_time(&app, &provider, INVITED).await;
    assert!(at.starts_with("/sign-in?openid=invitation_over"), "{at}");
    assert!(openid_identity::Entity::find().all(app.portal.db.read()).await.unwrap().is_empty());
    // It sets a password as ever, and says that it is no invitation.
    let tx = app.portal.db.begin().await.unwrap();
    let token = links::reset(&app.portal, &tx, &id).await.unwrap();
    tx.commit().await.unwrap();
    let shown = app.stranger().get(&format!("/api/links/{token}")).await.body;
    assert_eq!((&shown["purpose"], &shown["has_come"]), (&json!("password_reset"), &json!(false)));
    assert_eq!(sets_password(&app, &token, INVITED).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.stranger().sign_in(INVITED, LONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_passwords_link_links_nobody_who_has_come() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    has_link_sent(&app, MEMBER).await;
    let at = first_time(&app, &provider, MEMBER).await;
    assert!(at.starts_with("/sign-in?openid=in_use"), "{at}");
    assert!(openid_identity::Entity::find().all(app.portal.db.read()).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_invitation_lets_its_user_come_by_the_provider_while_it_is_good() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    let id = invite(&app, INVITED, json!([])).await;
    // Whoever has a password's link sent beside it ends nothing.
    has_link_sent(&app, INVITED).await;
    expire_invitation(&app, &id).await;
    let late = first_time(&app, &provider, INVITED).await;
    assert!(late.starts_with("/sign-in?openid=invitation_over"), "{late}");
    let admin = app.signed_in(ADMIN).await;
    let again = admin.post(&format!("/api/users/{id}/invitation"), &json!({})).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT, "{}", again.body);
    assert_eq!(first_time(&app, &provider, INVITED).await, "/orders?lang=ja");
    assert!(link::Entity::find().all(app.portal.db.read()).await.unwrap().is_empty(), "it is used up");
}

#[tokio::test]
async fn the_command_lines_link_is_the_invitation_of_who_has_not_come() {
    let provider = ScriptedProvider::start().await;
    let app = portal(&provider).await;
    invite(&app, INVITED, json!([])).await;
    let purpose = async |token: String| {
        app.stranger().get(&format!("/api/links/{token}")).await.body["purpose"].clone()
    };
    assert_eq!(purpose(links::for_user(&app.portal, INVITED).await.unwrap()).await, "invitation");
    assert_eq!(first_time(&app, &provider, INVITED).await, "/orders?lang=ja");
    assert_eq!(purpose(links::for_user(&app.portal, INVITED).await.unwrap()).await, "password_reset");
}
