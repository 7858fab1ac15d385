//! Benefits: what a partner's subscriptions grant, and using it.
//!
//! What is granted stands nowhere: it is read off the subscription and the catalogue, so it is there with the payment that
//! starts the term, and paying costs nothing for it. What is used is a row. Every use locks the partner first and counts
//! again: two users who want the last one come one after the other, and a refund comes before or after, never in between.

mod problems;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use tokuten_core::benefits::{
    AssignAgain, BenefitsView, Grant, GrantState, GrantView, Move, NewUse, Person, Secret, Unused, UsePage,
    Used, Using, may_use, own_end, state_on, units,
};
use tokuten_core::catalogue::{Benefit, BenefitKind};
use tokuten_core::facts::Facts;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::subscriptions::Subscription;

use self::view::Scene;
use crate::audit::Entry;
use crate::db;
use crate::identity::signed_in::PartnerUser;
use crate::ids::{new_code, new_id};
use crate::offers::{self, Kept, lock};
use crate::portal::Portal;
use crate::tables::{benefit_use, user};

pub use problems::BenefitError;

/// Groups of five characters in a product key, and in the activation token of seats.
const GROUPS: (usize, usize) = (5, 6);

async fn facts(portal: &Portal, user: &PartnerUser) -> Result<Arc<Kept>, DbErr> {
    offers::facts_at(portal, portal.db.read(), (&user.partner, &user.roles), user.version).await
}

fn held<'a>(facts: &'a Facts, subscription: &str) -> Result<&'a Subscription, BenefitError> {
    facts.subscription(subscription).ok_or(BenefitError::NotFound("subscription"))
}

/// What all of the partner's subscriptions grant: what can be used first, then the latest.
pub async fn overview(portal: &Portal, user: &PartnerUser) -> Result<BenefitsView, BenefitError> {
    let (db, facts) = (portal.db.read(), facts(portal, user).await?);
    let clock = portal.clock.view(user.zone);
    let ids: Vec<_> = facts.subscriptions.iter().map(|held| held.id.as_str()).collect();
    let totals = store::totals(db, &ids).await?;
    let mut grants = Vec::with_capacity(ids.len());
    for held in &facts.subscriptions {
        grants.push(Scene::of(portal, db, &facts, held, clock.today).await?.grant(db, &totals).await?);
    }
    grants.sort_by_key(|grant| match grant.state {
        GrantState::Usable => 0,
        GrantState::NotBegun { .. } | GrantState::IncludedIn(_) => 1,
        GrantState::Ended { .. } => 2,
    });
    Ok(BenefitsView { clock, grants })
}

/// What one subscription grants, with what of it was used.
pub async fn show(
    portal: &Portal,
    user: &PartnerUser,
    subscription: &str,
) -> Result<GrantView, BenefitError> {
    let (db, facts) = (portal.db.read(), facts(portal, user).await?);
    let clock = portal.clock.view(user.zone);
    let scene = Scene::of(portal, db, &facts, held(&facts, subscription)?, clock.today).await?;
    let grant = whole(&scene, db).await?;
    Ok(GrantView { clock, grant })
}

/// A subscription's benefits with the first page of the uses of each.
async fn whole(scene: &Scene<'_>, db: &impl ConnectionTrait) -> Result<Grant, BenefitError> {
    let totals = store::totals(db, &[&scene.held.id]).await?;
    let mut grant = scene.grant(db, &totals).await?;
    for benefit in &mut grant.benefits {
        benefit.recorded = scene.uses(db, &benefit.code, None).await?;
        if benefit.kind == BenefitKind::UserLicence {
            benefit.again = scene.last_holders(db, &benefit.code, benefit.left()).await?;
        }
    }
    Ok(grant)
}

/// The next page of the uses of a benefit.
pub async fn uses(
    portal: &Portal,
    user: &PartnerUser,
    (subscription, benefit): (&str, &str),
    before: Option<&str>,
) -> Result<UsePage, BenefitError> {
    let (db, facts) = (portal.db.read(), facts(portal, user).await?);
    let today = portal.clock.today(user.zone);
    let scene = Scene::of(portal, db, &facts, held(&facts, subscription)?, today).await?;
    Ok(scene.uses(db, benefit, before).await?)
}

/// Colleagues to whom a licence can be assigned, whose name or address has `part` in it.
pub async fn people(portal: &Portal, user: &PartnerUser, part: &str) -> Result<Vec<Person>, DbErr> {
    store::people(portal.db.read(), &user.partner, part).await
}

