//! Files of members, good and bad, brought into a real database.

use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use tokuten_core::partners::BillTo;

use super::*;
use crate::catalogue::demo;
use crate::tables::{audit, partner, subscription, term, user};
use crate::testing::TestDb;

const SHIPPED: &str = include_str!("../../demo/members.csv");
const COLUMNS: &str = "partner_id,partner_name,country,currency,time_zone,language,address_line1,city,region,\
    postal_code,tax_id,user_email,user_name,user_roles,offer,purchased_on,expires_on,managed_in,automatic_renewal";
const AOBA: &str =
    "4300001,Aoba Systems,JP,JPY,Asia/Tokyo,ja,1-2-3 Aoba,Sendai,Miyagi,980-0000,T1234567890123";
const HARU: &str = "haru@aoba.example,Haru Aoba,global_admin";
const PACK: &str = "action_pack,2018-09-01,2019-09-01,partner_center,yes";

fn now() -> DateTime<Utc> {
    // In Tokyo it is the 23rd already.
    "2019-06-22T16:00:00Z".parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A file of these rows, each of a partner's, a user's and a subscription's part.
fn file(rows: &[[&str; 3]]) -> String {
    let rows = rows.iter().map(|parts| parts.join(","));
    std::iter::once(COLUMNS.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

async fn import(db: &Db, file: &str) -> Result<Imported, ImportError> {
    import_subscriptions(db, &demo(), now(), file.as_bytes(), |_| ()).await
}

async fn mistakes(db: &Db, file: &str) -> Vec<String> {
    match import(db, file).await {
        Err(ImportError::Rows(errors)) => errors.first().map(ToString::to_string).collect(),
        other => panic!("mistakes were expected, not {other:?}"),
    }
}

/// What is said of a file of one row in which `right` has been replaced by `wrong`.
async fn said_of(right: &str, wrong: &str) -> Vec<String> {
    let good = file(&[[AOBA, HARU, PACK]]);
    assert!(good.contains(right), "{right}");
    mistakes(&*TestDb::new().await, &good.replacen(right, wrong, 1)).await
}

#[tokio::test]
async fn a_row_brings_in_a_partner_a_user_and_a_subscription_with_its_term() {
    let db = TestDb::new().await;
    let imported = import(&db, &file(&[[AOBA, HARU, PACK]])).await.unwrap();
    assert_eq!(imported.subscriptions, Tally { new: 1, known: 0 });

    let aoba = partner::Entity::find_by_id("4300001").one(db.read()).await.unwrap().unwrap();
    assert_eq!(
        (aoba.name.as_str(), aoba.zone.as_str(), aoba.language.as_str()),
        ("Aoba Systems", "Asia/Tokyo", "ja")
    );
    assert!(aoba.email_verified && aoba.agreement_accepted);
    assert_eq!(aoba.verification, "verified");
    let bill_to: BillTo = serde_json::from_str(&aoba.bill_to).unwrap();
    assert_eq!((bill_to.name.as_str(), bill_to.city.as_str()), ("Aoba Systems", "Sendai"));

    let haru = user::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((haru.email.as_str(), haru.roles.as_str()), ("haru@aoba.example", "global_admin"));
    assert_eq!((haru.password_hash, haru.partner_id.as_deref()), (None, Some("4300001")));

    let pack = subscription::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((pack.purchased_on, pack.anchor), (date("2018-09-01"), date("2018-09-01")));
    assert_eq!((pack.term_starts, pack.expires_on), (date("2018-09-01"), date("2019-09-01")));
    assert_eq!((pack.holding.as_str(), pack.managed_in.as_str()), ("held", "partner_center"));
    assert!(pack.automatic_renewal);

    let term = term::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((term.began.as_str(), term.order_number), ("imported", None));
    assert_eq!((term.starts, term.expires_on), (pack.term_starts, pack.expires_on));
    assert_eq!(term.recorded_on, date("2019-06-23"), "the day in the partner's zone");
}

#[tokio::test]
async fn what_was_renewed_before_is_in_its_latest_term() {
    let db = TestDb::new().await;
    let leap = "action_pack,2016-02-29,2020-02-29,membership_center,no";
    import(&db, &file(&[[AOBA, HARU, leap]])).await.unwrap();
    let pack = subscription::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((pack.anchor, pack.term_starts), (date("2016-02-29"), date("2019-03-01")));
    assert_eq!((pack.expires_on, pack.managed_in.as_str()), (date("2020-02-29"), "membership_center"));
}

#[tokio::test]
async fn the_shipped_file_comes_in_once_and_changes_nothing_the_second_time() {
    let db = TestDb::new().await;
    let late = "2026-11-23T00:00:00Z".parse().unwrap();
    let first = import_subscriptions(&db, &demo(), late, SHIPPED.as_bytes(), |_| ()).await.unwrap();
    assert_eq!((first.rows, first.partners.new, first.subscriptions.new), (36, 19, 21));
    let second = import_subscriptions(&db, &demo(), late, SHIPPED.as_bytes(), |_| ()).await.unwrap();
    assert!(second.is_nothing_new());
    assert_eq!(second.subscriptions.to_string(), "0 new, 21 already there");
    assert_eq!(subscription::Entity::find().count(db.read()).await.unwrap(), 21);
    assert_eq!(term::Entity::find().count(db.read()).await.unwrap(), 21);
    assert_eq!(
        audit::Entity::find().count(db.read()).await.unwrap(),
        1,
        "nothing happened, nothing is logged"
    );
}

#[tokio::test]
async fn a_longer_file_adds_what_is_new_and_tells_the_caches() {
    let db = TestDb::new().await;
    import(&db, &file(&[[AOBA, HARU, PACK]])).await.unwrap();
    let longer = file(&[[AOBA, HARU, PACK], [AOBA, "ken@aoba.example,Ken Mori,", ",,,,"]]);
    let imported = import(&db, &longer).await.unwrap();
    assert_eq!(
        (imported.users, imported.subscriptions),
        (Tally { new: 1, known: 1 }, Tally { new: 0, known: 1 })
    );
    let aoba = partner::Entity::find_by_id("4300001").one(db.read()).await.unwrap().unwrap();
    assert_eq!(aoba.version, 2);
}

#[tokio::test]
async fn either_all_rows_come_in_or_none() {
    let db = TestDb::new().await;
    let bad = file(&[[AOBA, HARU, PACK], [AOBA, "ken@aoba.example,Ken Mori,chief", ",,,,"]]);
    let said = mistakes(&db, &bad).await;
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with("line 3, user_roles: \"chief\" is not a role; the roles are global_admin"),
        "{said:?}"
    );
    for count in [
        partner::Entity::find().count(db.read()).await.unwrap(),
        user::Entity::find().count(db.read()).await.unwrap(),
        subscription::Entity::find().count(db.read()).await.unwrap(),
    ] {
        assert_eq!(count, 0);
    }
}

#[tokio::test]
async fn every_mistake_of_every_row_is_named_by_line_column_and_reason() {
    let db = TestDb::new().await;
    let bad = file(&[
        [
            "430001,,Japan,YEN,Tokyo,de,,Sendai,,,X",
            "haru@aoba,,chief",
            "gold_pack,2018-09-31,2019-09-01,here,maybe",
        ],
        [AOBA, HARU, PACK],
        [
            "4300002,Birch,US,USD,America/New_York,en,1 Main St,Boston,MA,02134,",
            "a@birch.example,A,",
            "action_pack,2018-06-22,2019-06-23,,",
        ],
    ]);
    let expected = [
        "line 2, partner_id: a Partner ID has seven digits and does not start with 0",
        "line 2, partner_name: is empty",
        "line 2, country: \"Japan\" is not a country; countries are codes such as JP",
        "line 2, currency: \"YEN\" is not a currency; currencies are codes such as JPY",
        "line 2, time_zone: \"Tokyo\" is not a time zone; zones are names such as Asia/Tokyo",
        "line 2, language: the programme is not offered in \"de\", only in en, ja",
        "line 2, address_line1: is empty",
        "line 2, user_email: \"haru@aoba\" is not an e-mail address",
        "line 2, user_name: is empty",
        "line 2, user_roles: \"chief\" is not a role; the roles are global_admin, mpn_partner_admin, account_admin, \
         billing_admin, user_management_admin, business_profile_admin, referrals_admin, admin_agent",
        "line 2, offer: \"gold_pack\" is not in the catalogue; its offers are action_pack, silver, gold",
        "line 2, purchased_on: 2018-09-31 is not a date; dates are YYYY-MM-DD",
        "line 2, managed_in: \"here\" is neither partner_center nor membership_center",
        "line 2, automatic_renewal: \"maybe\" is neither yes nor no",
        "line 4, expires_on: 2019-06-23 is not an anniversary of 2018-06-22; 2019-06-22 is one",
        "line 4, managed_in: is empty",
        "line 4, automatic_renewal: is empty",
    ];
    assert_eq!(mistakes(&db, &bad).await, expected);
}

#[tokio::test]
async fn each_rule_is_told_in_its_own_words() {
    let cases = [
        (
            "T1234567890123",
            "1234567890123",
            "line 2, tax_id: \"1234567890123\" does not have the form of a tax ID",
        ),
        ("JP,JPY", "JP,EUR", "line 2, offer: action_pack is not sold in JP in EUR"),
        (
            "JP,JPY,Asia/Tokyo,ja,1-2-3 Aoba,Sendai,Miyagi,980-0000,T1234567890123",
            "AQ,USD,Asia/Tokyo,ja,1,Base,,,",
            "line 2, offer: action_pack is not sold in AQ in USD",
        ),
        (
            "2018-09-01,2019-09-01",
            "2018-09-01,2018-09-01",
            "line 2, expires_on: 2018-09-01 is not an anniversary of 2018-09-01; 2019-09-01 is one",
        ),
        (
            "2018-09-01,2019-09-01",
            "2019-06-24,2020-06-24",
            "line 2, purchased_on: 2019-06-24 is in the future",
        ),
        (
            "2018-09-01,2019-09-01",
            "2018-09-01,2029-09-01",
            "line 2, expires_on: 2029-09-01 is more than two years ahead",
        ),
        ("action_pack,", ",", "line 2, offer: is empty"),
        (
            "Haru Aoba",
            "Haru <haru@aoba.example>,",
            "line 2: has 20 fields, and the first line has 19; a text with a comma",
        ),
        (
            "haru@aoba.example",
            "Haru <haru@aoba.example>",
            "line 2, user_email: \"Haru <haru@aoba.example>\" is not an e-mail address",
        ),
    ];
    for (right, wrong, expected) in cases {
        let said = said_of(right, wrong).await;
        assert!(said.len() == 1 && said[0].starts_with(expected), "{wrong}: {said:?}");
    }
}

#[tokio::test]
async fn the_first_line_names_every_column_once() {
    let header = |from: &str, to: &str| file(&[[AOBA, HARU, PACK]]).replacen(from, to, 1);
    let cases = [
        (
            header("user_email", "user_mail"),
            "line 1: \"user_mail\" is not a column; did you mean user_email?",
        ),
        (header("user_email", "user_mail"), "line 1: the column user_email is missing"),
        (header("city", "city,city"), "line 1: the column city is there twice"),
        (
            header("city", "planet"),
            "line 1: \"planet\" is not a column; write one of partner_id, partner_name",
        ),
        (
            COLUMNS.replace(',', ";"),
            "line 1: the columns are separated by semicolons; save the file with commas",
        ),
        (String::new(), "line 1: the file is empty"),
    ];
    let db = TestDb::new().await;
    for (file, expected) in cases {
        let said = mistakes(&db, &file).await;
        assert!(said.iter().any(|line| line.starts_with(expected)), "{expected}: {said:?}");
    }
}

#[tokio::test]
async fn only_the_row_of_a_further_user_leaves_the_offer_out() {
    let db = TestDb::new().await;
    let said = mistakes(&db, &file(&[[AOBA, HARU, ",,,,"]])).await;
    assert_eq!(said, ["line 2, offer: is empty, and no other row names an offer of partner 4300001"]);
    let lost = PACK.replace("2018-09-01", "");
    let said =
        mistakes(&db, &file(&[[AOBA, HARU, &lost], [AOBA, "ken@aoba.example,Ken Mori,", ",,,,"]])).await;
    assert_eq!(said, ["line 2, purchased_on: is empty"]);
}

#[tokio::test]
async fn rows_that_contradict_each_other_are_named() {
    let db = TestDb::new().await;
    let moved = AOBA.replace("Sendai", "Osaka");
    let other = AOBA.replace("4300001", "4300002");
    let bad = file(&[
        [AOBA, HARU, PACK],
        [&moved, HARU, ",,,,"],
        [&other, "HARU@aoba.example,Haru Aoba,global_admin", ",,,,"],
        [AOBA, "haru@aoba.example,Haru Aoba,", "action_pack,2018-09-01,2020-09-01,partner_center,no"],
        [AOBA, HARU, "action_pack,2019-03-01,2020-03-01,partner_center,yes"],
    ]);
    let expected = [
        "line 3, city: \"Osaka\" is not what line 2 says of partner 4300001: \"Sendai\"",
        "line 4, partner_id: \"4300002\" is not what line 2 says of the user haru@aoba.example: \"4300001\"",
        "line 5, user_roles: \"\" is not what line 2 says of the user haru@aoba.example: \"global_admin\"",
        "line 5, expires_on: \"2020-09-01\" is not what line 2 says of the action_pack that partner 4300001 bought on 2018-09-01: \"2019-09-01\"",
        "line 5, automatic_renewal: \"no\" is not what line 2 says of the action_pack that partner 4300001 bought on 2018-09-01: \"yes\"",
        "line 6, purchased_on: overlaps the subscription on line 2, which runs to 2019-09-01",
    ];
    assert_eq!(mistakes(&db, &bad).await, expected);
}

#[tokio::test]
async fn rows_that_contradict_what_is_stored_are_named_and_change_nothing() {
    let db = TestDb::new().await;
    import(&db, &file(&[[AOBA, HARU, PACK]])).await.unwrap();
    let moved = AOBA.replace("Sendai", "Osaka");
    let bad = file(&[
        [
            &moved,
            "haru@aoba.example,Haru Mori,global_admin",
            &PACK.replace("2019", "2020").replace("yes", "no"),
        ],
        [&moved, "ken@aoba.example,Ken Mori,", ",,,,"],
    ]);
    let pack = "the action_pack that partner 4300001 bought on 2018-09-01";
    let expected = [
        "line 2, city: \"Osaka\" is not what is stored of partner 4300001: \"Sendai\"".to_owned(),
        "line 2, user_name: \"Haru Mori\" is not what is stored of the user haru@aoba.example: \"Haru Aoba\""
            .to_owned(),
        format!("line 2, expires_on: \"2020-09-01\" is not what is stored of {pack}: \"2019-09-01\""),
        format!("line 2, automatic_renewal: \"no\" is not what is stored of {pack}: \"yes\""),
    ];
    assert_eq!(mistakes(&db, &bad).await, expected);
    assert_eq!(user::Entity::find().count(db.read()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_second_subscription_to_the_same_offer_must_not_run_at_the_same_time() {
    let db = TestDb::new().await;
    import(&db, &file(&[[AOBA, HARU, PACK]])).await.unwrap();
    let overlapping = file(&[[AOBA, HARU, "action_pack,2017-10-01,2018-10-01,partner_center,no"]]);
    let expected = "line 2, purchased_on: overlaps what is stored: bought on 2018-09-01, runs to 2019-09-01";
    assert_eq!(mistakes(&db, &overlapping).await, [expected]);
    let earlier = file(&[[AOBA, HARU, "action_pack,2017-06-01,2018-06-01,partner_center,no"]]);
    assert_eq!(import(&db, &earlier).await.unwrap().subscriptions, Tally { new: 1, known: 0 });
}

#[tokio::test]
async fn a_subscription_that_was_renewed_here_since_is_no_contradiction() {
    let db = TestDb::new().await;
    let members = file(&[[AOBA, HARU, PACK]]);
    import(&db, &members).await.unwrap();
    let renewed = subscription::ActiveModel {
        expires_on: Set(date("2020-09-01")),
        automatic_renewal: Set(false),
        ..Default::default()
    };
    let tx = db.begin().await.unwrap();
    subscription::Entity::update_many().set(renewed).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(import(&db, &members).await.unwrap().is_nothing_new());
}

#[tokio::test]
async fn an_operators_address_is_not_a_partners() {
    let db = TestDb::new().await;
    let tx = db.begin().await.unwrap();
    insert_operator(&tx).await;
    tx.commit().await.unwrap();
    let said = mistakes(&db, &file(&[[AOBA, HARU, PACK]])).await;
    assert_eq!(said, ["line 2, user_email: haru@aoba.example is an operator's, not a partner's"]);
}

async fn insert_operator(tx: &impl ConnectionTrait) {
    let operator = user::ActiveModel {
        id: Set("operator".to_owned()),
        email: Set("haru@aoba.example".to_owned()),
        name: Set("Haru".to_owned()),
        roles: Set(String::new()),
        operator_role: Set(Some("programme".to_owned())),
        ..Default::default()
    };
    user::Entity::insert(operator).exec_without_returning(tx).await.unwrap();
}

#[tokio::test]
async fn files_from_windows_and_columns_in_another_order_are_taken() {
    let db = TestDb::new().await;
    let windows = format!("\u{feff}{}", file(&[[AOBA, HARU, PACK]]).replace('\n', "\r\n"));
    import(&db, &windows).await.unwrap();
    let reversed: Vec<_> = file(&[[AOBA, HARU, PACK]])
        .lines()
        .map(|line| line.split(',').rev().collect::<Vec<_>>().join(" , "))
        .collect();
    assert!(import(&db, &reversed.join("\n")).await.unwrap().is_nothing_new());
}

#[tokio::test]
async fn lines_are_counted_as_an_editor_counts_them() {
    let db = TestDb::new().await;
    let two_lines = AOBA.replace("1-2-3 Aoba", "\"1-2-3 Aoba\nThird floor\"");
    let bad = PACK.replace("yes", "sure");
    let lines = file(&[[AOBA, HARU, &bad], [&two_lines, HARU, &bad], [AOBA, HARU, &bad]]);
    let spaced = lines.replacen("4300001", "\n\n4300001", 1);
    for file in [spaced.replace('\n', "\r\n"), spaced] {
        let said = mistakes(&db, &file).await;
        let lines: Vec<_> = said.iter().map(|line| line.split_once(',').unwrap().0).collect();
        assert_eq!(lines, ["line 4", "line 5", "line 7"]);
    }
}

#[tokio::test]
async fn what_is_not_utf_8_is_said_so() {
    let db = TestDb::new().await;
    let mut bytes = file(&[[AOBA, HARU, PACK]]).into_bytes();
    let name = bytes.windows(4).position(|part| part == b"Aoba").unwrap();
    bytes[name] = 0x88; // As Shift_JIS would have it.
    let refused = import_subscriptions(&db, &demo(), now(), bytes.as_slice(), |_| ()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "line 2: is not UTF-8; save the file as UTF-8\n1 mistake; nothing was imported"
    );
}

#[tokio::test]
async fn of_many_mistakes_the_first_200_are_shown_and_the_rest_counted() {
    let db = TestDb::new().await;
    let bad = PACK.replace("yes", "sure");
    let rows: Vec<_> = std::iter::repeat_n([AOBA, HARU, bad.as_str()], 250).collect();
    let shown = import(&db, &file(&rows)).await.unwrap_err().to_string();
    assert_eq!(shown.lines().count(), 202);
    assert!(shown.ends_with("… and 50 more\n250 mistakes; nothing was imported"), "{shown}");
}

#[tokio::test]
async fn thousands_of_rows_come_in_by_chunks_with_progress() {
    let db = TestDb::new().await;
    let rows: Vec<_> = (0..6_001).map(|n| member(4_400_000 + n)).collect();
    let file = std::iter::once(COLUMNS.to_owned()).chain(rows).collect::<Vec<_>>().join("\n");
    let mut heard = Vec::new();
    let imported =
        import_subscriptions(&db, &demo(), now(), file.as_bytes(), |progress| heard.push(progress))
            .await
            .unwrap();
    assert_eq!((imported.rows, imported.subscriptions.new), (6_001, 6_001));
    assert_eq!(heard.first(), Some(&Progress::Read { rows: 5_000 }));
    assert_eq!(heard.last(), Some(&Progress::Stored { done: 18_003, of: 18_003 }));
    let last = subscription::Entity::find().filter(subscription::Column::PartnerId.eq("4406000"));
    assert_eq!(last.count(db.read()).await.unwrap(), 1);
}

fn member(id: u32) -> String {
    format!(
        "{id},Company {id},US,USD,America/New_York,en,{id} Main St,Boston,MA,02134,,\
         admin@company{id}.example,Admin {id},global_admin,action_pack,2018-09-01,2019-09-01,partner_center,yes"
    )
}

proptest! {
    #[test]
    fn no_slip_of_the_keyboard_panics(at in 0..SHIPPED.len(), bytes in any::<[u8; 3]>()) {
        let mut slipped = SHIPPED.as_bytes().to_vec();
        slipped.splice(at..=at, bytes);
        let _ = file::read(&demo(), now(), slipped.as_slice(), &mut |_| ());
    }
}
