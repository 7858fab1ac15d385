use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::versions::at_start;
use super::*;
use crate::jobs;
use crate::serve::{Mode, open};
use crate::tables::{audit, subscription};
use crate::testing::{Answer, Client, T, TestApp, TestDb};

const PROGRAMME: &str = "/api/operator/programme";
const EDITS: &str = "/api/operator/programme/draft/edits";
const PUBLICATION: &str = "/api/operator/programme/draft/publication";

/// An offer of the draft becomes this.
fn becoming(offer: &Value) -> Value {
    json!({ "offer": { "instead_of": offer["code"], "offer": offer } })
}

/// The demo, and its programme operator.
struct Scene {
    app: TestApp,
    operator: Client,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::demo().await;
        jobs::run_due(&app.portal).await.unwrap();
        let operator = app.signed_in("programme@vendor.example").await;
        Self { app, operator }
    }

    async fn begin(&self) -> Value {
        let answer = self.operator.post("/api/operator/programme/draft", &json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }

    /// An offer as the draft has it.
    async fn offer(&self, place: usize) -> Value {
        let answer = self.operator.get(&format!("{PROGRAMME}/catalogue?of=draft")).await;
        answer.body["catalogue"]["offers"][place].clone()
    }

    async fn edit(&self, revision: i64, edit: &Value) -> Answer {
        self.operator.post(EDITS, &json!({ "revision": revision, "edit": edit })).await
    }

    /// Makes the Action Pack cost so many yen in Japan, in a draft; answers its revision.
    async fn yen(&self, amount: i64) -> i64 {
        let revision = self.begin().await["draft"]["revision"].as_i64().unwrap();
        let mut offer = self.offer(0).await;
        offer["prices"][0]["amount"]["amount"] = amount.into();
        let edited = self.edit(revision, &becoming(&offer)).await;
        assert_eq!(edited.status, StatusCode::OK, "{}", edited.body);
        edited.body["revision"].as_i64().unwrap()
    }

    async fn dry_run(&self, revision: i64) -> Value {
        let path = "/api/operator/programme/draft/dry-run";
        let answer = self.operator.post(path, &json!({ "revision": revision })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body["draft"]["dry_run"].clone()
    }

    async fn publish(&self, revision: i64, from: Option<&str>) -> Answer {
        let wish = json!({ "revision": revision, "from": from, "note": "Prices of next year" });
        self.operator.post(PUBLICATION, &wish).await
    }

    /// Counts, publishes at once, and lets everything follow.
    async fn put_into_force(&self, revision: i64) {
        self.dry_run(revision).await;
        let published = self.publish(revision, None).await;
        assert_eq!(published.status, StatusCode::OK, "{}", published.body);
        jobs::run_due(&self.app.portal).await.unwrap();
    }

    async fn import(&self, revision: i64, toml: &str) -> Answer {
        let request = Request::builder()
            .method(Method::PUT)
            .uri(format!("{PROGRAMME}/draft/file?revision={revision}"))
            .header(header::HOST, "portal.example")
            .header(header::ORIGIN, "http://portal.example")
            .header(header::CONTENT_TYPE, "text/plain")
            .header(header::COOKIE, self.operator.cookie.as_deref().unwrap());
        self.operator.raw(request.body(Body::from(toml.to_owned())).unwrap()).await
    }

    async fn price_in_japan(&self) -> i64 {
        let aoba = self.app.signed_in("global-admin@aoba.example").await;
        let offers = aoba.get("/api/offers").await.body;
        offers["facts"]["offers"][0]["prices"][0]["amount"]["amount"].as_i64().unwrap()
    }

    /// The only subscription of a company of the demo.
    async fn subscription_of(&self, partner: &str) -> subscription::Model {
        let own = subscription::Entity::find().filter(subscription::Column::PartnerId.eq(partner));
        own.one(self.app.portal.db.read()).await.unwrap().unwrap()
    }

    async fn actions(&self) -> Vec<String> {
        let lines = audit::Entity::find()
            .filter(audit::Column::Action.starts_with("programme"))
            .order_by_asc(audit::Column::Id)
            .all(self.app.portal.db.read())
            .await
            .unwrap();
        lines.into_iter().map(|line| line.action).collect()
    }
}

/// A policy that is effective from next year on, with a window from ten days before the anniversary to sixty after.
fn policy(effective_from: &str) -> Value {
    json!({ "policy": { "instead_of": null, "policy": {
        "effective_from": effective_from, "partner_center": { "opens": -10, "closes": 60 },
        "membership_center": { "opens": -90, "closes": 0 }, "benefits_end": 60,
        "next_anniversary": "old_anniversary", "qualification_days": 30,
    } } })
}

#[tokio::test]
async fn a_price_is_edited_counted_and_published_and_partners_pay_it_from_then_on() {
    let scene = Scene::new().await;
    assert_eq!(scene.price_in_japan().await, 53_900);
    let revision = scene.yen(55_000).await;
    assert_eq!(scene.price_in_japan().await, 53_900, "a draft changes nothing");
    let desk = scene.operator.get(PROGRAMME).await.body;
    assert_eq!(desk["draft"]["changes"][0]["price"]["country"], "JP");
    assert_eq!(desk["draft"]["why_not"], json!(["no_dry_run"]));
    let refused = scene.publish(revision, None).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "refused"));

    let run = scene.dry_run(revision).await;
    // Aoba and Lotus are in Japan, and hold the Action Pack.
    assert_eq!(run["affected"], 2, "{run}");
    assert_eq!(run["aspects"], json!([["price", 2]]));
    let listed = scene.operator.get(&format!("{PROGRAMME}/draft/affected?aspect=price")).await.body;
    let names: Vec<_> = listed["affected"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Aoba Systems", "Lotus Partners"]);
    assert_eq!(listed["affected"][0]["before"]["price"]["amount"], 53_900);
    assert_eq!(listed["affected"][0]["after"]["price"]["amount"], 55_000);
    let none = scene.operator.get(&format!("{PROGRAMME}/draft/affected?aspect=window")).await.body;
    assert_eq!(none["affected"], json!([]));

    let published = scene.publish(revision, None).await.body;
    assert_eq!((&published["in_force"]["number"], &published["draft"]), (&json!(2), &Value::Null));
    assert_eq!(scene.price_in_japan().await, 55_000);
    let aoba = scene.app.signed_in("global-admin@aoba.example").await;
    let order = scene.app.renew_by_hand(&aoba, "4242424242424242").await;
    assert_eq!(order["quote"]["subtotal"]["amount"], 55_000);
    let done = ["programme draft begun", "programme draft edited", "programme published"];
    assert_eq!(scene.actions().await, done);
}

