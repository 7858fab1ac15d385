//! Joining: from the application by the link in the mail to the partner.

use axum::http::StatusCode;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};
use serde_json::{Value, json};
use tokuten_core::catalogue::Verifying;

use super::{JOB, write_mail};
use crate::config::Settings;
use crate::jobs::run_due;
use crate::tables::{application, audit, job, mail, partner, user};
use crate::testing::{Answer, Client, TestApp};

const EMAIL: &str = "mio@mizu.example";
const LONG: &str = "correct horse battery";

fn form() -> Value {
    json!({
        "profile": {
            "bill_to": { "name": "Mizu Studio", "line1": "4-5 Mizuho", "city": "Nagoya", "tax_id": "" },
            "registration_number": "1800-01-123456",
        },
        "country": "JP",
        "contact": "Mio Mizuno",
        "email": " Mio@Mizu.example",
        "zone": "Asia/Tokyo",
        "language": "ja",
        "agreement_version": "2019-07",
    })
}

async fn apply(app: &TestApp, key: &str, form: &Value) -> Answer {
    app.stranger().post_once("/api/joining", key, form).await
}

/// Does the jobs that write mails, and answers the tokens of the links, the latest last. The mails are not sent yet.
async fn links(app: &TestApp) -> Vec<String> {
    let jobs = job::Entity::find().filter(job::Column::Kind.eq(JOB)).order_by_asc(job::Column::Id);
    for job in jobs.all(app.portal.db.read()).await.unwrap() {
        // Twice, as after a crash: it is written once.
        write_mail(app.portal.clone(), job.clone()).await.unwrap();
        write_mail(app.portal.clone(), job).await.unwrap();
    }
    let mails = mail::Entity::find().filter(mail::Column::Kind.eq("joining_link"));
    let mails = mails.order_by_asc(mail::Column::Id).all(app.portal.db.read()).await.unwrap();
    let token = |mail: &mail::Model| {
        let (_, rest) = mail.text.split_once("/join/")?;
        rest.split_whitespace().next().map(str::to_owned)
    };
    mails.iter().filter_map(token).collect()
}

async fn join(client: &mut Client, token: &str) -> Answer {
    let answer = client.post(&format!("/api/joining/links/{token}"), &json!({ "password": LONG })).await;
    if let Some(cookie) = answer.headers.get("set-cookie") {
        client.cookie = cookie.to_str().unwrap().split(';').next().map(str::to_owned);
    }
    answer
}

async fn applications(app: &TestApp) -> u64 {
    application::Entity::find().count(app.portal.db.read()).await.unwrap()
}

async fn stored(app: &TestApp, id: &str) -> partner::Model {
    partner::Entity::find_by_id(id).one(app.portal.db.read()).await.unwrap().unwrap()
}

