//! Electronic bank transfers: who is asked about one, what proves it, and what its money pays
//! (domain.md, "Buying and renewing").

use chrono::{DateTime, NaiveDate, Utc};

use crate::money::{Money, MoneyError};
use crate::orders::{OrderNumber, OrderState};
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::sessions::email_fault;
use crate::{codes, wire};

wire! {
    /// Whom the vendor asks about a transfer.
    #[serde(deny_unknown_fields)]
    pub struct TransferContact {
        /// Name of a person.
        pub name: String,
        /// Phone number; kept in international form.
        pub phone: String,
        /// E-mail address; the instructions go there too.
        pub email: String,
    }
}

impl TransferContact {
    /// What is wrong with it, as far as can be told without the numbering plans of all countries: those the
    /// server knows.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let faults = [
            ("name", line_fault(&self.name)),
            ("phone", phone_fault(&self.phone)),
            ("email", email_fault(self.email.trim())),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }

    /// The same with surrounding white space taken off.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let [name, phone, email] = [self.name, self.phone, self.email].map(|text| text.trim().to_owned());
        Self { name, phone, email }
    }
}

/// What is wrong with a line of text that must be there.
fn phone_fault(phone: &str) -> Option<FieldFault> {
    let phone = phone.trim();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let known = |char: char| char.is_ascii_digit() || matches!(char, '+' | '-' | '(' | ')' | '.' | '/' | ' ');
    match phone {
        "" => Some(FieldFault::Missing),
        _ if digits > 15 => Some(FieldFault::TooLong),
        _ if digits < 5 => Some(FieldFault::TooShort),
        _ if !phone.chars().all(known) => Some(FieldFault::Malformed),
        _ => None,
    }
}

/// The largest payment proof, in bytes: 5 MiB.
pub const LARGEST_PROOF: usize = 5 * 1024 * 1024;

wire! {
    /// What a payment proof says, beside its file.
    #[serde(deny_unknown_fields)]
    pub struct ProofDetails {
        /// The day of the payment.
        pub paid_on: NaiveDate,
        /// The account that was paid to.
        pub account: String,
        /// The bank's reference of the transaction.
        pub reference: String,
    }
}

impl ProofDetails {
    /// What is wrong with it on `today`.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let faults = [
            ("paid_on", (self.paid_on > today).then_some(FieldFault::InFuture)),
            ("account", line_fault(&self.account)),
            ("reference", line_fault(&self.reference)),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// A payment proof that was uploaded.
    pub struct Proof {
        /// Its name in addresses.
        pub id: String,
        /// The file's name, as it was uploaded.
        pub file_name: String,
        /// Size of the file in bytes.
        pub size: u32,
        /// What it says.
        pub details: ProofDetails,
        /// When it was uploaded.
        pub uploaded_at: DateTime<Utc>,
        /// Why an operator did not accept it, if so.
        pub rejected: Option<String>,
    }
}

wire! {
    /// Money that has arrived: body of `POST /api/operator/payments`.
    #[serde(deny_unknown_fields)]
    pub struct MoneyArrived {
        /// The order it is for, as the transfer names it; none if it names none.
        pub order: Option<OrderNumber>,
        /// How much.
        pub amount: Money,
        /// The day on which it arrived.
        pub received_on: NaiveDate,
        /// The bank's reference: recorded once, however often it is sent.
        pub bank_reference: String,
    }
}

impl MoneyArrived {
    /// What is wrong with it on `today`, the vendor's date.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let faults = [
            ("amount", (self.amount.amount <= 0).then_some(FieldFault::Malformed)),
            ("received_on", (self.received_on > today).then_some(FieldFault::InFuture)),
            ("bank_reference", line_fault(&self.bank_reference)),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?))).collect()
    }
}

wire! {
    /// What arrived money pays.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Allocation {
        /// The order, exactly.
        Full,
        /// A part of the order, which goes on waiting for the rest.
        Short {
            /// What is still to come.
            rest: Money,
        },
        /// The order; what is too much is held for the partner.
        Over {
            /// What is held.
            excess: Money,
        },
        /// Nothing: it is held for the partner.
        Unallocated(WhyHeld),
    }
}

