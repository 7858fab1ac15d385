//! Using benefits, through the real router. T is 2027-03-10.

use axum::http::StatusCode;
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use crate::tables::{audit, benefit_use};
use crate::testing::{Answer, Client, TestApp};

const AOBA: &str = "global-admin@aoba.example";
const GULL: &str = "global-admin@gull.example";
const PAYS: &str = "4242 4242 4242 4242";

/// The first of a client's grants: its subscription with what was used.
async fn grant(client: &Client) -> Value {
    let id = client.get("/api/offers").await.body["facts"]["subscriptions"][0]["id"].clone();
    client.get(&format!("/api/benefits/{}", id.as_str().unwrap())).await.body["grant"].clone()
}

fn of<'a>(grant: &'a Value, code: &str) -> &'a Value {
    let all = grant["benefits"].as_array().unwrap();
    all.iter().find(|benefit| benefit["code"] == code).unwrap_or_else(|| panic!("{code}: {grant}"))
}

fn left(grant: &Value, code: &str) -> i64 {
    of(grant, code)["quantity"].as_i64().unwrap() - of(grant, code)["used"].as_i64().unwrap()
}

fn uses(grant: &Value, code: &str) -> Vec<Value> {
    of(grant, code)["recorded"]["uses"].as_array().unwrap().clone()
}

fn path(grant: &Value, rest: &str) -> String {
    format!("/api/benefits/{}/uses{rest}", grant["subscription"].as_str().unwrap())
}

/// Uses a benefit, as somebody does who was told of the refund that ends with it.
async fn make_use(client: &Client, benefit: &str, using: Value, key: &str) -> Answer {
    let now = grant(client).await;
    let body = json!({ "benefit": benefit, "using": using, "gives_up_refund": now["refundable_until"] });
    client.post_once(&path(&now, ""), key, &body).await
}

async fn give_back(app: &TestApp, order: &Value) -> Answer {
    let finance = app.signed_in("finance@vendor.example").await;
    let path = format!("/api/operator/orders/{}/refund", order["number"]);
    finance.post(&path, &json!({ "reason": "Bought by mistake" })).await
}

#[tokio::test]
async fn a_renewal_brings_its_benefits_with_the_payment_and_what_was_redeemed_keeps_its_own_end() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let before = grant(&client).await;
    assert_eq!((left(&before, "desktop"), &before["benefits_end"]), (9, &json!("2027-04-08")));
    assert_eq!((&before["state"], &before["refundable_until"]), (&json!("usable"), &Value::Null));
    app.renew_by_hand(&client, PAYS).await;
    let after = grant(&client).await;
    assert_eq!((left(&after, "desktop"), &after["benefits_end"]), (10, &json!("2028-04-08")));
    assert_eq!((&after["membership_ends"], &after["keys_end"]), (&json!("2028-03-09"), &json!("2027-08-22")));
    let old = &uses(&after, "desktop")[0];
    assert_eq!((&old["of_term"], &old["ends_on"]), (&json!("2027-03-09"), &json!("2027-08-22")));
    let incident = &uses(&after, "support_online")[0];
    assert_eq!(incident["ends_on"], "2027-04-08", "what has no end of its own ends with its term");
}

