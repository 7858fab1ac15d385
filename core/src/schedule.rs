//! What happens to a subscription by itself, and on which day (domain.md, "Automatic renewal").

use chrono::NaiveDate;

use crate::calendar::shifted;
use crate::catalogue::Catalogue;
use crate::subscriptions::{Holding, ManagedIn, Subscription};

/// One thing that happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The Membership Center hands it over to Partner Center: its anniversary has passed unrenewed there.
    HandOver,
    /// Renew it automatically, for the n-th time (from 1) since its anniversary.
    Renew {
        /// Which attempt.
        attempt: u32,
    },
    /// Remind the partner's admins.
    Remind {
        /// Days after the anniversary; negative before it.
        day: i32,
    },
    /// Look whether the competency that it asks for will hold at its anniversary.
    Qualify,
    /// Say that the window has closed without a renewal.
    Lapse,
}

/// How far a subscription has come by itself since its last term began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Everything up to this day has happened.
    pub done_through: NaiveDate,
    /// Automatic renewals that were tried for the present anniversary.
    pub attempts: u32,
    /// The day of the first of them.
    pub first_attempt: Option<NaiveDate>,
}

impl Progress {
    /// Where a new term starts from: nothing is tried yet, and what lies before `day` is not made up for.
    #[must_use]
    pub fn from(day: NaiveDate) -> Self {
        Self { done_through: day, attempts: 0, first_attempt: None }
    }

    /// What the rules refused is not tried again for the present anniversary.
    #[must_use]
    pub fn without_retries(self, catalogue: &Catalogue) -> Self {
        let all = u32::try_from(catalogue.retry_days.len()).unwrap_or(u32::MAX).saturating_add(1);
        Self { attempts: all, ..self }
    }
}

/// The next day on which something happens, and what, in that order; none if nothing does any more.
#[must_use]
pub fn next_due(
    subscription: &Subscription,
    progress: Progress,
    catalogue: &Catalogue,
) -> Option<(NaiveDate, Vec<Step>)> {
    if subscription.holding != Holding::Held {
        return None;
    }
    let renewal = next_renewal(subscription, progress, catalogue);
    let reminders = catalogue
        .reminders
        .iter()
        .map(|reminder| (shifted(subscription.expires_on, reminder.day), Step::Remind { day: reminder.day }));
    let hand_over = hand_over(subscription, progress);
    let qualify = qualify_days(subscription, catalogue);
    let lapse = (shifted(subscription.window(&catalogue.policies).closes, 1), Step::Lapse);
    let all: Vec<_> = hand_over
        .into_iter()
        .chain(renewal)
        .chain(reminders.chain(qualify).chain([lapse]).filter(|(day, _)| *day > progress.done_through))
        .collect();
    let day = all.iter().map(|(day, _)| *day).min()?;
    let mut steps: Vec<_> = all.into_iter().filter(|(due, _)| *due == day).map(|(_, step)| step).collect();
    steps.sort_unstable();
    // What comes of the attempt is told by a mail of its own, and so is the hand-over.
    if matches!(steps[..], [Step::HandOver | Step::Renew { .. }, ..]) {
        steps.retain(|step| !matches!(step, Step::Remind { .. }));
    }
    Some((day, steps))
}

/// The day after the anniversary, or as soon as it is looked at after that: what comes in late is handed over too.
fn hand_over(subscription: &Subscription, progress: Progress) -> Option<(NaiveDate, Step)> {
    let day = shifted(subscription.expires_on.max(progress.done_through), 1);
    (subscription.managed_in == ManagedIn::MembershipCenter).then_some((day, Step::HandOver))
}

/// The days on which it is looked at whether the renewal is at risk: only of what asks for a competency.
fn qualify_days<'a>(
    subscription: &Subscription,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = (NaiveDate, Step)> + use<'a> {
    let anniversary = subscription.expires_on;
    let asks = catalogue.offer(&subscription.offer).is_some_and(|offer| offer.requires.is_some());
    let days = catalogue.competency_notices.at_risk_days.iter().filter(move |_| asks);
    days.map(move |days| (shifted(anniversary, -i32::try_from(*days).unwrap_or(i32::MAX)), Step::Qualify))
}

