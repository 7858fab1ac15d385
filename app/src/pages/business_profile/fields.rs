//! What is being typed and chosen in a business profile.

use leptos::prelude::*;
use tokuten_core::catalogue::{ListEntry, Localized};
use tokuten_core::profiles::{Location, MOST_LOCATIONS, Profile, PublicContact};

use crate::components::live::live;
use crate::context::local;
use crate::format::country;
use crate::texts::business_profile::t;
use crate::texts::fill;

/// A location that is being typed.
#[derive(Clone, Copy)]
pub struct LocationFields {
    key: usize,
    address: RwSignal<String>,
    city: RwSignal<String>,
    country: RwSignal<String>,
}

/// Everything that is being typed and chosen.
#[derive(Clone, Copy)]
pub struct ProfileFields {
    pub en: RwSignal<String>,
    pub ja: RwSignal<String>,
    pub email: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub website: RwSignal<String>,
    pub industries: RwSignal<Vec<String>>,
    pub services: RwSignal<Vec<String>>,
    pub countries: RwSignal<Vec<String>>,
    locations: RwSignal<Vec<LocationFields>>,
    next_key: StoredValue<usize>,
}

impl ProfileFields {
    /// Starts from what is saved; what the catalogue no longer has cannot be chosen, and is left out.
    pub fn of(profile: Profile, industries: &[ListEntry], services: &[ListEntry]) -> Self {
        let known = |mut codes: Vec<String>, list: &[ListEntry]| {
            codes.retain(|code| list.iter().any(|entry| entry.code == *code));
            RwSignal::new(codes)
        };
        let fields = Self {
            en: RwSignal::new(profile.description.en),
            ja: RwSignal::new(profile.description.ja),
            email: RwSignal::new(profile.contact.email),
            phone: RwSignal::new(profile.contact.phone),
            website: RwSignal::new(profile.contact.website),
            industries: known(profile.industries, industries),
            services: known(profile.services, services),
            countries: RwSignal::new(profile.countries),
            locations: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
        };
        profile.locations.into_iter().for_each(|location| fields.add(location));
        fields
    }

    /// What is typed and chosen, as it stands.
    pub fn typed(self) -> Profile {
        let text = |signal: RwSignal<String>| signal.get_untracked();
        let location = |one: &LocationFields| Location {
            address: text(one.address),
            city: text(one.city),
            country: text(one.country),
        };
        Profile {
            description: Localized { en: text(self.en), ja: text(self.ja) },
            industries: self.industries.get_untracked(),
            services: self.services.get_untracked(),
            countries: self.countries.get_untracked(),
            locations: self.locations.with_untracked(|all| all.iter().map(location).collect()),
            contact: PublicContact {
                email: text(self.email),
                phone: text(self.phone),
                website: text(self.website),
            },
        }
        .tidied()
    }

    fn add(self, location: Location) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let fields = LocationFields {
            key,
            address: RwSignal::new(location.address),
            city: RwSignal::new(location.city),
            country: RwSignal::new(location.country),
        };
        self.locations.update(|all| all.push(fields));
    }
}

/// A set of which any number can be chosen.
#[component]
pub fn Checks(
    /// Id of the set.
    id: &'static str,
    /// What it is called.
    #[prop(into)]
    legend: Signal<&'static str>,
    /// What there is.
    entries: Vec<ListEntry>,
    /// Codes of what is chosen.
    chosen: RwSignal<Vec<String>>,
    /// What is wrong with it.
    #[prop(into)]
    fault: Signal<Option<&'static str>>,
) -> impl IntoView {
    let entry = move |entry: ListEntry| {
        let (name, code) = (entry.name, StoredValue::new(entry.code));
        let toggle = move |_| {
            chosen.update(|chosen| {
                code.with_value(|code| match chosen.iter().position(|one| one == code) {
                    Some(place) => drop(chosen.remove(place)),
                    None => chosen.push(code.clone()),
                });
            });
        };
        let is_chosen = move || chosen.with(|chosen| code.with_value(|code| chosen.contains(code)));
        view! {
            <label class="choice"><input type="checkbox" prop:checked=is_chosen on:change=toggle/><span>{live(move || local(&name))}</span></label>
        }
    };
    view! {
        <fieldset id=id tabindex="-1" class="field" class:wrong=move || fault.get().is_some()>
            <legend>{live(move || legend.get())}</legend>
            <div class="checks">{entries.into_iter().map(entry).collect_view()}</div>
            {live(move || fault.get().map(|fault| view! { <p class="fault">{fault}</p> }))}
        </fieldset>
    }
}

