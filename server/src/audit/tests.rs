//! The log holds, and what is done to it behind its back is found.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Database, DbBackend, EntityTrait, PaginatorTrait, Statement};
use sea_orm_migration::MigratorTrait;
use serde_json::{Value, json};

use super::private::{ERASED, Marker, forget, reveal};
use super::verify::{Finding, KeptSeal, verify};
use super::{Entry, seals};
use crate::db::{Change, Db};
use crate::migrations::Migrator;
use crate::tables::{audit, audit_private, audit_seal};
use crate::testing::{TestApp, TestDb, fresh_database};
use crate::versions;

const A: &str = "4100001";
const B: &str = "4100002";

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn note(tx: &Change, partner: Option<&str>, action: &str) {
    let entry = Entry {
        at: instant("2027-03-10T12:00:00.123456789Z"),
        actor: "somebody",
        action,
        subject: "order 1".to_owned(),
        partner,
    };
    entry.record(tx, None::<&()>, Some(&json!({ "state": "paid" }))).await.unwrap();
}

async fn noted(db: &Db, partner: Option<&str>, action: &str) {
    let tx = db.begin().await.unwrap();
    if let Some(partner) = partner {
        versions::touch(&tx, &partner.parse().unwrap()).await.unwrap();
    }
    note(&tx, partner, action).await;
    tx.commit().await.unwrap();
}

const PARTNER: &str = "INSERT INTO partners (id, name, country, currency, zone, language, email_verified, \
    agreement_accepted, verification, tax_exempt, registration_number, bill_to, version) VALUES ";

