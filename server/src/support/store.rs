//! Tables of support requests.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use tokuten_core::catalogue::Language;
use tokuten_core::partners::PartnerId;
use tokuten_core::sessions::OperatorRole;
use tokuten_core::support::{
    Attachment, Author, ProblemType, RequestPage, RequestRow, RequestState, Severity, ThreadEntry,
};

use crate::offers::parsed;
use crate::tables::{partner, support_attachment, support_entry, support_note, support_request, user};

/// Requests on a page.
const PAGE: u64 = 50;

pub async fn insert(tx: &impl ConnectionTrait, row: support_request::Model) -> Result<(), DbErr> {
    support_request::Entity::insert(support_request::ActiveModel::from(row))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn update(tx: &impl ConnectionTrait, row: support_request::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update_without_returning(tx).await?;
    Ok(())
}

pub async fn insert_entry(tx: &impl ConnectionTrait, row: support_entry::Model) -> Result<(), DbErr> {
    support_entry::Entity::insert(support_entry::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn insert_attachments(
    tx: &impl ConnectionTrait,
    rows: Vec<support_attachment::Model>,
) -> Result<(), DbErr> {
    for row in rows {
        let row = support_attachment::ActiveModel::from(row);
        support_attachment::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The request of that number, whoever's it is.
pub async fn find(db: &impl ConnectionTrait, number: i64) -> Result<Option<support_request::Model>, DbErr> {
    support_request::Entity::find_by_id(number).one(db).await
}

/// The same, locked until the transaction ends.
pub async fn locked(tx: &impl ConnectionTrait, number: i64) -> Result<Option<support_request::Model>, DbErr> {
    support_request::Entity::find_by_id(number).lock_exclusive().one(tx).await
}

/// The request that this press opened, if it was seen before.
pub async fn opened_with(
    db: &impl ConnectionTrait,
    user: &str,
    key: &str,
) -> Result<Option<support_request::Model>, DbErr> {
    support_request::Entity::find()
        .filter(support_request::Column::OpenedBy.eq(user))
        .filter(support_request::Column::IdempotencyKey.eq(key))
        .one(db)
        .await
}

/// Whether this press on a reply was seen before.
pub async fn was_written(db: &impl ConnectionTrait, number: i64, key: &str) -> Result<bool, DbErr> {
    let seen = support_entry::Entity::find()
        .filter(support_entry::Column::RequestNumber.eq(number))
        .filter(support_entry::Column::IdempotencyKey.eq(key))
        .one(db)
        .await?;
    Ok(seen.is_some())
}

/// Numbers of resolved requests whose time is over.
pub async fn to_close(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<i64>, DbErr> {
    support_request::Entity::find()
        .filter(support_request::Column::ClosesAt.lte(now))
        .order_by_asc(support_request::Column::ClosesAt)
        .limit(most)
        .select_only()
        .column(support_request::Column::Number)
        .into_tuple()
        .all(db)
        .await
}

/// Which requests a list shows.
#[derive(Debug, Default)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<RequestState>,
    /// Only those of this type.
    pub kind: Option<ProblemType>,
    /// Where the page begins.
    pub after: u64,
}

/// A page of one partner's requests, the newest first.
pub async fn of_partner(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    filter: &Filter,
) -> Result<RequestPage, DbErr> {
    let all = support_request::Entity::find()
        .filter(support_request::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(support_request::Column::Number);
    page(db, all, filter).await
}

/// A page of all partners' requests: those that have waited longest first. Answers the rows with the partners' names, and
/// where the next page begins.
pub async fn of_all(
    db: &impl ConnectionTrait,
    filter: &Filter,
) -> Result<(Vec<(support_request::Model, String)>, Option<String>), DbErr> {
    let all = support_request::Entity::find()
        .order_by_asc(support_request::Column::UpdatedAt)
        .order_by_asc(support_request::Column::Number);
    let all = if filter.state.is_some() {
        all
    } else {
        let waiting = RequestState::ALL.into_iter().filter(|state| state.waits_for_vendor());
        all.filter(support_request::Column::State.is_in(waiting.map(RequestState::code)))
    };
    some(db, all, filter).await
}

async fn page(
    db: &impl ConnectionTrait,
    all: sea_orm::Select<support_request::Entity>,
    filter: &Filter,
) -> Result<RequestPage, DbErr> {
    let (rows, next_cursor) = some(db, all, filter).await?;
    let requests = rows.into_iter().map(|(row, name)| listed(row, name)).collect::<Result<_, _>>()?;
    Ok(RequestPage { requests, next_cursor })
}

async fn some(
    db: &impl ConnectionTrait,
    mut all: sea_orm::Select<support_request::Entity>,
    filter: &Filter,
) -> Result<(Vec<(support_request::Model, String)>, Option<String>), DbErr> {
    if let Some(state) = filter.state {
        all = all.filter(support_request::Column::State.eq(state.code()));
    }
    if let Some(kind) = filter.kind {
        all = all.filter(support_request::Column::Kind.eq(kind.code()));
    }
    let mut rows = all.offset(filter.after).limit(PAGE + 1).all(db).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let rows = named(db, rows).await?;
    Ok((rows, more.then(|| (filter.after + PAGE).to_string())))
}

/// Requests with the names of their partners.
pub async fn named(
    db: &impl ConnectionTrait,
    rows: Vec<support_request::Model>,
) -> Result<Vec<(support_request::Model, String)>, DbErr> {
    let ids = rows.iter().map(|row| row.partner_id.as_str());
    let partners = partner::Entity::find().filter(partner::Column::Id.is_in(ids)).all(db).await?;
    let names: HashMap<_, _> = partners.into_iter().map(|row| (row.id, row.name)).collect();
    let with_name = |row: support_request::Model| {
        let name = names.get(&row.partner_id).cloned().unwrap_or_default();
        (row, name)
    };
    Ok(rows.into_iter().map(with_name).collect())
}

/// A partner's requests, the newest first, from after so many.
pub async fn newest_of(
    db: &impl ConnectionTrait,
    partner: &PartnerId,
    (after, most): (u64, u64),
) -> Result<Vec<support_request::Model>, DbErr> {
    support_request::Entity::find()
        .filter(support_request::Column::PartnerId.eq(partner.as_str()))
        .order_by_desc(support_request::Column::Number)
        .offset(after)
        .limit(most)
        .all(db)
        .await
}

/// Numbers of the requests that go on in this one.
pub async fn merged_into(db: &impl ConnectionTrait, number: i64) -> Result<Vec<i64>, DbErr> {
    support_request::Entity::find()
        .filter(support_request::Column::MergedInto.eq(number))
        .order_by_asc(support_request::Column::Number)
        .select_only()
        .column(support_request::Column::Number)
        .into_tuple()
        .all(db)
        .await
}

/// What operators have told each other about a request, the oldest first.
pub async fn notes(db: &impl ConnectionTrait, number: i64) -> Result<Vec<support_note::Model>, DbErr> {
    support_note::Entity::find()
        .filter(support_note::Column::RequestNumber.eq(number))
        .order_by_asc(support_note::Column::Id)
        .all(db)
        .await
}

/// Whether this press on a note was seen before.
pub async fn was_noted(db: &impl ConnectionTrait, number: i64, key: &str) -> Result<bool, DbErr> {
    let seen = support_note::Entity::find()
        .filter(support_note::Column::RequestNumber.eq(number))
        .filter(support_note::Column::IdempotencyKey.eq(key))
        .one(db)
        .await?;
    Ok(seen.is_some())
}

pub async fn insert_note(tx: &impl ConnectionTrait, row: support_note::Model) -> Result<(), DbErr> {
    support_note::Entity::insert(support_note::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

/// Names of the operators who can give money back.
pub async fn finance(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    user::Entity::find()
        .filter(user::Column::OperatorRole.eq(OperatorRole::Finance.code()))
        .filter(user::Column::RemovedAt.is_null())
        .order_by_asc(user::Column::Name)
        .select_only()
        .column(user::Column::Name)
        .into_tuple()
        .all(db)
        .await
}

/// The language in which whoever opened a request reads, if that was chosen.
pub async fn language_of(db: &impl ConnectionTrait, opener: &str) -> Result<Option<Language>, DbErr> {
    let opener = user::Entity::find_by_id(opener).one(db).await?;
    Ok(opener.and_then(|opener| opener.language).as_deref().and_then(Language::of_tag))
}

/// A request as lists show it.
pub fn listed(row: support_request::Model, partner: String) -> Result<RequestRow, DbErr> {
    let unreadable =
        |what: &str| DbErr::Custom(format!("support request {} has an unknown {what}", row.number));
    Ok(RequestRow {
        number: row.number,
        kind: ProblemType::of_code(&row.kind).ok_or_else(|| unreadable("type"))?,
        severity: Severity::of_code(&row.severity).ok_or_else(|| unreadable("severity"))?,
        state: state_of(&row)?,
        title: row.title,
        opened_at: row.opened_at,
        updated_at: row.updated_at,
        partner,
    })
}

pub fn state_of(row: &support_request::Model) -> Result<RequestState, DbErr> {
    RequestState::of_code(&row.state).ok_or_else(|| {
        DbErr::Custom(format!("support request {} has the unknown state {}", row.number, row.state))
    })
}

/// Everything of an attachment but its file.
type AttachmentRow = (String, String, String, i32);

/// The thread of a request, the oldest first.
pub async fn thread(db: &impl ConnectionTrait, number: i64) -> Result<Vec<ThreadEntry>, DbErr> {
    use support_attachment::Column;

    let entries = support_entry::Entity::find()
        .filter(support_entry::Column::RequestNumber.eq(number))
        .order_by_asc(support_entry::Column::Id)
        .all(db)
        .await?;
    let files: Vec<AttachmentRow> = support_attachment::Entity::find()
        .filter(Column::EntryId.is_in(entries.iter().map(|entry| entry.id.as_str())))
        .order_by_asc(Column::Id)
        .select_only()
        .columns([Column::EntryId, Column::Id, Column::FileName, Column::Size])
        .into_tuple()
        .all(db)
        .await?;
    let mut of_entry: HashMap<String, Vec<Attachment>> = HashMap::new();
    for (entry, id, file_name, size) in files {
        of_entry.entry(entry).or_default().push(Attachment { id, file_name, size: size.unsigned_abs() });
    }
    let entry = |row: support_entry::Model| {
        let by = match row.side.as_str() {
            "partner" => Author::Partner(row.name),
            "vendor" => Author::Vendor,
            _ => Author::Portal,
        };
        let done = row.done.as_deref().map(parsed).transpose()?;
        let attachments = of_entry.remove(&row.id).unwrap_or_default();
        Ok(ThreadEntry { at: row.at, by, text: row.text, done, attachments })
    };
    entries.into_iter().map(entry).collect()
}

/// The file of an attachment of this request.
pub async fn attachment(
    db: &impl ConnectionTrait,
    number: i64,
    id: &str,
) -> Result<Option<support_attachment::Model>, DbErr> {
    let Some(file) = support_attachment::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let entry = support_entry::Entity::find_by_id(file.entry_id.as_str()).one(db).await?;
    Ok(entry.is_some_and(|entry| entry.request_number == number).then_some(file))
}
