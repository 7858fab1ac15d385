//! One endpoint: how it stands, what may be done about it, and what was sent to it.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use tokuten_core::webhooks::{
    DeliveryPage, DeliveryState, EndpointSeen, EndpointView, Event, ReplayFailed, Replayed, SecretMade,
};

use super::deliveries;
use super::endpoint_form::{EndpointFields, EndpointForm, target};
use super::for_programme;
use super::secret::Secret;
use super::webhooks::{URL, standing};
use crate::browser;
use crate::client::{ApiError, send, send_only};
use crate::components::field::{Choice, Field};
use crate::components::live::live;
use crate::components::page::{Breadcrumb, Heading, shown};
use crate::components::panel::{Panel, close};
use crate::context::leave_when_signed_out;
use crate::format::count;
use crate::loaded::Loaded;
use crate::pages::operator::refused::Refused;
use crate::texts::fill;
use crate::texts::operator::api_access::{state as state_word, t};

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";

/// What the page says after a press.
#[derive(Clone)]
pub enum Said {
    Sent,
    Replayed(u64),
    Changed,
    Failed(ApiError),
}

/// Which panel is open.
#[derive(Clone)]
enum Open {
    Edit(EndpointView),
    NewSecret(EndpointView),
    Remove(EndpointView),
    Failed(chrono::NaiveDate),
}

/// What all parts of the page share.
#[derive(Clone, Copy)]
pub struct Room {
    pub loaded: Loaded<DeliveryPage>,
    said: RwSignal<Option<Said>>,
    made: RwSignal<Option<String>>,
    open: RwSignal<Option<Open>>,
    pub busy: RwSignal<bool>,
    id: StoredValue<String>,
}

impl Room {
    /// The API's address of something of this endpoint.
    pub fn url(self, rest: &str) -> String {
        format!("{URL}/{}{rest}", self.id.get_value())
    }

    /// Says that something was not done.
    pub fn failed(self, error: ApiError) {
        let _ = self.said.try_set(Some(Said::Failed(error)));
    }

    /// Does something, unless something else is under way, and says what came of it.
    pub fn press(
        self,
        leave: impl Fn(&ApiError) -> bool + 'static,
        work: impl Future<Output = Result<Option<Said>, ApiError>> + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let said = match work.await {
                Ok(said) => said,
                Err(error) if leave(&error) => return,
                Err(error) => Some(Said::Failed(error)),
            };
            let _ = self.busy.try_set(false);
            let _ = self.open.try_set(None);
            if said.is_some() {
                let _ = self.said.try_set(said);
                request_animation_frame(|| browser::focus(SAID));
            }
            self.loaded.refresh();
        });
    }
}

/// The page.
#[component]
pub fn WebhookPage() -> impl IntoView {
    view! {
        <Breadcrumb href="/operator/api-access/webhooks" text=Signal::derive(|| t().webhooks)/>
        <Heading text=Signal::derive(|| t().endpoint.to_owned())/>
        {for_programme(|| view! { <Endpoint/> })}
    }
}

