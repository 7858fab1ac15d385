//! How the columns of a bank's CSV file are taken: guessed from its headings, corrected by a person, remembered.

use chrono::{Datelike, NaiveDate};

use super::{BankLine, Direction};
use crate::money::{InexactNumber, Money, currency, exact};
use crate::search::folded;
use crate::wire;

/// How many digits an amount may have before its point.
const MOST_DIGITS: usize = 13;
/// The year before the first of the era Reiwa.
const BEFORE_REIWA: i32 = 2018;

wire! {
    /// How the bytes of a file are letters.
    #[derive(Copy, Hash, Default)]
    #[serde(rename_all = "snake_case")]
    pub enum Encoding {
        /// UTF-8, with or without a mark at its beginning.
        #[default]
        Utf8,
        /// `Shift_JIS`, as Japanese banks write.
        ShiftJis,
        /// Windows-1252, as older European ones do.
        Latin1,
    }
}

wire! {
    /// What stands between two cells.
    #[derive(Copy, Hash, Default)]
    #[serde(rename_all = "snake_case")]
    pub enum Delimiter {
        /// `,`
        #[default]
        Comma,
        /// `;`
        Semicolon,
        /// A tab.
        Tab,
    }
}

impl Delimiter {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// The byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

wire! {
    /// In which order a date is written, whatever stands between.
    #[derive(Copy, Hash, Default)]
    #[serde(rename_all = "snake_case")]
    pub enum DateFormat {
        /// `2027-03-10`, `2027/3/10`, `20270310`, `2027年3月10日`.
        #[default]
        YearFirst,
        /// `10.03.2027`.
        DayFirst,
        /// `03/10/2027`.
        MonthFirst,
        /// The year of the Japanese era: `09.03.10`, `R9/3/10`, `090310`.
        Reiwa,
    }
}

wire! {
    /// What stands before the minor units.
    #[derive(Copy, Hash, Default)]
    #[serde(rename_all = "snake_case")]
    pub enum DecimalMark {
        /// `1,234.50`
        #[default]
        Point,
        /// `1.234,50`
        Comma,
    }
}

wire! {
    /// Which column is what. Columns are counted from 0.
    #[serde(deny_unknown_fields)]
    pub struct CsvMapping {
        /// How the bytes are letters.
        pub encoding: Encoding,
        /// What stands between two cells.
        pub delimiter: Delimiter,
        /// The line that names the columns, counted from 1 without empty ones; what is above is left out.
        pub heading_line: u32,
        /// The day.
        pub date: u32,
        /// How it is written.
        pub date_format: DateFormat,
        /// The amount; with a minus sign for what went out, unless that has a column of its own.
        pub amount: u32,
        /// The amount of what went out, where it stands apart.
        pub debit: Option<u32>,
        /// How amounts are written.
        pub decimal_mark: DecimalMark,
        /// ISO 4217 code of the account's currency.
        pub currency: String,
        /// The column with a currency of its own, if there is one.
        pub currency_column: Option<u32>,
        /// The bank's own reference.
        pub reference: Option<u32>,
        /// Who paid.
        pub payer: Option<u32>,
        /// What was written with it.
        pub texts: Vec<u32>,
    }
}

/// What is wrong with a cell: the column's place, and why.
pub type CellFault = (Option<u32>, String);

impl CsvMapping {
    /// What a row says; nothing for one without an amount, such as a sum or a balance.
    pub fn line(&self, cells: &[&str], line: u32) -> Result<Option<BankLine>, Vec<CellFault>> {
        let cell = |at: u32| cells.get(at as usize).map_or("", |cell| cell.trim());
        let amounts = [Some(self.amount), self.debit].map(|at| at.map_or("", cell));
        if amounts.iter().all(|amount| amount.is_empty()) {
            return Ok(None);
        }
        let mut faults = Vec::new();
        let day = date_of(cell(self.date), self.date_format);
        if day.is_none() {
            faults.push((
                Some(self.date),
                format!("`{}` is no date as it was said to be written", cell(self.date)),
            ));
        }
        let (unit_at, code) = match self.currency_column {
            Some(at) if !cell(at).is_empty() => (Some(at), cell(at).to_owned()),
            other => (other, self.currency.clone()),
        };
        let unit = currency(&code.to_uppercase());
        if unit.is_none() {
            faults.push((unit_at, format!("`{code}` is no currency of ISO 4217")));
        }
        let decimals = unit.and_then(crate::money::Currency::exponent).map_or(0, usize::from);
        let mut sum: Option<i64> = None;
        for (at, text, sign) in [(Some(self.amount), amounts[0], 1), (self.debit, amounts[1], -1)] {
            match amount_of(text, self.decimal_mark, decimals) {
                Ok(0) => {}
                // A debit that stands apart is written with or without its sign.
                Ok(amount) if sign < 0 => sum = Some(sum.unwrap_or(0) - amount.abs()),
                Ok(amount) => sum = Some(sum.unwrap_or(0) + amount),
                Err(reason) => faults.push((at, reason)),
            }
        }
        let (true, Some(booked_on), Some(unit)) = (faults.is_empty(), day, unit) else { return Err(faults) };
        let Some(sum) = sum.filter(|sum| *sum != 0) else { return Ok(None) };
        let some = |at: Option<u32>| at.map(cell).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Some(BankLine {
            line,
            direction: Direction::of(sum > 0, false),
            booked_on,
            amount: Money::new(sum.abs(), unit),
            reference: some(self.reference),
            payer: some(self.payer),
            texts: self.texts.iter().filter_map(|at| some(Some(*at))).collect(),
            account: None,
        }))
    }

