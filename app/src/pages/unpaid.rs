//! What can be done about an order whose transfer is awaited: prove the payment, or cancel.

use gloo_net::http::Method;
use leptos::prelude::*;
use tokuten_core::orders::{OrderNumber, OrderView};
use tokuten_core::problem::FieldError;
use tokuten_core::roles::Permission;
use tokuten_core::transfers::{LARGEST_PROOF, Proof, ProofDetails};

use crate::browser;
use crate::client::{ApiError, send, upload};
use crate::components::field::Field;
use crate::components::live::live;
use crate::components::page::Explained;
use crate::context::{context, leave_when_signed_out, t as common};
use crate::format::date;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::orders::t;
use crate::words;

/// The proofs that were uploaded, the newest first.
pub fn proofs(proofs: &[Proof]) -> Option<impl IntoView + use<>> {
    let line = |proof: &Proof| {
        let places = [
            ("name", proof.file_name.as_str()),
            ("date", &date(proof.details.paid_on)),
            ("reference", proof.details.reference.as_str()),
        ];
        let rejected = proof.rejected.as_ref().map(|reason| {
            let text = fill(t().proof_rejected, &[("reason", reason)]);
            view! { <p class="notice bad">{text}</p> }
        });
        view! { <li>{fill(t().proof_line, &places)}{rejected}</li> }
    };
    let lines = proofs.iter().map(line).collect_view();
    (!proofs.is_empty()).then(|| view! { <section><h2>{common().proofs}</h2><ul>{lines}</ul></section> })
}

/// What a write about an order leads to: the order as it is then, or what went wrong.
fn taken(
    answer: Result<OrderView, ApiError>,
    loaded: Loaded<OrderView>,
    error: RwSignal<Option<ApiError>>,
    leave: &impl Fn(&ApiError) -> bool,
) {
    match answer {
        Ok(order) => loaded.put(order),
        Err(problem) if leave(&problem) => {}
        Err(problem) => drop(error.try_set(Some(problem))),
    }
}

/// Why a file cannot be sent.
#[derive(Clone, Copy)]
enum FileFault {
    Missing,
    /// It has so many tenths of a megabyte.
    TooLarge(u64),
}

impl FileFault {
    fn text(self) -> String {
        match self {
            Self::Missing => t().fault_file_missing.to_owned(),
            Self::TooLarge(tenths) => {
                fill(t().fault_file_large, &[("size", &format!("{}.{}", tenths / 10, tenths % 10))])
            }
        }
    }
}

/// The file of an upload, if it can be sent. The server looks at its size again, and at its content.
fn chosen(input: NodeRef<leptos::html::Input>) -> Result<web_sys::File, FileFault> {
    let file = browser::chosen_file(input).ok_or(FileFault::Missing)?;
    if browser::is_larger(&file, LARGEST_PROOF) {
        // In whole numbers: what makes text of others would be in the page for this alone.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a file's size is a whole number"
        )]
        let bytes = file.size() as u64;
        return Err(FileFault::TooLarge((bytes * 50).div_ceil(LARGEST_PROOF as u64)));
    }
    Ok(file)
}

