//! The portal as a model: its safety rules, how much of the world is explored, and what may happen next.

use stateright::{Model, Property};
use tokuten_core::orders::OrderState;
use tokuten_core::payments::PaymentMethod;

use crate::properties;
use crate::rules::LAST_DAY;
use crate::world::{AttemptId, Order, Outcome, Starter, World};

/// The rules that keep one press at one charge. Each can be taken away, to see that the checks notice.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // Each is a rule of its own.
pub struct Safety {
    /// Whoever changes orders has locked the partner first, so the facts that are judged are those of now.
    pub locks_the_partner: bool,
    /// One order has the unique name of a term.
    pub names_the_term: bool,
    /// The attempt is written down before the gateway is asked.
    pub records_before_asking: bool,
    /// The gateway charges an attempt once, however often it is asked.
    pub gateway_knows_attempts: bool,
    /// Only an open attempt is settled.
    pub settles_open_attempts_only: bool,
    /// The attempt is closed in the transaction that changes its order.
    pub settles_in_one_transaction: bool,
    /// **Buy** asks the rules again, not only the start of the order.
    pub buy_asks_again: bool,
    /// The job of an automatic renewal asks the rules on the day on which it runs.
    pub job_asks_the_rules: bool,
    /// Term and invoice come in the transaction that says paid.
    pub delivers_with_the_payment: bool,
    /// A reference of the bank is recorded once.
    pub knows_bank_references: bool,
    /// Money for an order that is closed, or too much, is held.
    pub holds_what_pays_nothing: bool,
    /// What has arrived of an order is held when it closes.
    pub holds_part_payments: bool,
    /// Automatic renewal comes on when money has come, and not when the order is placed.
    pub comes_on_with_the_payment: bool,
}

/// All of them.
pub const AS_BUILT: Safety = Safety {
    locks_the_partner: true,
    names_the_term: true,
    records_before_asking: true,
    gateway_knows_attempts: true,
    settles_open_attempts_only: true,
    settles_in_one_transaction: true,
    buy_asks_again: true,
    job_asks_the_rules: true,
    delivers_with_the_payment: true,
    knows_bank_references: true,
    holds_what_pays_nothing: true,
    holds_part_payments: true,
    comes_on_with_the_payment: true,
};

/// How much of the world is explored.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// People who may start an order, each once: a second press finds the first one's order.
    pub people: u8,
    pub methods: &'static [PaymentMethod],
    /// How the subscription was paid the last time.
    pub saved: PaymentMethod,
    /// Whether it renews by itself at first.
    pub automatic: bool,
    /// How often one order is placed: after a decline, again.
    pub presses: u8,
    /// How many answers of the gateway are on their way at a time.
    pub answers: usize,
    /// Whether a bank may ask the cardholder to authenticate.
    pub authentication: bool,
    /// How many transfers come to the bank, and of how much.
    pub transfers: usize,
    pub amounts: &'static [u8],
    /// Payment proofs are uploaded and rejected.
    pub proofs: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Portal {
    pub safety: Safety,
    pub scope: Scope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    NextDay,
    Start {
        starter: Starter,
        method: PaymentMethod,
    },
    /// **Buy**, with a key that some page has shown once.
    Press {
        order: usize,
        key: u8,
    },
    /// An order that nobody placed is given up.
    GiveUp(usize),
    /// A look at what is due.
    Round,
    /// The job of the n-th automatic renewal; the server may die before it has noted that it is done.
    RunJob {
        attempt: u8,
        dies: bool,
    },
    /// The gateway is asked, by whoever does, and answers.
    Ask {
        attempt: AttemptId,
        says: Outcome,
    },
    /// The gateway is asked before anything is written down.
    AskFirst(usize),
    Authenticate {
        attempt: AttemptId,
        approves: bool,
    },
    /// An answer arrives and is recorded; it may arrive again, until it is lost.
    Settle(usize),
    LoseAnswer(usize),
    Crash,
    /// What was forgotten with a payment.
    Deliver(usize),
    UploadProof(usize),
    RejectProof(usize),
    Record {
        order: usize,
        amount: u8,
    },
    RecordAgain(usize),
    Cancel(usize),
    Expire(usize),
    Refund(usize),
    TurnOff,
}

