//! The audit log as operators read it (domain.md, "Operators").

use chrono::{DateTime, Utc};

use crate::wire;

wire! {
    /// A page of the log, the newest line first: answer of `GET /api/operator/audit`.
    pub struct AuditPage {
        /// The lines.
        pub lines: Vec<AuditLine>,
        /// Names the next page, if there is one.
        pub next_cursor: Option<String>,
        /// Every action that the log knows, to choose from.
        pub actions: Vec<String>,
        /// IANA name of the programme's zone, in which days begin.
        pub zone: String,
    }
}

wire! {
    /// A line of the log.
    pub struct AuditLine {
        /// Its number.
        pub id: i64,
        /// When.
        pub at: DateTime<Utc>,
        /// Id of the user, or the name of the part of the portal that acted.
        pub actor: String,
        /// The user's name; a pseudonym once the user is erased. None for a part of the portal.
        pub name: Option<String>,
        /// What was done: `order bought`.
        pub action: String,
        /// To what: `order 100001`.
        pub subject: String,
        /// The name of the subject, where it is a user.
        pub subject_name: Option<String>,
        /// In whose chain the line is; none in the programme's.
        pub partner: Option<AuditPartner>,
        /// What is another than before.
        pub differences: Vec<Difference>,
        /// Its place in its chain.
        pub place: i64,
        /// The hash of what it says and of the line before it in its chain.
        pub hash: String,
    }
}

wire! {
    /// The partner whom a line is about.
    pub struct AuditPartner {
        /// Partner ID.
        pub id: String,
        /// Legal name.
        pub name: String,
    }
}

wire! {
    /// A field that a change has changed, or that it said.
    pub struct Difference {
        /// Where it stands: `bill_to.city`; empty for the whole.
        pub field: String,
        /// What was there; none if nothing was.
        pub before: Option<String>,
        /// What is there; none if nothing is.
        pub after: Option<String>,
    }
}
