//! API access: the tokens of the vendor's systems, and the webhooks that tell those what happens.

mod deliveries;
pub mod endpoint;
mod endpoint_form;
mod make;
mod panels;
mod rows;
mod secret;
pub mod webhooks;

use leptos::prelude::*;
use tokuten_core::api_access::{Standing, TokenMade, TokenPage, TokenView};
use tokuten_core::sessions::OperatorRole;

use crate::browser;
use crate::client::{ApiError, get};
use crate::components::live::live;
use crate::components::page::{Heading, shown};
use crate::context::{context, t as common};
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::api_access::t;
use secret::Secret;

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";
/// The API's address of tokens.
const URL: &str = "/api/operator/api-tokens";

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Revoked(String),
    Failed(ApiError),
}

/// What all parts of the page share.
#[derive(Clone, Copy)]
struct Room {
    loaded: Loaded<TokenPage>,
    said: RwSignal<Option<Said>>,
    /// A new token, while its secret is shown.
    made: RwSignal<Option<TokenMade>>,
    /// Which one is to be revoked: a panel is open.
    chosen: RwSignal<Option<TokenView>>,
    busy: RwSignal<bool>,
}

impl Room {
    /// Begins something; answers whether nothing else is under way.
    fn begin(self) -> bool {
        !self.busy.get_untracked() && {
            self.busy.set(true);
            true
        }
    }

    /// Says what came of a press.
    fn done(self, said: Said) {
        let _ = self.busy.try_set(false);
        let _ = self.chosen.try_set(None);
        let _ = self.said.try_set(Some(said));
        request_animation_frame(|| browser::focus(SAID));
        self.loaded.refresh();
    }
}

/// The links between the two parts.
#[component]
pub fn Parts() -> impl IntoView {
    let link = |href: &'static str, exact: bool, text: fn() -> &'static str| {
        view! { <li><leptos_router::components::A href=href exact attr:class="chip">{live(text)}</leptos_router::components::A></li> }
    };
    view! {
        <nav aria-label=move || t().parts>
            <ul class="chips parts">
                {link("/operator/api-access", true, || t().tokens)}
                {link("/operator/api-access/webhooks", false, || t().webhooks)}
            </ul>
        </nav>
    }
}

/// Shows what programme operators see, and tells others whom to ask.
pub fn for_programme<V: IntoView + 'static>(view: fn() -> V) -> impl IntoView {
    let context = context();
    let may = Memo::new(move |_| context.asked.get().then(|| context.works_as(OperatorRole::Programme)));
    move || {
        may.get().map(|may| {
            if may {
                view().into_any()
            } else {
                view! { <p class="notice" role="note">{t().not_yours}</p> }.into_any()
            }
        })
    }
}

/// The page of tokens.
#[component]
pub fn ApiAccessPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| common().api_access.to_owned())/>
        {for_programme(|| view! { <Tokens/> })}
    }
}

#[component]
fn Tokens() -> impl IntoView {
    let room = Room {
        loaded: Loaded::<TokenPage>::from(|| URL.to_owned()),
        said: RwSignal::new(None),
        made: RwSignal::new(None),
        chosen: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let secret = move |made: TokenMade| {
        let name = made.view.name;
        let title = Signal::derive(move || fill(t().made_title, &[("name", &name)]));
        view! { <Secret title text=Signal::derive(|| t().once) secret=made.token kept=move || room.made.set(None)/> }
    };
    // The form knows from when to when a token may last; what is typed in it outlives a refresh of the list.
    let known = Memo::new(move |_| room.loaded.there(|page| (page.today, page.living)));
    let today = Memo::new(move |_| known.get().map(|(today, _)| today));
    let living = Signal::derive(move || known.get().map_or(0, |(_, living)| living));
    view! {
        <Parts/>
        <p class="prose">{live(move || t().lead)}" "<a href="/api/reference/" rel="external">{live(move || t().reference)}</a></p>
        <div id=SAID tabindex="-1">{live(move || room.said.get().map(message))}</div>
        {live(move || room.made.get().map(secret))}
        {shown(room.loaded, move |page| view! { {ending(&page)} {rows::list(page, room)} })}
        {live(move || today.get().map(|today| view! { <make::Make room today living/> }))}
        {live(move || room.chosen.get().map(|token| view! { <panels::Revoke room token/> }))}
    }
}

fn message(said: Said) -> AnyView {
    match said {
        Said::Revoked(name) => {
            view! { <p class="notice good" role="status">{fill(t().said_revoked, &[("name", &name)])}</p> }
                .into_any()
        }
        Said::Failed(error) => view! { <Refused error/> }.into_any(),
    }
}

/// Which tokens end soon, so that nobody is surprised.
fn ending(page: &TokenPage) -> Option<impl IntoView + use<>> {
    let soon = page.tokens.iter().filter(|token| matches!(token.standing(page.today), Standing::EndsSoon(_)));
    let names: Vec<_> = soon.map(|token| token.name.as_str()).collect();
    let names = (!names.is_empty()).then(|| names.join(", "))?;
    Some(view! { <p class="notice warn" role="note">{fill(t().warn_ending, &[("names", &names)])}</p> })
}

/// Adds the next page to what is shown.
fn more(room: Room, cursor: String) {
    leptos::task::spawn_local(async move {
        match get::<TokenPage>(&format!("{URL}?cursor={cursor}")).await {
            Ok(next) => room.loaded.change(|page| {
                page.tokens.extend(next.tokens);
                page.next_cursor = next.next_cursor;
            }),
            Err(error) => drop(room.said.try_set(Some(Said::Failed(error)))),
        }
    });
}