/// The day of the next automatic renewal: the first day of the window, then so many days after the first
/// attempt, but only inside the window, and not while it is renewed in the Membership Center.
fn next_renewal(
    subscription: &Subscription,
    progress: Progress,
    catalogue: &Catalogue,
) -> Option<(NaiveDate, Step)> {
    if !subscription.automatic_renewal {
        return None;
    }
    let window = subscription.window(&catalogue.policies);
    let planned = match (progress.attempts, progress.first_attempt) {
        (0, _) | (_, None) => window.opens,
        (attempts, Some(first)) => {
            let after = *catalogue.retry_days.get(usize::try_from(attempts).ok()? - 1)?;
            shifted(first, i32::try_from(after).ok()?)
        }
    };
    let day = planned.max(shifted(progress.done_through, 1));
    let day = match subscription.managed_in {
        ManagedIn::PartnerCenter => day,
        ManagedIn::MembershipCenter => day.max(shifted(subscription.expires_on, 1)),
    };
    let step = Step::Renew { attempt: progress.attempts + 1 };
    window.contains(day).then_some((day, step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{action_pack, catalogue, date, silver};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn automatic() -> Subscription {
        Subscription { automatic_renewal: true, ..action_pack("2019-06-22") }
    }

    /// Everything that happens from `from` on if every attempt is declined, as days after the anniversary.
    fn year(subscription: &Subscription, from: &str) -> Vec<(i64, Vec<Step>)> {
        let catalogue = catalogue();
        let mut progress = Progress::from(date(from));
        let mut happened = Vec::new();
        while let Some((day, steps)) = next_due(subscription, progress, &catalogue) {
            if matches!(steps[0], Step::Renew { .. }) {
                progress.attempts += 1;
                progress.first_attempt = progress.first_attempt.or(Some(day));
            }
            progress.done_through = day;
            happened.push((crate::calendar::days_between(subscription.expires_on, day), steps));
        }
        happened
    }

    #[test]
    fn without_automatic_renewal_there_are_eight_reminders_and_a_word_when_it_lapses() {
        let happened = year(&action_pack("2019-06-22"), "2018-06-22");
        let remind = |day: i32| (i64::from(day), vec![Step::Remind { day }]);
        let mut expected: Vec<_> = [-60, -30, -15, -7, -1, 1, 23, 30].map(remind).to_vec();
        expected.push((31, vec![Step::Lapse]));
        assert_eq!(happened, expected);
    }

    fn kept_there() -> Subscription {
        Subscription { managed_in: ManagedIn::MembershipCenter, ..action_pack("2019-06-22") }
    }

    /// The day of the hand-over, and what else is due on it.
    fn handed_over(held: &Subscription, done_through: &str) -> Option<(NaiveDate, Vec<Step>)> {
        let (day, steps) = next_due(held, Progress::from(date(done_through)), &catalogue())?;
        steps.contains(&Step::HandOver).then_some((day, steps))
    }

    #[test]
    fn the_membership_center_hands_over_on_the_day_after_the_anniversary() {
        assert_eq!(handed_over(&kept_there(), "2019-06-20"), None, "the reminder on the day before is next");
        let day = date("2019-06-23");
        assert_eq!(handed_over(&kept_there(), "2019-06-21"), Some((day, vec![Step::HandOver])));
        assert_eq!(
            handed_over(&kept_there(), "2019-06-22"),
            Some((day, vec![Step::HandOver])),
            "no reminder beside"
        );
        assert_eq!(handed_over(&action_pack("2019-06-22"), "2019-06-22"), None);
    }

    #[test]
    fn what_renews_by_itself_is_handed_over_first_and_renewed_then() {
        let automatic = Subscription { automatic_renewal: true, ..kept_there() };
        let steps = vec![Step::HandOver, Step::Renew { attempt: 1 }];
        assert_eq!(handed_over(&automatic, "2019-06-22"), Some((date("2019-06-23"), steps)));
    }

    #[test]
    fn what_comes_in_long_after_its_anniversary_is_handed_over_all_the_same() {
        assert_eq!(
            handed_over(&kept_there(), "2020-01-01"),
            Some((date("2020-01-02"), vec![Step::HandOver]))
        );
        let cancelled =
            Subscription { holding: Holding::Cancelled { ends: date("2019-06-22") }, ..kept_there() };
        assert_eq!(handed_over(&cancelled, "2019-06-22"), None);
    }

    #[test]
    fn only_what_asks_for_a_competency_is_looked_at_for_its_risk() {
        let days = |subscription: &Subscription| -> Vec<_> {
            let happened = year(subscription, "2018-06-22");
            happened
                .into_iter()
                .filter(|(_, steps)| steps.contains(&Step::Qualify))
                .map(|(day, _)| day)
                .collect()
        };
        assert_eq!(days(&silver("2019-06-22")), [-90, -30]);
        assert!(days(&action_pack("2019-06-22")).is_empty());
    }

    #[test]
    fn automatic_renewal_tries_on_the_first_day_and_1_3_7_14_and_21_days_later() {
        let happened = year(&automatic(), "2019-06-22");
        let attempts: Vec<_> = happened
            .iter()
            .filter_map(|(day, steps)| match steps[0] {
                Step::Renew { attempt } => Some((*day, attempt)),
                _ => None,
            })
            .collect();
        assert_eq!(attempts, [(1, 1), (2, 2), (4, 3), (8, 4), (15, 5), (22, 6)]);
        assert_eq!(happened[0].1, [Step::Renew { attempt: 1 }], "the attempt takes the reminder's place");
        assert_eq!(happened.last().unwrap(), &(31, vec![Step::Lapse]));
    }

    #[test]
    fn a_machine_that_slept_tries_once_and_counts_the_days_from_there() {
        let catalogue = catalogue();
        let late = Progress {
            done_through: date("2019-06-23"),
            attempts: 1,
            first_attempt: Some(date("2019-07-01")),
        };
        let (day, steps) = next_due(&automatic(), late, &catalogue).unwrap();
        assert_eq!((day, steps), (date("2019-07-02"), vec![Step::Renew { attempt: 2 }]));
    }

    #[test]
    fn nothing_is_tried_after_the_window_has_closed() {
        let late = Progress { done_through: date("2019-07-22"), attempts: 0, first_attempt: None };
        let (day, steps) = next_due(&automatic(), late, &catalogue()).unwrap();
        assert_eq!((day, steps), (date("2019-07-23"), vec![Step::Lapse]));
    }

    #[test]
    fn what_the_rules_refused_is_not_tried_again() {
        let refused = Progress {
            attempts: 1,
            first_attempt: Some(date("2019-06-23")),
            ..Progress::from(date("2019-06-23"))
        };
        let (day, steps) =
            next_due(&automatic(), refused.without_retries(&catalogue()), &catalogue()).unwrap();
        assert_eq!((day, steps), (date("2019-07-15"), vec![Step::Remind { day: 23 }]));
    }

    #[test]
    fn what_was_cancelled_or_superseded_is_left_alone() {
        let ended = Subscription { holding: Holding::Superseded { on: date("2019-01-01") }, ..automatic() };
        assert_eq!(next_due(&ended, Progress::from(date("2018-06-22")), &catalogue()), None);
    }
}
