//! One's own account: sessions, settings, what is held, and erasing.

use axum::http::{Method, StatusCode, header};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::jobs::run_due;
use crate::tables::{
    application, attempt, audit, audit_private, business_profile, invoice, job, link, mail, openid_flow,
    openid_identity, openid_session, order, partner, passkey, payment, person, proof, refund, session,
    subscription, support_entry, support_request, user,
};
use crate::testing::{Answer, Client, TestApp};

const ADMIN: &str = "global-admin@aoba.example";
const BUYER: &str = "mpn-partner-admin@aoba.example";
const MEMBER: &str = "member@aoba.example";

async fn row(app: &TestApp, email: &str) -> user::Model {
    let found = user::Entity::find().filter(user::Column::Email.eq(email));
    found.one(app.portal.db.read()).await.unwrap().unwrap()
}

async fn delete(client: &Client, path: &str) -> Answer {
    client.send(Method::DELETE, path, None, None::<&()>).await
}

async fn is_in(client: &Client) -> bool {
    client.get("/api/session").await.status == StatusCode::OK
}

async fn sessions(client: &Client) -> Vec<Value> {
    client.get("/api/account").await.body["sessions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_signs_out_there() {
    let app = TestApp::demo().await;
    let (here, there, elsewhere) =
        (app.signed_in(MEMBER).await, app.signed_in(MEMBER).await, app.signed_in(MEMBER).await);
    let all = sessions(&here).await;
    assert_eq!(all.len(), 3);
    assert_eq!(all.iter().filter(|one| one["is_here"] == true).count(), 1);
    assert!(all.iter().all(|one| one["since"].is_string() && one["address"].is_string()));
    let of_there = sessions(&there).await.into_iter().find(|one| one["is_here"] == true).unwrap();
    let path = format!("/api/account/sessions/{}", of_there["id"].as_str().unwrap());
    let stranger = app.signed_in("member@birch.example").await;
    assert_eq!(delete(&stranger, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(delete(&here, &path).await.status, StatusCode::NO_CONTENT);
    assert!(!is_in(&there).await && is_in(&elsewhere).await);
    assert_eq!(delete(&here, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(delete(&here, "/api/account/sessions").await.status, StatusCode::NO_CONTENT);
    assert!(is_in(&here).await && !is_in(&elsewhere).await && is_in(&stranger).await);
}

#[tokio::test]
async fn a_zone_is_one_there_is_and_goes_with_the_session() {
    let app = TestApp::demo().await;
    let client = app.signed_in(MEMBER).await;
    let set = async |zone: Value| client.put("/api/account/zone", &json!({ "zone": zone })).await.status;
    assert_eq!(set(json!("Mars/Olympus")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(set(json!("Europe/Paris")).await, StatusCode::NO_CONTENT);
    assert_eq!(client.get("/api/session").await.body["zone"], "Europe/Paris");
    assert_eq!(client.get("/api/account").await.body["zone"], "Europe/Paris");
    assert_eq!(set(Value::Null).await, StatusCode::NO_CONTENT);
    assert!(client.get("/api/session").await.body["zone"].is_null());
}

#[tokio::test]
async fn reminders_are_stopped_on_the_page_as_by_the_mails_link() {
    let app = TestApp::demo().await;
    let client = app.signed_in(ADMIN).await;
    let set = async |wanted: bool| {
        client.put("/api/account/reminders", &json!({ "reminders": wanted })).await.status
    };
    for wanted in [false, false, true] {
        assert_eq!(set(wanted).await, StatusCode::NO_CONTENT);
        assert_eq!(row(&app, ADMIN).await.reminders_off, !wanted);
        assert_eq!(client.get("/api/account").await.body["reminders"], wanted);
    }
    let lines = audit::Entity::find().filter(audit::Column::Action.starts_with("reminders"));
    assert_eq!(lines.all(app.portal.db.read()).await.unwrap().len(), 2, "what changes nothing is not noted");
    let operator = app.signed_in("finance@vendor.example").await;
    assert!(operator.get("/api/account").await.body["reminders"].is_null());
}

#[tokio::test]
async fn everything_that_is_held_on_one_comes_as_a_file_and_nothing_of_others() {
    let app = TestApp::demo().await;
    let buyer = app.signed_in(BUYER).await;
    let order = app.renew_by_hand(&buyer, "4242 4242 4242 4242").await;
    let form = "--b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n\
        {\"kind\":\"other\",\"severity\":\"normal\",\"title\":\"A question\",\"description\":\"My own words\",\
        \"contact\":{\"name\":\"Ren\",\"phone\":\"+81 54-123-4567\",\"email\":\"mpn-partner-admin@aoba.example\"}}\r\n--b--\r\n";
    opened(&buyer, form).await;
    certified(&app, &row(&app, BUYER).await).await;
    run_due(&app.portal).await.unwrap();
    let file = buyer.get("/api/account/all").await;
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"my-account.json\"");
    let all = file.body;
    assert_eq!(all["profile"]["email"], BUYER);
    assert_eq!(all["profile"]["roles"], json!(["mpn_partner_admin"]));
    assert_eq!(all["orders"][0]["number"], order["number"]);
    assert_eq!(all["support_requests"][0]["title"], "A question");
    assert_eq!(all["support_entries"][0]["text"], "My own words");
    assert_eq!(all["skills"][0]["code"], "builder");
    let kinds: Vec<_> = all["mails"].as_array().unwrap().iter().map(|mail| mail["kind"].clone()).collect();
    assert!(kinds.contains(&json!("order_paid")) && kinds.contains(&json!("support_received")));
    assert!(all["audit"].as_array().unwrap().iter().all(|line| line["by_the_user"] == true));
    assert!(all["sessions"].as_array().unwrap().iter().any(|one| one["is_here"] == true));
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(!text.contains(ADMIN) && !text.contains("argon2"));
}

/// Opens a support request with a form whose boundary is `b`.
async fn opened(client: &Client, form: &str) {
    let request = axum::http::Request::post("/api/support/requests")
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .header("idempotency-key", "request")
        .header(header::COOKIE, client.cookie.as_deref().unwrap());
    let answer = client.raw(request.body(axum::body::Body::from(form.to_owned())).unwrap()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
}

/// The user has a certificate, which was imported.
async fn certified(app: &TestApp, user: &user::Model) {
    let sql = [
        format!("INSERT INTO people (id, name, user_id) VALUES ('NC-9', '{}', '{}')", user.name, user.id),
        "INSERT INTO skills (id, person_id, kind, code, detail, amount, earned_on) \
            VALUES ('s', 'NC-9', 'certificate', 'builder', '', 0, '2027-01-01')"
            .to_owned(),
    ];
    let tx = app.portal.db.begin().await.unwrap();
    for sql in sql {
        tx.execute_unprepared(&sql).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Every row of every table that could name a person, as text.
async fn rows(app: &TestApp) -> Vec<String> {
    async fn of<E: EntityTrait>(db: &impl ConnectionTrait) -> Vec<String> {
        E::find().all(db).await.unwrap().into_iter().map(|row| format!("{row:?}")).collect()
    }
    let db = app.portal.db.read();
    [
        of::<application::Entity>(db).await,
        of::<attempt::Entity>(db).await,
        of::<audit::Entity>(db).await,
        of::<audit_private::Entity>(db).await,
        of::<business_profile::Entity>(db).await,
        of::<invoice::Entity>(db).await,
        of::<job::Entity>(db).await,
        of::<link::Entity>(db).await,
        of::<mail::Entity>(db).await,
        of::<openid_flow::Entity>(db).await,
        of::<openid_identity::Entity>(db).await,
        of::<openid_session::Entity>(db).await,
        of::<order::Entity>(db).await,
        of::<partner::Entity>(db).await,
        of::<passkey::Entity>(db).await,
        of::<payment::Entity>(db).await,
        of::<person::Entity>(db).await,
        of::<proof::Entity>(db).await,
        of::<refund::Entity>(db).await,
        of::<session::Entity>(db).await,
        of::<subscription::Entity>(db).await,
        of::<support_entry::Entity>(db).await,
        of::<support_request::Entity>(db).await,
        of::<user::Entity>(db).await,
    ]
    .concat()
}

/// Publishes a business profile that shows an address to everybody.
async fn shows_address(client: &Client, email: &str) {
    let path = "/api/business-profile";
    let draft = json!({
        "description": { "en": "Mainframes, kept alive.", "ja": "" },
        "industries": ["energy"],
        "services": ["consulting"],
        "countries": ["JP"],
        "locations": [{ "address": "410 Pine Street", "city": "Sendai", "country": "JP" }],
        "contact": { "email": email, "phone": "", "website": "" },
    });
    let seen = client.get(path).await.body["version"].clone();
    let saved = client.put(path, &json!({ "draft": draft, "seen": seen })).await.body;
    let published = client.post(&format!("{path}/publish"), &json!({ "seen": saved["version"] })).await;
    assert_eq!(published.body["standing"], "published", "{}", published.body);
}

async fn erase(client: &Client, password: &str) -> Answer {
    client.post("/api/account/erasure", &json!({ "confirmation": { "password": password } })).await
}

#[tokio::test]
async fn who_is_erased_is_named_nowhere_and_what_was_done_stays_under_a_pseudonym() {
    let app = TestApp::demo().await;
    let buyer = app.signed_in(BUYER).await;
    let erased = row(&app, BUYER).await;
    certified(&app, &erased).await;
    // A bank transfer whose contact is the user, with capitals; a request; a password that was forgotten.
    let contact =
        json!({ "name": erased.name, "phone": "+81 54-123-4567", "email": "MPN-Partner-Admin@aoba.example" });
    let renew = buyer.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let body = json!({ "wish": { "renew": renew }, "payment": { "transfer": contact } });
    let order = buyer.post_once("/api/orders", "transfer", &body).await.body;
    assert_eq!(buyer.buy(&order).await.body["state"], "awaiting_transfer");
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n\
        {{\"kind\":\"other\",\"severity\":\"normal\",\"title\":\"A question\",\"description\":\"Why?\",\"contact\":{contact}}}\r\n--b--\r\n"
    );
    opened(&buyer, &form).await;
    app.stranger().post("/api/password-resets", &json!({ "email": BUYER })).await;
    let admin = app.signed_in(ADMIN).await;
    shows_address(&admin, BUYER).await;
    let path = format!("/api/users/{}/roles", erased.id);
    let roles = json!({ "seen": ["mpn_partner_admin"], "roles": ["mpn_partner_admin", "admin_agent"] });
    assert_eq!(admin.put(&path, &roles).await.status, StatusCode::OK);
    run_due(&app.portal).await.unwrap();
    let names = |row: &String| row.contains(&erased.name) || row.to_lowercase().contains(BUYER);
    assert!(rows(&app).await.iter().filter(|row| names(row)).count() > 5);

    let wrong = erase(&buyer, "not it").await;
    assert_eq!(wrong.body["fields"], json!([{ "field": "present", "fault": "wrong" }]));
    assert_eq!(erase(&buyer, "demo").await.status, StatusCode::NO_CONTENT);
    assert!(!is_in(&buyer).await);
    assert_eq!(app.stranger().sign_in(BUYER, "demo").await.status, StatusCode::UNAUTHORIZED);
    let left: Vec<_> = rows(&app).await.into_iter().filter(names).collect();
    assert_eq!(left, Vec::<String>::new());
    let kept = user::Entity::find_by_id(&erased.id).one(app.portal.db.read()).await.unwrap().unwrap();
    assert!(kept.name.starts_with("user-"), "{}", kept.name);
    let seen = admin.get(&format!("/api/orders/{}", order["number"])).await.body;
    assert_eq!(seen["started_by"], kept.name);
    let line = audit::Entity::find().filter(audit::Column::Action.eq("user erased"));
    assert_eq!(line.one(app.portal.db.read()).await.unwrap().unwrap().actor, erased.id);
    run_due(&app.portal).await.unwrap();
}

#[tokio::test]
async fn a_transfer_that_renews_by_itself_passes_to_a_global_admin() {
    let app = TestApp::demo().await;
    let erased = row(&app, BUYER).await;
    let held = subscription::Entity::find().filter(subscription::Column::PartnerId.eq("4100001"));
    let held = held.one(app.portal.db.read()).await.unwrap().unwrap();
    let contact = json!({ "name": erased.name, "phone": "+81 54-123-4567", "email": BUYER }).to_string();
    let tx = app.portal.db.begin().await.unwrap();
    let changed = subscription::ActiveModel {
        id: sea_orm::Set(held.id.clone()),
        transfer_contact: sea_orm::Set(Some(contact)),
        ..Default::default()
    };
    sea_orm::ActiveModelTrait::update(changed, &tx).await.unwrap();
    tx.commit().await.unwrap();
    let admin = app.signed_in(ADMIN).await;
    let path = format!("/api/users/{}/erasure", erased.id);
    assert_eq!(admin.post(&path, &json!({})).await.status, StatusCode::NO_CONTENT);
    let held = subscription::Entity::find_by_id(held.id).one(app.portal.db.read()).await.unwrap().unwrap();
    let contact: Value = serde_json::from_str(&held.transfer_contact.unwrap()).unwrap();
    assert_eq!((&contact["email"], &contact["name"]), (&json!(ADMIN), &json!("Haru Aoba")));
}

#[tokio::test]
async fn the_last_global_admin_is_not_erased_and_nobody_erases_who_stands_above() {
    let app = TestApp::demo().await;
    let admin = app.signed_in(ADMIN).await;
    let refused = erase(&admin, "demo").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["why_not"], json!(["last_global_admin"]));
    assert_eq!(admin.get("/api/account").await.body["global_admins"], 1);
    let manager = app.signed_in("user-management-admin@aoba.example").await;
    let path = format!("/api/users/{}/erasure", row(&app, ADMIN).await.id);
    let refused = manager.post(&path, &json!({})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let own = format!("/api/users/{}/erasure", row(&app, "user-management-admin@aoba.example").await.id);
    assert_eq!(manager.post(&own, &json!({})).await.body["why_not"], json!(["oneself"]));
}

#[tokio::test]
async fn two_global_admins_who_erase_themselves_at_once_leave_one() {
    let app = TestApp::demo().await;
    let first = app.signed_in(ADMIN).await;
    let member = row(&app, MEMBER).await.id;
    let roles = json!({ "seen": [], "roles": ["global_admin"] });
    assert_eq!(first.put(&format!("/api/users/{member}/roles"), &roles).await.status, StatusCode::OK);
    let second = app.signed_in(MEMBER).await;
    let (one, other) = tokio::join!(erase(&first, "demo"), erase(&second, "demo"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 422], "{} {}", one.body, other.body);
}
