//! Bank statements through the real router: read in every version, booked once, confirmed as they were seen.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tokuten_core::statements::{BankLine, Direction};

use super::{camt, csv_file, file, store};
use crate::testing::{Answer, Client, TestApp};

const ZENGIN: &[u8] = include_bytes!("samples/zengin.camt.053.001.02.xml");
const LONDON: &[u8] = include_bytes!("samples/london.camt.053.001.04.xml");
const DUBLIN: &[u8] = include_bytes!("samples/dublin.camt.053.001.06.xml");
const SEPA: &[u8] = include_bytes!("samples/sepa.camt.053.001.08.xml");
const ZENGIN_CSV: &[u8] = include_bytes!("samples/zengin.csv");
const SEPA_CSV: &[u8] = include_bytes!("samples/sepa.csv");

fn camt_lines(content: &[u8]) -> Vec<BankLine> {
    let read = camt::read(&file::xml_text(content).unwrap());
    assert!(read.faults.first.is_empty(), "{:?}", read.faults);
    read.lines
}

/// Direction, amount, reference, payer and texts of each line.
fn brief(lines: &[BankLine]) -> Vec<String> {
    let line = |line: &BankLine| {
        let [reference, payer] = [&line.reference, &line.payer].map(|text| text.as_deref().unwrap_or("-"));
        format!("{} {} {reference} | {payer} | {}", line.direction.code(), line.amount, line.text())
    };
    lines.iter().map(line).collect()
}

#[test]
fn a_japanese_statement_of_version_2_is_read() {
    let lines = camt_lines(ZENGIN);
    assert_eq!(
        brief(&lines),
        [
            "credit 59290 JPY 27031000123 | ｱｵﾊﾞｼｽﾃﾑｽﾞ(ｶ | １００００３－４１００００１",
            "credit 59290 JPY - | ﾌｼﾞﾃﾞｰﾀ(ｶ | ｱｸｼﾖﾝﾊﾟﾂｸ 100002-4100",
            "debit 660 JPY 27031000124 | - | ﾌﾘｺﾐﾃｽｳﾘﾖｳ",
            "credit 12345 JPY 27031000125 | ﾔﾏﾀﾞ ﾊﾅｺ | ",
        ]
    );
    assert_eq!((lines[0].line, lines[0].account.as_deref()), (22, Some("普通 0123456")));
    assert!(lines.iter().all(|line| line.booked_on.to_string() == "2027-03-10"));
}

#[test]
fn a_batch_of_version_4_is_divided_where_it_adds_up() {
    assert_eq!(
        brief(&camt_lines(LONDON)),
        [
            "credit 426.00 GBP BULK-77-A | Cedar Consulting LLP | Action Pack renewal order 1000 · 03/4100003 · E2E-1",
            "credit 426.00 GBP BULK-77/2 | Café Kite | E2E-2",
            "credit 426.00 GBP BULK-77/3 | Café Kite | ",
            "credit 100.00 GBP BULK-78 | - | first · second",
        ]
    );
}

#[test]
fn version_6_with_prefixes_and_structured_references_is_read() {
    assert_eq!(
        brief(&camt_lines(DUBLIN)),
        [
            "credit 415.00 EUR IE20270308-5 | Dune Works GmbH | 100003-4100004",
            "credit 12.345 KWD - | - | RF18 1000 0341 0000 4 · 2027-000001",
        ]
    );
}

#[test]
fn version_8_with_several_statements_pending_entries_and_reversals_is_read() {
    let read = camt::read(&file::xml_text(SEPA).unwrap());
    assert_eq!(
        brief(&read.lines),
        [
            "credit 493.85 EUR 2027031012345678900001 | Dune Works GmbH | Bestellung 100003-4100004 M&A",
            "credit_returned 50.00 EUR R-1 | - | ",
            "debit_returned 20.00 EUR R-2 | - | ",
        ]
    );
    assert_eq!(read.pending, 1);
    let accounts: Vec<_> = read.lines.iter().map(|line| line.account.as_deref().unwrap()).collect();
    assert_eq!(accounts, ["IE97NWFB99000012345678", "ZDA-1", "ZDA-1"]);
}

