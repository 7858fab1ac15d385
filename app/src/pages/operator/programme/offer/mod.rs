//! One offer as a form: what it is, what it costs, and what it grants.

mod benefits;
mod description;
mod fields;
mod prices;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use tokuten_core::catalogue::{Catalogue, Offer, OfferCode};
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::programme::edits::Edit;

use self::benefits::Benefits;
use self::description::Description;
use self::fields::OfferFields;
use self::prices::Prices;
use super::editing::{Editor, editing};
use super::faults::{Summary, reason};
use super::room::{Head, Room};
use super::sure::Sure;
use crate::components::live::live;
use crate::components::page::Breadcrumb;
use crate::context::{local, t as common};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// In the address, the offer that is not there yet.
const NEW: &str = "new";
/// The list's address.
const OFFERS: &str = "/operator/programme/offers";

/// The page.
#[component]
pub fn OfferDeskPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let (room, name) = (Room::new(), RwSignal::new(None::<Offer>));
    let title = Signal::derive(move || {
        let found = name.with(|offer| offer.as_ref().map(|offer| local(&offer.name)));
        found.unwrap_or_else(|| if code.get() == NEW { t().new_offer } else { t().offer }.to_owned())
    });
    let part = move |view: tokuten_core::programme::CatalogueView, editor: Editor| {
        let code = code.get();
        let offer = view.catalogue.offer(&OfferCode(code.clone())).cloned();
        name.set(offer.clone());
        if offer.is_none() && code != NEW {
            return view! { <p class="empty">{t().no_such_offer}</p> }.into_any();
        }
        view! { <OfferForm offer editor name/> }.into_any()
    };
    view! {
        <Breadcrumb href=OFFERS text=Signal::derive(|| t().offers)/>
        <Head title here=OFFERS said=room.said/>
        {editing(room, part)}
    }
}

/// What the sections of the form share.
#[derive(Clone, Copy)]
pub struct Form {
    /// What is typed.
    fields: OfferFields,
    /// What is wrong with it.
    faults: RwSignal<Vec<FieldError>>,
    /// What else there is.
    catalogue: StoredValue<Catalogue>,
}

/// The form of an offer, or of a new one.
#[component]
fn OfferForm(offer: Option<Offer>, editor: Editor, name: RwSignal<Option<Offer>>) -> impl IntoView {
    let catalogue = editor.now.with_untracked(|now| now.catalogue.clone());
    let instead_of = StoredValue::new(offer.as_ref().map(|offer| offer.code.clone()));
    let is_new = offer.is_none();
    let form = Form {
        fields: OfferFields::of(offer.as_ref()),
        faults: RwSignal::new(Vec::new()),
        catalogue: StoredValue::new(catalogue),
    };
    let navigate = StoredValue::new_local(use_navigate());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (offer, wrong) = form.fields.typed();
        let code = offer.code.clone();
        let edit = Edit::Offer { instead_of: instead_of.get_value(), offer: Box::new(offer) };
        editor.save(edit, (form.faults, wrong), move |now| {
            let _ = name.try_set(now.catalogue.offer(&code).cloned());
            // A new one has an address of its own from now on.
            if is_new {
                editor.show(now);
                let _ = navigate.try_with_value(|navigate| {
                    navigate(
                        &format!("{OFFERS}/{code}"),
                        NavigateOptions { replace: true, scroll: false, ..Default::default() },
                    );
                });
            }
        });
    };
    let removal = offer.map(|offer| view! { <Remove offer editor/> });
    view! {
        <form novalidate on:submit=submit>
            <fieldset class="whole" disabled=!editor.open>
                <Summary faults=form.faults id="offer-faults" place=move |field: &str| form.fields.place(field)/>
                <Description form is_new/>
                <Prices form/>
                <Benefits form/>
                <p class="actions"><button class="button" type="submit" disabled=move || editor.room.busy.get()>{live(move || common().save)}</button></p>
            </fieldset>
        </form>
        {removal}
    }
}

/// Takes the offer out, after a question, unless others hang on it.
#[component]
fn Remove(offer: Offer, editor: Editor) -> impl IntoView {
    let asked = RwSignal::new(false);
    let (code, name) = (StoredValue::new(offer.code), StoredValue::new(offer.name));
    let removal = move || Edit::RemoveOffer(code.get_value());
    let why = Memo::new(move |_| {
        let wrong = editor.now.with(|now| removal().faults(&now.catalogue));
        wrong.first().map(|wrong| wrong.fault)
    });
    let said = move || {
        let why = why.get()?;
        let text = match why {
            FieldFault::Taken => t().offer_named,
            FieldFault::Missing => t().offer_only,
            other => reason("code", other),
        };
        Some(view! { <p class="small" id="remove-why">{text}</p> })
    };
    let faults = RwSignal::new(Vec::new());
    let navigate = StoredValue::new_local(use_navigate());
    let go = move || {
        editor.save(removal(), (faults, Vec::new()), move |_| {
            let _ = navigate.try_with_value(|navigate| navigate(OFFERS, NavigateOptions::default()));
        });
    };
    let named = move |text: &str| name.with_value(|name| fill(text, &[("offer", &local(name))]));
    let off = move || !editor.open || editor.room.busy.get() || why.get().is_some();
    view! {
        <section aria-labelledby="remove">
            <h2 id="remove">{live(move || t().remove_offer)}</h2>
            <p>{live(move || t().remove_offer_text)}</p>
            <button class="button quiet" type="button" disabled=off aria-describedby=move || why.get().map(|_| "remove-why")
                on:click=move |_| asked.set(true)>{live(move || t().remove_offer)}</button>
            {live(said)}
            <Sure asked title=Signal::derive(move || named(t().remove_offer_title)) text=Signal::derive(|| t().remove_offer_sure.to_owned())
                yes=Signal::derive(|| t().remove) go=Callback::new(move |()| go())/>
        </section>
    }
}

/// The offers of a page's room that stand beside one, by code and name.
fn others(form: Form) -> Vec<(OfferCode, String)> {
    let own = form.fields.code.get();
    form.catalogue.with_value(|catalogue| {
        let others = catalogue.offers.iter().filter(|offer| offer.code.0 != own);
        others.map(|offer| (offer.code.clone(), local(&offer.name))).collect()
    })
}