async fn with_partners() -> TestDb {
    let db = TestDb::new().await;
    let tx = db.begin().await.unwrap();
    for partner in [A, B] {
        let row = format!(
            "{PARTNER}('{partner}', 'x', 'JP', 'JPY', 'Asia/Tokyo', 'ja', true, true, 'verified', false, '', '{{}}', 1)"
        );
        tx.execute_unprepared(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    db
}

async fn sealed(db: &Db, at: &str) {
    let tx = db.begin().await.unwrap();
    seals::seal(&tx, instant(at)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
}

/// Two partners and the programme, with two seals and two lines after them. Lines: 1 to 3 and 7 of A, 4 and 5 of B,
/// 6 and 8 of the programme.
async fn log() -> TestDb {
    let db = with_partners().await;
    for (partner, action) in [(A, "one"), (A, "two"), (A, "three"), (B, "one"), (B, "two")] {
        noted(&db, Some(partner), action).await;
    }
    sealed(&db, "2027-03-10T12:10:00Z").await;
    noted(&db, None, "three").await;
    sealed(&db, "2027-03-10T14:20:00Z").await;
    noted(&db, Some(A), "four").await;
    noted(&db, None, "four").await;
    db
}

async fn findings(db: &Db) -> Vec<Finding> {
    verify(db, None).await.unwrap().findings
}

/// What somebody does who may do everything in the database.
async fn behind_its_back(db: &Db, statements: &str) {
    let tx = db.begin().await.unwrap();
    for table in ["audit", "audit_seals", "audit_ends"] {
        let triggers: &[&str] = match db.backend() {
            DbBackend::Sqlite if table == "audit" => &[
                "audit_is_not_changed",
                "audit_is_not_deleted",
                "audit_goes_on",
                "audit_of_programme_goes_on",
            ],
            DbBackend::Sqlite if table == "audit_seals" => {
                &["audit_seals_are_not_changed", "audit_seals_are_not_deleted"]
            }
            DbBackend::Sqlite => &["audit_ends_are_not_changed", "audit_ends_are_not_deleted"],
            _ if table == "audit" => &["audit_is_append_only", "audit_goes_on"],
            _ => &["audit_is_append_only"],
        };
        for trigger in triggers {
            let on = if db.backend() == DbBackend::Sqlite { String::new() } else { format!(" ON {table}") };
            tx.execute_unprepared(&format!("DROP TRIGGER {trigger}{on}")).await.unwrap();
        }
    }
    for statement in statements.split(';') {
        tx.execute_unprepared(statement).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_as_it_was_written() {
    let db = log().await;
    let verified = verify(&db, None).await.unwrap();
    assert_eq!((verified.lines, verified.chains, verified.wrong), (8, 3, 0), "{verified}");
    assert_eq!(verified.seal.unwrap().number, 2);
}

#[tokio::test]
async fn no_line_and_no_seal_is_changed_or_deleted() {
    let db = log().await;
    for table in ["audit", "audit_seals", "audit_ends"] {
        for statement in [format!("UPDATE {table} SET hash = ''"), format!("DELETE FROM {table}")] {
            let tx = db.begin().await.unwrap();
            let refused = tx.execute_unprepared(&statement).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{statement}: {refused}");
            drop(tx);
        }
    }
    assert_eq!(findings(&db).await, []);
}

#[tokio::test]
async fn whatever_is_done_to_it_behind_its_back_is_found() {
    let (a, b, own) = (A.to_owned(), B.to_owned(), String::new());
    let changed = |id, place, chain: &str| Finding::Changed { id, place, chain: chain.to_owned() };
    let not_as_sealed =
        |place, chain: &str, seal| Finding::NotAsSealed { place, chain: chain.to_owned(), seal };
    for (what, expected) in [
        ("UPDATE audit SET actor = 'nobody' WHERE id = 2", vec![changed(2, 2, A)]),
        ("UPDATE audit SET after = '{\"state\":\"draft\"}' WHERE id = 7", vec![changed(7, 4, A)]),
        ("UPDATE audit SET before = '' WHERE id = 1", vec![changed(1, 1, A)]),
        ("UPDATE audit SET at = '2027-03-10 12:00:01+00:00' WHERE id = 6", vec![changed(6, 1, "")]),
        // Lines are missing from the beginning, the middle and the end.
        ("DELETE FROM audit WHERE id = 1", vec![Finding::Missing { from: 1, to: 1, chain: a.clone() }]),
        ("DELETE FROM audit WHERE id IN (1, 2)", vec![Finding::Missing { from: 1, to: 2, chain: a.clone() }]),
        ("DELETE FROM audit WHERE id = 7", vec![Finding::CutOff { from: 4, to: 4, chain: a.clone() }]),
        // The end, and where it was written to: not sealed yet, this one is as if it had never been.
        (
            "DELETE FROM audit WHERE id = 5; UPDATE partners SET audit_place = 1, \
                audit_hash = (SELECT hash FROM audit WHERE id = 4) WHERE id = '4100002'",
            vec![not_as_sealed(2, B, 1)],
        ),
        // A whole chain.
        (
            "DELETE FROM audit WHERE id IN (4, 5); UPDATE partners SET audit_place = 0, audit_hash = '' WHERE id = '4100002'",
            vec![not_as_sealed(2, B, 1)],
        ),
        // Lines change places.
        (
            "UPDATE audit SET place = 99 WHERE id = 1; UPDATE audit SET place = 1 WHERE id = 2; UPDATE audit SET place = 2 WHERE id = 1",
            vec![
                Finding::Missing { from: 1, to: 1, chain: a.clone() },
                Finding::OutOfOrder { id: 2, place: 1, chain: a.clone() },
                changed(3, 3, A),
            ],
        ),
        (
            "UPDATE audit SET action = CASE id WHEN 2 THEN 'three' ELSE 'two' END WHERE id IN (2, 3)",
            vec![changed(2, 2, A), changed(3, 3, A)],
        ),
        // A line more.
        (
            "INSERT INTO audit (id, chain, place, at, actor, action, subject, hash) \
                SELECT 9, chain, 3, at, actor, 'added', subject, hash FROM audit WHERE id = 5",
            vec![changed(9, 3, B), Finding::Added { place: 3, chain: b.clone() }],
        ),
        (
            "INSERT INTO audit (id, chain, place, at, actor, action, subject, hash) \
                SELECT 9, 'nobody', 1, at, actor, 'added', subject, hash FROM audit WHERE id = 5",
            vec![changed(9, 1, "nobody"), Finding::Added { place: 1, chain: "nobody".to_owned() }],
        ),
        // The seals themselves.
        ("UPDATE audit_seals SET hash = 'x' WHERE number = 2", vec![Finding::Seal(2)]),
        ("DELETE FROM audit_seals WHERE number = 2", vec![Finding::Seal(2)]),
        ("DELETE FROM audit_seals WHERE number = 1", vec![Finding::Seal(1), Finding::Seal(2)]),
        ("DELETE FROM audit_ends WHERE chain = ''", vec![Finding::Seal(2)]),
        (
            "UPDATE audit_ends SET hash = 'x' WHERE chain = ''",
            vec![Finding::Seal(2), not_as_sealed(1, &own, 2)],
        ),
    ] {
        let db = log().await;
        behind_its_back(&db, what).await;
        assert_eq!(findings(&db).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_line_that_is_written_anew_with_its_hash_does_not_fit_the_next() {
    let db = log().await;
    let line = audit::Entity::find_by_id(2).one(db.read()).await.unwrap().unwrap();
    let before = audit::Entity::find_by_id(1).one(db.read()).await.unwrap().unwrap();
    let said = super::chain::Said {
        chain: A,
        place: 2,
        at: line.at,
        actor: "nobody",
        action: &line.action,
        subject: &line.subject,
        before: None,
        after: line.after.as_deref(),
    };
    let hash = said.hash(&before.hash);
    behind_its_back(&db, &format!("UPDATE audit SET actor = 'nobody', hash = '{hash}' WHERE id = 2")).await;
    assert_eq!(findings(&db).await, [Finding::Changed { id: 3, place: 3, chain: A.to_owned() }]);
}

#[tokio::test]
async fn what_came_after_a_seal_is_verified_alone_and_the_seal_against_what_was_kept() {
    let db = log().await;
    let second = audit_seal::Entity::find_by_id(2).one(db.read()).await.unwrap().unwrap();
    let kept: KeptSeal = format!("2:{}", second.hash).parse().unwrap();
    let verified = verify(&db, Some(&kept)).await.unwrap();
    assert_eq!((verified.lines, verified.wrong), (2, 0), "{verified}");
    behind_its_back(
        &db,
        "UPDATE audit SET actor = 'nobody' WHERE id = 1; UPDATE audit SET actor = 'nobody' WHERE id = 7",
    )
    .await;
    let verified = verify(&db, Some(&"2".parse().unwrap())).await.unwrap();
    assert_eq!(verified.findings, [Finding::Changed { id: 7, place: 4, chain: A.to_owned() }]);
    let other = verify(&db, Some(&"2:abc".parse().unwrap())).await.unwrap();
    assert!(other.findings.contains(&Finding::OtherSeal(2)));
    let none = verify(&db, Some(&"7".parse().unwrap())).await.unwrap();
    assert!(none.findings.contains(&Finding::OtherSeal(7)));
    assert!("abc".parse::<KeptSeal>().is_err());
}

#[tokio::test]
async fn what_is_given_up_leaves_no_gap_and_parts_are_in_the_chain_when_they_are_kept() {
    let db = with_partners().await;
    let tx = db.begin().await.unwrap();
    versions::lock(&tx, &A.parse().unwrap()).await.unwrap();
    note(&tx, Some(A), "one").await;
    let part = tx.part().await.unwrap();
    note(&part, Some(A), "undone").await;
    part.rollback().await.unwrap();
    let part = tx.part().await.unwrap();
    note(&part, Some(A), "two").await;
    note(&part, None, "of the programme").await;
    part.commit().await.unwrap();
    note(&tx, Some(A), "three").await;
    tx.commit().await.unwrap();
    let given_up = db.begin().await.unwrap();
    versions::touch(&given_up, &A.parse().unwrap()).await.unwrap();
    note(&given_up, Some(A), "given up").await;
    given_up.rollback().await.unwrap();
    // Nobody locked the partner before.
    let tx = db.begin().await.unwrap();
    note(&tx, Some(A), "four").await;
    tx.commit().await.unwrap();
    let verified = verify(&db, None).await.unwrap();
    assert_eq!((verified.lines, verified.wrong), (5, 0), "{verified}");
}

#[tokio::test]
async fn many_changes_at_once_make_one_chain_for_each_partner() {
    let db = Arc::new(with_partners().await);
    let changes = (0..60).map(|number| {
        let db = Arc::clone(&db);
        tokio::spawn(async move {
            let partner = [Some(A), Some(B), None][number % 3];
            let tx = db.begin().await.unwrap();
            if let Some(partner) = partner {
                let partner = partner.parse().unwrap();
                if number % 2 == 0 {
                    versions::touch(&tx, &partner).await.unwrap();
                } else {
                    versions::lock(&tx, &partner).await.unwrap();
                }
            }
            note(&tx, partner, "one").await;
            note(&tx, partner, "two").await;
            if number % 5 == 0 {
                tx.rollback().await.unwrap();
            } else {
                tx.commit().await.unwrap();
            }
        })
    });
    let sealing = async {
        for _ in 0..5 {
            let tx = db.begin().await.unwrap();
            seals::seal(&tx, instant("2027-03-10T12:10:00Z")).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    let (changes, ()) = tokio::join!(join_all(changes), sealing);
    for change in changes {
        change.unwrap();
    }
    let verified = verify(&db, None).await.unwrap();
    assert_eq!((verified.lines, verified.chains, verified.wrong), (96, 3, 0), "{verified}");
}

#[tokio::test]
async fn the_log_is_sealed_by_itself_every_ten_minutes_while_it_goes_on() {
    let app = TestApp::demo().await;
    let db = app.portal.db.read();
    let seals = async || audit_seal::Entity::find().count(db).await.unwrap();
    noted(&app.portal.db, Some(A), "one").await;
    assert_eq!(seals::round(app.portal.clone()).await.unwrap(), 1);
    noted(&app.portal.db, Some(A), "two").await;
    assert_eq!(seals::round(app.portal.clone()).await.unwrap(), 0, "the last seal is too young");
    app.at("2027-03-10T12:11:00Z").await;
    assert_eq!(seals().await, 2);
    app.at("2027-03-10T13:11:00Z").await;
    assert_eq!(seals().await, 2, "nothing has happened");
    assert_eq!(findings(&app.portal.db).await, []);
}

#[tokio::test]
async fn a_day_of_the_demo_leaves_a_log_that_holds() {
    let app = TestApp::demo().await;
    let admin = app.signed_in("global-admin@aoba.example").await;
    app.renew_by_hand(&admin, "4242 4242 4242 4242").await;
    let new = json!({ "email": "new@aoba.example", "name": "New", "roles": [] });
    let made = admin.post("/api/users", &new).await.body;
    app.on("2027-03-11").await;
    let verified = verify(&app.portal.db, None).await.unwrap();
    assert_eq!(verified.wrong, 0, "{verified}");
    assert!(verified.lines > 5 && verified.chains > 1, "{verified}");
    // What names a person stands beside the log.
    let lines = audit::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert!(lines.iter().all(|line| !format!("{line:?}").contains("new@aoba.example")));
    let line = lines.iter().find(|line| line.action == "user invited").unwrap();
    assert_eq!(line.subject, format!("user {}", made["id"].as_str().unwrap()));
    let mut after: Value = serde_json::from_str(line.after.as_deref().unwrap()).unwrap();
    reveal(app.portal.db.read(), vec![&mut after]).await.unwrap();
    assert_eq!((&after["email"], &after["name"]), (&json!("new@aoba.example"), &json!("New")));
}

#[tokio::test]
async fn what_names_a_person_can_be_forgotten_and_cannot_be_changed() {
    let db = TestDb::new().await;
    let tx = db.begin().await.unwrap();
    let mut of_user = Marker::new(&["email"], Some("user-1"));
    let marked =
        of_user.marked(&json!({ "a": [{ "email": "one@x.example" }], "b": "one@x.example" })).unwrap();
    let same = of_user.marked(&json!({ "email": "one@x.example" })).unwrap();
    assert_eq!(marked["a"][0]["email"], same["email"], "what stays the same can be seen to");
    assert_eq!(marked["b"], "one@x.example");
    of_user.keep(&tx).await.unwrap();
    let mut other = Marker::new(&["email"], None);
    let by_address = other.marked(&json!({ "email": "One@x.example" })).unwrap();
    other.keep(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let (mut shown, mut shown_too) = (marked.clone(), by_address.clone());
    reveal(db.read(), vec![&mut shown, &mut shown_too]).await.unwrap();
    assert_eq!(
        (&shown["a"][0]["email"], &shown_too["email"]),
        (&json!("one@x.example"), &json!("One@x.example"))
    );
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("UPDATE audit_private SET value = 'two' WHERE user_id IS NULL").await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(findings(&db).await[..], [Finding::Private(_)]));
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("UPDATE audit_private SET value = 'mail/ONE@x.example' WHERE user_id IS NULL")
        .await
        .unwrap();
    forget(&tx, "user-1", "one@x.example").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(audit_private::Entity::find().count(db.read()).await.unwrap(), 0);
    let mut erased = marked;
    reveal(db.read(), vec![&mut erased]).await.unwrap();
    assert_eq!(erased["a"][0]["email"], ERASED);
    assert_eq!(findings(&db).await, []);
}

#[tokio::test]
async fn lines_of_an_older_database_are_put_into_their_chains() {
    let folder = tempfile::tempdir().unwrap();
    let url = match fresh_database().await {
        Some(url) => url,
        None => format!("{}?mode=rwc", Db::sqlite_url(folder.path())),
    };
    let old = Database::connect(&url).await.unwrap();
    let of_now = Migrator::migrations().iter().position(|one| one.name().ends_with("000021_audit")).unwrap();
    Migrator::up(&old, Some(u32::try_from(of_now).unwrap())).await.unwrap();
    for statement in [
        format!("{PARTNER}('{A}', 'x', 'JP', 'JPY', 'Asia/Tokyo', 'ja', true, true, 'verified', false, '', '{{}}', 1)"),
        format!("INSERT INTO users (id, email, name, partner_id, roles, reminders_off, diary_number) VALUES ('u1', 'u1@x.example', 'Haru', '{A}', '', false, 0)"),
        "INSERT INTO audit (id, at, actor, action, subject, after) VALUES \
            (3, '2026-01-01 00:00:00.123456+00:00', 'u1', 'user invited', 'user u1', '{\"name\":\"Haru\",\"email\":\"u1@x.example\",\"roles\":[]}'), \
            (5, '2026-01-02 00:00:00+00:00', 'import', 'members imported', '12 rows', NULL), \
            (6, '2026-01-03 00:00:00+00:00', 'u1', 'legal profile sent in', 'partner 4100001', NULL), \
            (7, '2026-01-04 00:00:00+00:00', 'u1', 'order bought', 'order 100001', NULL)".to_owned(),
    ] {
        old.execute_unprepared(&statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    old.close().await.unwrap();
    let db = Db::open(&url).await.unwrap();
    let lines = audit::Entity::find().all(db.read()).await.unwrap();
    let places: Vec<_> = lines.iter().map(|line| (line.id, &*line.chain, line.place)).collect();
    // That order is not there any more.
    assert_eq!(places, [(3, A, 1), (5, "", 1), (6, A, 2), (7, "", 2)]);
    assert!(!lines[0].after.as_deref().unwrap().contains("Haru"));
    let mut after: Value = serde_json::from_str(lines[0].after.as_deref().unwrap()).unwrap();
    reveal(db.read(), vec![&mut after]).await.unwrap();
    assert_eq!(after, json!({ "name": "Haru", "email": "u1@x.example", "roles": [] }));
    noted(&db, Some(A), "three").await;
    noted(&db, None, "three").await;
    let verified = verify(&db, None).await.unwrap();
    assert_eq!((verified.lines, verified.wrong), (6, 0), "{verified}");
    db.close().await.unwrap();
}

/// Each of the pages that the log is read by uses an index: of a million lines nobody waits for a search.
#[tokio::test]
async fn every_index_of_the_log_is_there() {
    let db = TestDb::new().await;
    let sql = match db.backend() {
        DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit'",
        _ => {
            "SELECT indexname AS name FROM pg_indexes WHERE tablename = 'audit' AND schemaname = current_schema()"
        }
    };
    let rows = db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    for name in ["audit_chains", "audit_by_time", "audit_by_actor", "audit_by_action", "audit_by_subject"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
}

/// Lines of the log as an operator reads them.
async fn read(client: &crate::testing::Client, query: &str) -> Value {
    let answer = client.get(&format!("/api/operator/audit{query}")).await;
    assert_eq!(answer.status, axum::http::StatusCode::OK, "{query}: {}", answer.body);
    answer.body
}

fn actions(page: &Value) -> Vec<&str> {
    page["lines"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn operators_search_the_log_and_see_what_differs() {
    let app = TestApp::demo().await;
    let admin = app.signed_in("global-admin@aoba.example").await;
    let order = app.renew_by_hand(&admin, "4242 4242 4242 4242").await;
    let new = json!({ "email": "new@aoba.example", "name": "Nana New", "roles": [] });
    let made = admin.post("/api/users", &new).await.body;
    let change = json!({ "seen": [], "roles": ["billing_admin", "admin_agent"] });
    admin.put(&format!("/api/users/{}/roles", made["id"].as_str().unwrap()), &change).await;
    for operator in ["finance", "support", "programme"] {
        let operator = app.signed_in(&format!("{operator}@vendor.example")).await;
        assert!(!actions(&read(&operator, "").await).is_empty());
    }
    let operator = app.signed_in("support@vendor.example").await;
    let all = read(&operator, "").await;
    let ids: Vec<_> =
        all["lines"].as_array().unwrap().iter().map(|line| line["id"].as_i64().unwrap()).collect();
    assert!(ids.is_sorted_by(|one, next| one > next), "the newest first: {ids:?}");
    assert!(all["actions"].as_array().unwrap().contains(&json!("order bought")));
    // Each of what one searches by.
    let number = order["number"].as_i64().unwrap();
    for query in [format!("?subject=order%20{number}"), format!("?subject={number}")] {
        assert_eq!(actions(&read(&operator, &query).await), ["order paid", "order bought", "order started"]);
    }
    assert_eq!(actions(&read(&operator, "?action=user%20invited").await), ["user invited"]);
    assert_eq!(actions(&read(&operator, "?who=gateway").await), ["order paid"]);
    assert_eq!(actions(&read(&operator, "?partner=4100002").await), Vec::<&str>::new());
    let by_name =
        read(&operator, "?who=HARU&partner=4100001&action=order%20bought&from=2027-03-10&to=2027-03-10")
            .await;
    assert_eq!(actions(&by_name), ["order bought"]);
    assert_eq!(by_name["lines"][0]["partner"]["name"], "Aoba Systems");
    assert_eq!(actions(&read(&operator, "?from=2027-03-11").await), Vec::<&str>::new());
    assert_eq!(actions(&read(&operator, "?to=2027-03-09").await), Vec::<&str>::new());
    assert_eq!(actions(&read(&operator, "?who=%25").await), Vec::<&str>::new(), "no wildcard");
    // What differs, and who it is about.
    let roles = read(&operator, "?action=roles%20changed").await["lines"][0].clone();
    assert_eq!(roles["subject_name"], "Nana New");
    assert_eq!(
        roles["differences"],
        json!([{ "field": "", "before": "", "after": "billing_admin, admin_agent" }])
    );
    let invited = read(&operator, "?action=user%20invited").await["lines"][0].clone();
    let field = |name: &str| {
        let fields = invited["differences"].as_array().unwrap();
        fields.iter().find(|one| one["field"] == name).map(|one| one["after"].clone())
    };
    assert_eq!(field("email"), Some(json!("new@aoba.example")));
    // Erased, and the line still there.
    let erased =
        admin.post(&format!("/api/users/{}/erasure", made["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(erased.status, axum::http::StatusCode::NO_CONTENT, "{}", erased.body);
    let invited = read(&operator, "?action=user%20invited").await["lines"][0].clone();
    assert!(invited["subject_name"].as_str().unwrap().starts_with("user-"), "{invited}");
    assert!(!invited.to_string().contains("Nana") && invited.to_string().contains(ERASED), "{invited}");
    assert_eq!(findings(&app.portal.db).await, []);
}

#[tokio::test]
async fn a_long_log_comes_by_pages_each_line_once() {
    let app = TestApp::demo().await;
    for _ in 0..120 {
        noted(&app.portal.db, Some(A), "at the same instant").await;
    }
    let operator = app.signed_in("finance@vendor.example").await;
    let (mut seen, mut query) = (Vec::new(), "?action=at%20the%20same%20instant".to_owned());
    loop {
        let page = read(&operator, &query).await;
        seen.extend(page["lines"].as_array().unwrap().iter().map(|line| line["id"].as_i64().unwrap()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?action=at%20the%20same%20instant&cursor={cursor}");
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.is_sorted_by(|one, next| one > next));
    let wrong = operator.get("/api/operator/audit?cursor=x").await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (400, "malformed"));
}

#[tokio::test]
async fn the_log_is_exported_whole_and_no_cell_is_a_formula() {
    let app = TestApp::demo().await;
    let tx = app.portal.db.begin().await.unwrap();
    for number in 0..1_500 {
        let entry = Entry {
            at: instant("2027-03-10T01:00:00Z"),
            actor: "=cmd()",
            action: "exported",
            subject: format!("order {number}"),
            partner: Some(A),
        };
        entry.record(&tx, Some(&json!({ "a": "x" })), Some(&json!({ "a": "y" }))).await.unwrap();
    }
    tx.commit().await.unwrap();
    let programme = app.signed_in("programme@vendor.example").await;
    let file = programme.get("/api/operator/audit/export?action=exported&lang=ja").await;
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.starts_with("\u{feff}日時,実行者,"), "{}", &text[..60]);
    let rows: Vec<_> = text.lines().collect();
    assert_eq!(rows.len(), 1_501);
    assert!(
        rows[1]
            .starts_with("2027-03-10 01:00:00,'=cmd(),,exported,order 1499,4100001,Aoba Systems,a: x,a: y,"),
        "{}",
        rows[1]
    );
    let others = app.signed_in("finance@vendor.example").await.get("/api/operator/audit/export").await;
    assert_eq!(others.status, axum::http::StatusCode::FORBIDDEN);
}
