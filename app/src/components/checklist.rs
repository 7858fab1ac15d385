//! "Why is this disabled?": every requirement as a question, met or not, with its dates and what to do next.

use leptos::html::Dialog;
use leptos::prelude::*;
use tokuten_core::facts::Facts;
use tokuten_core::partners::Verification;
use tokuten_core::verdict::{Finding, Requirement, Verdict};

use super::live::live;
use crate::context::t as common;
use crate::format::date;
use crate::texts::checklist::{Texts, t};
use crate::texts::fill;
use crate::words;

/// The link that opens the checklist, and the checklist as a side panel.
#[component]
pub fn Checklist(
    /// What was found.
    verdict: Verdict,
    /// Names of offers.
    facts: StoredValue<Facts>,
    /// Heading of the panel.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get() {
            // Fails only if it is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    };
    let (all, unmet) = (verdict.requirements.len(), verdict.unmet().count());
    let summary =
        move || fill(t().checklist_summary, &[("unmet", &unmet.to_string()), ("all", &all.to_string())]);
    let items = items(verdict, facts);
    view! {
        <button class="link" type="button" on:click=open aria-haspopup="dialog">{live(move || common().why_disabled)}</button>
        <dialog class="panel" node_ref=dialog aria-label=move || title.get()>
            <header>
                <h2>{live(move || title.get())}</h2>
                <button class="button quiet" type="button" on:click=close>{live(move || common().close)}</button>
            </header>
            <p>{live(summary)}</p>
            {items}
        </dialog>
    }
}

/// Every requirement of a verdict with its answer.
pub fn items(verdict: Verdict, facts: StoredValue<Facts>) -> impl IntoView {
    let items = verdict.requirements.into_iter().map(|requirement| item(requirement, facts)).collect_view();
    view! { <ul class="checklist">{items}</ul> }
}

fn item(requirement: Requirement, facts: StoredValue<Facts>) -> impl IntoView {
    let met = requirement.met;
    let code = requirement.code().as_str();
    let told = move || {
        let (question, answer, link) = facts.with_value(|facts| tell(&requirement, facts, t()));
        match requirement.overridden {
            Some(until) => (question, fill(t().overridden, &[("date", &date(until))]), None),
            None => (question, answer, link),
        }
    };
    let told = Memo::new(move |_| told());
    let link = code_link(code, met);
    view! {
        <li class=if met { "met" } else { "unmet" } data-code=code>
            <span class="mark" aria-hidden="true">{if met { "✓" } else { "✗" }}</span>
            <div>
                <h3>{live(move || told.get().0)} " " <span class="visually-hidden">{live(move || if met { common().met } else { t().unmet })}</span></h3>
                <p>{live(move || told.get().1)}</p>
                {live(move || told.get().2.map(|(href, text)| view! { <p><a href=href>{text}</a></p> }))}
                {link}
            </div>
        </li>
    }
}

/// Where an unmet requirement is mended, if its own text does not lead there.
fn code_link(code: &str, met: bool) -> Option<impl IntoView + use<>> {
    let (href, text): (_, fn() -> &'static str) = match code {
        "verified" | "joined" => ("/profile", || common().legal_profile),
        "qualified" => ("/competencies", || common().competencies),
        "in_good_standing" | "sold_here" => ("/support/new", || common().support),
        _ => return None,
    };
    (!met).then(|| view! { <p><a href=href>{live(text)}</a></p> })
}