#[component]
fn Endpoint() -> impl IntoView {
    let params = use_params_map();
    let id = untrack(|| params.with(|params| params.get("id").unwrap_or_default()));
    let (state, event) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let query = move |cursor: Option<&str>| {
        let all = [("state", state.get_untracked()), ("event", event.get_untracked())];
        let cursor = ("cursor", cursor.unwrap_or_default().to_owned());
        let said = all.into_iter().chain([cursor]).filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    };
    let stored = StoredValue::new(id);
    let address = move |cursor: Option<&str>| format!("{URL}/{}?{}", stored.get_value(), query(cursor));
    let loaded = Loaded::<DeliveryPage>::from(move || address(None));
    loaded.look_again_while(|page| page.next_cursor.is_none() && page.endpoint.pending > 0);
    Effect::new(move |before: Option<()>| {
        state.track();
        event.track();
        if before.is_some() {
            loaded.retry();
        }
    });
    let room = Room {
        loaded,
        said: RwSignal::new(None),
        made: RwSignal::new(None),
        open: RwSignal::new(None),
        busy: RwSignal::new(false),
        id: stored,
    };
    // It changes while things are sent; what is chosen below does not.
    let endpoint = Memo::new(move |_| loaded.there(|page| page.endpoint.clone()));
    let states = Signal::derive(|| {
        let each = DeliveryState::ALL.into_iter().map(|state| (state.code(), state_word(state)));
        [("", t().any_state)].into_iter().chain(each).collect::<Vec<_>>()
    });
    let events = Signal::derive(|| {
        let each = Event::ALL.into_iter().map(|event| (event.code(), event.code()));
        [("", t().any_event)].into_iter().chain(each).collect::<Vec<_>>()
    });
    let secret = move |secret: String| {
        let title = Signal::derive(|| t().secret_title.to_owned());
        view! { <Secret title text=Signal::derive(|| t().secret_text) secret kept=move || room.made.set(None)/> }
    };
    let filtered = move || !state.with(String::is_empty) || !event.with(String::is_empty);
    view! {
        <div id=SAID tabindex="-1">{live(move || room.said.get().map(message))}</div>
        {live(move || room.made.get().map(secret))}
        {live(move || endpoint.get().map(|endpoint| about(&endpoint, room)))}
        <section aria-labelledby="deliveries">
            <h2 id="deliveries">{live(move || t().deliveries)}</h2>
            <div class="row wide">
                <Choice id="state" label=Signal::derive(|| crate::context::t().state) value=state options=states/>
                <Choice id="event" label=Signal::derive(|| t().event) value=event options=events/>
            </div>
            {shown(loaded, move |page| deliveries::list(page, room, (untrack(filtered), address)))}
        </section>
        {live(move || room.open.get().map(|open| match open {
            Open::Edit(endpoint) => view! { <Edit endpoint room/> }.into_any(),
            Open::NewSecret(endpoint) => view! { <Sure endpoint room removes=false/> }.into_any(),
            Open::Remove(endpoint) => view! { <Sure endpoint room removes=true/> }.into_any(),
            Open::Failed(today) => view! { <AllFailed today room/> }.into_any(),
        }))}
    }
}

fn message(said: Said) -> AnyView {
    let good = |text: String| view! { <p class="notice good" role="status">{text}</p> }.into_any();
    match said {
        Said::Sent => good(t().said_sent.to_owned()),
        Said::Replayed(number) => good(fill(t().said_replayed, &[("count", &count(number))])),
        Said::Changed => good(t().said_changed.to_owned()),
        Said::Failed(error) => view! { <Refused error/> }.into_any(),
    }
}

/// How the endpoint stands, and what may be done about it.
fn about(endpoint: &EndpointView, room: Room) -> impl IntoView + use<> {
    let leave = leave_when_signed_out();
    let is_on = endpoint.is_on();
    let events: Vec<_> = endpoint.events.iter().map(|event| event.code()).collect();
    let opens = |open: fn(EndpointView) -> Open, text: &'static str| {
        let endpoint = endpoint.clone();
        let press = move |_| room.open.set(Some(open(endpoint.clone())));
        view! { <button class="button quiet" type="button" on:click=press>{text}</button> }
    };
    let test = move |_| {
        let url = room.url("/test");
        room.press(leave.clone(), async move {
            send_only(Method::POST, &url, &()).await.map(|()| Some(Said::Sent))
        });
    };
    let failed = move |_| {
        if let Some(today) = room.loaded.there_now(|page| page.today) {
            room.open.set(Some(Open::Failed(today)));
        }
    };
    let nothing_failed = endpoint.failed == 0;
    let reason = if is_on { nothing_failed.then_some(t().nothing_failed) } else { Some(t().off_reason) };
    let why = reason.map(|reason| view! { <p class="small" id="reason">{reason}</p> });
    let (untestable, unrepeatable) = ((!is_on).then_some("reason"), reason.map(|_| "reason"));
    view! {
        <section aria-label=t().endpoint>
            <p><strong class="address">{endpoint.url.clone()}</strong></p>
            {(!endpoint.description.is_empty()).then(|| view! { <p>{endpoint.description.clone()}</p> })}
            {standing(endpoint)}
            <p class="small">{t().events}": "{events.join(", ")}</p>
            <div class="presses">
                <button class="button" type="button" disabled=move || !is_on || room.busy.get() aria-describedby=untestable on:click=test>{t().test}</button>
                <button class="button quiet" type="button" disabled=!is_on || nothing_failed aria-describedby=unrepeatable on:click=failed>{t().all_failed}</button>
                {opens(Open::Edit, t().edit)}
                {opens(Open::NewSecret, t().new_secret)}
                {opens(Open::Remove, t().remove)}
            </div>
            {why}
        </section>
    }
}