/// What is left of a subscription's benefits and ends with its window; nothing if another membership's count.
pub async fn unused(
    portal: &Portal,
    db: &impl ConnectionTrait,
    (facts, held): (&Facts, &Subscription),
    today: NaiveDate,
) -> Result<Vec<Unused>, DbErr> {
    let scene = Scene::of(portal, db, facts, held, today).await?;
    if state_on(facts, held, scene.granting, today) != GrantState::Usable {
        return Ok(Vec::new());
    }
    scene.unused(db).await
}

/// A change of a partner's benefits under its lock.
struct Change<'a> {
    portal: &'a Portal,
    tx: db::Change,
    by: &'a PartnerUser,
    facts: Arc<Kept>,
    today: NaiveDate,
}

impl<'a> Change<'a> {
    async fn begin(portal: &'a Portal, by: &'a PartnerUser) -> Result<Self, DbErr> {
        let tx = portal.db.begin().await?;
        let version = lock(&tx, &by.partner).await?;
        let facts = offers::facts_at(portal, &tx, (&by.partner, &by.roles), version).await?;
        Ok(Self { portal, tx, by, facts, today: portal.clock.today(by.zone) })
    }

    async fn scene(&self, subscription: &str) -> Result<Scene<'_>, BenefitError> {
        let held = held(&self.facts, subscription)?;
        Ok(Scene::of(self.portal, &self.tx, &self.facts, held, self.today).await?)
    }

    /// A use of one of the partner's subscriptions.
    async fn found(&self, subscription: &str, id: &str) -> Result<benefit_use::Model, BenefitError> {
        held(&self.facts, subscription)?;
        store::find(&self.tx, subscription, id).await?.ok_or(BenefitError::NotFound("use of a benefit"))
    }

    /// The colleague of that address, who has no licence of this benefit yet.
    async fn without_licence(
        &self,
        of: (&str, NaiveDate, &str),
        email: &str,
    ) -> Result<user::Model, BenefitError> {
        let fault = |fault| BenefitError::Invalid(vec![FieldError::new("to", fault)]);
        let user = store::member(&self.tx, &self.by.partner, email).await?;
        let user = user.ok_or_else(|| fault(FieldFault::Unknown))?;
        if store::has_licence(&self.tx, of, &user.id).await? {
            return Err(fault(FieldFault::Taken));
        }
        Ok(user)
    }

    async fn note(
        &self,
        action: &str,
        row: &benefit_use::Model,
        before: Option<&(impl Serialize + Sync)>,
    ) -> Result<(), DbErr> {
        let entry = Entry {
            at: self.portal.clock.now(),
            actor: &self.by.id,
            action,
            subject: format!("benefit {} of subscription {}", row.benefit, row.subscription_id),
            partner: Some(self.by.partner.as_str()),
        };
        // Never the key itself.
        let after = serde_json::json!({ "use": row.id, "amount": row.amount, "assigned_to": row.assigned_to, "freed_on": row.freed_on });
        entry.record(&self.tx, before, Some(&after)).await
    }

    /// The benefits as they are now, and the end of the change.
    async fn conclude(self, subscription: &str) -> Result<Grant, BenefitError> {
        let grant = whole(&self.scene(subscription).await?, &self.tx).await?;
        self.tx.commit().await?;
        Ok(grant)
    }
}

fn valid(faults: Vec<FieldError>) -> Result<(), BenefitError> {
    if faults.is_empty() { Ok(()) } else { Err(BenefitError::Invalid(faults)) }
}

/// Uses a benefit. The same press again finds the use that it made.
pub async fn make_use(
    portal: &Portal,
    by: &PartnerUser,
    subscription: &str,
    (key, new): (&str, NewUse),
) -> Result<Used, BenefitError> {
    valid(new.using.faults())?;
    let change = Change::begin(portal, by).await?;
    held(&change.facts, subscription)?;
    let row = match store::of_press(&change.tx, &by.id, key).await? {
        Some(before) if before.subscription_id == subscription && before.benefit == new.benefit => before,
        Some(_) => return Err(BenefitError::KeyReused),
        None => {
            let row = chosen(&change, subscription, (key, &new)).await?;
            change.tx.insert(benefit_use::ActiveModel::from(row.clone())).await?;
            change.note("benefit used", &row, None::<&()>).await?;
            row
        }
    };
    let grant = change.conclude(subscription).await?;
    Ok(Used { id: row.id, secret: row.secret, grant })
}

