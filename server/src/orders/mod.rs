//! Orders: started, reviewed, bought. The order of events is what keeps one press at one charge:
//!
//! 1. One transaction moves the order to `Charging` and opens a payment attempt with an id of its own.
//! 2. Then the charge is opened at the gateway, which moves no money, and its reference is written down.
//! 3. Then the gateway is asked to charge what was opened.
//! 4. Then one transaction records the outcome: order, subscription, term, audit.
//!
//! Whoever finds an attempt without an outcome asks the gateway again under the same reference (see [`settlement`]).

pub mod automatic;
pub mod problems;
pub mod refunds;
pub mod review;
pub mod routes;
pub mod settlement;
pub mod stale;
mod store;
#[cfg(test)]
mod tests;
pub mod transfers;
pub mod webhooks;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use tokuten_core::facts::Facts;
use tokuten_core::membership_center::may_renew_there;
use tokuten_core::offers::may_buy;
use tokuten_core::orders::{
    BuyPressed, NewOrder, NewPayment, OrderEvent, OrderNumber, OrderState, OrderView, Purpose, Wish,
};
use tokuten_core::overrides::Covers;
use tokuten_core::partners::Partner;
use tokuten_core::payments::PaymentMethod;
use tokuten_core::quotes::{Quote, quote};
use tokuten_core::renewals::may_renew;
use tokuten_core::subscriptions::ManagedIn;
use tokuten_core::verdict::Verdict;

use crate::audit::Entry;
use crate::db::{Change, next_number};
use crate::identity::signed_in::PartnerUser;
use crate::ids::new_id;
use crate::offers::{self, lock};
use crate::overrides;
use crate::payments::GATEWAY_PATIENCE;
use crate::portal::Portal;
use crate::subscriptions::{SavedPayment, held_before};
use crate::tables::{attempt, order};

pub use problems::OrderError;
pub use review::{correct_bill_to, show, use_card};
pub use store::{insert, method_of, page, purpose_of};

/// A point at which a test may kill the process, as a power cut would (feature `failpoints`).
#[cfg_attr(not(feature = "failpoints"), allow(unused_variables))] // The macro is empty then.
pub(crate) fn may_die_here(point: &'static str) {
    fail::fail_point!(point, |_| std::process::abort());
}

/// Starts an order, or finds the one that was started with the same key. Orders for the same offer that were
/// not placed are abandoned.
pub async fn start(
    portal: &Portal,
    user: &PartnerUser,
    key: &str,
    new: NewOrder,
) -> Result<OrderView, OrderError> {
    let payment = Payment::checked(portal, user, new.payment).await?;
    let tx = portal.db.begin().await?;
    let version = lock(&tx, &user.partner).await?;
    if let Some(row) = store::started_with(&tx, &user.id, key).await? {
        let same = match &new.wish {
            Wish::Buy(offer) => row.anniversary.is_none() && row.offer == offer.0,
            Wish::Renew(id) => store::renews_in(&row, id) == Some(ManagedIn::PartnerCenter),
            Wish::RenewThere(id) => store::renews_in(&row, id) == Some(ManagedIn::MembershipCenter),
        };
        return if same {
            // Its page may have to ask the gateway, which is not done inside a change.
            tx.rollback().await?;
            review::view(portal, portal.db.read(), user, row, None).await
        } else {
            Err(OrderError::KeyReused)
        };
    }
    let facts = offers::facts_at(portal, &tx, (&user.partner, &user.roles), version).await?;
    let today = portal.clock.today(user.zone);
    let purpose = purpose(&facts, new.wish)?;
    allowed(verdict(&facts, &purpose, today)?)?;
    payment.is_taken_for(&facts, &purpose)?;
    let quote = quote(&portal.catalogue(), &facts, &purpose, &facts.partner.bill_to, today)?;
    for row in store::reviewable(&tx, &user.partner, purpose.offer()).await? {
        let abandoned = store::abandon(&tx, &row).await?;
        note(portal, &tx, &user.id, "order abandoned", &abandoned).await?;
    }
    let starter = (user.id.as_str(), user.name.as_str(), key);
    let row = draft(portal, &tx, starter, (&facts, &purpose, &quote), payment).await?;
    store::insert(&tx, row.clone()).await?;
    note(portal, &tx, &user.id, "order started", &row).await?;
    let view = review::view(portal, &tx, user, row, Some(&facts)).await?;
    tx.commit().await?;
    Ok(view)
}

