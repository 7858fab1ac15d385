//! The company's users: who is there, inviting, roles, removing.

mod invite;
mod roles;
mod rows;

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::problem::ProblemCode;
use tokuten_core::roles::Permission;
use tokuten_core::sessions::SessionView;
use tokuten_core::users::{Standing, UserPage, UserView, may_see_users};

use crate::browser;
use crate::client::{ApiError, get, send_only};
use crate::components::ask::WhomToAsk;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::components::panel::{Panel, close};
use crate::context::{Context, context, leave_when_signed_out, t as shared};
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::users::t;

/// Id of the place where the page says what came of a press.
const SAID: &str = "said";

/// What the page says after a press.
#[derive(Clone)]
enum Said {
    Invited(String),
    Changed(String),
    Removed(String),
    /// Somebody else was faster.
    Conflict,
    /// What was possible when the page was loaded is not any more.
    Refused,
    Failed(ApiError),
}

impl Said {
    fn failed(error: ApiError) -> Self {
        match &error {
            ApiError::Problem(problem) if problem.code == ProblemCode::Conflict => Self::Conflict,
            ApiError::Problem(problem) if problem.code == ProblemCode::Refused => Self::Refused,
            _ => Self::Failed(error),
        }
    }
}

/// What the user has chosen to do about somebody: a panel is open.
#[derive(Clone)]
enum Chosen {
    Roles(UserView),
    Removing(UserView),
}

/// What all parts of the page share.
#[derive(Clone, Copy)]
struct Room {
    context: Context,
    loaded: Loaded<UserPage>,
    said: RwSignal<Option<Said>>,
    chosen: RwSignal<Option<Chosen>>,
    busy: RwSignal<bool>,
}

impl Room {
    /// Who acts, as the rules want to know it.
    fn standing(self, page: &UserPage) -> Standing {
        Standing { roles: self.context.roles(), global_admins: page.global_admins }
    }

    /// Takes the open panel away.
    fn closed(self) {
        let _ = self.chosen.try_set(None);
    }

    /// Asks for everything again: the list, and whether one is still who one was.
    fn look_again(self) {
        self.loaded.refresh();
        let context = self.context;
        leptos::task::spawn_local(async move {
            if let Ok(session) = get::<SessionView>("/api/session").await {
                context.session.set(Some(session));
            }
        });
    }

    /// Shows what came of a press.
    fn done(self, outcome: Result<Said, ApiError>, left: impl Fn(&ApiError) -> bool) {
        let _ = self.busy.try_set(false);
        let said = match outcome {
            Ok(said) => said,
            Err(error) if left(&error) => return,
            Err(error) => Said::failed(error),
        };
        self.closed();
        let _ = self.said.try_set(Some(said));
        // The button that was pressed may be gone: the keyboard goes to what is said.
        request_animation_frame(|| browser::focus(SAID));
        self.look_again();
    }
}

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    let context = context();
    // The roles alone: a session that is asked for again and is the same leaves the page as it is.
    let may = Memo::new(move |_| context.asked.get().then(|| may_see_users(&context.roles())));
    view! {
        <Heading text=Signal::derive(|| shared().users.to_owned())/>
        {live(move || may.get().map(|may| if may {
            view! { <Users/> }.into_any()
        } else {
            view! { <WhomToAsk permission=Permission::AssignRoles/> }.into_any()
        }))}
    }
}

#[component]
fn Users() -> impl IntoView {
    let room = Room {
        context: context(),
        loaded: Loaded::<UserPage>::from(|| "/api/users".to_owned()),
        said: RwSignal::new(None),
        chosen: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let manages = Memo::new(move |_| room.context.may(Permission::ManageUsers));
    let form = move || {
        if manages.get() {
            view! { <invite::Invite room/> }.into_any()
        } else {
            view! { <p>{t().users_only_roles}</p><WhomToAsk permission=Permission::ManageUsers/> }.into_any()
        }
    };
    view! {
        <p>{live(move || t().users_text)}</p>
        <div id=SAID tabindex="-1">{live(move || room.said.get().map(message))}</div>
        {shown(room.loaded, move |page| rows::list(page, room))}
        {live(form)}
        {live(move || room.chosen.get().map(|chosen| match chosen {
            Chosen::Roles(user) => view! { <roles::RolesPanel room user/> }.into_any(),
            Chosen::Removing(user) => view! { <RemovePanel room user/> }.into_any(),
        }))}
    }
}

fn message(said: Said) -> AnyView {
    let good = |text: &str, place: &str, with: &str| {
        view! { <p class="notice good" role="status">{fill(text, &[(place, with)])}</p> }.into_any()
    };
    let bad = |text: &'static str| view! { <p class="notice bad" role="alert">{text}</p> }.into_any();
    match said {
        Said::Invited(email) => good(t().said_invited, "email", &email),
        Said::Changed(name) => good(t().said_changed, "name", &name),
        Said::Removed(name) => good(t().said_removed, "name", &name),
        Said::Conflict => bad(t().said_conflict),
        Said::Refused => bad(t().said_refused),
        Said::Failed(error) => {
            view! { <div class="notice bad" role="alert"><Explained error/></div> }.into_any()
        }
    }
}

/// Asks whether a user is really to be removed.
#[component]
fn RemovePanel(room: Room, user: UserView) -> impl IntoView {
    let leave = leave_when_signed_out();
    let places = [("name", user.name.clone()), ("email", user.email.clone())];
    let filled = move |text: &str| {
        let [(name, named), (email, address)] = &places;
        fill(text, &[(name, named), (email, address)])
    };
    let title = {
        let filled = filled.clone();
        Signal::derive(move || filled(t().remove_title))
    };
    let erasing = RwSignal::new(false);
    let remove = move |_| {
        if room.busy.get_untracked() {
            return;
        }
        room.busy.set(true);
        let (user, leave) = (user.clone(), leave.clone());
        leptos::task::spawn_local(async move {
            let url = format!("/api/users/{}", user.id);
            let outcome = if erasing.get_untracked() {
                send_only(Method::POST, &format!("{url}/erasure"), &()).await
            } else {
                send_only(Method::DELETE, &url, &()).await
            };
            room.done(outcome.map(|()| Said::Removed(user.name)), leave);
        });
    };
    let dialog = NodeRef::new();
    view! {
        <Panel dialog title closed=move || room.closed()>
            <p>{filled(t().remove_text)}</p>
            <label class="choice" for="erasing">
                <input type="checkbox" id="erasing" aria-describedby="erasing-about" prop:checked=erasing
                    on:change=move |event| erasing.set(event_target_checked(&event))/>
                {t().remove_erase}
            </label>
            <p class="small" id="erasing-about">{t().remove_erase_text}</p>
            <p class="actions">
                <button class="button" type="button" disabled=move || room.busy.get() on:click=remove>{t().remove_yes}</button>
                <button class="button quiet" type="button" on:click=move |_| close(dialog)>{t().remove_no}</button>
            </p>
        </Panel>
    }
}

/// Adds the next page to what is shown.
fn more(room: Room, cursor: String) {
    leptos::task::spawn_local(async move {
        match get::<UserPage>(&format!("/api/users?cursor={cursor}")).await {
            Ok(next) => room.loaded.change(|page| {
                page.users.extend(next.users);
                page.global_admins = next.global_admins;
                page.next_cursor = next.next_cursor;
            }),
            Err(error) => drop(room.said.try_set(Some(Said::Failed(error)))),
        }
    });
}
