//! What happens, each in one transaction of the server, or one answer of somebody else.

use tokuten_core::orders::{OrderEvent, OrderState};
use tokuten_core::payments::PaymentMethod;

use crate::portal::{Action, Portal};
use crate::rules::{self, Seen, TRANSFER_DAYS};
use crate::world::{
    Answer, Attempt, AttemptId, Charge, Held, Order, Outcome, Payment, Renewed, Starter, World,
};

impl Portal {
    /// Does it, or answers nothing if it is refused; then nothing of it has happened.
    pub fn act(self, world: &mut World, action: Action) -> Option<()> {
        match action {
            Action::NextDay => world.day += 1,
            Action::Start { starter, method } => self.start(world, starter, method)?,
            Action::Press { order, key } => self.press(world, order, key)?,
            Action::GiveUp(order) => world.orders[order].undergo(OrderEvent::Abandoned)?,
            Action::Round => look_at_what_is_due(world)?,
            Action::RunJob { attempt, dies } => self.run_job(world, attempt, dies)?,
            Action::Ask { attempt, says } => self.ask(world, attempt, says)?,
            Action::AskFirst(order) => {
                let nth = world.orders[order].attempts.len();
                write_into_books(world, AttemptId { order, nth }, Outcome::Charged);
            }
            Action::Authenticate { attempt, approves } => authenticate(world, attempt, approves)?,
            Action::Settle(answer) => self.settle(world, answer)?,
            Action::LoseAnswer(answer) => drop(world.answers.remove(answer)),
            Action::Crash => crash(world),
            Action::Deliver(order) => deliver_forgotten(world, order)?,
            Action::UploadProof(order) => world.orders[order].undergo(OrderEvent::ProofUploaded)?,
            Action::RejectProof(order) => world.orders[order].undergo(OrderEvent::ProofRejected)?,
            Action::Record { order, amount } => {
                world.bank.push(amount);
                self.record(world, order, world.bank.len() - 1)?;
            }
            Action::RecordAgain(reference) => self.record_again(world, reference)?,
            Action::Cancel(order) => self.close(world, order, OrderEvent::Cancelled)?,
            Action::Expire(order) => self.expire(world, order)?,
            Action::Refund(order) => refund(world, order)?,
            Action::TurnOff => world.held.automatic = false,
        }
        Some(())
    }

    /// What the rules are asked about. Without the lock: facts from before anybody did anything.
    fn seen(self, world: &World) -> Seen {
        let now = world.seen();
        if self.safety.locks_the_partner { now } else { Seen { renewed: false, barred: false, ..now } }
    }

    fn start(self, world: &mut World, starter: Starter, method: PaymentMethod) -> Option<()> {
        rules::may_renew_by_hand(self.seen(world)).then_some(())?;
        abandon_reviewable(world)?;
        world.orders.push(Order::draft(starter, method));
        Some(())
    }

    fn press(self, world: &mut World, order: usize, key: u8) -> Option<()> {
        let row = &world.orders[order];
        let known = row.was_placed_with(key) || !row.state.is_reviewable();
        let allowed = !self.safety.buy_asks_again || rules::may_renew_by_hand(self.seen(world));
        if known || !allowed { None } else { self.place(world, order, key) }
    }

    /// Places an order: its term's name must be free.
    fn place(self, world: &mut World, order: usize, key: u8) -> Option<()> {
        let taken = world.orders.iter().any(|other| other.holds_term);
        if taken && self.safety.names_the_term {
            return None;
        }
        let row = &mut world.orders[order];
        row.holds_term = true;
        row.placed_on = Some(world.day);
        row.presses += 1;
        world.held.automatic |= !self.safety.comes_on_with_the_payment;
        match row.method {
            PaymentMethod::CreditCard => {
                row.attempts.push(Attempt { key, open: true });
                row.undergo(OrderEvent::ChargeAsked)
            }
            PaymentMethod::BankTransfer => row.undergo(OrderEvent::TransferPromised),
        }
    }

