//! What is shown of benefits: what a subscription grants, and what of it was used.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::benefits::{
    BenefitView, Grant, GrantState, Granting, LastHolders, Person, Unused, UsePage, UseView, granted,
    granting, state_on, term_before, term_end, units,
};
use tokuten_core::catalogue::{Benefit, BenefitKind, Localized};
use tokuten_core::facts::Facts;
use tokuten_core::refunds::refundable_until;
use tokuten_core::subscriptions::Subscription;

use super::store::{self, Listed, PAGE, Total};
use crate::orders::OrderError;
use crate::orders::refunds;
use crate::portal::Portal;
use crate::programme::versions::{FIRST, InForce};
use crate::tables::user;

/// A subscription with what bears on its benefits today.
pub struct Scene<'a> {
    pub portal: &'a Portal,
    pub facts: &'a Facts,
    pub held: &'a Subscription,
    pub granting: Granting,
    pub today: NaiveDate,
    /// The programme under which the term was paid: what it granted then stays granted.
    catalogue: Arc<InForce>,
}

impl<'a> Scene<'a> {
    pub async fn of(
        portal: &'a Portal,
        db: &impl ConnectionTrait,
        facts: &'a Facts,
        held: &'a Subscription,
        today: NaiveDate,
    ) -> Result<Self, DbErr> {
        let catalogue = portal.catalogue();
        // Only what was renewed before its anniversary, or under another programme, needs to know of its terms.
        let is_plain = held.term_starts <= today && catalogue.number == FIRST;
        let terms = if is_plain { Vec::new() } else { store::terms(db, &held.id).await? };
        let days: Vec<_> = terms.iter().map(|(starts, ends, _)| (*starts, *ends)).collect();
        let granting = granting(held, &days, &facts.policies, today);
        let paid_under = terms.iter().find(|(_, ends, _)| *ends == granting.ends);
        let catalogue = match paid_under.map(|(.., number)| *number) {
            Some(number) if number != catalogue.number => portal.programme.version(db, number).await?,
            _ => catalogue,
        };
        Ok(Self { portal, facts, held, granting, today, catalogue })
    }

    /// What it grants, each by its name.
    pub fn granted(&self) -> Vec<(String, &Benefit)> {
        granted(&self.catalogue, self.facts, self.held, self.today)
    }

    /// The last day on which the term's price can be given back as long as nothing is used.
    pub async fn refundable_until(&self, db: &impl ConnectionTrait) -> Result<Option<NaiveDate>, OrderError> {
        if self.granting.ends != self.held.expires_on {
            return Ok(None);
        }
        let found = refunds::of_present_term(self.portal, db, self.facts, self.held).await?;
        Ok(found.and_then(|(_, verdict)| refundable_until(&verdict)))
    }

    /// The subscription's benefits, with how much of each is used.
    pub async fn grant(&self, db: &impl ConnectionTrait, totals: &[Total]) -> Result<Grant, OrderError> {
        let (held, granting) = (self.held, self.granting);
        let name_of = |code| self.portal.catalogue().offer(code).map(|offer| offer.name.clone());
        let state = state_on(self.facts, held, granting, self.today);
        let own: Vec<_> = totals.iter().filter(|total| total.subscription_id == held.id).collect();
        let keys_end = own.iter().filter_map(|total| total.own_end).filter(|end| *end >= self.today).max();
        Ok(Grant {
            subscription: held.id.clone(),
            offer: held.offer.clone(),
            name: name_of(&held.offer).unwrap_or_else(|| as_name(&held.offer.0)),
            term_ends: granting.ends,
            membership_ends: granting.ends.min(held.ends_on()),
            benefits_end: granting.benefits_end,
            keys_end,
            included_in: match &state {
                GrantState::IncludedIn(offer) => name_of(offer),
                _ => None,
            },
            state,
            refundable_until: self.refundable_until(db).await?,
            benefits: self.benefits(&own)?,
        })
    }

    fn benefits(&self, totals: &[&Total]) -> Result<Vec<BenefitView>, DbErr> {
        let of_term = |code: &str| {
            let own =
                totals.iter().filter(|total| total.benefit == code && total.of_term == self.granting.ends);
            own.map(|total| u32::try_from(total.used).unwrap_or(u32::MAX)).sum()
        };
        let granted = self.granted();
        let mut all: Vec<_> =
            granted.iter().map(|(code, benefit)| view(code, benefit, of_term(code))).collect();
        // What was used of things that are granted no more is still there to be looked up.
        for gone in totals.iter().filter(|total| !granted.iter().any(|(code, _)| *code == total.benefit)) {
            if all.iter().all(|known| known.code != gone.benefit) {
                all.push(lost(gone, store::kind_of(&gone.benefit, &gone.kind)?));
            }
        }
        Ok(all)
    }

