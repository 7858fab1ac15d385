//! The offers page: the demo's companies stand where design.md says, and what was kept is never stale.

use chrono::NaiveDate;
use tokuten_core::offers::{Action, OffersView, Section, tiles};
use tokuten_core::verdict::Requirement;

use crate::testing::{T, TestApp};

async fn view(app: &TestApp, email: &str) -> OffersView {
    let client = app.signed_in(email).await;
    serde_json::from_value(client.get("/api/offers").await.body).expect("an OffersView")
}

/// Heading and button of an offer's tile, with the codes of what is unmet.
async fn tile(app: &TestApp, slug: &str, offer: &str) -> (Section, &'static str, Vec<&'static str>) {
    let view = view(app, &format!("global-admin@{slug}.example")).await;
    let tiles = tiles(&view.facts, view.clock.today);
    let tile = tiles.iter().find(|tile| tile.offer.is_some_and(|found| found.code.0 == offer)).unwrap();
    let button = match tile.action {
        Action::Buy(_) => "buy",
        Action::Renew(_) => "renew",
        Action::None => "none",
    };
    let unmet = |requirement: &Requirement| requirement.code().as_str();
    (
        tile.section,
        button,
        tile.action.verdict().map_or(vec![], |verdict| verdict.unmet().map(unmet).collect()),
    )
}

#[tokio::test]
async fn every_company_of_the_demo_stands_where_its_story_says() {
    let app = TestApp::demo().await;
    let purchased = Section::Purchased;
    let expected = [
        ("aoba", "action_pack", purchased, "renew", vec![]),
        ("birch", "action_pack", purchased, "renew", vec!["window"]),
        ("cedar", "action_pack", purchased, "renew", vec![]),
        ("dune", "action_pack", Section::Expired, "buy", vec![]),
        ("elm", "action_pack", purchased, "renew", vec!["no_open_order"]),
        ("fuji", "action_pack", Section::Available, "buy", vec!["no_open_order"]),
        ("gull", "gold", Section::Available, "buy", vec![]),
        ("harbor", "silver", purchased, "renew", vec!["window", "qualified"]),
        ("iris", "action_pack", purchased, "renew", vec!["window", "managed_here"]),
        ("juniper", "action_pack", Section::Available, "buy", vec!["verified"]),
        ("kite", "silver", Section::Available, "buy", vec![]),
        ("lotus", "action_pack", purchased, "renew", vec!["window"]),
    ];
    for (slug, offer, section, button, unmet) in expected {
        assert_eq!(tile(&app, slug, offer).await, (section, button, unmet), "{slug}");
    }
}

#[tokio::test]
async fn the_clock_counts_down_to_the_partners_midnight() {
    let app = TestApp::demo().await;
    let clock = view(&app, "global-admin@aoba.example").await.clock;
    assert_eq!(clock.today, T.parse::<NaiveDate>().unwrap());
    assert_eq!(clock.next_midnight.to_rfc3339(), "2027-03-10T15:00:00+00:00");
}

#[tokio::test]
async fn the_window_opens_by_the_clock_alone() {
    let app = TestApp::demo().await;
    assert_eq!(tile(&app, "lotus", "action_pack").await.2, ["window"]);
    app.on("2027-03-11").await;
    assert!(tile(&app, "lotus", "action_pack").await.2.is_empty());
}

#[tokio::test]
async fn what_was_kept_is_read_again_after_a_change_and_by_role() {
    let app = TestApp::demo().await;
    let before = view(&app, "global-admin@aoba.example").await;
    assert_eq!(view(&app, "global-admin@aoba.example").await.facts, before.facts);
    let member = view(&app, "member@aoba.example").await;
    assert!(member.facts.roles.is_empty());
    let tx = app.portal.db.begin().await.unwrap();
    super::touch(&tx, &before.facts.partner.id).await.unwrap();
    let held = &before.facts.subscriptions[0];
    let paid_on = app.portal.clock.today(chrono_tz::UTC);
    let payment = crate::subscriptions::SavedPayment::default();
    crate::subscriptions::renew(&app.portal, &tx, chrono_tz::UTC, &held.id, paid_on, payment).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        view(&app, "global-admin@aoba.example").await.facts.subscriptions[0].expires_on,
        held.renewed_term(paid_on, &before.facts.policies).expires_on
    );
}

/// Facts are looked for under the version that a change answers, so all ways to lock a partner must answer the same.
#[tokio::test]
async fn a_change_answers_the_version_that_the_facts_still_have_whatever_it_locks() {
    let app = TestApp::demo().await;
    let facts = view(&app, "global-admin@aoba.example").await.facts;
    let (aoba, held) = (&facts.partner.id, &facts.subscriptions[0].id);
    let partner = super::partner_row(app.portal.db.read(), aoba).await.unwrap();
    let begin = async || app.portal.db.begin().await.unwrap();
    assert_eq!(super::lock(&begin().await, aoba).await.unwrap(), partner.version);
    assert_eq!(super::touch(&begin().await, aoba).await.unwrap(), partner);
    let tx = begin().await;
    let (row, owner) = crate::subscriptions::with_partner(&tx, aoba, held).await.unwrap();
    assert_eq!((&row.id, &owner), (held, &partner));
    tx.commit().await.unwrap();
    let raised = super::partner_row(app.portal.db.read(), aoba).await.unwrap();
    assert_eq!(raised.version, partner.version + 1);
    let cedar = "4100003".parse().unwrap();
    assert!(crate::subscriptions::with_partner(&begin().await, &cedar, held).await.is_err());
}

#[tokio::test]
async fn a_partner_gets_the_prices_of_its_country_only() {
    let app = TestApp::demo().await;
    let facts = view(&app, "global-admin@dune.example").await.facts;
    assert!(facts.offers.iter().flat_map(|offer| &offer.prices).all(|price| price.country == "DE"));
}
