//! Mail: written into the database in the transaction that it is about, sent by a job. So none is lost, and
//! none tells of something that did not happen.

mod delivery;

use askama::Template;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use tokuten_core::catalogue::Language;

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
    tx: &impl ConnectionTrait,
    (kind, name): (&str, &str),
    partner: Option<&str>,
    to: &Recipient,
    letter: &Letter,
) -> Result<(), DbErr> {
    let row = rendered(portal, kind, partner, to, letter)?;
    let id = row.id.clone();
    let once = format!("{name}/{}", to.email);
    if jobs::is_known(tx, JOB, &once).await? {
        return Ok(());
    }
    mail::Entity::insert(mail::ActiveModel::from(row)).exec_without_returning(tx).await?;
    jobs::enqueue(tx, JOB, &once, id, portal.clock.now()).await
}

fn rendered(
    portal: &Portal,
    kind: &str,
    partner: Option<&str>,
    to: &Recipient,
    letter: &Letter,
) -> Result<mail::Model, DbErr> {
    let programme = portal.catalogue.name.text(to.language);
    let (greeting, footer) = match to.language {
        Language::En => (
            format!("Dear {},", to.name),
            "You get this mail because of your role at your company. The page it links to shows what is true today.",
        ),
        Language::Ja => (
            format!("{} 様", to.name),
            "このメールは、貴社でのロールに基づいてお送りしています。最新の状態はリンク先のページでご確認ください。",
        ),
    };
    let (press, path) = &letter.action;
    let action = (press.as_str(), format!("{}{path}", portal.address()));
    let contents = Contents { language: to.language.tag(), programme, greeting, letter, action, footer };
    let failed = |error: askama::Error| DbErr::Custom(format!("a mail cannot be written: {error}"));
    Ok(mail::Model {
        id: new_id(),
        partner_id: partner.map(str::to_owned),
        kind: kind.to_owned(),
        recipient: to.email.clone(),
        language: to.language.tag().to_owned(),
        subject: letter.subject.clone(),
        text: AsText { mail: &contents }.render().map_err(failed)?,
        html: AsHtml { mail: &contents }.render().map_err(failed)?,
        written_at: portal.clock.now(),
        sent_at: None,
    })
}
