//! CAMT.053 (ISO 20022, `BkToCstmrStmt`), of every version: elements are known by their local names, and what moved
//! between versions is looked for in each of its places.

use chrono::NaiveDate;
use tokuten_core::money::{Money, currency};
use tokuten_core::statements::mapping::exact_amount;
use tokuten_core::statements::{BankLine, Direction};

use super::file::{Faults, Read};
use super::xml::{self, Element};

/// Reads a statement.
pub fn read(text: &str) -> Read {
    let mut read = Read::camt();
    match xml::read(text) {
        Err(fault) => read.faults.note(fault.line, None, fault.reason),
        Ok(root) => statements(&root, &mut read),
    }
    read
}

fn statements(root: &Element, read: &mut Read) {
    let Some(message) = root.child("BkToCstmrStmt").filter(|_| root.name == "Document") else {
        let what = match root.children.first().map(|child| child.name.as_str()) {
            Some("BkToCstmrAcctRpt") => "an intraday report (camt.052)",
            Some("BkToCstmrDbtCdtNtfctn") => "a notification (camt.054)",
            _ => "something else",
        };
        let reason = format!("this is {what}; a statement is camt.053, with BkToCstmrStmt in its Document");
        read.faults.note(root.line, None, reason);
        return;
    };
    for statement in message.all("Stmt") {
        let account = ["IBAN", "Othr"].into_iter().find_map(|kind| {
            let id = statement.at(&["Acct", "Id", kind])?;
            let text = if kind == "IBAN" { Some(id.text.as_str()) } else { id.text_at(&["Id"]) };
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        });
        for entry in statement.all("Ntry") {
            if is_pending(entry) {
                read.pending += 1;
            } else if let Some(lines) = lines(entry, account.as_deref(), &mut read.faults) {
                read.lines.extend(lines);
            }
        }
    }
    if message.child("Stmt").is_none() {
        read.faults.note(message.line, None, "there is no statement (Stmt) in it".into());
    }
}

/// Entries that the bank has not booked are not money yet.
fn is_pending(entry: &Element) -> bool {
    let status = entry.text_at(&["Sts", "Cd"]).or_else(|| entry.text_at(&["Sts"]));
    status.is_some_and(|status| status != "BOOK")
}

/// What all lines of an entry have in common.
struct Entry {
    amount: Money,
    is_credit: bool,
    is_reversal: bool,
    booked_on: NaiveDate,
}

impl Entry {
    fn read(entry: &Element, faults: &mut Faults) -> Option<Self> {
        let amount = match entry.child("Amt") {
            Some(amount) => money(amount),
            None => Err("the entry has no amount (Amt)".into()),
        };
        let is_credit = match entry.text_at(&["CdtDbtInd"]) {
            Some("CRDT") => Ok(true),
            Some("DBIT") => Ok(false),
            _ => Err("CdtDbtInd says neither CRDT nor DBIT".to_owned()),
        };
        let days = ["BookgDt", "ValDt"].map(|name| entry.child(name));
        let day = match days.into_iter().flatten().next() {
            Some(day) => date(day),
            None => Err("the entry has no booking date (BookgDt)".into()),
        };
        let place = |name: &str| entry.child(name).map_or(entry.line, |child| child.line);
        let (amount, is_credit, booked_on) = (
            faults.taken(place("Amt"), "Amt", amount),
            faults.taken(place("CdtDbtInd"), "CdtDbtInd", is_credit),
            faults.taken(place("BookgDt"), "BookgDt", day),
        );
        let is_reversal = entry.text_at(&["RvslInd"]).is_some_and(|text| matches!(text, "true" | "1"));
        Some(Self { amount: amount?, is_credit: is_credit?, is_reversal, booked_on: booked_on? })
    }

    fn line(&self, of: &Element, entry: &Element, account: Option<&str>) -> BankLine {
        let is_credit = match of.text_at(&["CdtDbtInd"]) {
            Some("CRDT") => true,
            Some("DBIT") => false,
            _ => self.is_credit,
        };
        BankLine {
            line: of.line,
            direction: Direction::of(is_credit, self.is_reversal),
            booked_on: self.booked_on,
            amount: self.amount,
            reference: reference(of).or_else(|| reference(entry)),
            payer: payer(of),
            texts: texts(of, entry),
            account: account.map(str::to_owned),
        }
    }
}

/// The lines of an entry: one for each transaction of a batch whose amounts add up to the entry's, else one.
fn lines(entry: &Element, account: Option<&str>, faults: &mut Faults) -> Option<Vec<BankLine>> {
    let common = Entry::read(entry, faults)?;
    let details: Vec<_> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    match &details[..] {
        [] => Some(vec![common.line(entry, entry, account)]),
        [only] => Some(vec![BankLine { line: entry.line, ..common.line(only, entry, account) }]),
        several => Some(batch(several, entry, &common, account)),
    }
}

