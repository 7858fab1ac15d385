//! Licences of the term before, assigned again after a renewal: by a press, since assigning ends a refund.

use chrono::NaiveDate;

use super::{Granting, Person};
use crate::problem::{FieldError, FieldFault};
use crate::wire;

wire! {
    /// Who had a licence in the term before, is still there and has none now.
    pub struct LastHolders {
        /// Those for whom one is left: who was given theirs first comes first.
        pub people: Vec<Person>,
        /// Those for whom none is.
        pub left_out: Vec<Person>,
    }
}

impl LastHolders {
    /// Those of `before` who are not among the ids of `now`, as far as the units that are left reach; none if nobody is to
    /// get one.
    #[must_use]
    pub fn of(before: Vec<Person>, now: &[String], left: u32) -> Option<Self> {
        let mut people: Vec<_> = before.into_iter().filter(|person| !now.contains(&person.id)).collect();
        let reach = usize::try_from(left).unwrap_or(usize::MAX).min(people.len());
        let left_out = people.split_off(reach);
        (!people.is_empty()).then_some(Self { people, left_out })
    }

    /// The ids of those who get one.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.people.iter().map(|person| person.id.clone()).collect()
    }
}

/// The last day of the term before the one that grants; `terms` are first and last days.
#[must_use]
pub fn term_before(terms: &[(NaiveDate, NaiveDate)], granting: Granting) -> Option<NaiveDate> {
    terms.iter().map(|(_, ends)| *ends).filter(|ends| *ends < granting.ends).max()
}

wire! {
    /// Licences are assigned again: body of `POST /api/benefits/{subscription}/uses/again`.
    #[serde(deny_unknown_fields)]
    pub struct AssignAgain {
        /// Which benefit.
        pub benefit: String,
        /// Ids of the users who the user was told get one, in their order. If it is others now, that is said first.
        pub people: Vec<String>,
        /// The last day of the refund that the user was told ends with this. If it is another one now, that is said first.
        pub gives_up_refund: Option<NaiveDate>,
    }
}

impl AssignAgain {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let nobody = self.people.is_empty().then(|| FieldError::new("people", FieldFault::Missing));
        nobody.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::date;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn people(ids: &[&str]) -> Vec<Person> {
        let person = |id: &&str| Person { id: (*id).into(), name: (*id).into(), email: String::new() };
        ids.iter().map(person).collect()
    }

    #[test]
    fn who_has_none_now_gets_one_as_far_as_they_reach() {
        let of = |now: &[&str], left| {
            let now: Vec<_> = now.iter().map(|id| (*id).to_owned()).collect();
            LastHolders::of(people(&["a", "b", "c"]), &now, left)
        };
        let again = |assigned: &[&str], left_out: &[&str]| {
            Some(LastHolders { people: people(assigned), left_out: people(left_out) })
        };
        assert_eq!(of(&[], 9), again(&["a", "b", "c"], &[]));
        assert_eq!(of(&["b", "x"], 9), again(&["a", "c"], &[]));
        assert_eq!(of(&["b"], 1), again(&["a"], &["c"]));
        assert_eq!(of(&[], 0), None);
        assert_eq!(of(&["a", "b", "c"], 9), None);
        assert_eq!(again(&["a", "c"], &[]).unwrap().ids(), ["a", "c"]);
    }

    #[test]
    fn the_term_before_is_the_last_that_ends_earlier() {
        let terms = ["2017-07-01", "2018-07-01", "2019-07-01"].map(|ends| (date("2016-01-01"), date(ends)));
        let granting = |ends: &str| Granting {
            starts: date("2018-07-02"),
            ends: date(ends),
            benefits_end: date("2019-07-31"),
        };
        assert_eq!(term_before(&terms, granting("2019-07-01")), Some(date("2018-07-01")));
        assert_eq!(term_before(&terms, granting("2018-07-01")), Some(date("2017-07-01")));
        assert_eq!(term_before(&terms, granting("2017-07-01")), None);
    }
}
