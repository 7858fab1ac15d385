//! What surrounds every page: header, navigation, footer.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tokuten_core::catalogue::Language;
use tokuten_core::roles::Permission;
use tokuten_core::sessions::{ActsFor, LanguageChoice, OperatorRole};

use crate::browser;
use crate::client::{send_only, sign_out};
use crate::components::live::live;
use crate::context::{context, local, t};
use crate::words;

/// Header, navigation and the place for the page.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let context = context();
    Effect::new(move |_| browser::mark_root("lang", context.language.get().tag()));
    let programme = move || {
        context
            .public
            .with(|public| public.as_ref().map(|public| local(&public.programme)))
            .unwrap_or_else(|| t().programme.to_owned())
    };
    // What operators look for comes in a file that no partner loads.
    let finder = move || context.is_operator().then(crate::lazy::finder);
    view! {
        <a class="skip" href="#content" on:click=|event| { event.prevent_default(); browser::focus("content"); }>{live(move || t().skip)}</a>
        <header class="top">
            <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28"/><span>{live(programme)}</span></a>
            <div class="tools">
                <LanguageSwitch/>
                <ThemeSwitch/>
                <a href="/help">{live(move || t().help)}</a>
                <AccountMenu/>
            </div>
        </header>
        <div class="frame">
            <Navigation/>
            <main id="content" tabindex="-1">{live(finder)}{children()}</main>
        </div>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let context = context();
    let link = |href: &'static str, text: fn() -> &'static str| {
        // The operators' front page is where it is itself, and not wherever an operator is.
        let exact = matches!(href, "/operator" | "/operator/partners");
        view! { <li><leptos_router::components::A href=href exact>{live(text)}</leptos_router::components::A></li> }
    };
    let links = move || {
        let demo = context.session.with(|session| session.as_ref().is_some_and(|session| session.demo));
        if context.is_operator() {
            let clock = demo.then(|| link("/operator/clock", || t().clock));
            let audit = link("/operator/audit", || t().audit_log);
            let finance = context.works_as(OperatorRole::Finance).then(|| {
                view! {
                    {link("/operator/transfers", || t().transfers)}
                    {link("/operator/statements", || t().bank_statements)}
                    {link("/operator/refunds", || t().refunds)}
                    {link("/operator/exports", || t().exports)}
                }
            });
            let support = context
                .works_as(OperatorRole::Support)
                .then(|| link("/operator/support", || t().support_requests));
            let programme = context.works_as(OperatorRole::Programme).then(|| {
                view! {
                    {link("/operator/partners", || t().partners_to_verify)}
                    {link("/operator/membership-center", || t().in_membership_center)}
                    {link("/operator/skills", || t().import_skills)}
                    {link("/operator/operators", || t().operators)}
                    {link("/operator/api-access", || t().api_access)}
                }
            });
            let reports = link("/operator/reports", || t().reports);
            let room = link("/operator/programme", || t().operator_programme);
            view! { {link("/operator", || t().desk)} {finance} {support} {room} {programme} {reports} {audit} {clock} }
                .into_any()
        } else if context.session.with(Option::is_some) {
            let listed = context.may(Permission::SeeOrders) || context.may(Permission::SeeInvoices);
            let orders = listed.then(|| link("/orders", || t().orders_and_invoices));
            let sees_users = context.may(Permission::ManageUsers) || context.may(Permission::AssignRoles);
            let users = sees_users.then(|| link("/users", || t().users));
            let there = context
                .is_in_membership_center()
                .then(|| link("/membership-center", || t().in_membership_center));
            let profile = context
                .may(Permission::EditBusinessProfile)
                .then(|| link("/business-profile", || t().business_profile));
            let leads = context.may(Permission::ManageLeads).then(|| link("/leads", || t().leads));
            view! {
                {link("/offers", || t().offers)}
                {there}
                {link("/benefits", || t().benefits)}
                {orders}
                {link("/competencies", || t().competencies)}
                {link("/profile", || t().legal_profile)}
                {users}
                {profile}
                {leads}
                {link("/support", || t().support)}
            }
            .into_any()
        } else {
            view! { {link("/join", || t().join_now)} {link("/sign-in", || t().sign_in)} }.into_any()
        }
    };
    view! {
        <nav class="side" aria-label=move || t().main_nav>
            <ul>
                {live(links)}
                <li><a href="/directory" rel="external">{live(move || t().directory)}</a></li>
                {link("/help", || t().help)}
            </ul>
        </nav>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let context = context();
    let choose = move |event| {
        let Some(language) = Language::of_tag(&event_target_value(&event)) else { return };
        context.language.set(language);
        browser::keep("language", language.tag());
        if context.session.with_untracked(Option::is_some) {
            leptos::task::spawn_local(async move {
                // The page has changed already; if the choice cannot be kept, this browser still remembers it.
                let _ = send_only(Method::PUT, "/api/session/language", &LanguageChoice { language }).await;
            });
        }
    };
    let option = move |language: Language, name: &'static str| {
        view! { <option value=language.tag() lang=language.tag() prop:selected=move || context.language.get() == language>{name}</option> }
    };
    view! {
        <select aria-label=move || t().language on:change=choose>
            {option(Language::En, "English")}
            {option(Language::Ja, "日本語")}
        </select>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let dark =
        RwSignal::new(browser::kept("theme").map_or_else(browser::prefers_dark, |theme| theme == "dark"));
    let toggle = move |_| {
        dark.update(|dark| *dark = !*dark);
        let theme = if dark.get_untracked() { "dark" } else { "light" };
        browser::mark_root("data-theme", theme);
        browser::keep("theme", theme);
    };
    let label = move || if dark.get() { t().theme_light } else { t().theme_dark };
    view! { <button class="icon" type="button" aria-label=label title=label on:click=toggle><span aria-hidden="true">"◐"</span></button> }
}

#[component]
fn AccountMenu() -> impl IntoView {
    let (context, navigate) = (context(), use_navigate());
    let leave = StoredValue::new(move || {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            let door = if context.is_operator() { "/operator/sign-in" } else { "/sign-in" };
            // A session that could not be ended is still there: the page stays, and so does the button.
            let Ok(there) = sign_out().await else { return };
            context.signed_out();
            // The provider's page leads back to the same.
            let left = there.is_some_and(|to| window().location().assign(&to.continue_at).is_ok());
            if !left {
                navigate(door, NavigateOptions::default());
            }
        });
    });
    move || {
        let session = context.session.get()?;
        let (of, detail) = match &session.acts_for {
            ActsFor::Partner { id, name, roles, .. } => {
                let roles: Vec<_> = roles.iter().map(|role| words::role(*role)).collect();
                let roles = if roles.is_empty() { t().demo_member.to_owned() } else { roles.join(", ") };
                (format!("{name} · {} {id}", t().partner_id), roles)
            }
            ActsFor::Vendor { role } => (words::operator(*role).to_owned(), String::new()),
        };
        Some(view! {
            <details class="account">
                <summary aria-label=format!("{}: {}", t().account, session.name)><span aria-hidden="true">{initials(&session.name)}</span></summary>
                <div class="menu">
                    <p><strong>{session.name.clone()}</strong></p>
                    <p class="small">{session.email.clone()}</p>
                    <p class="small">{of}</p>
                    <p class="small">{detail}</p>
                    <p><a href="/account">{t().my_account}</a></p>
                    <button class="button quiet" type="button" on:click=move |_| leave.with_value(|leave| leave())>{t().sign_out}</button>
                </div>
            </details>
        })
    }
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect()
}
