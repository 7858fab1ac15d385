//! From a document to a PDF: fonts and template are read once, each document is set on its own.

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::glyphs::settable;
use crate::page::Page;
use crate::{Document, DocumentError};

const TEMPLATE: &str = include_str!("../templates/document.typ");

/// What the fonts cover and how they were made: `fonts/README.md`.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSans-Regular.subset.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.subset.ttf"),
    include_bytes!("../fonts/NotoSansCJKjp-Regular.subset.otf"),
    include_bytes!("../fonts/NotoSansCJKjp-Bold.subset.otf"),
];

/// Intermediate results that no document of the last few has used are forgotten, so that memory does not grow.
/// What all documents share, such as the evaluated template, stays.
const KEPT_FOR: usize = 3;

/// Sets documents as PDF/A-2b. Made once and shared by all threads; setting a document takes the processor
/// for some milliseconds, so a server does it where blocking is allowed.
#[derive(Debug)]
pub struct Typesetter {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    contents: FileId,
}

impl Typesetter {
    /// Reads the embedded fonts and the template.
    pub fn new() -> Result<Self, DocumentError> {
        let fonts = fonts()?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            template: Source::new(file("/document.typ")?, TEMPLATE.to_owned()),
            contents: file("/document.json")?,
        })
    }

    /// The document as PDF/A-2b. The same document gives the same bytes.
    pub fn pdf(&self, document: &Document) -> Result<Vec<u8>, DocumentError> {
        let page = Page::of(document)?;
        let mut contents = serde_json::to_value(&page).map_err(|error| typesetting(&error))?;
        self.make_settable(&mut contents);
        let desk = Desk { typesetter: self, contents: Bytes::from_string(contents.to_string()) };
        let pages = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| diagnosed(&faults))?;
        let pdf = typst_pdf::pdf(&pages, &options(&page.title, document.issued_on)?);
        typst::comemo::evict(KEPT_FOR);
        pdf.map_err(|faults| diagnosed(&faults))
    }

    fn make_settable(&self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => *text = settable(text, &self.fonts),
            serde_json::Value::Array(values) => values.iter_mut().for_each(|value| self.make_settable(value)),
            serde_json::Value::Object(fields) => {
                fields.values_mut().for_each(|value| self.make_settable(value));
            }
            _ => {}
        }
    }
}

/// The embedded fonts.
pub(crate) fn fonts() -> Result<Vec<Font>, DocumentError> {
    let read = |font| Font::new(Bytes::new(font), 0).ok_or(DocumentError::Font);
    FONTS.into_iter().map(read).collect()
}

fn file(path: &str) -> Result<FileId, DocumentError> {
    let path = VirtualPath::new(path).map_err(|error| typesetting(&error))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn options(title: &str, issued_on: NaiveDate) -> Result<PdfOptions, DocumentError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2b])
        .map_err(|error| DocumentError::Typesetting(error.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(title.to_owned()),
        creator: Smart::Custom(Some("Tokuten".to_owned())),
        timestamp: Some(midnight(issued_on).ok_or(DocumentError::Date(issued_on))?),
        standards,
        ..PdfOptions::default()
    })
}

/// PDF/A wants a time with the date of creation; the day is all that counts.
fn midnight(day: NaiveDate) -> Option<Timestamp> {
    let (month, day_of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(day.year(), month, day_of_month, 0, 0, 0)?))
}

fn typesetting(error: &impl ToString) -> DocumentError {
    DocumentError::Typesetting(error.to_string())
}

fn diagnosed(faults: &[SourceDiagnostic]) -> DocumentError {
    let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    DocumentError::Typesetting(messages.join("; "))
}

/// All that the template can see: itself, one document's contents and the embedded fonts. No disk, no clock.
struct Desk<'a> {
    typesetter: &'a Typesetter,
    contents: Bytes,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.typesetter.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.typesetter.book
    }

    fn main(&self) -> FileId {
        self.typesetter.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let template = &self.typesetter.template;
        if id == template.id() { Ok(template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.typesetter.contents { Ok(self.contents.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.typesetter.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
