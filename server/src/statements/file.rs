//! A file as it was uploaded: which kind it is, what its bytes say, and what is wrong with it.

use encoding_rs::{Encoding as Charset, SHIFT_JIS, UTF_8, WINDOWS_1252};
use tokuten_core::competencies::ImportFault;
use tokuten_core::statements::mapping::Encoding;
use tokuten_core::statements::{BankLine, CsvPreview, MOST_LINES, StatementFormat};

/// How many faults are kept and shown.
const SHOWN: usize = 200;

/// What is wrong with a file: the first in the order of lines, and how many there are.
#[derive(Debug, Default)]
pub struct Faults {
    /// The first.
    pub first: Vec<ImportFault>,
    /// How many there are.
    pub count: usize,
}

impl Faults {
    /// Notes one.
    pub fn note(&mut self, line: u32, column: Option<String>, reason: String) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(ImportFault { line: line.into(), column, reason, fault: None });
        }
    }
}

/// What a file says.
#[derive(Debug)]
pub struct Read {
    /// Which kind it is.
    pub format: StatementFormat,
    /// Its lines.
    pub lines: Vec<BankLine>,
    /// Entries that are not booked yet.
    pub pending: u32,
    /// How its columns were taken.
    pub csv: Option<CsvPreview>,
    /// What is wrong.
    pub faults: Faults,
}

impl Read {
    fn new(format: StatementFormat) -> Self {
        Self { format, lines: Vec::new(), pending: 0, csv: None, faults: Faults::default() }
    }

    /// Of a file that is CAMT.
    pub fn camt() -> Self {
        Self::new(StatementFormat::Camt)
    }

    /// Of a file that is CSV.
    pub fn csv() -> Self {
        Self::new(StatementFormat::Csv)
    }

    /// What no file may be, whichever kind it is.
    pub fn checked(mut self) -> Self {
        if self.lines.len() > MOST_LINES {
            let reason = format!("the file has more than {MOST_LINES} lines; export fewer days at a time");
            let line = self.lines.get(MOST_LINES).map_or(1, |line| line.line);
            self.faults.note(line, None, reason);
        } else if self.lines.is_empty() && self.pending == 0 && self.faults.count == 0 {
            self.faults.note(1, None, "the file has no line with an amount".into());
        }
        self
    }
}

/// Whether it is XML, whatever it is called.
pub fn is_xml(content: &[u8]) -> bool {
    let (text, _) = decoded(&content[..content.len().min(64)], UTF_8);
    text.trim_start().starts_with('<')
}

fn decoded(content: &[u8], charset: &'static Charset) -> (String, bool) {
    // A mark at the beginning counts for more than what anybody says.
    let (text, _, had_faults) = charset.decode(content);
    (text.into_owned(), had_faults)
}

/// The letters of XML, by what it says of itself.
pub fn xml_text(content: &[u8]) -> Result<String, String> {
    let head: String = content.iter().take(200).map(|byte| char::from(*byte)).collect();
    let declared = head.split_once("encoding=").and_then(|(_, after)| {
        let quote = after.chars().next()?;
        after.get(quote.len_utf8()..)?.split_once(quote).map(|(name, _)| name.to_owned())
    });
    let name = declared
        .as_deref()
        .filter(|_| head.trim_start_matches(|char: char| !char.is_ascii()).starts_with("<?xml"));
    let charset = match name {
        Some(name) => {
            Charset::for_label(name.as_bytes()).ok_or_else(|| format!("the encoding {name} is not known"))?
        }
        None => UTF_8,
    };
    match decoded(content, charset) {
        (text, false) => Ok(text),
        (_, true) => Err(format!("the file has bytes that are no letters of {}", charset.name())),
    }
}

/// How the bytes of a CSV file are likely to be letters.
pub fn likely_encoding(content: &[u8]) -> Encoding {
    if !decoded(content, UTF_8).1 {
        return Encoding::Utf8;
    }
    let (text, had_faults) = decoded(content, SHIFT_JIS);
    // Half-width letters are in every Japanese statement; a European one read so has odd ones and no full words.
    if !had_faults && text.chars().filter(|char| is_japanese_letter(*char)).count() > 3 {
        Encoding::ShiftJis
    } else {
        Encoding::Latin1
    }
}

/// Kana of either width, and kanji.
pub const fn is_japanese_letter(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff61}'..='\u{ff9f}')
}

/// The letters of a CSV file.
pub fn csv_text(content: &[u8], encoding: Encoding) -> Result<String, String> {
    let charset = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::ShiftJis => SHIFT_JIS,
        Encoding::Latin1 => WINDOWS_1252,
    };
    match decoded(content, charset) {
        (text, false) => Ok(text),
        (_, true) => Err(format!(
            "the file has bytes that are no letters of {}; choose another encoding",
            charset.name()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_says_itself_how_its_bytes_are_letters() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>M\xfcller</a>";
        assert!(xml_text(latin).unwrap().ends_with("<a>Müller</a>"));
        assert!(xml_text(b"<a>M\xfcller</a>").unwrap_err().contains("UTF-8"));
        assert!(xml_text(b"<?xml version='1.0' encoding='Klingon'?><a/>").unwrap_err().contains("Klingon"));
        let wide: Vec<u8> = "\u{feff}<a>日</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(xml_text(&wide).unwrap(), "<a>日</a>");
        assert!(is_xml(&wide) && is_xml(b"\xef\xbb\xbf <a/>") && !is_xml(b"date,amount"));
    }

    #[test]
    fn the_encoding_of_csv_is_likely_what_reads_well() {
        let (japanese, ..) = SHIFT_JIS.encode("取扱日付,お預り金額\n09.03.10,59290");
        assert_eq!(likely_encoding(&japanese), Encoding::ShiftJis);
        assert_eq!(likely_encoding("日付,金額".as_bytes()), Encoding::Utf8);
        assert_eq!(likely_encoding(b"Buchungstag;W\xe4hrung;f\xfcr M\xfcller"), Encoding::Latin1);
    }
}
