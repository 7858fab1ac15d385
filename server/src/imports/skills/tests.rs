//! Files of skills, good and bad, brought into the demo's database. T is 2027-03-10.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::catalogue::demo;
use crate::tables::{audit, person, skill, stay, user};
use crate::testing::TestApp;

const SHIPPED: &str = include_str!("../../../demo/skills.csv");
const COLUMNS: &str =
    "partner_id,skill,code,person_id,person_name,user_email,detail,amount,earned_on,expires_on,change";
const CERTIFICATE: &str = "4100011,certificate,app_builder,NC-1,Ravi Patel,,,,2026-09-14,2028-09-14,";
const FIGURE: &str = "4100011,performance,application_development,,,,active_users,120,2026-09-30,,";

fn now() -> DateTime<Utc> {
    "2027-03-10T12:00:00Z".parse().unwrap()
}

fn file(rows: &[&str]) -> String {
    std::iter::once(COLUMNS).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n")
}

async fn import(app: &TestApp, file: &str) -> Result<SkillsImported, ImportError> {
    import_skills(&app.portal.db, &demo(), (now(), "test"), file.as_bytes(), |_| ()).await
}

async fn mistakes(app: &TestApp, rows: &[&str]) -> Vec<String> {
    match import(app, &file(rows)).await {
        Err(ImportError::Rows(errors)) => errors.first().map(ToString::to_string).collect(),
        other => panic!("mistakes were expected, not {other:?}"),
    }
}

async fn stored(app: &TestApp) -> u64 {
    skill::Entity::find().count(app.portal.db.read()).await.unwrap()
}

/// One row per rule: the row that is right, what is wrong, and what is said of it.
const RULES: [(&str, &str, &str, &str); 25] = [
    (CERTIFICATE, "4100011", "41", "partner_id: a Partner ID has seven digits"),
    (CERTIFICATE, "4100011", "4199999", "partner_id: there is no partner 4199999"),
    (
        CERTIFICATE,
        "certificate",
        "certificat",
        "skill: \"certificat\" is not a sort of skill; did you mean certificate?",
    ),
    (CERTIFICATE, "certificate", "", "skill: is empty"),
    (
        CERTIFICATE,
        "app_builder",
        "app_bilder",
        "code: \"app_bilder\" is not a certification of the catalogue; did you mean app_builder?",
    ),
    (CERTIFICATE, "NC-1", "", "person_id: is empty"),
    (CERTIFICATE, "NC-1", "NC/1", "person_id: \"NC/1\" is not one; a person's number has at most 40 letters"),
    (CERTIFICATE, "Ravi Patel", "", "person_name: is empty"),
    (CERTIFICATE, "Ravi Patel,", "Ravi Patel,ravi", "user_email: \"ravi\" is not an e-mail address"),
    (
        CERTIFICATE,
        "Ravi Patel,",
        "Ravi Patel,global-admin@gull.example",
        "user_email: partner 4100011 has no user global-admin@gull.example",
    ),
    (CERTIFICATE, ",,,2026", ",x,,2026", "detail: \"x\" is not for a certificate; leave it empty"),
    (CERTIFICATE, ",,,2026", ",,1,2026", "amount: \"1\" is not for a certificate; leave it empty"),
    (CERTIFICATE, "2026-09-14", "2026-9-14", "earned_on: 2026-9-14 is not a date"),
    (CERTIFICATE, "2026-09-14", "2027-03-11", "earned_on: 2027-03-11 is in the future"),
    (
        CERTIFICATE,
        "2028-09-14",
        "2026-09-13",
        "expires_on: 2026-09-13 is before 2026-09-14, when it was earned",
    ),
    (
        CERTIFICATE,
        "2028-09-14,",
        "2028-09-14,delete",
        "change: \"delete\" is not a change; write one of correct, move, remove",
    ),
    (CERTIFICATE, "2028-09-14,", "2028-09-14", "has 10 fields, and the first line has 11"),
    (
        FIGURE,
        "application_development",
        "cloud",
        "code: \"cloud\" is not an area of competency of the catalogue; write one of application_development, business",
    ),
    (
        FIGURE,
        "active_users",
        "users",
        "detail: \"users\" is not a measure of the catalogue; write one of active_users, seats_sold",
    ),
    (FIGURE, ",120,", ",0,", "amount: \"0\" is not a whole number from 1 to 1000000000"),
    (FIGURE, ",120,", ",+5,", "amount: \"+5\" is not a whole number"),
    (
        FIGURE,
        "application_development,,",
        "application_development,NC-1,",
        "person_id: \"NC-1\" is not for a performance; leave it empty",
    ),
    (
        FIGURE,
        "2026-09-30,,",
        "2026-09-30,,move",
        "change: a performance is a company's; only a person can move",
    ),
    (
        FIGURE,
        "performance,application_development,,,,active_users,120",
        "recognition,security,,,,bronze,",
        "detail: \"bronze\" is not a level; write one of silver, gold",
    ),
    (
        FIGURE,
        "performance,application_development,,,,active_users,120",
        "reference,security,,,,,",
        "detail: is empty",
    ),
];

