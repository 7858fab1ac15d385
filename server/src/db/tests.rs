//! Changes: at once, given up, gone away, refused.

use std::sync::Arc;

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait};
use tokio::sync::Notify;

use super::{Change, next_number_of};
use crate::tables::setting;
use crate::testing::TestDb;

fn row(name: &str) -> setting::ActiveModel {
    setting::Model { name: name.to_owned(), value: "there".to_owned() }.into()
}

async fn is_there(db: &impl ConnectionTrait, name: &str) -> bool {
    setting::Entity::find_by_id(name).one(db).await.unwrap().is_some()
}

async fn insert(db: &TestDb, name: &str) -> Result<(), DbErr> {
    let change = db.begin().await?;
    change.insert(row(name)).await?;
    change.commit().await
}

#[tokio::test]
async fn many_changes_at_once_are_all_kept_when_they_answer() {
    let db = TestDb::new().await;
    let changes = (0..60).map(|number| {
        let db = &db;
        async move {
            let name = format!("change {number}");
            insert(db, &name).await.unwrap();
            assert!(is_there(db.read(), &name).await, "{name} has answered, and is not there");
        }
    });
    join_all(changes).await;
    assert_eq!(setting::Entity::find().count(db.read()).await.unwrap(), 60);
}

#[tokio::test]
async fn numbers_that_are_taken_at_once_have_no_gap_where_some_are_given_up() {
    let db = TestDb::new().await;
    let taken = (0..40).map(|taker| {
        let db = &db;
        async move {
            let change = db.begin().await.unwrap();
            let number = next_number_of(&change, "invoices").await.unwrap();
            match taker % 4 {
                0 => None,
                1 => {
                    change.rollback().await.unwrap();
                    None
                }
                _ => {
                    change.commit().await.unwrap();
                    Some(number)
                }
            }
        }
    });
    let mut numbers: Vec<i64> = join_all(taken).await.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<i64>>());
}

#[tokio::test]
async fn one_that_is_refused_takes_nobody_with_it() {
    let db = TestDb::new().await;
    insert(&db, "taken").await.unwrap();
    let names = ["one", "taken", "two", "taken", "three"];
    let outcomes = join_all(names.map(|name| insert(&db, name))).await;
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false, true]);
    assert_eq!(setting::Entity::find().count(db.read()).await.unwrap(), 4);
}

#[tokio::test]
async fn who_goes_away_in_the_middle_has_written_nothing() {
    let db = Arc::new(TestDb::new().await);
    let written = Arc::new(Notify::new());
    let left = tokio::spawn({
        let (db, written) = (Arc::clone(&db), Arc::clone(&written));
        async move {
            let change = db.begin().await.unwrap();
            change.insert(row("left")).await.unwrap();
            assert!(is_there(&change, "left").await, "a change sees what it wrote");
            written.notify_one();
            std::future::pending::<()>().await;
        }
    });
    written.notified().await;
    let others = tokio::spawn({
        let db = Arc::clone(&db);
        async move { join_all(["one", "two"].map(|name| insert(&db, name))).await }
    });
    left.abort();
    assert!(others.await.unwrap().iter().all(Result::is_ok));
    assert!(!is_there(db.read(), "left").await);
}

#[tokio::test]
async fn one_that_is_given_up_among_others_undoes_its_own_alone() {
    let db = TestDb::new().await;
    let changes = (0..30).map(|number| {
        let db = &db;
        async move {
            let change = db.begin().await.unwrap();
            change.insert(row(&format!("change {number}"))).await.unwrap();
            // Some of what is given up is known to the database already, some is not.
            if number % 2 == 0 {
                assert!(is_there(&change, &format!("change {number}")).await);
            }
            if number % 3 != 0 {
                change.commit().await.unwrap();
            }
        }
    });
    join_all(changes).await;
    assert_eq!(setting::Entity::find().count(db.read()).await.unwrap(), 20);
}

#[tokio::test]
async fn a_part_is_undone_by_itself() {
    let db = TestDb::new().await;
    let change = db.begin().await.unwrap();
    change.insert(row("whole")).await.unwrap();
    let part: Change = change.part().await.unwrap();
    part.insert(row("undone")).await.unwrap();
    part.rollback().await.unwrap();
    let part = change.part().await.unwrap();
    part.insert(row("kept")).await.unwrap();
    part.commit().await.unwrap();
    change.commit().await.unwrap();
    let mut names: Vec<String> =
        setting::Entity::find().all(db.read()).await.unwrap().into_iter().map(|row| row.name).collect();
    names.sort();
    assert_eq!(names, ["kept", "whole"]);
}

#[tokio::test]
async fn a_part_that_is_refused_is_undone_and_the_rest_is_kept() {
    let db = TestDb::new().await;
    insert(&db, "taken").await.unwrap();
    let change = db.begin().await.unwrap();
    change.insert(row("before")).await.unwrap();
    let part = change.part().await.unwrap();
    let refused = async {
        part.insert(row("undone")).await?;
        part.insert(row("taken")).await?;
        part.commit().await
    };
    assert!(refused.await.is_err());
    change.insert(row("after")).await.unwrap();
    change.commit().await.unwrap();
    let mut names: Vec<String> =
        setting::Entity::find().all(db.read()).await.unwrap().into_iter().map(|row| row.name).collect();
    names.sort();
    assert_eq!(names, ["after", "before", "taken"]);
}

#[tokio::test]
async fn only_what_has_changed_is_written() {
    let db = TestDb::new().await;
    insert(&db, "one").await.unwrap();
    let before = setting::Entity::find_by_id("one").one(db.read()).await.unwrap().unwrap();
    let change = db.begin().await.unwrap();
    let other = setting::Model { value: "another".to_owned(), ..before.clone() };
    change.update(&before, &other).await.unwrap();
    change.update(&other, &other).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(setting::Entity::find().all(db.read()).await.unwrap(), [other]);
}

/// Whatever else goes wrong in a transaction that is shared, nobody is told that something was kept which was not.
#[tokio::test]
async fn one_that_breaks_the_transaction_is_told_to_all_that_share_it() {
    let db = TestDb::new().await;
    if db.backend() == sea_orm::DbBackend::Postgres {
        // There nothing is shared.
        return;
    }
    let first = db.begin().await.unwrap();
    first.insert(row("first")).await.unwrap();
    let breaks = async {
        let change = db.begin().await.unwrap();
        // As SQLite itself does when the disk is full.
        change.execute_unprepared("ROLLBACK").await.unwrap();
        change.insert(row("breaks")).await.unwrap();
        change.commit().await
    };
    let (first, breaks) = tokio::join!(first.commit(), breaks);
    assert!(breaks.is_err());
    assert_eq!(first.is_ok(), is_there(db.read(), "first").await, "what was told and what is there");
    // And the next works.
    insert(&db, "after").await.unwrap();
    assert!(is_there(db.read(), "after").await);
}
