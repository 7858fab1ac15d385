//! Mails on their way through a real mail server, which reads them with a library of its own.

use std::process::Stdio;

use axum::http::StatusCode;
use chrono::{TimeDelta, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::config::Settings;
use crate::jobs::{listed, run_due};
use crate::tables::{job, mail};
use crate::testing::TestApp;

const TAKUMI: &str = "global-admin@aoba.example";
const HANA: &str = "mpn-partner-admin@aoba.example";
const PORTAL: &str = "http://portal.example";

/// aiosmtpd, with a port of its own that is shut until [`open`](Self::open).
struct MailServer {
    // Killed when the test ends.
    _process: Child,
    input: ChildStdin,
    output: UnboundedReceiver<String>,
    url: String,
}

impl MailServer {
    async fn shut(unknown: &[&str]) -> Self {
        let python = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/aiosmtpd/bin/python");
        let mut process = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail/mail_server.py"))
            .args(unknown)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("aiosmtpd is there once `cargo xtask tools` has run");
        let input = process.stdin.take().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // Read as it comes: a pipe that is full would keep the server from taking more mails.
        let (read, mut output) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = read.send(line);
            }
        });
        let port = output.recv().await.expect("a port");
        Self { _process: process, input, output, url: format!("smtp://127.0.0.1:{port}") }
    }

    async fn open(&mut self) {
        self.input.write_all(b"open\n").await.unwrap();
        assert_eq!(self.output.recv().await.as_deref(), Some("open"));
    }

    async fn opened(unknown: &[&str]) -> Self {
        let mut server = Self::shut(unknown).await;
        server.open().await;
        server
    }

    /// Ends it; answers every mail that it has taken.
    async fn received(mut self) -> Vec<Value> {
        drop(self.input);
        let mut mails = Vec::new();
        while let Some(line) = self.output.recv().await {
            mails.push(serde_json::from_str(&line).unwrap());
        }
        mails
    }

    async fn portal(&self, public_url: &str) -> TestApp {
        TestApp::with(Settings {
            smtp_url: Some(self.url.clone()),
            mail_from: "Partner programme <programme@vendor.example>".to_owned(),
            public_url: Some(public_url.to_owned()),
            sign_in_attempts: 10_000,
            ..Settings::default()
        })
        .await
    }
}

fn to<'a>(mails: &'a [Value], recipient: &str) -> Vec<&'a Value> {
    mails.iter().filter(|mail| mail["recipients"] == json!([recipient])).collect()
}

/// The portal's next days have come, without a request: those need a session or the demo's own page.
async fn later(app: &TestApp, by: TimeDelta) {
    app.portal.clock.move_to(app.portal.clock.now() + by);
    run_due(&app.portal).await.unwrap();
}

#[tokio::test]
async fn who_renews_gets_a_confirmation_in_each_ones_language() {
    let server = MailServer::opened(&[]).await;
    let app = server.portal(PORTAL).await;
    let hana = app.signed_in(HANA).await;
    let english = hana.put("/api/session/language", &json!({ "language": "en" })).await;
    assert_eq!(english.status, StatusCode::NO_CONTENT);
    run_due(&app.portal).await.unwrap();
    let order = app.renew_by_hand(&hana, "4242 4242 4242 4242").await;
    assert_eq!(order["state"], "paid", "{order}");
    run_due(&app.portal).await.unwrap();

    let mails = server.received().await;
    let number = order["number"].to_string();
    let expected = [
        (TAKUMI, "ja", format!("注文 {number} が確認されました: Action Pack"), "2028年3月9日"),
        (HANA, "en", format!("Order {number} confirmed: Action Pack"), "9 March 2028"),
    ];
    for (recipient, language, subject, until) in expected {
        let mail = to(&mails, recipient).into_iter().find(|mail| mail["headers"]["Subject"] == subject);
        let mail = mail.unwrap_or_else(|| panic!("{subject} is not among {mails:?}"));
        let headers = &mail["headers"];
        assert_eq!(headers["From"], "Partner programme <programme@vendor.example>");
        assert_eq!(headers["To"], recipient);
        assert!(headers["Message-ID"].as_str().unwrap().ends_with("@vendor.example>"), "{headers}");
        assert!(mail["date"].as_str().unwrap().starts_with("2027-03-10T"), "{}", mail["date"]);
        assert_eq!(
            (&headers["List-Unsubscribe"], &mail["type"]),
            (&Value::Null, &json!("multipart/alternative"))
        );
        let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
        for part in [text, html] {
            assert!(part.contains(until) && part.contains("•••• 4242"), "{part}");
            assert!(part.contains(&format!("{PORTAL}/orders/{number}")), "{part}");
        }
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{html}");
    }
}

