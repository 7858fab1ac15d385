//! The demo's test clock: `/api/test/clock`. Mounted only with `--demo`, and then open to anybody, since
//! whoever tries the demo is everybody in it.

use axum::Json;
use axum::extract::State;
use tokuten_core::operators::{ClockChange, ClockView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::clock::noon;
use crate::db::remember;
use crate::extract::Body;
use crate::orders::settlement::reconcile;
use crate::orders::stale::abandon_stale;
use crate::orders::transfers::expire_unpaid;
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
    portal.clock.move_to(match to {
        ClockChange::Today(day) => noon(day),
        ClockChange::Now(instant) => instant,
    });
    let tx = portal.db.begin().await?;
    remember(&tx, OFFSET, &portal.clock.offset().to_string()).await?;
    tx.commit().await?;
    reconcile(&portal).await?;
    abandon_stale(&portal).await?;
    expire_unpaid(&portal).await?;
    Ok(Json(view(&portal)))
}
