//! Stripe's Elements: the card's fields are Stripe's own, in a frame of its own. This page learns a name for the card.

use gloo_net::http::Method;
use leptos::html::Div;
use leptos::prelude::*;
use tokuten_core::payments::CardSetup;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::live::live;
use crate::browser;
use crate::client::{ApiError, send};
use crate::context::{context, t as common};
use crate::texts::paying::t;

#[wasm_bindgen]
extern "C" {
    /// What Stripe's script answers to a publishable key.
    type StripeJs;
    #[wasm_bindgen(catch, js_name = Stripe)]
    fn stripe(publishable_key: &str, options: &JsValue) -> Result<StripeJs, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn elements(this: &StripeJs) -> Result<ElementsJs, JsValue>;
    #[wasm_bindgen(method, catch, js_name = confirmCardSetup)]
    fn confirm_card_setup(
        this: &StripeJs,
        client_secret: &str,
        with: &JsValue,
    ) -> Result<js_sys::Promise, JsValue>;

    type ElementsJs;
    #[wasm_bindgen(method, catch)]
    fn create(this: &ElementsJs, kind: &str, options: &JsValue) -> Result<CardJs, JsValue>;

    /// The card's fields.
    type CardJs;
    #[wasm_bindgen(method, catch)]
    fn mount(this: &CardJs, place: &web_sys::HtmlElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &CardJs) -> Result<(), JsValue>;
}

/// Id of what Stripe said of the card.
const FAULT: &str = "card-element-fault";

/// How far Stripe's fields have come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    There,
    Failed,
}

/// Stripe's fields in a form of ours.
#[derive(Clone, Copy)]
pub struct Elements {
    stage: RwSignal<Stage>,
    /// What Stripe said of the card, in its own words; empty where it gave none.
    refused: RwSignal<Option<String>>,
    mounted: StoredValue<Option<(StripeJs, CardJs)>, LocalStorage>,
}

impl Elements {
    /// No fields yet.
    pub fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Loading),
            refused: RwSignal::new(None),
            mounted: StoredValue::new_local(None),
        }
    }

    /// Saves the card at Stripe for the partner and answers its name there. None if Stripe refuses it, which is then
    /// shown, or while its fields are not there.
    pub async fn token(self) -> Result<Option<String>, ApiError> {
        if self.stage.get_untracked() != Stage::There {
            return Ok(None);
        }
        self.refused.set(None);
        let setup: CardSetup = send(Method::POST, "/api/card-setups", None, &()).await?;
        let saving = self.mounted.try_with_value(|mounted| {
            let (stripe, card) = mounted.as_ref()?;
            let with = object(&[("payment_method", &object(&[("card", card)]))]);
            stripe.confirm_card_setup(&setup.client_secret, &with).ok()
        });
        let Some(saving) = saving.flatten() else { return Err(ApiError::Unreadable) };
        let answer = JsFuture::from(saving).await.map_err(|_| ApiError::Network)?;
        let token = text(&answer, &["setupIntent", "payment_method"]);
        if token.is_none() {
            let _ = self.refused.try_set(Some(text(&answer, &["error", "message"]).unwrap_or_default()));
            request_animation_frame(|| browser::focus(FAULT));
        }
        Ok(token)
    }

    fn mount(self, place: &web_sys::HtmlElement, key: &str, language: &str) -> Result<(), JsValue> {
        let stripe = stripe(key, &object(&[("locale", &language.into())]))?;
        // In a frame of its own it sees none of our colours.
        let base = object(&[("color", &ink(place).into()), ("fontSize", &"16px".into())]);
        let card = stripe.elements()?.create("card", &object(&[("style", &object(&[("base", &base)]))]))?;
        card.mount(place)?;
        self.mounted.set_value(Some((stripe, card)));
        Ok(())
    }

    fn remove(self) {
        if let Some((_, card)) = self.mounted.try_update_value(Option::take).flatten() {
            let _ = card.destroy();
        }
    }
}

/// What Stripe's fields are made of.
#[derive(Clone)]
pub struct Wanted {
    /// What becomes of them.
    pub elements: Elements,
    /// Address of Stripe's script.
    pub script: String,
    /// Names the account.
    pub publishable_key: String,
}

/// Stripe's fields: loading, failed with what to do, or there.
pub fn elements_form(Wanted { elements, script, publishable_key }: Wanted) -> impl IntoView {
    let Elements { stage, refused, .. } = elements;
    let place = NodeRef::<Div>::new();
    let language = context().language.get_untracked().tag();
    let load = move || {
        stage.set(Stage::Loading);
        let script = script.clone();
        leptos::task::spawn_local(async move {
            let arrived = if loaded(&script).await.is_ok() { Stage::There } else { Stage::Failed };
            let _ = stage.try_set(arrived);
        });
    };
    load();
    Effect::new(move |_| {
        if let (Stage::There, Some(place)) = (stage.get(), place.get())
            && elements.mount(&place, &publishable_key, language).is_err()
        {
            stage.set(Stage::Failed);
        }
    });
    on_cleanup(move || elements.remove());
    let fault =
        move || refused.get().map(|said| if said.is_empty() { t().card_refused.to_owned() } else { said });
    let below = move || match stage.get() {
        Stage::Loading => view! { <p class="small" role="status">{t().elements_loading}</p> }.into_any(),
        Stage::Failed => {
            let load = load.clone();
            view! {
                <div class="notice bad" role="alert">
                    <p>{t().elements_failed}</p>
                    <p><button class="button quiet" type="button" on:click=move |_| load()>{common().try_again}</button></p>
                </div>
            }
            .into_any()
        }
        Stage::There => ().into_any(),
    };
    view! {
        <div class="field" class:wrong=move || refused.get().is_some() role="group" aria-labelledby="card-element-label">
            <span class="label" id="card-element-label">{live(move || common().card_fallback)}</span>
            <div class="elements" id="card-element" node_ref=place hidden=move || stage.get() != Stage::There></div>
            {live(below)}
            {live(move || fault().map(|fault| view! { <p class="fault" id=FAULT role="alert" tabindex="-1">{fault}</p> }))}
        </div>
    }
}

/// Waits until Stripe's script is there; it is loaded once for all pages.
async fn loaded(address: &str) -> Result<(), JsValue> {
    if js_sys::Reflect::has(&window(), &"Stripe".into())? {
        return Ok(());
    }
    let script = document().create_element("script")?;
    script.set_attribute("src", address)?;
    let coming = js_sys::Promise::new(&mut |there, failed| {
        let _ = script.add_event_listener_with_callback("load", &there);
        let _ = script.add_event_listener_with_callback("error", &failed);
    });
    if let Some(root) = document().document_element() {
        root.append_child(&script)?;
    }
    let came = JsFuture::from(coming).await;
    if came.is_err() {
        script.remove();
    }
    came.map(drop)
}

/// The colour of text in a place.
fn ink(place: &web_sys::HtmlElement) -> String {
    let style = window().get_computed_style(place).ok().flatten();
    style.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default()
}

fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // Setting a field of a plain object does not fail.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// The text at a path through an object.
fn text(object: &JsValue, path: &[&str]) -> Option<String> {
    let found =
        path.iter().try_fold(object.clone(), |object, name| js_sys::Reflect::get(&object, &(*name).into()));
    found.ok()?.as_string()
}
