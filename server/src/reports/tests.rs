//! Reports, through the real router. T is 2027-03-10.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::testing::{Client, TestApp};

const AOBA: &str = "global-admin@aoba.example";
const FINANCE: &str = "finance@vendor.example";

async fn report(client: &Client, report: &str, query: &str) -> Value {
    let answer = client.get(&format!("/api/operator/reports/{report}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

/// The cells of a row, by what it is about.
fn row<'a>(table: &'a Value, about: &Value) -> &'a Value {
    let rows = table["rows"].as_array().unwrap();
    &rows.iter().find(|row| row["about"] == *about).unwrap_or_else(|| panic!("no row {about} in {table}"))["cells"]
}

fn month(first: &str) -> Value {
    json!({ "month": first })
}

/// The table of a currency.
fn in_yen(report: &Value) -> &Value {
    report["tables"].as_array().unwrap().iter().find(|table| table["currency"] == "JPY").unwrap()
}

async fn paid(app: &TestApp) -> Value {
    let client = app.signed_in(AOBA).await;
    app.renew_by_hand(&client, "4242 4242 4242 4242").await
}

async fn given_back(app: &TestApp, order: &Value) {
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    let refund = app.signed_in(FINANCE).await.post(&path, &json!({ "reason": "Asked for" })).await;
    assert_eq!(refund.status, StatusCode::OK, "{}", refund.body);
}

#[tokio::test]
async fn of_the_terms_that_ended_it_says_which_were_renewed() {
    let app = TestApp::demo().await;
    let programme = app.signed_in("programme@vendor.example").await;
    let march = |report: &Value| row(&report["tables"][0], &month("2027-03-01")).clone();
    let before = march(&report(&programme, "renewal_rate", "").await);
    paid(&app).await;
    let after = report(&programme, "renewal_rate", "").await;
    assert_eq!(
        (&after["until"], after["tables"][0]["rows"].as_array().unwrap().len()),
        (&json!("2027-03-01"), 12)
    );
    let count = |cells: &Value, place: usize| cells[place]["count"].as_u64().unwrap();
    let after = march(&after);
    assert_eq!(count(&after, 0), count(&before, 0) + 1, "renewed");
    assert_eq!(count(&after, 2) + 1, count(&before, 2), "of those that could still be");
    // Dune's term ended 31 days ago, on 7 February, and its window has closed.
    let february = report(&programme, "renewal_rate", "?until=2027-02").await;
    let february = row(&february["tables"][0], &month("2027-02-01")).clone();
    assert_eq!(count(&february, 1), 1, "{february}");
}

#[tokio::test]
async fn the_funnel_goes_from_the_reminder_to_the_renewal() {
    let app = TestApp::demo().await;
    let programme = app.signed_in("programme@vendor.example").await;
    let step = |report: &Value, name: &str| {
        let rows = report["tables"][0]["rows"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["about"]["named"]["en"] == name).unwrap().clone();
        row["cells"][0]["count"].as_u64().unwrap()
    };
    let before = report(&programme, "window", "?until=2027-12").await;
    app.on("2027-03-20").await;
    paid(&app).await;
    let after = report(&programme, "window", "?until=2027-12").await;
    assert!(step(&after, "Reminded") > step(&before, "Reminded"), "{after}");
    assert!(step(&after, "Window opened") >= step(&before, "Window opened"));
    assert!(step(&after, "Renewed") > step(&before, "Renewed"));
}

#[tokio::test]
async fn revenue_is_what_was_invoiced_without_tax_less_what_was_credited() {
    let app = TestApp::demo().await;
    let finance = app.signed_in(FINANCE).await;
    let march = async || {
        let report = report(&finance, "revenue", "").await;
        let table =
            report["tables"].as_array().unwrap().iter().find(|table| table["currency"] == "JPY").cloned();
        table.map_or(0, |table| {
            row(&table, &month("2027-03-01")).as_array().unwrap().last().unwrap()["amount"]["amount"]
                .as_i64()
                .unwrap()
        })
    };
    let before = march().await;
    let order = paid(&app).await;
    assert_eq!(march().await - before, 53_900);
    given_back(&app, &order).await;
    assert_eq!(march().await, before);
}

#[tokio::test]
async fn what_was_paid_for_a_term_is_earned_by_its_days() {
    let app = TestApp::demo().await;
    let finance = app.signed_in(FINANCE).await;
    let order = paid(&app).await;
    // The new term: 10 March 2027 to 9 March 2028, 366 days.
    let view = report(&finance, "deferred", "?until=2028-03").await;
    let amounts = |first: &str| {
        let cells = row(in_yen(&view), &month(first)).as_array().unwrap().clone();
        cells.iter().map(|cell| cell["amount"]["amount"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(order["new_anniversary"], "2028-03-09");
    let earned = 53_900 * 52 / 366;
    let until_march = amounts("2027-04-01");
    assert!(until_march[0] > 0 && until_march[1] == 0 && until_march[2] > 0, "{until_march:?}");
    assert!(until_march[0] <= 53_900 - earned + 53_900 * 12, "{until_march:?}");
    assert_eq!(amounts("2028-03-01")[0], 0, "all is earned");
    let total: i64 = ["2027-04-01", "2027-12-01", "2028-03-01"].iter().map(|first| amounts(first)[2]).sum();
    assert!(total > 0);
}

#[tokio::test]
async fn what_is_outstanding_gets_older() {
    let app = TestApp::demo().await;
    let finance = app.signed_in(FINANCE).await;
    let class = async |name: &str| {
        let report = report(&finance, "receivables", "").await;
        let rows: Vec<_> = report["tables"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|table| table["rows"].as_array().unwrap().clone())
            .collect();
        let rows = rows.iter().filter(|row| row["about"]["named"]["en"] == name);
        rows.map(|row| row["cells"][1]["count"].as_u64().unwrap()).sum::<u64>()
    };
    let young = class("0 to 7 days").await;
    assert!(young > 0, "Elm and Fuji have ordered by transfer");
    app.on("2027-03-20").await;
    assert_eq!(class("0 to 7 days").await, 0);
    assert!(class("8 to 14 days").await + class("15 to 30 days").await >= young);
}

#[tokio::test]
async fn it_says_how_long_requests_waited_for_their_first_answer() {
    let app = TestApp::demo().await;
    let support = app.signed_in("support@vendor.example").await;
    let march = async || {
        let report = report(&support, "support_times", "").await;
        row(&report["tables"][0], &month("2027-03-01")).clone()
    };
    let before = march().await;
    let list = support.get("/api/operator/support").await.body["requests"].clone();
    let mut waiting = list.as_array().unwrap().iter().map(|listed| &listed["row"]);
    let waiting = waiting.find(|request| request["state"] == "new").unwrap();
    app.at("2027-03-11T12:00:00Z").await;
    let path = format!("/api/operator/support/{}/answers", waiting["number"]);
    let answer = json!({ "text": "We look into it.", "next": "in_progress", "seen": 1 });
    let said = support.post_once(&path, "answer", &answer).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    let after = march().await;
    let counts = |cells: &Value| cells[3]["count"].as_u64().unwrap();
    assert_eq!(counts(&after), counts(&before) + 1, "{before} {after}");
    assert!(after[1]["minutes"].as_u64().unwrap() >= 24 * 60, "{after}");
}

#[tokio::test]
async fn a_file_says_what_the_page_says_and_who_it_does_not_concern_gets_none() {
    let app = TestApp::demo().await;
    let order = paid(&app).await;
    given_back(&app, &order).await;
    let finance = app.signed_in(FINANCE).await;
    let file = finance.get("/api/operator/reports/deferred/file?lang=ja&until=2027-04").await;
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"deferred-2027-04.csv\"");
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.starts_with("\u{feff}月,通貨,月末の繰延額,請求額,当月の収益\r\n"), "{text}");
    assert!(text.contains("\r\n2027-04,JPY,"), "{text}");
    let support = app.signed_in("support@vendor.example").await;
    for path in ["/api/operator/reports/revenue", "/api/operator/reports/revenue/file"] {
        assert_eq!(support.get(path).await.status, StatusCode::FORBIDDEN);
    }
    let wrong = finance.get("/api/operator/reports/revenue?until=2027-13").await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::BAD_REQUEST, "malformed"));
    assert_eq!(finance.get("/api/operator/reports/horoscope").await.status, StatusCode::NOT_FOUND);
}
