//! Competencies through the router: progress, losses told in advance, the report, and the vendor's import.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use tokuten_core::competencies::{CompetenciesView, Level, RequirementProgress};
use tokuten_core::partners::PartnerId;

use super::{ASKED, follow, follow_catalogue, store};
use crate::db::remember;
use crate::migrations::GRANTED;
use crate::tables::{attainment, partner, skill, stay};
use crate::testing::{Answer, Client, TestApp};

const KITE: &str = "global-admin@kite.example";
const HARBOR: &str = "global-admin@harbor.example";
const GULL: &str = "global-admin@gull.example";
const AREA: &str = "application_development";
const COLUMNS: &str =
    "partner_id,skill,code,person_id,person_name,user_email,detail,amount,earned_on,expires_on,change";
const SHIPPED: &str = include_str!("../../demo/skills.csv");

async fn view(app: &TestApp, email: &str) -> CompetenciesView {
    let client = app.signed_in(email).await;
    serde_json::from_value(client.get("/api/competencies").await.body).expect("a CompetenciesView")
}

async fn upload(client: &Client, file: &str) -> Answer {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"skills.csv\"\r\n\r\n{file}\r\n--b--\r\n"
    );
    let request = Request::post("/api/operator/skills")
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .header(header::COOKIE, client.cookie.clone().unwrap_or_default());
    client.raw(request.body(Body::from(body)).unwrap()).await
}

fn file(rows: &[&str]) -> String {
    std::iter::once(COLUMNS).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n")
}

async fn imported(app: &TestApp, rows: &[&str]) -> Value {
    let answer = upload(&app.signed_in("programme@vendor.example").await, &file(rows)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

/// Level, have and need of each requirement of the first area.
fn numbers(view: &CompetenciesView) -> Vec<(Level, Vec<(u64, u64)>)> {
    let area = view.areas.iter().find(|area| area.code == AREA).unwrap();
    let of = |one: &RequirementProgress| (one.have, one.need);
    area.levels.iter().map(|level| (level.level, level.requirements.iter().map(of).collect())).collect()
}

#[tokio::test]
async fn kite_is_at_silver_and_sees_what_is_missing_for_gold() {
    let app = TestApp::demo().await;
    let view = view(&app, "member@kite.example").await;
    let expected = vec![
        (Level::Silver, vec![(2, 2), (1, 1), (1, 1)]),
        (Level::Gold, vec![(2, 3), (1, 1), (1, 2), (140, 250)]),
    ];
    assert_eq!(numbers(&view), expected);
    assert_eq!(view.areas[0].held, Some(Level::Silver));
    let people = &view.areas[0].levels[1].requirements[0].contributors;
    let names: Vec<_> = people.iter().filter_map(|one| one.person.as_deref()).collect();
    assert_eq!(names, ["Oscar Bell", "Isla Kite"]);
    assert!(view.risks.is_empty() && view.expiring.is_empty());
}

#[tokio::test]
async fn harbor_sees_its_membership_at_risk_and_the_certificate_that_expires_next() {
    let app = TestApp::demo().await;
    let view = view(&app, HARBOR).await;
    let risk = &view.risks[0];
    assert_eq!((risk.required, risk.offer.0.as_str()), (Level::Silver, "silver"));
    assert_eq!(risk.held_until.unwrap().to_string(), "2027-02-28");
    assert_eq!(
        (risk.anniversary.to_string(), risk.closes.to_string()),
        ("2027-04-19".into(), "2027-05-19".into())
    );
    assert_eq!(view.expiring.len(), 1);
    let expiring = &view.expiring[0];
    assert_eq!(
        (expiring.person.name.as_str(), expiring.expires_on.to_string()),
        ("Mason Lee", "2027-04-04".into())
    );
    assert_eq!(expiring.areas.len(), 2, "an app builder counts in two areas");
}

#[tokio::test]
async fn an_area_lists_its_skills_and_one_that_is_none_is_not_found() {
    let app = TestApp::demo().await;
    let client = app.signed_in("member@harbor.example").await;
    let area = client.get(&format!("/api/competencies/area?code={AREA}")).await.body;
    let counts: Vec<_> =
        area["records"].as_array().unwrap().iter().map(|one| (&one["earned_on"], &one["counts"])).collect();
    let expected = [("2026-02-03", false), ("2026-01-29", true), ("2026-01-24", true), ("2026-01-14", true)];
    assert_eq!(json!(counts), json!(expected), "{area}");
    assert_eq!(area["next_cursor"], Value::Null);
    let none = client.get("/api/competencies/area?code=juggling").await;
    assert_eq!((none.status, none.code()), (StatusCode::NOT_FOUND, "not_found"));
}

#[tokio::test]
async fn a_bad_row_is_named_and_nothing_comes_in_and_the_good_file_opens_gold() {
    let app = TestApp::demo().await;
    let (programme, kite) = (app.signed_in("programme@vendor.example").await, app.signed_in(KITE).await);
    let bad = SHIPPED.replace("active_users,120", "active_user,120").replace("4100004", "4199999");
    let refused = upload(&programme, &bad).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "rows_wrong"));
    let reason = "\"active_user\" is not a measure of the catalogue; did you mean active_users?";
    let values =
        json!([{ "place": "text", "text": "active_user" }, { "place": "meant", "text": "active_users" }]);
    let fault = json!({ "code": "unknown_measure", "values": values });
    let row = json!({ "line": 5, "column": "detail", "reason": reason, "fault": fault });
    assert_eq!(refused.body["rows"], json!([row]));
    assert!(refused.body["detail"].as_str().unwrap().contains("Nothing was imported"));
    let missing = upload(&programme, &SHIPPED.replace("4100004", "4199999")).await;
    assert_eq!(missing.body["rows"][0]["reason"], "there is no partner 4199999");
    let buy = json!({ "wish": { "buy": "gold" }, "payment": { "card": { "token": app.card("4242 4242 4242 4242").await } } });
    assert_eq!(kite.post_once("/api/orders", "before", &buy).await.unmet(), ["qualified"]);

    let taken = upload(&programme, SHIPPED).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert_eq!((&taken.body["skills"]["new"], &taken.body["people"]["new"]), (&json!(5), &json!(1)));
    assert_eq!(view(&app, KITE).await.areas[0].held, Some(Level::Gold));
    let order = kite.post_once("/api/orders", "after", &buy).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);

    let version = async || {
        let row = partner::Entity::find_by_id("4100011").one(app.portal.db.read()).await.unwrap().unwrap();
        row.version
    };
    let before = version().await;
    let again = upload(&programme, SHIPPED).await;
    assert_eq!(again.body["skills"], json!({ "new": 0, "known": 5 }));
    assert_eq!(version().await, before, "nothing has changed");
}

