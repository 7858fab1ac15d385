//! What goes out, through the real router and into another database.

use std::io::{Cursor, Read, Write};
use std::time::Duration;

use axum::http::{StatusCode, header};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tokuten_core::api_access::Scope;

use super::{backup, dump, tables};
use crate::db::Db;
use crate::tables::{audit, partner, sequence};
use crate::testing::{Client, T, TestApp, TestDb};
use crate::webhooks::tests::{WEBHOOKS, endpoint};

/// Aoba's renewal by card, and Elm's order by transfer of which a little too much arrives; Aoba's is refunded.
async fn sold(app: &TestApp) -> Client {
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = app.renew_by_hand(&client, "4242 4242 4242 4242").await;
    assert_eq!(order["state"], "paid", "{order}");
    let finance = app.signed_in("finance@vendor.example").await;
    let arrived = json!({ "order": 100_001, "amount": { "amount": 47_600, "currency": "USD" },
        "received_on": T, "bank_reference": "=B1" });
    let recorded = finance.post("/api/operator/payments", &arrived).await;
    assert_eq!(recorded.body["over"]["excess"]["amount"], 100, "{}", recorded.body);
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    let refunded = finance.post(&path, &json!({ "reason": "asked" })).await;
    assert_eq!(refunded.status, StatusCode::OK, "{}", refunded.body);
    finance
}

#[tokio::test]
async fn the_books_of_a_period_have_documents_payments_and_totals_and_no_formula() {
    let app = TestApp::demo().await;
    let finance = sold(&app).await;
    let path = format!("/api/operator/exports/accounting?from={T}&to={T}");
    let answer = finance.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains(".csv"));
    let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
    assert!(text.starts_with("\u{feff}Type,Number,"), "{text}");
    for row in [
        "Invoice,2027-000001,2027-03-10,100003,4100001,Aoba Systems,JP,",
        ",53900,Consumption tax,10 %,5390,59290,JPY,,\r\n",
        "Credit note,C2027-000001,2027-03-10,100003,4100001,Aoba Systems,JP,",
        ",2027-000001,-53900,Consumption tax,10 %,-5390,-59290,JPY,,\r\n",
        "Payment,,2027-03-10,100003,4100001,Aoba Systems,,,,,,,,59290,JPY,Card,\r\n",
        "Payment,,2027-03-10,100001,4100005,Elm Software,,,,,,,,476.00,USD,Transfer,'=B1\r\n",
        "Total of invoices,,,,,,,,,53900,Consumption tax,10 %,5390,59290,JPY,,\r\n",
        "Total of credit notes,,,,,,,,,-53900,Consumption tax,10 %,-5390,-59290,JPY,,\r\n",
        "Total of payments,,,,,,,,,,,,,59290,JPY,,\r\n",
        "Total of payments,,,,,,,,,,,,,476.00,USD,,\r\n",
    ] {
        assert!(text.contains(row), "{row:?} is missing in:\n{text}");
    }
    let other = finance.get("/api/operator/exports/accounting?from=2027-03-11&to=2027-03-12").await;
    assert_eq!(
        String::from_utf8(other.bytes.to_vec()).unwrap().lines().count(),
        1,
        "another day has nothing"
    );
    for wrong in ["from=2027-03-11&to=2027-03-10", "from=2027-01-01&to=2028-01-02"] {
        let refused = finance.get(&format!("/api/operator/exports/accounting?{wrong}")).await;
        assert_eq!(refused.code(), "invalid_fields", "{wrong}");
    }
}

