//! The business profile: written as a draft, looked at, published and withdrawn.

mod fields;
mod logo;

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::facts::Facts;
use tokuten_core::problem::{FieldError, ProblemCode};
use tokuten_core::profiles::{DraftChange, ProfileStanding, ProfileView, SeenProfile, may_publish};
use tokuten_core::roles::Permission;
use tokuten_core::verdict::Verdict;

use self::fields::{Checks, Countries, Locations, ProfileFields};
use self::logo::Logo;
use crate::browser;
use crate::client::{ApiError, send};
use crate::components::ask::WhomToAsk;
use crate::components::checklist;
use crate::components::field::{FaultSummary, Field, TextArea};
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::context::{context, leave_when_signed_out, t as common};
use crate::lazy;
use crate::loaded::Loaded;
use crate::texts::business_profile::t;
use crate::words;

const WHERE: &str = "/api/business-profile";
/// Id of the place where the page says what came of a press.
const SAID: &str = "said";

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Saved,
    Published,
    Withdrawn,
    LogoSaved,
    LogoRemoved,
    /// A colleague was faster.
    Conflict,
    Failed(ApiError),
}

/// Goes to the sign-in page if an error means that nobody is signed in any more.
type Leave = Box<dyn Fn(&ApiError) -> bool + Send + Sync>;

/// What all parts of the page share: what is typed, and where what is saved stands.
#[derive(Clone, Copy)]
struct Editor {
    fields: ProfileFields,
    shown: RwSignal<ProfileView>,
    faults: RwSignal<Vec<FieldError>>,
    said: RwSignal<Option<Said>>,
    busy: RwSignal<bool>,
    leave: StoredValue<Leave>,
}

/// The page.
#[component]
pub fn BusinessProfilePage() -> impl IntoView {
    let context = context();
    let editing = || {
        let loaded = Loaded::<ProfileView>::from(|| WHERE.to_owned());
        shown(loaded, |view| view! { <Editing view/> }).into_any()
    };
    let asking = || {
        view! {
            <WhomToAsk permission=Permission::EditBusinessProfile/>
            <p><a href="/directory" rel="external">{live(move || common().directory)}</a></p>
        }
        .into_any()
    };
    let may = move || context.may(Permission::EditBusinessProfile);
    let body = move || context.asked.get().then(|| if may() { editing() } else { asking() });
    view! {
        <Heading text=Signal::derive(|| common().business_profile.to_owned())/>
        <p class="prose">{live(move || t().text)}</p>
        {live(body)}
    }
}

impl Editor {
    /// Does something about the profile, and says what came of it.
    fn press(self, done: Said, doing: impl Future<Output = Result<ProfileView, ApiError>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = doing.await;
            let _ = self.busy.try_set(false);
            self.take(answer, done);
        });
    }

    fn take(self, answer: Result<ProfileView, ApiError>, done: Said) {
        match answer {
            Ok(view) => {
                let _ = self.shown.try_set(view);
                self.say(done);
            }
            Err(error) if self.leave.try_with_value(|leave| leave(&error)) != Some(false) => {}
            Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                let _ = self.said.try_set(None);
                let _ = self.faults.try_set(problem.fields);
            }
            Err(error) if error.code() == Some(ProblemCode::Conflict) => self.say(Said::Conflict),
            Err(error) => self.say(Said::Failed(error)),
        }
    }

    fn say(self, said: Said) {
        if self.said.try_set(Some(said)).is_none() {
            request_animation_frame(|| browser::focus(SAID));
        }
    }

    /// Saves what is typed and answers with what is saved; none if something is wrong with it, which is then shown.
    fn saving(self, is_whole: bool) -> Option<impl Future<Output = Result<ProfileView, ApiError>> + use<>> {
        let draft = self.fields.typed();
        let mut faults = self.shown.with_untracked(|view| draft.faults(&view.industries, &view.services));
        if is_whole {
            faults.extend(draft.missing());
        }
        let is_right = faults.is_empty();
        self.said.set(None);
        self.faults.set(faults);
        let change = DraftChange { draft, seen: self.shown.with_untracked(|view| view.version) };
        is_right.then_some(async move { send::<ProfileView>(Method::PUT, WHERE, None, &change).await })
    }

    fn save(self) {
        if let Some(saving) = self.saving(false) {
            self.press(Said::Saved, saving);
        }
    }

    /// Saves, and then shows what was saved as the public would see it.
    fn preview(self) {
        let Some(saving) = self.saving(false) else { return };
        let language = context().language.get_untracked().tag();
        let address = format!("/business-profile/preview?lang={language}");
        self.press(Said::Saved, async move {
            let saved = saving.await?;
            // The page leaves; where it does not, it says that the draft was saved.
            let _ = window().location().set_href(&address);
            Ok(saved)
        });
    }

    fn publish(self) {
        let Some(saving) = self.saving(true) else { return };
        self.press(Said::Published, async move {
            let saved = saving.await?;
            // Should the second step fail, the first is done all the same.
            let seen = SeenProfile { seen: saved.version };
            let _ = self.shown.try_set(saved);
            send(Method::POST, &format!("{WHERE}/publish"), None, &seen).await
        });
    }

    fn withdraw(self) {
        let seen = SeenProfile { seen: self.shown.with_untracked(|view| view.version) };
        self.press(Said::Withdrawn, async move {
            send(Method::POST, &format!("{WHERE}/withdraw"), None, &seen).await
        });
    }
}

