//! Several operators for each kind of work: invited, changed, removed, helped.

use axum::http::{Method, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::factors::tests::enrolled;
use crate::identity::links;
use crate::tables::{audit, mail};
use crate::testing::{Answer, Client, TestApp};

const PROGRAMME: &str = "programme@vendor.example";
const LONG: &str = "correct horse battery";
const OPERATORS: &str = "/api/operator/operators";

async fn invite(client: &Client, email: &str, role: &str) -> Answer {
    client.post(OPERATORS, &json!({ "email": email, "name": "Ben", "role": role })).await
}

async fn remove(client: &Client, id: &Value) -> Answer {
    client.send(Method::DELETE, &format!("{OPERATORS}/{}", id.as_str().unwrap()), None, None::<&()>).await
}

async fn change(client: &Client, id: &Value, seen: &str, role: &str) -> Answer {
    let path = format!("{OPERATORS}/{}/role", id.as_str().unwrap());
    client.put(&path, &json!({ "seen": seen, "role": role })).await
}

/// Invites and lets set a password; answers who is signed in, and the id.
async fn another(app: &TestApp, email: &str, role: &str) -> (Client, Value) {
    let invited = invite(&app.signed_in(PROGRAMME).await, email, role).await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.body);
    let token = links::for_user(&app.portal, email).await.unwrap();
    let with = json!({ "email": email, "name": "Ben", "password": LONG });
    assert_eq!(
        app.stranger().post(&format!("/api/links/{token}"), &with).await.status,
        StatusCode::NO_CONTENT
    );
    let mut client = app.stranger();
    assert_eq!(client.sign_in(email, LONG).await.status, StatusCode::OK);
    (client, invited.body["id"].clone())
}

async fn listed(client: &Client, email: &str) -> Value {
    let page = client.get(OPERATORS).await.body;
    let all = page["operators"].as_array().unwrap();
    all.iter().find(|operator| operator["email"] == email).cloned().unwrap_or(Value::Null)
}

#[tokio::test]
async fn there_are_several_operators_for_each_kind_of_work() {
    let app = TestApp::demo().await;
    for (role, path) in [
        ("finance", "/api/operator/transfers"),
        ("support", "/api/operator/support"),
        ("programme", "/api/operator/operators"),
    ] {
        let email = format!("second-{role}@vendor.example");
        let (second, _) = another(&app, &email, role).await;
        assert_eq!(second.get(path).await.status, StatusCode::OK, "{role}");
        let first = app.signed_in(&format!("{role}@vendor.example")).await;
        assert_eq!(first.get(path).await.status, StatusCode::OK, "{role}");
    }
    let page = app.signed_in(PROGRAMME).await.get(OPERATORS).await.body;
    assert_eq!((page["operators"].as_array().unwrap().len(), &page["programme_operators"]), (9, &json!(3)));
}