    /// The columns that it names and a file of so many does not have.
    #[must_use]
    pub fn beyond(&self, columns: usize) -> Vec<u32> {
        let optional = [self.debit, self.currency_column, self.reference, self.payer];
        let all = [self.date, self.amount].into_iter().chain(optional.into_iter().flatten());
        all.chain(self.texts.iter().copied()).filter(|at| *at as usize >= columns).collect()
    }
}

/// A day as it is written.
#[must_use]
pub fn date_of(text: &str, format: DateFormat) -> Option<NaiveDate> {
    let text = folded(text.trim());
    let mut runs: Vec<&str> =
        text.split(|char: char| !char.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match (runs.len(), text.len(), format) {
        (1, 8, DateFormat::YearFirst) if only_digits => runs = vec![&text[..4], &text[4..6], &text[6..]],
        (1, 8, DateFormat::DayFirst | DateFormat::MonthFirst) if only_digits => {
            runs = vec![&text[..2], &text[2..4], &text[4..]];
        }
        (1, 6, DateFormat::Reiwa) if only_digits => runs = vec![&text[..2], &text[2..4], &text[4..]],
        _ => {}
    }
    // A time of the day may follow.
    let numbers: Vec<u32> = runs.iter().take(3).map_while(|run| run.parse().ok()).collect();
    let [one, two, three] = numbers[..] else { return None };
    let (year, month, day) = match format {
        DateFormat::YearFirst => (i32::try_from(one).ok()?, two, three),
        DateFormat::DayFirst => (full_year(three)?, two, one),
        DateFormat::MonthFirst => (full_year(three)?, one, two),
        DateFormat::Reiwa => (i32::try_from(one).ok()?.checked_add(BEFORE_REIWA)?, two, three),
    };
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| (2000..2200).contains(&day.year()))
}

/// `27` is 2027.
fn full_year(year: u32) -> Option<i32> {
    i32::try_from(if year < 100 { 2000 + year } else { year }).ok()
}

/// An amount in minor units, as it is written with separators, a sign before or after it, a currency's mark or in
/// brackets; an empty one is nothing.
pub fn amount_of(text: &str, mark: DecimalMark, decimals: usize) -> Result<i64, String> {
    let folded: String = folded(text).chars().filter(|char| !char.is_whitespace() && *char != '\'').collect();
    let bare = folded.trim_matches(['¥', '\\', '€', '$', '£', '円']);
    let (bare, in_brackets) = match bare.strip_prefix('(').and_then(|bare| bare.strip_suffix(')')) {
        Some(bare) => (bare, true),
        None => (bare, false),
    };
    let digits = bare.trim_matches(['-', '+', '−', '▲', '△']).trim_matches(['¥', '\\', '€', '$', '£', '円']);
    let is_negative = in_brackets || bare.contains(['-', '−', '▲', '△']);
    if digits.is_empty() {
        return if bare.is_empty() || bare == "-" { Ok(0) } else { Err(format!("`{text}` is no amount")) };
    }
    let (point, separator) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let digits = digits.replace(separator, "").replace(point, ".");
    let amount = exact_amount(&digits, decimals).map_err(|error| match error {
        InexactNumber::TooManyDecimals(decimals) => {
            format!("`{text}` has more than {decimals} decimals, which the currency has")
        }
        InexactNumber::NotANumber => format!("`{text}` is no amount as it was said to be written"),
    })?;
    Ok(if is_negative { -amount } else { amount })
}

/// Digits with at most one point, in minor units. Noughts beyond the currency's decimals are taken: banks write `59290.00`
/// yen.
pub fn exact_amount(digits: &str, decimals: usize) -> Result<i64, InexactNumber> {
    let trimmed = match digits.split_once('.') {
        Some((whole, part)) if part.len() > decimals && !part.is_empty() => {
            let (kept, rest) = part.split_at_checked(decimals).ok_or(InexactNumber::NotANumber)?;
            if rest.bytes().any(|byte| byte != b'0') {
                return Err(InexactNumber::TooManyDecimals(decimals));
            }
            if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") }
        }
        _ => digits.to_owned(),
    };
    exact(&trimmed, decimals, MOST_DIGITS)
}

