//! Whether the audit log is as it was written: every line, every chain to its end, every seal.
//!
//! Lines are read in their order, some thousand at a time, in one transaction, so that a server may go on writing.

use std::collections::HashMap;
use std::fmt;

use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    FromQueryResult, IsolationLevel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    TransactionTrait,
};

use super::chain::{End, PROGRAMME, Said};
use super::{private, seals};
use crate::db::Db;
use crate::tables::{audit, audit_end, audit_private, audit_seal};

/// How many lines are read at once.
const AT_ONCE: u64 = 5_000;
/// How many findings are told; more are counted.
const TOLD: usize = 100;

/// A seal that somebody keeps elsewhere: `12` or `12:9f86d0…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSeal {
    number: i64,
    hash: Option<String>,
}

impl std::str::FromStr for KeptSeal {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, hash) = text.split_once(':').map_or((text, None), |(number, hash)| (number, Some(hash)));
        let number =
            number.parse().map_err(|_| "a seal is its number, or its number, a colon and its hash")?;
        Ok(Self { number, hash: hash.map(str::to_lowercase) })
    }
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // What a field is, its name says.
pub(super) enum Finding {
    /// A line says something else than was written, or the one before it does.
    Changed { id: i64, place: i64, chain: String },
    /// Lines between two that are there.
    Missing { from: i64, to: i64, chain: String },
    /// A line that stands where another should be.
    OutOfOrder { id: i64, place: i64, chain: String },
    /// The chain goes on no further, and once did.
    CutOff { from: i64, to: i64, chain: String },
    /// A line after the end of its chain.
    Added { place: i64, chain: String },
    /// A line is another than the one that was sealed.
    NotAsSealed { place: i64, chain: String, seal: i64 },
    /// A seal is missing, or says something else than was sealed.
    Seal(i64),
    /// A seal is not the one that was kept elsewhere.
    OtherSeal(i64),
    /// What stands beside the log for a mark.
    Private(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |chain: &str| match chain {
            PROGRAMME => "the programme's chain".to_owned(),
            partner => format!("the chain of partner {partner}"),
        };
        match self {
            Self::Changed { id, place, chain } => write!(
                f,
                "line {id}, place {place} in {}: changed after it was written, or the line before it was",
                of(chain)
            ),
            Self::Missing { from, to, chain } => {
                write!(f, "{} in {}: missing", places(*from, *to), of(chain))
            }
            Self::OutOfOrder { id, place, chain } => {
                write!(f, "line {id}, place {place} in {}: out of order", of(chain))
            }
            Self::CutOff { from, to, chain } => {
                write!(f, "{} in {}: missing from its end", places(*from, *to), of(chain))
            }
            Self::Added { place, chain } => {
                write!(f, "place {place} in {}: was not written by the portal", of(chain))
            }
            Self::NotAsSealed { place, chain, seal } => {
                write!(f, "place {place} in {}: missing, or not as seal {seal} has it", of(chain))
            }
            Self::Seal(number) => write!(f, "seal {number}: missing, or changed after it was made"),
            Self::OtherSeal(number) => write!(f, "seal {number}: missing, or not the one that was kept"),
            Self::Private(mark) => write!(f, "what stands for {mark}: changed after it was written"),
        }
    }
}

fn places(from: i64, to: i64) -> String {
    if from == to { format!("place {from}") } else { format!("places {from} to {to}") }
}

/// What verifying came to.
#[derive(Debug, Default)]
pub struct Verified {
    /// Lines that were read.
    pub lines: u64,
    /// Chains with lines.
    pub chains: usize,
    /// The newest seal.
    pub seal: Option<audit_seal::Model>,
    /// The first of what is wrong.
    pub(super) findings: Vec<Finding>,
    /// How much is.
    pub wrong: u64,
}

impl Verified {
    fn add(&mut self, finding: Finding) {
        self.wrong += 1;
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        let more = self.wrong - self.findings.len() as u64;
        if more > 0 {
            writeln!(f, "… and {more} more")?;
        }
        let chains = if self.chains == 1 { "chain" } else { "chains" };
        write!(f, "{} lines in {} {chains}: ", self.lines, self.chains)?;
        match self.wrong {
            0 => write!(f, "all as they were written")?,
            1 => write!(f, "1 thing is not as it was written")?,
            count => write!(f, "{count} things are not as they were written")?,
        }
        match &self.seal {
            Some(seal) => {
                write!(
                    f,
                    "\nnewest seal: {}:{} of {}",
                    seal.number,
                    seal.hash,
                    seal.at.format("%Y-%m-%d %H:%M UTC")
                )
            }
            None => write!(f, "\nno seal yet"),
        }
    }
}