impl Portal {
    fn people_act(self, world: &World, actions: &mut Vec<Action>) {
        // People are alike: whoever comes next is the next who has not started one.
        let come = world.orders.iter().filter(|order| !order.is_automatic()).count();
        let next = u8::try_from(come).unwrap_or(u8::MAX);
        if next < self.scope.people {
            let starter = Starter::Person(next);
            actions
                .extend(self.scope.methods.iter().map(|method| Action::Start { starter, method: *method }));
        }
        if world.held.automatic {
            actions.push(Action::TurnOff);
        }
    }

    fn time_passes(world: &World, actions: &mut Vec<Action>) {
        if world.day < LAST_DAY {
            actions.push(Action::NextDay);
        }
        actions.push(Action::Round);
        for attempt in &world.jobs {
            actions.extend([false, true].map(|dies| Action::RunJob { attempt: *attempt, dies }));
        }
    }

    fn order_changes(self, world: &World, (place, order): (usize, &Order), actions: &mut Vec<Action>) {
        match order.state {
            OrderState::Draft | OrderState::Declined => {
                let keys = 1..=(order.presses + 1).min(self.scope.presses);
                actions.extend(keys.map(|key| Action::Press { order: place, key }));
                actions.push(Action::GiveUp(place));
                if !self.safety.records_before_asking {
                    actions.push(Action::AskFirst(place));
                }
            }
            OrderState::AwaitingTransfer | OrderState::ProofSubmitted => {
                actions.extend([Action::Cancel(place), Action::Expire(place)]);
                if self.scope.proofs {
                    actions.extend([Action::UploadProof(place), Action::RejectProof(place)]);
                }
            }
            OrderState::Paid => actions.extend([Action::Refund(place), Action::Deliver(place)]),
            _ => {}
        }
        let instructed = order.method == PaymentMethod::BankTransfer && order.presses > 0;
        if instructed && world.bank.len() < self.scope.transfers {
            let amounts = self.scope.amounts.iter();
            actions.extend(amounts.map(|amount| Action::Record { order: place, amount: *amount }));
        }
    }

    fn gateway_answers(self, world: &World, actions: &mut Vec<Action>) {
        if world.answers.len() < self.scope.answers {
            let says = [Outcome::Charged, Outcome::Declined, Outcome::ActionRequired];
            let asked = world.open_attempts().flat_map(|attempt| says.map(|says| (attempt, says)));
            actions.extend(asked.map(|(attempt, says)| Action::Ask { attempt, says }));
        }
        for charge in world.books.iter().filter(|charge| charge.outcome == Outcome::ActionRequired) {
            let attempt = charge.attempt;
            actions.extend([true, false].map(|approves| Action::Authenticate { attempt, approves }));
        }
        for answer in 0..world.answers.len() {
            actions.extend([Action::Settle(answer), Action::LoseAnswer(answer)]);
        }
        if !world.answers.is_empty() {
            actions.push(Action::Crash);
        }
    }
}

impl Model for Portal {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::on_the_anniversary(self.scope.saved, self.scope.automatic)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        Self::time_passes(world, actions);
        self.people_act(world, actions);
        for order in world.orders.iter().enumerate() {
            self.order_changes(world, order, actions);
        }
        self.gateway_answers(world, actions);
        if !self.safety.knows_bank_references {
            actions.extend((0..world.bank.len()).map(Action::RecordAgain));
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        self.act(&mut next, action)?;
        let paid = next.held.terms.len() > world.held.terms.len();
        next.held.revived |= !world.held.automatic && next.held.automatic && !paid;
        next.forget_what_no_longer_matters();
        (next != *world).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
