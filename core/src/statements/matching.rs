//! Which order a line of a statement pays: by reference, amount and currency, and why that is said.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::BankLine;
use super::identity::squeezed;
use crate::money::Money;
use crate::orders::{OrderNumber, OrderState};
use crate::partners::PartnerId;
use crate::search::folded;
use crate::transfers::{Allocation, WhyHeld, allocate};
use crate::wire;

/// How many digits of a Partner ID at least must be left of a reference that was cut off.
const LEAST_OF_PARTNER: usize = 3;
/// How many orders are offered where several fit.
const MOST_OFFERED: usize = 5;

wire! {
    /// How well a line fits.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Confidence {
        /// Reference, amount and currency are right: it can be confirmed with the others.
        Exact,
        /// The reference is right, the amount or currency is another.
        AmountDiffers,
        /// The amount is right, and nothing names the order in full.
        NoReference,
        /// It may be one thing or another.
        Ambiguous,
        /// Nothing fits.
        None,
    }
}

wire! {
    /// Why something is proposed.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum Reason {
        /// Order number and Partner ID are there.
        Reference,
        /// They are there as far as the bank left room.
        ReferenceCut,
        /// The order number stands alone.
        OrderNumberOnly,
        /// The Partner ID stands alone.
        PartnerIdOnly,
        /// The payer is called like the partner.
        Payer,
        /// The amount is what is due.
        Amount,
        /// It is less than is due.
        TooLittle {
            /// What would be missing.
            rest: Money,
        },
        /// It is more than is due.
        TooMuch {
            /// What would be held.
            excess: Money,
        },
        /// It is not in the order's currency.
        OtherCurrency,
        /// The order is paid, cancelled or over.
        OrderClosed {
            /// Where it stands.
            state: OrderState,
        },
        /// Several orders are named.
        SeveralNamed,
        /// Several orders await this amount.
        SeveralAwait,
        /// Another line names the same order.
        AnotherLine {
            /// Line of the file.
            line: u32,
        },
        /// A line of the same day and amount came with a file of another kind: it may be the same money.
        Resembles,
        /// Money was recorded under this reference with other particulars.
        ReferenceTaken,
    }
}

wire! {
    /// An order that a line may pay.
    pub struct Candidate {
        /// Its number.
        pub order: OrderNumber,
        /// Who owes.
        pub partner: String,
        /// What is still to come.
        pub due: Money,
        /// What the line would pay of it.
        pub outcome: Allocation,
    }
}

wire! {
    /// What a line seems to be.
    pub struct Proposal {
        /// How well it fits.
        pub confidence: Confidence,
        /// Why.
        pub reasons: Vec<Reason>,
        /// The order that it pays; none if none fits best.
        pub order: Option<Candidate>,
        /// Others that fit too.
        pub others: Vec<Candidate>,
    }
}

/// An order as far as matching asks.
#[derive(Debug, Clone)]
pub struct Billed {
    /// Its number.
    pub number: OrderNumber,
    /// Whose it is.
    pub partner: PartnerId,
    /// What the partner is called.
    pub partner_name: String,
    /// Where it stands.
    pub state: OrderState,
    /// What it costs.
    pub total: Money,
    /// What has arrived of it.
    pub received: Money,
}

impl Billed {
    fn awaits(&self) -> bool {
        matches!(self.state, OrderState::AwaitingTransfer | OrderState::ProofSubmitted)
    }

    fn due(&self) -> Money {
        let rest = self.received.negated().and_then(|received| self.total.plus(received));
        rest.unwrap_or(self.total)
    }

    fn candidate(&self, arrived: Money) -> Candidate {
        let outcome = allocate(self.state, self.total, self.received, arrived);
        Candidate {
            order: self.number,
            partner: self.partner_name.clone(),
            due: self.due(),
            // Sums that do not fit into 64 bits pay nothing.
            outcome: outcome.unwrap_or(Allocation::Unallocated(WhyHeld::WrongCurrency)),
        }
    }

    /// What the amount says.
    fn of_amount(&self, arrived: Money) -> Reason {
        match self.candidate(arrived).outcome {
            Allocation::Full => Reason::Amount,
            Allocation::Short { rest } => Reason::TooLittle { rest },
            Allocation::Over { excess } => Reason::TooMuch { excess },
            Allocation::Unallocated(WhyHeld::WrongCurrency) => Reason::OtherCurrency,
            Allocation::Unallocated(_) => Reason::OrderClosed { state: self.state },
        }
    }
}

