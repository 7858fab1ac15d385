//! Which lines of a file came in before: with the same file, one that overlaps, or one of another kind.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{BankLine, Direction, StatementFormat};
use crate::money::Money;
use crate::search::folded;

/// A line that is stored.
#[derive(Debug, Clone)]
pub struct StoredLine {
    /// Its name.
    pub id: String,
    /// What kind of file it came with.
    pub format: StatementFormat,
    /// What it says.
    pub line: BankLine,
}

/// What a line is to those that are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// It was not there.
    New,
    /// It is there already, or twice in this file.
    Known,
    /// It may be that one, and may be another of the same day and amount: a person has to say.
    Resembles(String),
}

/// What must be the same for two lines to be the same money.
type Group = (Direction, NaiveDate, Money);

fn group(line: &BankLine) -> Group {
    (line.direction, line.booked_on, line.amount)
}

/// A text as it is compared: one form, no blanks, dashes or stops.
pub(super) fn squeezed(text: &str) -> String {
    folded(text).chars().filter(|char| char.is_alphanumeric()).collect()
}

fn reference(line: &BankLine) -> Option<String> {
    line.reference.as_deref().map(squeezed).filter(|reference| !reference.is_empty())
}

/// Who paid and what was written, as it is compared.
#[must_use]
pub fn written(line: &BankLine) -> String {
    let texts = line.payer.iter().chain(&line.texts);
    texts.map(|text| squeezed(text)).collect()
}

fn are_of_one_account(one: &BankLine, other: &BankLine) -> bool {
    match (&one.account, &other.account) {
        (Some(one), Some(other)) => squeezed(one) == squeezed(other),
        _ => true,
    }
}

/// How a line of the file is like one that is stored; the strongest likeness is looked for first.
const LIKENESSES: [fn(&Seen, &Seen) -> bool; 3] = [same_reference, same_words, kindred_words];

/// A line with what it is compared by.
struct Seen<'l> {
    line: &'l BankLine,
    format: StatementFormat,
    reference: Option<String>,
    written: String,
}

impl<'l> Seen<'l> {
    fn of(line: &'l BankLine, format: StatementFormat) -> Self {
        Self { line, format, reference: reference(line), written: written(line) }
    }

    /// Both have a reference of the bank, and not the same: so they are two.
    fn contradicts(&self, other: &Self) -> bool {
        let differ = matches!((&self.reference, &other.reference), (Some(one), Some(other)) if one != other);
        differ || !are_of_one_account(self.line, other.line)
    }
}

fn same_reference(one: &Seen, other: &Seen) -> bool {
    one.reference.is_some() && one.reference == other.reference
}

fn same_words(one: &Seen, other: &Seen) -> bool {
    one.written == other.written
}

/// Files of two kinds tell the same with more or fewer words.
fn kindred_words(one: &Seen, other: &Seen) -> bool {
    let payer = |seen: &Seen| seen.line.payer.as_deref().map(squeezed).filter(|name| !name.is_empty());
    let same_payer = payer(one).is_some() && payer(one) == payer(other);
    let (short, long) = if one.written.len() < other.written.len() { (one, other) } else { (other, one) };
    let contained = short.written.chars().count() >= 6 && long.written.contains(&short.written);
    one.format != other.format && (same_payer || contained)
}

/// What each line of a file is to those that are stored. Lines that are alike are counted: two that are stored answer
/// for two of the file, and a third is new.
#[must_use]
pub fn recognise(lines: &[BankLine], format: StatementFormat, stored: &[StoredLine]) -> Vec<Recognised> {
    let there: Vec<_> = stored.iter().map(|stored| Seen::of(&stored.line, stored.format)).collect();
    let mut by_group: HashMap<Group, Vec<usize>> = HashMap::new();
    for (at, seen) in there.iter().enumerate() {
        by_group.entry(group(seen.line)).or_default().push(at);
    }
    let coming: Vec<_> = lines.iter().map(|line| Seen::of(line, format)).collect();
    let mut answered_for = vec![false; stored.len()];
    let mut answers: Vec<Option<Recognised>> = vec![None; lines.len()];
    for is_like in LIKENESSES {
        for (seen, answer) in coming.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
            let alike = by_group.get(&group(seen.line)).into_iter().flatten().find(|at| {
                !answered_for[**at] && !seen.contradicts(&there[**at]) && is_like(seen, &there[**at])
            });
            if let Some(at) = alike {
                answered_for[*at] = true;
                *answer = Some(Recognised::Known);
            }
        }
    }
    for (seen, answer) in coming.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
        // Of the same day and amount in a file of another kind, and nothing in their words says whether it is that one.
        let resembled = by_group.get(&group(seen.line)).into_iter().flatten().find(|at| {
            !answered_for[**at] && !seen.contradicts(&there[**at]) && seen.format != there[**at].format
        });
        if let Some(at) = resembled {
            answered_for[*at] = true;
            *answer = Some(Recognised::Resembles(stored[*at].id.clone()));
        }
    }
    twice_in_file(&coming, &mut answers);
    answers.into_iter().map(|answer| answer.unwrap_or(Recognised::New)).collect()
}

