//! What an offer grants: a card for each benefit, with the fields that its kind has.

use leptos::prelude::*;
use tokuten_core::catalogue::BenefitKind;
use tokuten_core::programme::edits::has_file;

use super::Form;
use super::description::languages;
use super::fields::BenefitFields;
use crate::browser;
use crate::components::field::{Field, TextArea};
use crate::components::live::live;
use crate::components::select::Select;
use crate::pages::operator::programme::faults;
use crate::texts::fill;
use crate::texts::operator::programme::t;
use crate::words;

/// The section.
#[component]
pub fn Benefits(form: Form) -> impl IntoView {
    let benefits = form.fields.benefits;
    let add = move |_| {
        let key = form.fields.add_benefit(None);
        request_animation_frame(move || browser::focus(&format!("benefit-{key}-kind")));
    };
    view! {
        <section aria-labelledby="benefits">
            <h2 id="benefits" tabindex="-1">{live(move || t().benefits)}</h2>
            <p class="small">{live(move || t().benefits_hint)}</p>
            {live(move || benefits.with(Vec::is_empty).then(|| view! { <p class="empty">{t().no_benefits}</p> }))}
            <For each=move || benefits.get() key=|benefit| benefit.key let:benefit>
                <Card benefit form/>
            </For>
            <p class="actions"><button class="button quiet" type="button" on:click=add>{live(move || t().add_benefit)}</button></p>
        </section>
    }
}

#[component]
fn Card(benefit: BenefitFields, form: Form) -> impl IntoView {
    let key = benefit.key;
    let benefits = form.fields.benefits;
    let place = Memo::new(move |_| {
        benefits.with(|all| all.iter().position(|one| one.key == key)).unwrap_or_default()
    });
    let fault = move |field: &'static str| {
        faults::at(form.faults, move || format!("benefits.{}.{field}", place.get()))
    };
    let id = move |field: &str| format!("benefit-{key}-{field}");
    let kinds = || {
        BenefitKind::ALL.map(|kind| (kind.code().to_owned(), words::benefit_kind(kind).to_owned())).to_vec()
    };
    let quantity = move || {
        if benefit.kind() == BenefitKind::AdvisoryHours { t().hours } else { t().quantity }
    };
    let names = languages(form, benefit.name, || t().name_en, || t().name_ja).into_iter().map(
        |(language, value, label)| {
            let tag = language.tag();
            let fault = faults::at(form.faults, move || format!("benefits.{}.name.{tag}", place.get()));
            view! { <Field id=id(&format!("name-{tag}")) label=Signal::derive(label) value fault/> }
        },
    );
    let descriptions = languages(form, benefit.description, || t().description_en, || t().description_ja)
        .into_iter()
        .map(|(language, value, label)| {
            let tag = language.tag();
            let fault =
                faults::at(form.faults, move || format!("benefits.{}.description.{tag}", place.get()));
            view! { <TextArea id=id(&format!("description-{tag}")) label=Signal::derive(label) value fault/> }
        });
    // Only what the kind has.
    let has_secret = Memo::new(move |_| benefit.kind().has_secret());
    let takes_file = Memo::new(move |_| has_file(benefit.kind()));
    let days = move || {
        has_secret.get().then(|| {
            view! {
                <Field id=id("valid_days") label=Signal::derive(|| t().valid_days) value=benefit.valid_days fault=fault("valid_days")
                    inputmode="numeric" optional=true hint=Signal::derive(|| t().valid_days_hint)/>
            }
        })
    };
    let file = move || {
        takes_file.get().then(|| {
            view! {
                <Field id=id("file") label=Signal::derive(|| t().file) value=benefit.file fault=fault("file")
                    hint=Signal::derive(|| t().file_hint)/>
            }
        })
    };
    let name = move || {
        let number = fill(t().benefit_number, &[("number", &(place.get() + 1).to_string())]);
        format!("{number}: {}", words::benefit_kind(benefit.kind()))
    };
    let remove = move |_| {
        form.faults.set(Vec::new());
        benefits.update(|all| all.retain(|one| one.key != key));
        browser::focus("benefits");
    };
    view! {
        <fieldset class="entry">
            <legend>{live(name)}</legend>
            <div class="row wide">
                <Select id=id("kind") label=Signal::derive(|| t().kind) value=benefit.kind options=Signal::derive(kinds)/>
                <Field id=id("code") label=Signal::derive(|| t().code) value=benefit.code fault=fault("code")/>
                <Field id=id("quantity") label=Signal::derive(quantity) value=benefit.quantity fault=fault("quantity") inputmode="numeric"/>
                {live(days)}
                {live(file)}
            </div>
            <div class="row broad">{names.collect_view()}</div>
            <div class="row broad">{descriptions.collect_view()}</div>
            <p class="small">{live(move || t().description_hint)}</p>
            <button class="button quiet" type="button" aria-label=move || fill(t().remove_of, &[("name", &name())]) on:click=remove>{live(move || t().remove)}</button>
        </fieldset>
    }
}