/// The orders that lines are compared with.
#[derive(Debug)]
pub struct Orders<'o> {
    by_number: HashMap<i64, &'o Billed>,
    lengths: Vec<usize>,
    by_due: HashMap<Money, Vec<&'o Billed>>,
    by_partner: HashMap<&'o str, Vec<&'o Billed>>,
}

impl<'o> Orders<'o> {
    /// Puts orders in order. Those that are closed are named, never found by their amount.
    #[must_use]
    pub fn of(orders: &'o [Billed]) -> Self {
        let mut by_due: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_partner: HashMap<_, Vec<_>> = HashMap::new();
        for order in orders.iter().filter(|order| order.awaits()) {
            by_due.entry(order.due()).or_default().push(order);
            by_partner.entry(order.partner.as_str()).or_default().push(order);
        }
        let lengths: HashSet<_> = orders.iter().map(|order| order.number.to_string().len()).collect();
        let by_number = orders.iter().map(|order| (order.number.0, order)).collect();
        Self { by_number, lengths: lengths.into_iter().collect(), by_due, by_partner }
    }
}

/// Numbers in these texts that may be those of orders, as `NUMBER-PARTNER` is written: so that whoever has a database
/// can look whether there are such.
pub fn numbers_named<'t>(texts: impl IntoIterator<Item = &'t str>) -> HashSet<i64> {
    let mut named = HashSet::new();
    for text in texts {
        let folded = folded(text);
        let runs: Vec<_> =
            folded.split(|char: char| !char.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
        for (at, run) in runs.iter().enumerate() {
            let followed = runs.get(at + 1).is_some_and(|next| (LEAST_OF_PARTNER..=7).contains(&next.len()));
            let number = if followed && (6..=9).contains(&run.len()) {
                run
            } else if (13..=16).contains(&run.len()) {
                &run[..run.len() - 7]
            } else {
                continue;
            };
            named.extend(number.parse::<i64>());
        }
    }
    named
}

/// How far a text names an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Cut,
    Whole,
}

/// The orders that are named with their partner, and how far.
fn named<'o>(line: &BankLine, orders: &Orders<'o>) -> Vec<(&'o Billed, Named)> {
    let mut texts: Vec<_> = line.texts.iter().map(|text| squeezed(text)).collect();
    // A reference goes on where the bank's line ended.
    texts.push(texts.concat());
    let mut found = BTreeMap::new();
    for text in &texts {
        for (order, how) in named_in(text, orders) {
            let best = found.entry(order.number).or_insert((order, how));
            best.1 = best.1.max(how);
        }
    }
    // A reference in full counts for more than what may be the beginning of another.
    let is_whole = found.values().any(|(_, how)| *how == Named::Whole);
    found.into_values().filter(|(_, how)| !is_whole || *how == Named::Whole).collect()
}

fn named_in<'o>(text: &str, orders: &Orders<'o>) -> Vec<(&'o Billed, Named)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<(usize, usize, &Billed, Named)> = Vec::new();
    for (start, length) in
        (0..chars.len()).flat_map(|start| orders.lengths.iter().map(move |length| (start, *length)))
    {
        let Some(digits) = chars.get(start..start + length) else { continue };
        let number: String = digits.iter().collect();
        let Some(order) = number.parse().ok().and_then(|number: i64| orders.by_number.get(&number)) else {
            continue;
        };
        let after = &chars[start + length..];
        let same = order.partner.as_str().chars().zip(after).take_while(|(one, other)| one == *other).count();
        let how = match same {
            7 => Named::Whole,
            LEAST_OF_PARTNER.. if same == after.len() => Named::Cut,
            _ => continue,
        };
        found.push((start, start + length + same, order, how));
    }
    let is_part = |one: &(usize, usize, &Billed, Named)| {
        // `1100001-4100001` does not name order 100001.
        found.iter().any(|other| other.0 < one.0 && other.1 == one.1)
    };
    found.iter().filter(|one| !is_part(one)).map(|(_, _, order, how)| (*order, *how)).collect()
}

