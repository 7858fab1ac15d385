//! Benefits: what a term grants, what of it was used, and what may be used today (domain.md, "Benefits").
//!
//! What is granted is read off the subscription and the catalogue; only what was used is kept. So a term's benefits are
//! there in the moment in which it is paid, and a renewal brings the new term's in whole.

mod again;
mod time;
mod uses;
mod views;

use chrono::NaiveDate;

use crate::calendar::shifted;
use crate::catalogue::{Benefit, BenefitKind, Catalogue, Localized, OfferCode};
use crate::facts::Facts;
use crate::renewals::RenewalPolicy;
use crate::subscriptions::{Holding, Subscription};
use crate::wire;

pub use again::{AssignAgain, LastHolders, term_before};
pub use time::{HOUR, minutes_of, shown_minutes};
pub use uses::{Move, NewUse, Secret, Used, Using, WhyNotUsed, may_free, may_move, may_use};
pub use views::{BenefitView, BenefitsView, Grant, GrantView, Person, UsePage, UseView};

/// What a subscription grants by the catalogue: the offer's own benefits, and for a membership that asks for a competency
/// those of each area that is held on `today`. With the name of each: areas stand before theirs.
#[must_use]
pub fn granted<'a>(
    catalogue: &'a Catalogue,
    facts: &Facts,
    held: &Subscription,
    today: NaiveDate,
) -> Vec<(String, &'a Benefit)> {
    let Some(offer) = catalogue.offer(&held.offer) else { return Vec::new() };
    let is_attained =
        |area: &str| facts.attainments.iter().any(|one| one.area == area && one.is_held_within(today, today));
    let areas = catalogue.competencies.iter().filter(|_| offer.requires.is_some());
    let of_areas = areas.filter(|area| is_attained(&area.code)).flat_map(|area| {
        area.benefits.iter().map(|benefit| (format!("{}.{}", area.code, benefit.code), benefit))
    });
    offer.benefits.iter().map(|benefit| (benefit.code.clone(), benefit)).chain(of_areas).collect()
}

/// How many units a benefit grants: minutes for advisory hours.
#[must_use]
pub fn units(benefit: &Benefit) -> u32 {
    match benefit.kind {
        BenefitKind::AdvisoryHours => benefit.quantity.saturating_mul(HOUR),
        _ => benefit.quantity,
    }
}

/// The term whose benefits are in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granting {
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// The last day of its benefits.
    pub benefits_end: NaiveDate,
}

/// The term whose benefits are in force on `today`: the present one. What was renewed before its anniversary goes on with
/// the term before, until the new one starts. `terms` are first and last days.
#[must_use]
pub fn granting(
    held: &Subscription,
    terms: &[(NaiveDate, NaiveDate)],
    policies: &[RenewalPolicy],
    today: NaiveDate,
) -> Granting {
    let present = Granting {
        starts: held.term_starts,
        ends: held.expires_on,
        benefits_end: held.benefits_end(policies),
    };
    if held.term_starts <= today {
        return present;
    }
    let running = terms.iter().filter(|(starts, _)| *starts <= today).max();
    running.map_or(present, |(starts, ends)| Granting {
        starts: *starts,
        ends: *ends,
        benefits_end: shifted(held.term_starts, -1).min(held.ended_early().unwrap_or(NaiveDate::MAX)),
    })
}

wire! {
    /// Whether the benefits of a subscription can be used.
    #[serde(rename_all = "snake_case")]
    pub enum GrantState {
        /// They can.
        Usable,
        /// Its term has not started.
        NotBegun {
            /// First day.
            on: NaiveDate,
        },
        /// Those of a higher membership take their place.
        IncludedIn(OfferCode),
        /// They are over.
        Ended {
            /// Last day.
            on: NaiveDate,
            /// Why.
            why: WhyEnded,
        },
    }
}

wire! {
    /// Why benefits are over.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum WhyEnded {
        /// The renewal window has closed without a renewal.
        NotRenewed,
        /// An upgrade has taken the membership's place.
        Superseded,
        /// The membership was cancelled.
        Cancelled,
        /// Its money was given back.
        Refunded,
    }
}

