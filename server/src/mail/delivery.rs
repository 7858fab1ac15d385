//! Sending what was written: by SMTP where one is set, else into files in the data folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lettre::message::header::{ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryTrait};
use tokuten_core::notices::lets_in;

use crate::config::Settings;
use crate::jobs::JobError;
use crate::portal::Portal;
use crate::tables::{job, mail};

/// Where mails go.
#[derive(Debug)]
pub enum Transport {
    /// To a mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Into a folder, one `.eml` file each: for trying, and where no server is set.
    Folder(PathBuf),
}

impl Transport {
    /// What the settings ask for. Errors if the server's address makes no sense.
    pub fn of(settings: &Settings) -> Result<Self, lettre::transport::smtp::Error> {
        match &settings.smtp_url {
            Some(url) => Ok(Self::Smtp(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build())),
            None => Ok(Self::Folder(settings.data.join("mail"))),
        }
    }
}

/// The job that sends a mail. If the process dies after the server took it and before that was written down, it
/// is sent again under the same Message-ID, by which mail programs know it.
pub async fn deliver(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let found = mail::Entity::find_by_id(job.payload.as_str()).one(portal.db.read()).await?;
    let Some(mail) = found.filter(|mail| mail.sent_at.is_none()) else { return Ok(()) };
    let message = message(&portal, &mail)?;
    match &portal.mail {
        Transport::Smtp(server) => drop(server.send(message).await?),
        Transport::Folder(folder) => {
            let file = folder.join(format!("{}.eml", mail.id));
            tokio::task::spawn_blocking(move || keep(&file, &message.formatted())).await??;
        }
    }
    mark_sent(&portal, &mail).await?;
    Ok(())
}

/// Writes a file, and its folder if it is the first there.
fn keep(file: &Path, contents: &[u8]) -> std::io::Result<()> {
    match (std::fs::write(file, contents), file.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            std::fs::create_dir_all(folder)?;
            std::fs::write(file, contents)
        }
        (outcome, _) => outcome,
    }
}

fn message(portal: &Portal, mail: &mail::Model) -> Result<Message, JobError> {
    let from: Mailbox = portal.settings.mail_from.parse()?;
    let domain = from.email.domain().to_owned();
    let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    let both = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
        .singlepart(part(ContentType::TEXT_HTML, &mail.html));
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, mail.recipient.parse()?))
        .subject(mail.subject.as_str())
        .header(MessageId::from(format!("<{}@{domain}>", mail.id)))
        .date(mail.written_at.into());
    Ok(to_be_stopped(message, mail.unsubscribe.as_deref()).multipart(both)?)
}

/// Tells the mail program how its button stops mails like this one: by the page (RFC 2369), and with one press by
/// asking the same address itself, which has to be one over TLS (RFC 8058).
fn to_be_stopped(message: MessageBuilder, unsubscribe: Option<&str>) -> MessageBuilder {
    let Some(address) = unsubscribe else { return message };
    let header = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    let message = message.raw_header(header("List-Unsubscribe", format!("<{address}>")));
    if !address.starts_with("https:") {
        return message;
    }
    message.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
}

/// What stays of a mail whose link lets in whoever has it.
const NOT_KEPT: &str = "The mail carried a link that works once. It was sent, and what it said is not kept.";

async fn mark_sent(portal: &Portal, mail: &mail::Model) -> Result<(), DbErr> {
    let mut sent = mail::Entity::update_many()
        .col_expr(mail::Column::SentAt, Expr::value(portal.clock.now()))
        .filter(mail::Column::Id.eq(&mail.id));
    if lets_in(&mail.kind) {
        sent = sent
            .col_expr(mail::Column::Text, Expr::value(NOT_KEPT))
            .col_expr(mail::Column::Html, Expr::value(NOT_KEPT));
    }
    let tx = portal.db.begin().await?;
    tx.write(sent.build(tx.get_database_backend())).await?;
    tx.commit().await
}
