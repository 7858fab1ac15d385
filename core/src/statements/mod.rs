//! Bank statements: what a line of one says, which order it may pay, and what the vendor's finance is told of it
//! (domain.md, "Operators"). Importing books nothing: that is for a person to confirm.

pub mod identity;
pub mod mapping;
pub mod matching;

use chrono::{DateTime, NaiveDate, Utc};

use self::mapping::CsvMapping;
use self::matching::Proposal;
use crate::competencies::ImportFault;
use crate::money::Money;
use crate::orders::OrderNumber;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::transfers::Allocation;
use crate::{codes, wire};

/// The largest statement that is read, in bytes: 10 MiB.
pub const LARGEST_STATEMENT: usize = 10 * 1024 * 1024;

/// The most lines that a statement may have.
pub const MOST_LINES: usize = 20_000;

wire! {
    /// Which way money went, and whether it went back.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Direction {
        /// It came: the one kind that can pay an order.
        Credit,
        /// It went out.
        Debit,
        /// What had come was taken back.
        CreditReturned,
        /// What had gone out came back: it is the vendor's own.
        DebitReturned,
    }
}

codes!(Direction: Credit = "credit", Debit = "debit", CreditReturned = "credit_returned", DebitReturned = "debit_returned");

impl Direction {
    /// A reversed debit looks like a credit, and a reversed credit like a debit (ISO 20022, `RvslInd`).
    #[must_use]
    pub const fn of(is_credit: bool, is_reversal: bool) -> Self {
        match (is_credit, is_reversal) {
            (true, false) => Self::Credit,
            (false, false) => Self::Debit,
            (false, true) => Self::CreditReturned,
            (true, true) => Self::DebitReturned,
        }
    }
}

wire! {
    /// What one line of a statement says, from whatever kind of file.
    pub struct BankLine {
        /// Line of the file, from 1.
        pub line: u32,
        /// Which way.
        pub direction: Direction,
        /// The day on which the bank booked it.
        pub booked_on: NaiveDate,
        /// How much; never negative.
        pub amount: Money,
        /// The bank's own reference, where it gives one.
        pub reference: Option<String>,
        /// Who paid, as the bank says.
        pub payer: Option<String>,
        /// What was written with it: references and remittance information.
        pub texts: Vec<String>,
        /// The account, where the file names it.
        pub account: Option<String>,
    }
}

impl BankLine {
    /// What was written with it, in one line.
    #[must_use]
    pub fn text(&self) -> String {
        self.texts.join(" · ")
    }
}

wire! {
    /// What kind of file a statement is.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum StatementFormat {
        /// CAMT.053 of ISO 20022.
        Camt,
        /// Comma-separated values, by a mapping of columns.
        Csv,
    }
}

impl StatementFormat {
    /// As it stands in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Camt => "camt",
            Self::Csv => "csv",
        }
    }

    /// The format of that code; CSV for what is not known.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        if code == Self::Camt.code() { Self::Camt } else { Self::Csv }
    }
}

wire! {
    /// A line of a file that is looked at before it is imported.
    pub struct PreviewedLine {
        /// What it says.
        pub line: BankLine,
        /// Whether it came in with another file already.
        pub known: bool,
    }
}

wire! {
    /// What a CSV file looks like, and how its columns are taken.
    pub struct CsvPreview {
        /// Name of each column.
        pub headings: Vec<String>,
        /// The first rows, as they stand in the file.
        pub rows: Vec<Vec<String>>,
        /// How it is read.
        pub mapping: CsvMapping,
        /// Whether a file with these headings was read so before.
        pub remembered: bool,
    }
}

wire! {
    /// What would come in: answer of `POST /api/operator/statements/preview`. Nothing is stored.
    pub struct StatementPreview {
        /// What kind of file it is.
        pub format: StatementFormat,
        /// The first lines.
        pub lines: Vec<PreviewedLine>,
        /// Lines on which money came.
        pub credits: u32,
        /// All other lines.
        pub others: u32,
        /// Lines that came in with another file already.
        pub known: u32,
        /// Entries that the bank has not booked yet; they are left out.
        pub pending: u32,
        /// The first day.
        pub from: Option<NaiveDate>,
        /// The last day.
        pub to: Option<NaiveDate>,
        /// For a CSV file.
        pub csv: Option<CsvPreview>,
        /// What is wrong: the first 200 in the order of lines.
        pub faults: Vec<ImportFault>,
        /// How many things are wrong.
        pub fault_count: usize,
    }
}

wire! {
    /// What an import did: answer of `POST /api/operator/statements`.
    pub struct StatementImported {
        /// The statement; none if nothing in the file was new.
        pub number: Option<i64>,
        /// Lines that came in.
        pub new: u32,
        /// Lines that were there already.
        pub known: u32,
        /// Entries that the bank has not booked yet.
        pub pending: u32,
    }
}

