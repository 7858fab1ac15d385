use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::json;

use crate::testing::{Client, TestApp};

async fn link(client: &Client) -> String {
    let url = client.get("/api/diary-link").await.body["url"].as_str().unwrap().to_owned();
    url[url.find("/diary/").unwrap()..].to_owned()
}

/// Day and text of each event, by a parser that is not ours.
async fn read(app: &TestApp, path: &str) -> BTreeMap<String, String> {
    let answer = app.stranger().get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
    let mut calendars = ical::IcalParser::new(&answer.bytes[..]);
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    let events = calendar.events.into_iter().map(|event| {
        let of = |name: &str| {
            let found = event.properties.iter().find(|property| property.name == name);
            found.and_then(|property| property.value.clone()).unwrap_or_else(|| panic!("no {name}"))
        };
        assert!(
            of("UID").ends_with("@tokuten") && of("DTSTAMP").ends_with('Z') && of("URL").starts_with("http")
        );
        (of("DTSTART"), of("SUMMARY"))
    });
    events.collect()
}

#[tokio::test]
async fn a_calendar_program_reads_the_days_of_a_membership() {
    let app = TestApp::demo().await;
    let birch = app.signed_in("member@birch.example").await;
    let days = read(&app, &link(&birch).await).await;
    let expected = [
        ("20270330", "Action Pack: anniversary\\, last day of the membership"),
        ("20270331", "Action Pack: renews by itself"),
        ("20270429", "Action Pack: last day to renew"),
    ];
    assert_eq!(days, expected.map(|(day, text)| (day.to_owned(), text.to_owned())).into());
}

#[tokio::test]
async fn an_awaited_transfer_is_in_the_diary_of_those_who_may_see_orders() {
    let app = TestApp::demo().await;
    let admin = app.signed_in("global-admin@elm.example").await;
    let days = read(&app, &link(&admin).await).await;
    assert!(days.values().any(|text| text.contains("pay order 100001")), "{days:?}");
    let member = app.signed_in("member@elm.example").await;
    let days = read(&app, &link(&member).await).await;
    assert!(!days.values().any(|text| text.contains("100001")), "{days:?}");
}

#[tokio::test]
async fn a_new_link_makes_the_old_one_lead_nowhere() {
    let app = TestApp::demo().await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    aoba.put("/api/session/language", &json!({ "language": "ja" })).await;
    let before = link(&aoba).await;
    assert_eq!(link(&aoba).await, before);
    assert!(read(&app, &before).await.values().any(|text| text.contains("更新期間の最終日")));
    assert_eq!(aoba.post("/api/diary-link", &json!({})).await.status, StatusCode::OK);
    let after = link(&aoba).await;
    assert_ne!(after, before);
    let forged = format!("{}x.ics", after.trim_end_matches(".ics"));
    for gone in [before.as_str(), forged.as_str(), "/diary/nobody.x.ics", "/diary/x"] {
        assert_eq!(app.stranger().get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    assert_eq!(app.stranger().get(&after).await.status, StatusCode::OK);
}
