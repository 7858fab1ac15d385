use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use crate::tables::partner;
use crate::testing::{Answer, Client, TestApp};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n-";
const WHERE: &str = "/api/business-profile";

fn draft() -> Value {
    json!({
        "description": { "en": "Mainframes, kept alive.", "ja": "" },
        "industries": ["energy"],
        "services": ["consulting", "training"],
        "countries": ["US", "CA"],
        "locations": [{ "address": "410 Pine Street", "city": "Seattle", "country": "US" }],
        "contact": { "email": "hello@birch.example", "phone": "(206) 555-0142", "website": "https://birch.example" },
    })
}

async fn shown(client: &Client) -> Value {
    let answer = client.get(WHERE).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

async fn saved(client: &Client, draft: &Value) -> Answer {
    let seen = shown(client).await["version"].clone();
    client.put(WHERE, &json!({ "draft": draft, "seen": seen })).await
}

async fn pressed(client: &Client, what: &str) -> Answer {
    let seen = shown(client).await["version"].clone();
    client.post(&format!("{WHERE}/{what}"), &json!({ "seen": seen })).await
}

async fn with_logo(client: &Client, content: &[u8]) -> Answer {
    let head = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"logo.png\"\r\n\r\n";
    let body = [head.as_bytes(), content, b"\r\n--cut--\r\n"].concat();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/business-profile/logo")
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::COOKIE, client.cookie.clone().unwrap_or_default());
    client.raw(request.body(Body::from(body)).unwrap()).await
}

fn fields(answer: &Answer) -> Vec<&str> {
    answer.body["fields"].as_array().unwrap().iter().filter_map(|fault| fault["field"].as_str()).collect()
}

#[tokio::test]
async fn a_draft_is_seen_by_nobody_until_it_is_published_and_changes_wait_again() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@birch.example").await;
    let saved_as = saved(&client, &draft()).await;
    assert_eq!((saved_as.status, &saved_as.body["standing"]), (StatusCode::OK, &json!("draft")));
    assert_eq!(saved_as.body["draft"]["contact"]["phone"], "+1 206-555-0142");
    assert_eq!(saved_as.body["address"], Value::Null);
    let page = "/directory/birch-cloud-4100002";
    assert_eq!(app.stranger().get(page).await.status, StatusCode::NOT_FOUND);

    let published = pressed(&client, "publish").await.body;
    assert_eq!((&published["standing"], &published["address"]), (&json!("published"), &json!(page)));
    let html = async || String::from_utf8(app.stranger().get(page).await.bytes.to_vec()).unwrap();
    assert!(html().await.contains("Mainframes, kept alive."));

    let mut other = draft();
    other["description"]["en"] = json!("Mainframes, put to rest.");
    assert_eq!(saved(&client, &other).await.body["standing"], "changed");
    assert!(html().await.contains("kept alive"));
    let preview = client.get("/business-profile/preview?lang=en").await;
    assert!(String::from_utf8_lossy(&preview.bytes).contains("put to rest"));
    assert_eq!(pressed(&client, "publish").await.body["standing"], "published");
    assert!(html().await.contains("put to rest"));

    assert_eq!(pressed(&client, "withdraw").await.body["standing"], "draft");
    assert_eq!(app.stranger().get(page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_unfinished_can_be_saved_and_not_published() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@cedar.example").await;
    assert_eq!(shown(&client).await["version"], 0);
    let refused = pressed(&client, "publish").await;
    assert_eq!(fields(&refused), ["description_en", "services", "countries", "email"]);
    let mut odd = draft();
    odd["countries"] = json!(["ZZ"]);
    odd["contact"] = json!({ "email": "a@b..c", "phone": "0999", "website": "javascript:1" });
    assert_eq!(fields(&saved(&client, &odd).await), ["countries", "website", "email", "phone"]);
    odd["extra"] = json!(1);
    assert_eq!(saved(&client, &odd).await.code(), "malformed");
}

#[tokio::test]
async fn only_a_company_that_was_checked_publishes() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@juniper.example").await;
    saved(&client, &draft()).await;
    let refused = pressed(&client, "publish").await;
    assert_eq!((refused.status, refused.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["verified"]));
}

