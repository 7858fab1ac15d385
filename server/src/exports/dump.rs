//! The whole database as one file: lines of JSON, compressed. The first says what it is, the last how many rows there are,
//! so that half a file is known for one. Another database of the same version takes it in, whole or not at all.

use std::io::{BufRead, BufReader, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use sea_orm::{AccessMode, DbBackend, DbErr, IsolationLevel, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::tables::{Row, Table, all, count_on};
use crate::db::{Change, Db};
use crate::migrations::Migrator;
use crate::programme::versions::in_force;
use crate::{fulltext, profiles};

/// What the first line says a dump is.
const KIND: &str = "tokuten dump";
/// Raised when a dump is written otherwise.
const FORMAT: u32 = 1;
/// How many rows go to the database at a time.
const CHUNK: usize = 200;
/// The longest line that is read: a file that somebody has uploaded, and what it grows by as text.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    kind: String,
    format: u32,
    /// The last migration of the database: which columns there are.
    schema: String,
    /// The version of the program that wrote it.
    version: String,
}

/// A row, or the end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Row { table: String, row: Row },
    End { rows: u64 },
}

/// Why there is no dump, or nothing came in.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The file is none.
    #[error("line {line}: {reason}; nothing was imported")]
    Unreadable {
        /// Line of the file, once it is unpacked.
        line: u64,
        /// Why.
        reason: String,
    },
    /// The database has rows.
    #[error("the database is not empty: {0} has rows; nothing was imported. Name an empty one")]
    NotEmpty(&'static str),
    /// The file cannot be read or written.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
}

fn schema() -> String {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).max().unwrap_or_default()
}

/// Writes all rows as they are at one moment, whatever is changed meanwhile; answers how many.
pub async fn write(db: &Db, out: impl Write + Send) -> Result<u64, DumpError> {
    let mut out = GzEncoder::new(out, Compression::default());
    let head = Head {
        kind: KIND.to_owned(),
        format: FORMAT,
        schema: schema(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    writeln!(out, "{}", json!(head))?;
    // SQLite reads as of the first question; Postgres does if it is asked to.
    let one_moment = match db.backend() {
        DbBackend::Sqlite => (None, None),
        _ => (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)),
    };
    let tx = db.read().begin_with_config(one_moment.0, one_moment.1).await?;
    let mut rows = 0;
    for table in all() {
        let mut write = |row: Row| {
            rows += 1;
            let line = json!(Line::Row { table: table.name.to_owned(), row });
            writeln!(out, "{line}")
                .map_err(|error| DbErr::Custom(format!("the file cannot be written: {error}")))
        };
        (table.rows)(&tx, &mut write).await?;
    }
    tx.rollback().await?;
    writeln!(out, "{}", json!(Line::End { rows }))?;
    out.finish()?.flush()?;
    Ok(rows)
}

/// Takes a dump into an empty database: all of it, or nothing. Answers how many rows there were.
pub async fn read(db: &Db, file: impl Read) -> Result<u64, DumpError> {
    let mut lines = Lines { reader: BufReader::new(MultiGzDecoder::new(file)), line: 0 };
    check_head(&mut lines)?;
    let tables = all();
    let tx = db.begin().await?;
    refuse_unless_empty(&tx, &tables).await?;
    let rows = insert(&tx, &tables, &mut lines).await?;
    for table in &tables {
        count_on(&tx, table).await?;
    }
    // Without a programme nobody has served this database, and there is no profile.
    if let Some(programme) = in_force(&tx).await? {
        profiles::index_all(&tx, &programme).await?;
    }
    fulltext::name_all(&tx).await?;
    tx.commit().await?;
    Ok(rows)
}

/// What a migration puts into a new database does not make it less empty; it goes, since the dump has it too.
async fn refuse_unless_empty(tx: &Change, tables: &[Table]) -> Result<(), DumpError> {
    for table in tables {
        match table.name {
            "sequences" => (table.empty)(tx).await?,
            _ if (table.count)(tx).await? > 0 => return Err(DumpError::NotEmpty(table.name)),
            _ => {}
        }
    }
    Ok(())
}

async fn insert(tx: &Change, tables: &[Table], lines: &mut Lines<impl BufRead>) -> Result<u64, DumpError> {
    let mut rows = 0;
    let mut waiting: Option<(&Table, Vec<Row>)> = None;
    loop {
        let (name, row) = match lines.next::<Line>()? {
            Some(Line::Row { table, row }) => (table, row),
            Some(Line::End { rows: written }) if written == rows => break,
            Some(Line::End { rows: written }) => {
                return Err(lines.fault(&format!("{written} rows were written and {rows} are here")));
            }
            None => return Err(lines.fault("the file ends in the middle")),
        };
        rows += 1;
        let same = waiting.as_mut().filter(|(table, waiting)| table.name == name && waiting.len() < CHUNK);
        if let Some((_, waiting)) = same {
            waiting.push(row);
            continue;
        }
        flush(tx, waiting.take(), lines).await?;
        let table = tables.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| lines.fault(&format!("there is no table {name}")))?;
        waiting = Some((table, vec![row]));
    }
    flush(tx, waiting, lines).await?;
    Ok(rows)
}

async fn flush(
    tx: &Change,
    waiting: Option<(&Table, Vec<Row>)>,
    lines: &Lines<impl BufRead>,
) -> Result<(), DumpError> {
    let Some((table, rows)) = waiting else { return Ok(()) };
    let inserted = (table.insert)(tx, rows).await;
    inserted.map_err(|error| lines.fault(&format!("rows of {} before it: {error}", table.name)))
}

fn check_head(lines: &mut Lines<impl BufRead>) -> Result<(), DumpError> {
    let head = lines.next::<Head>().ok().flatten().filter(|head| head.kind == KIND);
    let head = head.ok_or_else(|| lines.fault("this is no dump of `tokuten export`"))?;
    if head.format != FORMAT || head.schema != schema() {
        let reason = format!(
            "it was written by tokuten {} (format {}, {}), and this is {} (format {FORMAT}, {}); import it with the version that wrote it",
            head.version,
            head.format,
            head.schema,
            env!("CARGO_PKG_VERSION"),
            schema()
        );
        return Err(lines.fault(&reason));
    }
    Ok(())
}

/// The lines of the file.
struct Lines<R> {
    reader: R,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    fn next<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>, DumpError> {
        let mut text = String::new();
        self.line += 1;
        let read = (&mut self.reader).take(LONGEST_LINE).read_line(&mut text);
        if read.map_err(|error| self.fault(&error.to_string()))? == 0 {
            return Ok(None);
        }
        serde_json::from_str(&text).map(Some).map_err(|error| self.fault(&error.to_string()))
    }

    fn fault(&self, reason: &str) -> DumpError {
        DumpError::Unreadable { line: self.line, reason: reason.to_owned() }
    }
}
