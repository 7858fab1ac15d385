//! What is wrong in a row of a file of skills, by codes: the page says them in its language, the command line in English.

use std::fmt;

use crate::{codes, wire};

wire! {
    /// Which mistake it is.
    #[derive(Copy, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    #[allow(missing_docs)] // `said` says what each is.
    pub enum RowCode {
        NoRows,
        NotUtf8,
        Semicolons,
        Tabs,
        ColumnMissing,
        ColumnTwice,
        UnknownColumn,
        FieldCount,
        Empty,
        TooLong,
        NoDate,
        NoEmail,
        NoPartnerId,
        UnknownSkill,
        UnknownChange,
        UnknownCertification,
        UnknownAssessment,
        UnknownArea,
        UnknownMeasure,
        UnknownLevel,
        NotOfThisSkill,
        NoAmount,
        NoPersonId,
        NobodyMoves,
        EndsBeforeEarned,
        InFuture,
        OtherThanLine,
        OtherThanLineOfPerson,
        OtherChangeThanLine,
        UnknownPartner,
        UnknownUser,
        CountsElsewhere,
        OtherThanStored,
        OtherThanStoredOfPerson,
        OtherUserThanStored,
    }
}

codes!(RowCode: NoRows = "no_rows", NotUtf8 = "not_utf8", Semicolons = "semicolons", Tabs = "tabs",
    ColumnMissing = "column_missing", ColumnTwice = "column_twice", UnknownColumn = "unknown_column",
    FieldCount = "field_count", Empty = "empty", TooLong = "too_long", NoDate = "no_date", NoEmail = "no_email",
    NoPartnerId = "no_partner_id", UnknownSkill = "unknown_skill", UnknownChange = "unknown_change",
    UnknownCertification = "unknown_certification", UnknownAssessment = "unknown_assessment",
    UnknownArea = "unknown_area", UnknownMeasure = "unknown_measure", UnknownLevel = "unknown_level",
    NotOfThisSkill = "not_of_this_skill", NoAmount = "no_amount", NoPersonId = "no_person_id",
    NobodyMoves = "nobody_moves", EndsBeforeEarned = "ends_before_earned", InFuture = "in_future",
    OtherThanLine = "other_than_line", OtherThanLineOfPerson = "other_than_line_of_person",
    OtherChangeThanLine = "other_change_than_line", UnknownPartner = "unknown_partner", UnknownUser = "unknown_user",
    CountsElsewhere = "counts_elsewhere", OtherThanStored = "other_than_stored",
    OtherThanStoredOfPerson = "other_than_stored_of_person", OtherUserThanStored = "other_user_than_stored");

impl RowCode {
    /// What is said of it on the command line, with places for its values: `{text}`, or `{text:?}` in quotes.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::NoRows => "the file is empty; its first line names the columns",
            Self::NotUtf8 => "is not UTF-8; save the file as UTF-8",
            Self::Semicolons => "the columns are separated by semicolons; save the file with commas",
            Self::Tabs => "the columns are separated by tabs; save the file with commas",
            Self::ColumnMissing => "the column {column} is missing",
            Self::ColumnTwice => "the column {column} is there twice",
            Self::UnknownColumn => "{text:?} is not a column",
            Self::FieldCount => {
                "has {found} fields, and the first line has {expected}; a text with a comma in it stands in quotes"
            }
            Self::Empty => "is empty",
            Self::TooLong => "has more than {most} characters",
            Self::NoDate => "{text} is not a date; dates are YYYY-MM-DD",
            Self::NoEmail => "{text:?} is not an e-mail address",
            Self::NoPartnerId => "a Partner ID has seven digits and does not start with 0",
            Self::UnknownSkill => "{text:?} is not a sort of skill",
            Self::UnknownChange => "{text:?} is not a change",
            Self::UnknownCertification => "{text:?} is not a certification of the catalogue",
            Self::UnknownAssessment => "{text:?} is not an assessment of the catalogue",
            Self::UnknownArea => "{text:?} is not an area of competency of the catalogue",
            Self::UnknownMeasure => "{text:?} is not a measure of the catalogue",
            Self::UnknownLevel => "{text:?} is not a level",
            Self::NotOfThisSkill => "{text:?} is not for a {skill}; leave it empty",
            Self::NoAmount => "{text:?} is not a whole number from 1 to {most}",
            Self::NoPersonId => {
                "{text:?} is not one; a person's number has at most {most} letters, digits, hyphens, points and underscores"
            }
            Self::NobodyMoves => "a {skill} is a company's; only a person can move",
            Self::EndsBeforeEarned => "{text} is before {earned}, when it was earned",
            Self::InFuture => "{text} is in the future",
            Self::OtherThanLine => "{text:?} is not what line {line} says of this skill: {other:?}",
            Self::OtherThanLineOfPerson => {
                "{text:?} is not what line {line} says of the person {person}: {other:?}"
            }
            Self::OtherChangeThanLine => "line {line} says something else of this skill",
            Self::UnknownPartner => "there is no partner {partner}",
            Self::UnknownUser => "partner {partner} has no user {text}",
            Self::CountsElsewhere => {
                "the certificates of the person {person} count for partner {other}, and for one partner at a time; write move in the column change to have them count for {partner} from today on"
            }
            Self::OtherThanStored => {
                "{text:?} is not what is stored of this skill: {other:?}; write correct in the column change if it is to be"
            }
            Self::OtherThanStoredOfPerson => {
                "{text:?} is not what is stored of the person {person}: {other:?}; write correct in the column change if it is to be"
            }
            Self::OtherUserThanStored => {
                "is not the user that is stored of the person {person}; write correct in the column change if it is to be"
            }
        }
    }

    /// This mistake, with a value of it.
    #[must_use]
    pub fn with(self, place: &str, text: impl ToString) -> RowFault {
        RowFault::from(self).with(place, text)
    }
}

