//! The tries themselves, and the table that is printed.

use std::fmt::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use serde_json::json;
use tokuten_core::roles::Role;
use tokuten_core::sessions::OperatorRole;

use super::description::{Route, Takes, routes};
use super::{EXAMPLES, For, QUIET, TABLE};
use crate::factors;
use crate::tables::audit;
use crate::testing::{Answer, Client, TestApp};

const OWN: &str = "4100001";

/// Who tries a route.
struct Somebody {
    name: String,
    client: Client,
    who: Who,
}

enum Who {
    Stranger,
    HalfSignedIn,
    PartnerUser(Vec<Role>),
    Operator(OperatorRole),
}

impl For {
    /// What a route answers to somebody whom it is not for; nothing to others.
    fn refuses(self, who: &Who) -> Option<StatusCode> {
        let is_for = match (self, who) {
            (Self::Public, _)
            | (Self::SignedIn, Who::PartnerUser(_) | Who::Operator(_))
            | (Self::Half, Who::HalfSignedIn)
            | (Self::Partner, Who::PartnerUser(_))
            | (Self::Vendor, Who::Operator(_)) => true,
            // Nobody is half signed in and signed in; and who is half signed in is nobody anywhere else.
            (Self::Half, _) | (_, Who::Stranger | Who::HalfSignedIn) => {
                return Some(StatusCode::UNAUTHORIZED);
            }
            (Self::With(permissions), Who::PartnerUser(roles)) => {
                permissions.iter().any(|permission| permission.is_granted_to(roles))
            }
            (Self::Operator(needed), Who::Operator(role)) => needed == *role,
            (Self::Operators(some), Who::Operator(role)) => some.contains(role),
            _ => false,
        };
        (!is_for).then_some(StatusCode::FORBIDDEN)
    }

    fn is_of_a_partner(self) -> bool {
        matches!(self, Self::Partner | Self::With(_))
    }
}

/// A stranger, somebody who owes the second factor, Aoba's users with every role and with none, and the operators.
async fn everybody(app: &TestApp) -> Vec<Somebody> {
    let stranger = Somebody { name: "stranger".into(), client: app.stranger(), who: Who::Stranger };
    let (_, client) = factors::tests::enrolled(app, "half@vendor.example").await;
    let half = Somebody { name: "half".into(), client, who: Who::HalfSignedIn };
    let mut all = vec![stranger, half];
    for role in Role::ALL.into_iter().map(Some).chain([None]) {
        let name = role.map_or("member", Role::code).to_owned();
        let client = app.signed_in(&format!("{}@aoba.example", name.replace('_', "-"))).await;
        all.push(Somebody { name, client, who: Who::PartnerUser(role.into_iter().collect()) });
    }
    for role in OperatorRole::ALL {
        let client = app.signed_in(&format!("{}@vendor.example", role.code())).await;
        all.push(Somebody { name: role.code().to_owned(), client, who: Who::Operator(role) });
    }
    all
}

async fn answered(client: &Client, route: &Route, path: &str) -> Answer {
    let mut request = Request::builder()
        .method(route.method.as_str())
        .uri(path)
        .header(header::HOST, "portal.example")
        .header(header::ORIGIN, "http://portal.example")
        .header("idempotency-key", "access");
    if let Some(cookie) = &client.cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let (kind, body) = match &route.takes {
        Takes::Nothing => ("application/json", Body::empty()),
        Takes::Json(body) => ("application/json", Body::from(body.to_string())),
        Takes::Form(body) => ("multipart/form-data; boundary=end", Body::from(body.clone())),
    };
    client.raw(request.header(header::CONTENT_TYPE, kind).body(body).unwrap()).await
}

/// The address of something that is there: Aoba's own, or another partner's.
async fn example(app: &TestApp, path: &str, own: bool) -> Option<String> {
    let fits = EXAMPLES.iter().filter(|(start, _)| path.starts_with(start));
    let (start, sql) = fits.max_by_key(|(start, _)| start.len())?;
    let owner = format!("{} '{OWN}'", if own { "=" } else { "<>" });
    let db = app.portal.db.read();
    let sql = Statement::from_string(db.get_database_backend(), sql.replace("OWNER", &owner));
    let row = db.query_one_raw(sql).await.unwrap()?;
    Some(path.replacen(start, &row.try_get::<String>("", "path").unwrap(), 1))
}

