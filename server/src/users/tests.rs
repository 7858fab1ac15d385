//! Inviting, roles, removing; passwords that are forgotten and changed.

use axum::http::{Method, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tokuten_core::roles::Role;

use crate::identity::signed_in::Browser;
use crate::jobs::run_due;
use crate::tables::{audit, link, mail, session, user};
use crate::testing::{Answer, Client, TestApp};

const ADMIN: &str = "global-admin@aoba.example";
const MEMBER: &str = "member@aoba.example";
const LONG: &str = "correct horse battery";

async fn row(app: &TestApp, email: &str) -> user::Model {
    let found = user::Entity::find().filter(user::Column::Email.eq(email));
    found.one(app.portal.db.read()).await.unwrap().unwrap()
}

async fn invite(client: &Client, email: &str, roles: &[Role]) -> Answer {
    let new = json!({ "email": email, "name": "Nao Hirano", "roles": roles });
    client.post("/api/users", &new).await
}

async fn change(client: &Client, id: &str, seen: &[Role], roles: &[Role]) -> Answer {
    client.put(&format!("/api/users/{id}/roles"), &json!({ "seen": seen, "roles": roles })).await
}

async fn remove(client: &Client, id: &str) -> Answer {
    client.send(Method::DELETE, &format!("/api/users/{id}"), None, None::<&()>).await
}

/// The tokens of the links in the mails to an address that were not sent yet, the latest last.
async fn links(app: &TestApp, to: &str) -> Vec<String> {
    let mails = mail::Entity::find().filter(mail::Column::Recipient.eq(to)).order_by_asc(mail::Column::Id);
    let mails = mails.all(app.portal.db.read()).await.unwrap();
    let token = |mail: &mail::Model| {
        let (_, rest) = mail.text.split_once("/welcome/")?;
        rest.split_whitespace().next().map(str::to_owned)
    };
    mails.iter().filter_map(token).collect()
}

async fn set_password(app: &TestApp, token: &str, email: &str) -> Answer {
    let with = json!({ "email": email, "name": "Nao Hirano", "password": LONG });
    app.stranger().post(&format!("/api/links/{token}"), &with).await
}

/// Another Global admin of Aoba, signed in.
async fn second_admin(app: &TestApp) -> (Client, String) {
    let email = "nao@aoba.example";
    let admin = app.signed_in(ADMIN).await;
    let invited = invite(&admin, email, &[Role::GlobalAdmin]).await.body;
    let token = links(app, email).await.pop().unwrap();
    assert_eq!(set_password(app, &token, email).await.status, StatusCode::NO_CONTENT);
    let mut client = app.stranger();
    assert_eq!(client.sign_in(email, LONG).await.status, StatusCode::OK);
    (client, invited["id"].as_str().unwrap().to_owned())
}

fn why_not(answer: &Answer) -> &Value {
    &answer.body["why_not"]
}

#[tokio::test]
async fn who_is_invited_sets_a_password_by_the_link_and_is_there() {
    let app = TestApp::demo().await;
    let (client, id) = second_admin(&app).await;
    let list = client.get("/api/users").await.body;
    let users = list["users"].as_array().unwrap();
    let own = users.iter().find(|user| user["id"] == *id).unwrap();
    assert_eq!((&own["state"], &own["is_self"]), (&json!("active"), &json!(true)));
    assert!(own["last_signed_in"].is_string());
    assert_eq!(list["global_admins"], 2);
    let written = mail::Entity::find().filter(mail::Column::Kind.eq("invitation"));
    let written = written.one(app.portal.db.read()).await.unwrap().unwrap();
    assert_eq!(written.language, "ja", "the partner's language");
    run_due(&app.portal).await.unwrap();
    assert!(links(&app, "nao@aoba.example").await.is_empty(), "a sent link is not kept");
}

#[tokio::test]
async fn the_admins_whom_one_is_told_to_ask_are_those_of_now() {
    let app = TestApp::demo().await;
    let member = app.signed_in(MEMBER).await;
    let asked = async || member.get("/api/offers").await.body["facts"]["admins"].clone();
    let before = asked().await;
    let (_, id) = second_admin(&app).await;
    assert_eq!(asked().await.as_array().unwrap().len(), before.as_array().unwrap().len() + 1);
    let admin = app.signed_in(ADMIN).await;
    assert_eq!(remove(&admin, &id).await.status, StatusCode::NO_CONTENT);
    assert_eq!(asked().await, before);
}

#[tokio::test]
async fn an_address_that_anybody_has_is_refused_without_telling_who() {
    let app = TestApp::demo().await;
    let admin = app.signed_in(ADMIN).await;
    let refused = async |email: &str| {
        let answer = invite(&admin, email, &[]).await;
        (answer.status, answer.body["fields"].clone(), answer.body["detail"].clone())
    };
    let own = refused(" Member@aoba.example ").await;
    assert_eq!(own.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(own.1, json!([{ "field": "email", "fault": "taken" }]));
    assert_eq!(refused("member@birch.example").await, own);
    assert_eq!(refused("finance@vendor.example").await, own);
    let wrong = invite(&admin, "no address", &[]).await;
    assert_eq!(wrong.body["fields"], json!([{ "field": "email", "fault": "malformed" }]));
}

#[tokio::test]
async fn two_who_invite_the_same_address_at_once_make_one_user() {
    let app = TestApp::demo().await;
    let (aoba, birch) = (app.signed_in(ADMIN).await, app.signed_in("global-admin@birch.example").await);
    let (one, other) =
        tokio::join!(invite(&aoba, "nao@aoba.example", &[]), invite(&birch, "nao@aoba.example", &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
}

#[tokio::test]
async fn an_invitation_that_is_sent_again_ends_the_link_before() {
    let app = TestApp::demo().await;
    let (admin, email) = (app.signed_in(ADMIN).await, "nao@aoba.example");
    let id = invite(&admin, email, &[]).await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/api/users/{id}/invitation");
    assert_eq!(admin.post(&path, &json!({})).await.status, StatusCode::NO_CONTENT);
    let [first, second] = links(&app, email).await.try_into().unwrap();
    assert_eq!(set_password(&app, &first, email).await.code(), "link_invalid");
    assert_eq!(set_password(&app, &second, email).await.status, StatusCode::NO_CONTENT);
    assert_eq!(why_not(&admin.post(&path, &json!({})).await), &json!(["has_joined"]));
}

#[tokio::test]
async fn two_global_admins_who_demote_each_other_at_once_leave_one() {
    let app = TestApp::demo().await;
    let (second, second_id) = second_admin(&app).await;
    let (first, first_id) = (app.signed_in(ADMIN).await, row(&app, ADMIN).await.id);
    let all = [Role::GlobalAdmin];
    let (one, other) =
        tokio::join!(change(&first, &second_id, &all, &[]), change(&second, &first_id, &all, &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "{} {}", one.body, other.body);
    let left = user::Entity::find()
        .filter(user::Column::PartnerId.eq("4100001"))
        .filter(user::Column::Roles.eq("global_admin"));
    assert_eq!(left.count(app.portal.db.read()).await.unwrap(), 1);
}

#[tokio::test]
async fn two_global_admins_who_step_down_at_once_leave_one() {
    let app = TestApp::demo().await;
    let (second, second_id) = second_admin(&app).await;
    let (first, first_id) = (app.signed_in(ADMIN).await, row(&app, ADMIN).await.id);
    let all = [Role::GlobalAdmin];
    let (one, other) =
        tokio::join!(change(&first, &first_id, &all, &[]), change(&second, &second_id, &all, &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422], "{} {}", one.body, other.body);
    let refused = if one.status == StatusCode::OK { other } else { one };
    assert_eq!(why_not(&refused), &json!(["last_global_admin"]));
}

#[tokio::test]
async fn the_last_global_admin_stays_and_nobody_removes_themselves() {
    let app = TestApp::demo().await;
    let (admin, id) = (app.signed_in(ADMIN).await, row(&app, ADMIN).await.id);
    let refused = remove(&admin, &id).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(why_not(&refused), &json!(["oneself", "last_global_admin"]));
    let refused = change(&admin, &id, &[Role::GlobalAdmin], &[Role::AccountAdmin]).await;
    assert_eq!(why_not(&refused), &json!(["last_global_admin"]));
}

#[tokio::test]
async fn nobody_grants_or_takes_a_role_above_their_own() {
    let app = TestApp::demo().await;
    let manager = app.signed_in("user-management-admin@aoba.example").await;
    let above = json!([{ "above_own": { "role": "global_admin" } }]);
    let refused = invite(&manager, "nao@aoba.example", &[Role::GlobalAdmin]).await;
    assert_eq!((refused.status, why_not(&refused)), (StatusCode::FORBIDDEN, &above));
    let member = row(&app, MEMBER).await.id;
    assert_eq!(why_not(&change(&manager, &member, &[], &[Role::GlobalAdmin]).await), &above);
    let admin = row(&app, ADMIN).await.id;
    let taken = change(&manager, &admin, &[Role::GlobalAdmin], &[]).await;
    assert_eq!(taken.status, StatusCode::FORBIDDEN);
    assert_eq!(change(&manager, &member, &[], &[Role::AccountAdmin]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn roles_that_somebody_else_changed_meanwhile_are_not_overwritten() {
    let app = TestApp::demo().await;
    let (admin, member) = (app.signed_in(ADMIN).await, row(&app, MEMBER).await.id);
    assert_eq!(change(&admin, &member, &[], &[Role::BillingAdmin]).await.status, StatusCode::OK);
    let late = change(&admin, &member, &[], &[Role::AdminAgent]).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(row(&app, MEMBER).await.roles, "billing_admin");
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_and_what_they_did_stays_readable() {
    let app = TestApp::demo().await;
    let buyer = app.signed_in("mpn-partner-admin@aoba.example").await;
    let order = app.renew_by_hand(&buyer, "4242 4242 4242 4242").await;
    let removed = row(&app, "mpn-partner-admin@aoba.example").await;
    crate::identity::links::for_user(&app.portal, &removed.email).await.unwrap();
    let admin = app.signed_in(ADMIN).await;
    assert_eq!(remove(&admin, &removed.id).await.status, StatusCode::NO_CONTENT);
    assert_eq!(buyer.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    let again = app.stranger().sign_in(&removed.email, "demo").await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    let db = app.portal.db.read();
    let of = link::Entity::find().filter(link::Column::UserId.eq(&removed.id));
    assert_eq!(of.count(db).await.unwrap(), 0);
    let of = session::Entity::find().filter(session::Column::UserId.eq(&removed.id));
    assert_eq!(of.count(db).await.unwrap(), 0);
    let seen = admin.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(seen["started_by"], removed.name);
    let lines = audit::Entity::find().filter(audit::Column::Actor.eq(&removed.id));
    assert!(lines.count(db).await.unwrap() > 0);
    let kept = user::Entity::find_by_id(&removed.id).one(db).await.unwrap().unwrap();
    assert_eq!(kept.name, removed.name);
    let line = audit::Entity::find().filter(audit::Column::Action.eq("user removed"));
    let line = line.one(db).await.unwrap().unwrap();
    let mut before = crate::audit::log::said(&line.before.unwrap());
    crate::audit::private::reveal(db, vec![&mut before]).await.unwrap();
    assert_eq!(before["email"], removed.email, "the address stands beside the audit line");
    assert_eq!(remove(&admin, &removed.id).await.status, StatusCode::NOT_FOUND);
    let anew = invite(&admin, &removed.email, &[]).await;
    assert_eq!(anew.status, StatusCode::CREATED, "the address is free again: {}", anew.body);
    assert_ne!(anew.body["id"], *removed.id);
}

#[tokio::test]
async fn a_session_that_opens_while_its_user_is_removed_is_none() {
    let app = TestApp::demo().await;
    let checked = row(&app, MEMBER).await;
    let admin = app.signed_in(ADMIN).await;
    assert_eq!(remove(&admin, &checked.id).await.status, StatusCode::NO_CONTENT);
    // The password was checked before: this is what signing in does next.
    let browser = Browser { address: [127, 0, 0, 1].into(), agent: None, session: None };
    let opened = crate::identity::open_session(&app.portal, &checked, &browser).await;
    assert!(opened.is_err());
}

#[tokio::test]
async fn many_users_come_by_pages_each_once() {
    let app = TestApp::demo().await;
    let admin = app.signed_in(ADMIN).await;
    for number in 0..super::store::PAGE {
        let answer = invite(&admin, &format!("user-{number}@aoba.example"), &[]).await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
    let first = admin.get("/api/users").await.body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("/api/users?cursor={cursor}")).await.body;
    assert!(second["next_cursor"].is_null());
    let mut ids: Vec<_> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["users"].as_array().unwrap())
        .map(|user| user["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let users = user::Entity::find().filter(user::Column::PartnerId.eq("4100001"));
    assert_eq!(ids.len() as u64, users.count(app.portal.db.read()).await.unwrap());
    let others = row(&app, "member@birch.example").await.id;
    let foreign = admin.get(&format!("/api/users?cursor={others}")).await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
}

async fn forgotten(app: &TestApp, email: &str) -> Answer {
    app.stranger().post("/api/password-resets", &json!({ "email": email })).await
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_for_everybody_and_mailed_to_who_is_known() {
    let app = TestApp::demo().await;
    let (known, unknown) =
        (forgotten(&app, " Member@aoba.example").await, forgotten(&app, "nobody@aoba.example").await);
    assert_eq!((known.status, &known.bytes), (StatusCode::ACCEPTED, &unknown.bytes));
    assert_eq!(known.status, unknown.status);
    // The mail's job waits for the test: what the first job has written is looked at before it is sent.
    let job =
        crate::tables::job::Entity::find().filter(crate::tables::job::Column::Kind.eq(super::passwords::JOB));
    let jobs = job.all(app.portal.db.read()).await.unwrap();
    assert_eq!(jobs.len(), 2, "the same work for both");
    for job in jobs {
        super::passwords::mail_link(app.portal.clone(), job).await.unwrap();
    }
    assert!(links(&app, "nobody@aoba.example").await.is_empty());
    let token = links(&app, MEMBER).await.pop().unwrap();
    let before = app.signed_in(MEMBER).await;
    assert_eq!(set_password(&app, &token, MEMBER).await.status, StatusCode::NO_CONTENT);
    assert_eq!(before.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(set_password(&app, &token, MEMBER).await.code(), "link_invalid");
    assert_eq!(app.stranger().sign_in(MEMBER, LONG).await.status, StatusCode::OK);
    assert_eq!(row(&app, MEMBER).await.name, "Hina Sato", "a reset changes no name");
}

#[tokio::test]
async fn who_asks_for_links_again_and_again_waits_and_the_user_still_signs_in() {
    let settings = crate::config::Settings { sign_in_attempts: 2, ..crate::config::Settings::default() };
    let app = TestApp::with(settings).await;
    for email in [MEMBER, "nobody@aoba.example"] {
        for _ in 0..2 {
            assert_eq!(forgotten(&app, email).await.status, StatusCode::ACCEPTED);
        }
        assert_eq!(forgotten(&app, email).await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(app.stranger().sign_in(MEMBER, "demo").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_is_told_by_mail() {
    let app = TestApp::demo().await;
    let (here, there) = (app.signed_in(MEMBER).await, app.signed_in(MEMBER).await);
    let to = async |present: &str, password: &str| {
        here.put("/api/session/password", &json!({ "present": present, "password": password })).await
    };
    let wrong = to("not it", LONG).await;
    assert_eq!(wrong.body["fields"], json!([{ "field": "present", "fault": "wrong" }]));
    assert_eq!(
        to("demo", "short").await.body["fields"],
        json!([{ "field": "password", "fault": "too_short" }])
    );
    assert_eq!(there.get("/api/session").await.status, StatusCode::OK);
    assert_eq!(to("demo", LONG).await.status, StatusCode::NO_CONTENT);
    assert_eq!(here.get("/api/session").await.status, StatusCode::OK);
    assert_eq!(there.get("/api/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.stranger().sign_in(MEMBER, "demo").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.mails(MEMBER).await, ["password_changed"]);
}

#[tokio::test]
async fn guessing_the_present_password_is_as_slow_as_signing_in() {
    let settings = crate::config::Settings { sign_in_attempts: 2, ..crate::config::Settings::default() };
    let app = TestApp::with(settings).await;
    let client = app.signed_in(MEMBER).await;
    let body = json!({ "present": "guess", "password": LONG });
    assert_eq!(client.put("/api/session/password", &body).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(client.put("/api/session/password", &body).await.status, StatusCode::TOO_MANY_REQUESTS);
}