/// Whole numbers that stand in the texts of a line.
fn tokens(line: &BankLine) -> HashSet<String> {
    let runs = |text: &String| {
        let folded = folded(text);
        folded.split(|char: char| !char.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>()
    };
    line.texts.iter().chain(&line.payer).flat_map(runs).filter(|run| run.len() >= 6).collect()
}

/// Whether the payer is called like the partner: the same, or as far as the bank left room.
fn is_payer(line: &BankLine, order: &Billed) -> bool {
    let payer = line.payer.as_deref().map(squeezed).unwrap_or_default();
    let name = squeezed(&order.partner_name);
    let (short, long) = if payer.len() < name.len() { (&payer, &name) } else { (&name, &payer) };
    short.chars().count() >= 4 && long.contains(short.as_str())
}

/// What stands in the way of taking a line for what it seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It may have come with a file of another kind.
    Resembles,
    /// Its reference was recorded with other particulars.
    ReferenceTaken,
}

/// What a line seems to be.
#[must_use]
pub fn propose(line: &BankLine, orders: &Orders, doubt: Option<Doubt>) -> Proposal {
    let mut proposal = undoubted(line, orders);
    if let Some(doubt) = doubt {
        let reason = match doubt {
            Doubt::Resembles => Reason::Resembles,
            Doubt::ReferenceTaken => Reason::ReferenceTaken,
        };
        proposal.confidence = Confidence::Ambiguous;
        proposal.reasons.insert(0, reason);
    }
    proposal
}

fn undoubted(line: &BankLine, orders: &Orders) -> Proposal {
    match &named(line, orders)[..] {
        [] => without_reference(line, orders),
        [(order, how)] => {
            let amount = order.of_amount(line.amount);
            let confidence = match amount {
                Reason::Amount => Confidence::Exact,
                Reason::OrderClosed { .. } => Confidence::None,
                _ => Confidence::AmountDiffers,
            };
            let reference = if *how == Named::Whole { Reason::Reference } else { Reason::ReferenceCut };
            one(confidence, vec![reference, amount], order, line.amount)
        }
        several => {
            let all: Vec<_> = several.iter().map(|(order, _)| *order).collect();
            some_of(vec![Reason::SeveralNamed], &all, line.amount)
        }
    }
}

fn without_reference(line: &BankLine, orders: &Orders) -> Proposal {
    let tokens = tokens(line);
    let of_number = |token: &String| token.parse().ok().and_then(|number: i64| orders.by_number.get(&number));
    let by_number: Vec<_> = tokens.iter().filter_map(of_number).filter(|order| order.awaits()).collect();
    if let [order] = by_number[..] {
        let amount = order.of_amount(line.amount);
        let confidence =
            if amount == Reason::Amount { Confidence::NoReference } else { Confidence::Ambiguous };
        return one(confidence, vec![Reason::OrderNumberOnly, amount], order, line.amount);
    }
    let due = orders.by_due.get(&line.amount).map(Vec::as_slice).unwrap_or_default();
    let of_partner: Vec<_> =
        due.iter().copied().filter(|order| tokens.contains(order.partner.as_str())).collect();
    if let [order] = of_partner[..] {
        return one(Confidence::NoReference, vec![Reason::PartnerIdOnly, Reason::Amount], order, line.amount);
    }
    let of_payer: Vec<_> = due.iter().copied().filter(|order| is_payer(line, order)).collect();
    match (due, &of_payer[..]) {
        (_, [order]) => one(Confidence::NoReference, vec![Reason::Payer, Reason::Amount], order, line.amount),
        ([order], []) => one(Confidence::NoReference, vec![Reason::Amount], order, line.amount),
        ([], _) => of_named_partner(&tokens, line, orders),
        (several, _) => some_of(vec![Reason::SeveralAwait], several, line.amount),
    }
}

/// The amount is nobody's. Who is named by the Partner ID may still have paid too much or too little.
fn of_named_partner(tokens: &HashSet<String>, line: &BankLine, orders: &Orders) -> Proposal {
    let of_partner = |token: &String| orders.by_partner.get(token.as_str());
    let all: Vec<_> = tokens.iter().filter_map(of_partner).flatten().copied().collect();
    if all.is_empty() {
        return Proposal {
            confidence: Confidence::None,
            reasons: Vec::new(),
            order: None,
            others: Vec::new(),
        };
    }
    some_of(vec![Reason::PartnerIdOnly], &all, line.amount)
}

fn one(confidence: Confidence, reasons: Vec<Reason>, order: &Billed, arrived: Money) -> Proposal {
    Proposal { confidence, reasons, order: Some(order.candidate(arrived)), others: Vec::new() }
}

