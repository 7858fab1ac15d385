//! The demo's test clock: `/api/test/clock`. Mounted only with `--demo`, and then open to anybody, since
//! whoever tries the demo is everybody in it.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use tokuten_core::operators::{ClockChange, ClockView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::clock::noon;
use crate::db::remember;
use crate::extract::Body;
use crate::jobs;
use crate::portal::Portal;
use crate::problem::Problem;

/// Name of the setting that keeps by how many seconds the demo's clock is ahead.
pub const OFFSET: &str = "clock_offset";

/// The room's addresses.
pub fn router() -> OpenApiRouter<Portal> {
    OpenApiRouter::new().routes(routes!(show, change))
}

fn view(portal: &Portal) -> ClockView {
    let zone = portal.programme_zone();
    ClockView { now: portal.clock.now(), today: portal.clock.today(zone), zone: zone.name().to_owned() }
}

/// What the demo's clock says.
#[utoipa::path(get, path = "/api/test/clock", tag = "demo", responses((status = 200, body = ClockView)))]
async fn show(State(portal): State<Portal>) -> Json<ClockView> {
    Json(view(&portal))
}

/// Move the demo's clock. Answers when what is due by then has been done.
#[utoipa::path(post, path = "/api/test/clock", tag = "demo", request_body = ClockChange,
    responses((status = 200, body = ClockView)))]
async fn change(
    State(portal): State<Portal>,
    Body(to): Body<ClockChange>,
) -> Result<Json<ClockView>, Problem> {
    let target = match to {
        ClockChange::Today(day) => noon(day),
        ClockChange::Now(instant) => instant,
    };
    // Day by day, so that everything happens in the order of its dates, beginning with what is due before the clock
    // leaves this one. At noon UTC it is that day in nearly every zone.
    jobs::run_due(&portal).await.map_err(|error| Problem::internal(&error))?;
    let mut stop = noon(portal.clock.now().date_naive());
    while stop < target {
        if stop > portal.clock.now() {
            move_to(&portal, stop).await?;
        }
        stop += TimeDelta::days(1);
    }
    move_to(&portal, target).await?;
    Ok(Json(view(&portal)))
}

/// Moves the clock and does what is due by then.
async fn move_to(portal: &Portal, instant: DateTime<Utc>) -> Result<(), Problem> {
    portal.clock.move_to(instant);
    let tx = portal.db.begin().await?;
    remember(&tx, OFFSET, &portal.clock.offset().to_string()).await?;
    tx.commit().await?;
    jobs::run_due(portal).await.map_err(|error| Problem::internal(&error))?;
    Ok(())
}