#[tokio::test]
async fn each_rule_is_told_with_its_line_and_column_and_nothing_comes_in() {
    let app = TestApp::demo().await;
    let before = stored(&app).await;
    for (row, right, wrong, expected) in RULES {
        assert!(row.contains(right), "{row}: {right}");
        let said = mistakes(&app, &[FIGURE, &row.replacen(right, wrong, 1)]).await;
        let expected = format!("line 3, {expected}").replace("line 3, has", "line 3: has");
        assert!(said.len() == 1 && said[0].starts_with(&expected), "{expected}\nsaid: {said:?}");
    }
    assert_eq!(stored(&app).await, before);
}

#[tokio::test]
async fn rows_that_contradict_each_other_are_named() {
    let app = TestApp::demo().await;
    let said = mistakes(
        &app,
        &[
            CERTIFICATE,
            "4100007,certificate,developer_expert,NC-1,Ravi Patil,,,,2026-09-14,,",
            "4100011,certificate,app_builder,NC-1,Ravi Patel,,,,2026-09-14,2029-09-14,remove",
        ],
    )
    .await;
    let expected = [
        "line 3, partner_id: \"4100007\" is not what line 2 says of the person NC-1: \"4100011\"",
        "line 3, person_name: \"Ravi Patil\" is not what line 2 says of the person NC-1: \"Ravi Patel\"",
        "line 4, expires_on: \"2029-09-14\" is not what line 2 says of this skill: \"2028-09-14\"",
        "line 4, change: line 2 says something else of this skill",
    ];
    assert_eq!(said, expected);
}

#[tokio::test]
async fn the_same_file_a_second_time_changes_nothing_even_at_the_same_time() {
    let app = TestApp::demo().await;
    let (one, other) = tokio::join!(import(&app, SHIPPED), import(&app, SHIPPED));
    let mut new = [one.unwrap().skills.new, other.unwrap().skills.new];
    new.sort_unstable();
    assert_eq!(new, [0, 5]);
    assert!(import(&app, SHIPPED).await.unwrap().is_nothing_new());
    let lines = audit::Entity::find().filter(audit::Column::Action.eq("skills imported"));
    assert_eq!(lines.count(app.portal.db.read()).await.unwrap(), 1);
}

#[tokio::test]
async fn what_is_stored_changes_only_where_a_row_asks_for_it() {
    let app = TestApp::demo().await;
    import(&app, &file(&[CERTIFICATE, FIGURE])).await.unwrap();
    let longer = CERTIFICATE.replace("2028", "2029");
    let renamed = longer.replace("Ravi", "Ravindra");
    let said = mistakes(&app, &[&renamed, &FIGURE.replace("120", "130")]).await;
    let advice = "write correct in the column change if it is to be";
    let expected = [
        format!(
            "line 2, person_name: \"Ravindra Patel\" is not what is stored of the person NC-1: \"Ravi Patel\"; {advice}"
        ),
        format!(
            "line 2, expires_on: \"2029-09-14\" is not what is stored of this skill: \"2028-09-14\"; {advice}"
        ),
        format!("line 3, amount: \"130\" is not what is stored of this skill: \"120\"; {advice}"),
    ];
    assert_eq!(said, expected);
    let corrected =
        import(&app, &file(&[&format!("{renamed}correct"), &format!("{FIGURE}remove")])).await.unwrap();
    assert_eq!((corrected.corrected, corrected.removed), (2, 1), "a person and a skill; {corrected:?}");
    let again =
        import(&app, &file(&[&format!("{renamed}correct"), &format!("{FIGURE}remove")])).await.unwrap();
    assert!(again.is_nothing_new(), "{again:?}");
    let ravi = person::Entity::find_by_id("NC-1").one(app.portal.db.read()).await.unwrap().unwrap();
    assert_eq!(ravi.name, "Ravindra Patel");
}

