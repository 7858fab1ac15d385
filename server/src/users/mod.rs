//! A partner's users: who is there, inviting, roles, removing; and passwords that are forgotten or changed.
//!
//! Who signs in, and how, is `identity`; which role may do what is `core::roles`, and what may be done about whom
//! `core::users`. Every change locks the partner first and asks the rules again with what is true then, so that
//! two Global admins cannot remove each other.

pub mod erasing;
mod forgetting;
pub mod passwords;
mod problems;
pub mod routes;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use serde::Serialize;
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::roles::Role;
use tokuten_core::users::{
    Colleague, NewUser, RoleChange, Standing, UserPage, UserState, UserView, WhyNot, in_order,
    may_change_roles, may_invite, may_remove, may_resend, may_see_users,
};

use crate::audit::Entry;
use crate::audit::private::Marker;
use crate::db;
use crate::identity::links;
use crate::identity::signed_in::{PartnerUser, roles};
use crate::ids::new_id;
use crate::notices;
use crate::offers::touch;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::tables::{partner, user};

pub use problems::UserError;
pub use store::global_admins;

/// The users of a partner who have a role, by name.
pub async fn colleagues(portal: &Portal, partner: &PartnerId) -> Result<Vec<Colleague>, DbErr> {
    let rows = store::with_roles(portal.db.read(), partner).await?;
    Ok(rows.into_iter().map(|row| Colleague { name: row.name, roles: roles(&row.roles) }).collect())
}

/// A partner's users by name, from after the one that `cursor` names.
pub async fn page(portal: &Portal, user: &PartnerUser, cursor: Option<&str>) -> Result<UserPage, Problem> {
    if !may_see_users(&user.roles) {
        return Err(Problem::role_missing());
    }
    let db = portal.db.read();
    let after = match cursor {
        Some(id) => Some(store::once_user(db, &user.partner, id).await?.ok_or_else(unknown_cursor)?),
        None => None,
    };
    let mut rows = store::by_name(db, &user.partner, after.as_ref()).await?;
    let more = rows.len() > store::PAGE;
    rows.truncate(store::PAGE);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.id.clone());
    let users = rows.into_iter().map(|row| view(row, &user.id)).collect();
    Ok(UserPage { users, global_admins: store::global_admins(db, &user.partner).await?, next_cursor })
}

fn unknown_cursor() -> Problem {
    Problem::malformed("The cursor is not one that this list gave out.")
}

/// A row as `asks` sees it.
fn view(row: user::Model, asks: &str) -> UserView {
    let state = if row.has_come() { UserState::Active } else { UserState::Invited };
    UserView {
        is_self: row.id == asks,
        id: row.id,
        name: row.name,
        email: row.email,
        roles: in_order(&roles(&row.roles)),
        state,
        last_signed_in: row.last_signed_in,
    }
}

/// A change of a partner's users under its lock: who acts, as they stand now.
struct Change<'a> {
    portal: &'a Portal,
    tx: db::Change,
    by: &'a PartnerUser,
    partner: partner::Model,
    standing: Standing,
}

impl<'a> Change<'a> {
    /// Locks the partner. The roles that came with the request may have been taken away while it waited.
    async fn begin(portal: &'a Portal, by: &'a PartnerUser) -> Result<Self, UserError> {
        let tx = portal.db.begin().await?;
        let partner = touch(&tx, &by.partner).await?;
        let own = store::member(&tx, &by.partner, &by.id).await?;
        let standing = Standing {
            roles: own.map(|row| roles(&row.roles)).unwrap_or_default(),
            global_admins: store::global_admins(&tx, &by.partner).await?,
        };
        Ok(Self { portal, tx, by, partner, standing })
    }

    async fn member(&self, id: &str) -> Result<UserView, UserError> {
        let row = store::member(&self.tx, &self.by.partner, id).await?;
        Ok(view(row.ok_or(UserError::NotFound)?, &self.by.id))
    }

    /// Mails a link with which the user sets the first password. Earlier links end.
    async fn invite(&self, user: &UserView) -> Result<(), DbErr> {
        let token = links::invitation(self.portal, &self.tx, &user.id).await?;
        notices::users::invited(self.portal, &self.tx, (&self.partner, &self.by.name), user, &token).await
    }