/// Whether the benefits of a subscription can be used on `today`. Of several memberships the highest counts: those of
/// silver stand still while gold is active, which includes them.
#[must_use]
pub fn state_on(facts: &Facts, held: &Subscription, granting: Granting, today: NaiveDate) -> GrantState {
    let ended = |on, why| GrantState::Ended { on, why };
    match held.holding {
        Holding::Superseded { on } => return ended(on, WhyEnded::Superseded),
        Holding::Refunded { on } => return ended(on, WhyEnded::Refunded),
        Holding::Cancelled { ends } if ends < today => return ended(ends, WhyEnded::Cancelled),
        Holding::Cancelled { .. } | Holding::Held => {}
    }
    if granting.benefits_end < today {
        return ended(granting.benefits_end, WhyEnded::NotRenewed);
    }
    if today < granting.starts {
        return GrantState::NotBegun { on: granting.starts };
    }
    let included_in = facts.offer(&held.offer).map_or(&[][..], |offer| &offer.included_in);
    let higher = facts
        .subscriptions
        .iter()
        .find(|other| included_in.contains(&other.offer) && other.is_active_on(today));
    higher.map_or(GrantState::Usable, |other| GrantState::IncludedIn(other.offer.clone()))
}

/// The last day of what was redeemed on `day`, if it has an end of its own.
#[must_use]
pub fn own_end(valid_days: Option<u32>, day: NaiveDate) -> Option<NaiveDate> {
    valid_days.map(|days| shifted(day, i32::try_from(days).unwrap_or(i32::MAX)))
}

/// The last day of a use that has no end of its own: the benefits end of its term.
#[must_use]
pub fn term_end(
    held: &Subscription,
    of_term: NaiveDate,
    granting: Granting,
    policies: &[RenewalPolicy],
) -> NaiveDate {
    if of_term == granting.ends {
        return granting.benefits_end;
    }
    let end = shifted(of_term, RenewalPolicy::in_force(policies, held.managed_in, of_term).benefits_end);
    end.min(held.ended_early().unwrap_or(NaiveDate::MAX))
}

