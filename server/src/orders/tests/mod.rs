//! Buying and renewing through the real router: one press, one charge, one order.

mod authentication;
mod stripe;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::settlement::reconcile;
use super::{place, store};
use crate::identity::signed_in::PartnerUser;
use crate::testing::{Answer, Client, TestApp};

const PAYS: &str = "4242 4242 4242 4242";
const DECLINED: &str = "4000 0000 0000 0002";

async fn subscription(client: &Client, offer: &str) -> Value {
    let view = client.get("/api/offers").await.body;
    let held = view["facts"]["subscriptions"].as_array().unwrap().iter().find(|held| held["offer"] == offer);
    held.unwrap_or_else(|| panic!("no {offer} in {view}")).clone()
}

async fn start(client: &Client, key: &str, wish: Value, card: &str) -> Answer {
    client
        .post_once("/api/orders", key, &json!({ "wish": wish, "payment": { "card": { "token": card } } }))
        .await
}

async fn renewal(client: &Client, key: &str, card: &str) -> Answer {
    let id = subscription(client, "action_pack").await["id"].clone();
    start(client, key, json!({ "renew": id }), card).await
}

fn pressed(order: &Value) -> Value {
    json!({ "total": order["quote"]["total"], "agreement_version": order["agreement"]["version"] })
}

async fn buy(client: &Client, order: &Value) -> Answer {
    client.buy(order).await
}

#[tokio::test]
async fn a_partner_renews_on_the_first_day_of_the_window() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    let order = renewal(&client, "one", &card).await;
    assert_eq!(order.status, StatusCode::CREATED, "{}", order.body);
    assert_eq!(subscription(&client, "action_pack").await["expires_on"], "2027-03-09");

    let paid = buy(&client, &order.body).await;
    assert_eq!(paid.body["state"], "paid", "{}", paid.body);
    assert_eq!(paid.body["new_anniversary"], "2028-03-09");
    let renewed = subscription(&client, "action_pack").await;
    assert_eq!((&renewed["expires_on"], &renewed["automatic_renewal"]), (&json!("2028-03-09"), &json!(true)));
    let page = client.get(&format!("/api/subscriptions/{}", renewed["id"].as_str().unwrap())).await.body;
    assert_eq!(page["terms"].as_array().unwrap().len(), 2);
    assert_eq!(page["terms"][0]["order"], order.body["number"]);
    let member = app.signed_in("member@aoba.example").await;
    let seen = member.get(&format!("/api/subscriptions/{}", renewed["id"].as_str().unwrap())).await.body;
    assert_eq!((&seen["terms"][0]["order"], &seen["terms"][0]["total"]), (&Value::Null, &Value::Null));
    assert_eq!(app.ledger(&card).await, (1, 1));
}

#[tokio::test]
async fn a_partner_buys_for_the_first_time() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@kite.example").await;
    let card = app.card(PAYS).await;
    let order = start(&client, "one", json!({ "buy": "silver" }), &card).await;
    assert_eq!(buy(&client, &order.body).await.body["state"], "paid");
    assert_eq!(subscription(&client, "silver").await["expires_on"], "2028-03-10");
    let again = start(&client, "two", json!({ "buy": "silver" }), &card).await;
    assert_eq!((again.status, again.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["one_per_partner"]));
}

#[tokio::test]
async fn an_upgrade_costs_a_quarter_less_and_supersedes_silver() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@gull.example").await;
    let order = start(&client, "one", json!({ "buy": "gold" }), &app.card(PAYS).await).await.body;
    let lines = order["quote"]["lines"].as_array().unwrap();
    let [full, less] = [&lines[0], &lines[1]].map(|line| line["amount"]["amount"].as_i64().unwrap());
    assert_eq!(less * 4, -full);
    assert_eq!(buy(&client, &order).await.body["state"], "paid");
    assert_eq!(
        subscription(&client, "silver").await["holding"],
        json!({ "superseded": { "on": "2027-03-10" } })
    );
    assert_eq!(subscription(&client, "gold").await["expires_on"], "2028-03-10");
}

