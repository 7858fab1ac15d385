//! Words as the directory's search compares them: what is indexed and what is asked for go through the same hands.
//!
//! Databases cut text into words each in its own way, and Japanese not at all. So the text is cut here: compatibility
//! forms are made one (NFKC), case and the accents of European letters are dropped, and a run of Japanese, Chinese or
//! Korean becomes its pairs of neighbouring characters. Both databases are handed the same words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Stands between two runs of pairs, so that no phrase reaches from one into the other.
pub const GAP: &str = "·";
/// Characters of a question that are looked at.
const LONGEST_QUESTION: usize = 100;
/// Terms of a question that are looked for.
const MOST_TERMS: usize = 8;
/// Characters of a word that count: databases do not take words of any length.
const LONGEST_WORD: usize = 60;
/// Above this stand no letters of Latin, Greek or Cyrillic: what is a mark there belongs to the word.
const EUROPEAN: char = '\u{530}';

/// One thing that is looked for; a question's terms must all be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A word that begins so.
    Begins(String),
    /// Exactly this word.
    Word(String),
    /// These words, one right after another.
    Phrase(Vec<String>),
}

/// The words under which a text is found, in their order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let (mut words, mut singles) = (Vec::new(), Vec::new());
    for run in runs(text) {
        match run {
            Run::Word(word) => words.push(word),
            Run::Pairs(chars) => {
                words.push(GAP.to_owned());
                words.extend(pairs(&chars));
                singles.extend(chars.into_iter().map(String::from));
            }
        }
    }
    // For questions of one character: each of them once, behind everything.
    singles.sort_unstable();
    singles.dedup();
    if !singles.is_empty() {
        words.push(GAP.to_owned());
    }
    words.extend(singles);
    words
}

/// What a question looks for; nothing if there is no word in it.
#[must_use]
pub fn terms(question: &str) -> Vec<Term> {
    let question: String = question.chars().take(LONGEST_QUESTION).collect();
    let term = |run| match run {
        Run::Word(word) if word.chars().nth(1).is_some() => Term::Begins(word),
        Run::Word(word) => Term::Word(word),
        Run::Pairs(chars) if chars.len() == 1 => Term::Word(chars.into_iter().collect()),
        Run::Pairs(chars) => Term::Phrase(pairs(&chars).collect()),
    };
    runs(&question).into_iter().take(MOST_TERMS).map(term).collect()
}

/// A text as it is put in order and made part of an address: one form, small letters, without accents.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut european = false;
    for char in text.nfkc().flat_map(char::to_lowercase) {
        if is_cjk(char) {
            european = false;
            folded.push(char);
            continue;
        }
        decompose_canonical(char, |part| {
            if !is_combining_mark(part) {
                european = part < EUROPEAN;
            } else if european {
                return;
            }
            folded.push(part);
        });
    }
    folded
}

enum Run {
    Word(String),
    Pairs(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut ended = true;
    for char in folded(text).chars() {
        if !char.is_alphanumeric() && !is_combining_mark(char) {
            ended = true;
            continue;
        }
        match (runs.last_mut(), is_cjk(char)) {
            (Some(Run::Pairs(chars)), true) if !ended => chars.push(char),
            (Some(Run::Word(word)), false) if !ended => {
                if word.chars().count() < LONGEST_WORD {
                    word.push(char);
                }
            }
            (_, true) => runs.push(Run::Pairs(vec![char])),
            (_, false) => runs.push(Run::Word(char.into())),
        }
        ended = false;
    }
    runs
}

fn pairs(chars: &[char]) -> impl Iterator<Item = String> {
    chars.windows(2).map(|pair| pair.iter().collect())
}

/// Whether words are not set apart by blanks where this character is used, or not so that one could search by them.
fn is_cjk(char: char) -> bool {
    matches!(char,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn begins(word: &str) -> Term {
        Term::Begins(word.into())
    }

    fn phrase(words: &[&str]) -> Term {
        Term::Phrase(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn case_accents_and_widths_make_no_difference() {
        for same in ["Düne", "DÜNE", "dune", "Ｄｕ\u{308}ｎｅ"] {
            assert_eq!(terms(same), [begins("dune")], "{same}");
        }
        assert_eq!(terms("ｱｵﾊﾞ"), terms("アオバ"));
        // The voicing marks of kana are no accents.
        assert_ne!(terms("ハハ"), terms("パパ"));
        assert_eq!(folded("Ελλάδα Łódź"), "ελλαδα łodz");
    }

    #[test]
    fn japanese_is_found_by_any_of_its_parts() {
        assert_eq!(words("東京都"), [GAP, "東京", "京都", GAP, "京", "東", "都"]);
        assert_eq!(terms("京都"), [phrase(&["京都"])]);
        assert_eq!(terms("東京都"), [phrase(&["東京", "京都"])]);
        assert_eq!(terms("都"), [Term::Word("都".into())]);
    }

    #[test]
    fn scripts_are_set_apart_without_a_blank() {
        assert_eq!(terms("Azure移行"), [begins("azure"), phrase(&["移行"])]);
        assert_eq!(terms("データ・分析"), [phrase(&["デー", "ータ"]), phrase(&["分析"])]);
    }

    #[test]
    fn no_phrase_reaches_from_one_run_into_the_next() {
        let indexed = words("東京 京都");
        let phrase = ["東京".to_owned(), "京都".to_owned()];
        assert!(!indexed.windows(2).any(|pair| pair == phrase), "{indexed:?}");
    }

    #[test]
    fn words_of_other_scripts_keep_their_marks() {
        assert_eq!(terms("हिन्दी").len(), 1);
        assert_ne!(terms("कि"), terms("के"));
    }

    #[test]
    fn signs_alone_look_for_nothing_and_long_questions_end() {
        assert!(terms(" *\"' -- () & | ! : ").is_empty());
        assert_eq!(terms("c# & r"), [Term::Word("c".into()), Term::Word("r".into())]);
        assert_eq!(terms(&"ab ".repeat(200)).len(), MOST_TERMS);
        assert_eq!(words(&"é".repeat(2_000)), ["e".repeat(LONGEST_WORD)]);
    }
}