#[test]
fn what_is_wrong_with_a_statement_is_named_with_its_line() {
    let broken = String::from_utf8(ZENGIN.to_vec()).unwrap();
    let broken = broken
        .replacen("<Amt Ccy=\"JPY\">59290</Amt>", "<Amt Ccy=\"JPY\">59290.50</Amt>", 1)
        .replacen("<CdtDbtInd>DBIT</CdtDbtInd>", "<CdtDbtInd>X</CdtDbtInd>", 1)
        .replacen("<BookgDt><DtTm>2027-03-10T", "<BookgDt><DtTm>10 March", 1);
    let read = camt::read(&broken);
    let faults: Vec<_> =
        read.faults.first.iter().map(|fault| (fault.line, fault.column.as_deref().unwrap())).collect();
    assert_eq!(faults, [(23, "Amt"), (51, "CdtDbtInd"), (62, "BookgDt")]);
    let report = camt::read("<Document>\n<BkToCstmrAcctRpt/></Document>");
    assert!(report.faults.first[0].reason.contains("camt.052"), "{:?}", report.faults);
    let nothing = camt::read("<Document><BkToCstmrStmt/></Document>");
    assert!(nothing.faults.first[0].reason.contains("no statement"));
}

#[test]
fn csv_files_of_two_banks_are_read_as_guessed() {
    let read = csv_file::read(ZENGIN_CSV, None, "JPY");
    assert!(read.faults.first.is_empty(), "{:?}", read.faults);
    assert_eq!(
        brief(&read.lines),
        [
            "credit 59290 JPY - | ｱｵﾊﾞｼｽﾃﾑｽﾞ(ｶ | 100003-4100001",
            "credit 59290 JPY - | ﾌｼﾞﾃﾞｰﾀ(ｶ | ",
            "debit 660 JPY - | - | ﾌﾘｺﾐﾃｽｳﾘﾖｳ",
            "credit 12345 JPY - | ﾔﾏﾀﾞ ﾊﾅｺ | ",
            "credit 5000 JPY - | ｻﾄｳ ｼﾞﾛｳ | ﾄｸﾃﾝ",
        ]
    );
    assert_eq!((read.lines[0].line, read.csv.unwrap().mapping.heading_line), (4, 3));
    let sepa = csv_file::read(SEPA_CSV, None, "JPY").lines;
    assert_eq!(
        brief(&sepa),
        [
            "credit 493.85 EUR 2027031012345678900001 | Dune Works GmbH | Bestellung 100003-4100004",
            "debit 1250.00 EUR 2027031012345678900002 | Stadtwerke | Abschlag",
        ]
    );
}

#[test]
fn a_mistake_in_csv_is_named_with_its_line_and_column() {
    let text = "Date,Amount,Text\r\n2027-03-10,100,\"two\r\nlines\"\r\n\r\n2027-13-10,1x,b\r\n";
    let read = csv_file::read(text.as_bytes(), None, "JPY");
    let faults: Vec<_> =
        read.faults.first.iter().map(|fault| (fault.line, fault.column.as_deref().unwrap())).collect();
    assert_eq!(faults, [(5, "Date"), (5, "Amount")]);
}

async fn form(client: &Client, path: &str, name: &str, content: &[u8], mapping: Option<&Value>) -> Answer {
    let mut body = Vec::new();
    if let Some(mapping) = mapping {
        let field = format!("--cut\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{mapping}\r\n");
        body.extend_from_slice(field.as_bytes());
    }
    let head = format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::COOKIE, client.cookie.clone().unwrap_or_default());
    client.raw(request.body(Body::from(body)).unwrap()).await
}

async fn import(client: &Client, name: &str, content: &[u8]) -> Answer {
    form(client, "/api/operator/statements", name, content, None).await
}

async fn imported(client: &Client, name: &str, content: &[u8]) -> Value {
    let answer = import(client, name, content).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

struct Scene {
    app: TestApp,
    client: Client,
    finance: Client,
}

/// Aoba's renewal awaits its transfer as order 100003; Elm's 100001 and Fuji's 100002 do from the start.
async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let finance = app.signed_in("finance@vendor.example").await;
    let offers = client.get("/api/offers").await.body;
    let contact = json!({ "name": "Haru Aoba", "phone": "+81 221234567", "email": "haru@aoba.example" });
    let wish = json!({ "renew": offers["facts"]["subscriptions"][0]["id"] });
    let body = json!({ "wish": wish, "payment": { "transfer": contact } });
    let order = client.post_once("/api/orders", "one", &body).await.body;
    assert_eq!(client.buy(&order).await.body["number"], 100_003);
    Scene { app, client, finance }
}