#[tokio::test]
async fn a_viewed_product_key_ends_the_refund_and_is_the_same_when_viewed_again() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let order = app.renew_by_hand(&client, PAYS).await;
    let now = grant(&client).await;
    assert_eq!(now["refundable_until"], "2027-04-09");
    let untold = json!({ "benefit": "desktop", "using": "key", "gives_up_refund": null });
    let refused = client.post_once(&path(&now, ""), "untold", &untold).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "conflict"));

    let viewed = make_use(&client, "desktop", json!("key"), "view").await;
    assert_eq!(viewed.status, StatusCode::CREATED, "{}", viewed.body);
    let key = viewed.body["secret"].as_str().unwrap().to_owned();
    assert_eq!(viewed.body["grant"]["refundable_until"], Value::Null);
    let again = client
        .post_once(
            &path(&now, ""),
            "view",
            &json!({ "benefit": "desktop", "using": "key", "gives_up_refund": "2027-04-09" }),
        )
        .await;
    assert_eq!(again.body["secret"], json!(key), "the same press");
    let address = path(&now, &format!("/{}/secret", viewed.body["id"].as_str().unwrap()));
    assert_eq!(client.post(&address, &json!({})).await.body["secret"], json!(key), "looked at later");
    assert_eq!(left(&grant(&client).await, "desktop"), 9);

    let refund = give_back(&app, &order).await;
    assert_eq!(refund.unmet(), ["benefits_unused"]);
    let asked =
        client.get(&format!("/api/support/cancellations/{}", now["subscription"].as_str().unwrap())).await;
    let requirements = asked.body["refund"]["requirements"].as_array().unwrap().clone();
    let told = requirements.iter().find(|one| one["code"] == "benefits_unused").unwrap();
    assert_eq!((&told["met"], &told["first_used"]), (&json!(false), &json!("2027-03-10")));

    // Nobody finds it where it was not asked for.
    for list in
        ["/api/benefits".to_owned(), path(&now, "?benefit=desktop"), path(&now, "").replace("/uses", "")]
    {
        let answer = client.get(&list).await;
        assert_eq!(answer.status, StatusCode::OK, "{list}");
        assert!(!answer.body.to_string().contains(&key), "{list}");
    }
    let lines = audit::Entity::find().all(app.portal.db.read()).await.unwrap();
    let of_keys: Vec<_> = lines.iter().filter(|line| line.subject.starts_with("benefit desktop")).collect();
    assert_eq!(
        of_keys.iter().map(|line| line.action.as_str()).collect::<Vec<_>>(),
        ["benefit used", "key viewed again"]
    );
    assert!(lines.iter().all(|line| !format!("{line:?}").contains(&key)));
    let row =
        benefit_use::Entity::find_by_id(viewed.body["id"].as_str().unwrap()).one(app.portal.db.read()).await;
    assert!(!format!("{row:?}").contains(&key), "nor when a row is printed");
}

#[tokio::test]
async fn seats_are_activated_once_by_one_token() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let first = make_use(&client, "cloud_office", json!("seats"), "one").await;
    assert_eq!(first.body["secret"].as_str().unwrap().split('-').count(), 6, "{}", first.body);
    assert_eq!(left(&first.body["grant"], "cloud_office"), 0);
    let second = make_use(&client, "cloud_office", json!("seats"), "two").await;
    assert_eq!((second.status, second.code()), (StatusCode::CONFLICT, "refused"));
}

#[tokio::test]
async fn two_users_at_once_take_the_last_one_once() {
    let app = TestApp::demo().await;
    let (one, two) = (app.signed_in(AOBA).await, app.signed_in("mpn-partner-admin@aoba.example").await);
    for number in 0..8 {
        let note = json!({ "incident": { "note": format!("Case {number}") } });
        let used = make_use(&one, "support_online", note.clone(), &format!("case{number}")).await;
        assert_eq!(used.status, StatusCode::CREATED, "{}", used.body);
        make_use(&one, "support_online", note, &format!("case{number}")).await;
    }
    assert_eq!(left(&grant(&one).await, "support_online"), 1);
    let last = json!({ "incident": { "note": "The last" } });
    let (first, second) = tokio::join!(
        make_use(&one, "support_online", last.clone(), "last"),
        make_use(&two, "support_online", last.clone(), "last")
    );
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    assert_eq!(left(&grant(&one).await, "support_online"), 0);
}

#[tokio::test]
async fn hours_are_taken_by_the_minute_and_never_below_nothing() {
    let app = TestApp::demo().await;
    let client = app.signed_in(GULL).await;
    assert_eq!(left(&grant(&client).await, "presales_advice"), 1_050);
    let time = |minutes: u32| json!({ "time": { "minutes": minutes, "note": "Proposal" } });
    let used = make_use(&client, "presales_advice", time(1_000), "long").await;
    assert_eq!(left(&used.body["grant"], "presales_advice"), 50, "{}", used.body);
    let refused = make_use(&client, "presales_advice", time(51), "too long").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "refused"));
    let nothing = make_use(&client, "presales_advice", time(0), "nothing").await;
    assert_eq!(nothing.body["fields"][0]["field"], "minutes", "{}", nothing.body);
    let exact = make_use(&client, "presales_advice", time(50), "rest").await;
    assert_eq!(left(&exact.body["grant"], "presales_advice"), 0);
    // The competency's own.
    let lab = make_use(&client, "application_development.test_lab", time(30), "lab").await;
    assert_eq!(left(&lab.body["grant"], "application_development.test_lab"), 210, "{}", lab.body);
}

