//! The days on which reminders are sent, and those on which a declined charge is tried again.

use leptos::prelude::*;
use tokuten_core::catalogue::Reminder;
use tokuten_core::problem::FieldError;
use tokuten_core::programme::edits::Edit;

use crate::browser;
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::select::Select;
use crate::pages::operator::programme::editing::Editor;
use crate::pages::operator::programme::faults::{self, Summary};
use crate::texts::fill;
use crate::texts::operator::programme::t;

/// The sides of an anniversary, as the choice has them.
const BEFORE: &str = "before";
const AFTER: &str = "after";

/// A reminder that is being typed.
#[derive(Clone, Copy)]
struct ReminderFields {
    key: usize,
    days: RwSignal<String>,
    side: RwSignal<String>,
    only: RwSignal<bool>,
}

impl ReminderFields {
    fn of(key: usize, reminder: Reminder) -> Self {
        let side = if reminder.day > 0 { AFTER } else { BEFORE };
        Self {
            key,
            days: RwSignal::new(reminder.day.unsigned_abs().to_string()),
            side: RwSignal::new(side.to_owned()),
            only: RwSignal::new(reminder.only_if_not_renewed),
        }
    }

    /// What is typed; a day that core refuses for what is no number.
    fn typed(self) -> Reminder {
        let days = self.days.with_untracked(|days| days.trim().parse::<u16>()).map_or(i32::MAX, i32::from);
        let day = if self.side.with_untracked(|side| side == AFTER) { days } else { -days };
        Reminder { day, only_if_not_renewed: self.only.get_untracked() }
    }
}

/// The reminders, a row for each.
#[component]
pub fn Reminders(editor: Editor) -> impl IntoView {
    let known = editor.now.with_untracked(|now| now.catalogue.reminders.clone());
    let next = StoredValue::new(known.len());
    let rows: Vec<_> =
        known.into_iter().enumerate().map(|(key, reminder)| ReminderFields::of(key, reminder)).collect();
    let rows = RwSignal::new(rows);
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = rows.with_untracked(|rows| rows.iter().map(|row| row.typed()).collect());
        editor.save(Edit::Reminders(typed), (wrong, Vec::new()), |_| ());
    };
    let add = move |_| {
        let key = next.get_value();
        next.set_value(key + 1);
        let mut row = ReminderFields::of(key, Reminder { day: -1, only_if_not_renewed: false });
        row.days = RwSignal::new(String::new());
        rows.update(|rows| rows.push(row));
        request_animation_frame(move || browser::focus(&format!("reminder-{key}")));
    };
    let place = move |field: &str| {
        let at = field.split('.').nth(1).and_then(|place| place.parse::<usize>().ok()).unwrap_or_default();
        let key = rows.with(|rows| rows.get(at).map(|row| row.key)).unwrap_or_default();
        (format!("reminder-{key}"), fill(t().reminder_number, &[("number", &(at + 1).to_string())]))
    };
    view! {
        <section aria-labelledby="reminders">
            <h2 id="reminders" tabindex="-1">{live(move || t().reminders)}</h2>
            <p class="small">{live(move || t().reminders_text)}</p>
            <form novalidate on:submit=submit>
                <fieldset class="whole" disabled=!editor.open>
                    <Summary faults=wrong id="reminder-faults" place/>
                    {live(move || rows.with(Vec::is_empty).then(|| view! { <p class="empty">{t().no_reminders}</p> }))}
                    <For each=move || rows.get() key=|row| row.key let:row>
                        <Row row rows wrong/>
                    </For>
                    <p class="actions">
                        <button class="button" type="submit" disabled=move || editor.room.busy.get()>{live(move || t().save_reminders)}</button>
                        <button class="button quiet" type="button" on:click=add>{live(move || t().add_reminder)}</button>
                    </p>
                </fieldset>
            </form>
        </section>
    }
}

#[component]
fn Row(
    row: ReminderFields,
    rows: RwSignal<Vec<ReminderFields>>,
    wrong: RwSignal<Vec<FieldError>>,
) -> impl IntoView {
    let key = row.key;
    let place =
        Memo::new(move |_| rows.with(|rows| rows.iter().position(|one| one.key == key)).unwrap_or_default());
    let fault = faults::at(wrong, move || format!("reminders.{}", place.get()));
    let name = move || fill(t().reminder_number, &[("number", &(place.get() + 1).to_string())]);
    let sides = || {
        [(BEFORE, t().side_before), (AFTER, t().side_after)]
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .to_vec()
    };
    let remove = move |_| {
        wrong.set(Vec::new());
        rows.update(|rows| rows.retain(|one| one.key != key));
        browser::focus("reminders");
    };
    view! {
        <fieldset class="entry reminder-entry">
            <legend class="visually-hidden">{live(name)}</legend>
            <Field id=format!("reminder-{key}") label=Signal::derive(|| t().days) value=row.days fault inputmode="numeric"/>
            <Select id=format!("reminder-{key}-side") label=Signal::derive(|| t().side) value=row.side options=Signal::derive(sides)/>
            <label class="choice">
                <input type="checkbox" prop:checked=move || row.only.get() on:change=move |_| row.only.update(|only| *only = !*only)/>
                <span>{live(move || t().only_if_not_renewed)}</span>
            </label>
            <button class="button quiet" type="button" aria-label=move || fill(t().remove_of, &[("name", &name())]) on:click=remove>{live(move || t().remove)}</button>
        </fieldset>
    }
}

/// The days on which a declined charge is tried again, in one line.
#[component]
pub fn Retries(editor: Editor) -> impl IntoView {
    let days = editor.now.with_untracked(|now| now.catalogue.retry_days.clone());
    let days: Vec<_> = days.iter().map(ToString::to_string).collect();
    let typed = RwSignal::new(days.join(", "));
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let days = typed.with_untracked(|typed| {
            let parts = typed.split([',', '、', '，', ' ']).map(str::trim).filter(|part| !part.is_empty());
            // What is no number becomes one that core refuses.
            parts.map(|part| part.parse().unwrap_or_default()).collect()
        });
        editor.save(Edit::RetryDays(days), (wrong, Vec::new()), |_| ());
    };
    let fault = Signal::derive(move || {
        wrong.with(|wrong| wrong.first().map(|one| faults::reason(&one.field, one.fault)))
    });
    view! {
        <section aria-labelledby="retries">
            <h2 id="retries">{live(move || t().retry_days)}</h2>
            <form class="narrow" novalidate on:submit=submit>
                <fieldset class="whole" disabled=!editor.open>
                    <Field id="retry-days" label=Signal::derive(|| t().retry_days_field) value=typed fault
                        hint=Signal::derive(|| t().retry_days_hint)/>
                    <button class="button" type="submit" disabled=move || editor.room.busy.get()>{live(move || t().save_retries)}</button>
                </fieldset>
            </form>
        </section>
    }
}