    /// A job that dies is still queued and runs again.
    fn run_job(self, world: &mut World, attempt: u8, dies: bool) -> Option<()> {
        self.renew_by_itself(world, attempt)?;
        if !dies {
            world.jobs.retain(|job| *job != attempt);
        }
        Some(())
    }

    fn renew_by_itself(self, world: &mut World, attempt: u8) -> Option<()> {
        let starter = Starter::Schedule(attempt);
        let Held { automatic, ended, terms, saved, .. } = &world.held;
        let placed = world.orders.iter().any(|order| order.starter == starter);
        if !automatic || *ended || !terms.is_empty() || placed {
            return Some(());
        }
        if self.safety.locks_the_partner && world.seen().barred {
            return Some(());
        }
        if self.safety.job_asks_the_rules && !rules::may_renew_by_itself(self.seen(world)) {
            world.held.tried = rules::most_tries();
            return Some(());
        }
        let saved = *saved;
        abandon_reviewable(world)?;
        world.orders.push(Order::draft(starter, saved));
        self.place(world, world.orders.len() - 1, 1)
    }

    /// The gateway decides once, and answers what it has decided.
    fn ask(self, world: &mut World, attempt: AttemptId, says: Outcome) -> Option<()> {
        let once = self.safety.gateway_knows_attempts;
        match world.charge(attempt) {
            Some(known) if once && known.outcome != says => return None,
            Some(known) if !once && known.charges > 1 => return None,
            Some(_) if once => {}
            _ => {
                let alone = world.orders[attempt.order].is_automatic() || !self.scope.authentication;
                if says == Outcome::ActionRequired && alone {
                    return None;
                }
                write_into_books(world, attempt, says);
            }
        }
        world.answers.push(Answer { attempt, outcome: says });
        Some(())
    }

    fn settle(self, world: &mut World, answer: usize) -> Option<()> {
        let Answer { attempt, outcome } = world.answers[answer];
        let order = &mut world.orders[attempt.order];
        if outcome == Outcome::ActionRequired {
            // An answer that comes too late changes nothing.
            if order.attempts[attempt.nth].open {
                let _ = order.undergo(OrderEvent::AuthenticationAsked);
            }
            return Some(());
        }
        let row = &mut order.attempts[attempt.nth];
        if !row.open && self.safety.settles_open_attempts_only {
            return Some(());
        }
        let was_open = std::mem::take(&mut row.open);
        if was_open && !self.safety.settles_in_one_transaction {
            return Some(());
        }
        if order.state == OrderState::RequiresAction {
            order.undergo(OrderEvent::ChargeAsked)?;
        }
        if outcome == Outcome::Charged {
            return self.pay(world, attempt.order);
        }
        order.holds_term = false;
        order.undergo(OrderEvent::ChargeDeclined)
    }

    /// Money has come for an order.
    fn pay(self, world: &mut World, order: usize) -> Option<()> {
        world.orders[order].undergo(OrderEvent::MoneyReceived)?;
        if self.safety.delivers_with_the_payment {
            deliver(world, order);
        }
        Some(())
    }

    fn record(self, world: &mut World, order: usize, reference: usize) -> Option<()> {
        let arrived = world.bank[reference];
        let before = world.allocated(order);
        let (allocated, pays) = rules::allocated(world.orders[order].state, before, arrived);
        let rest = arrived - allocated;
        let held = if self.safety.holds_what_pays_nothing { rest } else { 0 };
        world.payments.push(Payment { reference, order, allocated, held });
        if pays { self.pay(world, order) } else { Some(()) }
    }

    fn record_again(self, world: &mut World, reference: usize) -> Option<()> {
        let mut rows = world.payments.iter().filter(|payment| payment.reference == reference);
        let (order, again) = (rows.next()?.order, rows.next());
        if again.is_some() { None } else { self.record(world, order, reference) }
    }