/// Question, answer, and where it leads.
type Told = (&'static str, String, Option<(String, String)>);

fn tell(requirement: &Requirement, facts: &Facts, t: &'static Texts) -> Told {
    let met = requirement.met;
    let told = |question, yes: &str, no: String| (question, if met { yes.to_owned() } else { no }, None);
    match &requirement.finding {
        Finding::Role { ask, .. } if ask.is_empty() => {
            told(t.q_role, t.role_met, t.role_unmet_nobody.to_owned())
        }
        Finding::Role { ask, .. } => {
            told(t.q_role, t.role_met, fill(t.role_unmet, &[("names", &ask.join(", "))]))
        }
        Finding::Joined { .. } => told(t.q_joined, t.joined_met, t.joined_unmet.to_owned()),
        Finding::Verified { verification } => told(t.q_verified, t.verified_met, verified(verification, t)),
        Finding::Window { opens, closes, days_until, days_left } => {
            let text = match (met, *days_until) {
                (true, _) => t.window_met,
                (false, 1..) => t.window_early,
                (false, _) => t.window_late,
            };
            let places = [
                ("opens", &*date(*opens)),
                ("closes", &*date(*closes)),
                ("days", &*days_until.to_string()),
                ("left", &*days_left.to_string()),
            ];
            (t.q_window, fill(text, &places), None)
        }
        Finding::ManagedHere { here_from, .. } => {
            let from = here_from.map(date).unwrap_or_default();
            let link = (!met).then(|| ("/membership-center".to_owned(), common().open_there.to_owned()));
            let (question, answer, _) =
                told(t.q_managed_here, t.managed_met, fill(t.managed_unmet, &[("date", &from)]));
            (question, answer, link)
        }
        Finding::ManagedThere { here, .. } => {
            let places = [("opens", &*date(here.opens)), ("closes", &*date(here.closes))];
            told(t.q_managed_there, t.managed_there_met, fill(t.managed_there_unmet, &places))
        }
        Finding::OnePerPartner { subscription, expires_on } => {
            let to = expires_on.map(date).unwrap_or_default();
            let link = subscription
                .as_ref()
                .map(|id| (format!("/subscriptions/{id}"), common().view_subscription.to_owned()));
            let (question, answer, _) =
                told(t.q_one_per_partner, t.one_met, fill(t.one_unmet, &[("date", &to)]));
            (question, answer, link)
        }
        Finding::NoOpenOrder { order, .. } => {
            let number = order.map(|order| order.to_string()).unwrap_or_default();
            let link = order.map(|order| (format!("/orders/{order}"), common().view_order.to_owned()));
            let (question, answer, _) =
                told(t.q_no_open_order, t.no_order_met, fill(t.no_order_unmet, &[("order", &number)]));
            (question, answer, link)
        }
        Finding::Qualified { required, held } => {
            let text = match required {
                None => return (t.q_qualified, t.qualified_none.to_owned(), None),
                Some(tokuten_core::competencies::Level::Silver) => t.qualified_silver,
                Some(tokuten_core::competencies::Level::Gold) => t.qualified_gold,
            };
            told(t.q_qualified, t.qualified_met, fill(text, &[("held", words::level(*held))]))
        }
        Finding::NotCovered { by } => {
            let name = by.as_ref().map(|code| words::offer_name(facts, code)).unwrap_or_default();
            told(t.q_not_covered, t.covered_met, fill(t.covered_unmet, &[("offer", &name)]))
        }
        Finding::SoldHere { country, currency } => told(
            t.q_sold_here,
            t.sold_met,
            fill(t.sold_unmet, &[("country", country), ("currency", currency)]),
        ),
        Finding::InGoodStanding { suspended } => {
            let reason = suspended.clone().unwrap_or_default();
            told(t.q_good_standing, t.standing_met, fill(t.standing_unmet, &[("reason", &reason)]))
        }
        Finding::Paid { state } => {
            told(t.q_paid, t.paid_met, fill(t.paid_unmet, &[("state", words::order_state(*state))]))
        }
        Finding::RefundPeriod { paid_on, until, .. } => {
            let text = match (met, until) {
                (true, _) => t.refund_period_met,
                (false, Some(_)) => t.refund_period_late,
                (false, None) => t.refund_period_unpaid,
            };
            let day = |day: &Option<_>| day.map(date).unwrap_or_default();
            (t.q_refund_period, fill(text, &[("paid", &day(paid_on)), ("until", &day(until))]), None)
        }
        Finding::PresentTerm { .. } => {
            told(t.q_present_term, t.present_term_met, t.present_term_unmet.to_owned())
        }
        Finding::NotUpgraded { superseded } => {
            let unmet = if *superseded { t.upgraded_since } else { t.upgrade_itself };
            told(t.q_not_upgraded, t.not_upgraded_met, unmet.to_owned())
        }
        Finding::BenefitsUnused { first_used } => {
            let day = first_used.map(date).unwrap_or_default();
            told(t.q_benefits_unused, t.benefits_unused_met, fill(t.benefits_unused_unmet, &[("date", &day)]))
        }
        Finding::TaxExempt => told(t.q_tax_exempt, t.tax_exempt_met, t.tax_exempt_unmet.to_owned()),
        Finding::TaxCharged => told(t.q_tax_charged, t.tax_charged_met, t.tax_charged_unmet.to_owned()),
    }
}

fn verified(verification: &Verification, t: &Texts) -> String {
    match verification {
        Verification::Rejected { reason } => fill(t.verified_rejected, &[("reason", reason)]),
        Verification::DueForReview => t.verified_review.to_owned(),
        Verification::Pending | Verification::Verified => t.verified_pending.to_owned(),
    }
}