/// Words that headings have in English, German and Japanese; the first column that has one is taken.
const DATES: [&str; 9] =
    ["booking date", "buchungstag", "取扱日", "取引日", "勘定日", "日付", "年月日", "date", "datum"];
const CREDITS: [&str; 10] =
    ["入金", "お預り", "お預かり", "預入", "受入", "credit", "money in", "paid in", "haben", "deposit"];
const DEBITS: [&str; 9] =
    ["出金", "お支払", "お引出", "引出", "debit", "money out", "paid out", "soll", "withdrawal"];
const AMOUNTS: [&str; 4] = ["amount", "betrag", "金額", "umsatz"];
const CURRENCIES: [&str; 4] = ["currency", "waehrung", "wahrung", "通貨"];
const REFERENCES: [&str; 9] = [
    "bank reference",
    "transaction id",
    "照会番号",
    "取引番号",
    "bankreferenz",
    "reference number",
    "kundenreferenz",
    "reference",
    "referenz",
];
const PAYERS: [&str; 9] = [
    "payer",
    "振込依頼人",
    "依頼人",
    "auftraggeber",
    "counterparty",
    "name",
    "beguenstigter",
    "begunstigter",
    "摘要",
];
const TEXTS: [&str; 13] = [
    "remittance",
    "verwendungszweck",
    "edi",
    "摘要",
    "内容",
    "details",
    "description",
    "narrative",
    "memo",
    "メモ",
    "備考",
    "end to end",
    "text",
];

/// How a file with these headings and rows is likely to be read; `currency` is the programme's.
#[must_use]
pub fn guessed(headings: &[String], rows: &[Vec<String>], base: CsvMapping) -> CsvMapping {
    let folded: Vec<String> = headings.iter().map(|heading| folded(heading.trim())).collect();
    let find = |words: &[&str], taken: &[Option<u32>]| {
        let free = |at: &u32| !taken.contains(&Some(*at));
        let with = |word: &&str| {
            let at = folded.iter().position(|heading| heading.contains(*word));
            at.and_then(|at| u32::try_from(at).ok()).filter(free)
        };
        words.iter().find_map(with)
    };
    let date = find(&DATES, &[]);
    let debit = find(&DEBITS, &[]);
    let credit = find(&CREDITS, &[debit]);
    let (amount, debit) = match (credit, debit) {
        (Some(credit), Some(debit)) => (Some(credit), Some(debit)),
        (credit, _) => (find(&AMOUNTS, &[date]).or(credit), None),
    };
    let currency_column = find(&CURRENCIES, &[amount]);
    let reference = find(&REFERENCES, &[date, amount]);
    let payer = find(&PAYERS, &[date, amount, debit, reference]);
    let taken = [date, amount, debit, currency_column, reference, payer];
    let text = find(&TEXTS, &taken);
    let date = date.unwrap_or(base.date);
    let amount = amount.unwrap_or(base.amount);
    let cells = |at: u32| {
        rows.iter().filter_map(move |row| row.get(at as usize)).filter(|cell| !cell.trim().is_empty())
    };
    let formats = [DateFormat::YearFirst, DateFormat::Reiwa, DateFormat::DayFirst, DateFormat::MonthFirst];
    let reads = |format: &DateFormat| cells(date).all(|cell| date_of(cell, *format).is_some());
    let with_comma = |cell: &String| {
        // `59.290,00` and `59,5`: a comma with other than three digits after it.
        cell.rsplit_once(',')
            .is_some_and(|(_, after)| after.chars().filter(char::is_ascii_digit).count() != 3)
    };
    CsvMapping {
        date,
        date_format: formats.into_iter().find(reads).unwrap_or(base.date_format),
        amount,
        debit,
        decimal_mark: if cells(amount).any(with_comma) { DecimalMark::Comma } else { DecimalMark::Point },
        currency_column,
        reference,
        payer,
        texts: text.into_iter().collect(),
        ..base
    }
}

