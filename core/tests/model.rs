//! One partner's renewal as a model, explored in every order: two people with two tabs, the scheduler, an
//! operator, a gateway that is asked again, a bank that pays late or twice. What is one transaction in the server
//! is one step here; between two steps anything may happen, a crash above all, since nothing but the database and
//! the gateway's books is in the model. Order states change by the real [`OrderState::after`].

use stateright::{Checker, Model, Property};
use tokuten_core::orders::{OrderEvent, OrderState};

/// The days of the renewal window; the anniversary is day 0.
const WINDOW: std::ops::RangeInclusive<u8> = 1..=2;
const LAST_DAY: u8 = 3;
const MOST_ORDERS: usize = 2;
const MOST_ATTEMPTS: usize = 2;
const MOST_ARRIVALS: u8 = 2;
/// The first automatic attempt and one retry.
const AUTOMATIC_ATTEMPTS: u8 = 2;

/// The rules that keep one press at one charge; each can be taken away, to see that the checks notice.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // Each is a rule of its own.
struct Portal {
    /// One order is placed or paid for a term.
    one_order_a_term: bool,
    /// The gateway charges an attempt once, however often it is asked.
    gateway_knows_attempts: bool,
    /// Only an open attempt is settled.
    settles_open_attempts_only: bool,
    /// What renews by itself asks for the window.
    scheduler_asks_for_window: bool,
    /// Money for an order that is closed is held.
    holds_late_money: bool,
}

