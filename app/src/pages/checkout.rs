//! Checkout: one page in numbered sections, with a summary beside it. It ends in an order under review.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use tokuten_core::catalogue::OfferCode;
use tokuten_core::facts::Facts;
use tokuten_core::membership_center::may_renew_there;
use tokuten_core::offers::{OffersView, may_buy};
use tokuten_core::orders::{NewOrder, NewPayment, OrderView, Wish};
use tokuten_core::payments::PaymentMethod;
use tokuten_core::renewals::may_renew;
use tokuten_core::subscriptions::Term;
use tokuten_core::verdict::Verdict;

use crate::browser::new_key;
use crate::client::{ApiError, send};
use crate::components::card_form::{CardFields, CardForm};
use crate::components::checklist::Checklist;
use crate::components::field::FaultSummary;
use crate::components::live::live;
use crate::components::old_place::OldPlace;
use crate::components::page::{Breadcrumb, Explained, Heading, shown};
use crate::components::transfer_form::TransferFields;
use crate::context::{context, leave_when_signed_out, local, t as common};
use crate::format::{date, money};
use crate::lazy;
use crate::loaded::Loaded;
use crate::texts::fill;
use crate::texts::paying::t;
use crate::words;

/// What the address asks for.
#[derive(Clone)]
struct Asked(Wish);

impl Asked {
    /// The offer it is about.
    fn offer(&self, facts: &Facts) -> Option<OfferCode> {
        match &self.0 {
            Wish::Buy(offer) => facts.offer(offer).map(|offer| offer.code.clone()),
            Wish::Renew(id) | Wish::RenewThere(id) => facts.subscription(id).map(|held| held.offer.clone()),
        }
    }

    /// The same verdict that the server will reach.
    fn verdict(&self, facts: &Facts, today: chrono::NaiveDate) -> Option<Verdict> {
        match &self.0 {
            Wish::Buy(offer) => Some(may_buy(facts, facts.offer(offer)?, today)),
            Wish::Renew(id) => Some(may_renew(facts, facts.subscription(id)?, today)),
            Wish::RenewThere(id) => Some(may_renew_there(facts, facts.subscription(id)?, today)),
        }
    }

    /// How it can be paid where the partner is, the first choice first.
    fn methods(&self, facts: &Facts) -> Vec<PaymentMethod> {
        self.offer(facts).map(|offer| facts.methods(&offer).to_vec()).unwrap_or_default()
    }

    /// The term that it would start if it were paid today.
    fn term(&self, facts: &Facts, today: chrono::NaiveDate) -> Option<Term> {
        match &self.0 {
            Wish::Buy(_) => Some(Term::bought(today)),
            Wish::Renew(id) | Wish::RenewThere(id) => {
                Some(facts.subscription(id)?.renewed_term(today, &facts.policies))
            }
        }
    }
}

/// Checkout of a renewal.
#[component]
pub fn RenewPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("subscription").unwrap_or_default());
    view! { <Checkout asked=Asked(Wish::Renew(id)) title=|| t().checkout_renew/> }
}

/// Checkout of a renewal in the Membership Center.
#[component]
pub fn RenewTherePage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("subscription").unwrap_or_default());
    let back = Signal::derive(|| common().in_membership_center);
    view! {
        <Breadcrumb href="/membership-center" text=back/>
        <OldPlace><Steps asked=Asked(Wish::RenewThere(id)) title=|| t().checkout_renew/></OldPlace>
    }
}

/// Checkout of a purchase.
#[component]
pub fn BuyPage() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("offer").unwrap_or_default());
    view! { <Checkout asked=Asked(Wish::Buy(OfferCode(code))) title=|| t().checkout_buy/> }
}

#[component]
fn Checkout(asked: Asked, title: fn() -> &'static str) -> impl IntoView {
    view! {
        <Breadcrumb href="/offers" text=Signal::derive(|| common().offers)/>
        <Steps asked title/>
    }
}

