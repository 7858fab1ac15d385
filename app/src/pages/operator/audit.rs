//! The audit log, for all operators.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use tokuten_core::audit::{AuditLine, AuditPage, AuditPartner, Difference};
use tokuten_core::sessions::OperatorRole;

use crate::client::{ApiError, get};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::{Explained, Heading, shown};
use crate::components::select::Select;
use crate::context::{context, t as common};
use crate::format::instant;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::operator::actions::action;
use crate::texts::operator::audit::{subject, t};

/// What one can search by, as it stands in the page's address and in the API's.
const FILTERS: [&str; 6] = ["who", "action", "subject", "partner", "from", "to"];

/// An address with what is searched for.
fn search<'a>(path: &str, filters: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let said = filters.into_iter().filter(|(_, text)| !text.trim().is_empty());
    let said = said.map(|(name, text)| format!("{name}={}", js_sys::encode_uri_component(text.trim())));
    format!("{path}?{}", said.collect::<Vec<_>>().join("&"))
}

/// The page.
#[component]
pub fn AuditLogPage() -> impl IntoView {
    view! {
        <Heading text=Signal::derive(|| common().audit_log.to_owned())/>
        <p class="prose">{live(move || t().lead)}</p>
        <Log/>
    }
}

#[component]
fn Log() -> impl IntoView {
    let query = use_query_map();
    let said = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let searched = Memo::new(move |_| FILTERS.map(|name| (name, said(name))));
    let address = move |cursor: Option<String>| {
        let filters = untrack(|| searched.get());
        search("/api/operator/audit", filters.into_iter().chain(cursor.map(|cursor| ("cursor", cursor))))
    };
    let loaded = Loaded::<AuditPage>::from(move || address(None));
    Effect::new(move |before: Option<()>| {
        searched.track();
        if before.is_some() {
            loaded.retry();
        }
    });
    let failed = RwSignal::new(None::<ApiError>);
    let more = move |cursor: String| {
        leptos::task::spawn_local(async move {
            match get::<AuditPage>(&address(Some(cursor))).await {
                Ok(next) => loaded.change(|page| {
                    page.lines.extend(next.lines);
                    page.next_cursor = next.next_cursor;
                }),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    // The choice of actions stays while the next lines are on their way.
    let actions = RwSignal::new(Vec::<String>::new());
    Effect::new(move |_| {
        let known = loaded.there(|page| page.actions.clone());
        if let Some(known) = known {
            actions.set(known);
        }
    });
    view! {
        <Search searched actions/>
        {shown(loaded, move |page| list(page, searched, more))}
        {live(move || failed.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
    }
}

/// The form above the lines.
#[component]
fn Search(searched: Memo<[(&'static str, String); 6]>, actions: RwSignal<Vec<String>>) -> impl IntoView {
    let context = context();
    let fields = FILTERS.map(|_| RwSignal::new(String::new()));
    Effect::new(move |_| {
        for (field, (_, text)) in fields.into_iter().zip(searched.get()) {
            field.set(text);
        }
    });
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let filters = FILTERS.into_iter().zip(fields.map(|field| field.get_untracked()));
        navigate(
            &search("/operator/audit", filters),
            NavigateOptions { scroll: false, ..Default::default() },
        );
    };
    let [who, what, to_what, partner, from, to] = fields;
    let choices = Signal::derive(move || {
        let mut known = actions.get();
        let chosen = what.get();
        if !chosen.is_empty() && !known.contains(&chosen) {
            known.push(chosen);
        }
        let all = (String::new(), t().every_action.to_owned());
        let named = known.into_iter().map(|code| (code.clone(), action(&code)));
        std::iter::once(all).chain(named).collect::<Vec<_>>()
    });
    let export = move || {
        let lang = ("lang", context.language.get().tag().to_owned());
        search("/api/operator/audit/export", searched.get().into_iter().chain([lang]))
    };
    let download = move || {
        if context.works_as(OperatorRole::Programme) {
            view! { <a class="button quiet" href=export download="audit-log.csv" rel="external">{t().export}</a> }
                .into_any()
        } else {
            view! { <button class="button quiet" type="button" disabled aria-describedby="export-why">{t().export}</button>
                <span class="small" id="export-why">{t().export_by}</span> }
            .into_any()
        }
    };
    let none = Signal::derive(|| None);
    view! {
        <form role="search" novalidate on:submit=submit>
            <div class="row wide">
                <Field id="who" label=Signal::derive(|| t().who) value=who fault=none hint=Signal::derive(|| t().who_hint)/>
                <Select id="action" label=Signal::derive(|| t().what) value=what options=choices/>
                <Field id="subject" label=Signal::derive(|| t().subject) value=to_what fault=none hint=Signal::derive(|| t().subject_hint)/>
                <Field id="partner" label=Signal::derive(|| common().partner_id) value=partner fault=none inputmode="numeric"/>
                <Field id="from" label=Signal::derive(|| t().from) value=from fault=none kind="date"/>
                <Field id="to" label=Signal::derive(|| t().to) value=to fault=none kind="date"/>
            </div>
            <p class="actions">
                <button class="button" type="submit">{live(move || t().search)}</button>
                <a href="/operator/audit">{live(move || t().clear)}</a>
                {live(download)}
            </p>
        </form>
    }
}

fn list(
    page: AuditPage,
    searched: Memo<[(&'static str, String); 6]>,
    more: impl Fn(String) + 'static,
) -> AnyView {
    let t = t();
    if page.lines.is_empty() {
        let any = searched.with(|filters| filters.iter().any(|(_, text)| !text.is_empty()));
        return view! { <p class="empty">{if any { t.nothing_found } else { t.empty }}</p> }.into_any();
    }
    let next = page.next_cursor.map(|cursor| {
        view! { <p><button class="button quiet" type="button" on:click=move |_| more(cursor.clone())>{common().more}</button></p> }
    });
    view! {
        <p class="small">{fill(t.days_in, &[("zone", &page.zone)])}</p>
        <div class="scroll" tabindex="0" role="group" aria-labelledby="heading">
            <table class="log">
                <thead><tr>
                    <th scope="col">{t.when}</th><th scope="col">{t.who}</th><th scope="col">{t.what}</th>
                    <th scope="col">{t.partner}</th><th scope="col">{t.change}</th>
                </tr></thead>
                <tbody>{page.lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {next}
    }
    .into_any()
}

fn row(line: AuditLine) -> impl IntoView {
    let t = t();
    let AuditLine {
        id,
        at,
        actor,
        name,
        action: done,
        subject: of,
        subject_name,
        partner,
        differences,
        place,
        hash,
    } = line;
    let to = |name, text: &str| search("/operator/audit", [(name, text.to_owned())]);
    let whose = match name {
        Some(name) => name,
        None => subject(&actor),
    };
    let about = subject_name.map_or_else(|| subject(&of), |name| fill(t.user_named, &[("name", &name)]));
    let partner = partner.map(|AuditPartner { id, name }| {
        view! { <a href=to("partner", &id)>{name}</a>" "<span class="small">{id}</span> }
    });
    let place = fill(t.place, &[("line", &id.to_string()), ("place", &place.to_string()), ("hash", &hash)]);
    view! {
        <tr>
            <td data-label=t.when title=place>{instant(at)}</td>
            <td data-label=t.who><a href=to("who", &actor)>{whose}</a></td>
            <td data-label=t.what><span>{action(&done)}<br/><a class="small" href=to("subject", &of)>{about}</a></span></td>
            <td data-label=t.partner>{partner}</td>
            <td data-label=t.change>{changes(differences)}</td>
        </tr>
    }
}

/// What differs: what was there struck out, what is there after it.
fn changes(differences: Vec<Difference>) -> Option<impl IntoView> {
    let t = t();
    let one = move |Difference { field, before, after }: Difference| {
        let before = before.map(|text| {
            view! { <del><span class="visually-hidden">{t.before}": "</span>{text}</del>" " }
        });
        let after = after.map(|text| {
            view! { <ins><span class="visually-hidden">{t.after}": "</span>{text}</ins> }
        });
        let field = (!field.is_empty()).then(|| view! { <b>{field}</b>" " });
        view! { <li>{field}{before}{after}</li> }
    };
    (!differences.is_empty())
        .then(|| view! { <ul class="differences">{differences.into_iter().map(one).collect_view()}</ul> })
}
