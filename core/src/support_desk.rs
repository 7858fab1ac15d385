//! The vendor's side of support requests: what operators tell each other, answers that are given often, and requests
//! that are one (domain.md, "Support" and "Operators").

use chrono::{DateTime, Utc};

use crate::catalogue::{Language, Localized};
use crate::desk::Claim;
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::support::{RequestRow, RequestState, RequestView, text_fault};
use crate::wire;

wire! {
    /// What operators tell each other about a request: body of `POST /api/operator/support/{number}/notes`. No partner ever
    /// gets it.
    #[serde(deny_unknown_fields)]
    pub struct NewNote {
        /// What is noted.
        pub text: String,
    }
}

impl NewNote {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        text_fault(&self.text).map(|fault| FieldError::new("text", fault)).into_iter().collect()
    }
}

wire! {
    /// An internal note.
    pub struct Note {
        /// When.
        pub at: DateTime<Utc>,
        /// Name of the operator.
        pub by: String,
        /// What was noted.
        pub text: String,
    }
}

wire! {
    /// A state that an operator gives a request without an answer.
    #[derive(Copy, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum BareState {
        /// Somebody works on it.
        InProgress,
        /// It is solved. The partner is told, and can reply.
        Resolved,
    }
}

wire! {
    /// Body of `POST /api/operator/support/{number}/state`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct StateChange {
        /// The state. To wait for the partner takes a question, and so an answer.
        pub state: BareState,
        /// How many entries of the thread the operator has seen.
        pub seen: u32,
    }
}

wire! {
    /// That a request is the same as another of the partner's: body of `POST /api/operator/support/{number}/merge`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct Merge {
        /// Number of the request that goes on.
        pub into: i64,
        /// How many entries of the thread the operator has seen.
        pub seen: u32,
    }
}

/// A request, as far as merging asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mergeable<'a> {
    /// Its number.
    pub number: i64,
    /// Partner ID.
    pub partner: &'a str,
    /// How far it has come.
    pub state: RequestState,
    /// Whether it asks to cancel a subscription, and which.
    pub cancels: Option<&'a str>,
}

/// Why two requests are not made one. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMerged {
    /// It is the same request.
    Itself,
    /// It is another partner's, or there is none: the two look the same.
    NotThere,
    /// One of them is closed.
    Closed,
    /// They ask to cancel two different subscriptions: each is a wish of its own.
    CancelsAnother,
}

/// May the duplicate go on as the other?
pub fn may_merge(duplicate: Mergeable<'_>, other: Mergeable<'_>) -> Result<(), NotMerged> {
    if duplicate.number == other.number {
        return Err(NotMerged::Itself);
    }
    if duplicate.partner != other.partner {
        return Err(NotMerged::NotThere);
    }
    if !duplicate.state.is_open() || !other.state.is_open() {
        return Err(NotMerged::Closed);
    }
    match (duplicate.cancels, other.cancels) {
        (Some(one), Some(another)) if one != another => Err(NotMerged::CancelsAnother),
        _ => Ok(()),
    }
}

/// What can be filled into an answer, by its name in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Whom the partner has named as contact.
    Contact,
    /// The partner's name.
    Partner,
    /// The request's number.
    Number,
    /// The request's title.
    Title,
    /// The operator's name.
    Operator,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Contact, Self::Partner, Self::Number, Self::Title, Self::Operator];

    /// As it is written in an answer, in braces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Partner => "partner",
            Self::Number => "number",
            Self::Title => "title",
            Self::Operator => "operator",
        }
    }
}

/// Whether a text names a place that there is not.
#[must_use]
pub fn has_unknown_place(text: &str) -> bool {
    // What is no place stays as it is.
    filled(text, |_| String::new()).contains('{')
}

/// A text with its places filled in, in one go: what is filled in is not filled in again.
#[must_use]
pub fn filled(text: &str, with: impl Fn(Place) -> String) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let place = Place::ALL.into_iter().find_map(|place| {
            let rest = part.strip_prefix(place.name())?.strip_prefix('}')?;
            Some((place, rest))
        });
        if let Some((place, rest)) = place {
            filled.push_str(&with(place));
            filled.push_str(rest);
        } else {
            filled.push('{');
            filled.push_str(part);
        }
    }
    filled
}

wire! {
    /// An answer that is given often.
    pub struct CannedAnswer {
        /// Its name in addresses.
        pub id: String,
        /// What operators call it.
        pub title: String,
        /// What is said, in each language, with places in braces.
        pub text: Localized,
        /// Rises with every change: forms send it along.
        pub version: i32,
    }
}

wire! {
    /// All of them: answer of `GET /api/operator/canned-answers`.
    pub struct CannedAnswers {
        /// By title.
        pub answers: Vec<CannedAnswer>,
    }
}