#[tokio::test]
async fn licences_are_assigned_moved_and_freed_by_name() {
    let app = TestApp::demo().await;
    let client = app.signed_in(GULL).await;
    let now = grant(&client).await;
    assert_eq!(left(&now, "developer_studio"), 8);
    let to = |email: &str| json!({ "licence": { "to": email } });
    for (email, fault) in [("member@gull.example", "taken"), (AOBA, "unknown"), ("nobody", "malformed")] {
        let refused = make_use(&client, "developer_studio", to(email), email).await;
        assert_eq!(refused.body["fields"][0]["fault"], fault, "{email}: {}", refused.body);
    }
    let colleague = json!({ "email": "lea@gull.example", "name": "Léa Blanc", "roles": [] });
    let lea = client.post("/api/users", &colleague).await.body;
    let found = client.get("/api/benefits/people?named=BLANC").await.body;
    assert_eq!(found, json!([{ "id": lea["id"], "name": "Léa Blanc", "email": "lea@gull.example" }]));

    let held = uses(&now, "developer_studio");
    let of_member = held.iter().find(|one| one["assigned"]["name"] == "Hugo Petit").unwrap();
    let address = path(&now, &format!("/{}/move", of_member["id"].as_str().unwrap()));
    let wanted = json!({ "from": of_member["assigned"]["id"], "to": "lea@gull.example" });
    for _ in 0..2 {
        let moved = client.post(&address, &wanted).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
        assert_eq!(left(&moved.body, "developer_studio"), 8);
    }
    let stale = json!({ "from": of_member["assigned"]["id"], "to": "member@gull.example" });
    assert_eq!(client.post(&address, &stale).await.code(), "conflict", "it is somebody else's by now");

    // Who is removed leaves the licence behind.
    let removed = client
        .send(
            axum::http::Method::DELETE,
            &format!("/api/users/{}", lea["id"].as_str().unwrap()),
            None,
            Some(&json!({})),
        )
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    let after = grant(&client).await;
    assert_eq!(left(&after, "developer_studio"), 9);
    let hers =
        uses(&after, "developer_studio").into_iter().find(|one| one["assigned"]["name"] == "Léa Blanc");
    assert_eq!(hers.unwrap()["freed_on"], "2027-03-10");
    assert_eq!(client.post(&address, &stale).await.code(), "conflict", "nobody has it any more");

    let own =
        uses(&after, "developer_studio").into_iter().find(|one| one["assigned"]["name"] == "Chloé Martin");
    let address = path(&now, &format!("/{}/free", own.unwrap()["id"].as_str().unwrap()));
    for _ in 0..2 {
        assert_eq!(left(&client.post(&address, &json!({})).await.body, "developer_studio"), 10);
    }
    let again = make_use(&client, "developer_studio", to(GULL), "again").await;
    assert_eq!(left(&again.body["grant"], "developer_studio"), 9, "{}", again.body);
}

/// Gull renews its silver membership on the first day on which it may.
async fn renewed(app: &TestApp, client: &Client) {
    app.on("2027-07-09").await;
    let order = app.renew_by_hand(client, PAYS).await;
    assert_eq!(order["state"], "paid", "{order}");
}

fn ids(people: &Value) -> Vec<Value> {
    people.as_array().unwrap().iter().map(|person| person["id"].clone()).collect()
}

async fn lines(app: &TestApp) -> usize {
    let lines = audit::Entity::find().all(app.portal.db.read()).await.unwrap();
    lines.iter().filter(|line| line.subject.starts_with("benefit developer_studio")).count()
}

