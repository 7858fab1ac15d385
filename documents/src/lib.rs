//! Invoices, pro forma invoices and credit notes as PDF/A, and for programs as UBL (domain.md, "Invoices").
//!
//! [`Document`] is what a document says; [`Typesetter`] sets it. `page` decides what stands where, in the words of
//! `words`, with figures by `written`; `templates/document.typ` decides how it looks and nothing else. Text reaches
//! the template as values, never as markup. Its own crate, so that typst is compiled once and not with the server.

mod countries;
mod document;
mod glyphs;
mod page;
mod parties;
mod typesetter;
mod ubl;
mod words;
mod written;

pub use countries::name as country_name;
pub use document::{Document, DocumentError, Kind, Payment};
pub use typesetter::Typesetter;
pub use ubl::ubl;
