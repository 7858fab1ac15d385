//! What the vendor's own people see: how the portal stands, and in the demo its clock.

pub mod audit;
pub mod clock;
pub mod exports;
pub mod membership_center;
pub mod partners;
pub mod refunds;
pub mod routes;
pub mod skills;
pub mod statements;
pub mod support;
pub mod team;
pub mod transfers;
pub mod webhooks;

use sea_orm::{DbErr, EntityTrait, PaginatorTrait};
use tokuten_core::operators::Overview;
use tokuten_core::orders::OrderState;

use crate::orders;
use crate::portal::Portal;
use crate::tables::{partner, subscription};

/// How the portal stands.
pub async fn overview(portal: &Portal) -> Result<Overview, DbErr> {
    let db = portal.db.read();
    let awaiting: Vec<_> = OrderState::ALL.into_iter().filter(|state| state.awaits_payment()).collect();
    let zone = portal.programme_zone();
    Ok(Overview {
        partners: partner::Entity::find().count(db).await?,
        subscriptions: subscription::Entity::find().count(db).await?,
        open_orders: orders::count(db, &awaiting).await?,
        paid_orders: orders::count(db, &[OrderState::Paid]).await?,
        charging_orders: orders::count(db, &[OrderState::Charging]).await?,
        now: portal.clock.now(),
        today: portal.clock.today(zone),
        zone: zone.name().to_owned(),
    })
}