async fn lines(finance: &Client, statement: i64, show: &str) -> Vec<Value> {
    let answer = finance.get(&format!("/api/operator/statements/{statement}?show={show}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["lines"].as_array().unwrap().clone()
}

async fn state(client: &Client, order: i64) -> Value {
    client.get(&format!("/api/orders/{order}")).await.body["state"].clone()
}

async fn confirm(
    finance: &Client,
    statement: i64,
    line: &Value,
    order: Option<i64>,
    expected: Value,
) -> Answer {
    let path = format!("/api/operator/statements/{statement}/lines/{}/confirm", line["id"].as_str().unwrap());
    finance.post(&path, &json!({ "order": order, "expected": expected })).await
}

async fn held(finance: &Client) -> Vec<Value> {
    finance.get("/api/operator/transfers").await.body["held"].as_array().unwrap().clone()
}

#[tokio::test]
async fn importing_books_nothing_and_says_what_each_line_seems_to_be() {
    let Scene { client, finance, app: _app } = scene().await;
    let answer = imported(&finance, "zengin.xml", ZENGIN).await;
    assert_eq!(answer, json!({ "number": 1, "new": 4, "known": 0, "pending": 0 }));
    assert_eq!(state(&client, 100_003).await, "awaiting_transfer");
    assert_eq!(held(&finance).await, [] as [Value; 0]);

    let view = finance.get("/api/operator/statements/1").await.body;
    assert_eq!(view["exact"], 2);
    let statement = &view["statement"];
    assert_eq!(
        (&statement["open"], &statement["others"], &statement["booked"]),
        (&json!(3), &json!(1), &json!(0))
    );
    let told: Vec<_> = view["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let proposal = &line["state"]["open"];
            (proposal["confidence"].clone(), proposal["order"]["order"].clone(), proposal["reasons"].clone())
        })
        .collect();
    assert_eq!(told[0], (json!("exact"), json!(100_003), json!(["reference", "amount"])));
    assert_eq!(told[1], (json!("exact"), json!(100_002), json!(["reference_cut", "amount"])));
    assert_eq!(told[2], (json!("none"), Value::Null, json!([])));
    let list = finance.get("/api/operator/statements").await.body;
    assert_eq!(list["statements"][0]["file_name"], "zengin.xml");
}

#[tokio::test]
async fn the_same_file_an_overlapping_one_and_the_csv_of_the_day_bring_nothing_twice() {
    let Scene { finance, app, .. } = scene().await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let again = imported(&finance, "zengin-again.xml", ZENGIN).await;
    assert_eq!(again, json!({ "number": null, "new": 0, "known": 4, "pending": 0 }));
    // The next file begins with this one's last entries, and has one more.
    let text = String::from_utf8(ZENGIN.to_vec()).unwrap();
    let entry = |at: usize| text.split("<Ntry>").nth(at).unwrap().split("</Ntry>").next().unwrap();
    let more = entry(4).replace("27031000125", "27031000126");
    let overlapping = text.replace(&format!("<Ntry>{}</Ntry>", entry(1)), &format!("<Ntry>{more}</Ntry>"));
    let overlap = imported(&finance, "overlap.xml", overlapping.as_bytes()).await;
    assert_eq!((&overlap["new"], &overlap["known"]), (&json!(1), &json!(3)));
    // The bank's CSV of the same day: only what the others lacked is new.
    let seen = form(&finance, "/api/operator/statements/preview", "zengin.csv", ZENGIN_CSV, None).await.body;
    assert_eq!((&seen["known"], &seen["lines"][0]["known"]), (&json!(4), &json!(true)), "{seen}");
    let csv = imported(&finance, "zengin.csv", ZENGIN_CSV).await;
    assert_eq!((&csv["new"], &csv["known"]), (&json!(1), &json!(4)), "{csv}");
    assert_eq!(store::count(app.portal.db.read()).await.unwrap(), 3);
}

#[tokio::test]
async fn two_operators_who_import_a_file_at_once_bring_it_once() {
    let Scene { finance, app, .. } = scene().await;
    let other = app.signed_in("finance@vendor.example").await;
    let (one, two) = tokio::join!(import(&finance, "a.xml", ZENGIN), import(&other, "b.xml", ZENGIN));
    assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::OK), "{} {}", one.body, two.body);
    let new = one.body["new"].as_u64().unwrap() + two.body["new"].as_u64().unwrap();
    assert_eq!(new, 4);
    assert_eq!(store::count(app.portal.db.read()).await.unwrap(), 1);
}