/// A new order, under review: who started it with which key, what for, and how it is going to be paid.
async fn draft(
    portal: &Portal,
    tx: &impl ConnectionTrait,
    (id, name, key): (&str, &str, &str),
    (facts, purpose, quote): (&Facts, &Purpose, &Quote),
    payment: Payment,
) -> Result<order::Model, OrderError> {
    Ok(order::Model {
        number: next_number(tx, "orders").await?,
        partner_id: facts.partner.id.to_string(),
        user_id: id.to_owned(),
        started_by: name.to_owned(),
        idempotency_key: key.to_owned(),
        offer: purpose.offer().0.clone(),
        subscription_id: purpose.renewed().map(|(id, _)| id.to_owned()),
        anniversary: purpose.renewed().map(|(_, anniversary)| anniversary),
        renewed_in: purpose.is_there().then(|| ManagedIn::MembershipCenter.code().to_owned()),
        state: OrderState::Draft.code().to_owned(),
        method: store::method_code(payment.method).to_owned(),
        card_token: payment.saved.card_token,
        card: payment.saved.card,
        contact: payment.saved.contact,
        quote: store::json(quote)?,
        bill_to: store::json(&facts.partner.bill_to)?,
        agreement_version: None,
        attempts: 0,
        term_key: None,
        decline: None,
        started_at: portal.clock.now(),
        pay_by: None,
        paid_on: None,
        new_anniversary: None,
        expires_at: None,
    })
}

/// What the wish is about, if there is such a thing.
fn purpose(facts: &Facts, wish: Wish) -> Result<Purpose, OrderError> {
    match wish {
        Wish::Buy(offer) => {
            facts.offer(&offer).map(|_| Purpose::Buy { offer }).ok_or(OrderError::NotFound("offer"))
        }
        Wish::Renew(id) => renewal(facts, id, ManagedIn::PartnerCenter),
        Wish::RenewThere(id) => renewal(facts, id, ManagedIn::MembershipCenter),
    }
}

fn renewal(facts: &Facts, subscription: String, renewed_in: ManagedIn) -> Result<Purpose, OrderError> {
    let held = facts.subscription(&subscription).ok_or(OrderError::NotFound("subscription"))?;
    let (offer, anniversary) = (held.offer.clone(), held.expires_on);
    Ok(Purpose::Renew { offer, subscription, anniversary, renewed_in })
}

/// What the rules say of it: the same functions that the browser calls.
fn verdict(facts: &Facts, purpose: &Purpose, today: NaiveDate) -> Result<Verdict, OrderError> {
    match purpose {
        Purpose::Buy { offer } => {
            let offer = facts.offer(offer).ok_or(OrderError::NotFound("offer"))?;
            Ok(may_buy(facts, offer, today))
        }
        Purpose::Renew { subscription, renewed_in, .. } => {
            let held = facts.subscription(subscription).ok_or(OrderError::NotFound("subscription"))?;
            Ok(match renewed_in {
                ManagedIn::PartnerCenter => may_renew(facts, held, today),
                ManagedIn::MembershipCenter => may_renew_there(facts, held, today),
            })
        }
    }
}

fn allowed(verdict: Verdict) -> Result<(), OrderError> {
    if verdict.is_allowed() { Ok(()) } else { Err(OrderError::Refused(verdict)) }
}

/// How an order is going to be paid.
struct Payment {
    method: PaymentMethod,
    saved: SavedPayment,
}

impl Payment {
    /// What was asked for, checked by whoever knows: the gateway, or the numbering plans.
    async fn checked(portal: &Portal, user: &PartnerUser, payment: NewPayment) -> Result<Self, OrderError> {
        let method = payment.method();
        let saved = match payment {
            NewPayment::Card { token } => {
                let card = Some(store::json(&portal.gateway.card(&user.partner, &token).await?)?);
                SavedPayment { card_token: Some(token), card, contact: None }
            }
            NewPayment::Transfer(contact) => {
                let contact = Some(store::json(
                    &transfers::checked_contact(contact, &user.country).map_err(OrderError::Invalid)?,
                )?);
                SavedPayment { contact, ..SavedPayment::default() }
            }
        };
        Ok(Self { method, saved })
    }

    /// A country may lack a method (domain.md, "Buying and renewing").
    fn is_taken_for(&self, facts: &Facts, purpose: &Purpose) -> Result<(), OrderError> {
        let Partner { country, currency, .. } = &facts.partner;
        let price = facts.offer(purpose.offer()).and_then(|offer| offer.price_in(country, currency));
        if price.is_some_and(|price| price.methods.contains(&self.method)) {
            Ok(())
        } else {
            Err(OrderError::MethodNotTaken)
        }
    }
}

/// **Buy** was pressed: charges the card and answers with the order as it then is. The same key again, in
/// another tab, after a reload or a lost answer, finds the same attempt and charges nothing more.
///
/// The work goes on if the browser hangs up: it runs in a task of its own.
pub async fn buy(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    key: String,
    pressed: BuyPressed,
) -> Result<OrderView, OrderError> {
    let (portal, user) = (portal.clone(), user.clone());
    let work = tokio::spawn(async move {
        if let Some(attempt) = place(&portal, &user, number, key, pressed).await? {
            may_die_here("charging_recorded");
            let asked = settlement::ask_and_settle(&portal, &user.partner, &attempt);
            // A slow gateway leaves the order in `Charging`; the page says so and the reconciler finishes it.
            if let Ok(settled) = tokio::time::timeout(GATEWAY_PATIENCE, asked).await {
                if let Some(row) = settled? {
                    return review::view(&portal, portal.db.read(), &user, row, None).await;
                }
            } else {
                tracing::warn!(order = number.0, "the gateway has not answered yet");
            }
        }
        show(&portal, &user, number).await
    });
    work.await.map_err(|_| OrderError::Interrupted)?
}

