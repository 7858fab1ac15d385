//! The versions of the policy, each in words and as a picture.

use leptos::prelude::*;
use tokuten_core::programme::edits::Edit;
use tokuten_core::programme::{may_change, says_the_same};
use tokuten_core::renewals::RenewalPolicy;

use super::Chosen;
use super::picture::picture;
use crate::browser;
use crate::components::live::live;
use crate::format::date;
use crate::pages::operator::programme::days;
use crate::pages::operator::programme::editing::Editor;
use crate::pages::operator::programme::sure::Sure;
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// Why a version cannot be changed or removed, if so.
fn why_not(policy: &RenewalPolicy, published: &[RenewalPolicy], editor: Editor) -> Option<&'static str> {
    let known = published.iter().find(|known| known.effective_from == policy.effective_from)?;
    (!may_change(known, published, editor.today)).then(|| t().policy_in_use)
}

/// The list.
#[component]
pub fn Policies(published: Vec<RenewalPolicy>, chosen: Chosen, editor: Editor) -> impl IntoView {
    let removing = RwSignal::new(None::<RenewalPolicy>);
    let asked = RwSignal::new(false);
    let published = StoredValue::new(published);
    let cards = move || {
        let mut policies = editor.now.with(|now| now.catalogue.policies.clone());
        policies.sort_by_key(|policy| policy.effective_from);
        let only = policies.len() < 2;
        let card = |policy: &RenewalPolicy| {
            let (is_published, why) = published.with_value(|published| {
                let is_published = published.iter().any(|known| says_the_same(known, policy));
                (is_published, why_not(policy, published, editor))
            });
            let why = (why, why.or_else(|| only.then(|| t().policy_only)));
            card(policy, is_published, (why, editor), (chosen, removing, asked))
        };
        policies.iter().map(card).collect_view()
    };
    let go = move || {
        let Some(policy) = removing.get_untracked() else { return };
        let faults = RwSignal::new(Vec::new());
        editor.save(Edit::RemovePolicy(policy.effective_from), (faults, Vec::new()), move |_| {
            chosen.choose(None);
        });
    };
    let day = move || removing.get().map(|policy| date(policy.effective_from)).unwrap_or_default();
    let title = Signal::derive(move || fill(t().remove_policy_title, &[("date", &day())]));
    view! {
        <section aria-labelledby="policies">
            <h2 id="policies">{live(move || t().policies)}</h2>
            <p class="small">{live(move || t().policies_text)}</p>
            {live(cards)}
            <Sure asked title text=Signal::derive(|| t().remove_policy_sure.to_owned()) yes=Signal::derive(|| t().remove)
                go=Callback::new(move |()| go())/>
        </section>
    }
}

/// Why it cannot be changed, and why not be removed; and the page.
type May = ((Option<&'static str>, Option<&'static str>), Editor);
/// What a press chooses: the version in the form, the version to remove, and whether that is asked.
type Presses = (Chosen, RwSignal<Option<RenewalPolicy>>, RwSignal<bool>);

fn card(
    policy: &RenewalPolicy,
    is_published: bool,
    ((why_fixed, why_kept), editor): May,
    (chosen, removing, asked): Presses,
) -> impl IntoView + use<> {
    let t = t();
    let from = date(policy.effective_from);
    let classes = ["of-window", "", "of-benefits", "", ""];
    let example = days::example(policy.effective_from, policy.partner_center);
    let row = |(class, (name, text)): (&'static str, (&'static str, String))| {
        let marked = (!class.is_empty()).then(|| view! { <i aria-hidden="true"></i> });
        view! { <div class=class><dt>{marked}{name}</dt><dd>{text}</dd></div> }
    };
    let rows = classes.into_iter().zip(days::policy(policy)).map(row).collect_view();
    let unsaid = if is_published { t.announced_never } else { t.announced_not_yet };
    let announced = policy.announced.map_or_else(|| unsaid.to_owned(), date);
    let policy_of = *policy;
    let change = move |_| {
        chosen.choose(Some(policy_of));
        request_animation_frame(|| browser::focus(super::policy::HEADING));
    };
    let remove = move |_| {
        removing.set(Some(policy_of));
        asked.set(true);
    };
    let named = |text: &str| fill(text, &[("date", &from)]);
    let off = move |why: Option<&'static str>| !editor.open || why.is_some() || editor.room.busy.get();
    let reason = why_kept.map(|why| view! { <p class="small">{why}</p> });
    view! {
        <article class="timeline policy" aria-label=named(t.policy_from)>
            <h3>{named(t.policy_from)}</h3>
            {picture(policy)}
            <dl>
                {rows}
                <div><dt>{t.announced}</dt><dd>{announced}</dd></div>
            </dl>
            <p>{example}</p>
            <p class="actions">
                <button class="button quiet" type="button" aria-label=named(t.change_policy) disabled=move || off(why_fixed) on:click=change>{t.change}</button>
                <button class="button quiet" type="button" aria-label=named(t.remove_policy) disabled=move || off(why_kept) on:click=remove>{t.remove}</button>
            </p>
            {reason}
        </article>
    }
}
