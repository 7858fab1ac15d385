//! One partner's renewal as a model, explored in every order of events: two people who press twice, the scheduler
//! and its queue, an operator, a gateway whose answers are lost or come twice, a bank that pays late, in parts or
//! too much, a server that dies. What is one transaction in the server is one step here; between two steps
//! anything may happen. Verdicts, states, terms, windows and allocations are core's own; the steps are the server's
//! (`server/src/orders`), which this model cannot see: who changes the order of events there changes it here.

#![cfg(not(target_arch = "wasm32"))]

#[path = "model/portal.rs"]
mod portal;
#[path = "model/properties.rs"]
mod properties;
#[path = "model/rules.rs"]
mod rules;
#[path = "model/settling.rs"]
mod settling;
#[path = "model/steps.rs"]
mod steps;
#[path = "model/world.rs"]
mod world;

// Core's builders name core's modules from the crate's root: here they are.
#[allow(dead_code, unused_imports)] // The model needs a few of the builders.
#[path = "../src/examples.rs"]
mod examples;
use tokuten_core::{
    calendar, catalogue, competencies, facts, money, orders, partners, payments, renewals, roles,
    subscriptions,
};

use stateright::{Checker, Expectation, HasDiscoveries, Model};
use tokuten_core::payments::PaymentMethod;

use portal::{AS_BUILT, Portal, Safety, Scope};
use properties::{
    AUTOMATIC_IN_WINDOW, BY_HAND_IN_WINDOW, CHARGING_ENDS, MONEY_ADDS_UP, NO_STRAY_CHARGE, OFF_STAYS_OFF,
    ONE_NAME, PAID_IS_DELIVERED, PAID_ONCE,
};
use settling::{COMES_TO_AN_END, UntilSettled};

const THREADS: usize = 2;

/// One person and the scheduler, by card: what renews by itself is declined, retried, and renewed by hand.
const BY_ITSELF: Scope = Scope {
    people: 1,
    methods: &[PaymentMethod::CreditCard],
    saved: PaymentMethod::CreditCard,
    automatic: true,
    presses: 1,
    answers: 1,
    authentication: false,
    transfers: 0,
    amounts: &[],
    proofs: false,
};

/// **Buy** is pressed on what was declined when it renewed by itself.
const PRESSED_AFTERWARDS: Scope = Scope { people: 0, presses: 2, ..BY_ITSELF };

/// Two people by card, and answers that overtake each other.
const TWO_PEOPLE: Scope =
    Scope { people: 2, automatic: false, presses: 2, answers: 2, authentication: true, ..BY_ITSELF };

/// Two people by transfer: in parts, too much, too late.
const BY_TRANSFER: Scope = Scope {
    people: 2,
    methods: &[PaymentMethod::BankTransfer],
    saved: PaymentMethod::BankTransfer,
    automatic: false,
    transfers: 3,
    amounts: &[1, 2, 3],
    proofs: true,
    ..BY_ITSELF
};

/// One person by either method, while it renews by itself by transfer.
const MIXED: Scope = Scope {
    people: 1,
    methods: &[PaymentMethod::CreditCard, PaymentMethod::BankTransfer],
    saved: PaymentMethod::BankTransfer,
    transfers: 1,
    amounts: &[2],
    ..BY_ITSELF
};

/// The same while it renews by itself by card.
const MIXED_BY_CARD: Scope = Scope { saved: PaymentMethod::CreditCard, ..MIXED };