fn some_of(reasons: Vec<Reason>, orders: &[&Billed], arrived: Money) -> Proposal {
    let mut orders = orders.to_vec();
    orders.sort_by_key(|order| (!order.awaits(), order.number));
    let others = orders.iter().take(MOST_OFFERED).map(|order| order.candidate(arrived)).collect();
    Proposal { confidence: Confidence::Ambiguous, reasons, order: None, others }
}

/// Of lines that would pay one order exactly only the first does: the others are somebody's to look at. `lines` are in the
/// order in which the money came.
pub fn once_each(lines: &mut [(u32, Proposal)]) {
    let mut paid: HashMap<OrderNumber, u32> = HashMap::new();
    for (line, proposal) in lines {
        let (Confidence::Exact, Some(candidate)) = (proposal.confidence, &proposal.order) else { continue };
        if let Some(first) = paid.get(&candidate.order) {
            proposal.confidence = Confidence::Ambiguous;
            proposal.reasons.insert(0, Reason::AnotherLine { line: *first });
        } else {
            paid.insert(candidate.order, *line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    use crate::money::Currency;
    use crate::statements::Direction;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn yen(amount: i64) -> Money {
        Money::new(amount, Currency::JPY)
    }

    fn order(number: i64, partner: &str, name: &str, total: i64) -> Billed {
        Billed {
            number: OrderNumber(number),
            partner: partner.parse().unwrap(),
            partner_name: name.into(),
            state: OrderState::AwaitingTransfer,
            total: yen(total),
            received: yen(0),
        }
    }

    fn orders() -> Vec<Billed> {
        vec![
            order(100_001, "4100001", "Aoba Systems", 59_290),
            order(100_002, "4100006", "Fuji Data", 59_290),
            order(100_003, "4100007", "Gull Networks", 261_800),
            Billed { state: OrderState::Paid, ..order(100_004, "4100001", "Aoba Systems", 59_290) },
        ]
    }

    fn line(amount: Money, payer: &str, texts: &[&str]) -> BankLine {
        BankLine {
            line: 7,
            direction: Direction::Credit,
            booked_on: date("2027-03-10"),
            amount,
            reference: None,
            payer: Some(payer.to_owned()).filter(|name| !name.is_empty()),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            account: None,
        }
    }

    fn proposed(amount: Money, payer: &str, texts: &[&str]) -> (Confidence, Vec<Reason>, Option<i64>) {
        let orders = orders();
        let proposal = propose(&line(amount, payer, texts), &Orders::of(&orders), None);
        (proposal.confidence, proposal.reasons, proposal.order.map(|candidate| candidate.order.0))
    }

    #[test]
    fn reference_amount_and_currency_make_it_exact_however_it_is_written() {
        for texts in [
            &["100001-4100001"][..],
            &["Order 100001 4100001, thank you"],
            &["１００００１－４１００００１"],
            &["RF 1000 0141 0000 1"],
            &["Invoice 7", "MEMBERSHIP 1000", "01-4100001"],
            &["NR12 100001/4100001/2027"],
        ] {
            let exact = (Confidence::Exact, vec![Reason::Reference, Reason::Amount], Some(100_001));
            assert_eq!(proposed(yen(59_290), "", texts), exact, "{texts:?}");
        }
    }

    #[test]
    fn a_reference_that_was_cut_off_still_names_its_order() {
        let cut = (Confidence::Exact, vec![Reason::ReferenceCut, Reason::Amount], Some(100_002));
        assert_eq!(proposed(yen(59_290), "", &["ﾌｼﾞﾃﾞｰﾀ 100002-4100"]), cut);
        let too_short = proposed(yen(59_290), "", &["100002-41"]);
        assert_eq!((too_short.0, &too_short.1[0]), (Confidence::NoReference, &Reason::OrderNumberOnly));
    }

    #[test]
    fn the_right_reference_with_another_amount_says_what_is_missing_or_too_much() {
        let differs = |amount: Money| {
            let (confidence, reasons, order) = proposed(amount, "", &["100001-4100001"]);
            assert_eq!((confidence, order), (Confidence::AmountDiffers, Some(100_001)));
            reasons[1]
        };
        assert_eq!(differs(yen(59_000)), Reason::TooLittle { rest: yen(290) });
        assert_eq!(differs(yen(59_300)), Reason::TooMuch { excess: yen(10) });
        assert_eq!(differs(Money::new(59_290, Currency::EUR)), Reason::OtherCurrency);
    }

    #[test]
    fn what_has_arrived_before_counts_towards_what_is_due() {
        let orders = [Billed { received: yen(59_000), ..order(100_001, "4100001", "Aoba Systems", 59_290) }];
        let rest = propose(&line(yen(290), "", &["100001-4100001"]), &Orders::of(&orders), None);
        assert_eq!(rest.confidence, Confidence::Exact);
    }

    #[test]
    fn the_right_amount_alone_is_a_guess_and_several_are_several() {
        let only = (Confidence::NoReference, vec![Reason::Amount], Some(100_003));
        assert_eq!(proposed(yen(261_800), "", &["thanks"]), only);
        let several = proposed(yen(59_290), "", &["thanks"]);
        assert_eq!(several, (Confidence::Ambiguous, vec![Reason::SeveralAwait], None));
    }

    #[test]
    fn payer_order_number_or_partner_tell_several_apart() {
        let payer = (Confidence::NoReference, vec![Reason::Payer, Reason::Amount], Some(100_002));
        assert_eq!(proposed(yen(59_290), "FUJI DATA K.K.", &[]), payer);
        let number = (Confidence::NoReference, vec![Reason::OrderNumberOnly, Reason::Amount], Some(100_002));
        assert_eq!(proposed(yen(59_290), "", &["order no. 100002"]), number);
        let partner = (Confidence::NoReference, vec![Reason::PartnerIdOnly, Reason::Amount], Some(100_001));
        assert_eq!(proposed(yen(59_290), "", &["partner 4100001"]), partner);
        let wrong = proposed(yen(1), "", &["order no. 100002"]);
        assert_eq!((wrong.0, wrong.2), (Confidence::Ambiguous, Some(100_002)));
    }

    #[test]
    fn a_closed_order_is_named_and_pays_nothing() {
        let (confidence, reasons, order) = proposed(yen(59_290), "", &["100004-4100001"]);
        assert_eq!((confidence, order), (Confidence::None, Some(100_004)));
        assert_eq!(reasons[1], Reason::OrderClosed { state: OrderState::Paid });
    }

    #[test]
    fn two_references_in_one_line_are_ambiguous() {
        let both = proposed(yen(118_580), "", &["100001-4100001 + 100002-4100006"]);
        assert_eq!(both, (Confidence::Ambiguous, vec![Reason::SeveralNamed], None));
    }

    #[test]
    fn nothing_fits_what_nobody_awaits() {
        assert_eq!(proposed(yen(777), "Somebody", &["hello"]), (Confidence::None, vec![], None));
    }

    #[test]
    fn a_longer_number_does_not_name_the_shorter_one_in_it() {
        let orders = [order(100_001, "4100001", "Aoba", 1), order(1_100_001, "4100001", "Aoba", 2)];
        let proposal = propose(&line(yen(2), "", &["1100001-4100001"]), &Orders::of(&orders), None);
        assert_eq!(proposal.order.unwrap().order, OrderNumber(1_100_001));
        assert_eq!(proposal.confidence, Confidence::Exact);
    }

    #[test]
    fn of_two_lines_that_pay_one_order_the_second_is_not_exact() {
        let orders = orders();
        let orders = Orders::of(&orders);
        let exact = propose(&line(yen(59_290), "", &["100001-4100001"]), &orders, None);
        let mut lines = [(3, exact.clone()), (9, exact)];
        once_each(&mut lines);
        assert_eq!(
            lines.each_ref().map(|(_, one)| one.confidence),
            [Confidence::Exact, Confidence::Ambiguous]
        );
        assert_eq!(lines[1].1.reasons[0], Reason::AnotherLine { line: 3 });
    }

    #[test]
    fn a_doubt_takes_a_line_out_of_the_exact_ones() {
        let orders = orders();
        let doubted = propose(
            &line(yen(59_290), "", &["100001-4100001"]),
            &Orders::of(&orders),
            Some(Doubt::Resembles),
        );
        assert_eq!((doubted.confidence, doubted.reasons[0]), (Confidence::Ambiguous, Reason::Resembles));
        assert_eq!(doubted.order.unwrap().order, OrderNumber(100_001));
    }

    #[test]
    fn numbers_that_may_be_orders_are_found_in_texts() {
        let named =
            numbers_named(["100004-4100001 and 1000054100001", "2027 59290", "１００００６ ４１００"]);
        assert_eq!(named, HashSet::from([100_004, 100_005, 100_006]));
    }
}