#[tokio::test]
async fn a_colleagues_change_that_was_not_seen_is_not_undone() {
    let app = TestApp::demo().await;
    let client = app.signed_in("business-profile-admin@aoba.example").await;
    let seen = shown(&client).await;
    let change = |text: &str, seen: &Value| {
        let mut draft = seen["draft"].clone();
        draft["description"]["en"] = json!(text);
        json!({ "draft": draft, "seen": seen["version"] })
    };
    let (first, second) = (change("One", &seen), change("Two", &seen));
    let (one, two) = tokio::join!(client.put(WHERE, &first), client.put(WHERE, &second));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    // What was saved can be sent again: the answer may have been lost.
    let kept = if one.status == StatusCode::OK { &first } else { &second };
    assert_eq!(client.put(WHERE, kept).await.status, StatusCode::OK);
    let version = shown(&client).await["version"].clone();
    assert_eq!(pressed(&client, "publish").await.status, StatusCode::OK);
    let again = client.post(&format!("{WHERE}/publish"), &json!({ "seen": version })).await;
    assert_eq!(again.status, StatusCode::OK);
}

#[tokio::test]
async fn a_logo_is_a_picture_by_its_content_and_public_once_it_is_published() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@birch.example").await;
    assert_eq!(with_logo(&client, b"<svg/>").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = [PNG, &vec![0; 512 * 1024]].concat();
    assert_eq!(with_logo(&client, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let logo = with_logo(&client, PNG).await.body["logo"].as_str().unwrap().to_owned();
    let (stranger, public) = (app.stranger(), format!("/directory/logos/{logo}"));
    assert_eq!(stranger.get(&public).await.status, StatusCode::NOT_FOUND);
    let own = client.get("/api/business-profile/logo").await;
    assert_eq!(
        (own.bytes.as_ref(), own.headers[header::CONTENT_TYPE].as_bytes()),
        (PNG, b"image/png".as_slice())
    );
    saved(&client, &draft()).await;
    pressed(&client, "publish").await;
    assert_eq!(stranger.get(&public).await.bytes, PNG);
    // Another one, until it is published, takes the first from nobody.
    with_logo(&client, PNG).await;
    assert_eq!(stranger.get(&public).await.status, StatusCode::OK);
    let removed = client.send(Method::DELETE, "/api/business-profile/logo", None, None::<&()>).await;
    assert_eq!(removed.body["logo"], Value::Null);
    pressed(&client, "publish").await;
    assert_eq!(stranger.get(&public).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_is_not_in_good_standing_is_neither_found_nor_shown() {
    let app = TestApp::demo().await;
    let seen = async || {
        let found = app.stranger().get("/directory?q=sendai&lang=en").await;
        let page = app.stranger().get("/directory/aoba-systems-4100001").await.status;
        (String::from_utf8_lossy(&found.bytes).contains("Aoba Systems"), page == StatusCode::OK)
    };
    assert_eq!(seen().await, (true, true));
    let put = async |suspended: Option<&str>, verification: &str| {
        let row = partner::ActiveModel {
            id: Set("4100001".into()),
            suspended: Set(suspended.map(str::to_owned)),
            verification: Set(verification.to_owned()),
            ..Default::default()
        };
        let tx = app.portal.db.begin().await.unwrap();
        row.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    for (suspended, verification, is_seen) in
        [(Some("Unpaid"), "verified", false), (None, "rejected", false), (None, "pending", true)]
    {
        put(suspended, verification).await;
        assert_eq!(seen().await, (is_seen, is_seen), "{suspended:?} {verification}");
    }
}