#[component]
fn Steps(asked: Asked, title: fn() -> &'static str) -> impl IntoView {
    let loaded = Loaded::<OffersView>::from(|| "/api/offers".to_owned());
    let wanted = StoredValue::new(asked);
    let heading = Signal::derive(move || {
        let name = loaded
            .there(|view| {
                let code = wanted.with_value(|asked| asked.offer(&view.facts))?;
                Some(words::offer_name(&view.facts, &code))
            })
            .flatten();
        fill(title(), &[("offer", &name.unwrap_or_default())])
    });
    view! {
        <Heading text=heading/>
        {shown(loaded, move |view| page(view, wanted.get_value()))}
    }
}

fn page(view: OffersView, asked: Asked) -> impl IntoView {
    let today = view.clock.today;
    let Some(verdict) = asked.verdict(&view.facts, today) else {
        return view! { <p class="empty">{common().error_not_found}</p> }.into_any();
    };
    let facts = StoredValue::new(view.facts);
    if verdict.is_allowed() {
        view! { <CheckoutForm facts asked today/> }.into_any()
    } else {
        let name = facts
            .with_value(|all| asked.offer(all).map(|code| words::offer_name(all, &code)).unwrap_or_default());
        let title = fill(common().checklist_renew, &[("offer", &name)]);
        view! { <section class="notice warn"><p>{t().cannot_order}</p><Checklist verdict facts title/></section> }.into_any()
    }
}

