//! Why something of an operator's was not done: whose it is, or who has changed it meanwhile.

use leptos::prelude::*;
use tokuten_core::desk::Meanwhile;
use tokuten_core::problem::ProblemCode;

use crate::client::ApiError;
use crate::components::live::live;
use crate::components::page::Explained;
use crate::format::instant;
use crate::texts::fill;
use crate::texts::operator::actions::action;
use crate::texts::operator::desk::t;

/// What happened and what was not done, as an alert. What is being typed beside it stays.
#[component]
pub fn Refused(
    /// The error.
    error: ApiError,
) -> impl IntoView {
    let said = match &error {
        ApiError::Problem(problem) => match (problem.code, problem.changes.first()) {
            (ProblemCode::Held, Some(holder)) => Some(held(holder.clone()).into_any()),
            (ProblemCode::Conflict, Some(_)) => Some(changed(problem.changes.clone()).into_any()),
            (ProblemCode::Conflict, None) => {
                Some(view! { <p>{live(move || t().refused_changed_unknown)}</p> }.into_any())
            }
            (ProblemCode::SecondOperator, _) => {
                Some(view! { <p>{live(move || t().refused_second)}</p> }.into_any())
            }
            (ProblemCode::NotMerged, _) => {
                Some(view! { <p>{live(move || t().refused_merge)}</p> }.into_any())
            }
            _ => None,
        },
        ApiError::Network | ApiError::Unreadable => None,
    };
    let said = said.unwrap_or_else(|| view! { <Explained error/> }.into_any());
    view! { <div class="notice bad" role="alert">{said}</div> }
}

fn held(holder: Meanwhile) -> impl IntoView {
    let places = move || fill(t().refused_held, &[("name", &holder.by), ("time", &instant(holder.at))]);
    view! { <p>{live(places)}</p> }
}

fn changed(changes: Vec<Meanwhile>) -> impl IntoView {
    let line = |change: Meanwhile| {
        let told = move || {
            let places =
                [("name", &*change.by), ("what", &action(&change.what)), ("time", &instant(change.at))];
            fill(t().meanwhile, &places)
        };
        view! { <li>{live(told)}</li> }
    };
    view! { <p>{live(move || t().refused_changed)}</p> <ul>{changes.into_iter().map(line).collect_view()}</ul> }
}