#[component]
fn Editing(view: ProfileView) -> impl IntoView {
    let verdict = may_publish(&view.facts.partner);
    let facts = StoredValue::new(view.facts.clone());
    let (industries, services) = (view.industries.clone(), view.services.clone());
    let editor = Editor {
        fields: ProfileFields::of(view.draft.clone(), &industries, &services),
        shown: RwSignal::new(view),
        faults: RwSignal::new(Vec::new()),
        said: RwSignal::new(None),
        busy: RwSignal::new(false),
        leave: StoredValue::new(Box::new(leave_when_signed_out())),
    };
    let fault = move |field: &'static str| words::fault_of(editor.faults, field);
    let summary = move || {
        let named = [
            ("description_en", t().description_en),
            ("description_ja", t().description_ja),
            ("industries", t().industries),
            ("services", t().services),
            ("countries", t().countries),
            ("locations", t().locations),
            ("email", common().email),
            ("phone", common().phone),
            ("website", t().website),
        ];
        let wrong = named.into_iter().filter_map(|(field, label)| Some((field, label, fault(field).get()?)));
        wrong.collect::<Vec<_>>()
    };
    let fields = editor.fields;
    let country = facts.with_value(|facts| facts.partner.country.clone());
    let may = verdict.is_allowed();
    let refusal = (!may).then(|| lazy::refusal(Refused { verdict, facts }));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        editor.save();
    };
    view! {
        {live(move || standing(editor))}
        {live(move || said(editor))}
        <FaultSummary faults=Signal::derive(summary)/>
        <form class="prose" novalidate on:submit=submit>
            <p class="small">{live(move || t().description_hint)}</p>
            <TextArea id="description_en" label=Signal::derive(|| t().description_en) value=fields.en fault=fault("description_en")/>
            <TextArea id="description_ja" label=Signal::derive(|| t().description_ja) value=fields.ja fault=fault("description_ja")/>
            <Checks id="services" legend=Signal::derive(|| t().services) entries=services chosen=fields.services fault=fault("services")/>
            <Checks id="industries" legend=Signal::derive(|| t().industries) entries=industries chosen=fields.industries fault=fault("industries")/>
            <Countries chosen=fields.countries fault=fault("countries")/>
            <Locations fields country_code=country fault=fault("locations")/>
            <fieldset>
                <legend>{live(move || t().contact)}</legend>
                <Field id="email" label=Signal::derive(|| common().email) value=fields.email kind="email" inputmode="email" fault=fault("email")/>
                <Field id="phone" label=Signal::derive(|| common().phone) value=fields.phone kind="tel" inputmode="tel" optional=true fault=fault("phone")/>
                <Field id="website" label=Signal::derive(|| t().website) value=fields.website kind="url" inputmode="url" optional=true
                    hint=Signal::derive(|| t().website_hint) fault=fault("website")/>
            </fieldset>
            <Logo editor/>
            {refusal}
            <p class="actions">
                <button class="button" type="button" disabled=move || !may || editor.busy.get() on:click=move |_| editor.publish()>{live(move || t().publish)}</button>
                <button class="button quiet" type="submit" disabled=move || editor.busy.get()>{live(move || t().save)}</button>
                <button class="button quiet" type="button" disabled=move || editor.busy.get() on:click=move |_| editor.preview()>{live(move || t().preview)}</button>
            </p>
        </form>
        <Withdraw editor/>
    }
}