#[tokio::test]
async fn licences_of_the_term_before_are_assigned_again_by_one_press() {
    let app = TestApp::demo().await;
    let client = app.signed_in(GULL).await;
    assert_eq!(of(&grant(&client).await, "developer_studio")["again"], Value::Null, "no term before");
    renewed(&app, &client).await;
    let now = grant(&client).await;
    let again = of(&now, "developer_studio")["again"].clone();
    let people = again["people"].as_array().unwrap();
    let names: Vec<_> = people.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!((names, &again["left_out"]), (vec!["Chloé Martin", "Hugo Petit"], &json!([])));
    assert!(!now["refundable_until"].is_null());

    let address = path(&now, "/again");
    let body = |people: Vec<Value>, refund: &Value| json!({ "benefit": "developer_studio", "people": people, "gives_up_refund": refund });
    let people = ids(&again["people"]);
    let untold = client.post_once(&address, "untold", &body(people.clone(), &Value::Null)).await;
    assert_eq!((untold.status, untold.code()), (StatusCode::CONFLICT, "conflict"));
    let one = body(people[..1].to_vec(), &now["refundable_until"]);
    assert_eq!(client.post_once(&address, "fewer", &one).await.code(), "conflict", "not who was shown");
    let nobody = client.post_once(&address, "nobody", &body(Vec::new(), &now["refundable_until"])).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let key = json!({ "benefit": "support_by_phone", "people": people, "gives_up_refund": now["refundable_until"] });
    assert_eq!(client.post_once(&address, "kind", &key).await.status, StatusCode::BAD_REQUEST);
    let member = app.signed_in("member@gull.example").await;
    let all = body(people, &now["refundable_until"]);
    assert_eq!(member.post_once(&address, "member", &all).await.code(), "role_missing");
    assert_eq!((left(&grant(&client).await, "developer_studio"), lines(&app).await), (10, 0));

    // Twice at once, and once more.
    let (first, second) =
        tokio::join!(client.post_once(&address, "all", &all), client.post_once(&address, "all", &all));
    let third = client.post_once(&address, "all", &all).await;
    for answer in [&first, &second, &third] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(left(&answer.body, "developer_studio"), 8);
        assert_eq!(of(&answer.body, "developer_studio")["again"], Value::Null);
    }
    assert_eq!((&first.body["refundable_until"], lines(&app).await), (&Value::Null, 2));
    let late = client.post_once(&address, "late", &all).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(lines(&app).await, 2);
}

#[tokio::test]
async fn as_many_as_are_left_are_assigned_again_and_who_is_left_out_is_named() {
    let app = TestApp::demo().await;
    let client = app.signed_in(GULL).await;
    let mut colleagues = Vec::new();
    for number in 0..9 {
        let email = format!("new-{number}@gull.example");
        let colleague = json!({ "email": email, "name": format!("New {number}"), "roles": [] });
        colleagues.push(client.post("/api/users", &colleague).await.body["id"].clone());
        if number == 0 {
            let to = json!({ "licence": { "to": email } });
            make_use(&client, "developer_studio", to, "before").await;
        }
    }
    renewed(&app, &client).await;
    // Eight others have one by now, and one who had one is not there any more.
    for number in 1..9 {
        let to = json!({ "licence": { "to": format!("new-{number}@gull.example") } });
        let used = make_use(&client, "developer_studio", to, &format!("new {number}")).await;
        assert_eq!(used.status, StatusCode::CREATED, "{}", used.body);
    }
    let again = of(&grant(&client).await, "developer_studio")["again"].clone();
    assert_eq!((ids(&again["people"]).len(), ids(&again["left_out"])), (2, vec![colleagues[0].clone()]));
    let used =
        make_use(&client, "developer_studio", json!({ "licence": { "to": "member@gull.example" } }), "h")
            .await;
    assert_eq!(used.status, StatusCode::CREATED, "{}", used.body);
    let again = of(&grant(&client).await, "developer_studio")["again"].clone();
    assert_eq!(again["people"][0]["name"], "Chloé Martin", "{again}");
    assert_eq!(ids(&again["left_out"]), [colleagues[0].clone()]);
    let path_of = format!("/api/users/{}", colleagues[0].as_str().unwrap());
    client.send(axum::http::Method::DELETE, &path_of, None, Some(&json!({}))).await;
    let now = grant(&client).await;
    let again = of(&now, "developer_studio")["again"].clone();
    assert_eq!((ids(&again["people"]).len(), &again["left_out"]), (1, &json!([])));
    let body =
        json!({ "benefit": "developer_studio", "people": ids(&again["people"]), "gives_up_refund": null });
    let done = client.post_once(&path(&now, "/again"), "rest", &body).await;
    assert_eq!((done.status, left(&done.body, "developer_studio")), (StatusCode::OK, 0), "{}", done.body);
}

