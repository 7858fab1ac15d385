//! Files that people upload: known by what is in them, never by what they are called.

use axum::extract::Multipart;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

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

/// The kinds of picture that may stand on a page of ours. None of them can carry a script.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

impl File {
    /// What kind of file it is, by its content; none unless it is a PDF, PNG or JPEG.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        Some(self.taken()?.0)
    }

    /// What kind of picture it is, by its content; none unless it is a PNG, JPEG or WebP.
    #[must_use]
    pub fn picture_type(&self) -> Option<&'static str> {
        let kind = infer::get(&self.content)?.mime_type();
        PICTURES.into_iter().find(|picture| *picture == kind)
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

/// The file of a form that has one field, `file`; an error says in `not_done` what was not done.
pub async fn only_file(upload: &mut Multipart, not_done: &str) -> Result<File, Problem> {
    let field = upload.next_field().await?.filter(|field| field.name() == Some("file"));
    let field =
        field.ok_or_else(|| Problem::malformed(format!("This form has one field, file. {not_done}")))?;
    let name = field.file_name().unwrap_or_default().to_owned();
    Ok(File { name, content: field.bytes().await?.to_vec() })
}

/// A file to be saved and never shown in a page of ours.
pub fn attachment(name: &str, media_type: String, content: Vec<u8>) -> impl IntoResponse + use<> {
    let name: String = name.chars().map(|char| if char.is_ascii() { char } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition)], content)
}

/// A picture for a page of ours, which is nothing else even if it is opened by itself.
pub fn picture(media_type: String, content: Vec<u8>) -> Response {
    let policy = "default-src 'none'; sandbox".to_owned();
    let headers = [(header::CONTENT_TYPE, media_type), (header::CONTENT_SECURITY_POLICY, policy)];
    (headers, content).into_response()
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
    fn a_picture_is_none_that_could_carry_a_script() {
        let of = |content: &[u8]| File { name: "logo.png".into(), content: content.into() }.picture_type();
        assert_eq!(of(PNG), Some("image/png"));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(of(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"), None);
        assert_eq!(of(b"GIF89a"), None);
    }

    #[test]
    fn a_name_can_do_no_harm() {
        let of = |name: &str| File { name: name.into(), content: PNG.into() }.harmless_name("proof");
        assert_eq!(of("../..\"\r\nX: y.png"), ".._..___X_ y.png");
        assert_eq!(of("請求書.png"), "請求書.png");
        assert_eq!(of(" .. "), "proof.png");
    }
}
