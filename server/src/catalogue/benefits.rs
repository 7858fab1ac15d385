//! Benefits: what an offer or a competency grants.

use tokuten_core::catalogue::{Benefit, BenefitKind, is_file_name};
use toml_span::Spanned;
use toml_span::value::Value;

use super::reading::{Fields, Reading};
use super::values::{choice, code, list, localized, number, spanned, text};

/// The benefits of one offer or area, each name once.
pub(super) fn benefits(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Vec<Benefit>> {
    let benefits = list(benefit)(value, reading)?;
    let codes: Vec<_> = benefits.iter().map(|(code, _)| code.clone()).collect();
    reading.each_once(&codes, |code| format!("the benefit {code:?}"));
    Some(benefits.into_iter().map(|(_, benefit)| benefit).collect())
}

fn benefit(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<(Spanned<String>, Benefit)> {
    let mut fields = Fields::of(value, "benefit", reading)?;
    let code = fields.required("code", reading, spanned(code));
    let kind = fields.required("kind", reading, choice::<BenefitKind>);
    let name = fields.required("name", reading, localized);
    let description = fields.optional("description", reading, localized);
    let quantity = fields.required("quantity", reading, number(1, 1_000_000));
    let valid_days = fields.optional("valid_days", reading, spanned(number(1, 36_600)));
    let file = fields.optional("file", reading, spanned(file));
    fields.finish(reading);

    let kind = kind?;
    if let Some(days) = valid_days.as_ref().filter(|_| !kind.has_secret()) {
        reading.note(
            days.span,
            "only a product_key and cloud_seats have an end of their own; take valid_days out",
        );
    }
    match (&file, kind) {
        (None, BenefitKind::MarketingMaterial) => {
            reading.note(value.span, "marketing_material needs a \"file\" to download");
        }
        (Some(file), kind) if kind != BenefitKind::MarketingMaterial => {
            reading.note(file.span, "only marketing_material has a file; take it out");
        }
        _ => {}
    }
    let code = code?;
    let benefit = Benefit {
        code: code.value.clone(),
        kind,
        name: name?,
        description,
        quantity: quantity?,
        valid_days: valid_days.map(Spanned::take),
        file: file.map(Spanned::take),
    };
    Some((code, benefit))
}

/// Name of a file in one folder: no path, nothing that a mail program or a browser would have to escape.
fn file(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let name = text(value, reading)?;
    if is_file_name(&name) {
        return Some(name);
    }
    let advice = "write its name in the folder of materials, of letters, digits, -, _ and .";
    reading.refuse(value.span, format!("{name:?} is not the name of a file; {advice}"))
}