#[tokio::test]
async fn a_persons_certificates_count_for_one_partner_at_a_time() {
    let app = TestApp::demo().await;
    import(&app, &file(&[CERTIFICATE])).await.unwrap();
    let at_gull = CERTIFICATE.replace("4100011", "4100007");
    let said = mistakes(&app, &[&at_gull]).await;
    assert!(said[0].starts_with(
        "line 2, partner_id: the certificates of the person NC-1 count for partner 4100011, and for one"
    ));
    let moved = import(&app, &file(&[&format!("{at_gull}move")])).await.unwrap();
    assert_eq!((moved.moved.len(), moved.skills), (1, Tally { new: 0, known: 1 }));
    assert!(told(&moved).ends_with(
        "moved: Ravi Patel (NC-1) counted for partner 4100011 and counts for 4100007 from 2027-03-10 on"
    ));
    assert!(import(&app, &file(&[&format!("{at_gull}move")])).await.unwrap().is_nothing_new());
    // There and back on one day: nowhere twice, and here again.
    import(&app, &file(&[&format!("{CERTIFICATE}move")])).await.unwrap();
    let stays = stay::Entity::find()
        .filter(stay::Column::PersonId.eq("NC-1"))
        .all(app.portal.db.read())
        .await
        .unwrap();
    let present: Vec<_> =
        stays.iter().filter(|stay| stay.until.is_none()).map(|stay| &*stay.partner_id).collect();
    assert_eq!((stays.len(), present), (3, vec!["4100011"]));
}

#[tokio::test]
async fn a_person_is_the_user_whom_the_file_names_until_moving() {
    let app = TestApp::demo().await;
    let as_user = CERTIFICATE.replace("Patel,", "Patel,Member@kite.example");
    import(&app, &file(&[&as_user])).await.unwrap();
    let user = user::Entity::find().filter(user::Column::Email.eq("member@kite.example"));
    let user = user.one(app.portal.db.read()).await.unwrap().unwrap();
    let ravi = async || person::Entity::find_by_id("NC-1").one(app.portal.db.read()).await.unwrap().unwrap();
    assert_eq!(ravi().await.user_id, Some(user.id));
    assert!(
        import(&app, &file(&[CERTIFICATE])).await.unwrap().is_nothing_new(),
        "an empty cell says nothing"
    );
    let moving = format!("{}move", CERTIFICATE.replace("4100011", "4100007"));
    import(&app, &file(&[&moving])).await.unwrap();
    assert_eq!(ravi().await.user_id, None);
}

#[tokio::test]
async fn files_from_windows_and_columns_in_another_order_are_taken() {
    let app = TestApp::demo().await;
    let reversed: Vec<_> =
        SHIPPED.lines().map(|line| line.split(',').rev().collect::<Vec<_>>().join(" , ")).collect();
    let windows = format!("\u{feff}{}", reversed.join("\r\n"));
    assert_eq!(import(&app, &windows).await.unwrap().skills.new, 5);
    assert!(import(&app, SHIPPED).await.unwrap().is_nothing_new());
    let said = match import(&app, &SHIPPED.replace("earned_on", "earned")).await {
        Err(error) => error.to_string(),
        Ok(imported) => panic!("{imported:?}"),
    };
    assert!(said.contains("line 1: the column earned_on is missing"), "{said}");
}

proptest! {
    #[test]
    fn no_slip_of_the_keyboard_panics(at in 0..SHIPPED.len(), bytes in any::<[u8; 3]>()) {
        let mut slipped = SHIPPED.as_bytes().to_vec();
        slipped.splice(at..=at, bytes);
        let _ = File::read(&demo(), slipped.as_slice(), &mut |_| ());
    }
}
