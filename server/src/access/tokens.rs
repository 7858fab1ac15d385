//! What each scope of an API token opens: every route of the description, tried by a token of each scope and by one of all,
//! against one table.
//!
//! A route that takes tokens: `security` at its handler, and a line in [`SCOPES`].

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tokuten_core::api_access::Scope;

use super::description::{Route, Takes, routes};
use crate::testing::{Answer, Client, TestApp};
use Scope::{
    AuditRead, ExportsRead, InvoicesRead, OrdersRead, PartnersRead, ReportsRead, SkillsWrite, SupportRead,
    SupportWrite, TransfersRead, TransfersWrite,
};

/// Every route that takes a token, an example of its address, and the scopes of which one opens that.
const SCOPES: &[(&str, &str, &str, Scope)] = &[
    ("GET", "/api/operator/partners", "", PartnersRead),
    ("GET", "/api/operator/partners/{id}", "/api/operator/partners/4100001", PartnersRead),
    ("GET", "/api/operator/partners/{id}/{section}", "/api/operator/partners/4100001/users", PartnersRead),
    ("GET", "/api/operator/partners/{id}/{section}", "/api/operator/partners/4100001/audit", PartnersRead),
    ("GET", "/api/operator/partners/{id}/{section}", "/api/operator/partners/4100001/orders", OrdersRead),
    ("GET", "/api/operator/partners/{id}/{section}", "/api/operator/partners/4100001/invoices", InvoicesRead),
    ("GET", "/api/operator/partners/{id}/{section}", "/api/operator/partners/4100001/payments", InvoicesRead),
    ("GET", "/api/operator/partners/{id}/{section}", "/api/operator/partners/4100001/requests", SupportRead),
    ("GET", "/api/operator/invoices/{number}/ubl", "", InvoicesRead),
    (
        "GET",
        "/api/operator/exports/accounting",
        "/api/operator/exports/accounting?from=2027-03-01&to=2027-03-31",
        ExportsRead,
    ),
    (
        "GET",
        "/api/operator/exports/ubl",
        "/api/operator/exports/ubl?from=2027-03-01&to=2027-03-31",
        ExportsRead,
    ),
    ("GET", "/api/operator/reports/{report}", "/api/operator/reports/revenue", ReportsRead),
    ("GET", "/api/operator/reports/{report}/file", "/api/operator/reports/receivables/file", ReportsRead),
    ("GET", "/api/operator/transfers", "", TransfersRead),
    ("POST", "/api/operator/payments", "", TransfersWrite),
    ("GET", "/api/operator/statements", "", TransfersRead),
    ("GET", "/api/operator/statements/{number}", "", TransfersRead),
    ("POST", "/api/operator/statements", "", TransfersWrite),
    ("POST", "/api/operator/statements/preview", "", TransfersWrite),
    ("GET", "/api/operator/support", "", SupportRead),
    ("GET", "/api/operator/support/{number}", "/api/operator/support/1", SupportRead),
    ("GET", "/api/operator/support/{number}/attachments/{id}", "", SupportRead),
    ("POST", "/api/operator/support/{number}/answers", "", SupportWrite),
    ("POST", "/api/operator/support/{number}/notes", "", SupportWrite),
    ("POST", "/api/operator/support/{number}/state", "", SupportWrite),
    ("POST", "/api/operator/skills", "", SkillsWrite),
    ("GET", "/api/operator/audit", "", AuditRead),
    ("GET", "/api/operator/audit/export", "", AuditRead),
];

async fn answered(client: &Client, route: &Route, path: &str) -> Answer {
    let (kind, body) = match &route.takes {
        Takes::Nothing => ("application/json", Body::empty()),
        Takes::Json(body) => ("application/json", Body::from(body.to_string())),
        Takes::Form(body) => ("multipart/form-data; boundary=end", Body::from(body.clone())),
    };
    let token = client.token.as_deref().unwrap();
    let request = Request::builder()
        .method(route.method.as_str())
        .uri(path)
        .header(header::HOST, "portal.example")
        .header("idempotency-key", "access")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, kind);
    client.raw(request.body(body).unwrap()).await
}

/// The route's address with something in the places of its names.
fn filled(path: &str) -> String {
    path.replace("{number}", "999999").replace("{section}", "mails").replace(['{', '}'], "")
}

/// Whether an answer says that a token does not open this.
fn refuses(answer: &Answer) -> bool {
    answer.status == StatusCode::FORBIDDEN
        && ["scope_missing", "token_not_taken", "role_missing"].contains(&answer.code())
}

#[tokio::test]
async fn each_route_opens_for_its_scope_alone_and_all_others_for_no_token() {
    let app = TestApp::demo().await;
    let routes = routes(&app).await;
    let mut systems = Vec::new();
    for scope in Scope::ALL {
        systems.push((Some(scope), app.system(scope.code(), &[scope]).await));
    }
    systems.push((None, app.system("all scopes", &Scope::ALL).await));
    let mut wrong = Vec::new();
    for (method, path, ..) in SCOPES {
        if !routes.iter().any(|route| (&*route.method, &*route.path) == (*method, *path)) {
            wrong.push(format!("{method} {path} is no route: take its line out of the table"));
        }
    }
    for route in &routes {
        let Route { method, path, .. } = route;
        let lines: Vec<_> = SCOPES.iter().filter(|(of, on, ..)| (*of, *on) == (&**method, &**path)).collect();
        for (scope, system) in &systems {
            if lines.is_empty() {
                let answer = answered(system, route, &filled(path)).await;
                if answer.code() != "token_not_taken" {
                    wrong.push(format!(
                        "{method} {path} answers {} to a token ({scope:?}): add the scope that opens it to SCOPES in access/tokens.rs",
                        answer.status
                    ));
                }
            }
            for (_, _, example, opens) in &lines {
                let example = if example.is_empty() { filled(path) } else { (*example).to_owned() };
                let answer = answered(system, route, &example).await;
                let may = scope.is_none_or(|scope| scope == *opens);
                if answer.status == StatusCode::UNAUTHORIZED || may == refuses(&answer) {
                    wrong.push(format!(
                        "{method} {example} answers {} {} to {scope:?}",
                        answer.status, answer.body
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_token_opens_what_is_written_to_people() {
    let app = TestApp::demo().await;
    let system = app.system("all scopes", &Scope::ALL).await;
    assert_eq!(system.get("/api/operator/partners/4100001/mails").await.code(), "token_not_taken");
}
