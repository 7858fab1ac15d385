//! One charge until it is settled, with a few mishaps: the part of the model that must come to an end. Mishaps are
//! counted so that no moment comes twice; only then does the checker understand "eventually".

use stateright::{Model, Property};
use tokuten_core::orders::OrderState;
use tokuten_core::payments::PaymentMethod;

use crate::portal::{Action, Portal};
use crate::world::{Outcome, Starter, World};

pub const COMES_TO_AN_END: &str = "what is being charged is paid or declined in the end";

/// How many answers are lost, and how often the server dies.
const MISHAPS: u8 = 3;

#[derive(Debug, Clone, Copy)]
pub struct UntilSettled {
    pub portal: Portal,
    /// Whether somebody asks for attempts that were left alone.
    pub reconciler_asks: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    world: World,
    mishaps_left: u8,
    /// Whoever placed the order has yet to ask the gateway.
    to_be_asked: bool,
}

impl UntilSettled {
    /// An order that was just placed: its attempt is open, the gateway knows nothing.
    fn placed(&self) -> World {
        let starter = Starter::Person(0);
        let bought = [
            Action::NextDay,
            Action::Start { starter, method: PaymentMethod::CreditCard },
            Action::Press { order: 0, key: 1 },
        ];
        let mut world = World::on_the_anniversary(PaymentMethod::CreditCard, false);
        for action in bought {
            self.portal.act(&mut world, action).expect("the first order is bought in the window");
        }
        world
    }

    fn may_ask(&self, moment: &Moment) -> bool {
        // While the cardholder is asked there is nothing new to hear.
        let waits = moment.world.orders[0].state == OrderState::RequiresAction && is_pending(&moment.world);
        let left_alone = self.reconciler_asks && moment.world.answers.is_empty();
        !waits && (moment.to_be_asked || left_alone)
    }
}

fn is_pending(world: &World) -> bool {
    world.books.iter().any(|charge| charge.outcome == Outcome::ActionRequired)
}

impl Model for UntilSettled {
    type State = Moment;
    type Action = Action;

    fn init_states(&self) -> Vec<Moment> {
        vec![Moment { world: self.placed(), mishaps_left: MISHAPS, to_be_asked: true }]
    }

    fn actions(&self, moment: &Moment, actions: &mut Vec<Action>) {
        let Some(attempt) = moment.world.open_attempts().next() else { return };
        if self.may_ask(moment) {
            let says = [Outcome::Charged, Outcome::Declined, Outcome::ActionRequired];
            actions.extend(says.map(|says| Action::Ask { attempt, says }));
        }
        if is_pending(&moment.world) {
            actions.extend([true, false].map(|approves| Action::Authenticate { attempt, approves }));
        }
        let answers = moment.world.answers.len();
        actions.extend((0..answers).map(Action::Settle));
        if moment.mishaps_left > 0 {
            actions.extend((0..answers).map(Action::LoseAnswer));
            actions.push(Action::Crash);
        }
    }

    fn next_state(&self, moment: &Moment, action: Action) -> Option<Moment> {
        let mut next = moment.clone();
        self.portal.act(&mut next.world, action)?;
        match action {
            Action::Settle(answer) => drop(next.world.answers.remove(answer)),
            Action::Ask { .. } => next.to_be_asked = false,
            Action::Crash => {
                next.to_be_asked = false;
                next.mishaps_left -= 1;
            }
            Action::LoseAnswer(_) => next.mishaps_left -= 1,
            _ => {}
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::eventually(COMES_TO_AN_END, |_, moment: &Moment| {
                matches!(moment.world.orders[0].state, OrderState::Paid | OrderState::Declined)
            }),
            Property::sometimes("paid in spite of every mishap", |_, moment: &Moment| {
                moment.mishaps_left == 0 && moment.world.orders[0].state == OrderState::Paid
            }),
        ]
    }
}