#[tokio::test]
async fn marketing_material_is_downloaded_by_those_who_took_it() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let taken = make_use(&client, "starter_kit", json!("material"), "kit").await;
    let address = path(&taken.body["grant"], &format!("/{}/file", taken.body["id"].as_str().unwrap()));
    let kit = client.get(&address).await;
    assert!(kit.bytes.starts_with(b"PK"));
    assert!(kit.headers["content-disposition"].to_str().unwrap().contains("starter-campaign-kit.zip"));
    let member = app.signed_in("member@aoba.example").await;
    assert_eq!(member.get(&address).await.status, StatusCode::FORBIDDEN);
    let gull = app.signed_in(GULL).await;
    assert_eq!(gull.get(&address).await.status, StatusCode::NOT_FOUND);
    std::fs::remove_file(super::materials(&app.portal).join("starter-campaign-kit.zip")).unwrap();
    assert_eq!(client.get(&address).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn after_the_window_closes_nothing_is_used_any_more() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    // The last day of the window ends at Tokyo's midnight.
    app.at("2027-04-08T14:59:00Z").await;
    assert_eq!(make_use(&client, "desktop", json!("key"), "late").await.status, StatusCode::CREATED);
    app.at("2027-04-08T15:00:01Z").await;
    let over = grant(&client).await;
    assert_eq!(over["state"], json!({ "ended": { "on": "2027-04-08", "why": "not_renewed" } }));
    assert_eq!(make_use(&client, "desktop", json!("key"), "too late").await.code(), "refused");
    let key = path(&over, &format!("/{}/secret", uses(&over, "desktop")[0]["id"].as_str().unwrap()));
    assert_eq!(
        client.post(&key, &json!({})).await.status,
        StatusCode::OK,
        "what was redeemed is still there"
    );
}

#[tokio::test]
async fn a_refund_and_an_upgrade_end_what_they_leave_behind() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let order = app.renew_by_hand(&client, PAYS).await;
    assert_eq!(give_back(&app, &order).await.status, StatusCode::OK);
    let back = grant(&client).await;
    assert_eq!(back["state"], json!({ "ended": { "on": "2027-03-10", "why": "refunded" } }));
    assert_eq!(make_use(&client, "desktop", json!("key"), "after").await.code(), "refused");

    let gull = app.signed_in(GULL).await;
    let card = app.card(PAYS).await;
    let body = json!({ "wish": { "buy": "gold" }, "payment": { "card": { "token": card } } });
    let upgrade = gull.post_once("/api/orders", "gold", &body).await.body;
    assert_eq!(gull.buy(&upgrade).await.body["state"], "paid");
    let all = gull.get("/api/benefits").await.body["grants"].clone();
    let shown: Vec<_> = all.as_array().unwrap().iter().map(|one| (&one["offer"], &one["state"])).collect();
    let superseded = json!({ "ended": { "on": "2027-03-10", "why": "superseded" } });
    assert_eq!(shown, [(&json!("gold"), &json!("usable")), (&json!("silver"), &superseded)]);
    assert_eq!(all[0]["refundable_until"], Value::Null, "an upgrade is not given back");
}

#[tokio::test]
async fn a_use_and_a_refund_at_once_come_one_after_the_other() {
    let app = TestApp::demo().await;
    let client = app.signed_in(AOBA).await;
    let order = app.renew_by_hand(&client, PAYS).await;
    let (used, refunded) =
        tokio::join!(make_use(&client, "desktop", json!("key"), "now"), give_back(&app, &order));
    let both = (used.status == StatusCode::CREATED, refunded.status == StatusCode::OK);
    assert!(both.0 != both.1, "{both:?} {} {}", used.body, refunded.body);
}

#[tokio::test]
async fn the_last_reminders_name_what_is_lost_and_the_others_do_not() {
    let app = TestApp::demo().await;
    app.on("2027-04-08").await;
    let mails = crate::tables::mail::Entity::find()
        .filter(<crate::tables::mail::Column as sea_orm::ColumnTrait>::eq(
            &crate::tables::mail::Column::Recipient,
            AOBA,
        ))
        .select_only()
        .column(crate::tables::mail::Column::Text)
        .into_tuple::<String>()
        .all(app.portal.db.read())
        .await
        .unwrap();
    let naming = mails.iter().filter(|text| text.contains("残り 9 / 10"));
    assert_eq!((mails.len(), naming.count()), (3, 2), "{mails:?}");
}

#[tokio::test]
async fn who_may_not_use_benefits_sees_them() {
    let app = TestApp::demo().await;
    let member = app.signed_in("member@aoba.example").await;
    assert_eq!(left(&grant(&member).await, "desktop"), 9);
    let refused = make_use(&member, "desktop", json!("key"), "member").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "role_missing"));
    let other = app.signed_in(GULL).await;
    let mine = grant(&member).await;
    assert_eq!(other.get(&path(&mine, "?benefit=desktop")).await.status, StatusCode::NOT_FOUND);
}
