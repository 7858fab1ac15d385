//! Seals: from time to time the ends of all chains that have gone on are written down under one hash, which holds the
//! hash of the seal before. So the end of a chain, or a chain as a whole, cannot be cut off unseen either. Whoever
//! keeps the number and hash of a seal somewhere else (each is logged) can tell that everything before it still stands.

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::chain::of_json;
use crate::jobs::JobError;
use crate::portal::Portal;
use crate::tables::{audit, audit_end, audit_seal};

/// How long lines wait for the next seal at most.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// No change takes as long: what was written before a seal this old is under one.
pub(super) const LONGEST_CHANGE: TimeDelta = TimeDelta::hours(1);
/// How many ends are inserted at once.
const AT_ONCE: usize = 1_000;

/// Seals what was written since the last seal, if that is long enough ago; answers how many seals it made.
pub async fn round(portal: Portal) -> Result<usize, JobError> {
    let (db, now) = (portal.db.read(), portal.clock.now());
    let last = last(db).await?;
    let through = newest_line(db).await?;
    let is_due =
        last.as_ref().is_none_or(|last| last.through < through && (now - last.at >= EVERY || now < last.at));
    if through == 0 || !is_due {
        return Ok(0);
    }
    let tx = portal.db.begin().await?;
    let sealed = seal(&tx, now).await?;
    tx.commit().await?;
    let Some(seal) = sealed else { return Ok(0) };
    tracing::info!(number = seal.number, hash = seal.hash, "the audit log is sealed");
    Ok(1)
}

/// The newest seal.
pub async fn last(db: &impl ConnectionTrait) -> Result<Option<audit_seal::Model>, DbErr> {
    audit_seal::Entity::find().order_by_desc(audit_seal::Column::Number).one(db).await
}

async fn newest_line(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let newest = audit::Entity::find().select_only().column(audit::Column::Id);
    let id: Option<i64> = newest.order_by_desc(audit::Column::Id).into_tuple().one(db).await?;
    Ok(id.unwrap_or_default())
}

/// Seals what is not sealed yet. Of two nodes at once one finds nothing left.
pub(super) async fn seal(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Option<audit_seal::Model>, DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("LOCK TABLE audit_seals IN EXCLUSIVE MODE").await?;
    }
    let last = last(tx).await?;
    let through = newest_line(tx).await?;
    let ends = unsealed(tx, since(tx, now).await?).await?;
    if ends.is_empty() {
        return Ok(None);
    }
    let (number, previous) = last.map_or((1, String::new()), |last| (last.number + 1, last.hash));
    let at = now.trunc_subsecs(6);
    let said = ends.iter().map(|end| (&*end.chain, end.place, &*end.hash));
    let hash = hash(&previous, (number, at), said);
    for some in ends.chunks(AT_ONCE) {
        let row = |end: &Unsealed| {
            let Unsealed { chain, place, hash } = end.clone();
            audit_end::ActiveModel::from(audit_end::Model { chain, place, hash, seal: number })
        };
        audit_end::Entity::insert_many(some.iter().map(row)).exec_without_returning(tx).await?;
    }
    let seal = audit_seal::Model { number, at, through, hash };
    audit_seal::Entity::insert(audit_seal::ActiveModel::from(seal.clone()))
        .exec_without_returning(tx)
        .await?;
    Ok(Some(seal))
}

/// The hash of a seal: of the one before, and of the ends in the order of their chains.
pub(super) fn hash<'a>(
    previous: &str,
    (number, at): (i64, DateTime<Utc>),
    ends: impl Iterator<Item = (&'a str, i64, &'a str)>,
) -> String {
    let ends: Vec<_> = ends.collect();
    of_json(&(previous, number, at.to_rfc3339_opts(SecondsFormat::Micros, true), ends))
}

#[derive(Debug, Clone, FromQueryResult)]
struct Unsealed {
    chain: String,
    place: i64,
    hash: String,
}

/// From which line on to look. On Postgres a line may be seen after one with a greater number: the look goes back as
/// far as to a seal that is older than any change that could still be under way.
async fn since(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<i64, DbErr> {
    let old = audit_seal::Entity::find().filter(audit_seal::Column::At.lte(now - LONGEST_CHANGE));
    let old = old.order_by_desc(audit_seal::Column::Number).one(tx).await?;
    Ok(old.map_or(0, |seal| seal.through))
}

/// The ends of the chains with lines after this one that no seal holds.
async fn unsealed(tx: &impl ConnectionTrait, after: i64) -> Result<Vec<Unsealed>, DbErr> {
    let sql = format!(
        "SELECT audit.chain, audit.place, audit.hash FROM audit \
         JOIN (SELECT chain, MAX(place) AS place FROM audit WHERE id > {after} GROUP BY chain) AS ends \
         ON ends.chain = audit.chain AND ends.place = audit.place \
         WHERE NOT EXISTS (SELECT 1 FROM audit_ends \
         WHERE audit_ends.chain = audit.chain AND audit_ends.place >= audit.place) ORDER BY audit.chain"
    );
    Unsealed::find_by_statement(Statement::from_string(tx.get_database_backend(), sql)).all(tx).await
}
