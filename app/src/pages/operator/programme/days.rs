//! Days around an anniversary, and versions of the policy, in words.

use chrono::{Datelike, NaiveDate};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::Reminder;
use tokuten_core::renewals::{NextAnniversary, RenewalPolicy, WindowDays};

use crate::format::{count, date, day_of_year};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// A day, counted from the anniversary.
pub fn day(day: i32) -> String {
    let t = t();
    let text = match day {
        0 => t.day_on,
        -1 => t.day_before_one,
        1 => t.day_after_one,
        ..0 => t.days_before,
        _ => t.days_after,
    };
    fill(text, &[("days", &count(day.unsigned_abs().into()))])
}

/// First and last day of a window.
pub fn window(days: WindowDays) -> String {
    fill(t().window_is, &[("from", &day(days.opens)), ("to", &day(days.closes))])
}

/// The first 22 June to which a version applies: an example.
fn example_of(effective_from: NaiveDate) -> NaiveDate {
    let in_year = |year| NaiveDate::from_ymd_opt(year, 6, 22).filter(|day| *day >= effective_from);
    let year = effective_from.year();
    in_year(year).or_else(|| in_year(year + 1)).unwrap_or(effective_from)
}

/// A window by an example.
pub fn example(effective_from: NaiveDate, days: WindowDays) -> String {
    let anniversary = example_of(effective_from);
    let all = [anniversary, shifted(anniversary, days.opens), shifted(anniversary, days.closes)];
    // The year says something only where it is not the same.
    let shown = if all.iter().all(|day| day.year() == all[0].year()) { day_of_year } else { date };
    let [anniversary, opens, closes] = all.map(shown);
    fill(t().example, &[("date", &anniversary), ("opens", &opens), ("closes", &closes)])
}

/// From what the next anniversary is counted.
pub fn next_anniversary(counted: NextAnniversary) -> &'static str {
    match counted {
        NextAnniversary::OldAnniversary => t().next_old,
        NextAnniversary::PaymentReceived => t().next_payment,
    }
}

/// Everything that a version of the policy says, each under its name.
pub fn policy(policy: &RenewalPolicy) -> [(&'static str, String); 5] {
    let t = t();
    [
        (t.partner_center, window(policy.partner_center)),
        (t.membership_center, window(policy.membership_center)),
        (t.benefits_end, day(policy.benefits_end)),
        (t.next_anniversary, next_anniversary(policy.next_anniversary).to_owned()),
        (t.qualification, day(-policy.qualification_days)),
    ]
}

/// The days of reminders.
pub fn reminders(reminders: &[Reminder]) -> String {
    let one = |reminder: &Reminder| {
        let day = day(reminder.day);
        if reminder.only_if_not_renewed { fill(t().if_not_renewed, &[("day", &day)]) } else { day }
    };
    listed(&reminders.iter().map(one).collect::<Vec<_>>())
}

/// The days on which a declined charge is tried again.
pub fn retries(days: &[u32]) -> String {
    let days: Vec<_> = days.iter().map(|day| count((*day).into())).collect();
    if days.is_empty() { t().never.to_owned() } else { fill(t().after_days, &[("days", &days.join(", "))]) }
}

fn listed(all: &[String]) -> String {
    if all.is_empty() { t().never.to_owned() } else { all.join(" · ") }
}