const AS_BUILT: Portal = Portal {
    one_order_a_term: true,
    gateway_knows_attempts: true,
    settles_open_attempts_only: true,
    scheduler_asks_for_window: true,
    holds_late_money: true,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct World {
    day: u8,
    automatic: bool,
    automatic_attempts: u8,
    /// Automatic renewal came on without a renewal.
    revived: bool,
    /// Renewals that were delivered, and how many of them were placed by the scheduler outside the window.
    terms_begun: u8,
    placed_outside: u8,
    orders: Vec<Order>,
    arrivals: u8,
    held: u8,
    paid_back: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Order {
    state: OrderState,
    by_transfer: bool,
    by_itself: bool,
    attempts: Vec<Attempt>,
    allocated: u8,
    invoices: u8,
    credit_notes: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Attempt {
    open: bool,
    /// What the gateway's books say of it.
    charged: Option<bool>,
    charges: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Action {
    NextDay,
    PlaceByHand { by_transfer: bool },
    RenewByItself,
    PressAgain(usize),
    AskGateway { order: usize, says_yes: bool },
    Settle(usize),
    MoneyArrives(usize),
    Cancel(usize),
    Expire(usize),
    Refund(usize),
    TurnOff,
}

impl World {
    fn charges(&self) -> u8 {
        self.orders.iter().flat_map(|order| &order.attempts).map(|attempt| attempt.charges).sum()
    }

    /// Charges that the portal has not written down yet.
    fn unsettled(&self) -> u8 {
        let attempts = self.orders.iter().flat_map(|order| &order.attempts);
        attempts.filter(|attempt| attempt.open).map(|attempt| attempt.charges).sum()
    }

    fn count(&self, of: impl Fn(&Order) -> u8) -> u8 {
        self.orders.iter().map(of).sum()
    }

    fn is_taken(&self) -> bool {
        self.orders.iter().any(|order| order.state.awaits_payment() || order.state == OrderState::Paid)
    }

    /// Money has come for an order: the term begins and the invoice is issued with it.
    fn pay(&mut self, place: usize) -> Option<()> {
        let order = &mut self.orders[place];
        order.state = order.state.after(OrderEvent::MoneyReceived).ok()?;
        order.invoices += 1;
        self.terms_begun += 1;
        self.automatic = true;
        Some(())
    }
}

impl Portal {
    fn may_place(self, world: &World) -> bool {
        WINDOW.contains(&world.day)
            && world.terms_begun == 0
            && world.orders.len() < MOST_ORDERS
            && !(self.one_order_a_term && world.is_taken())
    }

    fn place(world: &mut World, by_transfer: bool, by_itself: bool) -> Option<()> {
        let event = if by_transfer { OrderEvent::TransferPromised } else { OrderEvent::ChargeAsked };
        let attempts =
            if by_transfer { Vec::new() } else { vec![Attempt { open: true, charged: None, charges: 0 }] };
        world.placed_outside += u8::from(!WINDOW.contains(&world.day));
        world.orders.push(Order {
            state: OrderState::Draft.after(event).ok()?,
            by_transfer,
            by_itself,
            attempts,
            allocated: 0,
            invoices: 0,
            credit_notes: 0,
        });
        Some(())
    }

    fn ask(self, attempt: &mut Attempt, says_yes: bool) -> Option<()> {
        match attempt.charged {
            // Asked again under the same name.
            Some(_) if self.gateway_knows_attempts => return None,
            Some(_) if attempt.charges > 1 => return None,
            _ => {}
        }
        attempt.charged = Some(says_yes);
        attempt.charges += u8::from(says_yes);
        Some(())
    }

    fn settle(self, world: &mut World, place: usize) -> Option<()> {
        let order = &mut world.orders[place];
        let only_open = self.settles_open_attempts_only;
        let attempt = order
            .attempts
            .iter_mut()
            .find(|attempt| attempt.charged.is_some() && (attempt.open || !only_open))?;
        attempt.open = false;
        if attempt.charged == Some(true) {
            if !only_open && order.state == OrderState::Paid && world.terms_begun < 3 {
                // Written down a second time.
                order.invoices += 1;
                world.terms_begun += 1;
                return Some(());
            }
            world.pay(place)
        } else {
            order.state = order.state.after(OrderEvent::ChargeDeclined).ok()?;
            Some(())
        }
    }

    fn arrive(self, world: &mut World, place: usize) -> Option<()> {
        world.arrivals += 1;
        let awaits =
            matches!(world.orders[place].state, OrderState::AwaitingTransfer | OrderState::ProofSubmitted);
        if awaits {
            world.orders[place].allocated += 1;
            world.pay(place)
        } else {
            world.held += u8::from(self.holds_late_money);
            Some(())
        }
    }

    fn act(self, world: &mut World, action: Action) -> Option<()> {
        match action {
            Action::NextDay => world.day += 1,
            Action::PlaceByHand { by_transfer } => Self::place(world, by_transfer, false)?,
            Action::RenewByItself => {
                world.automatic_attempts += 1;
                Self::place(world, false, true)?;
            }
            Action::PressAgain(place) => {
                let order = &mut world.orders[place];
                order.state = order.state.after(OrderEvent::ChargeAsked).ok()?;
                order.attempts.push(Attempt { open: true, charged: None, charges: 0 });
            }
            Action::AskGateway { order, says_yes } => {
                let attempt = world.orders[order].attempts.last_mut()?;
                self.ask(attempt, says_yes)?;
            }
            Action::Settle(place) => self.settle(world, place)?,
            Action::MoneyArrives(place) => self.arrive(world, place)?,
            Action::Cancel(place) => {
                let order = &mut world.orders[place];
                order.state = order.state.after(OrderEvent::Cancelled).ok()?;
            }
            Action::Expire(place) => {
                let order = &mut world.orders[place];
                order.state = order.state.after(OrderEvent::Expired).ok()?;
            }
            Action::Refund(place) => {
                let order = &mut world.orders[place];
                order.state = order.state.after(OrderEvent::Refunded).ok()?;
                order.credit_notes += 1;
                world.paid_back += 1;
                world.automatic = false;
            }
            Action::TurnOff => world.automatic = false,
        }
        Some(())
    }
}

impl Model for Portal {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World {
            day: 0,
            automatic: true,
            automatic_attempts: 0,
            revived: false,
            terms_begun: 0,
            placed_outside: 0,
            orders: Vec::new(),
            arrivals: 0,
            held: 0,
            paid_back: 0,
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        if world.day < LAST_DAY {
            actions.push(Action::NextDay);
        }
        if self.may_place(world) {
            actions.extend([false, true].map(|by_transfer| Action::PlaceByHand { by_transfer }));
        }
        let free = !(self.one_order_a_term && world.is_taken()) && world.orders.len() < MOST_ORDERS;
        let in_window = WINDOW.contains(&world.day) || !self.scheduler_asks_for_window;
        if world.automatic
            && free
            && in_window
            && world.terms_begun == 0
            && world.automatic_attempts < AUTOMATIC_ATTEMPTS
        {
            actions.push(Action::RenewByItself);
        }
        if world.automatic && world.day == 0 {
            actions.push(Action::TurnOff);
        }
        for (place, order) in world.orders.iter().enumerate() {
            if order.state == OrderState::Declined && self.may_press_again(world, order) {
                actions.push(Action::PressAgain(place));
            }
            if order.attempts.last().is_some_and(|attempt| attempt.open) {
                actions.extend([true, false].map(|says_yes| Action::AskGateway { order: place, says_yes }));
            }
            if order.attempts.iter().any(|attempt| attempt.charged.is_some()) {
                actions.push(Action::Settle(place));
            }
            if order.by_transfer && world.arrivals < MOST_ARRIVALS {
                actions.push(Action::MoneyArrives(place));
            }
            if order.by_transfer {
                actions.extend([Action::Cancel(place), Action::Expire(place)]);
            }
            actions.push(Action::Refund(place));
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        self.act(&mut next, action)?;
        next.revived |= !world.automatic && next.automatic && next.terms_begun == world.terms_begun;
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("at most one payment pays for a term", |_, world: &World| {
                world.charges() + world.count(|order| order.allocated) <= 1
            }),
            Property::always("no charge without an order that asked for it", |_, world: &World| {
                world.orders.iter().all(|order| !order.by_transfer || order.attempts.is_empty())
            }),
            Property::always(
                "what is paid has one term and one invoice, and nothing else has",
                |_, world: &World| {
                    let paid = |order: &Order| {
                        u8::from(matches!(order.state, OrderState::Paid | OrderState::Refunded))
                    };
                    world.terms_begun == world.count(paid)
                        && world.orders.iter().all(|order| order.invoices == paid(order))
                },
            ),
            Property::always("automatic renewal comes back only with a renewal", |_, world: &World| {
                !world.revived
            }),
            Property::always("nothing is placed outside the window", |_, world: &World| {
                world.placed_outside == 0
            }),
            Property::always(
                "money in is invoices, less credit notes, and what is held",
                |_, world: &World| {
                    let came = world.charges() + world.arrivals;
                    let stands = world.count(|order| order.invoices) + world.held + world.unsettled();
                    came + world.count(|order| order.credit_notes) == stands + world.paid_back
                },
            ),
            Property::always("whoever is charging can be settled", |_, world: &World| {
                world.orders.iter().all(|order| {
                    order.state != OrderState::Charging
                        || order.attempts.last().is_some_and(|attempt| attempt.open)
                })
            }),
            Property::sometimes("renewed by hand", |_, world: &World| {
                world.orders.iter().any(|order| order.state == OrderState::Paid && !order.by_itself)
            }),
            Property::sometimes("renewed by itself after a decline", |_, world: &World| {
                let mut by_itself = world.orders.iter().filter(|order| order.by_itself);
                let declined = by_itself.next().is_some_and(|order| order.state == OrderState::Declined);
                declined && by_itself.next().is_some_and(|order| order.state == OrderState::Paid)
            }),
            Property::sometimes("paid by transfer after the window", |_, world: &World| {
                world.day > *WINDOW.end() && world.orders.iter().any(|order| order.allocated > 0)
            }),
            Property::sometimes("expired, and the late money is held", |_, world: &World| {
                world.held > 0 && world.orders.iter().any(|order| order.state == OrderState::Expired)
            }),
            Property::sometimes("refunded", |_, world: &World| world.paid_back > 0),
        ]
    }
}

impl Portal {
    fn may_press_again(self, world: &World, order: &Order) -> bool {
        WINDOW.contains(&world.day)
            && world.terms_begun == 0
            && order.attempts.len() < MOST_ATTEMPTS
            && !(self.one_order_a_term && world.is_taken())
    }
}

#[test]
fn in_every_order_of_events_a_term_is_paid_at_most_once() {
    AS_BUILT.checker().threads(2).spawn_bfs().join().assert_properties();
}

/// The property that fails first without one of the rules.
fn broken(portal: Portal, property: &'static str) {
    let checker = portal.checker().threads(2).spawn_bfs().join();
    assert!(checker.discovery(property).is_some(), "{portal:?} does not break {property:?}");
}

#[test]
fn without_one_order_a_term_it_would_be_paid_twice() {
    broken(Portal { one_order_a_term: false, ..AS_BUILT }, "at most one payment pays for a term");
}

#[test]
fn without_the_attempts_name_the_gateway_would_charge_twice() {
    broken(Portal { gateway_knows_attempts: false, ..AS_BUILT }, "at most one payment pays for a term");
}

#[test]
fn settling_twice_would_issue_two_invoices() {
    broken(
        Portal { settles_open_attempts_only: false, ..AS_BUILT },
        "what is paid has one term and one invoice, and nothing else has",
    );
}

#[test]
fn a_scheduler_that_does_not_ask_would_renew_outside_the_window() {
    broken(Portal { scheduler_asks_for_window: false, ..AS_BUILT }, "nothing is placed outside the window");
}

#[test]
fn late_money_that_is_not_held_would_be_lost() {
    broken(
        Portal { holds_late_money: false, ..AS_BUILT },
        "money in is invoices, less credit notes, and what is held",
    );
}
