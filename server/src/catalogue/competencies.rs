//! Competencies: certifications, assessments and measures, and what each level of an area asks for.

use tokuten_core::catalogue::{CompetencyArea, CompetencyNotices, ListEntry};
use tokuten_core::competencies::{HIGHEST_AMOUNT, SkillRequirement};
use toml_span::Spanned;
use toml_span::value::Value;

use super::benefits::benefits;
use super::check::SkillCode;
use super::reading::{Fields, Reading};
use super::values::{code, filled_list, list, localized, number, spanned, text};

/// Everything of a catalogue that is about competencies.
pub(super) struct Competencies {
    pub(super) areas: Vec<CompetencyArea>,
    pub(super) certifications: Vec<ListEntry>,
    pub(super) assessments: Vec<ListEntry>,
    pub(super) measures: Vec<ListEntry>,
    pub(super) notices: CompetencyNotices,
}

/// Reads the sections on competencies; a programme may do without any of them.
pub(super) fn read(fields: &mut Fields<'_, '_>, reading: &mut Reading<'_>) -> Competencies {
    Competencies {
        certifications: named(fields, SkillCode::Certification, reading),
        assessments: named(fields, SkillCode::Assessment, reading),
        measures: named(fields, SkillCode::Measure, reading),
        areas: fields.optional("competencies", reading, list(area)).unwrap_or_default(),
        notices: fields.optional("competency_notices", reading, notices).unwrap_or_default(),
    }
}

fn named(fields: &mut Fields<'_, '_>, kind: SkillCode, reading: &mut Reading<'_>) -> Vec<ListEntry> {
    let one = |value: &Value<'_>, reading: &mut Reading<'_>| {
        let mut fields = Fields::of(value, kind.word(), reading)?;
        let code = fields.required("code", reading, spanned(code));
        let name = fields.required("name", reading, localized);
        fields.finish(reading);
        let code = code?;
        reading.mentions.skill_codes.push((kind, code.clone()));
        Some(ListEntry { code: code.value, name: name? })
    };
    fields.optional(kind.section(), reading, list(one)).unwrap_or_default()
}

fn area(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<CompetencyArea> {
    let mut fields = Fields::of(value, "competency", reading)?;
    let code = fields.required("code", reading, spanned(code));
    let name = fields.required("name", reading, localized);
    let silver = fields.optional("silver", reading, filled_list(requirement));
    let gold = fields.optional("gold", reading, filled_list(requirement));
    let benefits = fields.optional("benefits", reading, benefits).unwrap_or_default();
    fields.finish(reading);

    let code = code?;
    reading.mentions.areas.push(code.clone());
    Some(CompetencyArea {
        code: code.value,
        name: name?,
        silver: silver.unwrap_or_default(),
        gold: gold.unwrap_or_default(),
        benefits,
    })
}

/// The sorts of requirement, as they stand in the file.
const KINDS: [&str; 4] = ["certified_people", "assessments", "references", "performance"];

fn requirement(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<SkillRequirement> {
    let mut fields = Fields::of(value, "requirement", reading)?;
    let kind = fields.required("kind", reading, spanned(text))?;
    let requirement = match kind.value.as_str() {
        "certified_people" => {
            let count = fields.required("count", reading, number(1, 10_000));
            let certifications = fields.required("certifications", reading, codes(SkillCode::Certification));
            (count, certifications)
                .both()
                .map(|(count, certifications)| SkillRequirement::CertifiedPeople { count, certifications })
        }
        "assessments" => {
            let count = fields.required("count", reading, spanned(number(1, 10_000)));
            let assessments = fields.required("assessments", reading, codes(SkillCode::Assessment));
            let months = fields.optional("months", reading, number(1, 120));
            (count, assessments).both().and_then(|(count, assessments)| {
                // Each counts once, so more than there are cannot be had.
                if usize::try_from(count.value).is_ok_and(|count| count > assessments.len()) {
                    let listed = assessments.len();
                    return reading.refuse(
                        count.span,
                        format!("{} assessments are asked for, and {listed} are listed", count.value),
                    );
                }
                Some(SkillRequirement::Assessments { count: count.value, assessments, months })
            })
        }
        "references" => {
            let count = fields.required("count", reading, number(1, 10_000));
            let months = fields.optional("months", reading, number(1, 120));
            count.map(|count| SkillRequirement::References { count, months })
        }
        "performance" => {
            let amount = fields.required("amount", reading, number(1, HIGHEST_AMOUNT));
            let measure = fields.required("measure", reading, mention(SkillCode::Measure));
            let months = fields.required("months", reading, number(1, 120));
            ((amount, measure).both(), months)
                .both()
                .map(|((amount, measure), months)| SkillRequirement::Performance { amount, measure, months })
        }
        other => {
            let known = KINDS.join(", ");
            return reading.refuse(kind.span, format!("{other:?} is not known here; write one of {known}"));
        }
    };
    fields.finish(reading);
    requirement
}

/// Two things that were read, if both could be.
trait Both<A, B> {
    fn both(self) -> Option<(A, B)>;
}

impl<A, B> Both<A, B> for (Option<A>, Option<B>) {
    fn both(self) -> Option<(A, B)> {
        Some((self.0?, self.1?))
    }
}

/// The code of something that is described elsewhere in the file.
fn mention<'de>(kind: SkillCode) -> impl Fn(&Value<'de>, &mut Reading<'_>) -> Option<String> {
    move |value, reading| {
        let code = code(value, reading)?;
        reading.mentions.skill_codes_named.push((kind, Spanned::with_span(code.clone(), value.span)));
        Some(code)
    }
}

fn codes<'de>(kind: SkillCode) -> impl FnOnce(&Value<'de>, &mut Reading<'_>) -> Option<Vec<String>> {
    move |value, reading| {
        let codes = filled_list(spanned(mention(kind)))(value, reading)?;
        reading.each_once(&codes, |code| format!("the {} {code:?}", kind.word()));
        Some(codes.into_iter().map(Spanned::take).collect())
    }
}

fn notices(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<CompetencyNotices> {
    let mut fields = Fields::of(value, "section on notices of competencies", reading)?;
    let at_risk_days = fields.required("at_risk_days", reading, days);
    let expiry_days = fields.required("expiry_days", reading, days);
    fields.finish(reading);
    Some(CompetencyNotices { at_risk_days: at_risk_days?, expiry_days: expiry_days? })
}

fn days(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Vec<u32>> {
    let days = list(spanned(number(1_u32, 366)))(value, reading)?;
    reading.each_once(&days, |day| format!("the notice {day} days before"));
    Some(days.into_iter().map(Spanned::take).collect())
}
