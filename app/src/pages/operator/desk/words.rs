//! Words for what lies in the queues.

use chrono::{DateTime, Utc};
use tokuten_core::desk::{About, Count, Queue, QueueItem, Thing};

use crate::context::local;
use crate::format::{date, money};
use crate::texts::fill;
use crate::texts::operator::desk::t;
use crate::words;

/// What a queue is called.
pub fn queue(queue: Queue) -> &'static str {
    let t = t();
    match queue {
        Queue::Transfers => t.transfers,
        Queue::Proofs => t.proofs,
        Queue::Unallocated => t.unallocated,
        Queue::Refunds => t.refunds,
        Queue::Renewals => t.renewals,
        Queue::Partners => t.partners,
        Queue::Overrides => t.overrides,
        Queue::Requests => t.requests,
        Queue::Jobs => t.jobs,
    }
}

/// Id of a queue's heading.
pub fn heading(queue: Queue) -> String {
    format!("queue-{}", queue.code())
}

/// Id of what the keyboard goes to for a thing.
pub fn place(thing: &Thing) -> String {
    format!("thing-{}-{}", thing.kind.code(), thing.id)
}

/// A count: `12`, `999+`.
pub fn tally(count: Count) -> String {
    format!("{}{}", count.number, if count.more { "+" } else { "" })
}

/// How long something has waited.
pub fn age(now: DateTime<Utc>, since: Option<DateTime<Utc>>) -> String {
    let t = t();
    let Some(since) = since else { return t.age_unknown.to_owned() };
    let minutes = (now - since).num_minutes().max(0);
    let (text, count) = match minutes {
        0..120 => (t.age_minutes, minutes),
        120..2_880 => (t.age_hours, minutes / 60),
        _ => (t.age_days, minutes / 1_440),
    };
    fill(text, &[("count", &count.to_string())])
}

/// What a thing is, in a line.
pub fn about(about: &About) -> String {
    let t = t();
    match about {
        About::Order { number, total, received, .. } if received.amount == 0 => {
            fill(t.order, &[("order", &number.to_string()), ("amount", &money(*total))])
        }
        About::Order { number, total, received, .. } => {
            let places = [
                ("order", &*number.to_string()),
                ("amount", &money(*total)),
                ("received", &money(*received)),
            ];
            fill(t.order_part, &places)
        }
        About::Payment { amount, reference, .. } => {
            fill(t.payment, &[("amount", &money(*amount)), ("reference", reference)])
        }
        About::Refund { order, amount } => {
            fill(t.refund, &[("order", &order.to_string()), ("amount", &money(*amount))])
        }
        About::Renewal { offer, expires_on, .. } => {
            fill(t.renewal, &[("offer", &local(offer)), ("date", &date(*expires_on))])
        }
        About::Profile { country, again } => {
            let text = if *again { t.profile_again } else { t.profile_new };
            fill(text, &[("country", &crate::format::country(country))])
        }
        About::Override { requirement, offer, until, asked_by } => {
            let places = [
                ("offer", &*local(offer)),
                ("requirement", crate::pages::operator::partner::requirement(*requirement)),
                ("date", &date(*until)),
                ("name", asked_by),
            ];
            fill(t.override_line, &places)
        }
        About::Request { number, title, .. } => {
            fill(t.request, &[("number", &number.to_string()), ("title", title)])
        }
        About::Job { kind, name, .. } => fill(t.job, &[("kind", kind), ("name", name)]),
    }
}

/// What else there is to know of it before it is opened.
pub fn more(about: &About) -> Option<String> {
    match about {
        About::Order { pay_by, .. } => pay_by.map(|day| fill(t().pay_by, &[("date", &date(day))])),
        About::Payment { why, .. } => Some(words::held(*why).to_owned()),
        About::Request { severity, state, .. } => {
            let (severity, state) =
                (crate::pages::support::severity(*severity), crate::pages::support::state(*state).0);
            Some(format!("{state} · {severity}"))
        }
        About::Refund { .. }
        | About::Renewal { .. }
        | About::Profile { .. }
        | About::Override { .. }
        | About::Job { .. } => None,
    }
}

/// The page on which it is dealt with; none for what is dealt with here.
pub fn page(item: &QueueItem) -> Option<String> {
    match &item.about {
        About::Order { .. } | About::Payment { .. } => Some("/operator/transfers".to_owned()),
        About::Refund { .. } => Some("/operator/refunds".to_owned()),
        About::Profile { .. } | About::Override { .. } => {
            item.partner.as_ref().map(|whose| format!("/operator/partners/{}", whose.id))
        }
        About::Request { number, .. } => Some(format!("/operator/support/{number}")),
        About::Renewal { .. } | About::Job { .. } => None,
    }
}
