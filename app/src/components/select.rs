//! A choice of one among several that come from the server.

use leptos::prelude::*;

use super::field::described;
use super::live::live;

/// A labelled choice. What is wrong is said at the field, and the field points to it.
#[component]
pub fn Select(
    /// Id of the field; its label and fault refer to it.
    #[prop(into)]
    id: String,
    /// What it is called.
    #[prop(into)]
    label: Signal<&'static str>,
    /// Code of what is chosen.
    value: RwSignal<String>,
    /// Code and name of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is wrong with it.
    #[prop(optional, into)]
    fault: Signal<Option<&'static str>>,
    /// Something to know before choosing.
    #[prop(optional, into)]
    hint: Option<Signal<&'static str>>,
) -> impl IntoView {
    let (fault_id, hint_id) = (format!("{id}-fault"), format!("{id}-hint"));
    let described = described(id.clone(), fault, hint.is_some());
    let option = move |(code, name): (String, String)| {
        let selected = value.with(|value| *value == code);
        view! { <option value=code selected=selected>{name}</option> }
    };
    view! {
        <div class="field" class:wrong=move || fault.get().is_some()>
            <label for=id.clone()>{live(move || label.get())}</label>
            <select id=id.clone() name=id aria-invalid=move || fault.get().is_some().then_some("true") aria-describedby=described
                on:change=move |event| value.set(event_target_value(&event))>
                {live(move || options.get().into_iter().map(option).collect_view())}
            </select>
            {hint.map(|hint| view! { <p class="small" id=hint_id.clone()>{live(move || hint.get())}</p> })}
            {live(move || fault.get().map(|fault| view! { <p class="fault" id=fault_id.clone()>{fault}</p> }))}
        </div>
    }
}