#[tokio::test]
async fn all_exact_lines_are_confirmed_and_again_books_nothing() {
    let Scene { client, finance, app } = scene().await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let other = app.signed_in("finance@vendor.example").await;
    let path = "/api/operator/statements/1/confirm-exact";
    let nothing = json!({});
    let (one, two) = tokio::join!(finance.post(path, &nothing), other.post(path, &nothing));
    let booked = |answer: &Answer| answer.body["booked"].as_u64().unwrap();
    assert!(booked(&one) + booked(&two) >= 2, "{} {}", one.body, two.body);
    assert_eq!(state(&client, 100_003).await, "paid");
    let fuji = app.signed_in("global-admin@fuji.example").await;
    assert_eq!(state(&fuji, 100_002).await, "paid");
    assert_eq!(held(&finance).await, [] as [Value; 0]);
    let again = finance.post(path, &json!({})).await;
    assert_eq!(again.body, json!({ "booked": 0, "left": [], "to_come": 0 }));
    let done = lines(&finance, 1, "done").await;
    assert_eq!(done.len(), 2);
    assert_eq!(done[0]["state"]["booked"]["order"], 100_003);
    assert_eq!(done[0]["state"]["booked"]["allocation"], "full");
    // The money is there once, under the bank's own reference.
    let invoices = client.get("/api/invoices").await.body;
    assert_eq!(invoices["invoices"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_proposal_is_checked_again_when_it_is_confirmed() {
    let Scene { client, finance, app: _app } = scene().await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let line = lines(&finance, 1, "open").await[0].clone();
    let cancelled = client.post("/api/orders/100003/cancel", &json!({})).await;
    assert_eq!(cancelled.body["state"], "cancelled");
    let late = confirm(&finance, 1, &line, Some(100_003), json!("full")).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "conflict"), "{}", late.body);
    assert_eq!(held(&finance).await, [] as [Value; 0]);
    let now = lines(&finance, 1, "open").await[0].clone();
    assert_eq!(now["state"]["open"]["confidence"], "none");
    assert_eq!(now["state"]["open"]["reasons"][1], json!({ "order_closed": { "state": "cancelled" } }));
    // Seen so, it can be confirmed: the money is held for the partner.
    let seen = confirm(&finance, 1, &line, Some(100_003), json!({ "unallocated": "order_closed" })).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert_eq!(held(&finance).await[0]["why"], "order_closed");
}

#[tokio::test]
async fn a_line_is_confirmed_once_whoever_presses_and_for_whatever_order() {
    let Scene { client, finance, app } = scene().await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let other = app.signed_in("finance@vendor.example").await;
    let line = lines(&finance, 1, "open").await[0].clone();
    let (one, two) = tokio::join!(
        confirm(&finance, 1, &line, Some(100_003), json!("full")),
        confirm(&other, 1, &line, Some(100_003), json!("full"))
    );
    assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::OK), "{} {}", one.body, two.body);
    assert_eq!(one.body["state"]["booked"]["order"], two.body["state"]["booked"]["order"]);
    let elsewhere = confirm(&finance, 1, &line, Some(100_002), json!("full")).await;
    assert_eq!((elsewhere.status, elsewhere.code()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(state(&client, 100_003).await, "paid");
    assert_eq!(held(&finance).await, [] as [Value; 0]);
}

#[tokio::test]
async fn two_lines_for_one_order_pay_it_once() {
    let Scene { client, finance, app: _app } = scene().await;
    let text = String::from_utf8(ZENGIN.to_vec()).unwrap();
    let twice = text.replace("ｱｸｼﾖﾝﾊﾟﾂｸ 100002-4100", "100003-4100001");
    imported(&finance, "twice.xml", twice.as_bytes()).await;
    let open = lines(&finance, 1, "open").await;
    assert_eq!(open[0]["state"]["open"]["confidence"], "exact");
    assert_eq!(open[1]["state"]["open"]["confidence"], "ambiguous");
    assert_eq!(open[1]["state"]["open"]["reasons"][0]["another_line"]["line"], open[0]["line"]);
    let all = finance.post("/api/operator/statements/1/confirm-exact", &json!({})).await;
    assert_eq!(all.body["booked"], 1, "{}", all.body);
    assert_eq!(state(&client, 100_003).await, "paid");
    let left = lines(&finance, 1, "open").await;
    assert_eq!(left[0]["state"]["open"]["reasons"][1], json!({ "order_closed": { "state": "paid" } }));
}

#[tokio::test]
async fn money_that_was_recorded_by_hand_is_booked_already() {
    let Scene { finance, app: _app, .. } = scene().await;
    let by_hand = |reference: &str, amount: i64| {
        json!({ "order": 100_003, "amount": { "amount": amount, "currency": "JPY" },
            "received_on": "2027-03-10", "bank_reference": reference })
    };
    finance.post("/api/operator/payments", &by_hand("27031000123", 59_290)).await;
    finance.post("/api/operator/payments", &by_hand("27031000125", 1)).await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let done = lines(&finance, 1, "done").await;
    assert_eq!((done.len(), &done[0]["state"]["booked"]["order"]), (1, &json!(100_003)));
    // Under this reference another amount was recorded: a person has to look.
    let open = lines(&finance, 1, "open").await;
    assert_eq!(open[1]["state"]["open"]["reasons"][0], "reference_taken");
    let refused = confirm(&finance, 1, &open[1], None, json!({ "unallocated": "no_order" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "conflict"));
}

#[tokio::test]
async fn a_bank_that_counts_its_references_anew_every_day_loses_no_money() {
    let Scene { finance, app, .. } = scene().await;
    app.on("2027-03-11").await;
    let csv = |day: &str| format!("Date,Amount,Bank reference,Text\n{day},500,0001,a\n{day},500,0001,b\n");
    imported(&finance, "one.csv", csv("2027-03-10").as_bytes()).await;
    let next = imported(&finance, "two.csv", csv("2027-03-11").as_bytes()).await;
    assert_eq!(next["new"], 2, "{next}");
    let mut references: Vec<_> = lines(&finance, 1, "open").await;
    references.extend(lines(&finance, 2, "open").await);
    let references: Vec<_> = references.iter().map(|line| line["bank_reference"].as_str().unwrap()).collect();
    assert_eq!(references, ["0001", "0001 (2027-03-10)", "0001 (2027-03-11)", "0001 (2027-03-11) #2"]);
    let nothing = imported(&finance, "one-again.csv", csv("2027-03-10").as_bytes()).await;
    assert_eq!(nothing["new"], 0);
}

#[tokio::test]
async fn a_mapping_is_previewed_corrected_and_remembered() {
    let Scene { finance, app: _app, .. } = scene().await;
    let csv = "When;What;How much\n03/10/2027;100003-4100001;59290\n";
    let preview =
        form(&finance, "/api/operator/statements/preview", "b.csv", csv.as_bytes(), None).await.body;
    assert_eq!(preview["csv"]["headings"], json!(["When", "What", "How much"]));
    assert!(preview["fault_count"].as_u64().unwrap() > 0, "nothing says which column is what: {preview}");
    let mut mapping = preview["csv"]["mapping"].clone();
    mapping["date_format"] = json!("month_first");
    mapping["amount"] = json!(2);
    mapping["currency"] = json!("JPY");
    mapping["texts"] = json!([1]);
    let right = form(&finance, "/api/operator/statements/preview", "b.csv", csv.as_bytes(), Some(&mapping))
        .await
        .body;
    assert_eq!((&right["fault_count"], &right["credits"]), (&json!(0), &json!(1)), "{right}");
    assert_eq!(finance.get("/api/operator/statements").await.body["statements"], json!([]));
    let done = form(&finance, "/api/operator/statements", "b.csv", csv.as_bytes(), Some(&mapping)).await;
    assert_eq!(done.body["new"], 1, "{}", done.body);
    let next = "When;What;How much\n03/09/2027;x;1\n";
    let again = form(&finance, "/api/operator/statements/preview", "c.csv", next.as_bytes(), None).await.body;
    assert_eq!((&again["csv"]["remembered"], &again["credits"]), (&json!(true), &json!(1)), "{again}");
    assert_eq!(again["csv"]["mapping"], mapping);
    let unknown =
        form(&finance, "/api/operator/statements", "c.csv", next.as_bytes(), Some(&json!({ "x": 1 }))).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::BAD_REQUEST, "malformed"));
}