/// What is unmet for the Action Pack.
async fn unmet_to_buy(app: &TestApp, client: &Client) -> Vec<String> {
    let token = app.card("4242424242424242").await;
    let body = json!({ "wish": { "buy": "action_pack" }, "payment": { "card": { "token": token } } });
    let refused = client.post_once("/api/orders", &token, &body).await;
    refused.unmet().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_company_joins_by_the_link_and_waits_to_be_verified() {
    let app = TestApp::demo().await;
    assert_eq!(apply(&app, "one", &form()).await.status, StatusCode::ACCEPTED);
    let token = links(&app).await.pop().unwrap();
    let seen = app.stranger().get(&format!("/api/joining/links/{token}")).await.body;
    assert_eq!(seen, json!({ "company": "Mizu Studio", "contact": "Mio Mizuno", "email": EMAIL }));
    let mut client = app.stranger();
    let joined = join(&mut client, &token).await;
    assert_eq!(joined.status, StatusCode::CREATED, "{}", joined.body);
    let acts_for = &joined.body["acts_for"]["partner"];
    assert_eq!((&acts_for["id"], &acts_for["roles"]), (&json!("4100013"), &json!(["global_admin"])));
    let facts = client.get("/api/offers").await.body["facts"].clone();
    assert_eq!(facts["partner"]["verification"], "pending");
    assert_eq!(facts["partner"]["currency"], "JPY");
    assert_eq!(unmet_to_buy(&app, &client).await, ["verified"], "it has joined: only the vendor is missing");
    let row = stored(&app, "4100013").await;
    assert_eq!((row.agreement_version.as_deref(), row.zone.as_str()), (Some("2019-07"), "Asia/Tokyo"));
    assert_eq!(row.agreed_at.unwrap().date_naive().to_string(), crate::testing::T);
    let line = audit::Entity::find().filter(audit::Column::Action.eq("partner joined"));
    let line = line.one(app.portal.db.read()).await.unwrap().unwrap();
    assert!(line.after.unwrap().contains("2019-07"));
    assert_eq!(app.mails(EMAIL).await, ["joining_link", "joined"]);
    assert_eq!(applications(&app).await, 0, "what was applied for is not kept twice");

    let programme = app.signed_in("programme@vendor.example").await;
    let waiting = programme.get("/api/operator/partners").await.body["partners"].clone();
    let own = waiting.as_array().unwrap().iter().find(|row| row["id"] == "4100013").unwrap();
    assert_eq!(own["profile"]["registration_number"], "1800-01-123456");
    let body = json!({ "rejected": null, "seen": own["profile"] });
    let path = "/api/operator/partners/4100013/verification";
    assert_eq!(programme.post(path, &body).await.status, StatusCode::OK);
    let token = app.card("4242424242424242").await;
    let body = json!({ "wish": { "buy": "action_pack" }, "payment": { "card": { "token": token } } });
    assert_eq!(client.post_once("/api/orders", "buy", &body).await.status, StatusCode::CREATED);
    run_due(&app.portal).await.unwrap();
    let written = mail::Entity::find().filter(mail::Column::Kind.eq("joining_link"));
    let written = written.one(app.portal.db.read()).await.unwrap().unwrap();
    assert!(!written.text.contains("/join/"), "a sent link is not kept");
    assert_eq!(written.language, "ja");
}

#[tokio::test]
async fn a_link_works_once_even_for_two_at_once() {
    let app = TestApp::demo().await;
    apply(&app, "one", &form()).await;
    let token = links(&app).await.pop().unwrap();
    let weak =
        app.stranger().post(&format!("/api/joining/links/{token}"), &json!({ "password": "short" })).await;
    assert_eq!(weak.body["fields"], json!([{ "field": "password", "fault": "too_short" }]));
    let (mut one, mut other) = (app.stranger(), app.stranger());
    let (one, other) = tokio::join!(join(&mut one, &token), join(&mut other, &token));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404], "{} {}", one.body, other.body);
    let again = join(&mut app.stranger(), &token).await;
    assert_eq!((again.status, again.code()), (StatusCode::NOT_FOUND, "link_invalid"));
    let users = user::Entity::find().filter(user::Column::Email.eq(EMAIL));
    assert_eq!(users.count(app.portal.db.read()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_expires_and_what_was_entered_is_forgotten() {
    let app = TestApp::demo().await;
    apply(&app, "one", &form()).await;
    let token = links(&app).await.pop().unwrap();
    app.at("2027-03-11T11:59:00Z").await;
    let path = format!("/api/joining/links/{token}");
    assert_eq!(app.stranger().get(&path).await.status, StatusCode::OK);
    app.at("2027-03-11T12:01:00Z").await;
    assert_eq!(app.stranger().get(&path).await.code(), "link_invalid");
    assert_eq!(join(&mut app.stranger(), &token).await.code(), "link_invalid");
    assert_eq!(applications(&app).await, 0);
}

#[tokio::test]
async fn one_press_is_one_application_and_one_mail_however_often_it_is_sent() {
    let app = TestApp::demo().await;
    let form = form();
    let (first, second) = tokio::join!(apply(&app, "one", &form), apply(&app, "one", &form));
    assert_eq!((first.status, &first.body), (StatusCode::ACCEPTED, &second.body));
    assert_eq!(links(&app).await.len(), 1);
    let mut other = form.clone();
    other["contact"] = json!("Somebody Else");
    assert_eq!(apply(&app, "one", &other).await.code(), "idempotency_key_reused");
    let without = app.stranger().post("/api/joining", &form).await;
    assert_eq!(without.code(), "idempotency_key_missing");
}

#[tokio::test]
async fn a_mail_that_is_sent_again_ends_the_link_before() {
    let app = TestApp::demo().await;
    let id = apply(&app, "one", &form()).await.body["id"].as_str().unwrap().to_owned();
    links(&app).await;
    let again = app.stranger().post(&format!("/api/joining/{id}/mail"), &json!({})).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    let [first, second] = links(&app).await.try_into().unwrap();
    assert_eq!(join(&mut app.stranger(), &first).await.code(), "link_invalid");
    assert_eq!(join(&mut app.stranger(), &second).await.status, StatusCode::CREATED);
    let unknown = app.stranger().post("/api/joining/nobody/mail", &json!({})).await;
    assert_eq!((unknown.status, unknown.bytes), (again.status, again.bytes));
    assert_eq!(links(&app).await.len(), 2, "nothing is mailed for what is not there any more");
}

#[tokio::test]
async fn who_has_an_account_gets_the_same_answer_and_a_mail_that_says_so() {
    let app = TestApp::demo().await;
    let mut known = form();
    known["email"] = json!("Member@aoba.example");
    let (there, new) = (apply(&app, "one", &known).await, apply(&app, "two", &form()).await);
    assert_eq!((there.status, there.bytes.len()), (new.status, new.bytes.len()));
    let id = there.body["id"].as_str().unwrap();
    let again = app.stranger().post(&format!("/api/joining/{id}/mail"), &json!({})).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    assert_eq!(links(&app).await.len(), 1);
    assert_eq!(app.mails("member@aoba.example").await, ["joining_known", "joining_known"]);
    assert_eq!(app.mails(EMAIL).await, ["joining_link"]);
}

#[tokio::test]
async fn of_two_applications_with_one_address_the_first_link_that_is_used_counts() {
    let app = TestApp::demo().await;
    let mut second = form();
    second["profile"]["bill_to"]["name"] = json!("Mizu Holdings");
    apply(&app, "one", &form()).await;
    apply(&app, "two", &second).await;
    let [one, two] = links(&app).await.try_into().unwrap();
    assert_eq!(join(&mut app.stranger(), &two).await.status, StatusCode::CREATED);
    assert_eq!(join(&mut app.stranger(), &one).await.code(), "link_invalid");
    assert_eq!(stored(&app, "4100013").await.name, "Mizu Holdings");
}

#[tokio::test]
async fn a_link_whose_address_was_invited_elsewhere_since_makes_nobody() {
    let app = TestApp::demo().await;
    apply(&app, "one", &form()).await;
    let token = links(&app).await.pop().unwrap();
    let admin = app.signed_in("global-admin@aoba.example").await;
    let invited = admin.post("/api/users", &json!({ "email": EMAIL, "name": "Mio", "roles": [] })).await;
    assert_eq!(invited.status, StatusCode::CREATED);
    assert_eq!(join(&mut app.stranger(), &token).await.code(), "link_invalid");
    assert!(partner::Entity::find_by_id("4100013").one(app.portal.db.read()).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_wrong_is_named_at_its_field_and_the_agreement_is_the_present_one() {
    let app = TestApp::demo().await;
    let mut wrong = form();
    wrong["country"] = json!("KP");
    wrong["zone"] = json!("Mars/Olympus");
    wrong["agreement_version"] = json!("");
    wrong["profile"]["registration_number"] = json!(" ");
    let refused = apply(&app, "one", &wrong).await;
    let fields = refused.body["fields"].as_array().unwrap().iter().map(|fault| fault["field"].clone());
    assert_eq!(fields.collect::<Vec<_>>(), ["registration_number", "country", "zone", "agreement_version"]);
    let mut old = form();
    old["agreement_version"] = json!("2018-01");
    assert_eq!(apply(&app, "two", &old).await.code(), "agreement_changed");
    let mut more = form();
    more["verified"] = json!(true);
    assert_eq!(apply(&app, "three", &more).await.code(), "malformed");
    assert_eq!(applications(&app).await, 0);
}

#[tokio::test]
async fn a_partner_id_is_never_one_that_was_brought_in() {
    let app = TestApp::demo().await;
    let like = stored(&app, "4100001").await;
    let tx = app.portal.db.begin().await.unwrap();
    for id in ["4100013", "4100014", "4100016"] {
        let row = partner::ActiveModel { id: Set(id.to_owned()), ..partner::ActiveModel::from(like.clone()) };
        row.insert(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut ids = Vec::new();
    for number in 0..2 {
        let mut form = form();
        form["email"] = json!(format!("mio-{number}@mizu.example"));
        apply(&app, &number.to_string(), &form).await;
        let token = links(&app).await.pop().unwrap();
        ids.push(join(&mut app.stranger(), &token).await.body["acts_for"]["partner"]["id"].clone());
    }
    assert_eq!(ids, ["4100015", "4100017"]);
}

#[tokio::test]
async fn a_programme_that_takes_profiles_as_they_are_verifies_at_once_and_again_after_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("programme.toml");
    let toml = include_str!("../../../catalogue/demo.toml");
    std::fs::write(&file, toml.replace("verification = \"by_hand\"", "verification = \"at_once\"")).unwrap();
    let settings = Settings { catalogue: Some(file), sign_in_attempts: 10_000, ..Settings::default() };
    let app = TestApp::with(settings).await;
    assert_eq!(app.portal.catalogue().joining.verification, Verifying::AtOnce);
    apply(&app, "one", &form()).await;
    let token = links(&app).await.pop().unwrap();
    let mut client = app.stranger();
    join(&mut client, &token).await;
    let partner = client.get("/api/offers").await.body["facts"]["partner"].clone();
    assert_eq!(partner["verification"], "verified");
    let was = json!({ "bill_to": partner["bill_to"], "registration_number": partner["registration_number"] });
    let mut changed = was.clone();
    changed["bill_to"]["city"] = json!("Kyoto");
    let sent = client.put("/api/profile", &json!({ "profile": changed, "was": was })).await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT);
    let partner = client.get("/api/offers").await.body["facts"]["partner"].clone();
    assert_eq!(
        (&partner["verification"], &partner["bill_to"]["city"]),
        (&json!("verified"), &json!("Kyoto"))
    );
}

#[tokio::test]
async fn who_applies_again_and_again_waits() {
    let app = TestApp::with(Settings { sign_in_attempts: 2, ..Settings::default() }).await;
    for key in ["one", "two"] {
        assert_eq!(apply(&app, key, &form()).await.status, StatusCode::ACCEPTED);
    }
    let third = apply(&app, "three", &form()).await;
    assert_eq!((third.status, third.code()), (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"));
    for _ in 0..2 {
        let again = app.stranger().post("/api/joining/none/mail", &json!({})).await;
        assert_eq!(again.status, StatusCode::ACCEPTED);
    }
    let again = app.stranger().post("/api/joining/none/mail", &json!({})).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
}
