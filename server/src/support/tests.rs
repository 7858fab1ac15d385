use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::testing::{Answer, Client, TestApp};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n-";

/// Sends a form with a JSON field and files.
async fn form(
    client: &Client,
    path: &str,
    key: &str,
    field: (&str, &Value),
    files: &[(&str, &[u8])],
) -> Answer {
    let (name, said) = field;
    let mut body =
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{said}\r\n").into_bytes();
    for (name, content) in files {
        let head =
            format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--cut--\r\n");
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::COOKIE, client.cookie.clone().unwrap_or_default())
        .header("idempotency-key", key);
    client.raw(request.body(Body::from(body)).unwrap()).await
}

fn asked() -> Value {
    json!({
        "kind": "membership", "severity": "normal", "title": "A question", "description": "What is included?",
        "contact": { "name": "Haru Aoba", "phone": "+81 22-123-4567", "email": "haru@aoba.example" }, "cancels": null,
    })
}

async fn opened(client: &Client) -> Value {
    let answer = form(client, "/api/support/requests", "open", ("request", &asked()), &[]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.body
}

async fn replied(client: &Client, request: &Value, key: &str) -> Answer {
    let path = format!("/api/support/requests/{}/replies", request["row"]["number"]);
    form(client, &path, key, ("reply", &json!({ "text": "Here it is." })), &[]).await
}

async fn answered(operator: &Client, request: &Value, key: &str, next: &str) -> Answer {
    let number = &request["row"]["number"];
    let seen = entries(operator, request).await;
    let answer = json!({ "text": "Thank you.", "next": next, "seen": seen });
    operator.post_once(&format!("/api/operator/support/{number}/answers"), key, &answer).await
}

/// How many entries the thread has, as an operator sees it.
async fn entries(operator: &Client, request: &Value) -> usize {
    let case = operator.get(&format!("/api/operator/support/{}", request["row"]["number"])).await.body;
    case["request"]["thread"].as_array().unwrap().len()
}

async fn state(client: &Client, request: &Value) -> Value {
    client.get(&format!("/api/support/requests/{}", request["row"]["number"])).await.body["row"]["state"]
        .clone()
}

struct Scene {
    app: TestApp,
    client: Client,
    support: Client,
}

async fn scene() -> Scene {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let support = app.signed_in("support@vendor.example").await;
    Scene { app, client, support }
}

#[tokio::test]
async fn a_request_sent_twice_is_one_and_its_opener_is_told() {
    let Scene { app, client, .. } = scene().await;
    let (first, second) = (opened(&client).await, opened(&client).await);
    assert_eq!(first["row"]["number"], second["row"]["number"]);
    assert_eq!(
        (&first["row"]["state"], &first["contact"]["phone"]),
        (&json!("new"), &json!("+81 22-123-4567"))
    );
    assert_eq!(app.mails("global-admin@aoba.example").await, ["support_received"]);
    let listed = client.get("/api/support/requests?state=new").await.body;
    assert_eq!(listed["requests"].as_array().unwrap().len(), 1);
    let others = client.get("/api/support/requests?state=new&kind=users").await.body;
    assert_eq!(others["requests"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_at_its_fields() {
    let Scene { client, app: _app, .. } = scene().await;
    let mut wrong = asked();
    wrong["title"] = json!(" ");
    wrong["description"] = json!("x".repeat(5_001));
    wrong["contact"]["phone"] = json!("0999 999 999 99");
    let refused = form(&client, "/api/support/requests", "wrong", ("request", &wrong), &[]).await;
    let fields: Vec<_> =
        refused.body["fields"].as_array().unwrap().iter().map(|fault| fault["field"].clone()).collect();
    assert_eq!(fields, ["title", "description", "phone"]);
}

#[tokio::test]
async fn files_are_known_by_their_content_and_are_the_partners_own() {
    let Scene { app, client, support } = scene().await;
    let send = async |files: &[(&str, &[u8])], key: &str| {
        form(&client, "/api/support/requests", key, ("request", &asked()), files).await
    };
    assert_eq!(send(&[("virus.png", b"MZ\x90\x00")], "1").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(send(&[("a.png", PNG); 6], "2").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let large = [PNG, &vec![0; 5 * 1024 * 1024]].concat();
    assert_eq!(send(&[("a.png", &large)], "3").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        client.get("/api/support/requests?state=new").await.body["requests"].as_array().unwrap().is_empty()
    );

    let request = send(&[("a.png", PNG), ("b.png", PNG)], "4").await.body;
    let file = &request["thread"][0]["attachments"][1];
    assert_eq!((&file["file_name"], &file["size"]), (&json!("b.png"), &json!(PNG.len())));
    let (number, id) = (&request["row"]["number"], file["id"].as_str().unwrap());
    let path = format!("/api/support/requests/{number}/attachments/{id}");
    let saved = client.get(&path).await;
    assert_eq!(
        (saved.bytes.as_ref(), &saved.headers[header::CONTENT_DISPOSITION]),
        (PNG, &"attachment; filename=\"b.png\"".parse().unwrap())
    );
    let stranger = app.signed_in("global-admin@birch.example").await;
    for path in [path, format!("/api/support/requests/{number}")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(replied(&stranger, &request, "r").await.status, StatusCode::NOT_FOUND);
    assert_eq!(support.get(&format!("/api/operator/support/{number}/attachments/{id}")).await.bytes, PNG);
    // Another request's address does not lead to it.
    let other = opened(&client).await["row"]["number"].clone();
    assert_eq!(
        client.get(&format!("/api/support/requests/{other}/attachments/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn answers_and_replies_go_to_and_fro_and_each_answer_is_mailed_once() {
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    assert_eq!(
        answered(&support, &request, "a", "waiting_for_partner").await.body["request"]["row"]["state"],
        "waiting_for_partner"
    );
    assert_eq!(answered(&support, &request, "a", "waiting_for_partner").await.status, StatusCode::OK);
    let (one, other) = tokio::join!(replied(&client, &request, "r"), replied(&client, &request, "r"));
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(state(&client, &request).await, "in_progress");
    let view = client.get(&format!("/api/support/requests/{}", request["row"]["number"])).await.body;
    let texts: Vec<_> =
        view["thread"].as_array().unwrap().iter().map(|entry| entry["text"].clone()).collect();
    assert_eq!(texts, ["What is included?", "Thank you.", "Here it is."]);
    assert_eq!(view["thread"][1]["by"], "vendor");
    assert_eq!(app.mails("global-admin@aoba.example").await, ["support_received", "support_answered"]);
}

#[tokio::test]
async fn an_answer_to_a_thread_that_has_gone_on_is_not_sent() {
    let Scene { client, support, app: _app } = scene().await;
    let request = opened(&client).await;
    replied(&client, &request, "r").await;
    let blind = json!({ "text": "Thank you.", "next": "resolved", "seen": 1 });
    let path = format!("/api/operator/support/{}/answers", request["row"]["number"]);
    assert_eq!(support.post_once(&path, "blind", &blind).await.status, StatusCode::CONFLICT);
    assert_eq!(state(&client, &request).await, "new");
}

#[tokio::test]
async fn what_is_resolved_closes_after_fourteen_days_unless_somebody_replies() {
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    let resolved = answered(&support, &request, "a", "resolved").await.body;
    assert_eq!(resolved["request"]["closes_on"], "2027-03-24");
    replied(&client, &request, "not yet").await;
    assert_eq!(state(&client, &request).await, "in_progress");
    app.on("2027-03-11").await;
    answered(&support, &request, "b", "resolved").await;
    app.on("2027-03-25").await;
    assert_eq!(state(&client, &request).await, "resolved");
    app.on("2027-03-26").await;
    assert_eq!(state(&client, &request).await, "closed");
    assert_eq!(replied(&client, &request, "too late").await.status, StatusCode::CONFLICT);
    let mails = app.mails("global-admin@aoba.example").await;
    assert_eq!(mails.iter().filter(|kind| *kind == "support_closed").count(), 1);
}

#[tokio::test]
async fn only_support_works_at_the_desk_where_the_longest_waiting_comes_first() {
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    let finance = app.signed_in("finance@vendor.example").await;
    assert_eq!(finance.get("/api/operator/support").await.status, StatusCode::FORBIDDEN);
    let waiting = support.get("/api/operator/support").await.body["requests"].clone();
    let waiting: Vec<_> =
        waiting.as_array().unwrap().iter().map(|row| row["row"]["partner"].clone()).collect();
    assert_eq!(waiting, ["Elm Software", "Gull Networks", "Aoba Systems"]);
    answered(&support, &request, "a", "waiting_for_partner").await;
    assert_eq!(support.get("/api/operator/support").await.body["requests"].as_array().unwrap().len(), 2);
}

/// Aoba renews its Action Pack and asks to cancel it.
async fn cancelling(app: &TestApp, client: &Client) -> Value {
    app.renew_by_hand(client, "4242424242424242").await;
    let held = client.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let mut wish = asked();
    wish["cancels"] = held;
    form(client, "/api/support/requests", "cancel", ("request", &wish), &[]).await.body
}

#[tokio::test]
async fn a_subscription_is_cancelled_to_its_anniversary_once_and_renews_no_more() {
    let Scene { app, client, support } = scene().await;
    let request = cancelling(&app, &client).await;
    // What it means is for those who may ask for it, and for support.
    assert_eq!(request["cancellation"], Value::Null);
    let seen = support.get(&format!("/api/operator/support/{}", request["row"]["number"])).await.body;
    assert_eq!(seen["request"]["cancellation"]["refund"]["requirements"][0]["met"], true);
    let path = format!("/api/operator/support/{}/cancel-subscription", request["row"]["number"]);
    let done = support.post(&path, &json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert_eq!(done.body["request"]["thread"][1]["done"], json!({ "ends_on": "2028-03-09" }));
    assert_eq!(support.post(&path, &json!({})).await.status, StatusCode::CONFLICT);
    let held = client.get("/api/offers").await.body["facts"]["subscriptions"][0].clone();
    assert_eq!(
        (&held["holding"], &held["automatic_renewal"]),
        (&json!({ "cancelled": { "ends": "2028-03-09" } }), &json!(false))
    );
    assert!(app.mails("global-admin@aoba.example").await.contains(&"subscription_cancelled".to_owned()));
    for day in ["2028-03-10", "2028-03-20"] {
        app.on(day).await;
    }
    let after = client.get("/api/offers").await.body["facts"]["subscriptions"][0].clone();
    assert_eq!(after["expires_on"], "2028-03-09");
}

#[tokio::test]
async fn who_may_not_ask_for_a_refund_cannot_ask_to_cancel() {
    let Scene { app, client, .. } = scene().await;
    let held = client.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let member = app.signed_in("member@aoba.example").await;
    let mut wish = asked();
    wish["cancels"] = held.clone();
    let send = async |client: &Client| {
        form(client, "/api/support/requests", "c", ("request", &wish), &[]).await.status
    };
    assert_eq!(send(&member).await, StatusCode::FORBIDDEN);
    assert_eq!(send(&app.signed_in("global-admin@birch.example").await).await, StatusCode::NOT_FOUND);
    let path = format!("/api/support/cancellations/{}", held.as_str().unwrap());
    assert_eq!(member.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(client.get(&path).await.body["refused"], "not_running");
}

/// What an operator does to a request by one press.
async fn pressed(operator: &Client, request: &Value, what: &str, body: Value) -> Answer {
    let path = format!("/api/operator/support/{}/{what}", request["row"]["number"]);
    operator.post_once(&path, what, &body).await
}

#[tokio::test]
async fn an_internal_note_is_read_by_operators_and_by_no_partner_anywhere() {
    const SECRET: &str = "they-owe-us-money";
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    for _ in 0..2 {
        let noted = pressed(&support, &request, "notes", json!({ "text": SECRET })).await;
        assert_eq!(noted.status, StatusCode::OK, "{}", noted.body);
        assert_eq!(noted.body["notes"].as_array().unwrap().len(), 1, "one press, one note");
        assert_eq!(
            (&noted.body["notes"][0]["by"], &noted.body["notes"][0]["text"]),
            (&json!("Sean Doyle"), &json!(SECRET))
        );
    }
    let colleague = app.signed_in("support-2@vendor.example").await;
    let path = format!("/api/operator/support/{}", request["row"]["number"]);
    assert_eq!(colleague.get(&path).await.body["notes"][0]["text"], SECRET);
    answered(&support, &request, "a", "resolved").await;
    replied(&client, &request, "r").await;
    // Every answer that a user of the partner gets about it, the download of all that is held, and every mail.
    for path in [
        format!("/api/support/requests/{}", request["row"]["number"]),
        "/api/support/requests".to_owned(),
        "/api/account/all".to_owned(),
        "/api/account".to_owned(),
        "/api/offers".to_owned(),
    ] {
        let told = client.get(&path).await;
        assert_eq!(told.status, StatusCode::OK, "{path}");
        assert!(!String::from_utf8_lossy(&told.bytes).contains(SECRET), "{path}");
    }
    let db = app.portal.db.read();
    let mails = crate::tables::mail::Entity::find().all(db).await.unwrap();
    assert!(
        mails
            .iter()
            .all(|mail| ![&mail.subject, &mail.text, &mail.html].iter().any(|part| part.contains(SECRET)))
    );
    let lines = crate::tables::audit::Entity::find().all(db).await.unwrap();
    assert!(lines.iter().all(|line| !format!("{line:?}").contains(SECRET)));
    assert!(lines.iter().any(|line| line.action == "support note written"));
}

#[tokio::test]
async fn a_note_does_not_make_an_answer_late_nor_wake_the_partner() {
    let Scene { client, support, app: _app } = scene().await;
    let request = opened(&client).await;
    let seen = entries(&support, &request).await;
    pressed(&support, &request, "notes", json!({ "text": "Ask finance" })).await;
    let answer = json!({ "text": "Thank you.", "next": "resolved", "seen": seen });
    assert_eq!(pressed(&support, &request, "answers", answer).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_state_without_an_answer_is_told_only_where_it_is_the_last() {
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    let change = |state: &str, seen: usize| json!({ "state": state, "seen": seen });
    let taken = pressed(&support, &request, "state", change("in_progress", 1)).await;
    assert_eq!(taken.body["request"]["row"]["state"], "in_progress");
    assert_eq!(app.mails("global-admin@aoba.example").await, ["support_received"]);
    let blind = support
        .post_once(
            &format!("/api/operator/support/{}/state", request["row"]["number"]),
            "2",
            &change("resolved", 1),
        )
        .await;
    assert_eq!(
        (blind.status, &blind.body["changes"][0]["what"]),
        (StatusCode::CONFLICT, &json!("support request state changed"))
    );
    let path = format!("/api/operator/support/{}/state", request["row"]["number"]);
    assert_eq!(support.post_once(&path, "3", &change("resolved", 2)).await.status, StatusCode::OK);
    assert_eq!(app.mails("global-admin@aoba.example").await, ["support_received", "support_answered"]);
    assert_eq!(state(&client, &request).await, "resolved");
}

#[tokio::test]
async fn the_time_to_the_first_answer_counts_from_the_first_and_not_from_the_last() {
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    pressed(&support, &request, "state", json!({ "state": "in_progress", "seen": 1 })).await;
    let path = format!("/api/operator/support/{}", request["row"]["number"]);
    assert_eq!(support.get(&path).await.body["first_answered_at"], Value::Null, "a state is no answer");
    app.at("2027-03-10T14:00:00Z").await;
    let first = answered(&support, &request, "a", "in_progress").await.body["first_answered_at"].clone();
    assert!(first.as_str().unwrap().starts_with("2027-03-10T14:00"), "{first}");
    app.at("2027-03-10T16:00:00Z").await;
    answered(&support, &request, "b", "in_progress").await;
    let listed = support.get("/api/operator/support").await.body["requests"].clone();
    let listed =
        listed.as_array().unwrap().iter().find(|row| row["row"]["number"] == request["row"]["number"]);
    // To the second: Postgres keeps fewer digits than the answer had.
    let listed = listed.unwrap()["first_answered_at"].as_str().unwrap();
    assert_eq!(listed[..19], first.as_str().unwrap()[..19]);
}

#[tokio::test]
async fn a_claimed_request_is_answered_by_its_holder_only() {
    let Scene { app, client, support } = scene().await;
    let request = opened(&client).await;
    let thing = json!({ "kind": "request", "id": request["row"]["number"].to_string() });
    support.post("/api/operator/claims", &json!({ "thing": thing, "takes_over": null })).await;
    let colleague = app.signed_in("support-2@vendor.example").await;
    assert_eq!(answered(&colleague, &request, "c", "resolved").await.code(), "held");
    let list = colleague.get("/api/operator/support").await.body["requests"].clone();
    let row =
        list.as_array().unwrap().iter().find(|row| row["row"]["number"] == request["row"]["number"]).unwrap();
    assert_eq!(row["claimed_by"], "Sean Doyle");
    assert_eq!(answered(&support, &request, "a", "resolved").await.status, StatusCode::OK);
}

/// Another request of the same user's.
async fn opened_again(client: &Client) -> Value {
    form(client, "/api/support/requests", "again", ("request", &asked()), &[]).await.body
}

#[tokio::test]
async fn a_duplicate_points_to_the_other_and_replies_follow() {
    let Scene { app, client, support } = scene().await;
    let (duplicate, other) = (opened(&client).await, opened_again(&client).await);
    let body = json!({ "into": other["row"]["number"], "seen": 1 });
    for _ in 0..2 {
        let merged = pressed(&support, &duplicate, "merge", body.clone()).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.body);
        assert_eq!(merged.body["request"]["row"]["number"], other["row"]["number"]);
        assert_eq!(merged.body["merged"], json!([duplicate["row"]["number"]]));
    }
    assert_eq!(state(&client, &duplicate).await, "closed");
    let seen = client.get(&format!("/api/support/requests/{}", duplicate["row"]["number"])).await.body;
    assert_eq!(seen["thread"][1]["done"], json!({ "merged_into": other["row"]["number"] }));
    assert!(app.mails("global-admin@aoba.example").await.contains(&"support_merged".to_owned()));
    let reply = replied(&client, &duplicate, "follows").await;
    assert_eq!((reply.status, &reply.body["row"]["number"]), (StatusCode::OK, &other["row"]["number"]));
    let thread =
        client.get(&format!("/api/support/requests/{}", other["row"]["number"])).await.body["thread"].clone();
    assert_eq!(thread[1]["done"], json!({ "merged": duplicate["row"]["number"] }));
    assert_eq!(thread[2]["text"], "Here it is.");
}

#[tokio::test]
async fn requests_of_two_partners_are_never_made_one() {
    let Scene { client, support, app: _app } = scene().await;
    let request = opened(&client).await;
    // The third of the demo's requests is Elm's or Gull's.
    for (into, what) in
        [(3, "another's"), (999_999, "nobody's"), (request["row"]["number"].as_i64().unwrap(), "itself")]
    {
        let path = format!("/api/operator/support/{}/merge", request["row"]["number"]);
        let refused = support.post_once(&path, what, &json!({ "into": into, "seen": 1 })).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "not_merged"),
            "{what}"
        );
    }
    assert_eq!(state(&client, &request).await, "new");
}

#[tokio::test]
async fn what_a_duplicate_asks_to_cancel_goes_along_and_support_sees_who_can_refund() {
    let Scene { app, client, support } = scene().await;
    let other = opened(&client).await;
    let duplicate = cancelling(&app, &client).await;
    let seen = entries(&support, &duplicate).await;
    let merged =
        pressed(&support, &duplicate, "merge", json!({ "into": other["row"]["number"], "seen": seen })).await;
    assert_eq!(
        merged.body["request"]["cancellation"]["refund"]["requirements"][0]["met"], true,
        "{}",
        merged.body
    );
    assert_eq!(merged.body["may_refund"], json!(["Finn Walsh", "Fiona Byrne"]));
    let path = format!("/api/operator/support/{}/cancel-subscription", other["row"]["number"]);
    assert_eq!(support.post(&path, &json!({})).await.status, StatusCode::OK);
}