    async fn note(
        &self,
        action: &str,
        user: &str,
        before: Option<&(impl Serialize + Sync)>,
        after: Option<&(impl Serialize + Sync)>,
    ) -> Result<(), DbErr> {
        let mut marker = Marker::new(&["name", "email"], Some(user));
        let before = before.map(|before| marker.marked(before)).transpose()?;
        let after = after.map(|after| marker.marked(after)).transpose()?;
        marker.keep(&self.tx).await?;
        let entry = Entry {
            at: self.portal.clock.now(),
            actor: &self.by.id,
            action,
            subject: format!("user {user}"),
            partner: Some(self.by.partner.as_str()),
        };
        entry.record(&self.tx, before.as_ref(), after.as_ref()).await
    }
}

fn allowed(why_not: Vec<WhyNot>) -> Result<(), UserError> {
    if why_not.is_empty() { Ok(()) } else { Err(UserError::Refused(why_not)) }
}

/// Makes a user and mails an invitation.
pub async fn invite(portal: &Portal, by: &PartnerUser, new: NewUser) -> Result<UserView, UserError> {
    let mut faults = new.faults();
    let email = new.email.trim().to_lowercase();
    if faults.is_empty() && !email_address::EmailAddress::is_valid(&email) {
        faults.push(FieldError::new("email", FieldFault::Malformed));
    }
    if !faults.is_empty() {
        return Err(UserError::Invalid(faults));
    }
    let change = Change::begin(portal, by).await?;
    allowed(may_invite(&change.standing, &new.roles))?;
    let row = user::Model {
        id: new_id(),
        email,
        name: new.name.trim().to_owned(),
        password_hash: None,
        language: None,
        zone: None,
        partner_id: Some(by.partner.to_string()),
        roles: stored(&new.roles),
        operator_role: None,
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    };
    let user = view(row.clone(), &by.id);
    if !store::insert(&change.tx, row).await? {
        return Err(UserError::Taken);
    }
    change.invite(&user).await?;
    change.note("user invited", &user.id, None::<&()>, Some(&user)).await?;
    change.tx.commit().await?;
    Ok(user)
}

/// Roles as the table keeps them.
fn stored(roles: &[Role]) -> String {
    in_order(roles).into_iter().map(Role::code).collect::<Vec<_>>().join(" ")
}

/// Mails an invitation anew; the link of the one before ends.
pub async fn invite_again(portal: &Portal, by: &PartnerUser, id: &str) -> Result<(), UserError> {
    let change = Change::begin(portal, by).await?;
    let user = change.member(id).await?;
    allowed(may_resend(&change.standing, &user))?;
    change.invite(&user).await?;
    change.note("invitation sent again", id, None::<&()>, None::<&()>).await?;
    Ok(change.tx.commit().await?)
}

/// Changes a user's roles from those that were shown.
pub async fn change_roles(
    portal: &Portal,
    by: &PartnerUser,
    id: &str,
    wanted: RoleChange,
) -> Result<UserView, UserError> {
    let change = Change::begin(portal, by).await?;
    let user = change.member(id).await?;
    if in_order(&wanted.seen) != user.roles {
        return Err(UserError::Changed);
    }
    let to = in_order(&wanted.roles);
    allowed(may_change_roles(&change.standing, &user, &to))?;
    if to == user.roles {
        return Ok(user);
    }
    store::set_roles(&change.tx, id, &stored(&to)).await?;
    change.note("roles changed", id, Some(&user.roles), Some(&to)).await?;
    change.tx.commit().await?;
    Ok(UserView { roles: to, ..user })
}

/// Removes a user: sessions and links end at once. What the user did stays, under the user's name.
pub async fn remove(portal: &Portal, by: &PartnerUser, id: &str) -> Result<(), UserError> {
    let change = Change::begin(portal, by).await?;
    let user = change.member(id).await?;
    allowed(may_remove(&change.standing, &user))?;
    store::remove(&change.tx, id, portal.clock.now()).await?;
    change.note("user removed", id, Some(&user), None::<&()>).await?;
    Ok(change.tx.commit().await?)
}
