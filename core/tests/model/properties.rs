//! What must hold whatever happens, and what must be able to happen.

use stateright::{Model, Property};
use tokuten_core::orders::OrderState;
use tokuten_core::payments::PaymentMethod;

use crate::portal::{Action, Portal};
use crate::rules::{self, PRICE};
use crate::world::{AttemptId, Order, Outcome, Starter, World};

pub const PAID_ONCE: &str = "a term is paid at most once";
pub const NO_STRAY_CHARGE: &str = "nothing is charged without an order and its open attempt";
pub const PAID_IS_DELIVERED: &str = "what is paid has one term and one invoice, and nothing else has";
pub const OFF_STAYS_OFF: &str = "automatic renewal comes back only with what was paid";
pub const AUTOMATIC_IN_WINDOW: &str = "nothing renews by itself outside the window";
pub const BY_HAND_IN_WINDOW: &str = "nothing is placed by hand outside the window";
pub const MONEY_ADDS_UP: &str = "money in is invoices less credit notes, and what is held";
pub const CHARGING_ENDS: &str = "what is being charged is paid or declined once the reconciler has asked";
pub const ONE_NAME: &str = "one order at most has the term's name, and each that is placed or paid has it";

/// All of them. What is reached depends on the scope; its test says what must be.
pub fn all() -> Vec<Property<Portal>> {
    [always(), sometimes_by_card(), sometimes_by_itself(), sometimes_by_transfer()]
        .into_iter()
        .flatten()
        .collect()
}

fn always() -> Vec<Property<Portal>> {
    vec![
        Property::always(PAID_ONCE, |_, world: &World| world.payments_for_the_term() <= 1),
        Property::always(NO_STRAY_CHARGE, |_, world: &World| {
            world.books.iter().all(|charge| !charge.stray && world.attempt(charge.attempt).is_some())
        }),
        Property::always(PAID_IS_DELIVERED, |_, world: &World| paid_is_delivered(world)),
        Property::always(OFF_STAYS_OFF, |_, world: &World| !world.held.revived),
        Property::always(AUTOMATIC_IN_WINDOW, |_, world: &World| {
            placed_in_window(world, Order::is_automatic)
        }),
        Property::always(BY_HAND_IN_WINDOW, |_, world: &World| {
            placed_in_window(world, |order| !order.is_automatic())
        }),
        Property::always(MONEY_ADDS_UP, |_, world: &World| money_adds_up(world)),
        Property::always(CHARGING_ENDS, charging_ends),
        Property::always(ONE_NAME, |_, world: &World| has_one_name(world)),
    ]
}

fn paid_is_delivered(world: &World) -> bool {
    let awaited = rules::term_to_renew();
    world.orders.iter().enumerate().all(|(place, order)| {
        let mut terms = world.held.terms.iter().filter(|term| term.order == place);
        let (first, second) = (terms.next(), terms.next());
        // Whenever it is paid, the new term follows the old one and lasts a year.
        let follows =
            first.is_none_or(|term| (term.starts, term.expires_on) == (awaited.starts, awaited.expires_on));
        let paid = order.was_paid();
        first.is_some() == paid
            && second.is_none()
            && follows
            && order.invoices == u8::from(paid)
            && order.credit_notes == u8::from(order.state == OrderState::Refunded)
    })
}

fn placed_in_window(world: &World, of: impl Fn(&Order) -> bool) -> bool {
    let mut placed = world.orders.iter().filter(|order| of(order)).filter_map(|order| order.placed_on);
    placed.all(rules::is_in_window)
}

fn money_adds_up(world: &World) -> bool {
    let charged: u8 = world.books.iter().map(|charge| charge.charges * PRICE).sum();
    let came: u8 = charged + world.bank.iter().sum::<u8>();
    let given_back = PRICE * sum(world, |order| u8::from(order.state == OrderState::Refunded));
    let invoiced = PRICE * sum(world, |order| order.invoices);
    let credited = PRICE * sum(world, |order| order.credit_notes);
    let held: u8 = world.payments.iter().map(|payment| payment.held).sum();
    let open = held + part_paid(world) + charged_and_not_recorded(world);
    came + credited == invoiced + open + given_back
}

fn sum(world: &World, of: impl Fn(&Order) -> u8) -> u8 {
    world.orders.iter().map(of).sum()
}

/// What has arrived of orders that wait for the rest.
fn part_paid(world: &World) -> u8 {
    let waiting = world.orders.iter().enumerate().filter(|(_, order)| order.state.awaits_payment());
    waiting.map(|(place, _)| world.allocated(place)).sum()
}

fn charged_and_not_recorded(world: &World) -> u8 {
    let open = world.books.iter().filter(|charge| world.is_open(charge.attempt));
    open.map(|charge| charge.charges * PRICE).sum()
}

fn has_one_name(world: &World) -> bool {
    let named = world.orders.iter().filter(|order| order.holds_term).count();
    let bound = |order: &Order| order.state.awaits_payment() || order.was_paid();
    named <= 1 && world.orders.iter().all(|order| order.holds_term == bound(order))
}

