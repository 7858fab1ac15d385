//! Who is told what: declines of purchases, and reminders that were stopped.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::unsubscribing;
use crate::jobs::run_due;
use crate::tables::{audit, mail, user};
use crate::testing::{Answer, TestApp};

const TAKUMI: &str = "global-admin@aoba.example";
const HANA: &str = "mpn-partner-admin@aoba.example";

async fn count(app: &TestApp, to: &str, kind: &str) -> usize {
    app.mails(to).await.iter().filter(|mail| *mail == kind).count()
}

#[tokio::test]
async fn a_declined_purchase_is_told_once_for_each_attempt_to_those_who_may_buy() {
    let app = TestApp::demo().await;
    let client = app.signed_in(TAKUMI).await;
    let order = app.renew_by_hand(&client, "4000 0000 0000 9995").await;
    assert_eq!(order["state"], "declined", "{order}");
    run_due(&app.portal).await.unwrap();
    for (user, told) in
        [(TAKUMI, 1), (HANA, 1), ("billing-admin@aoba.example", 0), ("member@aoba.example", 0)]
    {
        assert_eq!(count(&app, user, "purchase_declined").await, told, "{user}");
    }
    let card = app.card("4000 0000 0000 0002").await;
    let use_card = format!("/api/orders/{}/card", order["number"]);
    let again = client.put(&use_card, &json!({ "card_token": card })).await.body;
    let pressed =
        json!({ "total": again["quote"]["total"], "agreement_version": again["agreement"]["version"] });
    let buy = format!("/api/orders/{}/buy", order["number"]);
    for _ in 0..2 {
        let key = again["next_attempt_key"].as_str().unwrap();
        assert_eq!(client.post_once(&buy, key, &pressed).await.body["state"], "declined");
        run_due(&app.portal).await.unwrap();
    }
    assert_eq!(count(&app, TAKUMI, "purchase_declined").await, 2, "one for each attempt");
    assert_eq!(count(&app, TAKUMI, "automatic_declined").await, 0);
    let mails = mail::Entity::find().filter(mail::Column::Kind.eq("purchase_declined"));
    let mails = mails.all(app.portal.db.read()).await.unwrap();
    assert!(mails.iter().all(|mail| mail.text.contains(&format!("/orders/{}", order["number"]))));
}

async fn address(app: &TestApp, email: &str) -> String {
    let user = user::Entity::find().filter(user::Column::Email.eq(email));
    let user = user.one(app.portal.db.read()).await.unwrap().unwrap();
    unsubscribing::path(&app.portal, &user.id)
}

/// What a mail program sends: no session, no origin.
async fn one_click(app: &TestApp, path: &str) -> Answer {
    let body =
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let request = Request::post(path)
        .header(header::HOST, "portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    app.stranger().raw(request.body(Body::from(body)).unwrap()).await
}

async fn button(app: &TestApp, path: &str, value: &str) -> Answer {
    let request = Request::post(path)
        .header(header::ORIGIN, "http://portal.example")
        .header(header::HOST, "portal.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    app.stranger().raw(request.body(Body::from(format!("reminders={value}"))).unwrap()).await
}

fn html(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.bytes).unwrap()
}

#[tokio::test]
async fn one_click_stops_the_reminders_of_one_user_until_they_are_wanted_again() {
    let app = TestApp::demo().await;
    run_due(&app.portal).await.unwrap();
    let path = address(&app, TAKUMI).await;
    assert!(html(&app.stranger().get(&path).await).contains("このお知らせの配信を停止する"), "in Japanese");
    let audited = audit::Entity::find().count(app.portal.db.read()).await.unwrap();
    for _ in 0..2 {
        let answer = one_click(&app, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "no redirect, and twice is harmless");
        assert!(!answer.headers.contains_key(header::SET_COOKIE));
    }
    let now = audit::Entity::find().count(app.portal.db.read()).await.unwrap();
    assert_eq!(now, audited + 1, "one change");
    assert!(html(&app.stranger().get(&path).await).contains("配信を再開する"));

    let reminders = async || (count(&app, TAKUMI, "reminder").await, count(&app, HANA, "reminder").await);
    assert_eq!(reminders().await, (1, 1), "when the window opened");
    app.on("2027-04-01").await;
    assert_eq!(reminders().await, (1, 2), "7 days before it closes");
    assert_eq!(button(&app, &path, "on").await.status, StatusCode::OK);
    app.on("2027-04-08").await;
    assert_eq!(reminders().await, (2, 3), "on its last day");
}

#[tokio::test]
async fn a_reminder_before_an_automatic_charge_and_what_was_paid_are_told_all_the_same() {
    let app = TestApp::demo().await;
    let birch = "global-admin@birch.example";
    let path = address(&app, birch).await;
    let answer = button(&app, &path, "off").await;
    assert!(html(&answer).contains("Send them again"), "{}", html(&answer));
    app.on("2027-03-31").await;
    assert_eq!(app.mails(birch).await, ["reminder", "reminder", "reminder", "order_paid"]);
}

#[tokio::test]
async fn an_address_that_was_made_up_stops_nothing() {
    let app = TestApp::demo().await;
    let (path, other) = (address(&app, TAKUMI).await, address(&app, HANA).await);
    let (user, _) = path.split_once('.').unwrap();
    let (_, signature) = other.split_once('.').unwrap();
    for wrong in
        [format!("{user}.{signature}"), user.to_owned(), format!("{user}."), "/unsubscribe/x".to_owned()]
    {
        assert_eq!(one_click(&app, &wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(app.stranger().get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let off = user::Entity::find().filter(user::Column::RemindersOff.eq(true));
    assert_eq!(off.count(app.portal.db.read()).await.unwrap(), 0);
}

#[tokio::test]
async fn the_page_brings_its_style_in_its_policy_and_nobody_keeps_it() {
    let app = TestApp::demo().await;
    let answer = app.stranger().get(&address(&app, TAKUMI).await).await;
    let header = |name| answer.headers[name].to_str().unwrap().to_owned();
    let policies = answer.headers.get_all(header::CONTENT_SECURITY_POLICY).iter().count();
    assert_eq!((policies, header(header::CACHE_CONTROL).as_str()), (1, "no-store"));
    let policy = header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("style-src 'sha256-") && policy.contains("form-action 'self'"), "{policy}");
}