wire! {
    /// A value of a mistake.
    #[derive(PartialOrd, Ord)]
    pub struct RowValue {
        /// What it is.
        pub place: String,
        /// The value, as it stands in files.
        pub text: String,
    }
}

/// The value of a word that is not known: the known one that was probably meant.
const MEANT: &str = "meant";
/// The same, where none is alike: those that are known.
const KNOWN: &str = "known";

wire! {
    /// What is wrong in a row.
    #[derive(PartialOrd, Ord)]
    pub struct RowFault {
        /// Which mistake it is.
        pub code: RowCode,
        /// Its values.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub values: Vec<RowValue>,
    }
}

/// What to write in the place of a word that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint<'f> {
    /// This was probably meant.
    Meant(&'f str),
    /// One of these, with commas between.
    OneOf(&'f str),
}

impl From<RowCode> for RowFault {
    fn from(code: RowCode) -> Self {
        Self { code, values: Vec::new() }
    }
}

impl RowFault {
    /// A value more.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // Texts, numbers and days are passed as they are.
    pub fn with(mut self, place: &str, text: impl ToString) -> Self {
        self.values.push(RowValue { place: place.to_owned(), text: text.to_string() });
        self
    }

    /// Which word was probably meant, or which are known.
    #[must_use]
    pub fn hinting(self, meant: Option<&str>, known: &[&str]) -> Self {
        match meant {
            Some(meant) => self.with(MEANT, meant),
            None => self.with(KNOWN, known.join(", ")),
        }
    }

    /// What to write instead, of a word that is not known.
    #[must_use]
    pub fn hint(&self) -> Option<Hint<'_>> {
        self.value(MEANT).map(Hint::Meant).or_else(|| self.value(KNOWN).map(Hint::OneOf))
    }

    /// A value.
    #[must_use]
    pub fn value(&self, place: &str) -> Option<&str> {
        self.values.iter().find(|value| value.place == place).map(|value| value.text.as_str())
    }
}

/// As the command line says it.
impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.code.said();
        while let Some((before, (place, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            f.write_str(before)?;
            match place.strip_suffix(":?") {
                Some(place) => write!(f, "{:?}", self.value(place).unwrap_or_default())?,
                None => f.write_str(self.value(place).unwrap_or_default())?,
            }
            rest = after;
        }
        f.write_str(rest)?;
        match self.hint() {
            Some(Hint::Meant(meant)) => write!(f, "; did you mean {meant}?"),
            Some(Hint::OneOf(known)) => write!(f, "; write one of {known}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_fault_is_said_with_its_values_and_what_was_meant() {
        assert_eq!(RowFault::from(RowCode::Empty).to_string(), "is empty");
        let other = RowCode::OtherThanLine.with("text", "{line}\n").with("line", 2).with("other", "5");
        assert_eq!(other.to_string(), r#""{line}\n" is not what line 2 says of this skill: "5""#);
        let unknown = RowCode::UnknownLevel.with("text", "bronze");
        let meant = unknown.clone().hinting(Some("silver"), &["silver", "gold"]);
        assert_eq!(meant.to_string(), "\"bronze\" is not a level; did you mean silver?");
        let known = unknown.hinting(None, &["silver", "gold"]);
        assert_eq!(known.to_string(), "\"bronze\" is not a level; write one of silver, gold");
    }

    #[test]
    fn codes_stand_in_json_as_they_are_called() {
        for code in RowCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.code());
        }
    }
}
