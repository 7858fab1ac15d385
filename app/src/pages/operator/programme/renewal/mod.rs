//! How memberships are renewed: the versions of the policy, reminders, and declined charges that are tried again.

mod days;
mod picture;
mod policies;
mod policy;

use leptos::prelude::*;
use tokuten_core::programme::CatalogueView;
use tokuten_core::renewals::RenewalPolicy;

use self::days::{Reminders, Retries};
use self::policies::Policies;
use self::policy::PolicyForm;
use super::editing::{Editor, editing};
use super::room::{Head, Room, URL};
use crate::components::live::live;
use crate::components::page::shown;
use crate::loaded::Loaded;
use crate::texts::operator::programme::t;

/// The page.
#[component]
pub fn RenewalDeskPage() -> impl IntoView {
    let room = Room::new();
    view! {
        <Head title=Signal::derive(|| t().renewal.to_owned()) here="/operator/programme/renewal" said=room.said/>
        <p class="prose">{live(move || t().renewal_text)}</p>
        {editing(room, |_, editor| view! { <Published editor/> })}
    }
}

/// Which versions of the policy are published decides which may be changed.
#[component]
fn Published(editor: Editor) -> impl IntoView {
    let in_force = Loaded::<CatalogueView>::from(|| format!("{URL}/catalogue?of=in_force"));
    shown(in_force, move |view| view! { <Renewal published=view.catalogue.policies editor/> })
}

/// A version of the policy that the form is about.
#[derive(Clone, Copy)]
struct Chosen {
    /// The version; none for a new one.
    policy: RwSignal<Option<RenewalPolicy>>,
    /// Counts the choices: each begins the form anew.
    count: RwSignal<u32>,
}

impl Chosen {
    fn choose(self, policy: Option<RenewalPolicy>) {
        let _ = self.policy.try_set(policy);
        let _ = self.count.try_update(|count| *count += 1);
    }
}

#[component]
fn Renewal(published: Vec<RenewalPolicy>, editor: Editor) -> impl IntoView {
    let chosen = Chosen { policy: RwSignal::new(None), count: RwSignal::new(0) };
    let form = move || {
        chosen.count.track();
        view! { <PolicyForm chosen editor/> }
    };
    view! {
        <Policies published chosen editor/>
        {live(form)}
        <Reminders editor/>
        <Retries editor/>
    }
}