#[tokio::test]
async fn who_is_invited_is_listed_and_can_be_invited_again_until_they_come() {
    let app = TestApp::demo().await;
    let client = app.signed_in(PROGRAMME).await;
    let invited = invite(&client, "Ben@vendor.example", "support").await;
    assert_eq!(
        (&invited.body["state"], &invited.body["email"]),
        (&json!("invited"), &json!("ben@vendor.example"))
    );
    let known = invite(&client, "member@aoba.example", "support").await;
    assert_eq!(known.body["fields"][0], json!({ "field": "email", "fault": "taken" }));
    assert_eq!(invite(&client, "ben", "support").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = format!("{OPERATORS}/{}/invitation", invited.body["id"].as_str().unwrap());
    assert_eq!(client.post(&again, &json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.mails("ben@vendor.example").await, ["invitation", "invitation"]);
    let written = mail::Entity::find().filter(mail::Column::Recipient.eq("ben@vendor.example"));
    let written = written.all(app.portal.db.read()).await.unwrap();
    assert!(written[0].text.contains("/welcome/") && written[0].partner_id.is_none());
    let token = links::for_user(&app.portal, "ben@vendor.example").await.unwrap();
    assert_eq!(client.get(&format!("/api/links/{token}")).await.body["operator"], true);
    let with = json!({ "email": "ben@vendor.example", "name": "Benjamin", "password": LONG });
    app.stranger().post(&format!("/api/links/{token}"), &with).await;
    assert_eq!(listed(&client, "ben@vendor.example").await["state"], "active");
    assert_eq!(client.post(&again, &json!({})).await.code(), "refused");
}

#[tokio::test]
async fn nobody_changes_themselves_and_what_was_not_seen_is_not_undone() {
    let app = TestApp::demo().await;
    let (second, id) = another(&app, "ben@vendor.example", "programme").await;
    assert_eq!(remove(&second, &id).await.code(), "refused");
    assert_eq!(change(&second, &id, "programme", "finance").await.code(), "refused");
    let reset = format!("{OPERATORS}/{}/factor-reset", id.as_str().unwrap());
    assert_eq!(second.post(&reset, &json!({})).await.code(), "refused");
    let client = app.signed_in(PROGRAMME).await;
    assert_eq!(change(&client, &id, "finance", "support").await.code(), "conflict");
    assert_eq!(change(&client, &id, "programme", "support").await.body["role"], "support");
    assert_eq!(second.get(OPERATORS).await.code(), "role_missing");
    assert_eq!(second.get("/api/operator/support").await.status, StatusCode::OK);
    let line = audit::Entity::find().filter(audit::Column::Action.eq("operator's role changed"));
    let line = line.one(app.portal.db.read()).await.unwrap().unwrap();
    assert_eq!((line.before.as_deref(), line.after.as_deref()), (Some("\"programme\""), Some("\"support\"")));
}

#[tokio::test]
async fn of_two_who_remove_each_other_one_stays() {
    let app = TestApp::demo().await;
    let (second, id) = another(&app, "ben@vendor.example", "programme").await;
    let first = app.signed_in(PROGRAMME).await;
    let own = listed(&first, PROGRAMME).await["id"].clone();
    let (one, other) = tokio::join!(remove(&first, &id), remove(&second, &own));
    let done = [&one, &other].iter().filter(|answer| answer.status == StatusCode::NO_CONTENT).count();
    assert_eq!(done, 1, "{} {}", one.body, other.body);
    let there = if one.status == StatusCode::NO_CONTENT { &first } else { &second };
    assert_eq!(there.get(OPERATORS).await.body["programme_operators"], 2);
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_the_address_is_free() {
    let app = TestApp::demo().await;
    let (second, id) = another(&app, "ben@vendor.example", "finance").await;
    let client = app.signed_in(PROGRAMME).await;
    assert_eq!(remove(&client, &id).await.status, StatusCode::NO_CONTENT);
    assert_eq!(second.get("/api/session").await.code(), "signed_out");
    let mut again = app.stranger();
    assert_eq!(again.sign_in("ben@vendor.example", LONG).await.code(), "wrong_credentials");
    assert_eq!(remove(&client, &id).await.status, StatusCode::NOT_FOUND);
    assert_eq!(invite(&client, "ben@vendor.example", "support").await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_colleague_resets_a_lost_factor_and_the_operator_hears_of_it() {
    let app = TestApp::demo().await;
    let email = "half@vendor.example";
    let (_, half) = enrolled(&app, email).await;
    let client = app.signed_in(PROGRAMME).await;
    let row = listed(&client, email).await;
    assert_eq!(row["has_factor"], true);
    let reset = format!("{OPERATORS}/{}/factor-reset", row["id"].as_str().unwrap());
    assert_eq!(client.post(&reset, &json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(half.get("/api/operator/session").await.code(), "signed_out");
    assert_eq!(listed(&client, email).await["has_factor"], false);
    assert_eq!(client.post(&reset, &json!({})).await.code(), "refused");
    assert_eq!(app.mails(email).await.last().unwrap(), "factors_reset");
    let line = audit::Entity::find().filter(audit::Column::Action.eq("second factors reset"));
    assert!(line.one(app.portal.db.read()).await.unwrap().is_some());
}
