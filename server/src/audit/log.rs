//! The log as it is read: searched, page by page, with the names of those whom it names.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use serde_json::Value;
use tokuten_core::audit::{AuditLine, AuditPage, AuditPartner};

use super::chain::PROGRAMME;
use super::difference::differences;
use super::private;
use crate::clock::end_of;
use crate::portal::Portal;
use crate::tables::{audit, partner, user};

/// Lines on a page.
const PAGE: u64 = 50;
/// How many people a name or address stands for at most.
const NAMESAKES: u64 = 100;

/// Which lines are shown.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Who acted: an id, a part of a name or address, or a part of the portal.
    pub who: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// To what: `order 100001`, or only the number.
    pub subject: Option<String>,
    /// Partner ID.
    pub partner: Option<String>,
    /// From the beginning of this day on.
    pub from: Option<NaiveDate>,
    /// To the end of this day.
    pub to: Option<NaiveDate>,
}

/// A place in the log: where a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    at: DateTime<Utc>,
    id: i64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.timestamp_micros(), self.id)
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.rsplit_once('-').ok_or(())?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(())?;
        Ok(Self { at, id: id.parse().map_err(drop)? })
    }
}

/// A page of the log.
pub async fn page(portal: &Portal, filter: &Filter, before: Option<Place>) -> Result<AuditPage, DbErr> {
    let searched = searched(portal, filter).await?;
    let (lines, next) = lines(portal, &searched, before, PAGE).await?;
    let next_cursor = next.map(|place| place.to_string());
    let zone = portal.programme_zone().name().to_owned();
    Ok(AuditPage { lines, next_cursor, actions: actions(portal.db.read()).await?, zone })
}

/// What the filter says, for the database.
pub(super) async fn searched(portal: &Portal, filter: &Filter) -> Result<Condition, DbErr> {
    let zone = portal.programme_zone();
    let begin = |day: NaiveDate| end_of(day.checked_sub_days(Days::new(1)).unwrap_or(day), zone);
    let mut all = Condition::all()
        .add_option(filter.action.as_deref().map(|action| audit::Column::Action.eq(action)))
        .add_option(filter.subject.as_deref().map(|subject| audit::Column::Subject.is_in(subjects(subject))))
        .add_option(filter.partner.as_deref().map(|partner| audit::Column::Chain.eq(partner)))
        .add_option(filter.from.map(|day| audit::Column::At.gte(begin(day))))
        .add_option(filter.to.map(|day| audit::Column::At.lt(end_of(day, zone))));
    if let Some(who) = &filter.who {
        all = all.add(audit::Column::Actor.is_in(actors(portal.db.read(), who).await?));
    }
    Ok(all)
}

/// What a number, or a subject as the log writes it, may stand for.
fn subjects(said: &str) -> Vec<String> {
    let said = said.trim();
    if said.is_empty() || !said.bytes().all(|byte| byte.is_ascii_digit()) {
        return vec![said.to_owned()];
    }
    ["order", "partner", "support request", "lead"].map(|what| format!("{what} {said}")).into()
}

/// Ids of the users of that name or address, and what was said itself.
async fn actors(db: &impl ConnectionTrait, who: &str) -> Result<Vec<String>, DbErr> {
    let who = who.trim();
    let part = who.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let has = |column: user::Column| {
        let like = sea_orm::sea_query::LikeExpr::new(format!("%{part}%")).escape('\\');
        Expr::expr(Func::lower(Expr::col(column))).like(like)
    };
    let named = Condition::any().add(has(user::Column::Name)).add(has(user::Column::Email));
    let users = user::Entity::find().filter(named).select_only().column(user::Column::Id);
    let mut ids: Vec<String> = users.limit(NAMESAKES).into_tuple().all(db).await?;
    ids.push(who.to_owned());
    Ok(ids)
}

/// So many lines before a place, the newest first, and where they end if there are more.
pub(super) async fn lines(
    portal: &Portal,
    searched: &Condition,
    before: Option<Place>,
    count: u64,
) -> Result<(Vec<AuditLine>, Option<Place>), DbErr> {
    let earlier = before.map(|Place { at, id }| {
        let same = Condition::any().add(audit::Column::At.lt(at)).add(audit::Column::Id.lt(id));
        Condition::all().add(audit::Column::At.lte(at)).add(same)
    });
    let mut rows = audit::Entity::find()
        .filter(searched.clone())
        .filter(Condition::all().add_option(earlier))
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .limit(count + 1)
        .all(portal.db.read())
        .await?;
    let more = rows.len() as u64 > count;
    rows.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| Place { at: row.at, id: row.id });
    Ok((shown(portal.db.read(), rows).await?, next))
}

async fn shown(db: &impl ConnectionTrait, rows: Vec<audit::Model>) -> Result<Vec<AuditLine>, DbErr> {
    let users = names_of_users(db, &rows).await?;
    let partners = names_of_partners(db, &rows).await?;
    let values = |json: &Option<String>| json.as_deref().map(said);
    let mut said: Vec<_> = rows.iter().map(|row| (values(&row.before), values(&row.after))).collect();
    let all = said.iter_mut().flat_map(|(before, after)| before.iter_mut().chain(after.iter_mut()));
    private::reveal(db, all.collect()).await?;
    let line = |(row, (before, after)): (audit::Model, (Option<Value>, Option<Value>))| {
        let partner = (row.chain != PROGRAMME).then(|| AuditPartner {
            name: partners.get(&row.chain).cloned().unwrap_or_default(),
            id: row.chain.clone(),
        });
        AuditLine {
            id: row.id,
            at: row.at,
            name: users.get(&row.actor).cloned(),
            subject_name: user_in(&row.subject).and_then(|id| users.get(id).cloned()),
            partner,
            differences: differences(before.as_ref(), after.as_ref()),
            place: row.place,
            hash: row.hash,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
        }
    };
    Ok(rows.into_iter().zip(said).map(line).collect())
}

/// JSON of a column; text that is none as text.
#[must_use]
pub fn said(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|_| Value::String(json.to_owned()))
}

fn user_in(subject: &str) -> Option<&str> {
    subject.strip_prefix("user ")
}

async fn names_of_users(
    db: &impl ConnectionTrait,
    rows: &[audit::Model],
) -> Result<HashMap<String, String>, DbErr> {
    let ids = rows.iter().flat_map(|row| [Some(row.actor.as_str()), user_in(&row.subject)]).flatten();
    let named = user::Entity::find().filter(user::Column::Id.is_in(ids)).select_only();
    let named = named.column(user::Column::Id).column(user::Column::Name);
    Ok(named.into_tuple().all(db).await?.into_iter().collect())
}

async fn names_of_partners(
    db: &impl ConnectionTrait,
    rows: &[audit::Model],
) -> Result<HashMap<String, String>, DbErr> {
    let ids = rows.iter().map(|row| row.chain.as_str());
    let named = partner::Entity::find().filter(partner::Column::Id.is_in(ids)).select_only();
    let named = named.column(partner::Column::Id).column(partner::Column::Name);
    Ok(named.into_tuple().all(db).await?.into_iter().collect())
}

/// Every action that the log knows: from each the index leads to the next.
async fn actions(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = "WITH RECURSIVE known(action) AS (\
        SELECT MIN(action) FROM audit UNION ALL \
        SELECT (SELECT MIN(action) FROM audit WHERE audit.action > known.action) FROM known \
        WHERE known.action IS NOT NULL) SELECT action FROM known WHERE action IS NOT NULL";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get("", "action")).collect()
}
