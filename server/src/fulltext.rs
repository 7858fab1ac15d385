//! Partners by the words of a text: each database's own full-text search over words that `core::search` has cut.

use std::fmt::Write;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use tokuten_core::partners::PartnerId;
use tokuten_core::search::{Term, words};

/// The last position that Postgres tells from those behind it.
const LAST_POSITION: usize = 16_000;

/// Partners whose names are read at a time.
const AT_ONCE: usize = 1_000;

/// An index: the name of its table.
pub type Index = &'static str;

/// What is published of partners, for the directory.
pub const DIRECTORY: Index = "directory_index";
/// Legal names, for operators.
pub const PARTNERS: Index = "partner_index";

/// Puts a partner's words into an index, in the place of those that were there.
pub async fn put(
    tx: &impl ConnectionTrait,
    index: Index,
    partner: &PartnerId,
    words: &[String],
) -> Result<(), DbErr> {
    remove(tx, index, partner).await?;
    let backend = tx.get_database_backend();
    let (sql, document) = match backend {
        DbBackend::Sqlite => (format!("INSERT INTO {index} (rowid, words) VALUES ($1, $2)"), words.join(" ")),
        _ => (
            format!("INSERT INTO {index} (partner_id, words) VALUES ($1, CAST($2 AS tsvector))"),
            vector(words),
        ),
    };
    let values = [key(backend, partner)?, document.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Puts a partner's legal name where operators find it.
pub async fn name(tx: &impl ConnectionTrait, partner: &PartnerId, name: &str) -> Result<(), DbErr> {
    put(tx, PARTNERS, partner, &words(name)).await
}

/// Puts the names of all partners that are there where operators find them.
pub async fn name_all(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let mut after = String::new();
    loop {
        let sql = format!("SELECT id, name FROM partners WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}");
        let some = Statement::from_sql_and_values(db.get_database_backend(), sql, [after.clone().into()]);
        let rows = db.query_all_raw(some).await?;
        for row in &rows {
            let (id, called): (String, String) = (row.try_get("", "id")?, row.try_get("", "name")?);
            name(db, &crate::offers::partner_id(&id)?, &called).await?;
            after = id;
        }
        if rows.len() < AT_ONCE {
            return Ok(());
        }
    }
}

/// Takes a partner out of an index.
pub async fn remove(tx: &impl ConnectionTrait, index: Index, partner: &PartnerId) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => format!("DELETE FROM {index} WHERE rowid = $1"),
        _ => format!("DELETE FROM {index} WHERE partner_id = $1"),
    };
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, [key(backend, partner)?])).await?;
    Ok(())
}

/// A subquery of the partners who have all these terms, and the value that goes into its place `$place`.
#[must_use]
pub fn found(backend: DbBackend, index: Index, terms: &[Term], place: usize) -> (String, String) {
    match backend {
        DbBackend::Sqlite => (
            format!("SELECT CAST(rowid AS TEXT) FROM {index} WHERE {index} MATCH ${place}"),
            terms.iter().map(matched).collect::<Vec<_>>().join(" AND "),
        ),
        _ => (
            format!("SELECT partner_id FROM {index} WHERE words @@ CAST(${place} AS tsquery)"),
            terms.iter().map(queried).collect::<Vec<_>>().join(" & "),
        ),
    }
}

/// SQLite's index counts its rows by number, and a Partner ID is one.
fn key(backend: DbBackend, partner: &PartnerId) -> Result<Value, DbErr> {
    if backend != DbBackend::Sqlite {
        return Ok(partner.as_str().into());
    }
    let number: i64 = partner.as_str().parse().map_err(|_| DbErr::Custom(format!("partner {partner}")))?;
    Ok(number.into())
}

/// A term in the language of FTS5.
fn matched(term: &Term) -> String {
    let quoted = |words: &str| format!("\"{}\"", words.replace('"', "\"\""));
    match term {
        Term::Begins(word) => format!("{} *", quoted(word)),
        Term::Word(word) => quoted(word),
        Term::Phrase(words) => quoted(&words.join(" ")),
    }
}

/// A term in the language of `tsquery`.
fn queried(term: &Term) -> String {
    match term {
        Term::Begins(word) => format!("{}:*", lexeme(word)),
        Term::Word(word) => lexeme(word),
        Term::Phrase(words) => {
            let words: Vec<_> = words.iter().map(|word| lexeme(word)).collect();
            format!("({})", words.join(" <-> "))
        }
    }
}

/// The words with their positions, as a `tsvector` is written.
fn vector(words: &[String]) -> String {
    words.iter().enumerate().fold(String::new(), |mut vector, (place, word)| {
        // Writing to a String does not fail.
        let _ = write!(vector, "{}:{} ", lexeme(word), (place + 1).min(LAST_POSITION));
        vector
    })
}

fn lexeme(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}