#[tokio::test]
async fn outside_the_window_the_server_refuses_with_the_browsers_verdict() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@birch.example").await;
    let card = app.card(PAYS).await;
    let refused = renewal(&client, "one", &card).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "refused"));
    assert_eq!(refused.unmet(), ["window"]);
    assert_eq!(client.get("/api/orders").await.body["orders"], json!([]));
    assert_eq!(app.ledger(&card).await, (0, 0));
}

#[tokio::test]
async fn the_window_is_checked_again_when_buy_is_pressed() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@cedar.example").await;
    let card = app.card(PAYS).await;
    let order = renewal(&client, "one", &card).await.body;
    app.at("2027-03-11T00:30:00Z").await;
    let late = buy(&client, &order).await;
    assert_eq!((late.status, late.unmet()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["window"]));
    assert_eq!(app.ledger(&card).await, (0, 0));
}

#[tokio::test]
async fn who_lacks_the_role_is_refused_and_told_whom_to_ask() {
    let app = TestApp::demo().await;
    let client = app.signed_in("member@aoba.example").await;
    let refused = renewal(&client, "one", &app.card(PAYS).await).await;
    assert_eq!((refused.status, refused.unmet()), (StatusCode::FORBIDDEN, vec!["role"]));
    assert!(refused.body.to_string().contains("Haru Aoba"));
    assert_eq!(client.get("/api/orders").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn another_partners_things_do_not_exist() {
    let app = TestApp::demo().await;
    let aoba = app.signed_in("global-admin@aoba.example").await;
    let cedar = app.signed_in("global-admin@cedar.example").await;
    let card = app.card(PAYS).await;
    let order = renewal(&aoba, "one", &card).await.body;
    let held = subscription(&aoba, "action_pack").await["id"].clone();
    let path = format!("/api/orders/{}", order["number"]);
    assert_eq!(cedar.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(buy(&cedar, &order).await.status, StatusCode::NOT_FOUND);
    let put = cedar.put(&format!("{path}/card"), &json!({ "card_token": card })).await;
    assert_eq!(put.status, StatusCode::NOT_FOUND);
    assert_eq!(start(&cedar, "one", json!({ "renew": held }), &card).await.status, StatusCode::NOT_FOUND);
    let page = cedar.get(&format!("/api/subscriptions/{}", held.as_str().unwrap())).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(app.ledger(&card).await, (0, 0));
}

#[tokio::test]
async fn the_same_press_again_finds_the_same_order() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    let order = renewal(&client, "one", &card).await.body;
    assert_eq!(renewal(&client, "one", &card).await.body["number"], order["number"]);
    let first = buy(&client, &order).await;
    let second = buy(&client, &order).await;
    assert_eq!((first.status, &second.body["state"]), (StatusCode::OK, &json!("paid")));
    assert_eq!(app.ledger(&card).await, (1, 1));
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_is_refused() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@gull.example").await;
    let card = app.card(PAYS).await;
    assert_eq!(start(&client, "one", json!({ "buy": "gold" }), &card).await.status, StatusCode::CREATED);
    let other = start(&client, "one", json!({ "buy": "action_pack" }), &card).await;
    assert_eq!((other.status, other.code()), (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"));
}

#[tokio::test]
async fn ten_presses_at_once_are_one_charge() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    let order = renewal(&client, "one", &card).await.body;
    let path = format!("/api/orders/{}/buy", order["number"]);
    let presses = (0..10).map(|press| {
        let (client, path, body) = (client.clone(), path.clone(), pressed(&order));
        // Every second one with a key of its own, as a hand-made request would.
        let key = if press % 2 == 0 {
            order["next_attempt_key"].as_str().unwrap().to_owned()
        } else {
            format!("own-{press}")
        };
        tokio::spawn(async move { client.post_once(&path, &key, &body).await.status })
    });
    for press in presses.collect::<Vec<_>>() {
        let status = press.await.unwrap();
        assert!(matches!(status, StatusCode::OK | StatusCode::CONFLICT), "{status}");
    }
    assert_eq!(client.get(&format!("/api/orders/{}", order["number"])).await.body["state"], "paid");
    assert_eq!(app.ledger(&card).await, (1, 1));
}

#[tokio::test]
async fn two_tabs_with_an_order_each_make_one_charge() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    let first = renewal(&client, "one", &card).await.body;
    let second = renewal(&client, "two", &card).await.body;
    let given_up = buy(&client, &first).await;
    assert_eq!((given_up.status, given_up.code()), (StatusCode::CONFLICT, "order_replaced"));
    assert_eq!(given_up.body["order"], second["number"]);
    assert_eq!(buy(&client, &second).await.body["state"], "paid");
    assert_eq!(renewal(&client, "three", &card).await.unmet(), ["window"]);
    assert_eq!(app.ledger(&card).await, (1, 1));
}

#[tokio::test]
async fn a_stale_price_is_not_charged() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    let order = renewal(&client, "one", &card).await.body;
    let mut cheaper = pressed(&order);
    cheaper["total"]["amount"] = json!(1);
    let path = format!("/api/orders/{}/buy", order["number"]);
    let refused = client.post_once(&path, "own", &cheaper).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "price_changed"));
    assert_eq!(refused.body["current"]["quote"]["total"], order["quote"]["total"]);
    let mut other = pressed(&order);
    other["agreement_version"] = json!("1999-01");
    assert_eq!(client.post_once(&path, "own", &other).await.code(), "agreement_changed");
    assert_eq!(app.ledger(&card).await, (0, 0));
}

