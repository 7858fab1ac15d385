//! What an offer is: names, what it asks for, what it is included in, and the cheaper way to it.

use leptos::prelude::*;
use tokuten_core::catalogue::{Language, OfferCode};
use tokuten_core::competencies::Level;

use super::fields::{LocalFields, level_code};
use super::{Form, others};
use crate::components::field::{Field, TextArea};
use crate::components::live::live;
use crate::components::select::Select;
use crate::pages::operator::programme::faults;
use crate::texts::operator::programme::t;
use crate::words;

/// A text in the page's language.
type Text = fn() -> &'static str;

/// What each language of the programme is called, and where its text is typed.
pub fn languages(
    form: Form,
    text: LocalFields,
    en: Text,
    ja: Text,
) -> Vec<(Language, RwSignal<String>, Text)> {
    let known = form.catalogue.with_value(|catalogue| catalogue.languages.clone());
    let one = move |language| match language {
        Language::En => (language, text.en, en),
        Language::Ja => (language, text.ja, ja),
    };
    known.into_iter().map(one).collect()
}

/// The section.
#[component]
pub fn Description(form: Form, is_new: bool) -> impl IntoView {
    let Form { fields, faults: wrong, .. } = form;
    let code = if is_new {
        view! {
            <Field id="code" label=Signal::derive(|| t().code) value=fields.code fault=faults::named(wrong, "code")
                hint=Signal::derive(|| t().code_hint)/>
        }
        .into_any()
    } else {
        view! { <p>{live(move || t().code)}": "<code>{fields.code.get_untracked()}</code>" "<span class="small">{live(move || t().code_stays)}</span></p> }
            .into_any()
    };
    let names = languages(form, fields.name, || t().name_en, || t().name_ja).into_iter().map(
        |(language, value, label)| {
            let tag = language.tag();
            let fault = faults::at(wrong, move || format!("name.{tag}"));
            view! { <Field id=format!("name-{tag}") label=Signal::derive(label) value fault/> }
        },
    );
    let summaries = languages(form, fields.summary, || t().summary_en, || t().summary_ja).into_iter().map(
        |(language, value, label)| {
            let tag = language.tag();
            let fault = faults::at(wrong, move || format!("summary.{tag}"));
            view! { <TextArea id=format!("summary-{tag}") label=Signal::derive(label) value fault/> }
        },
    );
    let levels = || {
        [None, Some(Level::Silver), Some(Level::Gold)]
            .map(|level| (level_code(level).to_owned(), words::level(level).to_owned()))
            .to_vec()
    };
    let ways = move || {
        let none = (String::new(), t().no_upgrade.to_owned());
        let others = others(form).into_iter().map(|(code, name)| (code.0, name));
        std::iter::once(none).chain(others).collect::<Vec<_>>()
    };
    let discount = move || {
        (!fields.upgrade_from.with(String::is_empty)).then(|| {
            view! {
                <Field id="upgrade-discount" label=Signal::derive(|| t().discount) value=fields.upgrade_discount
                    fault=faults::named(wrong, "upgrade.discount") inputmode="decimal"/>
            }
        })
    };
    view! {
        <section aria-labelledby="description">
            <h2 id="description" tabindex="-1">{live(move || t().section_description)}</h2>
            <div class="prose">
                {code}
                {names.collect_view()}
                {summaries.collect_view()}
                <Select id="requires" label=Signal::derive(|| t().requires) value=fields.requires options=Signal::derive(levels)
                    hint=Signal::derive(|| t().requires_hint)/>
                <Included form/>
                <Select id="upgrade-from" label=Signal::derive(|| t().upgrade_from) value=fields.upgrade_from options=Signal::derive(ways)
                    fault=faults::named(wrong, "upgrade.from") hint=Signal::derive(|| t().upgrade_hint)/>
                {live(discount)}
            </div>
        </section>
    }
}

/// The offers that include this one.
#[component]
fn Included(form: Form) -> impl IntoView {
    let chosen = form.fields.included_in;
    let fault = faults::named(form.faults, "included_in");
    let choice = move |(code, name): (OfferCode, String)| {
        let code = StoredValue::new(code);
        let toggle = move |_| {
            chosen.update(|chosen| {
                code.with_value(|code| match chosen.iter().position(|one| one == code) {
                    Some(place) => drop(chosen.remove(place)),
                    None => chosen.push(code.clone()),
                });
            });
        };
        let is_chosen = move || chosen.with(|chosen| code.with_value(|code| chosen.contains(code)));
        view! { <label class="choice"><input type="checkbox" prop:checked=is_chosen on:change=toggle/><span>{name}</span></label> }
    };
    view! {
        <fieldset id="included_in" tabindex="-1" class="field" class:wrong=move || fault.get().is_some()>
            <legend>{live(move || t().included_in)}</legend>
            <p class="small">{live(move || t().included_hint)}</p>
            <div class="checks">{live(move || others(form).into_iter().map(choice).collect_view())}</div>
            {live(move || fault.get().map(|fault| view! { <p class="fault">{fault}</p> }))}
        </fieldset>
    }
}
