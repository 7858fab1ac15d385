//! What is told of the programme: to the operator who had scheduled a version.

use chrono::NaiveDate;
use sea_orm::DbErr;
use tokuten_core::notices::Notice;

use super::users::recipient;
use super::words;
use crate::db::Change;
use crate::mail::write;
use crate::portal::Portal;
use crate::tables::user;

/// The version that was to come into force today does not: something has happened since.
pub async fn held_back(
    portal: &Portal,
    tx: &Change,
    user: &user::Model,
    (revision, day, note): (i32, NaiveDate, &str),
) -> Result<(), DbErr> {
    let to = recipient(tx, user).await?;
    let letter = words::programme_held_back(to.language, day, note);
    let name = format!("programme-held-back/{day}/{revision}");
    write(portal, tx, (Notice::ProgrammeHeldBack, &name), None, &to, &letter).await
}
