//! What is another after a change than it was before, field by field.

use std::collections::BTreeMap;

use serde_json::Value;
use tokuten_core::audit::Difference;

/// The fields that differ, in the order of their names.
#[must_use]
pub fn differences(before: Option<&Value>, after: Option<&Value>) -> Vec<Difference> {
    let (before, after) = (fields(before), fields(after));
    let mut all: BTreeMap<&str, (Option<&String>, Option<&String>)> = BTreeMap::new();
    for (field, text) in &before {
        all.entry(field).or_default().0 = Some(text);
    }
    for (field, text) in &after {
        all.entry(field).or_default().1 = Some(text);
    }
    let differ = all.into_iter().filter(|(_, (before, after))| before != after);
    differ
        .map(|(field, (before, after))| Difference {
            field: field.to_owned(),
            before: before.cloned(),
            after: after.cloned(),
        })
        .collect()
}

/// Every field of a value as text, by where it stands. What is null is not there.
fn fields(value: Option<&Value>) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    if let Some(value) = value {
        add(String::new(), value, &mut fields);
    }
    fields
}

fn add(at: String, value: &Value, fields: &mut BTreeMap<String, String>) {
    let within = |part: &str| if at.is_empty() { part.to_owned() } else { format!("{at}.{part}") };
    match value {
        Value::Null => {}
        Value::Object(parts) => parts.iter().for_each(|(part, value)| add(within(part), value, fields)),
        Value::Array(parts) if parts.iter().any(|part| part.is_object() || part.is_array()) => {
            let numbered = parts.iter().enumerate();
            numbered.for_each(|(number, value)| add(within(&(number + 1).to_string()), value, fields));
        }
        Value::Array(parts) => {
            let texts: Vec<_> = parts.iter().map(text).collect();
            fields.insert(at, texts.join(", "));
        }
        value => drop(fields.insert(at, text(value))),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
        let show = |one: Difference| {
            let of = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
            format!("{}: {} → {}", one.field, of(one.before), of(one.after))
        };
        differences(before, after).into_iter().map(show).collect()
    }

    #[test]
    fn only_what_differs_is_shown() {
        let before = json!({ "name": "x", "bill_to": { "city": "Sendai", "line2": null }, "gone": 1 });
        let after = json!({ "name": "x", "bill_to": { "city": "Tokyo", "line2": "" }, "new": true });
        assert_eq!(
            shown(Some(&before), Some(&after)),
            [
                "bill_to.city: Sendai → Tokyo",
                "bill_to.line2: nothing → ",
                "gone: 1 → nothing",
                "new: nothing → true"
            ]
        );
    }

    #[test]
    fn lists_are_shown_whole_and_what_has_parts_by_its_parts() {
        assert_eq!(shown(Some(&json!(["a"])), Some(&json!(["a", "b"]))), [": a → a, b"]);
        let before = json!({ "locations": [{ "city": "Sendai" }] });
        let after = json!({ "locations": [{ "city": "Sendai" }, { "city": "Kyoto" }] });
        assert_eq!(shown(Some(&before), Some(&after)), ["locations.2.city: nothing → Kyoto"]);
    }

    #[test]
    fn what_says_only_what_is_shows_all_of_it() {
        assert_eq!(
            shown(None, Some(&json!({ "state": "paid", "attempts": 1 }))),
            ["attempts: nothing → 1", "state: nothing → paid"]
        );
        assert_eq!(shown(None, Some(&json!("verified"))), [": nothing → verified"]);
        assert_eq!(shown(None, None), Vec::<String>::new());
    }
}
