//! API tokens: what systems of the vendor's, and no people, come with. Programme operators make and revoke them.
//!
//! A token is a secret that is shown once and kept as a keyed hash. It is the programme's and not its maker's: it acts in
//! its own name, and goes on when whoever made it is an operator no more. It is never a session: [`gate`] lets it in only
//! where the description of a route says so.

pub mod gate;
pub mod limits;
pub mod routes;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DbErr;
use tokuten_core::api_access::{
    ACTOR, MOST_TOKENS, NewToken, PREFIX, TokenMade, TokenPage, TokenView, codes_of, scopes_of,
};
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};

use crate::audit::Entry;
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::ids::{hex, new_secret, random};
use crate::operators::team::{self, TeamError};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::api_token;

/// Why nothing was done about a token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// There is no such token.
    #[error("there is no such token")]
    NotFound,
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// There are as many as there may be.
    #[error("there are {MOST_TOKENS} tokens")]
    TooMany,
    /// Who asks is no programme operator any more.
    #[error(transparent)]
    Team(#[from] TeamError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotFound => Self::not_found("token"),
            TokenError::Invalid(faults) => Self::invalid(faults),
            TokenError::TooMany => Self::conflict(
                ProblemCode::Conflict,
                "Too many tokens",
                format!(
                    "There are {MOST_TOKENS} tokens that are not revoked. No other was made. Revoke one that nobody needs."
                ),
            ),
            TokenError::Team(error) => error.into(),
            TokenError::Database(error) => error.into(),
        }
    }
}

/// Tokens, the newest first, from after the one that `cursor` names.
pub async fn page(portal: &Portal, cursor: Option<&str>) -> Result<TokenPage, Problem> {
    let db = portal.db.read();
    let unknown = || Problem::malformed("The cursor is not one that this list gave out.");
    let after = match cursor {
        Some(id) => Some(store::find(db, id).await?.ok_or_else(unknown)?),
        None => None,
    };
    let mut rows = store::newest_first(db, after.as_ref()).await?;
    let more = rows.len() > store::PAGE;
    rows.truncate(store::PAGE);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.id.clone());
    let makers = store::makers(db, &rows).await?;
    let tokens = rows.into_iter().map(|row| {
        let maker = makers.get(&row.created_by).cloned();
        let (name, is_here) = maker.unwrap_or_default();
        view(row, name, is_here)
    });
    let (tokens, living) = (tokens.collect(), store::living(db).await?);
    Ok(TokenPage { tokens, living, today: portal.clock.today(portal.programme_zone()), next_cursor })
}

fn view(row: api_token::Model, created_by: String, maker_is_here: bool) -> TokenView {
    TokenView {
        scopes: scopes_of(&row.scopes),
        id: row.id,
        name: row.name,
        expires_on: row.expires_on,
        created_at: row.created_at,
        created_by,
        maker_is_here,
        last_used: row.last_used,
        revoked_at: row.revoked_at,
    }
}

/// Makes a token, and tells its secret this once.
pub async fn make(portal: &Portal, by: &Operator, new: NewToken) -> Result<TokenMade, TokenError> {
    let faults = new.faults(portal.clock.today(portal.programme_zone()));
    if !faults.is_empty() {
        return Err(TokenError::Invalid(faults));
    }
    let (id, name) = (hex(&random::<8>()), new.name.trim().to_owned());
    let token = format!("{PREFIX}{id}_{}", new_secret());
    let row = api_token::Model {
        id,
        token_hash: portal.key.hash(&token),
        living_name: Some(name.to_lowercase()),
        name,
        scopes: codes_of(&new.scopes),
        expires_on: new.expires_on,
        created_at: portal.clock.now(),
        created_by: by.id.clone(),
        last_used: None,
        revoked_at: None,
        revoked_by: None,
    };
    // All who could make one wait for each other here, so what is counted and compared holds until the end.
    let (tx, maker) = team::begin(portal, by).await?;
    let refused = if store::living(&tx).await? >= MOST_TOKENS {
        Some(TokenError::TooMany)
    } else if store::is_taken(&tx, &row).await? {
        Some(TokenError::Invalid(vec![FieldError::new("name", FieldFault::Taken)]))
    } else {
        None
    };
    if let Some(refused) = refused {
        tx.rollback().await?;
        return Err(refused);
    }
    tx.insert(api_token::ActiveModel::from(row.clone())).await?;
    note(portal, &tx, by, ("API token made", &row), Told::Now).await?;
    tx.commit().await?;
    Ok(TokenMade { token, view: view(row, maker.name, true) })
}

/// Revokes a token: on every node no request that begins after this is let in. Revoked again, it stays as it is.
pub async fn revoke(portal: &Portal, by: &Operator, id: &str) -> Result<(), TokenError> {
    let (tx, _) = team::begin(portal, by).await?;
    let Some(before) = store::find(&tx, id).await? else {
        tx.rollback().await?;
        return Err(TokenError::NotFound);
    };
    if before.revoked_at.is_some() {
        return Ok(tx.rollback().await?);
    }
    let after = api_token::Model {
        revoked_at: Some(portal.clock.now()),
        revoked_by: Some(by.id.clone()),
        living_name: None,
        ..before.clone()
    };
    tx.update(&before, &after).await?;
    note(portal, &tx, by, ("API token revoked", &before), Told::Before).await?;
    Ok(tx.commit().await?)
}

/// On which side of a line of the audit log something stands.
enum Told {
    Before,
    Now,
}

async fn note(
    portal: &Portal,
    tx: &Change,
    by: &Operator,
    (action, row): (&str, &api_token::Model),
    told: Told,
) -> Result<(), DbErr> {
    let (at, subject) = (portal.clock.now(), actor(&row.name));
    let entry = Entry { at, actor: &by.id, action, subject, partner: None };
    // Neither the secret nor its hash.
    let said = serde_json::json!({ "id": row.id, "scopes": row.scopes, "expires_on": row.expires_on });
    match told {
        Told::Before => entry.record(tx, Some(&said), None::<&()>).await,
        Told::Now => entry.record(tx, None::<&()>, Some(&said)).await,
    }
}

/// What the audit log calls who acts by a token of this name. No two that are not revoked have the same.
fn actor(name: &str) -> String {
    format!("{ACTOR}{name}")
}

/// A token that was presented, and is one of ours.
#[derive(Debug, Clone)]
struct Presented {
    id: String,
    name: String,
    scopes: String,
    expires_on: NaiveDate,
    last_used: Option<DateTime<Utc>>,
}

/// Minutes within which it is not noted again that a token was used: so that reads stay reads.
const NOTED_MINUTES: i64 = 5;

/// Notes that a token is used, unless that was noted lately.
async fn used(portal: &Portal, token: &Presented) -> Result<(), DbErr> {
    let now = portal.clock.now();
    let lately = now - chrono::TimeDelta::minutes(NOTED_MINUTES);
    if token.last_used.is_some_and(|at| at > lately && at <= now) {
        return Ok(());
    }
    let tx = portal.db.begin().await?;
    store::note_used(&tx, &token.id, now).await?;
    tx.commit().await
}
