//! What core says, for the few days of the model: its dates, verdicts, schedule, terms and allocations.

use std::sync::LazyLock;

use chrono::NaiveDate;
use tokuten_core::calendar::{days_between, shifted};
use tokuten_core::catalogue::Catalogue;
use tokuten_core::facts::Facts;
use tokuten_core::money::{Currency, Money};
use tokuten_core::orders::OrderState;
use tokuten_core::renewals::{RenewalPolicy, WindowDays, may_renew, may_renew_automatically};
use tokuten_core::schedule::{Progress, Step, next_due};
use tokuten_core::subscriptions::{Holding, Subscription, Term};
use tokuten_core::transfers::{Allocation, allocate};

use crate::examples::{action_pack, catalogue, holding, open_order};
use crate::world::Held;

/// The last day of the model; the anniversary is day 0.
pub const LAST_DAY: u8 = 5;
/// After how many days an unpaid transfer expires.
pub const TRANSFER_DAYS: u8 = 1;
/// What a renewal costs, in yen: the least that can come in two parts.
pub const PRICE: u8 = 2;

const ANNIVERSARY: &str = "2019-06-22";

/// The subscription in its old term, and renewed.
static HELD: LazyLock<[Subscription; 2]> = LazyLock::new(|| {
    let held = action_pack(ANNIVERSARY);
    [held.clone(), renewed(held)]
});

/// The programme with three days to renew and two retries, so that all of it can be explored.
static PROGRAMME: LazyLock<Catalogue> = LazyLock::new(|| {
    let catalogue = catalogue();
    let window = WindowDays { opens: 1, closes: 3 };
    let in_force = action_pack(ANNIVERSARY).policy(&catalogue.policies);
    let policies = vec![RenewalPolicy { partner_center: window, ..*in_force }];
    let transfer_days = u32::from(TRANSFER_DAYS);
    Catalogue { policies, reminders: Vec::new(), retry_days: vec![1, 2], transfer_days, ..catalogue }
});

/// Verdicts, asked of core once for every day and everything that they depend on here.
static VERDICTS: LazyLock<Vec<Verdicts>> = LazyLock::new(|| {
    let both = [false, true];
    let seen = |day| {
        both.into_iter().flat_map(move |renewed| {
            both.into_iter().flat_map(move |barred| {
                both.map(|ended| Verdicts::reached(Seen { day, renewed, barred, ended }))
            })
        })
    };
    (0..=LAST_DAY).flat_map(seen).collect()
});

/// What the verdicts of one subscription depend on in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The day on which it is asked.
    pub day: u8,
    /// The term after the anniversary is there already.
    pub renewed: bool,
    /// An order for it awaits payment.
    pub barred: bool,
    /// It has ended before its time.
    pub ended: bool,
}

#[derive(Debug, Clone, Copy)]
struct Verdicts {
    by_hand: bool,
    by_itself: bool,
}

impl Verdicts {
    fn reached(Seen { day, renewed, barred, ended }: Seen) -> Self {
        let held = &held(renewed, ended.then_some(day));
        let open_orders = if barred { vec![open_order("action_pack")] } else { Vec::new() };
        let policies = PROGRAMME.policies.clone();
        let facts = Facts { open_orders, policies, ..holding(held.clone()) };
        Self {
            by_hand: may_renew(&facts, held, date(day)).is_allowed(),
            by_itself: may_renew_automatically(&facts, held, date(day)).is_allowed(),
        }
    }

    fn of(seen: Seen) -> Self {
        let [renewed, barred, ended] = [seen.renewed, seen.barred, seen.ended].map(usize::from);
        let place = usize::from(seen.day) * 8 + renewed * 4 + barred * 2 + ended;
        VERDICTS[place]
    }
}

/// The subscription, ended on a day or still held.
fn held(renewed: bool, ended: Option<u8>) -> Subscription {
    let holding = ended.map_or(Holding::Held, |day| Holding::Cancelled { ends: date(day) });
    Subscription { holding, ..HELD[usize::from(renewed)].clone() }
}

/// Whether a person may renew.
pub fn may_renew_by_hand(seen: Seen) -> bool {
    Verdicts::of(seen).by_hand
}

/// Whether it may renew by itself.
pub fn may_renew_by_itself(seen: Seen) -> bool {
    Verdicts::of(seen).by_itself
}

/// Whether the anniversary's window contains the day.
pub fn is_in_window(day: u8) -> bool {
    HELD[0].window(&PROGRAMME.policies).contains(date(day))
}

/// The civil date of a day of the model.
pub fn date(day: u8) -> NaiveDate {
    shifted(HELD[0].expires_on, i32::from(day))
}

fn renewed(held: Subscription) -> Subscription {
    let Term { anchor, starts, expires_on } = held.renewed_term(held.expires_on, &PROGRAMME.policies);
    Subscription { anchor, term_starts: starts, expires_on, ..held }
}

/// The term that a payment on that day starts, after so many renewals.
pub fn renewed_term(renewals: usize, paid_on: u8) -> Term {
    let held = (0..renewals).fold(HELD[0].clone(), |held, _| renewed(held));
    held.renewed_term(date(paid_on), &PROGRAMME.policies)
}

/// The term after the anniversary.
pub fn term_to_renew() -> Term {
    renewed_term(0, 1)
}

/// The number of the automatic renewal that is due on that day, and the day from which it was.
pub fn renewal_due(held: &Held, day: u8) -> Option<(u8, u8)> {
    let subscription = Subscription {
        automatic_renewal: held.automatic,
        ..self::held(!held.terms.is_empty(), held.ended.then_some(day))
    };
    let progress = Progress {
        done_through: date(held.done_through),
        attempts: u32::from(held.tried),
        first_attempt: held.first_try.map(date),
    };
    let (due, steps) = next_due(&subscription, progress, &PROGRAMME)?;
    let attempt = steps.iter().find_map(|step| match step {
        Step::Renew { attempt } => u8::try_from(*attempt).ok(),
        _ => None,
    })?;
    let due = u8::try_from(days_between(HELD[0].expires_on, due)).ok()?;
    (due <= day).then_some((attempt, due))
}

/// How often it renews by itself at most: once, and after each decline of a retry day.
pub fn most_tries() -> u8 {
    u8::try_from(PROGRAMME.retry_days.len()).expect("few retries") + 1
}

/// How much of `arrived` pays an order to which `before` is allocated, and whether the order is paid with it.
pub fn allocated(state: OrderState, before: u8, arrived: u8) -> (u8, bool) {
    let yen = |amount: u8| Money::new(i64::from(amount), Currency::JPY);
    match allocate(state, yen(PRICE), yen(before), yen(arrived)).expect("small amounts of one currency") {
        Allocation::Full => (arrived, true),
        Allocation::Over { .. } => (PRICE - before, true),
        Allocation::Short { .. } => (arrived, false),
        Allocation::Unallocated(_) => (0, false),
    }
}