/// Where the profile stands, and where the public sees it.
fn standing(editor: Editor) -> impl IntoView {
    let (standing, address) = editor.shown.with(|view| (view.standing, view.address.clone()));
    let (class, text) = match standing {
        ProfileStanding::Draft => ("strip calm", t().draft),
        ProfileStanding::Published => ("strip open", t().published),
        ProfileStanding::Changed => ("strip waiting", t().changed),
    };
    let language = context().language.get().tag();
    let see = match (standing, address) {
        (ProfileStanding::Draft, _) => None,
        (_, Some(address)) => Some(
            view! { <p class="actions"><a href=format!("{address}?lang={language}") rel="external">{t().see}</a></p> }
                .into_any(),
        ),
        (_, None) => Some(view! { <p class="notice warn">{t().hidden}</p> }.into_any()),
    };
    view! { <p class=class>{text}</p> {see} }
}

fn said(editor: Editor) -> Option<AnyView> {
    let text = match editor.said.get()? {
        Said::Saved => t().saved,
        Said::Published => t().was_published,
        Said::Withdrawn => t().was_withdrawn,
        Said::LogoSaved => t().logo_saved,
        Said::LogoRemoved => t().logo_removed,
        Said::Conflict => {
            return Some(
                view! { <p class="notice bad" role="alert" id=SAID tabindex="-1">{t().conflict}</p> }
                    .into_any(),
            );
        }
        Said::Failed(error) => {
            return Some(
                view! { <div class="notice bad" role="alert" id=SAID tabindex="-1"><Explained error/></div> }
                    .into_any(),
            );
        }
    };
    Some(view! { <p class="notice good" role="status" id=SAID tabindex="-1">{text}</p> }.into_any())
}

/// A verdict that does not allow the profile to be published today, and what it is about.
#[derive(Clone)]
pub struct Refused {
    verdict: Verdict,
    facts: StoredValue<Facts>,
}

/// Why the profile cannot be published today.
pub fn refusal(Refused { verdict, facts }: Refused) -> impl IntoView {
    view! {
        <section aria-labelledby="not-yet">
            <h2 id="not-yet">{live(move || t().not_yet)}</h2>
            {checklist::items(verdict, facts)}
        </section>
    }
}

/// Takes the profile back, after a question.
#[component]
fn Withdraw(editor: Editor) -> impl IntoView {
    let asking = RwSignal::new(false);
    let yes = move |_| {
        asking.set(false);
        editor.withdraw();
    };
    let ask = move || {
        let press = move |_| asking.set(true);
        view! {
            <p class="actions"><button class="button quiet" type="button" disabled=move || editor.busy.get() on:click=press>{t().withdraw}</button></p>
        }
        .into_any()
    };
    let sure = move || {
        view! {
            <div class="notice warn" role="alert">
                <p>{t().withdraw_sure}</p>
                <p class="actions">
                    <button class="button" type="button" on:click=yes>{t().withdraw_yes}</button>
                    <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().withdraw_no}</button>
                </p>
            </div>
        }
        .into_any()
    };
    let body = move || if asking.get() { sure() } else { ask() };
    move || (editor.shown.with(|view| view.standing) != ProfileStanding::Draft).then_some(body)
}