/// The headings of a file as it is remembered by them.
#[must_use]
pub fn key(headings: &[String]) -> String {
    headings.iter().map(|heading| folded(heading.trim())).collect::<Vec<_>>().join("\u{1f}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    use crate::money::Currency;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn base() -> CsvMapping {
        CsvMapping {
            encoding: Encoding::Utf8,
            delimiter: Delimiter::Comma,
            heading_line: 1,
            date: 0,
            date_format: DateFormat::YearFirst,
            amount: 1,
            debit: None,
            decimal_mark: DecimalMark::Point,
            currency: "JPY".into(),
            currency_column: None,
            reference: None,
            payer: None,
            texts: Vec::new(),
        }
    }

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn dates_are_read_in_every_form_that_banks_write() {
        use DateFormat::{DayFirst, MonthFirst, Reiwa, YearFirst};
        for (text, format) in [
            ("2027-03-10", YearFirst),
            ("2027/3/10", YearFirst),
            ("20270310", YearFirst),
            ("2027年3月10日", YearFirst),
            ("2027-03-10 09:15:00", YearFirst),
            ("10.03.2027", DayFirst),
            ("10.03.27", DayFirst),
            ("03/10/2027", MonthFirst),
            ("09.03.10", Reiwa),
            ("R9/3/10", Reiwa),
            ("090310", Reiwa),
        ] {
            assert_eq!(date_of(text, format), Some(date("2027-03-10")), "{text}");
        }
        for (text, format) in
            [("2027-02-29", YearFirst), ("10.13.2027", DayFirst), ("", YearFirst), ("total", Reiwa)]
        {
            assert_eq!(date_of(text, format), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_exact_in_the_currencys_decimals() {
        let point = |text, decimals| amount_of(text, DecimalMark::Point, decimals);
        assert_eq!(point("59,290", 0), Ok(59_290));
        assert_eq!(point("¥59,290-", 0), Ok(-59_290));
        assert_eq!(point("▲100", 0), Ok(-100));
        assert_eq!(point("(1,234.50)", 2), Ok(-123_450));
        assert_eq!(point("59290.00", 0), Ok(59_290));
        assert_eq!(point("1.5", 3), Ok(1_500));
        assert_eq!(amount_of("1.234,50", DecimalMark::Comma, 2), Ok(123_450));
        assert_eq!(amount_of("1 234,5", DecimalMark::Comma, 2), Ok(123_450));
        assert_eq!(point("", 2), Ok(0));
        assert!(point("59290.50", 0).unwrap_err().contains("more than 0 decimals"));
        for wrong in ["abc", "1.2.3", "99999999999999999", "--"] {
            assert!(point(wrong, 2).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_japanese_banks_columns_are_guessed() {
        let headings = texts(&["取扱日付", "照会番号", "お支払金額", "お預り金額", "差引残高", "摘要"]);
        let rows = [texts(&["09.03.10", "0001", "", "59,290", "1,059,290", "ｱｵﾊﾞｼｽﾃﾑｽﾞ"])];
        let mapping = guessed(&headings, &rows, base());
        assert_eq!((mapping.date, mapping.date_format), (0, DateFormat::Reiwa));
        assert_eq!((mapping.amount, mapping.debit, mapping.reference), (3, Some(2), Some(1)));
        assert_eq!((mapping.payer, mapping.decimal_mark), (Some(5), DecimalMark::Point));
    }

    #[test]
    fn a_german_banks_columns_are_guessed() {
        let headings = texts(&[
            "Buchungstag",
            "Auftraggeber",
            "Verwendungszweck",
            "Betrag",
            "Währung",
            "Kundenreferenz",
        ]);
        let rows = [texts(&["10.03.2027", "Dune Works GmbH", "100002-4100004", "1.234,50", "EUR", "NTX1"])];
        let mapping = guessed(&headings, &rows, base());
        assert_eq!((mapping.date, mapping.date_format, mapping.amount), (0, DateFormat::DayFirst, 3));
        assert_eq!((mapping.decimal_mark, mapping.currency_column), (DecimalMark::Comma, Some(4)));
        assert_eq!((mapping.payer, mapping.texts, mapping.reference), (Some(1), vec![2], Some(5)));
    }

    #[test]
    fn a_row_is_a_line_a_sum_is_none_and_a_mistake_names_its_cell() {
        let mapping = CsvMapping { debit: Some(2), payer: Some(3), ..base() };
        let line = mapping.line(&["2027-03-10", "59,290", "", " ｱｵﾊﾞ "], 5).unwrap().unwrap();
        assert_eq!((line.direction, line.amount), (Direction::Credit, Money::new(59_290, Currency::JPY)));
        assert_eq!((line.line, line.payer.as_deref()), (5, Some("ｱｵﾊﾞ")));
        let out = mapping.line(&["2027-03-10", "", "100", ""], 6).unwrap().unwrap();
        assert_eq!((out.direction, out.amount.amount), (Direction::Debit, 100));
        assert_eq!(mapping.line(&["Total", "", ""], 7), Ok(None));
        let faults = mapping.line(&["10 March", "x", "", ""], 8).unwrap_err();
        assert_eq!(faults.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [Some(0), Some(1)]);
        assert_eq!(mapping.beyond(3), [3]);
    }

    #[test]
    fn headings_are_remembered_however_they_are_written() {
        assert_eq!(key(&texts(&["Date", " Amount "])), key(&texts(&["ＤＡＴＥ", "amount"])));
    }
}