/// Changes the endpoint.
#[component]
fn Edit(endpoint: EndpointView, room: Room) -> impl IntoView {
    let (dialog, leave) = (NodeRef::new(), leave_when_signed_out());
    let fields = EndpointFields::of(Some(&endpoint));
    let submit = move || {
        let Some(change) = fields.change(endpoint.version).filter(|_| !room.busy.get_untracked()) else {
            return;
        };
        let leave = leave.clone();
        room.busy.set(true);
        leptos::task::spawn_local(async move {
            let (method, url) = target(Some(&room.id.get_value()));
            let outcome = send::<EndpointView>(method, &url, None, &change).await;
            let _ = room.busy.try_set(false);
            match outcome {
                // The panel stays, with what is wrong in it.
                Err(error) if fields.refused(&error) => {}
                outcome => room.press(leave, async move { outcome.map(|_| Some(Said::Changed)) }),
            }
        });
    };
    view! {
        <Panel dialog title=Signal::derive(|| t().edit_title.to_owned()) closed=move || drop(room.open.try_set(None))>
            <EndpointForm fields press=Signal::derive(|| crate::context::t().save) disabled=room.busy submit/>
        </Panel>
    }
}

/// Asks whether the endpoint is really to get a new secret, or to be removed.
#[component]
fn Sure(endpoint: EndpointView, room: Room, removes: bool) -> impl IntoView {
    let (dialog, leave, navigate) = (NodeRef::new(), leave_when_signed_out(), use_navigate());
    let seen = EndpointSeen { seen: endpoint.version };
    let go = move |_| {
        let navigate = navigate.clone();
        room.press(leave.clone(), async move {
            if removes {
                send_only(Method::POST, &room.url("/removal"), &seen).await?;
                navigate("/operator/api-access/webhooks", NavigateOptions::default());
            } else {
                let made = send::<SecretMade>(Method::POST, &room.url("/secret"), None, &seen).await?;
                let _ = room.made.try_set(Some(made.secret));
            }
            Ok(None)
        });
    };
    let title = move || if removes { t().remove_sure } else { t().new_secret_sure };
    view! {
        <Panel dialog title=Signal::derive(move || title().to_owned()) closed=move || drop(room.open.try_set(None))>
            <p>{live(move || if removes { t().remove_text } else { t().new_secret_text })}</p>
            <p class="actions">
                <button class="button" type="button" disabled=move || room.busy.get() on:click=go>
                    {live(move || if removes { t().remove_yes } else { t().new_secret_yes })}</button>
                <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || t().no)}</button>
            </p>
        </Panel>
    }
}

/// Sends all again that was given up since a day.
#[component]
fn AllFailed(today: chrono::NaiveDate, room: Room) -> impl IntoView {
    let (dialog, leave) = (NodeRef::new(), leave_when_signed_out());
    let (day, wrong) = (RwSignal::new(today.to_string()), RwSignal::new(false));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let since = day.with_untracked(|day| day.parse::<chrono::NaiveDate>());
        wrong.set(since.is_err());
        let Ok(since) = since else { return };
        room.press(leave.clone(), async move {
            let url = room.url("/replays");
            let done = send::<Replayed>(Method::POST, &url, None, &ReplayFailed { since }).await?;
            Ok(Some(Said::Replayed(done.count)))
        });
    };
    view! {
        <Panel dialog title=Signal::derive(|| t().all_failed.to_owned()) closed=move || drop(room.open.try_set(None))>
            <p>{live(move || t().all_failed_text)}</p>
            <form novalidate on:submit=submit>
                <Field id="since" label=Signal::derive(|| t().since) value=day kind="date"
                    fault=Signal::derive(move || wrong.get().then(|| crate::context::t().fault_malformed))/>
                <p class="actions">
                    <button class="button" type="submit" disabled=move || room.busy.get()>{live(move || t().again)}</button>
                    <button class="button quiet" type="button" on:click=move |_| close(dialog)>{live(move || crate::context::t().cancel)}</button>
                </p>
            </form>
        </Panel>
    }
}
