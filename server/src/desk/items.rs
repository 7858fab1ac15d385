//! What is shown of the things in a queue.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::{Localized, OfferCode};
use tokuten_core::desk::{About, Queue, QueueItem, QueuePage, Thing, ThingKind, Whose};
use tokuten_core::money::{Currency, Money, currency};
use tokuten_core::orders::OrderNumber;
use tokuten_core::overrides::Overridable;
use tokuten_core::partners::Verification;
use tokuten_core::quotes::Quote;
use tokuten_core::renewals::RenewalPolicy;
use tokuten_core::subscriptions::ManagedIn;
use tokuten_core::support::{RequestState, Severity};
use tokuten_core::transfers::WhyHeld;

use super::queues;
use crate::claims;
use crate::clock::end_of;
use crate::meanwhile;
use crate::offers::{parsed, partner_id, partner_names, partner_zone, verification_of};
use crate::orders::transfers;
use crate::portal::Portal;
use crate::tables::{
    job, order, partner, partner_override, payment, proof, refund, subscription, support_request,
};

/// A thing as its table tells it: its claim and whose it is are looked up for all at once.
struct Found {
    thing: Thing,
    partner: Option<String>,
    about: About,
    since: Option<DateTime<Utc>>,
}

/// A page of a queue: from after so many, at most so many.
pub async fn page(portal: &Portal, queue: Queue, (after, most): (u64, u64)) -> Result<QueuePage, DbErr> {
    let db = portal.db.read();
    macro_rules! rows {
        ($in_turn:expr) => {
            $in_turn.offset(after).limit(most + 1).all(db).await?
        };
    }
    let mut found = match queue {
        Queue::Transfers | Queue::Proofs => orders(db, queue, rows!(queues::orders_in_turn(queue))).await?,
        Queue::Unallocated => payments(db, rows!(queues::unallocated_in_turn())).await?,
        Queue::Refunds => refunds(db, rows!(queues::refunds_in_turn())).await?,
        Queue::Renewals => renewals(portal, rows!(queues::renewals_in_turn(portal))).await?,
        Queue::Partners => rows!(queues::partners_in_turn()).into_iter().map(profile).collect(),
        Queue::Overrides => overrides(portal, rows!(queues::overrides_in_turn(portal))).await?,
        Queue::Requests => {
            rows!(queues::requests_in_turn()).into_iter().map(request).collect::<Result<_, _>>()?
        }
        Queue::Jobs => rows!(queues::jobs_in_turn()).into_iter().map(dead).collect(),
    };
    let more = found.len() as u64 > most;
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let items = shown(portal, db, found).await?;
    Ok(QueuePage { items, next_cursor: more.then(|| (after + most).to_string()) })
}

async fn shown(
    portal: &Portal,
    db: &impl ConnectionTrait,
    found: Vec<Found>,
) -> Result<Vec<QueueItem>, DbErr> {
    let things: Vec<_> = found.iter().map(|one| one.thing.clone()).collect();
    let mut claims = claims::of(portal, db, &things).await?;
    let names = partner_names(db, found.iter().filter_map(|one| one.partner.clone())).await?;
    let item = |Found { thing, partner, about, since }: Found| {
        let claim = claims.remove(&thing);
        let whose = |id: String| {
            let name = names.get(&id).cloned().unwrap_or_default();
            Ok::<_, DbErr>(Whose { id: partner_id(&id)?, name })
        };
        Ok(QueueItem { thing, partner: partner.map(whose).transpose()?, about, since, claim })
    };
    found.into_iter().map(item).collect()
}

async fn orders(
    db: &impl ConnectionTrait,
    queue: Queue,
    rows: Vec<order::Model>,
) -> Result<Vec<Found>, DbErr> {
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let arrived = sums(db, &numbers).await?;
    let proved = if queue == Queue::Proofs { proved(db, &numbers).await? } else { HashMap::new() };
    let found = |row: order::Model| {
        let total = parsed::<Quote>(&row.quote)?.total;
        let received = Money::new(arrived.get(&row.number).copied().unwrap_or_default(), total.currency);
        let since = proved.get(&row.number).copied().unwrap_or(row.started_at);
        Ok(Found {
            thing: Thing::new(ThingKind::Order, &row.number),
            partner: Some(row.partner_id),
            about: About::Order { number: OrderNumber(row.number), total, received, pay_by: row.pay_by },
            since: Some(since),
        })
    };
    rows.into_iter().map(found).collect()
}

