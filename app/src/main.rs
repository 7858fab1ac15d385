//! Tokuten in the browser. What may be done is decided by `tokuten-core`; here it is shown.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Redirect, Route, Router};
use leptos_router::path;
use tokuten_core::sessions::{PublicView, SessionView};

mod browser;
mod client;
mod components;
mod context;
mod format;
mod lazy;
mod midnight;
mod pages;
mod passkeys;
mod shell;
mod texts;
mod words;

use context::Context;
use pages::help::NotFoundPage;
use pages::offers::OffersPage;
use shell::Shell;

fn main() {
    console_error_panic_hook::set_once();
    // The static shell of index.html was painted while this module was on its way.
    if let Some(shell) = document().get_element_by_id("static-shell") {
        shell.remove();
    }
    mount_to_body(App);
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
                    <Route path=path!("/") view=Home/>
                    <Route path=path!("/join") view=lazy::join/>
                    <Route path=path!("/join/:token") view=lazy::join_link/>
                    <Route path=path!("/sign-in") view=lazy::sign_in/>
                    <Route path=path!("/welcome/:token") view=lazy::welcome/>
                    <Route path=path!("/forgotten") view=lazy::forgotten/>
                    <Route path=path!("/account") view=lazy::account/>
                    <Route path=path!("/users") view=lazy::users/>
                    <Route path=path!("/offers") view=OffersPage/>
                    <Route path=path!("/offers/:code") view=lazy::offer/>
                    <Route path=path!("/subscriptions/:id") view=lazy::subscription/>
                    <Route path=path!("/benefits") view=lazy::benefits/>
                    <Route path=path!("/benefits/:subscription") view=lazy::grant/>
                    <Route path=path!("/checkout/renew/:subscription") view=lazy::renew/>
                    <Route path=path!("/membership-center") view=lazy::membership_center/>
                    <Route path=path!("/membership-center/renew/:subscription") view=lazy::renew_there/>
                    <Route path=path!("/checkout/buy/:offer") view=lazy::buy/>
                    <Route path=path!("/orders") view=lazy::orders/>
                    <Route path=path!("/orders/:number") view=lazy::order/>
                    <Route path=path!("/competencies") view=lazy::competencies/>
                    <Route path=path!("/competencies/:area") view=lazy::area/>
                    <Route path=path!("/operator/skills") view=lazy::skills/>
                    <Route path=path!("/profile") view=lazy::profile/>
                    <Route path=path!("/operator/partners") view=lazy::partners/>
                    <Route path=path!("/operator/partners/:id") view=lazy::partner/>
                    <Route path=path!("/business-profile") view=lazy::business_profile/>
                    <Route path=path!("/leads") view=lazy::leads/>
                    <Route path=path!("/leads/:number") view=lazy::lead/>
                    <Route path=path!("/support") view=lazy::requests/>
                    <Route path=path!("/support/new") view=lazy::new_request/>
                    <Route path=path!("/support/:number") view=lazy::request/>
                    <Route path=path!("/operator/membership-center") view=lazy::membership_center_desk/>
                    <Route path=path!("/operator/support") view=lazy::support_desk/>
                    <Route path=path!("/operator/support/canned-answers") view=lazy::canned/>
                    <Route path=path!("/operator/support/:number") view=lazy::support_case/>
                    <Route path=path!("/operator") view=lazy::desk/>
                    <Route path=path!("/operator/sign-in") view=lazy::operator_sign_in/>
                    <Route path=path!("/operator/second-factor") view=lazy::second_factor/>
                    <Route path=path!("/operator/operators") view=lazy::operators/>
                    <Route path=path!("/operator/api-access") view=lazy::api_access/>
                    <Route path=path!("/operator/api-access/webhooks") view=lazy::webhooks/>
                    <Route path=path!("/operator/api-access/webhooks/:id") view=lazy::webhook/>
                    <Route path=path!("/operator/transfers") view=lazy::transfers/>
                    <Route path=path!("/operator/exports") view=lazy::exports/>
                    <Route path=path!("/operator/statements") view=lazy::statements/>
                    <Route path=path!("/operator/statements/:number") view=lazy::statement/>
                    <Route path=path!("/operator/refunds") view=lazy::refunds/>
                    <Route path=path!("/operator/reports") view=lazy::reports/>
                    <Route path=path!("/operator/programme") view=lazy::programme/>
                    <Route path=path!("/operator/programme/offers") view=lazy::programme_offers/>
                    <Route path=path!("/operator/programme/offers/:code") view=lazy::programme_offer/>
                    <Route path=path!("/operator/programme/renewal") view=lazy::programme_renewal/>
                    <Route path=path!("/operator/programme/review") view=lazy::programme_review/>
                    <Route path=path!("/operator/audit") view=lazy::audit/>
                    <Route path=path!("/operator/clock") view=lazy::clock/>
                    <Route path=path!("/help") view=lazy::help/>
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
#[component]
fn Home() -> impl IntoView {
    // What comes in its chunk belongs to the page as a whole, as every other page does.
    let (context, owner) = (context::context(), Owner::current().unwrap_or_default());
    move || {
        context.asked.get().then(|| {
            let path = match context.session.with(Option::is_some) {
                false => return owner.with(lazy::front),
                true if context.is_operator() => "/operator",
                true => "/offers",
            };
            view! { <Redirect path/> }.into_any()
        })
    }
}