#[tokio::test]
async fn after_a_decline_another_card_pays_the_same_order() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let (broke, good) = (app.card(DECLINED).await, app.card(PAYS).await);
    let order = renewal(&client, "one", &broke).await.body;
    let declined = buy(&client, &order).await.body;
    assert_eq!((&declined["state"], &declined["decline"]), (&json!("declined"), &json!("card_declined")));
    assert_eq!(subscription(&client, "action_pack").await["expires_on"], "2027-03-09");
    let path = format!("/api/orders/{}/card", order["number"]);
    let again = client.put(&path, &json!({ "card_token": good })).await.body;
    assert_ne!(again["next_attempt_key"], order["next_attempt_key"]);
    assert_eq!((&again["state"], &again["decline"]), (&json!("declined"), &Value::Null));
    assert_eq!(buy(&client, &again).await.body["state"], "paid");
    assert_eq!((app.ledger(&broke).await, app.ledger(&good).await), ((1, 0), (1, 1)));
}

#[tokio::test]
async fn correcting_the_bill_to_changes_the_tax() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@dune.example").await;
    let order = start(&client, "one", json!({ "buy": "action_pack" }), &app.card(PAYS).await).await.body;
    assert_eq!(order["quote"]["taxes"][0]["relief"], "reverse_charge");
    let path = format!("/api/orders/{}/bill-to", order["number"]);
    let mut bill_to = order["bill_to"].clone();
    bill_to["tax_id"] = json!("");
    let corrected = client.put(&path, &bill_to).await.body;
    assert!(corrected["quote"]["taxes"][0]["amount"]["amount"].as_i64().unwrap() > 0, "{corrected}");
    bill_to["name"] = json!(" ");
    bill_to["tax_id"] = json!("FR1");
    let wrong = client.put(&path, &bill_to).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields"));
    assert_eq!(
        wrong.body["fields"],
        json!([{ "field": "name", "fault": "missing" }, { "field": "tax_id", "fault": "malformed" }])
    );
}

