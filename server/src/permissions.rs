//! Who may call what: every route of the API's own description, as a stranger, as every role of the partner, as
//! another partner, and as every operator.

use std::collections::BTreeSet;
use std::fmt::Write;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tokuten_core::roles::{Permission, Role};
use tokuten_core::sessions::OperatorRole;

use crate::testing::{Client, TestApp};

/// Who may call a route.
#[derive(Debug, Clone, Copy)]
enum Access {
    /// Anybody.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Every user of a partner.
    Partner,
    /// Users of a partner with this permission.
    May(Permission),
    /// Every operator.
    Vendor,
    /// Operators with this role.
    Only(OperatorRole),
}

use Access::{May, Only, Partner, Public, SignedIn, Vendor};
use OperatorRole::{Finance, Programme, Support};
use Permission::{
    Buy, CancelOrder, EditLegalProfile, RequestRefund, SeeInvoices, SeeOrders, TurnOffRenewal, UploadProof,
};

/// Method, path, who may, and a body that can be read, so that it is the permission that decides.
const ROUTES: &[(&str, &str, Access, &str)] = &[
    ("GET", "/api/public", Public, ""),
    ("POST", "/api/session", Public, ""),
    ("DELETE", "/api/session", Public, ""),
    ("GET", "/api/session", SignedIn, ""),
    ("PUT", "/api/session/language", SignedIn, r#"{"language":"en"}"#),
    ("GET", "/api/links/{token}", Public, ""),
    ("POST", "/api/links/{token}", Public, ""),
    ("GET", "/unsubscribe/{token}", Public, ""),
    ("POST", "/unsubscribe/{token}", Public, ""),
    ("GET", "/api/test/clock", Public, ""),
    ("POST", "/api/test/clock", Public, ""),
    ("GET", "/api/users/colleagues", Partner, ""),
    ("GET", "/api/offers", Partner, ""),
    (
        "PUT",
        "/api/profile",
        May(EditLegalProfile),
        r#"{"profile":{"name":"","line1":"","city":""},"was":{"name":"","line1":"","city":""}}"#,
    ),
    ("GET", "/api/subscriptions/{id}", Partner, ""),
    ("POST", "/api/subscriptions/{id}/turn-off-renewal", May(TurnOffRenewal), "{}"),
    ("GET", "/api/orders", May(SeeOrders), ""),
    (
        "POST",
        "/api/orders",
        May(Buy),
        r#"{"wish":{"buy":"action_pack"},"payment":{"card":{"token":"{card}"}}}"#,
    ),
    ("POST", "/api/card-setups", May(Buy), "{}"),
    ("GET", "/api/orders/{number}", May(SeeOrders), ""),
    ("PUT", "/api/orders/{number}/bill-to", May(Buy), r#"{"name":"A","line1":"1","city":"B"}"#),
    ("PUT", "/api/orders/{number}/card", May(Buy), r#"{"card_token":"{card}"}"#),
    (
        "POST",
        "/api/orders/{number}/buy",
        May(Buy),
        r#"{"total":{"amount":1,"currency":"USD"},"agreement_version":"1"}"#,
    ),
    ("POST", "/api/orders/{number}/confirm", May(Buy), "{}"),
    ("POST", "/api/orders/{number}/give-up-authentication", May(Buy), "{}"),
    ("POST", "/api/orders/{number}/cancel", May(CancelOrder), "{}"),
    ("POST", "/api/orders/{number}/proofs", May(UploadProof), PROOF),
    ("GET", "/api/orders/{number}/proofs/{id}", May(SeeOrders), ""),
    ("GET", "/api/orders/{number}/pro-forma", May(SeeOrders), ""),
    ("GET", "/api/invoices", May(SeeInvoices), ""),
    ("GET", "/api/invoices/{number}/pdf", May(SeeInvoices), ""),
    ("GET", "/api/support/requests", Partner, ""),
    ("POST", "/api/support/requests", Partner, FORM),
    ("GET", "/api/support/requests/{number}", Partner, ""),
    ("POST", "/api/support/requests/{number}/replies", Partner, REPLY),
    ("GET", "/api/support/requests/{number}/attachments/{id}", Partner, ""),
    ("GET", "/api/support/cancellations/{subscription}", May(RequestRefund), ""),
    ("GET", "/api/operator/overview", Vendor, ""),
    ("GET", "/api/operator/transfers", Only(Finance), ""),
    (
        "POST",
        "/api/operator/payments",
        Only(Finance),
        r#"{"order":null,"amount":{"amount":0,"currency":"JPY"},"received_on":"2027-03-01","bank_reference":""}"#,
    ),
    ("POST", "/api/operator/orders/{number}/reject-proof", Only(Finance), r#"{"reason":""}"#),
    ("GET", "/api/operator/orders/{number}/proofs/{id}", Only(Finance), ""),
    ("GET", "/api/operator/refunds", Only(Finance), ""),
    ("GET", "/api/operator/orders/{number}/refund", Only(Finance), ""),
    ("POST", "/api/operator/orders/{number}/refund", Only(Finance), r#"{"reason":""}"#),
    (
        "POST",
        "/api/operator/refunds/{id}/made",
        Only(Finance),
        r#"{"made_on":"2027-03-01","bank_reference":""}"#,
    ),
    ("GET", "/api/operator/partners", Only(Programme), ""),
    (
        "POST",
        "/api/operator/partners/{id}/verification",
        Only(Programme),
        r#"{"rejected":"","seen":{"name":"","line1":"","city":""}}"#,
    ),
    ("GET", "/api/operator/support", Only(Support), ""),
    ("GET", "/api/operator/support/{number}", Only(Support), ""),
    (
        "POST",
        "/api/operator/support/{number}/answers",
        Only(Support),
        r#"{"text":"","next":"resolved","seen":0}"#,
    ),
    ("POST", "/api/operator/support/{number}/cancel-subscription", Only(Support), "{}"),
    ("GET", "/api/operator/support/{number}/attachments/{id}", Only(Support), ""),
];

/// A form without fields, one with a payment proof, and one with a reply.
const FORM: &str = "--cut--\r\n";
const PROOF: &str = "--cut\r\nContent-Disposition: form-data; name=\"details\"\r\n\r\n\
    {\"paid_on\":\"2027-03-01\",\"account\":\"1\",\"reference\":\"2\"}\r\n\
    --cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\r\n--cut--\r\n";
const REPLY: &str =
    "--cut\r\nContent-Disposition: form-data; name=\"reply\"\r\n\r\n{\"text\":\"Hello\"}\r\n--cut--\r\n";

/// Somebody who calls.
#[derive(Debug, Clone, Copy)]
enum Caller {
    Stranger,
    /// A user of the company whose ids stand in the paths.
    Owner(Option<Role>),
    /// A user of another company.
    Other(Option<Role>),
    Operator(OperatorRole),
}

/// What an answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Status(StatusCode),
    /// The permission does not stand in the way, and it is there.
    Let,
}

fn expected(access: Access, caller: Caller, is_about_something: bool) -> Expected {
    let forbidden = Expected::Status(StatusCode::FORBIDDEN);
    let as_partner = |role: Option<Role>, is_own: bool| {
        let may = match access {
            Partner | SignedIn => true,
            May(permission) => role.is_some_and(|role| role.grants(permission)),
            Public | Vendor | Only(_) => false,
        };
        match (may, is_own || !is_about_something) {
            (false, _) => forbidden,
            (true, true) => Expected::Let,
            (true, false) => Expected::Status(StatusCode::NOT_FOUND),
        }
    };
    match (access, caller) {
        (Public, _) | (SignedIn | Vendor, Caller::Operator(_)) => Expected::Let,
        (_, Caller::Stranger) => Expected::Status(StatusCode::UNAUTHORIZED),
        (Only(role), Caller::Operator(operator)) if role == operator => Expected::Let,
        (_, Caller::Operator(_)) => forbidden,
        (_, Caller::Owner(role)) => as_partner(role, true),
        (_, Caller::Other(role)) => as_partner(role, false),
    }
}

/// Whether the answer to a caller is what the table says.
fn is_as(expected: Expected, status: StatusCode) -> bool {
    match expected {
        Expected::Status(wanted) => status == wanted,
        Expected::Let => {
            !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) && !status.is_server_error()
        }
    }
}

/// Elm's order, subscription and support request stand in the paths; things below them do not exist.
async fn ids(app: &TestApp) -> impl Fn(&str) -> String + use<> {
    let elm = app.signed_in("global-admin@elm.example").await;
    let subscription = elm.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    let subscription = subscription.as_str().unwrap().to_owned();
    let request = elm.get("/api/support/requests").await.body["requests"][0]["number"].to_string();
    move |path: &str| {
        let number = if path.contains("/support/") { request.as_str() } else { "100001" };
        let path = path.replace("{number}", number).replace("{subscription}", &subscription);
        let id = match path.split('/').nth(2) {
            Some("subscriptions") => &subscription,
            _ if path.contains("/partners/") => "4100005",
            _ => "none",
        };
        path.replace("{id}", id).replace("{token}", "none")
    }
}

async fn called(client: &Client, method: &str, path: &str, body: &str) -> StatusCode {
    let request = axum::http::Request::builder()
        .method(method.parse::<Method>().unwrap())
        .uri(path)
        .header("host", "portal.example")
        .header("origin", "http://portal.example")
        .header("idempotency-key", "key")
        .header(
            "content-type",
            if body.starts_with("--cut") { "multipart/form-data; boundary=cut" } else { "application/json" },
        )
        .header("cookie", client.cookie.clone().unwrap_or_default());
    client.raw(request.body(axum::body::Body::from(body.to_owned())).unwrap()).await.status
}

#[tokio::test]
async fn every_route_is_in_the_table() {
    let app = TestApp::demo().await;
    let description = app.stranger().get("/api/openapi.json").await.body;
    let of_path = |(path, item): (&String, &Value)| {
        let methods: Vec<_> = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        methods.into_iter().map(|method| format!("{method} {path}")).collect::<Vec<_>>()
    };
    let described: BTreeSet<_> = description["paths"].as_object().unwrap().iter().flat_map(of_path).collect();
    let listed: BTreeSet<_> = ROUTES.iter().map(|(method, path, ..)| format!("{method} {path}")).collect();
    let difference: Vec<_> = described.symmetric_difference(&listed).collect();
    assert!(difference.is_empty(), "add to ROUTES who may call these, or take them out: {difference:#?}");
}

#[tokio::test]
async fn every_route_lets_those_call_it_who_may_and_nobody_else() {
    let app = TestApp::demo().await;
    let (path_of, card) = (ids(&app).await, app.card("4242424242424242").await);
    let mut callers = vec![(Caller::Stranger, app.stranger())];
    for role in Role::ALL {
        let email = format!("{}@aoba.example", role.code().replace('_', "-"));
        callers.push((Caller::Other(Some(role)), app.signed_in(&email).await));
    }
    callers.push((Caller::Other(None), app.signed_in("member@aoba.example").await));
    callers.push((Caller::Owner(None), app.signed_in("member@elm.example").await));
    callers.push((Caller::Owner(Some(Role::GlobalAdmin)), app.signed_in("global-admin@elm.example").await));
    for role in OperatorRole::ALL {
        callers
            .push((Caller::Operator(role), app.signed_in(&format!("{}@vendor.example", role.code())).await));
    }
    let mut table = String::new();
    let mut wrong = Vec::new();
    for (method, path, access, body) in ROUTES.iter().filter(|(.., access, _)| !matches!(access, Public)) {
        let _ = writeln!(table, "{method:<6} {path:<55} {access:?}");
        let (address, body) = (path_of(path), body.replace("{card}", &card));
        for (caller, client) in &callers {
            let expected = expected(*access, *caller, path.contains('{'));
            // The last of what is in the path is none of Elm's either.
            let is_missing = address.ends_with("/none") && !path.starts_with("/api/operator");
            let status = called(client, method, &address, &body).await;
            if !(is_as(expected, status)
                || is_missing && expected == Expected::Let && status == StatusCode::NOT_FOUND)
            {
                wrong.push(format!("{method} {path} as {caller:?}: {status}, and not {expected:?}"));
            }
        }
    }
    println!("{table}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn public_routes_answer_strangers() {
    let app = TestApp::demo().await;
    for (method, path, access, _) in ROUTES {
        if matches!(access, Public) {
            let status =
                called(&app.stranger(), method, &path.replace("{token}", "none"), &json!({}).to_string())
                    .await;
            assert!(status != StatusCode::FORBIDDEN, "{method} {path}: {status}");
        }
    }
}