/// The first transaction: checks everything again and moves the order to `Charging`, or to `AwaitingTransfer`.
/// Answers with the attempt to charge, or with nothing if there is none or this press was seen before.
async fn place(
    portal: &Portal,
    user: &PartnerUser,
    number: OrderNumber,
    key: String,
    pressed: BuyPressed,
) -> Result<Option<attempt::Model>, OrderError> {
    let tx = portal.db.begin().await?;
    let found = store::with_partner(&tx, &user.partner, number).await?;
    let (row, owner) = found.ok_or(OrderError::NotFound("order"))?;
    if store::was_bought_with(&tx, &row, &key).await? || transfers::was_placed_with(&row, &key) {
        tx.rollback().await?;
        return Ok(None);
    }
    let facts = offers::facts_at(portal, &tx, (&user.partner, &user.roles), owner.version).await?;
    let today = portal.clock.today(user.zone);
    let purpose = store::purpose_of(&row);
    let state = store::state_of(&row)?;
    if !state.is_reviewable() {
        return Err(problems::not_reviewable(&tx, &row, state).await?);
    }
    let verdict = verdict(&facts, &purpose, today)?;
    if !verdict.is_allowed() {
        return Err(OrderError::Refused(verdict));
    }
    let quote = review::quote_now(portal, &facts, &row, today)?;
    if quote.total != pressed.total {
        let current = review::view(portal, &tx, user, row, Some(&facts)).await?;
        return Err(OrderError::PriceChanged(Box::new(current)));
    }
    if portal.catalogue().agreement.version != pressed.agreement_version {
        return Err(OrderError::AgreementChanged);
    }
    let agreed = order::Model {
        quote: store::json(&quote)?,
        term_key: Some(term_key(&facts, &purpose, &user.partner)),
        agreement_version: Some(pressed.agreement_version),
        attempts: row.attempts + 1,
        decline: None,
        ..row.clone()
    };
    let (placed, attempt) = match store::method_of(&agreed) {
        PaymentMethod::CreditCard => {
            let attempt = open_attempt(portal, &agreed, &quote, key, Pressed::ByHand)?;
            store::insert_attempt(&tx, attempt.clone()).await?;
            let state = state.after(OrderEvent::ChargeAsked)?.code().to_owned();
            (order::Model { state, ..agreed }, Some(attempt))
        }
        PaymentMethod::BankTransfer => {
            (transfers::promised(portal, &tx, agreed, state, user.zone).await?, None)
        }
    };
    store::update(&tx, &row, &placed).await?;
    if let Some(covers) = Covers::of(&purpose) {
        let by = (user.id.as_str(), placed.number, today);
        overrides::use_up(portal, &tx, (&facts, &covers, &verdict), by).await?;
    }
    note(portal, &tx, &user.id, "order bought", &placed).await?;
    tx.commit().await?;
    Ok(attempt)
}

/// Whether somebody is at hand whom the bank can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    ByHand,
    ByNobody,
}

fn open_attempt(
    portal: &Portal,
    row: &order::Model,
    quote: &Quote,
    key: String,
    pressed: Pressed,
) -> Result<attempt::Model, OrderError> {
    Ok(attempt::Model {
        id: new_id(),
        order_number: row.number,
        idempotency_key: key,
        card_token: row.card_token.clone().ok_or(OrderError::NoCard)?,
        amount: quote.total.amount,
        currency: quote.total.currency.code().to_owned(),
        state: "open".to_owned(),
        lease_until: portal.clock.real_seconds() + settlement::LEASE_SECONDS,
        opened_at: portal.clock.now(),
        settled_at: None,
        off_session: pressed == Pressed::ByNobody,
        gateway_reference: None,
    })
}

/// Names what an order pays for, wherever it is renewed. While an order of that name is placed or paid there is no second one.
fn term_key(facts: &Facts, purpose: &Purpose, partner: &tokuten_core::partners::PartnerId) -> String {
    match purpose {
        Purpose::Renew { subscription, anniversary, .. } => format!("renew/{subscription}/{anniversary}"),
        // The n-th subscription to the offer: once this order is paid, the next purchase has another name.
        Purpose::Buy { offer } => format!("buy/{partner}/{offer}/{}", held_before(facts, offer)),
    }
}

/// Writes what happened to an order into the audit log.
async fn note(
    portal: &Portal,
    tx: &Change,
    actor: &str,
    action: &str,
    row: &order::Model,
) -> Result<(), OrderError> {
    let (at, subject) = (portal.clock.now(), format!("order {}", row.number));
    let entry = Entry { at, actor, action, subject, partner: Some(&row.partner_id) };
    let after = serde_json::json!({ "state": row.state, "offer": row.offer, "attempts": row.attempts });
    entry.record(tx, None::<&()>, Some(&after)).await?;
    Ok(())
}

/// How many orders there are in a state.
pub async fn count(db: &impl ConnectionTrait, states: &[OrderState]) -> Result<u64, sea_orm::DbErr> {
    store::counts(db, states).await
}