wire! {
    /// A canned answer as it is to be: body of `POST /api/operator/canned-answers` and `PUT …/{id}`.
    #[serde(deny_unknown_fields)]
    pub struct CannedChange {
        /// What operators call it.
        pub title: String,
        /// What is said, in each language.
        pub text: Localized,
        /// The version that was looked at; 0 for a new one.
        pub seen: i32,
    }
}

impl CannedChange {
    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let text =
            |text: &str| text_fault(text).or_else(|| has_unknown_place(text).then_some(FieldFault::Unknown));
        [("title", line_fault(&self.title)), ("en", text(&self.text.en)), ("ja", text(&self.text.ja))]
            .into_iter()
            .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
            .collect()
    }
}

wire! {
    /// A canned answer that is taken away: body of `POST /api/operator/canned-answers/{id}/removal`.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct CannedRemoval {
        /// The version that was looked at.
        pub seen: i32,
    }
}

wire! {
    /// A request in the list of the vendor's support.
    pub struct DeskRow {
        /// What the partner's own list shows of it.
        pub row: RequestRow,
        /// When the vendor first answered.
        pub first_answered_at: Option<DateTime<Utc>>,
        /// Name of the operator who has claimed it.
        pub claimed_by: Option<String>,
    }
}

wire! {
    /// A page of it: answer of `GET /api/operator/support`.
    pub struct DeskPage {
        /// The server's instant.
        pub now: DateTime<Utc>,
        /// At most 50.
        pub requests: Vec<DeskRow>,
        /// Pass it as `cursor` for the next page; none on the last.
        pub next_cursor: Option<String>,
    }
}

wire! {
    /// A request as the vendor's support sees it: answer of `GET /api/operator/support/{number}`.
    pub struct RequestCase {
        /// The request with what it asks to cancel.
        pub request: RequestView,
        /// What operators have told each other, the oldest first.
        pub notes: Vec<Note>,
        /// The language of who opened it.
        pub language: Language,
        /// When the vendor first answered.
        pub first_answered_at: Option<DateTime<Utc>>,
        /// Who has claimed it.
        pub claim: Option<Claim>,
        /// Id of the operator who looks.
        pub own: String,
        /// Name of the operator who looks.
        pub operator: String,
        /// Names of those who can give money back.
        pub may_refund: Vec<String>,
        /// The request that goes on in this one's place.
        pub merged_into: Option<i64>,
        /// Requests that go on in this one.
        pub merged: Vec<i64>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const fn request(number: i64, partner: &str, state: RequestState) -> Mergeable<'_> {
        Mergeable { number, partner, state, cancels: None }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        let with = |place: Place| match place {
            Place::Contact => "{partner}".to_owned(),
            Place::Number => "7".to_owned(),
            _ => "x".to_owned(),
        };
        assert_eq!(filled("Dear {contact}, about {number}: {", with), "Dear {partner}, about 7: {");
        assert_eq!(filled("{unknown} {number", with), "{unknown} {number");
        assert_eq!(filled("日本語 {number}", with), "日本語 7");
    }

    #[test]
    fn a_place_that_there_is_not_is_a_fault_in_its_language() {
        let change = |en: &str, ja: &str| CannedChange {
            title: "Thanks".into(),
            text: Localized { en: en.into(), ja: ja.into() },
            seen: 0,
        };
        let fields = |change: CannedChange| {
            change.faults().into_iter().map(|fault| (fault.field, fault.fault)).collect::<Vec<_>>()
        };
        assert_eq!(fields(change("Dear {contact}", "{contact} 様")), []);
        assert_eq!(
            fields(change("Dear {name}", "{contact 様")),
            [("en".to_owned(), FieldFault::Unknown), ("ja".to_owned(), FieldFault::Unknown)]
        );
        assert_eq!(fields(change(" ", "x")), [("en".to_owned(), FieldFault::Missing)]);
    }

    #[test]
    fn only_open_requests_of_one_partner_are_made_one() {
        use RequestState::{Closed, InProgress, New};
        let other = request(2, "4100001", InProgress);
        assert_eq!(may_merge(request(1, "4100001", New), other), Ok(()));
        assert_eq!(may_merge(other, other), Err(NotMerged::Itself));
        assert_eq!(may_merge(request(1, "4100002", New), other), Err(NotMerged::NotThere));
        assert_eq!(may_merge(request(1, "4100001", Closed), other), Err(NotMerged::Closed));
        assert_eq!(may_merge(other, request(1, "4100001", Closed)), Err(NotMerged::Closed));
    }

    #[test]
    fn two_wishes_to_cancel_are_one_only_if_they_are_the_same() {
        let wish = |number, cancels| Mergeable {
            cancels: Some(cancels),
            ..request(number, "4100001", RequestState::New)
        };
        assert_eq!(may_merge(wish(1, "a"), wish(2, "a")), Ok(()));
        assert_eq!(may_merge(wish(1, "a"), wish(2, "b")), Err(NotMerged::CancelsAnother));
        assert_eq!(may_merge(wish(1, "a"), request(2, "4100001", RequestState::New)), Ok(()));
    }
}
