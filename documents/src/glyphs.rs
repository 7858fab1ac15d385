//! Text as it can be set: every character has a glyph, and every word fits a line.

use typst::text::Font;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Stands where a font has no glyph, as printers in Japan have it (geta). Without it PDF/A could not be written.
const GETA: char = '〓';

/// From this length on a word may be broken anywhere, at steps of [`STEP`].
const LONG_WORD: usize = 24;
const STEP: usize = 12;
const BREAK_HERE: char = '\u{200b}';

/// `text` in composed form, on one line, without what cannot be seen, and with a geta for what has no glyph.
pub(crate) fn settable(text: &str, fonts: &[Font]) -> String {
    let mut settable = String::with_capacity(text.len());
    let mut run = 0;
    for char in text.nfc().filter(|char| !is_invisible(*char)) {
        let char = if is_line_break(char) { ' ' } else { char };
        // Japanese breaks by rules of its own, between almost any two characters.
        run = if char == ' ' || char >= '\u{2e80}' { 0 } else { run + 1 };
        if run > LONG_WORD && run % STEP == 1 && !is_combining_mark(char) {
            settable.push(BREAK_HERE);
        }
        settable.push(if has_glyph(char, fonts) { char } else { GETA });
    }
    settable
}

fn has_glyph(char: char, fonts: &[Font]) -> bool {
    char == ' ' || fonts.iter().any(|font| font.info().coverage.contains(u32::from(char)))
}

fn is_line_break(char: char) -> bool {
    char.is_control() || matches!(char, '\u{2028}' | '\u{2029}')
}

/// Joiners, marks of direction and selectors of variants: they could make a name read as another one.
fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typesetter::fonts;

    fn set(text: &str) -> String {
        settable(text, &fonts().unwrap())
    }

    #[test]
    fn names_of_europe_and_japan_stay_as_they_are() {
        for name in
            ["Łódź Spółka Ærø GmbH & Co. KG", "Ελλάς ΑΕ", "ООО «Ромашка»", "株式会社髙﨑㈱ｶﾅ", "₹ € £ ¥ №"]
        {
            assert_eq!(set(name), name);
        }
    }

    #[test]
    fn what_has_no_glyph_becomes_a_geta() {
        assert_eq!(set("삼성 🚀 \u{e000}"), "〓〓 〓 〓");
    }

    #[test]
    fn accents_are_composed_and_lines_joined() {
        assert_eq!(set("Cafe\u{301}\nハ\u{309a}ン"), "Café パン");
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(set("a\u{202e}b\u{200b}c\u{feff}"), "abc");
    }

    #[test]
    fn long_words_can_be_broken_and_short_ones_not() {
        assert_eq!(set(&"x".repeat(24)), "x".repeat(24));
        assert_eq!(
            set(&"x".repeat(40)),
            format!("{0}\u{200b}{1}\u{200b}{2}", "x".repeat(24), "x".repeat(12), "xxxx")
        );
    }
}