/// What is left of a benefit, for who is told that it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// What it is called.
    pub name: Localized,
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// How many are left; minutes for advisory hours.
    pub left: u32,
    /// Of how many.
    pub quantity: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competencies::Level;
    use crate::examples::{action_pack, attained, catalogue, date, facts, gold, holding, silver};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn benefit(code: &str, kind: BenefitKind, quantity: u32) -> Benefit {
        let name = Localized { en: code.to_owned(), ja: code.to_owned() };
        Benefit {
            code: code.to_owned(),
            kind,
            name,
            description: None,
            quantity,
            valid_days: None,
            file: None,
        }
    }

    fn state(facts: &Facts, today: &str) -> GrantState {
        let held = &facts.subscriptions[0];
        let granting = granting(held, &[], &facts.policies, date(today));
        state_on(facts, held, granting, date(today))
    }

    #[test]
    fn benefits_are_used_to_the_end_of_the_window() {
        let facts = holding(action_pack("2019-06-22"));
        for day in ["2019-06-22", "2019-06-23", "2019-07-22"] {
            assert_eq!(state(&facts, day), GrantState::Usable, "{day}");
        }
        let over = GrantState::Ended { on: date("2019-07-22"), why: WhyEnded::NotRenewed };
        assert_eq!(state(&facts, "2019-07-23"), over);
    }

    #[test]
    fn what_was_given_back_given_up_or_cancelled_ends_with_its_last_day() {
        let day = date("2019-03-01");
        let ended = |holding, today: &str| {
            let facts = crate::examples::holding(Subscription { holding, ..action_pack("2019-06-22") });
            state(&facts, today)
        };
        let over = |why| GrantState::Ended { on: day, why };
        assert_eq!(ended(Holding::Refunded { on: day }, "2019-03-01"), over(WhyEnded::Refunded));
        assert_eq!(ended(Holding::Superseded { on: day }, "2019-03-01"), over(WhyEnded::Superseded));
        let cancelled = Holding::Cancelled { ends: day };
        assert_eq!(ended(cancelled, "2019-03-01"), GrantState::Usable);
        assert_eq!(ended(cancelled, "2019-03-02"), over(WhyEnded::Cancelled));
    }

    #[test]
    fn of_several_memberships_the_highest_counts() {
        let mut facts = holding(silver("2019-06-22"));
        facts.subscriptions.push(Subscription { id: "gold".into(), ..gold("2019-05-01") });
        assert_eq!(state(&facts, "2019-05-01"), GrantState::IncludedIn("gold".into()));
        assert_eq!(state(&facts, "2019-05-02"), GrantState::Usable);
    }

    #[test]
    fn a_membership_grants_its_own_and_those_of_the_competencies_that_are_held() {
        let mut catalogue = catalogue();
        for offer in &mut catalogue.offers {
            offer.benefits = vec![benefit("key", BenefitKind::ProductKey, 3)];
        }
        catalogue.competencies[0].benefits = vec![benefit("lab", BenefitKind::AdvisoryHours, 2)];
        let mut facts = facts();
        facts.attainments = vec![attained(Level::Silver, "2019-01-01", Some("2019-02-01"))];
        let codes = |held: &Subscription, today: &str| {
            granted(&catalogue, &facts, held, date(today))
                .into_iter()
                .map(|(code, _)| code)
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(&silver("2019-06-22"), "2019-02-01"), ["key", "cloud.lab"]);
        assert_eq!(codes(&silver("2019-06-22"), "2019-02-02"), ["key"]);
        assert_eq!(codes(&action_pack("2019-06-22"), "2019-02-01"), ["key"]);
        let retired = Subscription { offer: "retired".into(), ..silver("2019-06-22") };
        assert!(codes(&retired, "2019-02-01").is_empty());
    }

    #[test]
    fn a_renewal_brings_the_new_terms_when_that_starts_and_not_before() {
        let policies = catalogue().policies;
        let held = Subscription { term_starts: date("2018-07-02"), ..action_pack("2019-07-01") };
        let before = (date("2017-07-02"), date("2018-07-01"));
        let early =
            granting(&held, &[before, (held.term_starts, held.expires_on)], &policies, date("2018-05-01"));
        assert_eq!((early.starts, early.ends, early.benefits_end), (before.0, before.1, before.1));
        let on_time = granting(&held, &[before], &policies, date("2018-07-02"));
        assert_eq!((on_time.ends, on_time.benefits_end), (held.expires_on, date("2019-07-31")));
    }

    #[test]
    fn what_was_redeemed_keeps_its_own_end_and_the_rest_ends_with_its_term() {
        let policies = catalogue().policies;
        assert_eq!(own_end(Some(365), date("2024-02-29")), Some(date("2025-02-28")));
        assert_eq!(own_end(None, date("2024-02-29")), None);
        let held = action_pack("2020-06-22");
        let now = granting(&held, &[], &policies, date("2019-07-01"));
        assert_eq!(term_end(&held, date("2020-06-22"), now, &policies), date("2020-07-22"));
        assert_eq!(term_end(&held, date("2019-06-22"), now, &policies), date("2019-07-22"));
    }

    #[test]
    fn seats_have_one_token_and_hours_are_counted_in_minutes() {
        assert_eq!(units(&benefit("advice", BenefitKind::AdvisoryHours, 20)), 1_200);
        assert_eq!(units(&benefit("seats", BenefitKind::CloudSeats, 25)), 25);
        assert_eq!(Using::Seats.amount(25), 25);
        assert_eq!(Using::Key.amount(25), 1);
        assert_eq!(Using::Time { minutes: 90, note: "x".into() }.amount(1_200), 90);
    }

    #[test]
    fn codes_are_what_json_says_and_lead_back() {
        for kind in BenefitKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(BenefitKind::of_code(kind.code()), Some(kind));
        }
    }
}