#[tokio::test]
async fn invoices_go_out_as_ubl_one_by_one_and_as_an_archive() {
    let app = TestApp::demo().await;
    let finance = sold(&app).await;
    let partner = app.signed_in("global-admin@aoba.example").await;
    let own = partner.get("/api/invoices/2027-000001/ubl?lang=ja").await;
    assert_eq!(
        (own.status, &own.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &"application/xml".parse().unwrap())
    );
    let xml = String::from_utf8(own.bytes.to_vec()).unwrap();
    assert!(xml.contains("<cbc:ID>2027-000001</cbc:ID>") && xml.contains("T9700150012345"), "{xml}");
    let other = app.signed_in("global-admin@cedar.example").await;
    assert_eq!(other.get("/api/invoices/2027-000001/ubl").await.status, StatusCode::NOT_FOUND);
    assert_eq!(finance.get("/api/operator/invoices/C2027-000001/ubl").await.status, StatusCode::OK);

    let answer = finance.get(&format!("/api/operator/exports/ubl?from={T}&to={T}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.bytes.to_vec())).unwrap();
    let mut names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["credit-note-C2027-000001.xml", "invoice-2027-000001.xml", "invoice-2027-000002.xml"]);
    let mut note = String::new();
    archive.by_name("credit-note-C2027-000001.xml").unwrap().read_to_string(&mut note).unwrap();
    assert!(note.contains("<CreditNote ") && note.contains("<cbc:ID>2027-000001</cbc:ID>"), "{note}");
}

#[tokio::test]
async fn a_dump_has_every_table_of_the_database() {
    let db = TestDb::new().await;
    let mut listed: Vec<String> = tables::all().iter().map(|table| table.name.to_owned()).collect();
    listed.extend(tables::LEFT_OUT.map(str::to_owned));
    listed.sort();
    let mut there = tables::of_database(db.read()).await.unwrap();
    there.sort();
    assert_eq!(listed, there, "a new table has its line in exports/tables.rs");
}

async fn dumped(db: &Db) -> Vec<u8> {
    let mut file = Vec::new();
    dump::write(db, &mut file).await.unwrap();
    file
}

fn lines(file: &[u8]) -> Vec<String> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn packed(lines: &[String]) -> Vec<u8> {
    let mut file = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for line in lines {
        writeln!(file, "{line}").unwrap();
    }
    file.finish().unwrap()
}

#[tokio::test]
async fn a_dump_goes_into_another_database_and_back_with_every_row() {
    let app = TestApp::demo().await;
    sold(&app).await;
    // The audit log's lines that come in are told to nobody again, although an endpoint comes with them.
    let (programme, id, _) = endpoint(&app, "https://93.184.216.34/", &["order.paid"]).await;
    programme.post(&format!("{WEBHOOKS}/{id}/test"), &json!({})).await;
    app.system("ERP", &[Scope::AuditRead]).await;
    let file = dumped(&app.portal.db).await;
    assert!(lines(&file).iter().any(|line| line.contains("webhook_outbox")));
    // By way of SQLite, whatever the first one is, and back into one of its kind.
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Db::open(&Db::sqlite_url(folder.path())).await.unwrap();
    dump::read(&sqlite, &file[..]).await.unwrap();
    let there = dumped(&sqlite).await;
    assert_eq!(lines(&there), lines(&file));
    let back = TestDb::new().await;
    dump::read(&back, &there[..]).await.unwrap();
    assert_eq!(lines(&dumped(&back).await), lines(&file));

    // It goes on counting where it was, and its directory finds what is published.
    let tx = back.begin().await.unwrap();
    let next = crate::db::next_number(&tx, "orders").await.unwrap();
    assert_eq!(
        next,
        sequence::Entity::find_by_id("orders").one(app.portal.db.read()).await.unwrap().unwrap().value + 1
    );
    let entry = crate::audit::Entry {
        at: app.portal.clock.now(),
        actor: "test",
        action: "counted",
        subject: "x".into(),
        partner: None,
    };
    entry.record(&tx, None::<&()>, None::<&()>).await.unwrap();
    tx.commit().await.unwrap();
    let audited = audit::Entity::find().count(app.portal.db.read()).await.unwrap();
    assert_eq!(audit::Entity::find().count(back.read()).await.unwrap(), audited + 1);
    let terms = tokuten_core::search::terms("kite");
    let (sql, value) = crate::fulltext::found(back.backend(), crate::fulltext::DIRECTORY, &terms, 1);
    let statement = sea_orm::Statement::from_sql_and_values(back.backend(), sql, [value.into()]);
    let found = sea_orm::ConnectionTrait::query_all_raw(back.read(), statement).await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_dump_goes_into_an_empty_database_only_whole_or_not_at_all() {
    let app = TestApp::demo().await;
    let all = lines(&dumped(&app.portal.db).await);
    let refused = dump::read(&app.portal.db, &packed(&all)[..]).await.unwrap_err();
    assert!(refused.to_string().contains("not empty"), "{refused}");

    let db = TestDb::new().await;
    let cut = &all[..all.len() - 1];
    let mut strange = all.clone();
    let mut row: Value = serde_json::from_str(&all[5]).unwrap();
    row["row"]["row"]["x"] = json!(1);
    strange[5] = row.to_string();
    let mut short = all.clone();
    short.remove(5);
    let mut old: Value = serde_json::from_str(&all[0]).unwrap();
    old["schema"] = json!("m20200101_000001_first");
    let mut older = all.clone();
    older[0] = old.to_string();
    for (file, why) in [
        (packed(cut), "ends in the middle"),
        (packed(&strange), "no column x"),
        (packed(&short), "were written"),
        (packed(&older), "with the version that wrote it"),
        (b"hello".to_vec(), "no dump"),
    ] {
        let error = dump::read(&db, &file[..]).await.unwrap_err().to_string();
        assert!(error.contains(why) && error.contains("nothing was imported"), "{error}");
        assert_eq!(partner::Entity::find().count(db.read()).await.unwrap(), 0, "{why}");
    }
    dump::read(&db, &packed(&all)[..]).await.unwrap();
    assert!(partner::Entity::find().count(db.read()).await.unwrap() > 0);
}

#[tokio::test]
async fn a_backup_is_taken_while_others_write_and_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let url = Db::sqlite_url(folder.path());
    let db = Db::open(&url).await.unwrap();
    let busy = {
        let db = db.clone();
        tokio::spawn(async move {
            // Two rows in each change: a copy that is of one moment has both or neither.
            for place in 0.. {
                let tx = db.begin().await.unwrap();
                for name in ["one", "two"] {
                    let value = place.to_string();
                    crate::db::remember(&tx, name, &value).await.unwrap();
                }
                tx.commit().await.unwrap();
            }
        })
    };
    let written = async |db: &Db, name: &str| db.setting(name).await.unwrap();
    while written(&db, "two").await.is_none() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let file = folder.path().join("copy.db");
    let before = written(&db, "one").await;
    backup::backup(&url, &file).await.unwrap();
    while written(&db, "one").await == before {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    busy.abort();
    let copy = Db::open(&format!("sqlite://{}", file.display())).await.unwrap();
    let (one, two) = (written(&copy, "one").await, written(&copy, "two").await);
    assert!(one.is_some() && one == two, "{one:?} {two:?}");
    let again = backup::backup(&url, &file).await.unwrap_err();
    assert!(again.to_string().contains("is there already"), "{again}");
    let postgres = backup::backup("postgres://x", &folder.path().join("other.db")).await.unwrap_err();
    assert!(postgres.to_string().contains("pg_dump"), "{postgres}");
}