/// What has arrived for orders and pays them, in minor units.
async fn sums(db: &impl ConnectionTrait, orders: &[i64]) -> Result<HashMap<i64, i64>, DbErr> {
    let rows: Vec<(i64, i64)> = payment::Entity::find()
        .filter(payment::Column::OrderNumber.is_in(orders.iter().copied()))
        .select_only()
        .columns([payment::Column::OrderNumber, payment::Column::Allocated])
        .into_tuple()
        .all(db)
        .await?;
    let mut sums = HashMap::new();
    for (order, allocated) in rows {
        *sums.entry(order).or_default() += allocated;
    }
    Ok(sums)
}

/// When the oldest proof of each order that waits to be checked was uploaded.
async fn proved(db: &impl ConnectionTrait, orders: &[i64]) -> Result<HashMap<i64, DateTime<Utc>>, DbErr> {
    let rows: Vec<(i64, DateTime<Utc>)> = proof::Entity::find()
        .filter(proof::Column::OrderNumber.is_in(orders.iter().copied()))
        .filter(proof::Column::Rejected.is_null())
        .select_only()
        .columns([proof::Column::OrderNumber, proof::Column::UploadedAt])
        .into_tuple()
        .all(db)
        .await?;
    let mut first = HashMap::new();
    for (order, at) in rows {
        let oldest = first.entry(order).or_insert(at);
        *oldest = at.min(*oldest);
    }
    Ok(first)
}