/// A bank's reference that stands twice in one file, with the same words, is one line.
fn twice_in_file(coming: &[Seen], answers: &mut [Option<Recognised>]) {
    let mut first = std::collections::HashSet::new();
    for (seen, answer) in coming.iter().zip(answers) {
        let Some(reference) = &seen.reference else { continue };
        let is_first = first.insert((group(seen.line), reference, &seen.written));
        if !is_first && answer.is_none() {
            *answer = Some(Recognised::Known);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    use crate::money::Currency;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn line(reference: &str, payer: &str, text: &str) -> BankLine {
        BankLine {
            line: 1,
            direction: Direction::Credit,
            booked_on: date("2027-03-10"),
            amount: Money::new(59_290, Currency::JPY),
            reference: Some(reference.to_owned()).filter(|text| !text.is_empty()),
            payer: Some(payer.to_owned()).filter(|text| !text.is_empty()),
            texts: vec![text.to_owned()],
            account: None,
        }
    }

    fn stored(id: &str, format: StatementFormat, line: BankLine) -> StoredLine {
        StoredLine { id: id.into(), format, line }
    }

    use Recognised::{Known, New, Resembles};
    use StatementFormat::{Camt, Csv};

    #[test]
    fn the_banks_reference_makes_a_line_once_however_it_is_written() {
        let there = [stored("a", Camt, line("2027-0310/0001", "", "x"))];
        assert_eq!(recognise(&[line("202703100001", "", "y")], Camt, &there), [Known]);
        assert_eq!(recognise(&[line("202703100002", "", "x")], Camt, &there), [New]);
    }

    #[test]
    fn lines_without_a_reference_are_counted() {
        let same = || line("", "アオバ", "");
        let there = [stored("a", Csv, same()), stored("b", Csv, same())];
        assert_eq!(recognise(&[same(), same()], Csv, &there), [Known, Known]);
        assert_eq!(recognise(&[same(), same(), same()], Csv, &there), [Known, Known, New]);
        assert_eq!(recognise(&[same(), same()], Csv, &[]), [New, New], "two payments may look the same");
    }

    #[test]
    fn a_file_of_another_kind_is_recognised_by_its_words() {
        let there = [
            stored("a", Camt, line("R1", "Aoba Systems", "100001-4100001 Membership")),
            stored("b", Camt, line("R2", "Fuji Data", "100002-4100006")),
        ];
        let csv = [line("", "FUJI DATA", "Transfer"), line("", "", "100001 4100001 membership")];
        assert_eq!(recognise(&csv, Csv, &there), [Known, Known]);
    }

    #[test]
    fn what_words_do_not_tell_apart_is_left_to_a_person() {
        let there = [stored("a", Camt, line("R1", "Aoba Systems", "100001-4100001"))];
        let csv = [line("", "", "振込"), line("", "", "振込 2")];
        assert_eq!(recognise(&csv, Csv, &there), [Resembles("a".into()), New]);
        assert_eq!(recognise(&csv, Camt, &there), [New, New], "of the same kind it would say the same");
    }

    #[test]
    fn other_amounts_days_ways_and_accounts_are_other_lines() {
        let mut there = line("R1", "", "");
        there.account = Some("JP 1".into());
        let others = [
            BankLine { amount: Money::new(59_291, Currency::JPY), ..there.clone() },
            BankLine { booked_on: date("2027-03-11"), ..there.clone() },
            BankLine { direction: Direction::Debit, ..there.clone() },
            BankLine { account: Some("JP 2".into()), ..there.clone() },
        ];
        assert_eq!(recognise(&others, Camt, &[stored("a", Camt, there)]), [New, New, New, New]);
    }

    #[test]
    fn a_reference_twice_in_a_file_is_one_line_unless_the_words_differ() {
        let file = [line("R1", "", "x"), line("R1", "", "x"), line("R1", "", "y")];
        assert_eq!(recognise(&file, Camt, &[]), [New, Known, New]);
    }
}
