//! Mail: written into the database in the transaction that it is about, sent by a job. So none is lost, and
//! none tells of something that did not happen.

mod delivery;
#[cfg(test)]
mod tests;

use askama::Template;
use sea_orm::DbErr;
use tokuten_core::catalogue::Language;
use tokuten_core::notices::Notice;

use crate::db::Change;
use crate::ids::new_id;
use crate::jobs;
use crate::portal::Portal;
use crate::tables::mail;

pub use delivery::{Transport, deliver};

/// Kind of the jobs that send a mail.
pub const JOB: &str = "mail";

/// To whom, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of the whole mail.
    pub language: Language,
    /// The page that stops mails of its sort, from `/` on, where that may be.
    pub unsubscribe: Option<String>,
}

/// What a mail says, in its recipient's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// What happened, and what to do.
    pub paragraphs: Vec<String>,
    /// Dates and numbers, with what they are.
    pub rows: Vec<(String, String)>,
    /// What to press, and the page it leads to, from `/` on.
    pub action: (String, String),
}

/// A letter with what stands around it, for both templates.
struct Contents<'a> {
    language: &'a str,
    programme: &'a str,
    greeting: String,
    letter: &'a Letter,
    /// What to press, and the whole address it leads to.
    action: (&'a str, String),
    footer: &'a str,
    /// What to press to get no more mails of its sort, and the whole address it leads to.
    unsubscribe: Option<(&'a str, &'a str)>,
}

#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
struct AsText<'a> {
    mail: &'a Contents<'a>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct AsHtml<'a> {
    mail: &'a Contents<'a>,
}

/// Writes a mail and queues its sending, in the transaction of what it tells. A `name` that was written before
/// for this recipient adds nothing: each notice is sent once.
pub async fn write(
    portal: &Portal,
    tx: &Change,
    (notice, name): (Notice, &str),
    partner: Option<&str>,
    to: &Recipient,
    letter: &Letter,
) -> Result<(), DbErr> {
    let once = format!("{name}/{}", to.email);
    let row = written(portal, notice, partner, to, letter)?;
    let id = row.id.clone();
    tx.insert_unless(mail::ActiveModel::from(row), jobs::known(JOB, &once)).await?;
    jobs::enqueue(tx, JOB, &once, id, portal.clock.now()).await
}

fn written(
    portal: &Portal,
    notice: Notice,
    partner: Option<&str>,
    to: &Recipient,
    letter: &Letter,
) -> Result<mail::Model, DbErr> {
    let catalogue = portal.catalogue();
    let programme = catalogue.name.text(to.language);
    let (text, html) = bodies(programme, (notice, &portal.address()), to, letter)
        .map_err(|error| DbErr::Custom(format!("a mail cannot be written: {error}")))?;
    Ok(mail::Model {
        id: new_id(),
        partner_id: partner.map(str::to_owned),
        kind: notice.code().to_owned(),
        recipient: to.email.clone(),
        language: to.language.tag().to_owned(),
        subject: letter.subject.clone(),
        text,
        html,
        unsubscribe: to.unsubscribe.as_ref().map(|path| format!("{}{path}", portal.address())),
        written_at: portal.clock.now(),
        sent_at: None,
    })
}

/// The mail as text and as HTML; `address` is the portal's.
pub(crate) fn bodies(
    programme: &str,
    (notice, address): (Notice, &str),
    to: &Recipient,
    letter: &Letter,
) -> Result<(String, String), askama::Error> {
    let (greeting, stop) = match to.language {
        Language::En => (format!("Dear {},", to.name), "Stop these reminders"),
        Language::Ja => (format!("{} 様", to.name), "このお知らせの配信を停止する"),
    };
    let (press, path) = &letter.action;
    let unsubscribe = to.unsubscribe.as_ref().map(|path| format!("{address}{path}"));
    let contents = Contents {
        language: to.language.tag(),
        programme,
        greeting,
        letter,
        action: (press, format!("{address}{path}")),
        footer: footer(to.language, notice),
        unsubscribe: unsubscribe.as_deref().map(|address| (stop, address)),
    };
    Ok((AsText { mail: &contents }.render()?, AsHtml { mail: &contents }.render()?))
}

/// Why this mail has come.
fn footer(language: Language, notice: Notice) -> &'static str {
    match (language, notice.is_about_account()) {
        (Language::En, _) if notice == Notice::WebhookOff => {
            "You receive this mail because you look after the programme. What is true now is on the page it links to."
        }
        (Language::Ja, _) if notice == Notice::WebhookOff => {
            "このメールは、プログラムのご担当の方にお送りしています。最新の状況はリンク先のページでご確認ください。"
        }
        (Language::En, false) => {
            "You receive this mail because you look after your company's membership. What is true today is on the page it links to."
        }
        (Language::Ja, false) => {
            "このメールは、貴社のメンバーシップのご担当の方にお送りしています。最新の状況はリンク先のページでご確認ください。"
        }
        (Language::En, true) => {
            "You receive this mail because it is about your own account. We never ask for your password by mail."
        }
        (Language::Ja, true) => {
            "このメールは、ご自身のアカウントに関するお知らせです。メールでパスワードをお尋ねすることはありません。"
        }
    }
}