/// The server dies now, and the reconciler asks for every open attempt: whatever the gateway says, the order
/// ends in `Paid` or `Declined`.
fn charging_ends(portal: &Portal, world: &World) -> bool {
    let mut charging = world.orders.iter().enumerate().filter(|(_, order)| order.is_being_charged());
    charging.all(|(place, _)| {
        let open = world.open_attempts().find(|attempt| attempt.order == place);
        let outcomes = [Outcome::Charged, Outcome::Declined];
        open.is_some_and(|attempt| {
            let ends = |outcome| ends_after_asking(portal, world, (attempt, outcome));
            match world.charge(attempt).map(|charge| charge.outcome) {
                Some(decided @ (Outcome::Charged | Outcome::Declined)) => ends(decided),
                _ => outcomes.into_iter().all(ends),
            }
        })
    })
}

fn ends_after_asking(portal: &Portal, world: &World, (attempt, outcome): (AttemptId, Outcome)) -> bool {
    let restarted = World { answers: Vec::new(), ..world.clone() };
    let approves = outcome == Outcome::Charged;
    let answered = match world.charge(attempt).map(|charge| charge.outcome) {
        Some(Outcome::ActionRequired) => {
            portal.next_state(&restarted, Action::Authenticate { attempt, approves })
        }
        _ => Some(restarted),
    };
    let asked = answered.and_then(|world| portal.next_state(&world, Action::Ask { attempt, says: outcome }));
    let settled = asked.and_then(|world| portal.next_state(&world, Action::Settle(0)));
    let expected = if approves { OrderState::Paid } else { OrderState::Declined };
    settled.is_some_and(|world| world.orders[attempt.order].state == expected)
}

fn sometimes_by_card() -> Vec<Property<Portal>> {
    vec![
        Property::sometimes("renewed by hand", |_, world: &World| {
            world.orders.iter().any(|order| order.state == OrderState::Paid && !order.is_automatic())
        }),
        Property::sometimes("refunded", |_, world: &World| {
            world.orders.iter().any(|order| order.state == OrderState::Refunded)
        }),
        Property::sometimes("declined, and paid by the next press", |_, world: &World| {
            world.orders.iter().any(|order| order.state == OrderState::Paid && order.presses > 1)
        }),
        Property::sometimes("paid after the cardholder has authenticated", |_, world: &World| {
            world.books.iter().any(|charge| {
                charge.authenticated && world.orders[charge.attempt.order].state == OrderState::Paid
            })
        }),
        Property::sometimes("charged before a crash, and paid after it", |_, world: &World| {
            world.books.iter().any(|charge| {
                charge.cut_short && world.orders[charge.attempt.order].state == OrderState::Paid
            })
        }),
    ]
}

fn sometimes_by_itself() -> Vec<Property<Portal>> {
    fn renewed_by(world: &World, attempt: u8) -> bool {
        let starter = Starter::Schedule(attempt);
        world.orders.iter().any(|order| order.starter == starter && order.state == OrderState::Paid)
    }
    fn declined_by_itself(world: &World) -> bool {
        let declined =
            |id: AttemptId| world.charge(id).is_some_and(|charge| charge.outcome == Outcome::Declined);
        let orders = world.orders.iter().enumerate();
        orders
            .filter(|(_, order)| order.is_automatic())
            .any(|(order, _)| declined(AttemptId { order, nth: 0 }))
    }
    vec![
        Property::sometimes("renewed by itself on the first day", |_, world: &World| {
            world.day == 1 && renewed_by(world, 1)
        }),
        Property::sometimes("renewed by itself after a decline", |_, world: &World| {
            renewed_by(world, 2) && declined_by_itself(world)
        }),
        Property::sometimes("renewed by itself at the last retry", |_, world: &World| renewed_by(world, 3)),
        Property::sometimes("renewed by hand after automatic renewal was declined", |_, world: &World| {
            let by_hand = |order: &Order| order.state == OrderState::Paid && !order.is_automatic();
            declined_by_itself(world) && world.orders.iter().any(by_hand)
        }),
    ]
}

fn sometimes_by_transfer() -> Vec<Property<Portal>> {
    fn transfer_is(world: &World, state: OrderState) -> bool {
        world.orders.iter().any(|order| order.method == PaymentMethod::BankTransfer && order.state == state)
    }
    fn held(world: &World) -> u8 {
        world.payments.iter().map(|payment| payment.held).sum()
    }
    vec![
        Property::sometimes("paid by transfer after the window", |_, world: &World| {
            !rules::is_in_window(world.day) && transfer_is(world, OrderState::Paid)
        }),
        Property::sometimes("expired, and the late money is held", |_, world: &World| {
            transfer_is(world, OrderState::Expired) && held(world) == PRICE
        }),
        Property::sometimes("cancelled, and what had come of it is held", |_, world: &World| {
            transfer_is(world, OrderState::Cancelled) && held(world) == PRICE - 1
        }),
        Property::sometimes("paid by two transfers", |_, world: &World| {
            transfer_is(world, OrderState::Paid) && world.payments.len() == 2 && held(world) == 0
        }),
        Property::sometimes("cancelled, and renewed by another order", |_, world: &World| {
            transfer_is(world, OrderState::Cancelled)
                && world.orders.iter().any(|order| order.state == OrderState::Paid)
        }),
    ]
}
