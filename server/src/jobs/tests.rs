//! The queue: once, with back-off, and what is dead stays to be seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;

use super::{BACK_OFF_MINUTES, Handlers, enqueue, listed, run_due};
use crate::testing::TestApp;

async fn queued(app: &TestApp, kind: &str, name: &str) {
    let tx = app.portal.db.begin().await.unwrap();
    enqueue(&tx, kind, name, String::new(), app.portal.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_job_that_nobody_knows_backs_off_and_dies_and_stays_to_be_seen() {
    let app = TestApp::demo().await;
    queued(&app, "unheard-of", "one").await;
    for minutes in BACK_OFF_MINUTES {
        run_due(&app.portal).await.unwrap();
        assert!(listed(&app.portal).await.unwrap().starts_with("queued"));
        app.portal.clock.move_to(app.portal.clock.now() + TimeDelta::minutes(minutes + 1));
    }
    run_due(&app.portal).await.unwrap();
    let list = listed(&app.portal).await.unwrap();
    assert!(list.starts_with("dead") && list.contains("unheard-of") && list.contains("attempts 8"), "{list}");
}

#[tokio::test]
async fn a_name_is_queued_once() {
    let app = TestApp::demo().await;
    queued(&app, "unheard-of", "one").await;
    queued(&app, "unheard-of", "one").await;
    assert_eq!(listed(&app.portal).await.unwrap().lines().count(), 1);
}

#[tokio::test]
async fn handlers_are_called_with_their_own_kind() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let handlers = Handlers::default().job("count", move |_, job| {
        let counted = Arc::clone(&counted);
        async move {
            assert_eq!(job.kind, "count");
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
    });
    let app = TestApp::demo().await;
    queued(&app, "count", "one").await;
    let tx = app.portal.db.begin().await.unwrap();
    let now = app.portal.clock.now();
    let real = app.portal.clock.real_seconds();
    let first = super::store::claim(&tx, now, real, real + 60, 20).await.unwrap();
    let second = super::store::claim(&tx, now, real, real + 60, 20).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((first.len(), second.len()), (1, 0), "who has claimed it has it to himself");
    let job = first.into_iter().next().unwrap();
    handlers.kinds["count"](app.portal.clone(), job).await.unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}
