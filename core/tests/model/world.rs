//! What there is: the database, the gateway's books, the bank's statement, and what is on its way.

use chrono::NaiveDate;
use tokuten_core::orders::{OrderEvent, OrderState};
use tokuten_core::payments::PaymentMethod;

use crate::rules::{PRICE, Seen};

/// Everything of one moment. Only `answers` is lost by a crash.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    pub day: u8,
    pub held: Held,
    pub orders: Vec<Order>,
    /// Automatic renewals that are queued, by their number.
    pub jobs: Vec<u8>,
    /// What the portal has written down of money that came.
    pub payments: Vec<Payment>,
    /// What came to the bank, by its reference.
    pub bank: Vec<u8>,
    pub books: Vec<Charge>,
    /// Answers of the gateway that nobody has recorded yet.
    pub answers: Vec<Answer>,
}

/// The subscription, and how far it has come by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Held {
    pub automatic: bool,
    /// How it is paid when it renews by itself.
    pub saved: PaymentMethod,
    pub done_through: u8,
    pub tried: u8,
    pub first_try: Option<u8>,
    /// Cancelled and refunded.
    pub ended: bool,
    pub terms: Vec<Renewed>,
    /// Automatic renewal once came on and nothing was paid.
    pub revived: bool,
}

/// A term that an order has brought.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Renewed {
    pub order: usize,
    pub starts: NaiveDate,
    pub expires_on: NaiveDate,
}

/// Who has started an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Starter {
    Person(u8),
    /// Nobody: the n-th automatic renewal.
    Schedule(u8),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    pub starter: Starter,
    pub method: PaymentMethod,
    pub state: OrderState,
    /// It has the term's unique name.
    pub holds_term: bool,
    pub placed_on: Option<u8>,
    /// How often it was placed: the next press has the key after.
    pub presses: u8,
    pub attempts: Vec<Attempt>,
    pub invoices: u8,
    pub credit_notes: u8,
}

/// A payment attempt in the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    pub key: u8,
    pub open: bool,
}

/// The id of an attempt: what the gateway knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptId {
    pub order: usize,
    pub nth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Charged,
    Declined,
    ActionRequired,
}

/// What stands in the gateway's books of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Charge {
    pub attempt: AttemptId,
    pub outcome: Outcome,
    pub charges: u8,
    /// It was charged when no such attempt was open.
    pub stray: bool,
    /// The cardholder was asked, and has approved.
    pub authenticated: bool,
    /// The server died after the charge and before it was recorded.
    pub cut_short: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Answer {
    pub attempt: AttemptId,
    pub outcome: Outcome,
}

/// A row of money that has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Payment {
    pub reference: usize,
    pub order: usize,
    pub allocated: u8,
    pub held: u8,
}

impl Order {
    /// An order that was started and not placed.
    pub fn draft(starter: Starter, method: PaymentMethod) -> Self {
        Self {
            starter,
            method,
            state: OrderState::Draft,
            holds_term: false,
            placed_on: None,
            presses: 0,
            attempts: Vec::new(),
            invoices: 0,
            credit_notes: 0,
        }
    }

    pub fn is_automatic(&self) -> bool {
        matches!(self.starter, Starter::Schedule(_))
    }

    /// It was paid, if it was not given back since.
    pub fn was_paid(&self) -> bool {
        matches!(self.state, OrderState::Paid | OrderState::Refunded)
    }

    /// The gateway is to say what becomes of it.
    pub fn is_being_charged(&self) -> bool {
        matches!(self.state, OrderState::Charging | OrderState::RequiresAction)
    }

    /// Whether this press on Buy was seen before.
    pub fn was_placed_with(&self, key: u8) -> bool {
        match self.method {
            PaymentMethod::CreditCard => self.attempts.iter().any(|attempt| attempt.key == key),
            PaymentMethod::BankTransfer => self.presses > 0 && key == self.presses,
        }
    }

    /// Lets `event` happen by the real table; nothing if it cannot.
    pub fn undergo(&mut self, event: OrderEvent) -> Option<()> {
        self.state = self.state.after(event).ok()?;
        Some(())
    }
}

impl World {
    /// The anniversary: the last day of the term.
    pub fn on_the_anniversary(saved: PaymentMethod, automatic: bool) -> Self {
        let held = Held {
            automatic,
            saved,
            done_through: 0,
            tried: 0,
            first_try: None,
            ended: false,
            terms: Vec::new(),
            revived: false,
        };
        Self {
            day: 0,
            held,
            orders: Vec::new(),
            jobs: Vec::new(),
            payments: Vec::new(),
            bank: Vec::new(),
            books: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// Brings to one form what differs only in ways that nothing asks for any more, so that there are fewer
    /// moments to explore: what is due of a subscription that does not renew by itself, the day on which an order
    /// was placed that awaits nothing, the order of answers on their way.
    pub fn forget_what_no_longer_matters(&mut self) {
        self.answers.sort_unstable();
        if !self.held.automatic || !self.held.terms.is_empty() {
            self.jobs.clear();
            self.held = Held { done_through: 0, tried: 0, first_try: None, ..self.held.clone() };
        }
        for order in self.orders.iter_mut().filter(|order| !order.state.awaits_payment()) {
            order.placed_on = None;
        }
    }

    /// What verdicts see of it now.
    pub fn seen(&self) -> Seen {
        let barred = self.orders.iter().any(|order| order.state.awaits_payment());
        Seen { day: self.day, renewed: !self.held.terms.is_empty(), barred, ended: self.held.ended }
    }

    /// The ids of the attempts whose outcome is not known yet.
    pub fn open_attempts(&self) -> impl Iterator<Item = AttemptId> + '_ {
        self.orders.iter().enumerate().flat_map(|(order, row)| {
            let open = row.attempts.iter().enumerate().filter(|(_, attempt)| attempt.open);
            open.map(move |(nth, _)| AttemptId { order, nth })
        })
    }

    /// The attempt in the database, if it was written down.
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.orders.get(id.order)?.attempts.get(id.nth)
    }

    pub fn is_open(&self, id: AttemptId) -> bool {
        self.attempt(id).is_some_and(|attempt| attempt.open)
    }

    /// What stands in the gateway's books of an attempt.
    pub fn charge(&self, id: AttemptId) -> Option<&Charge> {
        self.books.iter().find(|charge| charge.attempt == id)
    }

    /// What has arrived for an order and pays it.
    pub fn allocated(&self, order: usize) -> u8 {
        let rows = self.payments.iter().filter(|payment| payment.order == order);
        rows.map(|payment| payment.allocated).sum()
    }

    /// How often the term was paid: by charges, and by transfers in full.
    pub fn payments_for_the_term(&self) -> u8 {
        let charges: u8 = self.books.iter().map(|charge| charge.charges).sum();
        let transfers = (0..self.orders.len()).filter(|order| self.allocated(*order) >= PRICE);
        charges + u8::try_from(transfers.count()).expect("few orders")
    }
}