wire! {
    /// Why money is held and pays nothing yet.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum WhyHeld {
        /// It is not in the order's currency.
        WrongCurrency,
        /// The order is paid already, was cancelled or has expired.
        OrderClosed,
        /// It names no order that there is.
        NoOrder,
        /// It is more than the order costs.
        TooMuch,
    }
}

codes!(WhyHeld: WrongCurrency = "wrong_currency", OrderClosed = "order_closed", NoOrder = "no_order", TooMuch = "too_much");

/// What `arrived` pays of an order of `total` to which `before` was allocated already.
pub fn allocate(
    state: OrderState,
    total: Money,
    before: Money,
    arrived: Money,
) -> Result<Allocation, MoneyError> {
    if !matches!(state, OrderState::AwaitingTransfer | OrderState::ProofSubmitted) {
        return Ok(Allocation::Unallocated(WhyHeld::OrderClosed));
    }
    if arrived.currency != total.currency {
        return Ok(Allocation::Unallocated(WhyHeld::WrongCurrency));
    }
    let rest = total.plus(before.plus(arrived)?.negated()?)?;
    Ok(match rest.amount {
        0 => Allocation::Full,
        1.. => Allocation::Short { rest },
        _ => Allocation::Over { excess: rest.negated()? },
    })
}

wire! {
    /// An order that awaits its transfer, as the vendor's finance sees it.
    pub struct AwaitedTransfer {
        /// Its number.
        pub order: OrderNumber,
        /// Who owes.
        pub partner: String,
        /// Where it stands.
        pub state: OrderState,
        /// What it costs.
        pub total: Money,
        /// What has arrived of it.
        pub received: Money,
        /// What the transfer must name.
        pub reference: String,
        /// Last day.
        pub pay_by: NaiveDate,
        /// Whom to ask.
        pub contact: Option<TransferContact>,
        /// The newest proof, if one was uploaded.
        pub proof: Option<Proof>,
    }
}

wire! {
    /// Money that is held for a partner and pays nothing yet.
    pub struct HeldMoney {
        /// Its name in addresses.
        pub id: String,
        /// The bank's reference.
        pub bank_reference: String,
        /// The order that it named.
        pub order: Option<OrderNumber>,
        /// How much is held.
        pub amount: Money,
        /// The day on which it arrived.
        pub received_on: NaiveDate,
        /// Why it is held.
        pub why: WhyHeld,
        /// Who paid, where a statement says so.
        pub payer: Option<String>,
        /// Orders that it may be meant for, the likeliest first: those of the same partner, and of the same amount.
        pub may_pay: Vec<OrderNumber>,
    }
}

wire! {
    /// Held money that is given back to who paid it.
    pub struct MoneyReturn {
        /// Its name in addresses.
        pub id: String,
        /// Under which reference the money arrived.
        pub payment: String,
        /// How much.
        pub amount: Money,
        /// Why it is given back.
        pub reason: String,
        /// Who paid, where a statement says so.
        pub payer: Option<String>,
        /// When that was decided.
        pub decided_at: DateTime<Utc>,
        /// The day on which it was transferred; none as long as it is to be.
        pub made_on: Option<NaiveDate>,
        /// The bank's reference of that transfer.
        pub bank_reference: Option<String>,
    }
}

wire! {
    /// What the vendor's finance works from: answer of `GET /api/operator/transfers`.
    pub struct TransferDesk {
        /// Orders that await their transfer, the first to expire first.
        pub awaited: Vec<AwaitedTransfer>,
        /// Money that pays nothing yet.
        pub held: Vec<HeldMoney>,
        /// Held money that is to be given back, and the last that was.
        pub returns: Vec<MoneyReturn>,
    }
}

wire! {
    /// Held money pays an order: body of `POST /api/operator/payments/{id}/apply`.
    #[serde(deny_unknown_fields)]
    pub struct HeldApplied {
        /// The order.
        pub order: OrderNumber,
        /// How much the page said is held. If it is another amount by now, nothing is done.
        pub held: Money,
    }
}

