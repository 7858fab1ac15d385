//! What goes out of the portal as a whole: the books of a period, its invoices as UBL, and the whole database as one file
//! that another database takes in.

pub mod accounting;
mod backup;
pub mod command;
pub mod dump;
mod store;
mod tables;
#[cfg(test)]
mod tests;

use std::io::Write;

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::catalogue::Language;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::invoices::{self, InvoiceError};
use crate::portal::Portal;

/// The most documents that one archive has.
const MOST_DOCUMENTS: usize = 10_000;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There are more documents than one archive has.
    #[error("there are {0} documents in these days")]
    TooMany(usize),
    /// A document cannot be written.
    #[error(transparent)]
    Document(#[from] InvoiceError),
    /// The archive cannot be written.
    #[error("the archive cannot be written: {0}")]
    Unwritten(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The invoices and credit notes of a period as UBL, one file each, in a ZIP archive.
pub async fn ubl_archive(
    portal: &Portal,
    (from, to): (NaiveDate, NaiveDate),
    language: Language,
) -> Result<Vec<u8>, ArchiveError> {
    let rows = store::documents(portal.db.read(), (from, to)).await?;
    if rows.len() > MOST_DOCUMENTS {
        return Err(ArchiveError::TooMany(rows.len()));
    }
    let unwritten = |error: &dyn std::fmt::Display| ArchiveError::Unwritten(error.to_string());
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (invoice, _) in rows {
        let (name, xml) = invoices::ubl(portal, None, &invoice.number, language).await?;
        archive.start_file(name, SimpleFileOptions::default()).map_err(|error| unwritten(&error))?;
        archive.write_all(xml.as_bytes()).map_err(|error| unwritten(&error))?;
    }
    Ok(archive.finish().map_err(|error| unwritten(&error))?.into_inner())
}