    /// A page of what was used of a benefit, from before this one.
    pub async fn uses(
        &self,
        db: &impl ConnectionTrait,
        benefit: &str,
        before: Option<&str>,
    ) -> Result<UsePage, DbErr> {
        let mut rows = store::page(db, (&self.held.id, benefit), before).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next_cursor = rows.last().filter(|_| more).map(|row| row.id.clone());
        let (by, holders) = (rows.iter().map(|row| row.used_by.as_str()), rows.iter());
        let ids: Vec<_> = by.chain(holders.filter_map(|row| row.assigned_to.as_deref())).collect();
        let people = store::users(db, &ids).await?;
        let uses = rows.into_iter().map(|row| self.listed(row, &people)).collect();
        Ok(UsePage { uses, next_cursor })
    }

    fn listed(&self, row: Listed, people: &std::collections::HashMap<String, user::Model>) -> UseView {
        let name = |id: &str| people.get(id).map(|user| user.name.clone()).unwrap_or_default();
        let holder = row.assigned_to.as_deref().and_then(|id| people.get(id));
        let zone = self.portal.programme_zone();
        let removed = holder.and_then(|user| user.removed_at).map(|at| at.with_timezone(&zone).date_naive());
        UseView {
            by: name(&row.used_by),
            assigned: holder.map(|user| Person {
                id: user.id.clone(),
                name: user.name.clone(),
                email: String::new(),
            }),
            ends_on: row
                .own_end
                .unwrap_or_else(|| term_end(self.held, row.of_term, self.granting, &self.facts.policies)),
            freed_on: row.freed_on.or(removed),
            id: row.id,
            on: row.used_on,
            amount: row.amount.unsigned_abs(),
            note: row.note,
            of_term: row.of_term,
        }
    }

    /// To whom licences of a benefit of which so many are left can be assigned again.
    pub async fn last_holders(
        &self,
        db: &impl ConnectionTrait,
        benefit: &str,
        left: u32,
    ) -> Result<Option<LastHolders>, DbErr> {
        let usable = state_on(self.facts, self.held, self.granting, self.today) == GrantState::Usable;
        if left == 0 || !usable {
            return Ok(None);
        }
        let terms = store::terms(db, &self.held.id).await?;
        let days: Vec<_> = terms.iter().map(|(starts, ends, _)| (*starts, *ends)).collect();
        let Some(before) = term_before(&days, self.granting) else { return Ok(None) };
        let holders = async |of_term| store::holders(db, (&self.held.id, of_term, benefit)).await;
        let had = holders(before).await?;
        if had.is_empty() {
            return Ok(None);
        }
        let have = holders(self.granting.ends).await?;
        let now: Vec<_> = have.into_iter().map(|person| person.id).collect();
        Ok(LastHolders::of(had, &now, left))
    }

    /// What is left, for who is told that it ends.
    pub async fn unused(&self, db: &impl ConnectionTrait) -> Result<Vec<Unused>, DbErr> {
        let totals = store::totals(db, &[&self.held.id]).await?;
        let all = self.benefits(&totals.iter().collect::<Vec<_>>())?;
        let left = all.into_iter().filter(|benefit| benefit.left() > 0);
        Ok(left
            .map(|benefit| Unused {
                left: benefit.left(),
                name: benefit.name,
                kind: benefit.kind,
                quantity: benefit.quantity,
            })
            .collect())
    }
}

fn as_name(code: &str) -> Localized {
    Localized { en: code.to_owned(), ja: code.to_owned() }
}

fn view(code: &str, benefit: &Benefit, used: u32) -> BenefitView {
    BenefitView {
        code: code.to_owned(),
        kind: benefit.kind,
        name: benefit.name.clone(),
        description: benefit.description.clone(),
        quantity: units(benefit),
        used,
        valid_days: benefit.valid_days,
        file: benefit.file.clone(),
        recorded: no_uses(),
        again: None,
    }
}

/// A benefit that is granted no more.
fn lost(total: &Total, kind: BenefitKind) -> BenefitView {
    BenefitView {
        code: total.benefit.clone(),
        kind,
        name: as_name(&total.benefit),
        description: None,
        quantity: 0,
        used: 0,
        valid_days: None,
        file: None,
        recorded: no_uses(),
        again: None,
    }
}

const fn no_uses() -> UsePage {
    UsePage { uses: Vec::new(), next_cursor: None }
}