/// The use, if the rules allow it.
async fn chosen(
    change: &Change<'_>,
    subscription: &str,
    (key, new): (&str, &NewUse),
) -> Result<benefit_use::Model, BenefitError> {
    let scene = change.scene(subscription).await?;
    let granted = granted(change, &scene, &new.benefit).await?;
    if new.using.kind() != granted.benefit.kind {
        return Err(BenefitError::OtherKind);
    }
    let amount = new.using.amount(units(granted.benefit));
    allowed(change, &scene, (granted.left, amount), new.gives_up_refund).await?;
    let assigned_to = match &new.using {
        Using::Licence { to } => {
            let of = (subscription, scene.granting.ends, new.benefit.as_str());
            Some(change.without_licence(of, to).await?.id)
        }
        _ => None,
    };
    let note = new.using.note().map(str::to_owned);
    Ok(benefit_use::Model { note, ..made(change, &scene, &granted, (amount, assigned_to, key.to_owned())) })
}

/// A benefit that is granted.
struct Granted<'s> {
    code: String,
    benefit: &'s Benefit,
    /// How much of it is left.
    left: u32,
}

async fn granted<'s>(
    change: &Change<'_>,
    scene: &'s Scene<'_>,
    code: &str,
) -> Result<Granted<'s>, BenefitError> {
    let found = scene.granted().into_iter().find(|(name, _)| name == code);
    let (code, benefit) = found.ok_or(BenefitError::NotFound("benefit"))?;
    let totals = store::totals(&change.tx, &[&scene.held.id]).await?;
    let own = totals.iter().filter(|total| total.benefit == code && total.of_term == scene.granting.ends);
    let used = own.map(|total| u32::try_from(total.used).unwrap_or(u32::MAX)).sum();
    Ok(Granted { code, benefit, left: units(benefit).saturating_sub(used) })
}

/// Refuses what the rules do not allow, and what ends another refund than the user was told.
async fn allowed(
    change: &Change<'_>,
    scene: &Scene<'_>,
    (left, amount): (u32, u32),
    gives_up_refund: Option<NaiveDate>,
) -> Result<(), BenefitError> {
    let state = state_on(&change.facts, scene.held, scene.granting, change.today);
    let why_not = may_use(&change.by.roles, &state, left, amount);
    if !why_not.is_empty() {
        return Err(BenefitError::Refused(why_not));
    }
    if scene.refundable_until(&change.tx).await? != gives_up_refund {
        return Err(BenefitError::RefundChanged);
    }
    Ok(())
}

fn made(
    change: &Change<'_>,
    scene: &Scene<'_>,
    granted: &Granted<'_>,
    (amount, assigned_to, key): (u32, Option<String>, String),
) -> benefit_use::Model {
    let benefit = granted.benefit;
    benefit_use::Model {
        id: new_id(),
        subscription_id: scene.held.id.clone(),
        of_term: scene.granting.ends,
        benefit: granted.code.clone(),
        kind: benefit.kind.code().to_owned(),
        amount: i32::try_from(amount).unwrap_or(i32::MAX),
        used_by: change.by.id.clone(),
        used_at: change.portal.clock.now(),
        used_on: change.today,
        assigned_to,
        note: None,
        secret: secret_for(benefit.kind),
        own_end: own_end(benefit.valid_days, change.today),
        freed_on: None,
        idempotency_key: key,
    }
}

/// Assigns licences to those who had one in the term before, as far as they reach. The same press again changes nothing.
pub async fn assign_again(
    portal: &Portal,
    by: &PartnerUser,
    subscription: &str,
    (key, asked): (&str, AssignAgain),
) -> Result<Grant, BenefitError> {
    valid(asked.faults())?;
    let change = Change::begin(portal, by).await?;
    held(&change.facts, subscription)?;
    // Each licence is a use with a name of its own; the first tells whether this press was seen before.
    let named = |place: usize| format!("{key}/{place}");
    match store::of_press(&change.tx, &by.id, &named(0)).await? {
        Some(before) if before.subscription_id == subscription && before.benefit == asked.benefit => {}
        Some(_) => return Err(BenefitError::KeyReused),
        None => {
            for (place, row) in chosen_again(&change, subscription, &asked).await?.into_iter().enumerate() {
                let row = benefit_use::Model { idempotency_key: named(place), ..row };
                change.tx.insert(benefit_use::ActiveModel::from(row.clone())).await?;
                change.note("benefit used", &row, None::<&()>).await?;
            }
        }
    }
    change.conclude(subscription).await
}

/// The uses, if the rules allow them and they are for those whom the user was told of.
async fn chosen_again(
    change: &Change<'_>,
    subscription: &str,
    asked: &AssignAgain,
) -> Result<Vec<benefit_use::Model>, BenefitError> {
    let scene = change.scene(subscription).await?;
    let granted = granted(change, &scene, &asked.benefit).await?;
    if granted.benefit.kind != BenefitKind::UserLicence {
        return Err(BenefitError::OtherKind);
    }
    let amount = u32::try_from(asked.people.len()).unwrap_or(u32::MAX);
    allowed(change, &scene, (granted.left, amount), asked.gives_up_refund).await?;
    let again = scene.last_holders(&change.tx, &granted.code, granted.left).await?;
    let again = again.filter(|again| again.ids() == asked.people).ok_or(BenefitError::HoldersChanged)?;
    let row = |id: String| made(change, &scene, &granted, (1, Some(id), String::new()));
    Ok(again.ids().into_iter().map(row).collect())
}