#[tokio::test]
async fn while_the_mail_server_is_down_mails_wait_and_then_arrive_once() {
    let mut server = MailServer::shut(&[]).await;
    let app = server.portal(PORTAL).await;
    run_due(&app.portal).await.unwrap();
    let waiting = listed(&app.portal).await.unwrap();
    let count = waiting.lines().count();
    assert!(count > 0 && waiting.lines().all(|job| job.contains("attempts 1")), "{waiting}");
    later(&app, TimeDelta::minutes(2)).await;
    assert!(listed(&app.portal).await.unwrap().lines().all(|job| job.contains("attempts 2")));
    server.open().await;
    run_due(&app.portal).await.unwrap();
    assert_eq!(listed(&app.portal).await.unwrap().lines().count(), count, "not before its time");
    later(&app, TimeDelta::minutes(10)).await;
    assert_eq!(listed(&app.portal).await.unwrap(), "");
    later(&app, TimeDelta::minutes(10)).await;

    let mut ids: Vec<_> =
        server.received().await.iter().map(|mail| mail["headers"]["Message-ID"].to_string()).collect();
    ids.sort();
    ids.dedup();
    let written = mail::Entity::find().all(app.portal.db.read()).await.unwrap();
    assert_eq!((ids.len(), written.len()), (count, count));
    assert!(written.iter().all(|mail| mail.sent_at.is_some()));
}

#[tokio::test]
async fn a_recipient_whom_the_server_refuses_ends_as_a_dead_job_that_is_listed() {
    let server = MailServer::opened(&[TAKUMI]).await;
    let app = server.portal(PORTAL).await;
    // More than all of the back-off, and before the next reminder.
    for _ in 0..8 {
        run_due(&app.portal).await.unwrap();
        app.portal.clock.move_to(app.portal.clock.now() + TimeDelta::hours(25));
    }
    let left = listed(&app.portal).await.unwrap();
    let dead: Vec<_> = left.lines().filter(|line| line.starts_with("dead")).collect();
    assert!(dead.len() == 1 && dead[0].contains(TAKUMI), "{left}");
    assert!(dead[0].contains("550") && dead[0].contains("No such mailbox here"), "{left}");
    let mails = server.received().await;
    assert_eq!((to(&mails, TAKUMI).len(), to(&mails, HANA).len()), (0, 1), "{mails:?}");
}

/// Whoever died after the server took the mail has left no more than the claim on its job.
#[tokio::test]
async fn a_mail_that_is_sent_again_after_a_crash_has_the_same_message_id() {
    let server = MailServer::opened(&[]).await;
    let app = server.portal(PORTAL).await;
    run_due(&app.portal).await.unwrap();
    let tx = app.portal.db.begin().await.unwrap();
    mail::Entity::update_many()
        .col_expr(mail::Column::SentAt, Expr::value(Option::<chrono::DateTime<Utc>>::None))
        .filter(mail::Column::Recipient.eq(TAKUMI))
        .exec(&tx)
        .await
        .unwrap();
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("queued"))
        .col_expr(job::Column::LeaseUntil, Expr::value(app.portal.clock.real_seconds()))
        .filter(job::Column::Name.ends_with(TAKUMI))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    run_due(&app.portal).await.unwrap();

    let mails = server.received().await;
    let [first, second] = to(&mails, TAKUMI)[..] else { panic!("not sent twice: {mails:?}") };
    let id = |mail: &Value| mail["headers"]["Message-ID"].clone();
    assert_eq!((id(first), &first["text"]), (id(second), &second["text"]));
    assert!(id(first).is_string());
    assert_eq!(to(&mails, HANA).len(), 1);
}

#[tokio::test]
async fn a_reminder_to_renew_by_hand_says_how_to_stop_it_and_one_before_a_charge_does_not() {
    let server = MailServer::opened(&[]).await;
    let app = server.portal("https://partners.example").await;
    run_due(&app.portal).await.unwrap();
    // Birch's, which renews by itself, comes 15 days before its anniversary.
    later(&app, TimeDelta::days(6)).await;

    let mails = server.received().await;
    let by_hand = &to(&mails, TAKUMI)[0]["headers"];
    let address = by_hand["List-Unsubscribe"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
    assert_eq!(by_hand["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    assert!(to(&mails, TAKUMI)[0]["text"].as_str().unwrap().contains(&address), "{mails:?}");
    let by_itself = to(&mails, "global-admin@birch.example");
    assert!(
        !by_itself.is_empty() && by_itself.iter().all(|mail| mail["headers"]["List-Unsubscribe"].is_null())
    );

    let path = address.strip_prefix("https://partners.example").unwrap();
    assert_eq!(app.stranger().get(path).await.status, StatusCode::OK, "{path}");
}