/// Countries by name.
fn countries_by_name() -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = tokuten_core::countries::all().map(|code| (code, country(code))).collect();
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    all
}

/// The countries in which the company works: chosen from all, each with a button that takes it out again.
#[component]
pub fn Countries(
    /// Their codes.
    chosen: RwSignal<Vec<String>>,
    /// What is wrong with them.
    #[prop(into)]
    fault: Signal<Option<&'static str>>,
) -> impl IntoView {
    let add = move |event| {
        let code = event_target_value(&event);
        if !code.is_empty() && !chosen.with_untracked(|chosen| chosen.contains(&code)) {
            chosen.update(|chosen| chosen.push(code));
        }
    };
    let options = move || {
        let left = countries_by_name().into_iter();
        let left = left.filter(|(code, _)| !chosen.with(|chosen| chosen.iter().any(|one| one == code)));
        let options = left.map(|(code, name)| view! { <option value=code>{name}</option> }).collect_view();
        view! { <option value="" selected>{t().choose_country}</option> {options} }
    };
    let chip = move |code: String| {
        let name = country(&code);
        let label = fill(t().remove, &[("name", &name)]);
        let remove = move |_| chosen.update(|chosen| chosen.retain(|one| *one != code));
        view! { <li><button class="chip" type="button" aria-label=label on:click=remove>{name}<span aria-hidden="true">" ×"</span></button></li> }
    };
    let chips = move || match chosen.get() {
        none if none.is_empty() => view! { <p class="small">{t().no_countries}</p> }.into_any(),
        codes => view! { <ul class="chips">{codes.into_iter().map(chip).collect_view()}</ul> }.into_any(),
    };
    view! {
        <fieldset id="countries" tabindex="-1" class="field" class:wrong=move || fault.get().is_some()>
            <legend>{live(move || t().countries)}</legend>
            {live(chips)}
            <label class="inline">{live(move || t().add_country)}" "<select on:change=add>{live(options)}</select></label>
            {live(move || fault.get().map(|fault| view! { <p class="fault">{fault}</p> }))}
        </fieldset>
    }
}

/// The locations, and a button for one more.
#[component]
pub fn Locations(
    /// Everything that is typed.
    fields: ProfileFields,
    /// Country of a new one.
    country_code: String,
    /// What is wrong with them.
    #[prop(into)]
    fault: Signal<Option<&'static str>>,
) -> impl IntoView {
    let add = move |_| {
        let (address, city, country) = (String::new(), String::new(), country_code.clone());
        fields.add(Location { address, city, country });
    };
    let all = fields.locations;
    let is_full = move || all.with(Vec::len) >= MOST_LOCATIONS;
    let number = move |key: usize| {
        let place = all.with(|all| all.iter().position(|one| one.key == key)).unwrap_or_default();
        (place + 1).to_string()
    };
    let location = move |one: LocationFields| {
        let key = one.key;
        let remove = move |_| all.update(|all| all.retain(|other| other.key != key));
        let options = move || {
            let option = |(code, name): (&'static str, String)| {
                let selected = move || one.country.with(|country| country == code);
                view! { <option value=code selected=selected>{name}</option> }
            };
            countries_by_name().into_iter().map(option).collect_view()
        };
        let line = move |label: fn() -> &'static str, value: RwSignal<String>| {
            let typed = move |event| value.set(event_target_value(&event));
            view! {
                <div class="field"><label>{live(label)}
                    <input type="text" autocomplete="off" prop:value=value on:input=typed/>
                </label></div>
            }
        };
        view! {
            <fieldset class="said">
                <legend class="visually-hidden">{live(move || fill(t().location, &[("number", &number(key))]))}</legend>
                {line(|| t().city, one.city)}
                {line(|| t().address, one.address)}
                <div class="field"><label>{live(move || t().country)}
                    <select on:change=move |event| one.country.set(event_target_value(&event))>{live(options)}</select>
                </label></div>
                <button class="button quiet" type="button" on:click=remove>{live(move || fill(t().remove_location, &[("number", &number(key))]))}</button>
            </fieldset>
        }
    };
    view! {
        <fieldset id="locations" tabindex="-1" class="field" class:wrong=move || fault.get().is_some()>
            <legend>{live(move || t().locations)}</legend>
            <div class="thread"><For each=move || all.get() key=|one| one.key children=location/></div>
            <p class="actions">
                <button class="button quiet" type="button" on:click=add disabled=is_full>{live(move || t().add_location)}</button>
            </p>
            {live(move || fault.get().map(|fault| view! { <p class="fault">{fault}</p> }))}
        </fieldset>
    }
}