#[tokio::test]
async fn a_file_that_is_too_large_or_no_file_is_refused() {
    let app = TestApp::demo().await;
    let programme = app.signed_in("programme@vendor.example").await;
    let large = upload(&programme, &"x".repeat(6 * 1024 * 1024)).await;
    assert_eq!((large.status, large.code()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let empty = upload(&programme, "").await;
    assert_eq!(empty.body["rows"][0]["reason"], "the file is empty; its first line names the columns");
    assert_eq!(empty.body["rows"][0]["fault"], json!({ "code": "no_rows" }));
}

#[tokio::test]
async fn the_report_opens_in_a_spreadsheet_and_runs_nothing_there() {
    let app = TestApp::demo().await;
    imported(
        &app,
        &["4100011,reference,application_development,,,,\"=HYPERLINK(\"\"http://x\"\"),1\",,2027-01-02,,"],
    )
    .await;
    let answer = app.signed_in(KITE).await.get("/api/competencies/report").await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let disposition = "attachment; filename=\"skills-4100011-2027-03-10.csv\"";
    assert_eq!(answer.headers[header::CONTENT_DISPOSITION], disposition);
    let expected = "\u{feff}Skill,Name,Areas,Person,Person ID,Customer,Amount,Earned on,Expires on,Counts today\r\n\
        Assessment,Selling applications,Application Development,Isla Kite,NC-21101,,,2026-11-10,,yes\r\n\
        Certificate,App Builder,Application Development; Business Applications,Oscar Bell,NC-21102,,,2026-11-30,2028-11-29,yes\r\n\
        Certificate,\"Developer, Associate\",Application Development,Isla Kite,NC-21101,,,2026-10-11,2028-10-10,yes\r\n\
        Performance,Active users added,Application Development,,,,140,2027-01-29,,yes\r\n\
        Reference,,Application Development,,,\"'=HYPERLINK(\"\"http://x\"\"),1\",,2027-01-02,,yes\r\n\
        Reference,,Application Development,,,Harewood Bakery,,2026-11-20,,yes\r\n";
    assert_eq!(String::from_utf8_lossy(&answer.bytes), expected);
    let japanese = app.signed_in(KITE).await.get("/api/competencies/report?language=ja").await;
    assert!(String::from_utf8_lossy(&japanese.bytes).starts_with("\u{feff}スキル,名称,分野,氏名,"));
    let member = app.signed_in("member@kite.example").await.get("/api/competencies/report").await;
    assert_eq!(member.code(), "role_missing");
}

fn count(mails: &[String], kind: &str) -> usize {
    mails.iter().filter(|mail| *mail == kind).count()
}

#[tokio::test]
async fn a_membership_at_risk_is_told_once_and_each_certificate_as_often_as_the_catalogue_says() {
    let app = TestApp::demo().await;
    let told = async |day: &str| {
        app.on(day).await;
        let mails = app.mails(HARBOR).await;
        (count(&mails, "at_risk"), count(&mails, "certificates_expire"))
    };
    assert_eq!(told("2027-03-10").await, (1, 1), "its 60 days before have passed");
    assert_eq!(told("2027-03-20").await, (1, 1), "30 days before the anniversary it is looked at again");
    assert_eq!(told("2027-03-21").await, (1, 2), "14 days before the certificate ends");
    assert_eq!(told("2027-05-30").await, (1, 2));
    let member = app.mails("member@harbor.example").await;
    assert!(member.is_empty(), "who may not buy is not told: {member:?}");
}

#[tokio::test]
async fn what_will_be_lost_is_told_on_the_first_day_that_the_catalogue_names() {
    let app = TestApp::demo().await;
    // Gull's silver ends 120 days from T; two of three certificates now end before the days that count.
    imported(
        &app,
        &[
            "4100007,certificate,developer_expert,NC-20701,Chloé Martin,,,,2026-01-14,2027-05-29,correct",
            "4100007,certificate,app_builder,NC-20702,Hugo Petit,,,,2026-02-23,2027-05-29,correct",
        ],
    )
    .await;
    app.on("2027-04-08").await;
    assert_eq!(count(&app.mails(GULL).await, "at_risk"), 0);
    app.on("2027-04-09").await;
    assert_eq!(count(&app.mails(GULL).await, "at_risk"), 1, "90 days before");
    app.on("2027-06-08").await;
    assert_eq!(count(&app.mails(GULL).await, "at_risk"), 1, "and not again");
}

#[tokio::test]
async fn who_leaves_takes_the_qualification_along_and_the_other_partner_gets_it() {
    let app = TestApp::demo().await;
    let row = "4100011,certificate,developer_associate,NC-20703,Manon Leroy,,,,2026-08-22,2028-07-22,";
    let programme = app.signed_in("programme@vendor.example").await;
    let refused = upload(&programme, &file(&[row])).await;
    assert!(refused.body["rows"][0]["reason"].as_str().unwrap().contains("write move in the column change"));
    let moved = imported(&app, &[&format!("{row}move")]).await;
    let person = json!({ "id": "NC-20703", "name": "Manon Leroy" });
    assert_eq!(
        moved["moved"],
        json!([{ "person": person, "from": "4100007", "to": "4100011", "on": "2027-03-10" }])
    );
    let level = async |email| view(&app, email).await.areas[0].held;
    assert_eq!((level(GULL).await, level(KITE).await), (Some(Level::Silver), Some(Level::Silver)));
    assert_eq!(numbers(&view(&app, KITE).await)[1].1[0], (3, 3), "the third person for gold");
    let attained =
        store::attained(app.portal.db.read(), &"4100007".parse::<PartnerId>().unwrap()).await.unwrap();
    let gold = attained.iter().find(|one| one.level == Level::Gold).unwrap();
    assert_eq!(gold.until.unwrap().to_string(), "2027-03-09", "what was held stays true");
}

#[tokio::test]
async fn another_catalogue_is_followed_when_the_server_starts() {
    let app = TestApp::demo().await;
    let before = attainment::Entity::find().all(app.portal.db.read()).await.unwrap().len();
    let tx = app.portal.db.begin().await.unwrap();
    attainment::Entity::delete_many().exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    follow_catalogue(&app.portal).await.unwrap();
    assert!(
        attainment::Entity::find().one(app.portal.db.read()).await.unwrap().is_none(),
        "the same catalogue"
    );
    let tx = app.portal.db.begin().await.unwrap();
    remember(&tx, ASKED, "[]").await.unwrap();
    tx.commit().await.unwrap();
    follow_catalogue(&app.portal).await.unwrap();
    let after = attainment::Entity::find().all(app.portal.db.read()).await.unwrap().len();
    assert!(before > 0 && after == before, "{before} {after}");
}

#[tokio::test]
async fn what_was_recorded_as_attained_becomes_what_the_programme_granted() {
    let app = TestApp::demo().await;
    let kite: PartnerId = "4100011".parse().unwrap();
    let sorted = |mut attained: Vec<tokuten_core::competencies::Attainment>| {
        attained.sort_by_key(|one| (one.area.clone(), one.level, one.from));
        attained
    };
    let before = sorted(store::attained(app.portal.db.read(), &kite).await.unwrap());
    let tx = app.portal.db.begin().await.unwrap();
    skill::Entity::delete_many().exec(&tx).await.unwrap();
    stay::Entity::delete_many().exec(&tx).await.unwrap();
    tx.execute_unprepared(GRANTED).await.unwrap();
    follow(&tx, &app.portal.catalogue(), &kite).await.unwrap();
    tx.commit().await.unwrap();
    let after = sorted(store::attained(app.portal.db.read(), &kite).await.unwrap());
    assert_eq!((after.len(), &after), (1, &before));
}