    /// Ends an unpaid order: its term is free again, and what came for it is held.
    fn close(self, world: &mut World, order: usize, event: OrderEvent) -> Option<()> {
        world.orders[order].undergo(event)?;
        world.orders[order].holds_term = false;
        for payment in world.payments.iter_mut().filter(|payment| payment.order == order) {
            if self.safety.holds_part_payments {
                payment.held += std::mem::take(&mut payment.allocated);
            }
        }
        Some(())
    }

    fn expire(self, world: &mut World, order: usize) -> Option<()> {
        let pay_by = world.orders[order].placed_on? + TRANSFER_DAYS;
        if world.day > pay_by { self.close(world, order, OrderEvent::Expired) } else { None }
    }
}

fn abandon_reviewable(world: &mut World) -> Option<()> {
    let mut reviewable = world.orders.iter_mut().filter(|order| order.state.is_reviewable());
    reviewable.try_for_each(|order| order.undergo(OrderEvent::Abandoned))
}

fn look_at_what_is_due(world: &mut World) -> Option<()> {
    let (attempt, due) = rules::renewal_due(&world.held, world.day)?;
    world.jobs.push(attempt);
    world.held.tried = attempt;
    world.held.first_try = world.held.first_try.or(Some(world.day));
    world.held.done_through = due;
    Some(())
}

fn write_into_books(world: &mut World, attempt: AttemptId, outcome: Outcome) {
    let is_charge = outcome == Outcome::Charged;
    let stray = is_charge && !world.is_open(attempt);
    match world.books.iter_mut().find(|charge| charge.attempt == attempt) {
        Some(charge) => {
            charge.outcome = outcome;
            charge.charges += u8::from(is_charge);
            charge.stray |= stray;
        }
        None => world.books.push(Charge {
            attempt,
            outcome,
            charges: u8::from(is_charge),
            stray,
            authenticated: false,
            cut_short: false,
        }),
    }
}

fn authenticate(world: &mut World, attempt: AttemptId, approves: bool) -> Option<()> {
    world.charge(attempt).filter(|charge| charge.outcome == Outcome::ActionRequired)?;
    let outcome = if approves { Outcome::Charged } else { Outcome::Declined };
    write_into_books(world, attempt, outcome);
    let charge = world.books.iter_mut().find(|charge| charge.attempt == attempt)?;
    charge.authenticated = approves;
    Some(())
}

/// The server dies: the database and the gateway's books are all that is left.
fn crash(world: &mut World) {
    world.answers.clear();
    let open: Vec<_> = world.open_attempts().collect();
    for charge in world.books.iter_mut().filter(|charge| open.contains(&charge.attempt)) {
        charge.cut_short |= charge.charges > 0;
    }
}

/// The term begins, the invoice is issued, automatic renewal is on.
fn deliver(world: &mut World, order: usize) {
    let term = rules::renewed_term(world.held.terms.len(), world.day);
    world.held.terms.push(Renewed { order, starts: term.starts, expires_on: term.expires_on });
    // How far the old term had come by itself is forgotten.
    world.held =
        Held { automatic: true, done_through: world.day, tried: 0, first_try: None, ..world.held.clone() };
    world.orders[order].invoices += 1;
}

fn deliver_forgotten(world: &mut World, order: usize) -> Option<()> {
    let forgotten = world.held.terms.iter().all(|term| term.order != order);
    if forgotten {
        deliver(world, order);
    }
    forgotten.then_some(())
}

/// The money goes back; what it had paid for ends at once.
fn refund(world: &mut World, order: usize) -> Option<()> {
    // What awaits payment is paid, cancelled or expired first.
    (!world.seen().barred).then_some(())?;
    let row = &mut world.orders[order];
    row.undergo(OrderEvent::Refunded)?;
    row.credit_notes += 1;
    world.held.ended = true;
    world.held.automatic = false;
    Some(())
}
