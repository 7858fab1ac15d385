//! Spans of days, and those in which enough things count at once.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::wire;

wire! {
    /// Days from `from` to `until`, both included; without an end that is known if there is no `until`.
    #[derive(Copy)]
    pub struct Span {
        /// First day.
        pub from: NaiveDate,
        /// Last day.
        pub until: Option<NaiveDate>,
    }
}

impl Span {
    /// Whether `day` is one of its days.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// The days of both; none if they have none in common.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = earlier(self.until, other.until);
        until.is_none_or(|until| from <= until).then_some(Self { from, until })
    }

    /// The same, ended on `last` at the latest.
    #[must_use]
    pub fn ended(self, last: Option<NaiveDate>) -> Option<Self> {
        self.and(Self { from: NaiveDate::MIN, until: last })
    }
}

/// The earlier of two ends, of which either may not be known.
fn earlier(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Something that counts on some days. What has the same `key` counts once on a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) key: &'a str,
    pub(super) amount: u64,
    pub(super) span: Span,
}

/// The longest spans in which the parts come to `need` or more, in their order.
pub(super) fn reached(parts: &[Part<'_>], need: u64) -> Vec<Span> {
    let mut events: BTreeMap<NaiveDate, Vec<(&Part<'_>, bool)>> = BTreeMap::new();
    for part in parts {
        events.entry(part.span.from).or_default().push((part, true));
        if let Some(after) = part.span.until.and_then(|until| until.succ_opt()) {
            events.entry(after).or_default().push((part, false));
        }
    }
    let (mut counting, mut sum, mut since) = (HashMap::<&str, u32>::new(), 0_u64, None);
    let mut spans = Vec::new();
    for (day, happened) in events {
        for (part, begins) in happened {
            let times = counting.entry(part.key).or_default();
            if begins {
                sum += if *times == 0 { part.amount } else { 0 };
                *times += 1;
            } else {
                *times -= 1;
                sum -= if *times == 0 { part.amount } else { 0 };
            }
        }
        match since {
            None if sum >= need => since = Some(day),
            Some(from) if sum < need => {
                spans.push(Span { from, until: day.pred_opt() });
                since = None;
            }
            _ => {}
        }
    }
    spans.extend(since.map(|from| Span { from, until: None }));
    spans
}

/// The spans that are in both lists.
pub(super) fn both(one: &[Span], other: &[Span]) -> Vec<Span> {
    one.iter().flat_map(|span| other.iter().filter_map(|other| span.and(*other))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::shifted;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn span(from: &str, until: Option<&str>) -> Span {
        Span { from: date(from), until: until.map(date) }
    }

    #[test]
    fn what_has_the_same_key_counts_once() {
        let parts = [
            Part { key: "a", amount: 1, span: span("2019-01-01", Some("2019-01-31")) },
            Part { key: "a", amount: 1, span: span("2019-01-20", None) },
            Part { key: "b", amount: 1, span: span("2019-03-01", Some("2019-03-10")) },
        ];
        assert_eq!(reached(&parts, 1), [span("2019-01-01", None)]);
        assert_eq!(reached(&parts, 2), [span("2019-03-01", Some("2019-03-10"))]);
        assert!(reached(&parts, 3).is_empty());
    }

    #[test]
    fn spans_of_two_lists_overlap_on_their_common_days() {
        let one = [span("2019-01-01", Some("2019-01-10")), span("2019-02-01", None)];
        let other = [span("2019-01-05", Some("2019-02-03"))];
        let expected = [span("2019-01-05", Some("2019-01-10")), span("2019-02-01", Some("2019-02-03"))];
        assert_eq!(both(&one, &other), expected);
    }

    proptest! {
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn a_day_is_in_a_span_if_and_only_if_enough_counts_on_it(
            drawn in prop::collection::vec((0_usize..4, 0_i32..60, 0_i32..40, any::<bool>()), 0..12),
            need in 1_u64..4,
        ) {
            let keys = ["a", "b", "c", "d"];
            let day = |offset| shifted(date("2019-01-01"), offset);
            let parts: Vec<_> = drawn
                .iter()
                .map(|(key, from, length, ends)| Part {
                    key: keys[*key],
                    amount: 1,
                    span: Span { from: day(*from), until: ends.then(|| day(from + length)) },
                })
                .collect();
            let spans = reached(&parts, need);
            for offset in -1..110 {
                let count = keys
                    .iter()
                    .filter(|key| parts.iter().any(|part| part.key == **key && part.span.contains(day(offset))))
                    .count();
                let inside = spans.iter().filter(|span| span.contains(day(offset))).count();
                prop_assert_eq!(inside, usize::from(count as u64 >= need), "on {}", day(offset));
            }
        }
    }
}