/// What is there to be reached: an order with its invoice, and a user whom nobody signs in as.
async fn furnish(app: &TestApp) {
    for admin in ["global-admin@cedar.example", "global-admin@aoba.example"] {
        let client = app.signed_in(admin).await;
        app.renew_by_hand(&client, "4242 4242 4242 4242").await;
        let grant = client.get("/api/benefits").await.body["grants"][0].clone();
        let kit = json!({ "benefit": "starter_kit", "using": "material", "gives_up_refund": grant["refundable_until"] });
        let path = format!("/api/benefits/{}/uses", grant["subscription"].as_str().unwrap());
        assert_eq!(client.post_once(&path, "kit", &kit).await.status, StatusCode::CREATED);
        let spare = admin.replace("global-admin", "spare");
        let made = client.post("/api/users", &json!({ "email": spare, "name": "Spare", "roles": [] })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
}

/// Whether a route has ever written something, and whether a line of the audit log came with it.
#[derive(Default)]
struct Wrote {
    something: bool,
    line: bool,
}

async fn lines(app: &TestApp) -> u64 {
    audit::Entity::find().count(app.portal.db.read()).await.unwrap()
}

/// Tries a route by everybody. Answers the table's line, what is not as it should be, and what it wrote.
async fn tried(app: &TestApp, route: &Route, of: For, all: &[Somebody]) -> (String, Vec<String>, Wrote) {
    let Route { method, path, .. } = route;
    let nothing = path.replace("/partners/{id}", "/partners/4199999").replace("{number}", "999999");
    // The dead jobs are for all operators.
    let nothing = nothing.replace("{queue}", "jobs").replace("{section}", "users");
    let nothing = nothing.replace("{report}", "renewal_rate");
    let nothing = ["{id}", "{token}", "{subscription}", "{slug}", "{delivery}"]
        .iter()
        .fold(nothing, |path, name| path.replace(name, "none"));
    let of_partner = of.is_of_a_partner() && path.contains('{');
    let own = if of_partner { example(app, path, true).await } else { None };
    let foreign = if of_partner { example(app, path, false).await } else { None };
    let (mut line, mut wrong, mut wrote) = (format!("{method:<7}{path:<55}"), Vec::new(), Wrote::default());
    if of_partner && foreign.is_none() {
        wrong.push(format!("{method} {path}: add an example of another partner's to EXAMPLES"));
    }
    // Who may not goes first: what the others do to it is done after.
    let order = |somebody: &&Somebody| of.refuses(&somebody.who).is_none();
    let mut in_turn: Vec<_> = all.iter().collect();
    in_turn.sort_by_key(order);
    let mut cells: Vec<(&str, String)> = Vec::new();
    for somebody in in_turn {
        let Somebody { name, client, who } = somebody;
        let refused = of.refuses(who);
        let mut cell = refused.map_or("yes".to_owned(), |status| status.as_u16().to_string());
        if let Some(foreign) = &foreign {
            let status = answered(client, route, foreign).await.status;
            if status != refused.unwrap_or(StatusCode::NOT_FOUND) {
                wrong.push(format!("{method} {foreign}, another partner's, answers {status} to {name}"));
            }
        }
        // Signing out and moving the clock would change the tests that follow: only the stranger tries.
        if matches!(of, For::Public) && !matches!(who, Who::Stranger) {
            cells.push((name, cell));
            continue;
        }
        let before = if method == "GET" { 0 } else { lines(app).await };
        let answer = answered(client, route, own.as_deref().unwrap_or(&nothing)).await;
        let status = answer.status;
        if method != "GET" && status.is_success() {
            wrote.something = true;
            wrote.line |= lines(app).await > before;
        }
        let turned_away = ["signed_out", "role_missing", "foreign_origin"].contains(&answer.code());
        let lost = method == "GET" && own.is_some() && status == StatusCode::NOT_FOUND;
        if refused.is_some_and(|refused| refused != status) || refused.is_none() && (turned_away || lost) {
            wrong.push(format!("{method} {path} answers {status} to {name}, and the table says {cell}"));
            let _ = write!(cell, "!{}", status.as_u16());
        }
        cells.push((name, cell));
    }
    for somebody in all {
        let cell = cells.iter().find(|(name, _)| *name == somebody.name).unwrap();
        let _ = write!(line, "{:>width$}", cell.1, width = short(&somebody.name).len().max(4) + 1);
    }
    let other = if foreign.is_some() { "404" } else { "" };
    let _ = write!(line, "{other:>7}");
    (line, wrong, wrote)
}

fn short(name: &str) -> String {
    name.replace("management", "mgmt").replace("business_", "biz_").replace("_admin", "")
}

#[tokio::test]
async fn every_route_is_for_whom_the_table_says_and_for_no_other_partner() {
    let app = TestApp::demo().await;
    furnish(&app).await;
    let (all, routes) = (everybody(&app).await, routes(&app).await);
    let mut table = format!("{:<62}", "");
    for somebody in &all {
        let name = short(&somebody.name);
        let _ = write!(table, "{name:>width$}", width = name.len().max(4) + 1);
    }
    table.push_str("  other\n");
    let (mut wrong, mut untried) = (Vec::new(), Vec::new());
    for (method, path, _) in TABLE {
        if !routes.iter().any(|route| (&*route.method, &*route.path) == (*method, *path)) {
            wrong.push(format!("{method} {path} is no route: take its line out of the table"));
        }
    }
    for route in &routes {
        let Route { method, path, .. } = route;
        let line = TABLE.iter().find(|(of, on, _)| (*of, *on) == (&**method, &**path));
        let Some((_, _, of)) = line else {
            wrong.push(format!(
                "{method} {path} is not in the table: add (\"{method}\", \"{path}\", whom it is for) to TABLE in access/mod.rs"
            ));
            continue;
        };
        let (line, found, wrote) = tried(&app, route, *of, &all).await;
        let _ = writeln!(table, "{line}");
        wrong.extend(found);
        let quiet = QUIET.iter().any(|(of, on, _)| (*of, *on) == (&**method, &**path));
        if wrote.something && !wrote.line && !quiet {
            wrong.push(format!(
                "{method} {path}: a change leaves a line in the audit log, or stands in QUIET in access/mod.rs"
            ));
        }
        if method != "GET" && !wrote.something {
            untried.push(format!("{method} {path}"));
        }
    }
    println!("{table}\nnever done here: {untried:#?}");
    assert!(wrong.is_empty(), "{table}\n{}", wrong.join("\n"));
}