/// Verifies the log, or what was written after a seal.
pub async fn verify(db: &Db, from: Option<&KeptSeal>) -> Result<Verified, DbErr> {
    let tx = match db.backend() {
        DbBackend::Postgres => {
            let (level, mode) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
            db.read().begin_with_config(Some(level), Some(mode)).await?
        }
        // SQLite's readers see one state as long as they read.
        _ => db.read().begin().await?,
    };
    let mut verified = Verified { seal: seals::last(&tx).await?, ..Verified::default() };
    check_kept(&tx, from, &mut verified).await?;
    let from = from.map_or(0, |kept| kept.number);
    let starts = starts(&tx, from).await?;
    let ends = check_lines(&tx, (from, starts), &mut verified).await?;
    check_ends(&tx, ends, &mut verified).await?;
    check_seals(&tx, from, &mut verified).await?;
    check_private(&tx, &mut verified).await?;
    tx.rollback().await?;
    Ok(verified)
}

async fn check_kept(
    tx: &DatabaseTransaction,
    kept: Option<&KeptSeal>,
    verified: &mut Verified,
) -> Result<(), DbErr> {
    let Some(KeptSeal { number, hash }) = kept else { return Ok(()) };
    let found = audit_seal::Entity::find_by_id(*number).one(tx).await?;
    if found.is_none_or(|found| hash.as_ref().is_some_and(|hash| *hash != found.hash)) {
        verified.add(Finding::OtherSeal(*number));
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Start {
    chain: String,
    place: i64,
    hash: String,
}

/// Where the chains ended when a seal was made; at their beginning without one.
async fn starts(tx: &DatabaseTransaction, seal: i64) -> Result<HashMap<String, End>, DbErr> {
    if seal == 0 {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT audit_ends.chain, audit_ends.place, audit_ends.hash FROM audit_ends \
         JOIN (SELECT chain, MAX(place) AS place FROM audit_ends WHERE seal <= {seal} GROUP BY chain) AS last \
         ON last.chain = audit_ends.chain AND last.place = audit_ends.place"
    );
    let rows = Start::find_by_statement(Statement::from_string(tx.get_database_backend(), sql));
    let end = |Start { chain, place, hash }| (chain, End { place, hash });
    Ok(rows.all(tx).await?.into_iter().map(end).collect())
}

/// The line up to which everything was written before the seal was made.
async fn before_seal(tx: &DatabaseTransaction, seal: i64) -> Result<i64, DbErr> {
    let Some(made) = audit_seal::Entity::find_by_id(seal).one(tx).await? else { return Ok(0) };
    let older = audit_seal::Entity::find()
        .filter(audit_seal::Column::Number.lt(seal))
        .filter(audit_seal::Column::At.lte(made.at - seals::LONGEST_CHANGE))
        .order_by_desc(audit_seal::Column::Number)
        .one(tx)
        .await?;
    Ok(older.map_or(0, |older| older.through))
}

/// Goes along all lines; answers where each chain ends by them.
async fn check_lines(
    tx: &DatabaseTransaction,
    (seal, starts): (i64, HashMap<String, End>),
    verified: &mut Verified,
) -> Result<HashMap<String, End>, DbErr> {
    let mut after = before_seal(tx, seal).await?;
    let mut ends = starts.clone();
    loop {
        let page = audit::Entity::find().filter(audit::Column::Id.gt(after));
        let lines = page.order_by_asc(audit::Column::Id).limit(AT_ONCE).all(tx).await?;
        let Some(last) = lines.last() else { break };
        after = last.id;
        for line in &lines {
            // What was written before the seal.
            if starts.get(&line.chain).is_some_and(|start| line.place <= start.place) {
                continue;
            }
            verified.lines += 1;
            check_line(line, &mut ends, verified);
        }
    }
    verified.chains = ends.len();
    Ok(ends)
}

fn check_line(line: &audit::Model, ends: &mut HashMap<String, End>, verified: &mut Verified) {
    let (id, place, chain) = (line.id, line.place, line.chain.clone());
    let end = match ends.get_mut(&line.chain) {
        Some(end) => end,
        None => ends.entry(line.chain.clone()).or_default(),
    };
    if place <= end.place {
        verified.add(Finding::OutOfOrder { id, place, chain });
        return;
    }
    if place > end.place + 1 {
        // What its hash should be hangs on a line that is not there.
        verified.add(Finding::Missing { from: end.place + 1, to: place - 1, chain });
    } else if said(line).hash(&end.hash) != line.hash {
        verified.add(Finding::Changed { id, place, chain });
    }
    *end = End { place, hash: line.hash.clone() };
}

fn said(line: &audit::Model) -> Said<'_> {
    Said {
        chain: &line.chain,
        place: line.place,
        at: line.at,
        actor: &line.actor,
        action: &line.action,
        subject: &line.subject,
        before: line.before.as_deref(),
        after: line.after.as_deref(),
    }
}

#[derive(FromQueryResult)]
struct Kept {
    id: String,
    audit_place: i64,
    audit_hash: String,
}

/// Compares where the chains end by their lines with where they were written to.
async fn check_ends(
    tx: &DatabaseTransaction,
    mut ends: HashMap<String, End>,
    verified: &mut Verified,
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let sql = "SELECT '' AS id, audit_place, audit_hash FROM audit_programme";
    let programme = Kept::find_by_statement(Statement::from_string(backend, sql)).all(tx).await?;
    let mut page = programme;
    let mut after = String::new();
    loop {
        for Kept { id, audit_place: kept, audit_hash } in page {
            let end = ends.remove(&id).unwrap_or_default();
            match kept - end.place {
                0 if audit_hash == end.hash => {}
                0 => verified.add(Finding::CutOff { from: kept, to: kept, chain: id }),
                1.. => verified.add(Finding::CutOff { from: end.place + 1, to: kept, chain: id }),
                _ => (kept + 1..=end.place)
                    .for_each(|place| verified.add(Finding::Added { place, chain: id.clone() })),
            }
        }
        let sql = "SELECT id, audit_place, audit_hash FROM partners WHERE audit_place > 0 AND id > $1 ORDER BY id LIMIT 5000";
        let statement = Statement::from_sql_and_values(backend, sql, [after.clone().into()]);
        page = Kept::find_by_statement(statement).all(tx).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
    }
    for (chain, end) in ends {
        verified.add(Finding::Added { place: end.place, chain });
    }
    Ok(())
}

/// Every seal holds the one before and its ends, and each of these ends is a line.
async fn check_seals(tx: &DatabaseTransaction, from: i64, verified: &mut Verified) -> Result<(), DbErr> {
    let mut previous = match from {
        0 => String::new(),
        from => audit_seal::Entity::find_by_id(from).one(tx).await?.map(|seal| seal.hash).unwrap_or_default(),
    };
    let mut number = from;
    loop {
        let after = audit_seal::Entity::find().filter(audit_seal::Column::Number.gt(number));
        let Some(seal) = after.order_by_asc(audit_seal::Column::Number).one(tx).await? else { break };
        (number + 1..seal.number).for_each(|missing| verified.add(Finding::Seal(missing)));
        let ends = audit_end::Entity::find().filter(audit_end::Column::Seal.eq(seal.number));
        let ends = ends.order_by_asc(audit_end::Column::Chain).all(tx).await?;
        let said = ends.iter().map(|end| (&*end.chain, end.place, &*end.hash));
        if seals::hash(&previous, (seal.number, seal.at), said) != seal.hash {
            verified.add(Finding::Seal(seal.number));
        }
        (number, previous) = (seal.number, seal.hash);
    }
    let of_none = audit_end::Entity::find().filter(audit_end::Column::Seal.gt(number)).count(tx).await?;
    if of_none > 0 {
        verified.add(Finding::Seal(number + 1));
    }
    let sql = format!(
        "SELECT audit_ends.* FROM audit_ends LEFT JOIN audit \
         ON audit.chain = audit_ends.chain AND audit.place = audit_ends.place AND audit.hash = audit_ends.hash \
         WHERE audit_ends.seal > {from} AND audit.id IS NULL LIMIT {TOLD}"
    );
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    for end in audit_end::Entity::find().from_raw_sql(statement).all(tx).await? {
        verified.add(Finding::NotAsSealed { place: end.place, chain: end.chain, seal: end.seal });
    }
    Ok(())
}

/// What stands beside the log is what its marks are of.
async fn check_private(tx: &DatabaseTransaction, verified: &mut Verified) -> Result<(), DbErr> {
    let mut after = String::new();
    loop {
        let page = audit_private::Entity::find().filter(audit_private::Column::Mark.gt(&*after));
        let rows = page.order_by_asc(audit_private::Column::Mark).limit(AT_ONCE).all(tx).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after.clone_from(&last.mark);
        for row in rows {
            if private::mark(&row.salt, &row.value) != row.mark {
                verified.add(Finding::Private(row.mark));
            }
        }
    }
}
