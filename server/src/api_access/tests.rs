//! Tokens: made, used within their scopes, in their own name, expired, revoked.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokuten_core::api_access::Scope;

use crate::tables::{api_token, audit, payment};
use crate::testing::{Answer, Client, TestApp};

const PROGRAMME: &str = "programme@vendor.example";
const TOKENS: &str = "/api/operator/api-tokens";

async fn make(client: &Client, name: &str, scopes: &[Scope], expires_on: &str) -> Answer {
    client.post(TOKENS, &json!({ "name": name, "scopes": scopes, "expires_on": expires_on })).await
}

async fn row(app: &TestApp, name: &str) -> api_token::Model {
    let row = api_token::Entity::find().filter(api_token::Column::Name.eq(name));
    row.one(app.portal.db.read()).await.unwrap().unwrap()
}

async fn lines(app: &TestApp, column: audit::Column, text: &str) -> Vec<audit::Model> {
    audit::Entity::find().filter(column.eq(text)).all(app.portal.db.read()).await.unwrap()
}

fn money(order: &Value, reference: &str) -> Value {
    json!({ "order": order, "amount": { "amount": 100, "currency": "JPY" }, "received_on": "2027-03-10",
        "bank_reference": reference })
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_a_hash() {
    let app = TestApp::demo().await;
    let programme = app.signed_in(PROGRAMME).await;
    let made = make(&programme, " ERP ", &[Scope::TransfersRead], "2028-03-10").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let token = made.body["token"].as_str().unwrap();
    let id = made.body["view"]["id"].as_str().unwrap();
    assert!(token.starts_with(&format!("tkt_{id}_")) && token.len() == 4 + 16 + 1 + 64, "{token}");
    let kept = row(&app, "ERP").await;
    assert_eq!(kept.token_hash, app.portal.key.hash(token));
    let secret = token.rsplit_once('_').unwrap().1;
    let listed = programme.get(TOKENS).await;
    assert!(!String::from_utf8_lossy(&listed.bytes).contains(secret), "nobody sees it again");
    assert_eq!((&listed.body["tokens"][0]["name"], &listed.body["living"]), (&json!("ERP"), &json!(1)));
    let line = &lines(&app, audit::Column::Action, "API token made").await[0];
    let said = format!("{line:?}");
    assert!(line.subject == "API token ERP" && !said.contains(secret) && !said.contains(&kept.token_hash));
}

#[tokio::test]
async fn a_token_opens_its_scopes_and_acts_in_its_own_name() {
    let app = TestApp::demo().await;
    let system = app.system("Bank import", &[Scope::TransfersWrite]).await;
    let booked = system.post("/api/operator/payments", &money(&Value::Null, "B-1")).await;
    assert_eq!(booked.status, StatusCode::OK, "{}", booked.body);
    let row = payment::Entity::find().one(app.portal.db.read()).await.unwrap().unwrap();
    assert_eq!(row.recorded_by, "API token Bank import");
    assert_eq!(lines(&app, audit::Column::Actor, "API token Bank import").await.len(), 1);
    // The bank's reference makes it once for a system too.
    assert_eq!(
        system.post("/api/operator/payments", &money(&Value::Null, "B-1")).await.status,
        StatusCode::OK
    );
    assert_eq!(payment::Entity::find().all(app.portal.db.read()).await.unwrap().len(), 1);
    let other = system.get("/api/operator/transfers").await;
    assert_eq!((other.status, other.code()), (StatusCode::FORBIDDEN, "scope_missing"));
    let challenge = other.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.contains("insufficient_scope") && challenge.contains("transfers:read"), "{challenge}");
    for closed in
        ["/api/session", "/api/operator/operators", TOKENS, "/api/offers", "/api/public", "/directory"]
    {
        let answer = system.get(closed).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "token_not_taken"), "{closed}");
    }
}

#[tokio::test]
async fn what_a_system_writes_to_support_is_told_as_its_own() {
    let app = TestApp::demo().await;
    let system = app.system("Help desk", &[Scope::SupportRead, Scope::SupportWrite]).await;
    let path = "/api/operator/support/2";
    let noted = system.post_once(&format!("{path}/notes"), "n1", &json!({ "text": "Ticket 77" })).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", noted.body);
    let again = system.post_once(&format!("{path}/notes"), "n1", &json!({ "text": "Ticket 77" })).await;
    assert_eq!(again.body["notes"].as_array().unwrap().len(), noted.body["notes"].as_array().unwrap().len());
    let seen = app.signed_in("support@vendor.example").await.get(path).await.body;
    let last = seen["notes"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["by"], &last["text"]), (&json!("API token Help desk"), &json!("Ticket 77")));
    let without = system.post(&format!("{path}/notes"), &json!({ "text": "Ticket 77" })).await;
    assert_eq!(without.code(), "idempotency_key_missing");
}

