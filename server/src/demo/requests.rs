//! Support requests of the demo, with what was said.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokuten_core::support::{Done, ProblemType, RequestState, Severity};
use tokuten_core::transfers::TransferContact;

use super::seed::{RECEIPT, json};
use crate::db::{Change, next_number_of};
use crate::ids::new_id;
use crate::tables::{support_attachment, support_entry, support_request, user};

/// A request: by whom, how many days before T, and how it stands.
struct Request {
    opener: &'static str,
    days: i64,
    kind: ProblemType,
    severity: Severity,
    state: RequestState,
    title: &'static str,
    thread: &'static [Said],
    /// Whether a receipt came with it.
    receipt: bool,
}

/// Whether the vendor says it, what is said, and what the request became.
type Said = (bool, &'static str, Option<RequestState>);

const REQUESTS: [Request; 4] = [
    Request {
        opener: "global-admin@aoba.example",
        days: 40,
        kind: ProblemType::Users,
        severity: Severity::Minor,
        state: RequestState::Closed,
        title: "新しい担当者のロールについて",
        thread: &[
            (false, "請求担当者を追加したいのですが、どのロールを選べばよいでしょうか。", None),
            (
                true,
                "「課金管理者」をお選びください。注文と請求書の閲覧、支払い証明の提出ができます。",
                Some(RequestState::Resolved),
            ),
        ],
        receipt: false,
    },
    Request {
        opener: "billing-admin@aoba.example",
        days: 3,
        kind: ProblemType::Payment,
        severity: Severity::Normal,
        state: RequestState::WaitingForPartner,
        title: "昨年の請求書の宛名を変更したい",
        thread: &[
            (false, "昨年の請求書の宛名が旧社名になっています。新しい社名で再発行できますか。", None),
            (
                true,
                "確認いたします。社名変更日のわかる書類をお送りいただけますか。",
                Some(RequestState::WaitingForPartner),
            ),
        ],
        receipt: true,
    },
    Request {
        opener: "global-admin@elm.example",
        days: 2,
        kind: ProblemType::Payment,
        severity: Severity::Normal,
        state: RequestState::New,
        title: "When will our transfer be seen?",
        thread: &[(
            false,
            "We have transferred the money for our Action Pack on Monday. How long does it take until the order is paid, and can we do anything to help?",
            None,
        )],
        receipt: true,
    },
    Request {
        opener: "global-admin@gull.example",
        days: 1,
        kind: ProblemType::Competencies,
        severity: Severity::Critical,
        state: RequestState::InProgress,
        title: "Gold competency not counted",
        thread: &[
            (
                false,
                "Two of our colleagues passed their exams last week, but the offer page does not show it.",
                None,
            ),
            (
                true,
                "Thank you. We are asking the examination body and come back to you tomorrow.",
                Some(RequestState::InProgress),
            ),
        ],
        receipt: false,
    },
];

/// Writes them; `noon` is that of T.
pub async fn lay(tx: &Change, noon: DateTime<Utc>) -> Result<(), DbErr> {
    for request in &REQUESTS {
        let opener = user::Entity::find().filter(user::Column::Email.eq(request.opener)).one(tx).await?;
        if let Some(opener) = opener {
            write(tx, request, opener, noon - TimeDelta::days(request.days)).await?;
        }
    }
    Ok(())
}

async fn write(
    tx: &Change,
    request: &Request,
    opener: user::Model,
    opened_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let phone = if opener.email.ends_with("aoba.example") { "+81 54-123-4567" } else { "+1 518-555-0142" };
    let contact =
        TransferContact { name: opener.name.clone(), phone: phone.to_owned(), email: opener.email.clone() };
    let number = next_number_of(tx, "support_requests").await?;
    let hours = i64::try_from(request.thread.len()).unwrap_or_default() - 1;
    let answered = (0..).zip(request.thread).find(|(_, (by_vendor, ..))| *by_vendor).map(|(hours, _)| hours);
    let row = support_request::Model {
        number,
        partner_id: opener.partner_id.clone().unwrap_or_default(),
        opened_by: opener.id.clone(),
        idempotency_key: new_id(),
        kind: request.kind.code().to_owned(),
        severity: request.severity.code().to_owned(),
        state: request.state.code().to_owned(),
        title: request.title.to_owned(),
        contact: json(&contact)?,
        cancels: None,
        opened_at,
        updated_at: opened_at + TimeDelta::hours(hours),
        closes_at: None,
        first_answered_at: answered.map(|hours| opened_at + TimeDelta::hours(hours)),
        merged_into: None,
    };
    support_request::Entity::insert(support_request::ActiveModel::from(row))
        .exec_without_returning(tx)
        .await?;
    for (hours, (by_vendor, text, became)) in (0..).zip(request.thread) {
        let done = became.map(Done::Became);
        let entry = support_entry::Model {
            id: new_id(),
            request_number: number,
            idempotency_key: new_id(),
            at: opened_at + TimeDelta::hours(hours),
            side: if *by_vendor { "vendor" } else { "partner" }.to_owned(),
            user_id: if *by_vendor { "demo".to_owned() } else { opener.id.clone() },
            name: if *by_vendor { String::new() } else { opener.name.clone() },
            text: (*text).to_owned(),
            done: done.as_ref().map(json).transpose()?,
        };
        let entry_id = entry.id.clone();
        support_entry::Entity::insert(support_entry::ActiveModel::from(entry))
            .exec_without_returning(tx)
            .await?;
        if hours == 0 && request.receipt {
            attach(tx, entry_id).await?;
        }
    }
    Ok(())
}

/// The bank's receipt, as a file of the request.
async fn attach(tx: &Change, entry_id: String) -> Result<(), DbErr> {
    let row = support_attachment::Model {
        id: new_id(),
        entry_id,
        file_name: "receipt.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: i32::try_from(RECEIPT.len()).unwrap_or(i32::MAX),
        content: RECEIPT.to_vec(),
    };
    let row = support_attachment::ActiveModel::from(row);
    support_attachment::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