fn batch(several: &[&Element], entry: &Element, common: &Entry, account: Option<&str>) -> Vec<BankLine> {
    let own: Vec<_> = several.iter().map(|details| reference(details)).collect();
    let of_entry = reference(entry);
    let divided: Option<Vec<_>> = several
        .iter()
        .zip(1..)
        .map(|(details, place)| {
            let amount = details.child("Amt").or_else(|| details.at(&["AmtDtls", "TxAmt", "Amt"]))?;
            let line = BankLine { amount: money(amount).ok()?, ..common.line(details, entry, account) };
            let mine = reference(details);
            let is_shared = mine == of_entry || own.iter().filter(|other| **other == mine).count() > 1;
            // Parts without a reference of their own are told apart by their place in the batch.
            let reference = match mine.or_else(|| of_entry.clone()) {
                Some(shared) if is_shared => Some(format!("{shared}/{place}")),
                other => other,
            };
            Some(BankLine { reference, ..line })
        })
        .collect();
    let sum = |lines: &[BankLine]| {
        let signed = |line: &BankLine| {
            let is_credit = matches!(line.direction, Direction::Credit | Direction::DebitReturned);
            if is_credit == common.is_credit { Ok(line.amount) } else { line.amount.negated() }
        };
        let amounts: Result<Vec<_>, _> = lines.iter().map(signed).collect();
        amounts.and_then(|amounts| Money::sum(common.amount.currency, amounts)).ok()
    };
    if let Some(lines) = divided.filter(|lines| sum(lines) == Some(common.amount)) {
        return lines;
    }
    // What does not add up stays whole, with everything that is written in it: a person divides it.
    let texts = several.iter().flat_map(|details| texts(details, entry)).collect();
    vec![BankLine { texts, payer: None, reference: of_entry, ..common.line(entry, entry, account) }]
}

fn money(amount: &Element) -> Result<Money, String> {
    let code = amount.currency.as_deref().unwrap_or_default();
    let unit =
        currency(code).ok_or_else(|| format!("`{code}` is no currency of ISO 4217 (attribute Ccy)"))?;
    let decimals = unit.exponent().map_or(0, usize::from);
    let minor = exact_amount(&amount.text, decimals)
        .map_err(|_| format!("`{}` is no amount in {code}, which has {decimals} decimals", amount.text))?;
    Ok(Money::new(minor, unit))
}

fn date(day: &Element) -> Result<NaiveDate, String> {
    let text = day.text_at(&["Dt"]).or_else(|| day.text_at(&["DtTm"])).unwrap_or_default();
    // The bank's own day, whatever its offset from Greenwich.
    let date = text.get(..10).and_then(|date| date.parse().ok());
    date.ok_or_else(|| format!("`{text}` is no date of the form 2027-03-10"))
}

/// The bank's own reference, which no two transactions share.
fn reference(of: &Element) -> Option<String> {
    let found = of.text_at(&["Refs", "AcctSvcrRef"]).or_else(|| of.text_at(&["AcctSvcrRef"]));
    found.filter(|text| !matches!(*text, "NONREF" | "NOTPROVIDED")).map(str::to_owned)
}

fn payer(details: &Element) -> Option<String> {
    let places: [&[&str]; 4] =
        [&["Dbtr", "Pty", "Nm"], &["Dbtr", "Nm"], &["UltmtDbtr", "Pty", "Nm"], &["UltmtDbtr", "Nm"]];
    let parties = details.child("RltdPties")?;
    places.into_iter().find_map(|path| parties.text_at(path)).map(str::to_owned)
}

/// Everything that was written with it: references of whoever paid, and remittance information.
fn texts(details: &Element, entry: &Element) -> Vec<String> {
    let mut texts = Vec::new();
    let mut add = |text: &str| {
        if !text.is_empty() && text != "NOTPROVIDED" && !texts.iter().any(|known| known == text) {
            texts.push(text.to_owned());
        }
    };
    for information in details.all("RmtInf") {
        information.all("Ustrd").for_each(|text| add(&text.text));
        for structured in information.all("Strd") {
            structured.text_at(&["CdtrRefInf", "Ref"]).into_iter().for_each(&mut add);
            structured.all("RfrdDocInf").filter_map(|document| document.text_at(&["Nb"])).for_each(&mut add);
            structured.all("AddtlRmtInf").for_each(|text| add(&text.text));
        }
    }
    for path in [&["Refs", "EndToEndId"][..], &["AddtlTxInf"]] {
        details.text_at(path).into_iter().for_each(&mut add);
    }
    entry.text_at(&["AddtlNtryInf"]).into_iter().for_each(add);
    texts
}

impl Faults {
    /// What was read; or nothing, and what is wrong is noted.
    fn taken<T>(&mut self, line: u32, column: &str, found: Result<T, String>) -> Option<T> {
        found.map_err(|reason| self.note(line, Some(column.to_owned()), reason)).ok()
    }
}
