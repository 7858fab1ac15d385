//! Files that people upload: known by what is in them, never by what they are called.

use axum::http::header;
use axum::response::IntoResponse;

/// A file as it was uploaded.
#[derive(Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// The kinds of file that are taken, and the ending of a name where there is none.
const TAKEN: [(&str, &str); 3] = [("application/pdf", "pdf"), ("image/png", "png"), ("image/jpeg", "jpg")];

impl File {
    /// What kind of file it is, by its content; none unless it is a PDF, PNG or JPEG.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        Some(self.taken()?.0)
    }

    /// Its name as it can stand in a header and on any disk; one that says nothing becomes `fallback` with
    /// the ending of its kind.
    #[must_use]
    pub fn harmless_name(&self, fallback: &str) -> String {
        let harmless =
            |char: char| if char.is_alphanumeric() || "-_. ()".contains(char) { char } else { '_' };
        let name: String = self.name.chars().map(harmless).take(100).collect();
        if name.trim_matches([' ', '.']).is_empty() {
            return self
                .taken()
                .map_or_else(|| fallback.to_owned(), |(_, ending)| format!("{fallback}.{ending}"));
        }
        name
    }

    fn taken(&self) -> Option<(&'static str, &'static str)> {
        let kind = infer::get(&self.content)?.mime_type();
        TAKEN.into_iter().find(|(media_type, _)| *media_type == kind)
    }
}

/// A file to be saved and never shown in a page of ours.
pub fn attachment(name: &str, media_type: String, content: Vec<u8>) -> impl IntoResponse + use<> {
    let name: String = name.chars().map(|char| if char.is_ascii() { char } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition)], content)
}

#[cfg(test)]
mod tests {
    use super::File;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    #[test]
    fn a_file_is_what_is_in_it() {
        let of =
            |name: &str, content: &[u8]| File { name: name.into(), content: content.into() }.media_type();
        assert_eq!(of("proof.pdf", PNG), Some("image/png"));
        assert_eq!(of("proof.png", b"MZ\x90\x00"), None);
    }

    #[test]
    fn a_name_can_do_no_harm() {
        let of = |name: &str| File { name: name.into(), content: PNG.into() }.harmless_name("proof");
        assert_eq!(of("../..\"\r\nX: y.png"), ".._..___X_ y.png");
        assert_eq!(of("請求書.png"), "請求書.png");
        assert_eq!(of(" .. "), "proof.png");
    }
}
