//! What happens to subscriptions by itself: automatic renewal with its retries, reminders, the word when one has
//! lapsed. Which and when is core's to say (`tokuten_core::schedule`); here it is done, once.
//!
//! A round takes the subscriptions that are due, under lock, writes their mails and queues their renewals, and
//! notes how far each has come, all in one transaction. The renewal itself asks the gateway, so it is a job.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use tokuten_core::benefits::Unused;
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::OfferCode;
use tokuten_core::facts::Facts;
use tokuten_core::partners::PartnerId;
use tokuten_core::payments::PaymentMethod;
use tokuten_core::renewals::{automatic_method, may_renew_automatically};
use tokuten_core::schedule::{Step, next_due};
use tokuten_core::subscriptions::{Holding, Subscription};
use tokuten_core::verdict::Verdict;

use crate::benefits;
use crate::competencies;
use crate::db::Change;
use crate::jobs::{self, JobError};
use crate::membership_center;
use crate::notices;
use crate::offers::{self, partner_id, partner_rows, partner_zone};
use crate::orders::{automatic, may_die_here, settlement};
use crate::portal::Portal;
use crate::subscriptions::{self, SavedPayment, progress_of, scheduled, subscription_of};
use crate::tables::{job, partner, subscription};
use crate::webhooks;

/// Kind of the jobs that renew a subscription.
pub const JOB: &str = "renew";
/// How many subscriptions one round takes.
const AT_ONCE: u64 = 100;

/// How long a subscription waits whose due day could not be dealt with.
const POSTPONED: TimeDelta = TimeDelta::hours(1);

/// Which renewal a job is about.
#[derive(Debug, Serialize, Deserialize)]
struct Due {
    partner: PartnerId,
    subscription: String,
    anniversary: NaiveDate,
    attempt: u32,
}

impl Due {
    /// What names the order that it places: one for each attempt.
    fn name(&self) -> String {
        format!("{}/{}/{}", self.subscription, self.anniversary, self.attempt)
    }
}

/// Does some of what is due; answers for how many subscriptions.
pub async fn round(portal: Portal) -> Result<usize, JobError> {
    let tx = portal.db.begin().await?;
    let new = subscriptions::unscheduled(&tx, AT_ONCE).await?;
    let due = subscriptions::due(&tx, portal.clock.now(), AT_ONCE).await?;
    let count = new.len() + due.len();
    let owners = new.iter().chain(&due).map(|row| row.partner_id.as_str());
    let owners = partner_rows(&tx, owners).await?;
    for row in new {
        let zone = partner_zone(owner_of(&owners, &row)?)?;
        let begun = Some(shifted(portal.clock.today(zone), -1));
        let after = subscription::Model { done_through: begun, ..row.clone() };
        subscriptions::update(&tx, &row, &scheduled(after, &portal.catalogue(), zone)?).await?;
    }
    for row in due {
        // One that cannot be read must not hold up the others.
        if let Err(error) = take_step(&portal, tx.part().await?, &row, &owners).await {
            tracing::error!(subscription = row.id, %error, "what was due could not be done; trying again later");
            let later = Some(portal.clock.now() + POSTPONED);
            let after = subscription::Model { next_due: later, ..row.clone() };
            subscriptions::update(&tx, &row, &after).await?;
        }
    }
    tx.commit().await?;
    Ok(count)
}

fn owner_of<'a>(
    owners: &'a HashMap<String, partner::Model>,
    row: &subscription::Model,
) -> Result<&'a partner::Model, DbErr> {
    let found = owners.get(&row.partner_id);
    found.ok_or_else(|| DbErr::RecordNotFound(format!("partner {}", row.partner_id)))
}

/// Everything that happens to a subscription on its next due day, or nothing of it.
async fn take_step(
    portal: &Portal,
    tx: Change,
    before: &subscription::Model,
    owners: &HashMap<String, partner::Model>,
) -> Result<(), JobError> {
    match steps(portal, &tx, before, owners).await {
        Ok(()) => tx.commit().await?,
        Err(error) => {
            tx.rollback().await?;
            return Err(error);
        }
    }
    Ok(())
}

async fn steps(
    portal: &Portal,
    tx: &Change,
    before: &subscription::Model,
    owners: &HashMap<String, partner::Model>,
) -> Result<(), JobError> {
    let mut row = before.clone();
    let partner = owner_of(owners, before)?;
    let zone = partner_zone(partner)?;
    let held = subscription_of(row.clone())?;
    if let Some((day, steps)) = next_due(&held, progress_of(&row), &portal.catalogue()) {
        for step in steps {
            match step {
                Step::HandOver => membership_center::queue(portal, tx, &row).await?,
                Step::Remind { day } => {
                    let catalogue = portal.catalogue();
                    let price = catalogue.offer(&held.offer);
                    let price = price.and_then(|offer| offer.price_in(&partner.country, &partner.currency));
                    let price = price.map(|price| price.amount);
                    let by_transfer = row.transfer_contact.is_some();
                    let unused = lost(portal, tx, &held, partner, day).await?;
                    let reminded =
                        notices::Reminded { held: &held, price, by_transfer, day, unused: &unused };
                    notices::reminder(portal, tx, &row.partner_id, &reminded).await?;
                    subscriptions::note_reminded(tx, &held, portal.clock.today(zone)).await?;
                }
                Step::Qualify => {
                    let today = portal.clock.today(zone);
                    competencies::look_at_risk(portal, tx, &partner_id(&row.partner_id)?, &held, today)
                        .await?;
                }
                Step::Lapse => {
                    notices::lapsed(portal, tx, &row.partner_id, &held).await?;
                    webhooks::outbox::lapsed(tx, (&row.partner_id, &row.id), portal.clock.now()).await?;
                }
                Step::Renew { attempt } => {
                    let due = Due {
                        partner: partner.id.parse()?,
                        subscription: row.id.clone(),
                        anniversary: row.expires_on,
                        attempt,
                    };
                    let payload = serde_json::to_string(&due)?;
                    jobs::enqueue(tx, JOB, &due.name(), payload, portal.clock.now()).await?;
                    row.renewal_attempts = i32::try_from(attempt)?;
                    row.first_attempt = row.first_attempt.or(Some(portal.clock.today(zone)));
                    may_die_here("renewal_queued");
                }
            }
        }
        row.done_through = Some(day);
    }
    subscriptions::update(tx, before, &scheduled(row, &portal.catalogue(), zone)?).await?;
    Ok(())
}