#[tokio::test]
async fn who_comes_with_a_token_needs_no_origin_and_cookies_do_not_count() {
    let app = TestApp::demo().await;
    let person = app.signed_in("finance@vendor.example").await;
    let system = app.system("ERP", &[Scope::SupportRead]).await;
    let with_both = |token: String| {
        Request::builder()
            .method(Method::POST)
            .uri("/api/operator/payments")
            .header(header::HOST, "portal.example")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, person.cookie.clone().unwrap())
            .header(header::AUTHORIZATION, token)
            .body(Body::from(money(&Value::Null, "B-1").to_string()))
            .unwrap()
    };
    // The session would be let in; the token that comes with it is not, and counts.
    let token = system.token.clone().unwrap();
    assert_eq!(app.stranger().raw(with_both(format!("bearer {token}"))).await.code(), "scope_missing");
    assert_eq!(app.stranger().raw(with_both("Bearer none".into())).await.code(), "token_invalid");
    assert_eq!(app.stranger().raw(with_both("Bearer".into())).await.code(), "token_invalid");
    // Another scheme is nobody's token: the session counts again, and it comes from nowhere.
    assert_eq!(app.stranger().raw(with_both("Basic bm9uZQ==".into())).await.code(), "foreign_origin");
}

#[tokio::test]
async fn a_revoked_token_is_as_good_as_unknown_at_once_and_its_name_is_free() {
    let app = TestApp::demo().await;
    let programme = app.signed_in(PROGRAMME).await;
    let system = app.system("ERP", &[Scope::AuditRead]).await;
    assert_eq!(system.get("/api/operator/audit").await.status, StatusCode::OK);
    let taken = make(&programme, "erp", &[Scope::AuditRead], "2028-03-10").await;
    assert_eq!(taken.body["fields"][0], json!({ "field": "name", "fault": "taken" }));
    let revocation = format!("{TOKENS}/{}/revocation", row(&app, "ERP").await.id);
    for _ in 0..2 {
        assert_eq!(programme.post(&revocation, &json!({})).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(lines(&app, audit::Column::Action, "API token revoked").await.len(), 1);
    let refused = system.get("/api/operator/audit").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "token_invalid"));
    assert!(refused.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer "));
    let unknown = app.with_token(&format!("tkt_{}", "0".repeat(81)));
    let answer = unknown.get("/api/operator/audit").await;
    assert_eq!(answer.body["detail"], refused.body["detail"]);
    assert_eq!(make(&programme, "ERP", &[Scope::AuditRead], "2028-03-10").await.status, StatusCode::CREATED);
    assert_eq!(programme.post(&format!("{TOKENS}/none/revocation"), &json!({})).await.code(), "not_found");
}

#[tokio::test]
async fn a_token_ends_with_its_last_day_where_the_programme_is() {
    let app = TestApp::demo().await;
    let programme = app.signed_in(PROGRAMME).await;
    let made = make(&programme, "ERP", &[Scope::AuditRead], "2027-03-11").await;
    let system = app.with_token(made.body["token"].as_str().unwrap());
    app.on("2027-03-11").await;
    assert_eq!(system.get("/api/operator/audit").await.status, StatusCode::OK);
    app.on("2027-03-12").await;
    let refused = system.get("/api/operator/audit").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "token_expired"));
    for (end, fault) in [("2027-03-11", "in_past"), ("2029-03-13", "too_far")] {
        let refused = make(&programme, "ERP 2", &[Scope::AuditRead], end).await;
        assert_eq!(refused.body["fields"][0], json!({ "field": "expires_on", "fault": fault }), "{end}");
    }
}

#[tokio::test]
async fn when_it_was_used_is_noted_once_in_some_minutes() {
    let app = TestApp::demo().await;
    let system = app.system("ERP", &[Scope::AuditRead]).await;
    assert_eq!(row(&app, "ERP").await.last_used, None);
    let used_at = async |instant: &str| {
        app.portal.clock.move_to(instant.parse().unwrap());
        assert_eq!(system.get("/api/operator/audit").await.status, StatusCode::OK);
        row(&app, "ERP").await.last_used.unwrap()
    };
    let first = used_at("2027-03-10T13:00:00Z").await;
    assert_eq!(used_at("2027-03-10T13:04:00Z").await, first);
    assert!(used_at("2027-03-10T13:06:00Z").await > first);
}

