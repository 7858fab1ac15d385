//! What an offer costs: a row for each country and currency.

use leptos::prelude::*;
use tokuten_core::payments::PaymentMethod;

use super::Form;
use super::fields::PriceFields;
use crate::browser;
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::select::Select;
use crate::format::country;
use crate::pages::operator::programme::{faults, told};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The section.
#[component]
pub fn Prices(form: Form) -> impl IntoView {
    // By name, in the page's language: once for all rows.
    let countries = Memo::new(|_| {
        let mut all: Vec<_> =
            tokuten_core::countries::all().map(|code| (code.to_owned(), country(code))).collect();
        all.sort_by(|(_, one), (_, other)| one.cmp(other));
        all.insert(0, (String::new(), t().choose_country.to_owned()));
        all
    });
    let prices = form.fields.prices;
    let add = move |_| {
        let key = form.fields.add_price(None);
        request_animation_frame(move || browser::focus(&format!("price-{key}-country")));
    };
    view! {
        <section aria-labelledby="prices">
            <h2 id="prices" tabindex="-1">{live(move || t().prices)}</h2>
            <p class="small">{live(move || t().prices_hint)}</p>
            {live(move || prices.with(Vec::is_empty).then(|| view! { <p class="empty">{t().no_prices}</p> }))}
            <For each=move || prices.get() key=|price| price.key let:price>
                <Row price form countries/>
            </For>
            <p class="actions"><button class="button quiet" type="button" on:click=add>{live(move || t().add_price)}</button></p>
        </section>
    }
}

#[component]
fn Row(price: PriceFields, form: Form, countries: Memo<Vec<(String, String)>>) -> impl IntoView {
    let PriceFields { key, country: code, currency, amount, methods } = price;
    let prices = form.fields.prices;
    let place =
        Memo::new(move |_| prices.with(|all| all.iter().position(|one| one.key == key)).unwrap_or_default());
    let fault =
        move |field: &'static str| faults::at(form.faults, move || format!("prices.{}.{field}", place.get()));
    let id = |field: &str| format!("price-{key}-{field}");
    // Where nothing is typed yet, the currency in which that country is billed.
    Effect::new(move |before: Option<String>| {
        let code = code.get();
        if before.is_some_and(|before| before != code)
            && currency.with_untracked(|typed| typed.trim().is_empty())
        {
            let billed = form.catalogue.with_value(|all| all.currency_in(&code).map(str::to_owned));
            currency.set(billed.unwrap_or_default());
        }
        code
    });
    let remove = move |_| {
        form.faults.set(Vec::new());
        prices.update(|all| all.retain(|one| one.key != key));
        browser::focus("prices");
    };
    let name = move || {
        let number = fill(t().price_number, &[("number", &(place.get() + 1).to_string())]);
        let code = code.get();
        if code.is_empty() { number } else { format!("{number}: {}", country(&code)) }
    };
    let removal = move || fill(t().remove_of, &[("name", &name())]);
    view! {
        <fieldset class="entry beside">
            <legend>{live(name)}</legend>
            <div class="row wide">
                <Select id=id("country") label=Signal::derive(|| t().country) value=code options=countries fault=fault("country")/>
                <Field id=id("currency") label=Signal::derive(|| t().currency) value=currency fault=fault("currency")/>
                <Field id=id("amount") label=Signal::derive(|| t().amount) value=amount fault=fault("amount") inputmode="decimal"/>
                <Methods id=id("methods") chosen=methods fault=fault("methods")/>
            </div>
            <button class="button quiet" type="button" aria-label=removal on:click=remove>{live(move || t().remove)}</button>
        </fieldset>
    }
}

/// How it can be paid, in the order in which it was chosen.
#[component]
fn Methods(
    id: String,
    chosen: RwSignal<Vec<PaymentMethod>>,
    #[prop(into)] fault: Signal<Option<&'static str>>,
) -> impl IntoView {
    let choice = move |method: PaymentMethod| {
        let toggle = move |_| {
            chosen.update(|chosen| match chosen.iter().position(|one| *one == method) {
                Some(place) => drop(chosen.remove(place)),
                None => chosen.push(method),
            });
        };
        let is_chosen = move || chosen.with(|chosen| chosen.contains(&method));
        view! {
            <label class="choice"><input type="checkbox" prop:checked=is_chosen on:change=toggle/><span>{live(move || told::method(method))}</span></label>
        }
    };
    view! {
        <fieldset id=id tabindex="-1" class="field" class:wrong=move || fault.get().is_some()>
            <legend>{live(move || t().methods)}</legend>
            <div class="checks">{[PaymentMethod::CreditCard, PaymentMethod::BankTransfer].map(choice)}</div>
            {live(move || fault.get().map(|fault| view! { <p class="fault">{fault}</p> }))}
        </fieldset>
    }
}