#[component]
fn CheckoutForm(facts: StoredValue<Facts>, asked: Asked, today: chrono::NaiveDate) -> impl IntoView {
    let card = CardFields::new();
    let who = context().session.get_untracked();
    let (name, email) = who.map(|who| (who.name, who.email)).unwrap_or_default();
    let transfer = TransferFields::of(name, email);
    let methods = facts.with_value(|facts| asked.methods(facts));
    let method = RwSignal::new(methods.first().copied().unwrap_or(PaymentMethod::CreditCard));
    let by_transfer = move || method.get() == PaymentMethod::BankTransfer;
    let error = RwSignal::new(None::<ApiError>);
    let unreachable = RwSignal::new(false);
    let busy = RwSignal::new(false);
    // One intention: pressed twice or sent again after a lost answer, it finds the same order.
    let key = StoredValue::new(new_key());
    let (context, navigate, leave) = (context(), use_navigate(), leave_when_signed_out());
    let wish = StoredValue::new(asked.0.clone());
    // What is going to pay, once it is right; what is wrong with it is shown where it stands.
    let payment = async move || match method.get_untracked() {
        PaymentMethod::BankTransfer => Ok(transfer.checked().map(NewPayment::Transfer)),
        PaymentMethod::CreditCard => match context.public.get_untracked().map(|public| public.gateway) {
            Some(gateway) => {
                let token = card.token(gateway, today).await?;
                Ok(token.map(|token| NewPayment::Card { token }))
            }
            None => Ok(None),
        },
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (navigate, leave) = (navigate.clone(), leave.clone());
        busy.set(true);
        error.set(None);
        unreachable.set(false);
        leptos::task::spawn_local(async move {
            match payment().await {
                Ok(Some(payment)) => {
                    let new = NewOrder { wish: wish.get_value(), payment };
                    match send::<OrderView>(Method::POST, "/api/orders", Some(&key.get_value()), &new).await {
                        Ok(order) => {
                            navigate(&format!("/orders/{}", order.number), NavigateOptions::default());
                        }
                        Err(problem) if leave(&problem) => {}
                        Err(ApiError::Problem(problem)) if !problem.fields.is_empty() => {
                            let _ = transfer.faults.try_set(problem.fields);
                        }
                        Err(problem) => drop(error.try_set(Some(problem))),
                    }
                }
                Ok(None) => {}
                Err(problem) if leave(&problem) => {}
                Err(ApiError::Network) => drop(unreachable.try_set(true)),
                Err(problem) => drop(error.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    let choice = move |which: PaymentMethod| {
        let text = move || {
            if which == PaymentMethod::CreditCard { common().credit_card } else { common().bank_transfer }
        };
        view! {
            <label class="choice">
                <input type="radio" name="method" prop:checked=move || method.get() == which
                    on:change=move |_| method.set(which)/>
                {live(text)}
            </label>
        }
    };
    let faults = move || if by_transfer() { transfer.listed() } else { card.listed() };
    let form = move || {
        if by_transfer() {
            let days = context.public.with(|public| public.as_ref().map_or(0, |public| public.transfer_days));
            let text = fill(t().contact_text, &[("days", &days.to_string())]);
            view! { <p class="small">{text}</p>{lazy::transfer_form(transfer)} }.into_any()
        } else {
            view! { <CardForm fields=card/> }.into_any()
        }
    };
    view! {
        <form class="checkout" novalidate on:submit=submit>
            <div class="sections">
                <FaultSummary faults=Signal::derive(faults)/>
                {live(move || error.get().map(|error| view! { <div class="notice bad" role="alert"><Explained error/></div> }))}
                {live(move || unreachable.get().then(|| view! { <div class="notice bad" role="alert"><p>{common().error_gateway}</p></div> }))}
                <Organisation facts/>
                <section>
                    <h2><span class="step">"2"</span>{live(move || common().section_offer)}</h2>
                    <OfferChosen facts asked=asked.clone() today/>
                </section>
                <section>
                    <h2><span class="step">"3"</span>{live(move || common().section_payment)}</h2>
                    <fieldset>
                        <legend class="visually-hidden">{live(move || common().section_payment)}</legend>
                        {methods.into_iter().map(choice).collect_view()}
                    </fieldset>
                    {live(form)}
                </section>
            </div>
            <aside class="summary" aria-label=move || t().summary>
                <h2>{live(move || t().summary)}</h2>
                <OfferChosen facts asked today/>
                <p class="small">{live(move || t().tax_at_review)}</p>
                <button class="button" type="submit" disabled=move || busy.get()>{live(move || if by_transfer() { t().submit } else { common().review })}</button>
            </aside>
        </form>
    }
}

#[component]
fn Organisation(facts: StoredValue<Facts>) -> impl IntoView {
    let name = move || context().session.with(|session| session.as_ref().map(|session| session.name.clone()));
    let organisation = facts.with_value(|facts| facts.partner.name.clone());
    let address = move || {
        facts.with_value(|facts| {
            crate::components::bill_to::shown(&facts.partner.bill_to, &facts.partner.country)
        })
    };
    view! {
        <section>
            <h2><span class="step">"1"</span>{live(move || t().section_organisation)}</h2>
            <dl class="dates">
                <div><dt>{live(move || t().organisation)}</dt><dd>{organisation}</dd></div>
                <div><dt>{live(move || t().ordering)}</dt><dd>{live(name)}</dd></div>
                <div><dt>{live(move || common().bill_to)}</dt><dd>{live(address)}</dd></div>
            </dl>
        </section>
    }
}

/// What is ordered, for which term and at what price before tax.
#[component]
fn OfferChosen(facts: StoredValue<Facts>, asked: Asked, today: chrono::NaiveDate) -> impl IntoView {
    move || {
        facts.with_value(|facts| {
            let offer = facts.offer(&asked.offer(facts)?)?;
            let term = asked.term(facts, today)?;
            let price = offer.price_in(&facts.partner.country, &facts.partner.currency)?;
            let span = fill(common().from_to, &[("from", &date(term.starts)), ("to", &date(term.expires_on))]);
            Some(view! {
                <dl class="dates">
                    <div><dt>{local(&offer.name)}</dt><dd>{money(price.amount)}" "<span class="small">{t().before_tax}</span></dd></div>
                    <div><dt>{t().new_term}</dt><dd>{span}</dd></div>
                </dl>
            })
        })
    }
}