/// What waiting does: nobody has the order's open attempt to himself any more.
async fn end_lease(app: &TestApp, order: &Value) {
    let number = serde_json::from_value(order["number"].clone()).unwrap();
    let attempt = store::open_attempt_of(app.portal.db.read(), number).await.unwrap().unwrap();
    let tx = app.portal.db.begin().await.unwrap();
    assert!(store::lease(&tx, &attempt, 0).await.unwrap());
    tx.commit().await.unwrap();
}

/// What is left behind when the process dies after `Charging` was recorded: an attempt that nobody asks for.
async fn left_alone(app: &TestApp, client: &Client, card: &str) -> Value {
    let order = renewal(client, "one", card).await.body;
    placed_only(app, client, &order).await;
    order
}

/// **Buy**, and nobody asks the gateway.
async fn placed_only(app: &TestApp, client: &Client, order: &Value) {
    let token = client.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).unwrap().1;
    let user = crate::identity::signed_in::of_token(&app.portal, token).await.unwrap().unwrap();
    let user = PartnerUser::try_from(user).unwrap();
    let number = serde_json::from_value(order["number"].clone()).unwrap();
    let body = serde_json::from_value(pressed(order)).unwrap();
    place(&app.portal, &user, number, "key".into(), body).await.unwrap().unwrap();
    end_lease(app, order).await;
}

#[tokio::test]
async fn an_attempt_that_was_left_alone_is_settled_once_by_however_many_nodes() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    let order = left_alone(&app, &client, &card).await;
    let path = format!("/api/orders/{}", order["number"]);
    assert_eq!(client.get(&path).await.body["state"], "charging");
    assert_eq!(renewal(&client, "two", &card).await.unmet(), ["no_open_order"]);
    let (one, other) = tokio::join!(reconcile(&app.portal), reconcile(&app.portal));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(client.get(&path).await.body["state"], "paid");
    assert_eq!(subscription(&client, "action_pack").await["expires_on"], "2028-03-09");
    assert_eq!(reconcile(&app.portal).await.unwrap(), 0);
    assert_eq!(app.ledger(&card).await, (1, 1));
}

#[tokio::test]
async fn orders_that_nobody_placed_are_abandoned_after_a_day() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let order = renewal(&client, "one", &app.card(PAYS).await).await.body;
    let path = format!("/api/orders/{}", order["number"]);
    app.at("2027-03-11T11:00:00Z").await;
    assert_eq!(client.get(&path).await.body["state"], "draft");
    app.at("2027-03-11T13:00:00Z").await;
    assert_eq!(client.get(&path).await.body["state"], "abandoned");
    assert_eq!(buy(&client, &order).await.code(), "order_replaced");
}

#[tokio::test]
async fn a_write_without_a_key_or_with_unknown_fields_is_refused() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let body = json!({ "wish": { "buy": "gold" }, "payment": { "card": { "token": "none" } } });
    assert_eq!(client.post("/api/orders", &body).await.code(), "idempotency_key_missing");
    assert_eq!(client.post_once("/api/orders", "one", &body).await.code(), "unknown_card");
    let extra = json!({ "wish": { "buy": "gold" }, "payment": { "card": { "token": "none" } }, "price": 1 });
    assert_eq!(client.post_once("/api/orders", "one", &extra).await.code(), "malformed");
}

#[tokio::test]
async fn the_list_of_orders_is_paged_newest_first() {
    let app = TestApp::demo().await;
    let client = app.signed_in("global-admin@aoba.example").await;
    let card = app.card(PAYS).await;
    for key in 0..21 {
        assert_eq!(renewal(&client, &key.to_string(), &card).await.status, StatusCode::CREATED);
    }
    let first = client.get("/api/orders").await.body;
    assert_eq!(first["orders"].as_array().unwrap().len(), 20);
    let next = format!("/api/orders?cursor={}", first["next_cursor"].as_str().unwrap());
    let last = client.get(&next).await.body;
    assert_eq!((last["orders"].as_array().unwrap().len(), &last["next_cursor"]), (1, &Value::Null));
    assert_eq!(client.get("/api/orders?cursor=x").await.status, StatusCode::BAD_REQUEST);
}