/// Explores everything: what must always hold does, and each of `reached` happens.
fn explore(scope: Scope, reached: &[&'static str]) {
    let portal = Portal { safety: AS_BUILT, scope };
    let checker = portal.checker().threads(THREADS).spawn_bfs().join();
    println!("{} moments, {} steps", checker.unique_state_count(), checker.state_count());
    assert!(checker.is_done());
    let always =
        portal.properties().into_iter().filter(|property| property.expectation == Expectation::Always);
    always.for_each(|property| checker.assert_no_discovery(property.name));
    for name in reached {
        checker.assert_any_discovery(name);
    }
}

#[test]
fn two_people_who_press_twice_pay_once() {
    explore(
        TWO_PEOPLE,
        &[
            "renewed by hand",
            "refunded",
            "declined, and paid by the next press",
            "paid after the cardholder has authenticated",
            "charged before a crash, and paid after it",
        ],
    );
}

#[test]
fn what_renews_by_itself_and_is_paid_by_hand_is_paid_once() {
    explore(
        BY_ITSELF,
        &[
            "renewed by itself on the first day",
            "renewed by itself after a decline",
            "renewed by itself at the last retry",
            "renewed by hand after automatic renewal was declined",
            "charged before a crash, and paid after it",
        ],
    );
    explore(PRESSED_AFTERWARDS, &["declined, and paid by the next press"]);
}

#[test]
fn with_more_people_and_presses_it_is_still_paid_once() {
    explore(Scope { people: 2, ..BY_ITSELF }, &["renewed by hand", "renewed by itself after a decline"]);
    explore(Scope { presses: 2, ..BY_ITSELF }, &["renewed by hand", "renewed by itself after a decline"]);
}

#[test]
fn every_yen_of_a_transfer_pays_or_is_held() {
    explore(
        BY_TRANSFER,
        &[
            "paid by transfer after the window",
            "expired, and the late money is held",
            "cancelled, and what had come of it is held",
            "paid by two transfers",
            "cancelled, and renewed by another order",
            "refunded",
        ],
    );
}

#[test]
fn card_and_transfer_together_pay_once() {
    explore(MIXED, &["cancelled, and renewed by another order", "expired, and the late money is held"]);
    explore(MIXED_BY_CARD, &["renewed by itself on the first day", "paid by transfer after the window"]);
}

fn settling(reconciler_asks: bool) -> UntilSettled {
    UntilSettled { portal: Portal { safety: AS_BUILT, scope: TWO_PEOPLE }, reconciler_asks }
}

#[test]
fn what_is_being_charged_is_paid_or_declined_in_the_end() {
    settling(true).checker().spawn_dfs().join().assert_properties();
}

#[test]
fn without_the_reconciler_an_order_would_be_charging_for_ever() {
    settling(false).checker().spawn_dfs().join().assert_any_discovery(COMES_TO_AN_END);
}

/// Explores until `property` fails, which it must.
fn breaks(safety: Safety, scope: Scope, property: &'static str) {
    let enough = HasDiscoveries::AllOf([property].into());
    let checker = Portal { safety, scope }.checker().threads(THREADS).finish_when(enough);
    checker.spawn_bfs().join().assert_any_discovery(property);
}

/// Explores everything with that safety: `property` holds all the same.
fn holds(safety: Safety, scope: Scope, property: &'static str) {
    let checker = Portal { safety, scope }.checker().threads(THREADS).spawn_bfs().join();
    checker.assert_no_discovery(property);
}

#[test]
fn without_lock_and_name_a_term_would_be_paid_twice_and_either_suffices() {
    let no_lock = Safety { locks_the_partner: false, ..AS_BUILT };
    let no_name = Safety { names_the_term: false, ..AS_BUILT };
    let neither = Safety { names_the_term: false, ..no_lock };
    breaks(neither, TWO_PEOPLE, PAID_ONCE);
    breaks(neither, TWO_PEOPLE, ONE_NAME);
    holds(no_lock, TWO_PEOPLE, PAID_ONCE);
    holds(no_name, TWO_PEOPLE, PAID_ONCE);
}

#[test]
fn a_gateway_that_forgets_attempts_would_charge_twice() {
    breaks(Safety { gateway_knows_attempts: false, ..AS_BUILT }, TWO_PEOPLE, PAID_ONCE);
}

#[test]
fn charging_before_it_is_written_down_would_be_forgotten() {
    breaks(Safety { records_before_asking: false, ..AS_BUILT }, TWO_PEOPLE, NO_STRAY_CHARGE);
}

#[test]
fn settling_a_closed_attempt_would_decline_what_is_being_charged() {
    breaks(Safety { settles_open_attempts_only: false, ..AS_BUILT }, TWO_PEOPLE, PAID_ONCE);
}

#[test]
fn closing_an_attempt_before_its_order_would_leave_nothing_to_reconcile() {
    breaks(Safety { settles_in_one_transaction: false, ..AS_BUILT }, TWO_PEOPLE, CHARGING_ENDS);
}

#[test]
fn a_buy_that_does_not_ask_again_would_renew_after_the_window() {
    breaks(Safety { buy_asks_again: false, ..AS_BUILT }, TWO_PEOPLE, BY_HAND_IN_WINDOW);
}

#[test]
fn a_job_that_does_not_ask_would_renew_after_the_window() {
    breaks(Safety { job_asks_the_rules: false, ..AS_BUILT }, BY_ITSELF, AUTOMATIC_IN_WINDOW);
}

#[test]
fn delivering_after_the_payment_would_leave_it_without_term_and_invoice() {
    breaks(Safety { delivers_with_the_payment: false, ..AS_BUILT }, TWO_PEOPLE, PAID_IS_DELIVERED);
}

#[test]
fn placing_an_order_would_bring_automatic_renewal_back() {
    breaks(Safety { comes_on_with_the_payment: false, ..AS_BUILT }, BY_TRANSFER, OFF_STAYS_OFF);
}

#[test]
fn a_bank_reference_recorded_twice_would_make_money() {
    breaks(Safety { knows_bank_references: false, ..AS_BUILT }, BY_TRANSFER, MONEY_ADDS_UP);
}

#[test]
fn late_money_that_is_not_held_would_be_lost() {
    breaks(Safety { holds_what_pays_nothing: false, ..AS_BUILT }, BY_TRANSFER, MONEY_ADDS_UP);
}

#[test]
fn a_part_that_is_not_held_when_the_order_closes_would_be_lost() {
    breaks(Safety { holds_part_payments: false, ..AS_BUILT }, BY_TRANSFER, MONEY_ADDS_UP);
}
