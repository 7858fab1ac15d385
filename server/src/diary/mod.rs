//! The diary: a partner's days as a calendar feed (RFC 5545), at a secret address of each user.
//!
//! The address is signed and holds a number that **Make a new link** counts up: what was given away before leads
//! nowhere then. A user who is removed takes the address along.

pub mod routes;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component, Event, EventLike};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokuten_core::catalogue::{Language, OfferCode};
use tokuten_core::diary::{DiaryEvent, DiaryLink, diary};
use tokuten_core::roles::Permission;

use crate::audit::Entry;
use crate::identity::signed_in::{PartnerUser, roles};
use crate::notices::language_of_partner;
use crate::offers::{self, lock, partner_id, partner_row, partner_zone};
use crate::orders::transfers;
use crate::portal::Portal;
use crate::tables::user;

/// What is signed: nothing else that the key signs or hashes looks like it.
fn signed(user: &str, number: i32) -> String {
    format!("diary/{user}/{number}")
}

fn link_of(portal: &Portal, row: &user::Model) -> DiaryLink {
    let signature = portal.key.sign(&signed(&row.id, row.diary_number));
    DiaryLink { url: format!("{}/diary/{}.{signature}.ics", portal.address(), row.id) }
}

/// Where the user's diary is.
pub async fn link(portal: &Portal, user: &PartnerUser) -> Result<DiaryLink, DbErr> {
    Ok(link_of(portal, &own(portal.db.read(), user).await?))
}

/// Makes a new address; the one before leads nowhere from now on.
pub async fn renew_link(portal: &Portal, user: &PartnerUser) -> Result<DiaryLink, DbErr> {
    let tx = portal.db.begin().await?;
    lock(&tx, &user.partner).await?;
    user::Entity::update_many()
        .col_expr(user::Column::DiaryNumber, Expr::col(user::Column::DiaryNumber).add(1))
        .filter(user::Column::Id.eq(user.id.as_str()))
        .exec(&tx)
        .await?;
    let row = own(&tx, user).await?;
    let entry = Entry {
        at: portal.clock.now(),
        actor: &user.id,
        action: "diary link renewed",
        subject: format!("user {}", user.id),
        partner: Some(user.partner.as_str()),
    };
    entry.record(&tx, None::<&()>, None::<&()>).await?;
    tx.commit().await?;
    Ok(link_of(portal, &row))
}

async fn own(db: &impl sea_orm::ConnectionTrait, user: &PartnerUser) -> Result<user::Model, DbErr> {
    let found = user::Entity::find_by_id(user.id.as_str()).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("user {}", user.id)))
}

/// The diary at an address, as iCalendar; none if it leads nowhere.
pub async fn feed(portal: &Portal, token: &str) -> Result<Option<String>, DbErr> {
    let Some((id, signature)) = token.strip_suffix(".ics").and_then(|token| token.rsplit_once('.')) else {
        return Ok(None);
    };
    let db = portal.db.read();
    let row = user::Entity::find_by_id(id).filter(user::Column::RemovedAt.is_null()).one(db).await?;
    let row = row.filter(|row| portal.key.has_signed(&signed(id, row.diary_number), signature));
    let Some((row, partner)) = row.and_then(|row| Some((row.clone(), row.partner_id?))) else {
        return Ok(None);
    };
    let default = language_of_partner(db, &partner).await?;
    let language = row.language.as_deref().and_then(Language::of_tag).unwrap_or(default);
    let partner = partner_id(&partner)?;
    let roles = roles(&row.roles);
    let facts = offers::facts(portal, db, &partner, &roles).await?;
    let zone = partner_zone(&partner_row(db, &partner).await?)?;
    // What was ordered is for those who may see orders.
    let awaited = if Permission::SeeOrders.is_granted_to(&roles) {
        transfers::awaited_of(db, &partner).await?
    } else {
        Vec::new()
    };
    let days = diary(&facts, &awaited, portal.clock.today(zone));
    let name = |offer: &OfferCode| {
        facts.offer(offer).map_or_else(|| offer.0.clone(), |offer| offer.name.text(language).to_owned())
    };
    let mut calendar = Calendar::new();
    calendar.name(portal.catalogue().name.text(language));
    for (day, event) in &days {
        calendar.push(entry(portal, (*day, event), language, name, portal.clock.now()));
    }
    Ok(Some(calendar.done().to_string()))
}

fn entry(
    portal: &Portal,
    (day, event): (NaiveDate, &DiaryEvent),
    language: Language,
    name: impl Fn(&OfferCode) -> String,
    now: DateTime<Utc>,
) -> Event {
    let (text, path) = match event {
        DiaryEvent::Anniversary { subscription, offer } => {
            let text = match language {
                Language::En => format!("{}: anniversary, last day of the membership", name(offer)),
                Language::Ja => format!("{}: 記念日 (メンバーシップの最終日)", name(offer)),
            };
            (text, format!("/subscriptions/{subscription}"))
        }
        DiaryEvent::OpensThere { offer, .. } => {
            let text = match language {
                Language::En => format!("{}: renewal opens in the Membership Center", name(offer)),
                Language::Ja => format!("{}: Membership Center での更新期間の開始", name(offer)),
            };
            (text, "/membership-center".to_owned())
        }
        DiaryEvent::ClosesThere { offer, .. } => {
            let text = match language {
                Language::En => format!("{}: last day to renew in the Membership Center", name(offer)),
                Language::Ja => format!("{}: Membership Center での更新の最終日", name(offer)),
            };
            (text, "/membership-center".to_owned())
        }
        DiaryEvent::WindowOpens { subscription, offer, automatic } => {
            let text = match (language, automatic) {
                (Language::En, true) => format!("{}: renews by itself", name(offer)),
                (Language::En, false) => format!("{}: renewal opens", name(offer)),
                (Language::Ja, true) => format!("{}: 自動更新", name(offer)),
                (Language::Ja, false) => format!("{}: 更新期間の開始", name(offer)),
            };
            (text, format!("/subscriptions/{subscription}"))
        }
        DiaryEvent::WindowCloses { subscription, offer } => {
            let text = match language {
                Language::En => format!("{}: last day to renew", name(offer)),
                Language::Ja => format!("{}: 更新期間の最終日", name(offer)),
            };
            (text, format!("/subscriptions/{subscription}"))
        }
        DiaryEvent::PayBy { order, offer } => {
            let text = match language {
                Language::En => format!("{}: pay order {order} by today", name(offer)),
                Language::Ja => format!("{}: 注文 {order} の支払い期限", name(offer)),
            };
            (text, format!("/orders/{order}"))
        }
    };
    let mut entry = Event::new();
    entry
        .uid(&format!("{}@tokuten", event.name(day)))
        .timestamp(now)
        .summary(&text)
        .url(&format!("{}{path}", portal.address()))
        .all_day(day)
        .add_property("TRANSP", "TRANSPARENT");
    entry.done()
}