wire! {
    /// An imported statement, and how far it is done.
    pub struct StatementRow {
        /// Its number.
        pub number: i64,
        /// The file's name.
        pub file_name: String,
        /// What kind of file it was.
        pub format: StatementFormat,
        /// The first day of its lines.
        pub from: NaiveDate,
        /// The last day of its lines.
        pub to: NaiveDate,
        /// Name of the operator.
        pub imported_by: String,
        /// When.
        pub imported_at: DateTime<Utc>,
        /// Lines on which money came and nothing is decided yet.
        pub open: u32,
        /// Lines that are booked.
        pub booked: u32,
        /// Lines that were set aside.
        pub set_aside: u32,
        /// Lines on which no money came.
        pub others: u32,
    }
}

wire! {
    /// A page of the list of statements, the newest first.
    pub struct StatementPage {
        /// At most 20.
        pub statements: Vec<StatementRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// What is decided about a line.
    #[serde(rename_all = "snake_case")]
    pub enum LineState {
        /// Nothing to decide: no money came.
        Other,
        /// Nothing yet; this is what it seems to be.
        Open(Proposal),
        /// Its money is booked.
        Booked {
            /// The order that was named; none if it is held.
            order: Option<OrderNumber>,
            /// What it paid then.
            allocation: Allocation,
            /// Name of the operator.
            by: String,
            /// When.
            at: DateTime<Utc>,
        },
        /// It is none of the programme's money.
        SetAside {
            /// Why.
            reason: String,
            /// Name of the operator.
            by: String,
            /// When.
            at: DateTime<Utc>,
        },
    }
}

wire! {
    /// A line of an imported statement.
    pub struct StatementLine {
        /// Its name in addresses.
        pub id: String,
        /// Line of the file.
        pub line: u32,
        /// Which way the money went.
        pub direction: Direction,
        /// The day.
        pub booked_on: NaiveDate,
        /// How much.
        pub amount: Money,
        /// Under which reference it is booked.
        pub bank_reference: String,
        /// Who paid.
        pub payer: Option<String>,
        /// What was written with it.
        pub text: String,
        /// What is decided.
        pub state: LineState,
    }
}

wire! {
    /// Which lines of a statement are shown.
    #[derive(Copy, Hash, Default)]
    #[serde(rename_all = "snake_case")]
    pub enum LinesShown {
        /// Those to decide about.
        #[default]
        Open,
        /// Those that are booked or set aside.
        Done,
        /// Those on which no money came.
        Others,
        /// All.
        All,
    }
}

wire! {
    /// A statement with a page of its lines.
    pub struct StatementView {
        /// The statement.
        pub statement: StatementRow,
        /// How many of its open lines fit an order exactly.
        pub exact: u32,
        /// At most 100, in the order of the file.
        pub lines: Vec<StatementLine>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// What the operator saw and confirms: body of `POST /api/operator/statements/{number}/lines/{id}/confirm`.
    #[serde(deny_unknown_fields)]
    pub struct LineConfirmed {
        /// The order it pays; none to hold the money.
        pub order: Option<OrderNumber>,
        /// What the page said would happen. If it is something else by now, nothing is booked.
        pub expected: Allocation,
    }
}

wire! {
    /// Why a line is none of the programme's money.
    #[serde(deny_unknown_fields)]
    pub struct LineSetAside {
        /// For the vendor's own books.
        pub reason: String,
    }
}

impl LineSetAside {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        reason_faults(&self.reason)
    }
}

/// What is wrong with a reason that must be there.
pub(crate) fn reason_faults(reason: &str) -> Vec<FieldError> {
    let fault: Option<FieldFault> = line_fault(reason);
    fault.map(|fault| FieldError::new("reason", fault)).into_iter().collect()
}

wire! {
    /// A line that was not booked with the others.
    pub struct LineLeft {
        /// The line.
        pub id: String,
        /// Line of the file.
        pub line: u32,
        /// The order that it was to pay.
        pub order: OrderNumber,
    }
}

wire! {
    /// What came of confirming all exact lines of a statement.
    pub struct LinesConfirmed {
        /// How many were booked now.
        pub booked: u32,
        /// Those that fit no longer when their turn came.
        pub left: Vec<LineLeft>,
        /// How many exact ones are still to come: ask again.
        pub to_come: u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_reversal_goes_the_other_way() {
        assert_eq!(Direction::of(true, false), Direction::Credit);
        assert_eq!(Direction::of(false, true), Direction::CreditReturned);
        assert_eq!(Direction::of(true, true), Direction::DebitReturned, "the vendor's own money is back");
    }

    #[test]
    fn codes_parse_back() {
        for direction in
            [Direction::Credit, Direction::Debit, Direction::CreditReturned, Direction::DebitReturned]
        {
            assert_eq!(Direction::of_code(direction.code()), Some(direction));
        }
        for format in [StatementFormat::Camt, StatementFormat::Csv] {
            assert_eq!(StatementFormat::of_code(format.code()), format);
        }
    }

    #[test]
    fn what_is_set_aside_has_a_reason() {
        assert_eq!(LineSetAside { reason: " ".into() }.faults().len(), 1);
        assert_eq!(LineSetAside { reason: "Interest".into() }.faults(), []);
    }
}
