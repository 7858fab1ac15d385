//! The lines in which two files differ. Plus and minus are said in words to who hears them.

use leptos::prelude::*;
use tokuten_core::programme::changes::{DiffLine, FileDiff};

use crate::components::page::shown;
use crate::loaded::Loaded;
use crate::texts::operator::programme::t;

/// The differences that the API tells at an address.
#[component]
pub fn Diff(
    /// Where.
    #[prop(into)]
    url: String,
) -> impl IntoView {
    let loaded = Loaded::<FileDiff>::from(move || url.clone());
    shown(loaded, lines)
}

fn lines(diff: FileDiff) -> AnyView {
    if diff.lines.is_empty() {
        return view! { <p class="empty">{t().diff_empty}</p> }.into_any();
    }
    let lines = diff.lines.into_iter().map(line).collect_view();
    view! {
        <div class="scroll diff" tabindex="0" role="group" aria-label=t().diff>
            <ol>{lines}</ol>
        </div>
    }
    .into_any()
}

fn line(line: DiffLine) -> impl IntoView {
    let t = t();
    let (class, sign, word, before, after, text) = match line {
        DiffLine::Gap => ("gap", "⋯", t.lines_left_out, None, None, String::new()),
        DiffLine::Same { before, after, text } => ("same", "", "", Some(before), Some(after), text),
        DiffLine::Removed { before, text } => ("removed", "−", t.line_removed, Some(before), None, text),
        DiffLine::Added { after, text } => ("added", "+", t.line_added, None, Some(after), text),
    };
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let word = (!word.is_empty()).then(|| view! { <span class="visually-hidden">{word}": "</span> });
    view! {
        <li class=class>
            <span class="place">{number(before)}</span>
            <span class="place">{number(after)}</span>
            <span aria-hidden="true">{sign}</span>
            <code>{word}{text}</code>
        </li>
    }
}