/// Whose some orders are.
async fn owners(db: &impl ConnectionTrait, orders: Vec<i64>) -> Result<HashMap<i64, String>, DbErr> {
    let rows: Vec<(i64, String)> = order::Entity::find()
        .filter(order::Column::Number.is_in(orders))
        .select_only()
        .columns([order::Column::Number, order::Column::PartnerId])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

fn unit(code: &str) -> Result<Currency, DbErr> {
    currency(code).ok_or_else(|| DbErr::Custom(format!("the currency {code} is not known")))
}

async fn payments(db: &impl ConnectionTrait, rows: Vec<payment::Model>) -> Result<Vec<Found>, DbErr> {
    let owners = owners(db, rows.iter().filter_map(|row| row.order_number).collect()).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let used = transfers::used(db, &ids).await?;
    let found = |row: payment::Model| {
        let used = used.get(&row.id).copied().unwrap_or_default();
        let why = row.why_held.as_deref().and_then(WhyHeld::of_code).unwrap_or(WhyHeld::NoOrder);
        Ok(Found {
            thing: Thing::new(ThingKind::Payment, &row.id),
            partner: row.order_number.and_then(|number| owners.get(&number).cloned()),
            about: About::Payment {
                amount: Money::new(row.amount - row.allocated - used, unit(&row.currency)?),
                reference: row.bank_reference,
                why,
            },
            since: Some(row.recorded_at),
        })
    };
    rows.into_iter().map(found).collect()
}

async fn refunds(db: &impl ConnectionTrait, rows: Vec<refund::Model>) -> Result<Vec<Found>, DbErr> {
    let owners = owners(db, rows.iter().map(|row| row.order_number).collect()).await?;
    let found = |row: refund::Model| {
        let (order, amount) = (OrderNumber(row.order_number), Money::new(row.amount, unit(&row.currency)?));
        Ok(Found {
            thing: Thing::new(ThingKind::Refund, &row.id),
            partner: owners.get(&row.order_number).cloned(),
            about: About::Refund { order, amount },
            since: Some(row.decided_at),
        })
    };
    rows.into_iter().map(found).collect()
}

/// Renewals wait from the beginning of the day of the first attempt, where the partner is.
async fn renewals(portal: &Portal, rows: Vec<subscription::Model>) -> Result<Vec<Found>, DbErr> {
    let ids = rows.iter().map(|row| row.partner_id.as_str());
    let owners = partner::Entity::find().filter(partner::Column::Id.is_in(ids)).all(portal.db.read()).await?;
    let zones: HashMap<_, _> = owners
        .iter()
        .map(|owner| Ok((owner.id.as_str(), partner_zone(owner)?)))
        .collect::<Result<_, DbErr>>()?;
    let catalogue = portal.catalogue();
    let found = |row: subscription::Model| {
        let zone = zones.get(row.partner_id.as_str()).copied().unwrap_or(chrono_tz::UTC);
        let place = ManagedIn::PartnerCenter;
        let policy = RenewalPolicy::in_force(&catalogue.policies, place, row.expires_on);
        let offer = catalogue.offer(&OfferCode(row.offer.clone()));
        let as_it_is = || Localized { en: row.offer.clone(), ja: row.offer.clone() };
        Found {
            thing: Thing::new(ThingKind::Subscription, &row.id),
            about: About::Renewal {
                offer: offer.map_or_else(as_it_is, |offer| offer.name.clone()),
                expires_on: row.expires_on,
                closes: policy.window(place, row.expires_on).closes,
                attempts: row.renewal_attempts.unsigned_abs(),
            },
            since: row.first_attempt.map(|day| end_of(shifted(day, -1), zone)),
            partner: Some(row.partner_id),
        }
    };
    Ok(rows.into_iter().map(found).collect())
}

fn profile(row: partner::Model) -> Found {
    let again = verification_of(&row) == Verification::DueForReview;
    Found {
        thing: Thing::new(ThingKind::Partner, &row.id),
        about: About::Profile { country: row.country, again },
        since: row.submitted_at,
        partner: Some(row.id),
    }
}

async fn overrides(portal: &Portal, rows: Vec<partner_override::Model>) -> Result<Vec<Found>, DbErr> {
    let people = rows.iter().map(|row| row.asked_by.as_str()).collect();
    let people = meanwhile::names(portal.db.read(), people).await?;
    let catalogue = portal.catalogue();
    let found = |row: partner_override::Model| {
        let unknown = || DbErr::Custom(format!("override {} is of the unknown requirement", row.id));
        let offer = catalogue.offer(&OfferCode(row.offer.clone()));
        let as_it_is = || Localized { en: row.offer.clone(), ja: row.offer.clone() };
        Ok(Found {
            about: About::Override {
                requirement: Overridable::of_code(&row.requirement).ok_or_else(unknown)?,
                offer: offer.map_or_else(as_it_is, |offer| offer.name.clone()),
                until: row.until,
                asked_by: people.get(&row.asked_by).cloned().unwrap_or_default(),
            },
            thing: Thing::new(ThingKind::Override, &row.id),
            since: Some(row.asked_at),
            partner: Some(row.partner_id),
        })
    };
    rows.into_iter().map(found).collect()
}

fn request(row: support_request::Model) -> Result<Found, DbErr> {
    let unreadable =
        |what: &str| DbErr::Custom(format!("support request {} has an unknown {what}", row.number));
    Ok(Found {
        thing: Thing::new(ThingKind::Request, &row.number),
        about: About::Request {
            number: row.number,
            severity: Severity::of_code(&row.severity).ok_or_else(|| unreadable("severity"))?,
            state: RequestState::of_code(&row.state).ok_or_else(|| unreadable("state"))?,
            title: row.title,
        },
        since: Some(row.updated_at),
        partner: Some(row.partner_id),
    })
}

fn dead(row: job::Model) -> Found {
    Found {
        thing: Thing::new(ThingKind::Job, &row.id),
        partner: None,
        about: About::Job {
            kind: row.kind,
            name: row.name,
            attempts: row.attempts.unsigned_abs(),
            error: row.error.unwrap_or_default(),
        },
        since: row.finished_at,
    }
}