wire! {
    /// Held money is to be given back: body of `POST /api/operator/payments/{id}/return`.
    #[serde(deny_unknown_fields)]
    pub struct HeldReturned {
        /// How much the page said is held: all of it is given back.
        pub held: Money,
        /// For the vendor's own books.
        pub reason: String,
    }
}

impl HeldReturned {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        crate::statements::reason_faults(&self.reason)
    }
}

/// How much of held money an order takes; none if it does not await money of that currency.
#[must_use]
pub fn taken(allocation: Allocation, held: Money) -> Option<Money> {
    match allocation {
        Allocation::Full | Allocation::Short { .. } => Some(held),
        Allocation::Over { excess } => excess.negated().and_then(|excess| held.plus(excess)).ok(),
        Allocation::Unallocated(_) => None,
    }
}

wire! {
    /// Why a proof is not accepted: body of `POST /api/operator/orders/{number}/reject-proof`.
    #[serde(deny_unknown_fields)]
    pub struct ProofRejected {
        /// The partner reads it.
        pub reason: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    use crate::money::Currency;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn yen(amount: i64) -> Money {
        Money::new(amount, Currency::JPY)
    }

    fn allocated(before: i64, arrived: Money) -> Allocation {
        allocate(OrderState::AwaitingTransfer, yen(59_290), yen(before), arrived).unwrap()
    }

    #[test]
    fn a_transfer_pays_in_full_too_little_or_too_much() {
        assert_eq!(allocated(0, yen(59_290)), Allocation::Full);
        assert_eq!(allocated(0, yen(59_000)), Allocation::Short { rest: yen(290) });
        assert_eq!(allocated(59_000, yen(290)), Allocation::Full);
        assert_eq!(allocated(59_000, yen(300)), Allocation::Over { excess: yen(10) });
    }

    #[test]
    fn the_wrong_currency_pays_nothing() {
        let euros = Money::new(59_290, Currency::EUR);
        assert_eq!(allocated(0, euros), Allocation::Unallocated(WhyHeld::WrongCurrency));
    }

    #[test]
    fn late_money_pays_nothing_and_is_held() {
        for state in OrderState::ALL {
            let awaits = matches!(state, OrderState::AwaitingTransfer | OrderState::ProofSubmitted);
            let allocation = allocate(state, yen(1), yen(0), yen(1)).unwrap();
            assert_eq!(allocation == Allocation::Full, awaits, "{}", state.code());
        }
    }

    #[test]
    fn an_order_takes_of_held_money_what_it_lacks_and_the_rest_stays() {
        assert_eq!(taken(Allocation::Full, yen(100)), Some(yen(100)));
        assert_eq!(taken(Allocation::Short { rest: yen(5) }, yen(100)), Some(yen(100)));
        assert_eq!(taken(Allocation::Over { excess: yen(40) }, yen(100)), Some(yen(60)));
        assert_eq!(taken(Allocation::Unallocated(WhyHeld::OrderClosed), yen(100)), None);
    }

    #[test]
    fn every_fault_of_a_contact_is_named_at_its_field() {
        let wrong = TransferContact { name: " ".into(), phone: "call me".into(), email: "nobody".into() };
        let fields: Vec<_> = wrong.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "phone", "email"]);
        let right = TransferContact {
            name: "Haru Aoba".into(),
            phone: "+81 22-123-4567".into(),
            email: "haru@aoba.example".into(),
        };
        assert_eq!(right.faults(), []);
    }

    #[test]
    fn a_proof_is_of_today_or_before() {
        let proof =
            ProofDetails { paid_on: date("2019-06-23"), account: "1234567".into(), reference: "TX1".into() };
        assert_eq!(proof.faults(date("2019-06-23")), []);
        assert_eq!(proof.faults(date("2019-06-22")), [FieldError::new("paid_on", FieldFault::InFuture)]);
    }
}