/// The form behind **Upload payment proof**; for those who may.
#[component]
pub fn UploadProof(
    /// The order.
    number: OrderNumber,
    /// Where its state goes afterwards.
    loaded: Loaded<OrderView>,
) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (paid_on, account, reference) = (text(), text(), text());
    let (faults, file_fault) = (RwSignal::new(Vec::<FieldError>::new()), RwSignal::new(None::<FileFault>));
    let (error, busy) = (RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let input = NodeRef::<leptos::html::Input>::new();
    let leave = leave_when_signed_out();
    let fault = move |field: &'static str| words::fault_of(faults, field);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let day = paid_on.get_untracked().parse();
        let details = ProofDetails {
            paid_on: day.unwrap_or_default(),
            account: account.get_untracked().trim().to_owned(),
            reference: reference.get_untracked().trim().to_owned(),
        };
        // Whether the day has come is the server's to say: it knows the partner's date.
        let mut wrong = details.faults(details.paid_on);
        if day.is_err() {
            wrong.push(FieldError::new("paid_on", tokuten_core::problem::FieldFault::Missing));
        }
        let file = chosen(input);
        file_fault.set(file.as_ref().err().copied());
        let (Ok(file), true) = (file, wrong.is_empty()) else {
            faults.set(wrong);
            return;
        };
        faults.set(Vec::new());
        let form = web_sys::FormData::new().ok().and_then(|form| {
            form.append_with_str("details", &serde_json::to_string(&details).ok()?).ok()?;
            form.append_with_blob("file", &file).ok()?;
            Some(form)
        });
        let (Some(form), false) = (form, busy.get_untracked()) else { return };
        let leave = leave.clone();
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match upload::<OrderView>(&format!("/api/orders/{number}/proofs"), None, form).await {
                Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                    let _ = faults.try_set(problem.fields);
                }
                answer => taken(answer, loaded, error, &leave),
            }
            let _ = busy.try_set(false);
        });
    };
    let form = move || {
        view! {
            <details class="fold">
                <summary>{t().upload_proof}</summary>
                <p class="small">{t().upload_proof_text}</p>
                {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
                <form class="narrow" novalidate on:submit=submit.clone()>
                    <div class="field" class:wrong=move || file_fault.get().is_some()>
                        <label for="proof-file">{t().proof_file}</label>
                        <input id="proof-file" type="file" node_ref=input accept="application/pdf,image/png,image/jpeg"
                            aria-describedby="proof-file-fault"/>
                        <p class="fault" id="proof-file-fault" role="alert">{live(move || file_fault.get().map(FileFault::text))}</p>
                    </div>
                    <Field id="proof-paid-on" label=Signal::derive(|| t().proof_paid_on) value=paid_on kind="date" fault=fault("paid_on")/>
                    <Field id="proof-account" label=Signal::derive(|| t().proof_account) value=account fault=fault("account")/>
                    <Field id="proof-reference" label=Signal::derive(|| t().proof_reference) value=reference fault=fault("reference")/>
                    <button class="button" type="submit" disabled=move || busy.get()>{t().upload}</button>
                </form>
            </details>
        }
    };
    context().may(Permission::UploadProof).then(form)
}

/// **Cancel order**, with a question before it; for those who may.
#[component]
pub fn CancelOrder(
    /// The order.
    number: OrderNumber,
    /// Where its state goes afterwards.
    loaded: Loaded<OrderView>,
) -> impl IntoView {
    let (asking, error, busy) = (RwSignal::new(false), RwSignal::new(None::<ApiError>), RwSignal::new(false));
    let leave = leave_when_signed_out();
    let cancel = move |_| {
        if busy.get_untracked() {
            return;
        }
        let leave = leave.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = send(Method::POST, &format!("/api/orders/{number}/cancel"), None, &()).await;
            taken(answer, loaded, error, &leave);
            let _ = busy.try_set(false);
        });
    };
    let question = move || {
        let cancel = cancel.clone();
        if asking.get() {
            let sure = fill(t().cancel_order_sure, &[("order", &number.to_string())]);
            view! {
                <div class="notice warn" role="alert">
                    <p>{sure}</p>
                    <p class="actions">
                        <button class="button" type="button" disabled=move || busy.get() on:click=cancel>{t().cancel_order_yes}</button>
                        <button class="button quiet" type="button" on:click=move |_| asking.set(false)>{t().cancel_order_no}</button>
                    </p>
                </div>
            }
            .into_any()
        } else {
            view! { <p><button class="button quiet" type="button" on:click=move |_| asking.set(true)>{t().cancel_order}</button></p> }
                .into_any()
        }
    };
    let body = move || {
        view! {
            <section>
                <p class="small">{t().cancel_order_text}</p>
                {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
                {live(question)}
            </section>
        }
    };
    context().may(Permission::CancelOrder).then(body)
}
