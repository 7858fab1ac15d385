//! Tokuten in the browser. What may be done is decided by `tokuten-core`; here it is shown.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Redirect, Route, Router};
use leptos_router::{PossibleRouteMatch, path};
use tokuten_core::sessions::{PublicView, SessionView};

mod browser;
mod client;
mod components;
mod context;
mod format;
mod json;
mod lazy;
mod loaded;
mod midnight;
mod pages;
mod passkeys;
mod shell;
mod texts;
mod words;

use components::live::live;
use context::Context;
use pages::not_found::NotFoundPage;
use shell::Shell;

/// The path of a route. All of them are of one type, so that what matches routes is in the module once.
macro_rules! at {
    ($path:tt) => {
        Arc::new(path!($path)) as Arc<dyn PossibleRouteMatch + Send + Sync>
    };
}

fn main() {
    console_error_panic_hook::set_once();
    // The static shell of index.html was painted while this module was on its way.
    if let Some(shell) = document().get_element_by_id("static-shell") {
        shell.remove();
    }
    mount_to_body(App);
}

/// The view of a route, of the one type that all have.
const fn page(view: fn() -> AnyView) -> fn() -> AnyView {
    view
}

#[component]
fn App() -> impl IntoView {
    let context = Context::new();
    context.keep();
    ask_who_is_here(context);
    view! {
        <Router>
            <Shell>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=at!("/") view=page(home)/>
                    <Route path=at!("/join") view=page(lazy::join)/>
                    <Route path=at!("/join/:token") view=page(lazy::join_link)/>
                    <Route path=at!("/sign-in") view=page(lazy::sign_in)/>
                    <Route path=at!("/welcome/:token") view=page(lazy::welcome)/>
                    <Route path=at!("/forgotten") view=page(lazy::forgotten)/>
                    <Route path=at!("/account") view=page(lazy::account)/>
                    <Route path=at!("/users") view=page(lazy::users)/>
                    <Route path=at!("/offers") view=page(lazy::offers)/>
                    <Route path=at!("/offers/:code") view=page(lazy::offer)/>
                    <Route path=at!("/subscriptions/:id") view=page(lazy::subscription)/>
                    <Route path=at!("/benefits") view=page(lazy::benefits)/>
                    <Route path=at!("/benefits/:subscription") view=page(lazy::grant)/>
                    <Route path=at!("/checkout/renew/:subscription") view=page(lazy::renew)/>
                    <Route path=at!("/membership-center") view=page(lazy::membership_center)/>
                    <Route path=at!("/membership-center/renew/:subscription") view=page(lazy::renew_there)/>
                    <Route path=at!("/checkout/buy/:offer") view=page(lazy::buy)/>
                    <Route path=at!("/orders") view=page(lazy::orders)/>
                    <Route path=at!("/orders/:number") view=page(lazy::order)/>
                    <Route path=at!("/competencies") view=page(lazy::competencies)/>
                    <Route path=at!("/competencies/:area") view=page(lazy::area)/>
                    <Route path=at!("/operator/skills") view=page(lazy::skills)/>
                    <Route path=at!("/profile") view=page(lazy::profile)/>
                    <Route path=at!("/operator/partners") view=page(lazy::partners)/>
                    <Route path=at!("/operator/partners/:id") view=page(lazy::partner)/>
                    <Route path=at!("/business-profile") view=page(lazy::business_profile)/>
                    <Route path=at!("/leads") view=page(lazy::leads)/>
                    <Route path=at!("/leads/:number") view=page(lazy::lead)/>
                    <Route path=at!("/support") view=page(lazy::requests)/>
                    <Route path=at!("/support/new") view=page(lazy::new_request)/>
                    <Route path=at!("/support/:number") view=page(lazy::request)/>
                    <Route path=at!("/operator/membership-center") view=page(lazy::membership_center_desk)/>
                    <Route path=at!("/operator/support") view=page(lazy::support_desk)/>
                    <Route path=at!("/operator/support/canned-answers") view=page(lazy::canned)/>
                    <Route path=at!("/operator/support/:number") view=page(lazy::support_case)/>
                    <Route path=at!("/operator") view=page(lazy::desk)/>
                    <Route path=at!("/operator/sign-in") view=page(lazy::operator_sign_in)/>
                    <Route path=at!("/operator/second-factor") view=page(lazy::second_factor)/>
                    <Route path=at!("/operator/operators") view=page(lazy::operators)/>
                    <Route path=at!("/operator/api-access") view=page(lazy::api_access)/>
                    <Route path=at!("/operator/api-access/webhooks") view=page(lazy::webhooks)/>
                    <Route path=at!("/operator/api-access/webhooks/:id") view=page(lazy::webhook)/>
                    <Route path=at!("/operator/transfers") view=page(lazy::transfers)/>
                    <Route path=at!("/operator/exports") view=page(lazy::exports)/>
                    <Route path=at!("/operator/statements") view=page(lazy::statements)/>
                    <Route path=at!("/operator/statements/:number") view=page(lazy::statement)/>
                    <Route path=at!("/operator/refunds") view=page(lazy::refunds)/>
                    <Route path=at!("/operator/reports") view=page(lazy::reports)/>
                    <Route path=at!("/operator/programme") view=page(lazy::programme)/>
                    <Route path=at!("/operator/programme/offers") view=page(lazy::programme_offers)/>
                    <Route path=at!("/operator/programme/offers/:code") view=page(lazy::programme_offer)/>
                    <Route path=at!("/operator/programme/renewal") view=page(lazy::programme_renewal)/>
                    <Route path=at!("/operator/programme/review") view=page(lazy::programme_review)/>
                    <Route path=at!("/operator/audit") view=page(lazy::audit)/>
                    <Route path=at!("/operator/clock") view=page(lazy::clock)/>
                    <Route path=at!("/help") view=page(lazy::help)/>
                </FlatRoutes>
            </Shell>
        </Router>
    }
}

fn ask_who_is_here(context: Context) {
    leptos::task::spawn_local(async move {
        match client::get::<SessionView>("/api/session").await {
            Ok(session) => context.signed_in(session),
            Err(_) => context.signed_out(),
        }
    });
    leptos::task::spawn_local(async move {
        if let Ok(public) = client::get::<PublicView>("/api/public").await {
            context.public.set(Some(public));
        }
        context.public_asked.set(true);
    });
}

/// The front door: leads where whoever is there belongs, and tells who is not signed in what is behind it.
fn home() -> AnyView {
    // What comes in its chunk belongs to the page as a whole, as every other page does.
    let (context, owner) = (context::context(), Owner::current().unwrap_or_default());
    let there = move || {
        context.asked.get().then(|| {
            let path = match context.session.with(Option::is_some) {
                false => return owner.with(lazy::front),
                true if context.is_operator() => "/operator",
                true => "/offers",
            };
            view! { <Redirect path/> }.into_any()
        })
    };
    live(there).into_any()
}
