//! Small things asked of the browser.

use leptos::prelude::window;
use wasm_bindgen::prelude::*;

/// Milliseconds since the page was opened, whatever the clock on the wall does.
pub fn elapsed_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// A name that nobody has used yet, for one press of a button. Works without TLS too, unlike `randomUUID`.
pub fn new_key() -> String {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    u128::from_le_bytes(bytes).to_string()
}

/// Copies a text; answers whether it did. Browsers do so only over TLS or on the machine itself.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let there =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|there| !there.is_undefined());
    there && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// What the browser keeps under a name.
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Keeps something under a name; a browser that refuses forgets it, no more.
pub fn keep(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(name, value);
    }
}

/// A part of the address's query.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// What follows `#` in the address.
pub fn fragment() -> Option<String> {
    window().location().hash().ok()?.strip_prefix('#').map(str::to_owned)
}

/// The browser's languages, the preferred first.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Sets an attribute of the root element.
pub fn mark_root(name: &str, value: &str) {
    if let Some(root) = window().document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

/// Whether the user's system asks for dark colours.
pub fn prefers_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|media| media.matches())
}

/// Takes the keyboard to an element, as to a page's heading after the address has changed.
pub fn focus(id: &str) {
    let element = window().document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    window()
        .document()
        .is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// The first file that was chosen.
pub fn chosen_file(input: leptos::prelude::NodeRef<leptos::html::Input>) -> Option<web_sys::File> {
    use leptos::prelude::GetUntracked;
    input.get_untracked()?.files()?.get(0)
}

/// Whether a file has more than so many bytes.
pub fn is_larger(file: &web_sys::File, most: usize) -> bool {
    file.size() > f64::from(u32::try_from(most).unwrap_or(u32::MAX))
}