/// A new key or token, where one is given out. It is kept: looked at again, it is the same.
fn secret_for(kind: BenefitKind) -> Option<String> {
    match kind {
        BenefitKind::ProductKey => Some(new_code(GROUPS.0)),
        BenefitKind::CloudSeats => Some(new_code(GROUPS.1)),
        _ => None,
    }
}

/// A key or token that was viewed before, once more.
pub async fn secret(
    portal: &Portal,
    by: &PartnerUser,
    (subscription, id): (&str, &str),
) -> Result<Secret, BenefitError> {
    let change = Change::begin(portal, by).await?;
    let row = change.found(subscription, id).await?;
    let secret = row.secret.clone().ok_or(BenefitError::NotFound("key"))?;
    change.note("key viewed again", &row, None::<&()>).await?;
    change.tx.commit().await?;
    Ok(Secret { secret })
}

/// Gives a licence to somebody else. The same again changes nothing.
pub async fn reassign(
    portal: &Portal,
    by: &PartnerUser,
    (subscription, id): (&str, &str),
    wanted: Move,
) -> Result<Grant, BenefitError> {
    valid(wanted.faults())?;
    let change = Change::begin(portal, by).await?;
    let row = change.found(subscription, id).await?;
    let present = row.assigned_to.clone().ok_or(BenefitError::NotFound("licence"))?;
    let to = store::member(&change.tx, &by.partner, &wanted.to).await?;
    if to.is_some_and(|to| to.id == present) {
        return change.conclude(subscription).await;
    }
    let holder = store::users(&change.tx, &[&present]).await?.remove(&present);
    let is_held = row.freed_on.is_none() && holder.is_some_and(|user| user.removed_at.is_none());
    if present != wanted.from || !is_held {
        return Err(BenefitError::Changed);
    }
    let scene = change.scene(subscription).await?;
    let state = state_on(&change.facts, scene.held, scene.granting, change.today);
    if row.of_term != scene.granting.ends || state != GrantState::Usable {
        return Err(BenefitError::TermOver);
    }
    let of = (subscription, row.of_term, row.benefit.as_str());
    let to = change.without_licence(of, &wanted.to).await?;
    let moved = benefit_use::Model { assigned_to: Some(to.id), ..row.clone() };
    change.tx.update(&row, &moved).await?;
    change.note("licence moved", &moved, Some(&serde_json::json!({ "assigned_to": present }))).await?;
    change.conclude(subscription).await
}

/// Takes a licence back: it is there to be assigned again. The same again changes nothing.
pub async fn free(
    portal: &Portal,
    by: &PartnerUser,
    (subscription, id): (&str, &str),
) -> Result<Grant, BenefitError> {
    let change = Change::begin(portal, by).await?;
    let row = change.found(subscription, id).await?;
    if row.assigned_to.is_none() {
        return Err(BenefitError::NotFound("licence"));
    }
    if row.freed_on.is_none() {
        let freed = benefit_use::Model { freed_on: Some(change.today), ..row.clone() };
        change.tx.update(&row, &freed).await?;
        change.note("licence freed", &freed, None::<&()>).await?;
    }
    change.conclude(subscription).await
}

/// Where the files of marketing material are.
#[must_use]
pub fn materials(portal: &Portal) -> std::path::PathBuf {
    portal.settings.data.join("materials")
}

/// The file of marketing material that was taken.
pub async fn file(
    portal: &Portal,
    user: &PartnerUser,
    (subscription, id): (&str, &str),
) -> Result<(String, Vec<u8>), BenefitError> {
    let (db, facts) = (portal.db.read(), facts(portal, user).await?);
    let missing = || BenefitError::NotFound("file");
    let today = portal.clock.today(user.zone);
    let scene = Scene::of(portal, db, &facts, held(&facts, subscription)?, today).await?;
    let row = store::find(db, subscription, id).await?.ok_or_else(missing)?;
    let granted = scene.granted();
    let (_, benefit) = granted.iter().find(|(code, _)| *code == row.benefit).ok_or_else(missing)?;
    let name = benefit.file.clone().ok_or_else(missing)?;
    let content = tokio::fs::read(materials(portal).join(&name)).await.map_err(|error| {
        tracing::error!(file = name, %error, "marketing material cannot be read");
        BenefitError::FileMissing
    })?;
    Ok((name, content))
}
