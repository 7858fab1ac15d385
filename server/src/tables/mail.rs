//! Table `mails`.

use sea_orm::entity::prelude::*;

/// A mail: written in the transaction that it is about, sent by a job.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    /// UUIDv7; also its Message-ID, so that one that is sent twice can be told.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The partner it is about.
    pub partner_id: Option<String>,
    /// What sort of notice.
    pub kind: String,
    /// E-mail address.
    pub recipient: String,
    /// `en`, `ja`.
    pub language: String,
    /// Subject.
    pub subject: String,
    /// Body as text.
    pub text: String,
    /// Body as HTML.
    pub html: String,
    /// The address that stops mails like this one, where that may be.
    pub unsubscribe: Option<String>,
    /// When it was written.
    pub written_at: DateTimeUtc,
    /// When it was handed over.
    pub sent_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// None: rooms join what they need by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
