use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::testing::{Client, TestApp};

async fn written(client: &Client, title: &str) -> Value {
    let text = json!({ "en": "Dear {contact}, thank you.", "ja": "{contact} 様、ありがとうございます。" });
    let new = json!({ "title": title, "text": text, "seen": 0 });
    let answer = client.post("/api/operator/canned-answers", &new).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.body
}

async fn titles(client: &Client) -> Vec<String> {
    let all = client.get("/api/operator/canned-answers").await.body;
    all["answers"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn canned_answers_are_written_changed_and_removed_by_support() {
    let app = TestApp::demo().await;
    let support = app.signed_in("support@vendor.example").await;
    written(&support, "Thanks").await;
    let greeting = written(&support, "Greeting").await;
    assert_eq!(titles(&support).await, ["Greeting", "Thanks"]);
    let path = format!("/api/operator/canned-answers/{}", greeting["id"].as_str().unwrap());
    let change = json!({ "title": "Hello", "text": greeting["text"], "seen": greeting["version"] });
    assert_eq!(support.put(&path, &change).await.body["version"], 2);
    let removal = format!("{path}/removal");
    let late = support.post(&removal, &json!({ "seen": 1 })).await;
    assert_eq!(
        (late.status, &late.body["changes"][0]["what"]),
        (StatusCode::CONFLICT, &json!("canned answer changed"))
    );
    assert_eq!(support.post(&removal, &json!({ "seen": 2 })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(titles(&support).await, ["Thanks"]);
    assert_eq!(support.put(&path, &change).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_who_change_one_at_once_the_second_is_told() {
    let app = TestApp::demo().await;
    let (support, colleague) =
        (app.signed_in("support@vendor.example").await, app.signed_in("support-2@vendor.example").await);
    let thanks = written(&support, "Thanks").await;
    let path = format!("/api/operator/canned-answers/{}", thanks["id"].as_str().unwrap());
    let change = |title: &str| json!({ "title": title, "text": thanks["text"], "seen": 1 });
    let (one, other) = (change("Many thanks"), change("Thank you"));
    let (one, other) = tokio::join!(support.put(&path, &one), colleague.put(&path, &other));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn a_place_that_there_is_not_is_named_in_its_language() {
    let app = TestApp::demo().await;
    let support = app.signed_in("support@vendor.example").await;
    let wrong = json!({ "title": "Thanks", "text": { "en": "Dear {name}", "ja": "様" }, "seen": 0 });
    let refused = support.post("/api/operator/canned-answers", &wrong).await;
    assert_eq!(refused.body["fields"], json!([{ "field": "en", "fault": "unknown" }]));
}