#[tokio::test]
async fn a_file_with_a_mistake_brings_nothing_and_names_it() {
    let Scene { finance, app, .. } = scene().await;
    let text = String::from_utf8(ZENGIN.to_vec()).unwrap();
    let wrong = text.replace("<Amt Ccy=\"JPY\">660</Amt>", "<Amt Ccy=\"XXY\">660</Amt>");
    let refused = import(&finance, "wrong.xml", wrong.as_bytes()).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "rows_wrong"));
    assert_eq!(refused.body["rows"][0]["column"], "Amt");
    assert!(refused.body["rows"][0]["reason"].as_str().unwrap().contains("XXY"));
    let tomorrow = text.replace("2027-03-10</Dt>", "2027-03-12</Dt>");
    let early = import(&finance, "early.xml", tomorrow.as_bytes()).await;
    assert!(early.body["rows"][0]["reason"].as_str().unwrap().contains("has not come"), "{}", early.body);
    let trick = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document>&x;</Document>";
    let refused = import(&finance, "trick.xml", trick.as_bytes()).await;
    assert!(refused.body["rows"][0]["reason"].as_str().unwrap().contains("DOCTYPE"), "{}", refused.body);
    for nothing in [&b""[..], b"hello", b"\xff\xfe\x00"] {
        assert_eq!(import(&finance, "x", nothing).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let large = vec![b' '; 10 * 1024 * 1024 + 1];
    assert_eq!(import(&finance, "x", &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(store::count(app.portal.db.read()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_line_is_set_aside_with_a_reason_and_taken_up_again() {
    let Scene { finance, app: _app, .. } = scene().await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let line = lines(&finance, 1, "open").await[2].clone();
    let path = format!("/api/operator/statements/1/lines/{}", line["id"].as_str().unwrap());
    let aside = |reason: &'static str| {
        let (finance, path) = (finance.clone(), format!("{path}/set-aside"));
        async move { finance.post(&path, &json!({ "reason": reason })).await }
    };
    assert_eq!(aside(" ").await.code(), "invalid_fields");
    assert_eq!(aside("Interest").await.body["state"]["set_aside"]["reason"], "Interest");
    assert_eq!(aside("Interest").await.status, StatusCode::OK);
    assert_eq!(aside("Another").await.code(), "conflict");
    let late = confirm(&finance, 1, &line, None, json!({ "unallocated": "no_order" })).await;
    assert_eq!(late.code(), "conflict");
    assert_eq!(finance.post(&format!("{path}/reopen"), &json!({})).await.status, StatusCode::OK);
    let booked = confirm(&finance, 1, &line, None, json!({ "unallocated": "no_order" })).await;
    assert_eq!(
        booked.body["state"]["booked"]["allocation"],
        json!({ "unallocated": "no_order" }),
        "{}",
        booked.body
    );
    assert_eq!(finance.post(&format!("{path}/reopen"), &json!({})).await.code(), "conflict");
    let held = held(&finance).await;
    assert_eq!((&held[0]["payer"], &held[0]["amount"]["amount"]), (&json!("ﾔﾏﾀﾞ ﾊﾅｺ"), &json!(12_345)));
}

#[tokio::test]
async fn a_debit_pays_nothing() {
    let Scene { finance, app: _app, .. } = scene().await;
    imported(&finance, "zengin.xml", ZENGIN).await;
    let debit = lines(&finance, 1, "others").await[0].clone();
    assert_eq!((&debit["direction"], &debit["state"]), (&json!(Direction::Debit.code()), &json!("other")));
    let refused = confirm(
        &finance,
        1,
        &debit,
        Some(100_003),
        json!({ "short": { "rest": { "amount": 58_630, "currency": "JPY" } } }),
    )
    .await;
    assert_eq!(refused.code(), "conflict");
}