#[tokio::test]
async fn too_many_requests_of_a_token_and_too_many_wrong_ones_wait() {
    let settings = crate::config::Settings {
        sign_in_attempts: 10_000,
        api_requests_per_minute: 3,
        ..crate::config::Settings::default()
    };
    let app = TestApp::with(settings).await;
    let (system, other) =
        (app.system("ERP", &[Scope::AuditRead]).await, app.system("CRM", &[Scope::AuditRead]).await);
    for _ in 0..3 {
        assert_eq!(system.get("/api/operator/audit").await.status, StatusCode::OK);
    }
    let refused = system.get("/api/operator/audit").await;
    assert_eq!(refused.code(), "too_many_attempts");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    let wrong = app.with_token("tkt_none");
    let codes = async |count: usize| {
        let mut codes = Vec::new();
        for _ in 0..count {
            codes.push(wrong.get("/api/operator/audit").await.code().to_owned());
        }
        codes
    };
    assert!(codes(30).await.iter().all(|code| code == "token_invalid"));
    assert_eq!(codes(1).await, ["too_many_attempts"]);
    // From the same address, who has a good one comes in.
    assert_eq!(other.get("/api/operator/audit").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_outlives_who_made_it() {
    let app = TestApp::demo().await;
    let system = app.system("ERP", &[Scope::AuditRead]).await;
    let tx = app.portal.db.begin().await.unwrap();
    let maker = row(&app, "ERP").await.created_by;
    crate::users::store::remove(&tx, &maker, app.portal.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(system.get("/api/operator/audit").await.status, StatusCode::OK);
    let page = super::page(&app.portal, None).await.unwrap();
    assert!(!page.tokens[0].maker_is_here && !page.tokens[0].created_by.is_empty());
}

#[tokio::test]
async fn only_programme_operators_see_to_tokens_and_there_are_fifty_at_most() {
    let app = TestApp::demo().await;
    let finance = app.signed_in("finance@vendor.example").await;
    assert_eq!(finance.get(TOKENS).await.code(), "role_missing");
    assert_eq!(make(&finance, "ERP", &[Scope::AuditRead], "2028-03-10").await.code(), "role_missing");
    let programme = app.signed_in(PROGRAMME).await;
    for number in 0..50 {
        let made = make(&programme, &format!("System {number}"), &[Scope::AuditRead], "2028-03-10").await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    assert_eq!(make(&programme, "One more", &[Scope::AuditRead], "2028-03-10").await.code(), "conflict");
    let first = row(&app, "System 0").await.id;
    programme.post(&format!("{TOKENS}/{first}/revocation"), &json!({})).await;
    assert_eq!(
        make(&programme, "One more", &[Scope::AuditRead], "2028-03-10").await.status,
        StatusCode::CREATED
    );
    let page = programme.get(TOKENS).await.body;
    let next =
        programme.get(&format!("{TOKENS}?cursor={}", page["next_cursor"].as_str().unwrap())).await.body;
    assert_eq!((page["tokens"].as_array().unwrap().len(), next["tokens"].as_array().unwrap().len()), (50, 1));
}

#[tokio::test]
async fn a_system_brings_in_skills_all_rows_or_none() {
    let app = TestApp::demo().await;
    let system = app.system("Learning", &[Scope::SkillsWrite]).await;
    let send = async |csv: &str| {
        let body = format!(
            "--end\r\nContent-Disposition: form-data; name=\"file\"; filename=\"skills.csv\"\r\n\r\n{csv}\r\n--end--\r\n"
        );
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/operator/skills")
            .header(header::AUTHORIZATION, format!("Bearer {}", system.token.as_deref().unwrap()))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=end");
        system.raw(request.body(Body::from(body)).unwrap()).await
    };
    let file = include_str!("../../demo/skills.csv");
    let imported = send(file).await;
    assert_eq!(imported.status, StatusCode::OK, "{}", imported.body);
    let lines = lines(&app, audit::Column::Action, "skills imported").await;
    assert_eq!(lines.last().unwrap().actor, "API token Learning");
    let wrong = send(&format!("{file}4100001,nonsense\n")).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::UNPROCESSABLE_ENTITY, "rows_wrong"));
    assert!(!wrong.body["rows"].as_array().unwrap().is_empty(), "each bad row is named: {}", wrong.body);
}

#[tokio::test]
async fn the_description_has_the_scheme_and_each_routes_scope() {
    let app = TestApp::demo().await;
    let description = app.stranger().get("/api/openapi.json").await.body;
    assert_eq!(description["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    let of = |path: &str, method: &str| description["paths"][path][method]["security"].clone();
    assert_eq!(
        of("/api/operator/transfers", "get"),
        json!([{ "session": [] }, { "token": ["transfers:read"] }])
    );
    assert_eq!(of(TOKENS, "get"), Value::Null);
}
