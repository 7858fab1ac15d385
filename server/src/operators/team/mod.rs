//! The vendor's operators: many for each kind of work. A programme operator invites them, gives them another role,
//! removes them, and takes away a second factor that is lost.

pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use sea_orm::DbErr;
use serde::Serialize;
use tokuten_core::problem::{FieldError, FieldFault, ProblemCode};
use tokuten_core::sessions::OperatorRole;
use tokuten_core::team::{
    NewOperator, OperatorPage, OperatorRoleChange, OperatorView, WhyNot, may_change_role, may_remove,
    may_resend, may_reset_factors,
};
use tokuten_core::users::UserState;

use crate::audit::Entry;
use crate::db;
use crate::factors;
use crate::identity::signed_in::Operator;
use crate::identity::{links, store as accounts};
use crate::ids::new_id;
use crate::notices;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::user;
use crate::users::store as users;

/// Why something was not done about an operator.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// No such operator.
    #[error("there is no such operator")]
    NotFound,
    /// Who asks is no programme operator any more.
    #[error("who asks is no programme operator any more")]
    RoleMissing,
    /// The rules refuse.
    #[error("the rules about operators refuse: {0:?}")]
    Refused(Vec<WhyNot>),
    /// Fields are wrong.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<FieldError>),
    /// The role is not the one that was shown.
    #[error("the role was changed meanwhile")]
    Changed,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<TeamError> for Problem {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::NotFound => Self::not_found("operator"),
            TeamError::RoleMissing => Self::role_missing(),
            TeamError::Refused(why_not) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::Refused,
                "Not allowed by the rules about operators",
                format!(
                    "{} Nothing was changed.",
                    why_not.into_iter().map(reason).collect::<Vec<_>>().join(" ")
                ),
            ),
            TeamError::Invalid(faults) => Self::invalid(faults),
            TeamError::Changed => Self::conflict(
                ProblemCode::Conflict,
                "The role has changed",
                "Somebody else has changed this operator's role since it was shown. Nothing was changed. Look at it as it is now and decide again.",
            ),
            TeamError::Database(error) => error.into(),
        }
    }
}

fn reason(why: WhyNot) -> &'static str {
    match why {
        WhyNot::Oneself => "Nobody changes themselves; ask another programme operator.",
        WhyNot::LastProgramme => {
            "This is the last programme operator who can sign in; invite another one first."
        }
        WhyNot::HasJoined => "The operator has come already.",
        WhyNot::NoFactor => "The operator has no second factor that could be lost.",
    }
}

/// Operators by name, from after the one that `cursor` names.
pub async fn page(portal: &Portal, by: &Operator, cursor: Option<&str>) -> Result<OperatorPage, Problem> {
    let db = portal.db.read();
    let unknown = || Problem::malformed("The cursor is not one that this list gave out.");
    let after = match cursor {
        Some(id) => Some(store::once_operator(db, id).await?.ok_or_else(unknown)?),
        None => None,
    };
    let mut rows = store::by_name(db, after.as_ref()).await?;
    let more = rows.len() > store::PAGE;
    rows.truncate(store::PAGE);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.id.clone());
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let with = store::with_factor(db, &ids).await?;
    let operators = rows.into_iter().filter_map(|row| view(row, &by.id, &with)).collect();
    let programme_operators = store::programme_operators(db).await?;
    Ok(OperatorPage { operators, programme_operators, next_cursor })
}

/// A row as `asks` sees it; `with` are those who have a second factor.
fn view(row: user::Model, asks: &str, with: &[String]) -> Option<OperatorView> {
    let role = OperatorRole::of_code(row.operator_role.as_deref()?)?;
    let state = if row.has_come() { UserState::Active } else { UserState::Invited };
    Some(OperatorView {
        is_self: row.id == asks,
        has_factor: with.contains(&row.id),
        id: row.id,
        name: row.name,
        email: row.email,
        role,
        state,
        last_signed_in: row.last_signed_in,
    })
}

/// A change of the operators under their lock.
struct Change<'a> {
    portal: &'a Portal,
    tx: db::Change,
    by: user::Model,
}

impl<'a> Change<'a> {
    /// Locks.
    async fn begin(portal: &'a Portal, by: &Operator) -> Result<Self, TeamError> {
        let (tx, by) = begin(portal, by).await?;
        Ok(Self { portal, tx, by })
    }

    /// An operator's row, and how the rules see it.
    async fn operator(&self, id: &str) -> Result<(user::Model, OperatorView), TeamError> {
        let row = store::operator(&self.tx, id).await?.ok_or(TeamError::NotFound)?;
        let with = store::with_factor(&self.tx, &[id.to_owned()]).await?;
        let view = view(row.clone(), &self.by.id, &with).ok_or(TeamError::NotFound)?;
        Ok((row, view))
    }

    /// Mails a link with which the operator sets the first password. Earlier links end.
    async fn invite(&self, row: &user::Model, role: OperatorRole) -> Result<(), DbErr> {
        let token = links::invitation(self.portal, &self.tx, &row.id).await?;
        notices::users::operator_invited(self.portal, &self.tx, &self.by.name, (row, role), &token).await
    }