/// What is left of the benefits and lost when the window closes: the last reminders say so.
async fn lost(
    portal: &Portal,
    tx: &Change,
    held: &Subscription,
    owner: &partner::Model,
    day: i32,
) -> Result<Vec<Unused>, DbErr> {
    let on = shifted(held.expires_on, day);
    if !held.is_last_call(on, &portal.catalogue().policies) {
        return Ok(Vec::new());
    }
    let facts = offers::facts(portal, tx, &partner_id(&owner.id)?, &[]).await?;
    benefits::unused(portal, tx, (&facts, held), on).await
}

/// The job that renews a subscription. Done again after a crash, it finds the order that it placed.
pub async fn renew(portal: Portal, job: job::Model) -> Result<(), JobError> {
    let due: Due = serde_json::from_str(&job.payload)?;
    let partner = due.partner.clone();
    // Read beforehand, so that SQLite's one writer is not held for it: they are found below under their version.
    offers::facts_now(&portal, (&partner, &[])).await?;
    let tx = portal.db.begin().await?;
    let (row, owner) = subscriptions::with_partner(&tx, &partner, &due.subscription).await?;
    let facts = offers::facts_at(&portal, &tx, (&partner, &[]), owner.version).await?;
    // Both are due on the same day: what comes along is told before it is charged.
    let row = membership_center::hand_over_if_due(&portal, &tx, &owner, row).await?;
    let held = subscription_of(row.clone())?;
    let still_due = held.expires_on == due.anniversary
        && held.automatic_renewal
        && held.holding == Holding::Held
        && automatic::placed(&tx, &due.name()).await?.is_none();
    if !still_due {
        // Renewed by hand, turned off, or placed before a crash: then the reconciler finishes it.
        return Ok(());
    }
    if facts.is_ordered(&held.offer) {
        // The last attempt, somebody's own press, or a transfer on its way: what becomes of it is not known yet,
        // so there is nothing to say. If nothing does, the next retry day finds the way free.
        return Ok(());
    }
    let today = portal.clock.today(partner_zone(&owner)?);
    let verdict = may_renew_automatically(&facts, &held, today);
    if !verdict.is_allowed() {
        give_up(&portal, &tx, row, &owner, &verdict).await?;
        tx.commit().await?;
        return Ok(());
    }
    let Some(payment) = payment(&row, &facts, &held.offer) else {
        ask_for_payment(&portal, &tx, &row.partner_id, &held).await?;
        tx.commit().await?;
        return Ok(());
    };
    let attempt =
        automatic::place(&portal, &tx, (&owner, &facts), &held, payment, (&due.name(), today)).await?;
    may_die_here("renewal_placing");
    tx.commit().await?;
    may_die_here("renewal_placed");
    if let Some(attempt) = attempt {
        settlement::ask_and_settle(&portal, &partner, &attempt).await?;
    }
    Ok(())
}

/// How the renewal is paid, if it can be.
fn payment(row: &subscription::Model, facts: &Facts, offer: &OfferCode) -> Option<SavedPayment> {
    let price = facts.offer(offer)?.price_in(&facts.partner.country, &facts.partner.currency)?;
    let SavedPayment { card_token, card, contact } = subscriptions::saved_payment(row);
    Some(match automatic_method(&price.methods, card_token.is_some(), contact.is_some())? {
        PaymentMethod::CreditCard => SavedPayment { card_token, card, contact: None },
        PaymentMethod::BankTransfer => SavedPayment { contact, ..SavedPayment::default() },
    })
}

/// There is nothing to pay with: that is asked for, once, and the retry days look whether it has come. The mail about
/// a hand-over at the anniversary has asked already.
async fn ask_for_payment(
    portal: &Portal,
    tx: &Change,
    partner: &str,
    held: &Subscription,
) -> Result<(), JobError> {
    if held.handed_over.is_none_or(|day| day <= held.expires_on) {
        notices::automatic_unpayable(portal, tx, partner, held).await?;
    }
    Ok(())
}

/// Nothing is charged and a mail says why; it is not tried again for this anniversary.
async fn give_up(
    portal: &Portal,
    tx: &Change,
    row: subscription::Model,
    owner: &partner::Model,
    verdict: &Verdict,
) -> Result<(), JobError> {
    let held = subscription_of(row.clone())?;
    notices::automatic_refused(portal, tx, &row.partner_id, &held, verdict).await?;
    let attempts = progress_of(&row).without_retries(&portal.catalogue()).attempts;
    let given_up = subscription::Model { renewal_attempts: i32::try_from(attempts)?, ..row.clone() };
    let given_up = scheduled(given_up, &portal.catalogue(), partner_zone(owner)?)?;
    subscriptions::update(tx, &row, &given_up).await?;
    Ok(())
}