#[tokio::test]
async fn an_order_that_was_begun_at_the_old_price_asks_to_look_again() {
    let scene = Scene::new().await;
    let aoba = scene.app.signed_in("global-admin@aoba.example").await;
    let token = scene.app.card("4242424242424242").await;
    let offers = aoba.get("/api/offers").await.body;
    let renew = &offers["facts"]["subscriptions"][0]["id"];
    let body = json!({ "wish": { "renew": renew }, "payment": { "card": { "token": token } } });
    let order = aoba.post_once("/api/orders", &token, &body).await.body;
    let revision = scene.yen(55_000).await;
    scene.put_into_force(revision).await;
    let bought = aoba.buy(&order).await;
    assert_eq!((bought.status, bought.code()), (StatusCode::CONFLICT, "price_changed"));
    assert_eq!(scene.app.ledger(&token).await, (0, 0));
    assert_eq!(aoba.buy(&bought.body["current"]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_policy_moves_windows_that_are_not_open_and_leaves_those_that_are() {
    let scene = Scene::new().await;
    let (aoba, birch) = (scene.subscription_of("4100001").await, scene.subscription_of("4100002").await);
    assert_eq!(
        birch.next_due.unwrap().to_string(),
        "2027-03-15 07:00:00 UTC",
        "the reminder of 15 days before"
    );
    let revision = scene.begin().await["draft"]["revision"].as_i64().unwrap();
    let revision = scene.edit(revision, &policy("2027-01-01")).await.body["revision"].as_i64().unwrap();
    let run = scene.dry_run(revision).await;
    // Of those that can still be renewed all but Aoba, Cedar and Elm, whose windows are open, and Lotus, whose opens tomorrow.
    let listed = scene.operator.get(&format!("{PROGRAMME}/draft/affected?aspect=window")).await.body;
    let names: Vec<_> =
        listed["affected"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert!(names.contains(&json!("Birch Cloud")) && !names.contains(&json!("Aoba Systems")), "{names:?}");
    assert!(
        !names.contains(&json!("Lotus Partners")) && !names.contains(&json!("Cedar Consulting")),
        "{names:?}"
    );
    assert_eq!(run["aspects"][0], json!(["window", names.len()]));
    scene.put_into_force(revision).await;

    let desk = scene.operator.get(&format!("{PROGRAMME}/catalogue?of=in_force")).await.body;
    assert_eq!(desk["catalogue"]["policies"][2]["announced"], T);
    let policies = scene.app.portal.catalogue().policies.clone();
    let window = |row: &subscription::Model| {
        let held = crate::subscriptions::subscription_of(row.clone()).unwrap();
        held.window(&policies)
    };
    assert_eq!(window(&aoba).opens.to_string(), T);
    assert_eq!(window(&birch).opens.to_string(), "2027-03-20");
    // Birch renews by itself on the first day of the window, which is now before the reminder of seven days.
    scene.app.on("2027-03-20").await;
    let birch = scene.subscription_of("4100002").await;
    assert_eq!(birch.expires_on.to_string(), "2028-03-30");
}

#[tokio::test]
async fn a_reminder_that_the_new_programme_would_have_sent_last_week_is_not_sent() {
    let scene = Scene::new().await;
    let revision = scene.begin().await["draft"]["revision"].as_i64().unwrap();
    let reminder = |day: i32| json!({ "day": day, "only_if_not_renewed": false });
    let reminders = json!({ "reminders": [reminder(-22), reminder(-18)] });
    let revision = scene.edit(revision, &reminders).await.body["revision"].as_i64().unwrap();
    scene.put_into_force(revision).await;
    let before = scene.app.mails("global-admin@birch.example").await.len();
    jobs::run_due(&scene.app.portal).await.unwrap();
    assert_eq!(scene.app.mails("global-admin@birch.example").await.len(), before);
    let birch = scene.subscription_of("4100002").await;
    assert_eq!(birch.next_due.unwrap().to_string(), "2027-03-12 08:00:00 UTC", "18 days before");
}

#[tokio::test]
async fn a_scheduled_programme_comes_into_force_on_its_day_once_whichever_node_is_first() {
    let scene = Scene::new().await;
    let revision = scene.yen(55_000).await;
    scene.dry_run(revision).await;
    let scheduled = scene.publish(revision, Some("2027-03-12")).await;
    assert_eq!(scheduled.body["draft"]["scheduled"]["day"], "2027-03-12", "{}", scheduled.body);
    let edit = scene.edit(revision, &json!({ "retry_days": [1] })).await;
    assert_eq!((edit.status, edit.code()), (StatusCode::CONFLICT, "conflict"));
    scene.app.at("2027-03-11T23:00:00Z").await;
    assert_eq!(scene.price_in_japan().await, 53_900);
    scene.app.portal.clock.move_to("2027-03-12T00:00:00Z".parse().unwrap());
    let portal = &scene.app.portal;
    let rounds = tokio::join!(publishing::round(portal.clone()), publishing::round(portal.clone()));
    assert_eq!(rounds.0.unwrap() + rounds.1.unwrap(), 1);
    assert_eq!(scene.price_in_japan().await, 55_000);
    let desk = scene.operator.get(PROGRAMME).await.body;
    assert_eq!(desk["in_force"]["number"], 2);
    assert_eq!(desk["in_force"]["note"], "Prices of next year");
}

#[tokio::test]
async fn a_schedule_is_taken_back_once_and_the_draft_goes_on() {
    let scene = Scene::new().await;
    let revision = scene.yen(55_000).await;
    scene.dry_run(revision).await;
    scene.publish(revision, Some("2027-03-12")).await;
    let path = format!("{PROGRAMME}/draft/schedule?revision={revision}");
    for _ in 0..2 {
        let answer = scene.operator.send(Method::DELETE, &path, None, None::<&()>).await;
        assert_eq!((answer.status, &answer.body["draft"]["scheduled"]), (StatusCode::OK, &Value::Null));
    }
    scene.app.on("2027-03-13").await;
    assert_eq!(scene.price_in_japan().await, 53_900);
    assert_eq!(scene.edit(revision, &json!({ "retry_days": [1] })).await.status, StatusCode::OK);
    let taken = scene.actions().await.iter().filter(|action| action.ends_with("taken back")).count();
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn what_has_become_impossible_meanwhile_does_not_come_put_into_force() {
    let scene = Scene::new().await;
    // Nobody holds gold yet; so it can be taken out.
    let revision = scene.begin().await["draft"]["revision"].as_i64().unwrap();
    let mut silver = scene.offer(1).await;
    silver["included_in"] = json!([]);
    let revision = scene.edit(revision, &becoming(&silver)).await.body["revision"].as_i64().unwrap();
    let removed = scene.edit(revision, &json!({ "remove_offer": "gold" })).await;
    let revision = removed.body["revision"].as_i64().unwrap();
    scene.dry_run(revision).await;
    scene.publish(revision, Some("2027-03-12")).await;
    // Gull upgrades.
    let gull = scene.app.signed_in("global-admin@gull.example").await;
    let token = scene.app.card("4242424242424242").await;
    let body = json!({ "wish": { "buy": "gold" }, "payment": { "card": { "token": token } } });
    let order = gull.post_once("/api/orders", &token, &body).await.body;
    assert_eq!(gull.buy(&order).await.body["state"], "paid");
    scene.app.on("2027-03-12").await;
    let desk = scene.operator.get(PROGRAMME).await.body;
    assert_eq!(desk["in_force"]["number"], 1);
    assert_eq!(desk["draft"]["scheduled"], Value::Null);
    assert_eq!(desk["draft"]["why_not"], json!([{ "offer_held": { "offer": "gold", "holders": 1 } }]));
    assert!(scene.actions().await.contains(&"programme schedule taken back".to_owned()));
    let mails = scene.app.mails("programme@vendor.example").await;
    assert_eq!(mails, ["programme_held_back"]);
}

#[tokio::test]
async fn two_operators_do_not_overwrite_each_other() {
    let scene = Scene::new().await;
    let revision = scene.yen(55_000).await;
    let stale = scene.edit(revision - 1, &json!({ "retry_days": [2] })).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(stale.body["changes"][0]["what"], "programme draft edited");
    assert_eq!(scene.publish(revision - 1, None).await.status, StatusCode::CONFLICT);
    let path = format!("{PROGRAMME}/draft?revision={}", revision - 1);
    assert_eq!(
        scene.operator.send(Method::DELETE, &path, None, None::<&()>).await.status,
        StatusCode::CONFLICT
    );
    // Counted for what was shown, and edited since.
    scene.dry_run(revision).await;
    let edited = scene.edit(revision, &json!({ "retry_days": [2] })).await;
    let revision = edited.body["revision"].as_i64().unwrap();
    assert_eq!(scene.publish(revision, None).await.code(), "refused");
    let path = format!("{PROGRAMME}/draft?revision={revision}");
    let gone = scene.operator.send(Method::DELETE, &path, None, None::<&()>).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(scene.operator.get(PROGRAMME).await.body["draft"], Value::Null);
}

#[tokio::test]
async fn a_form_that_is_wrong_changes_nothing_and_names_its_fields() {
    let scene = Scene::new().await;
    let revision = scene.begin().await["draft"]["revision"].as_i64().unwrap();
    let mut offer = scene.offer(0).await;
    offer["prices"][0]["methods"] = json!([]);
    offer["name"]["ja"] = "".into();
    let answer = scene.edit(revision, &becoming(&offer)).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields"));
    let fields: Vec<_> = answer.body["fields"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
    assert_eq!(fields, ["name.ja", "prices.0.methods"]);
    let again = scene.begin().await;
    assert_eq!((&again["draft"]["revision"], &again["draft"]["changes"]), (&json!(revision), &json!([])));
}

#[tokio::test]
async fn an_offer_is_not_changed_under_the_name_of_adding_one() {
    let scene = Scene::new().await;
    let revision = scene.begin().await["draft"]["revision"].as_i64().unwrap();
    let mut offer = scene.offer(0).await;
    offer["name"]["en"] = "Mine".into();
    let invalid = |answer: &Answer| {
        assert_eq!((answer.status, answer.code()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields"));
        let fields = answer.body["fields"].as_array().unwrap();
        fields.iter().map(|one| (one["field"].clone(), one["fault"].clone())).collect::<Vec<_>>()
    };
    let added = scene.edit(revision, &json!({ "offer": { "instead_of": null, "offer": offer } })).await;
    assert_eq!(invalid(&added), [(json!("code"), json!("taken"))]);
    let other = scene.edit(revision, &json!({ "offer": { "instead_of": "silver", "offer": offer } })).await;
    assert_eq!(invalid(&other), [(json!("code"), json!("taken"))]);
    offer["code"] = "bronze".into();
    let renamed = scene.edit(revision, &json!({ "offer": { "instead_of": "silver", "offer": offer } })).await;
    assert_eq!(invalid(&renamed), [(json!("code"), json!("wrong"))]);
    let unknown = scene.edit(revision, &becoming(&offer)).await;
    assert_eq!(invalid(&unknown), [(json!("instead_of"), json!("unknown"))]);
    let again = scene.begin().await;
    assert_eq!((&again["draft"]["revision"], &again["draft"]["changes"]), (&json!(revision), &json!([])));
    let added = scene.edit(revision, &json!({ "offer": { "instead_of": null, "offer": offer } })).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    assert_eq!(added.body["catalogue"]["offers"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_file_comes_out_and_in_again_or_each_mistake_is_named() {
    let scene = Scene::new().await;
    let file = scene.operator.get(&format!("{PROGRAMME}/file?of=in_force")).await;
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"programme-1.toml\"");
    let toml = String::from_utf8(file.bytes.to_vec()).unwrap();
    let wrong = toml.replace("amount = \"53900\"", "amount = \"53,900\"");
    let refused = scene.import(0, &wrong).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "rows_wrong"));
    let line = wrong.lines().position(|line| line.contains("53,900")).unwrap() + 1;
    assert_eq!(refused.body["rows"][0]["line"], line);
    assert_eq!(scene.operator.get(PROGRAMME).await.body["draft"], Value::Null);

    let changed = toml.replace("amount = \"53900\"", "amount = \"54900\"");
    let imported = scene.import(0, &changed).await;
    assert_eq!(imported.status, StatusCode::OK, "{}", imported.body);
    let out = scene.operator.get(&format!("{PROGRAMME}/file?of=draft")).await;
    assert_eq!(out.bytes, changed.as_bytes());
    let diff = scene.operator.get(&format!("{PROGRAMME}/draft/diff")).await.body;
    let lines = diff["lines"].as_array().unwrap();
    let of = |kind: &str| lines.iter().filter_map(|line| line[kind]["text"].as_str()).collect::<Vec<_>>();
    assert_eq!((of("removed").len(), of("added").len(), of("same").len()), (1, 1, 6));
    assert!(of("added")[0].contains("54900"));
    // Somebody else's file does not take its place unseen.
    assert_eq!(scene.import(0, &toml).await.status, StatusCode::CONFLICT);
    assert_eq!(scene.import(1, "\u{feff}not toml").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_a_term_was_paid_for_stays_granted_and_the_next_term_has_what_is_new() {
    let scene = Scene::new().await;
    let aoba = scene.app.signed_in("global-admin@aoba.example").await;
    scene.app.renew_by_hand(&aoba, "4242424242424242").await;
    let revision = scene.begin().await["draft"]["revision"].as_i64().unwrap();
    let mut offer = scene.offer(0).await;
    offer["benefits"].as_array_mut().unwrap().remove(0);
    offer["benefits"][0]["quantity"] = 3.into();
    let revision = scene.edit(revision, &becoming(&offer)).await.body["revision"].as_i64().unwrap();
    scene.put_into_force(revision).await;
    let granted = async || {
        let benefits = aoba.get("/api/benefits").await.body;
        let all = benefits["grants"][0]["benefits"].as_array().unwrap().clone();
        all.iter()
            .map(|one| (one["code"].as_str().unwrap().to_owned(), one["quantity"].as_i64().unwrap()))
            .collect::<Vec<_>>()
    };
    let before = granted().await;
    assert_eq!(before[0], ("desktop".to_owned(), 10), "{before:?}");
    // A year later it renews by itself, under the new programme.
    scene.app.on("2028-03-12").await;
    let after = granted().await;
    assert_eq!(after[0], ("cloud_office".to_owned(), 3), "{after:?}");
}

#[tokio::test]
async fn another_node_follows_within_its_next_round() {
    let scene = Scene::new().await;
    let (other, _) = open(scene.app.portal.settings.clone(), Mode::Demo { clock: None }).await.unwrap();
    let revision = scene.yen(55_000).await;
    scene.put_into_force(revision).await;
    assert_eq!(other.catalogue().number, 1);
    publishing::round(other.clone()).await.unwrap();
    assert_eq!(other.catalogue().number, 2);
    assert_eq!(other.catalogue().offers[0].prices[0].amount.amount, 55_000);
}

#[tokio::test]
async fn finance_looks_and_does_not_change() {
    let scene = Scene::new().await;
    scene.begin().await;
    let finance = scene.app.signed_in("finance@vendor.example").await;
    assert_eq!(finance.get(PROGRAMME).await.status, StatusCode::OK);
    assert_eq!(finance.get(&format!("{PROGRAMME}/catalogue?of=draft")).await.status, StatusCode::OK);
    let edit = json!({ "revision": 1, "edit": { "retry_days": [1] } });
    assert_eq!(finance.post(EDITS, &edit).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_file_is_the_programme_until_one_is_published_in_the_portal() {
    let db = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.toml");
    let settings = crate::config::Settings { catalogue: Some(path.clone()), ..Default::default() };
    let now = "2027-03-10T12:00:00Z".parse().unwrap();
    let yen = |amount: &str| catalogue::DEMO.replace("amount = \"53900\"", &format!("amount = \"{amount}\""));
    let mut numbers = Vec::new();
    for amount in ["53900", "53900", "54000"] {
        std::fs::write(&path, yen(amount)).unwrap();
        numbers.push(at_start(&db, &settings, now).await.unwrap().number);
    }
    assert_eq!(numbers, [1, 1, 2]);
    let tx = db.begin().await.unwrap();
    let published = programme::Model {
        number: 3,
        toml: yen("60000"),
        origin: Origin::Portal.code().to_owned(),
        published_by: None,
        note: String::new(),
        since: now,
    };
    store::insert(&tx, published).await.unwrap();
    tx.commit().await.unwrap();
    std::fs::write(&path, yen("70000")).unwrap();
    let kept = at_start(&db, &settings, now).await.unwrap();
    assert_eq!((kept.number, kept.offers[0].prices[0].amount.amount), (3, 60_000));
    std::fs::write(&path, "not toml").unwrap();
    assert!(
        at_start(&db, &settings, now).await.is_err(),
        "a file with mistakes is said to be one all the same"
    );
}