    async fn note(
        &self,
        action: &str,
        id: &str,
        before: Option<&(impl Serialize + Sync)>,
        after: Option<&(impl Serialize + Sync)>,
    ) -> Result<(), DbErr> {
        let (at, subject) = (self.portal.clock.now(), format!("user {id}"));
        Entry { at, actor: &self.by.id, action, subject, partner: None }.record(&self.tx, before, after).await
    }
}

/// Begins a change that locks all programme operators, and answers who of them asks: the role that came with the request
/// may have been taken away while it waited.
pub(crate) async fn begin(portal: &Portal, by: &Operator) -> Result<(db::Change, user::Model), TeamError> {
    let tx = portal.db.begin().await?;
    let programme = store::lock(&tx).await?;
    let Some(by) = programme.into_iter().find(|row| row.id == by.id) else {
        tx.rollback().await?;
        return Err(TeamError::RoleMissing);
    };
    Ok((tx, by))
}

fn allowed(why_not: Vec<WhyNot>) -> Result<(), TeamError> {
    if why_not.is_empty() { Ok(()) } else { Err(TeamError::Refused(why_not)) }
}

/// Makes an operator and mails an invitation.
pub async fn invite(portal: &Portal, by: &Operator, new: NewOperator) -> Result<OperatorView, TeamError> {
    let mut faults = new.faults();
    let email = new.email.trim().to_lowercase();
    if faults.is_empty() && !email_address::EmailAddress::is_valid(&email) {
        faults.push(FieldError::new("email", FieldFault::Malformed));
    }
    if !faults.is_empty() {
        return Err(TeamError::Invalid(faults));
    }
    let change = Change::begin(portal, by).await?;
    let row = user::Model {
        id: new_id(),
        email,
        name: new.name.trim().to_owned(),
        password_hash: None,
        language: change.by.language.clone(),
        zone: None,
        partner_id: None,
        roles: String::new(),
        operator_role: Some(new.role.code().to_owned()),
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    };
    if !users::insert(&change.tx, row.clone()).await? {
        return Err(TeamError::Invalid(vec![FieldError::new("email", FieldFault::Taken)]));
    }
    change.invite(&row, new.role).await?;
    let view = view(row, &by.id, &[]).ok_or(TeamError::NotFound)?;
    change.note("operator invited", &view.id, None::<&()>, Some(&view)).await?;
    change.tx.commit().await?;
    Ok(view)
}

/// Mails an invitation anew; the link of the one before ends.
pub async fn invite_again(portal: &Portal, by: &Operator, id: &str) -> Result<(), TeamError> {
    let change = Change::begin(portal, by).await?;
    let (row, view) = change.operator(id).await?;
    allowed(may_resend(&view))?;
    change.invite(&row, view.role).await?;
    change.note("invitation sent again", id, None::<&()>, None::<&()>).await?;
    Ok(change.tx.commit().await?)
}

/// Gives an operator another role than the one that was shown.
pub async fn change_role(
    portal: &Portal,
    by: &Operator,
    id: &str,
    wanted: OperatorRoleChange,
) -> Result<OperatorView, TeamError> {
    let change = Change::begin(portal, by).await?;
    let (_, view) = change.operator(id).await?;
    if wanted.seen != view.role {
        return Err(TeamError::Changed);
    }
    allowed(may_change_role(&view, wanted.role, store::programme_operators(&change.tx).await?))?;
    if wanted.role == view.role {
        change.tx.rollback().await?;
        return Ok(view);
    }
    store::set_role(&change.tx, id, wanted.role).await?;
    change.note("operator's role changed", id, Some(&view.role), Some(&wanted.role)).await?;
    change.tx.commit().await?;
    Ok(OperatorView { role: wanted.role, ..view })
}

/// Removes an operator: sessions, links and second factors end at once. What was done stays, under the operator's name.
pub async fn remove(portal: &Portal, by: &Operator, id: &str) -> Result<(), TeamError> {
    let change = Change::begin(portal, by).await?;
    let (_, view) = change.operator(id).await?;
    allowed(may_remove(&view, store::programme_operators(&change.tx).await?))?;
    users::remove(&change.tx, id, portal.clock.now()).await?;
    change.note("operator removed", id, Some(&view), None::<&()>).await?;
    Ok(change.tx.commit().await?)
}

/// Takes away an operator's second factors, which are lost.
pub async fn reset_factors(portal: &Portal, by: &Operator, id: &str) -> Result<(), TeamError> {
    let change = Change::begin(portal, by).await?;
    let (row, view) = change.operator(id).await?;
    allowed(may_reset_factors(&view))?;
    factors::reset(portal, &change.tx, &row, (&change.by.id, Some(&change.by.name))).await?;
    Ok(change.tx.commit().await?)
}

/// Why whoever runs the server could not reset anybody's second factors.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// No operator has that address.
    #[error("there is no operator {0}; nothing was reset")]
    NoSuchOperator(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The same for whoever runs the server, by the operator's address.
pub async fn reset_factors_of(portal: &Portal, email: &str) -> Result<(), ResetError> {
    let email = email.trim().to_lowercase();
    let tx = portal.db.begin().await?;
    let found = accounts::user_by_email(&tx, &email).await?.filter(|user| user.operator_role.is_some());
    let Some(user) = found else {
        tx.rollback().await?;
        return Err(ResetError::NoSuchOperator(email));
    };
    factors::reset(portal, &tx, &user, ("command line", None)).await?;
    Ok(tx.commit().await?)
}
