//! Where a user's name and address stand, and what is put in their place.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use serde_json::Value;
use tokuten_core::partners::PartnerId;
use tokuten_core::transfers::TransferContact;

use crate::audit::private;
use crate::offers::parsed;
use crate::tables::{
    application, business_profile, job, mail, order, person, subscription, support_entry, support_request,
    user,
};

/// Who is forgotten.
pub struct Whose<'a> {
    pub id: &'a str,
    /// What stands in the place of name and address.
    pub name: String,
    pub email: &'a str,
    pub partner: &'a PartnerId,
}

/// Forgets a user who has been removed already. What is ordered by itself goes to `heir`.
pub async fn everywhere(
    tx: &impl ConnectionTrait,
    whose: &Whose<'_>,
    heir: &TransferContact,
) -> Result<(), DbErr> {
    account(tx, whose).await?;
    for (number, address) in spellings(tx, whose).await?.into_iter().enumerate() {
        mails(tx, whose, &address).await?;
        // One notice that went to two spellings was two jobs, and stays two names.
        jobs(tx, &address, &format!("{}/{number}", whose.name)).await?;
    }
    private::forget(tx, whose.id, whose.email).await?;
    business_profile(tx, whose).await?;
    orders(tx, whose).await?;
    subscriptions(tx, whose, heir).await?;
    support(tx, whose).await?;
    person(tx, whose).await?;
    application::Entity::delete_many().filter(application::Column::Email.eq(whose.email)).exec(tx).await?;
    Ok(())
}

async fn account(tx: &impl ConnectionTrait, whose: &Whose<'_>) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::Name, Expr::value(whose.name.as_str()))
        .col_expr(user::Column::Language, Expr::value(None::<String>))
        .col_expr(user::Column::Zone, Expr::value(None::<String>))
        .filter(user::Column::Id.eq(whose.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The address as mails were sent to it: as a contact it is kept with the capitals that were typed.
async fn spellings(tx: &impl ConnectionTrait, whose: &Whose<'_>) -> Result<BTreeSet<String>, DbErr> {
    let lower = Expr::expr(Func::lower(Expr::col(mail::Column::Recipient)));
    let sent: Vec<String> = mail::Entity::find()
        .select_only()
        .column(mail::Column::Recipient)
        .distinct()
        .filter(lower.eq(whose.email))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(sent.into_iter().chain([whose.email.to_owned()]).collect())
}

/// That a mail was sent, of which sort and when, stays. What was not sent yet is not sent any more.
async fn mails(tx: &impl ConnectionTrait, whose: &Whose<'_>, address: &str) -> Result<(), DbErr> {
    let to = mail::Column::Recipient.eq(address);
    mail::Entity::delete_many().filter(to.clone()).filter(mail::Column::SentAt.is_null()).exec(tx).await?;
    mail::Entity::update_many()
        .col_expr(mail::Column::Recipient, Expr::value(whose.name.as_str()))
        .col_expr(mail::Column::Subject, Expr::value(""))
        .col_expr(mail::Column::Text, Expr::value(""))
        .col_expr(mail::Column::Html, Expr::value(""))
        .col_expr(mail::Column::Unsubscribe, Expr::value(None::<String>))
        .filter(to)
        .exec(tx)
        .await?;
    Ok(())
}

/// The names of jobs that send mails end with the address; what looks up a forgotten password carries it.
async fn jobs(tx: &impl ConnectionTrait, address: &str, instead: &str) -> Result<(), DbErr> {
    let replaced = |column: job::Column| -> SimpleExpr {
        let args = [Expr::col(column), Expr::val(address), Expr::val(instead)];
        Func::cust("replace").args(args).into()
    };
    let named = job::Column::Name.ends_with(format!("/{address}"));
    job::Entity::update_many()
        .col_expr(job::Column::Name, replaced(job::Column::Name))
        .filter(named)
        .exec(tx)
        .await?;
    job::Entity::update_many()
        .col_expr(job::Column::Payload, replaced(job::Column::Payload))
        .filter(job::Column::Payload.eq(address))
        .exec(tx)
        .await?;
    Ok(())
}

/// JSON with `instead` wherever the address stands, and with `name` as its name.
fn without(json: &str, whose: &Whose<'_>, (name, instead): (Option<&str>, &str)) -> Result<String, DbErr> {
    let mut value: Value = parsed(json)?;
    replace(&mut value, whose.email, instead);
    if let (Some(name), Some(field)) = (name, value.get_mut("name")) {
        *field = name.into();
    }
    Ok(value.to_string())
}

fn replace(value: &mut Value, address: &str, instead: &str) {
    match value {
        Value::String(text) if text.trim().eq_ignore_ascii_case(address) => instead.clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, address, instead)),
        Value::Object(fields) => fields.values_mut().for_each(|value| replace(value, address, instead)),
        _ => {}
    }
}

/// Where the partner shows the address to everybody, nothing stands in its place: the partner says what will.
async fn business_profile(tx: &impl ConnectionTrait, whose: &Whose<'_>) -> Result<(), DbErr> {
    let found = business_profile::Entity::find_by_id(whose.partner.as_str()).one(tx).await?;
    let Some(row) = found else { return Ok(()) };
    let draft = without(&row.draft, whose, (None, ""))?;
    let published = row.published.as_deref().map(|json| without(json, whose, (None, ""))).transpose()?;
    let names = |json: &str| json.to_lowercase().contains(whose.email);
    if names(&row.draft) || row.published.as_deref().is_some_and(names) {
        let row = business_profile::Model { draft, published, version: row.version + 1, ..row };
        row.into_active_model().reset_all().update_without_returning(tx).await?;
    }
    Ok(())
}

/// Orders keep who started them, by the pseudonym; their contact was for the time until they were paid.
async fn orders(tx: &impl ConnectionTrait, whose: &Whose<'_>) -> Result<(), DbErr> {
    order::Entity::update_many()
        .col_expr(order::Column::StartedBy, Expr::value(whose.name.as_str()))
        .filter(order::Column::UserId.eq(whose.id))
        .exec(tx)
        .await?;
    let rows = order::Entity::find()
        .filter(order::Column::PartnerId.eq(whose.partner.as_str()))
        .filter(order::Column::Contact.is_not_null())
        .all(tx)
        .await?;
    for row in rows {
        let own = matches!(&row.contact, Some(contact) if is_own(contact, whose)?);
        if own {
            let contact = Some(json(&forgotten(whose))?);
            let row = order::Model { contact, ..row };
            row.into_active_model().reset_all().update_without_returning(tx).await?;
        }
    }
    Ok(())
}

async fn subscriptions(
    tx: &impl ConnectionTrait,
    whose: &Whose<'_>,
    heir: &TransferContact,
) -> Result<(), DbErr> {
    let rows = subscription::Entity::find()
        .filter(subscription::Column::PartnerId.eq(whose.partner.as_str()))
        .filter(subscription::Column::TransferContact.is_not_null())
        .all(tx)
        .await?;
    for row in rows {
        let own = matches!(&row.transfer_contact, Some(contact) if is_own(contact, whose)?);
        if own {
            let row = subscription::Model { transfer_contact: Some(json(heir)?), ..row };
            row.into_active_model().reset_all().update_without_returning(tx).await?;
        }
    }
    Ok(())
}

async fn support(tx: &impl ConnectionTrait, whose: &Whose<'_>) -> Result<(), DbErr> {
    support_entry::Entity::update_many()
        .col_expr(support_entry::Column::Name, Expr::value(whose.name.as_str()))
        .filter(support_entry::Column::UserId.eq(whose.id))
        .exec(tx)
        .await?;
    let rows = support_request::Entity::find()
        .filter(support_request::Column::PartnerId.eq(whose.partner.as_str()))
        .all(tx)
        .await?;
    for row in rows {
        if row.opened_by == whose.id || is_own(&row.contact, whose)? {
            let row = support_request::Model { contact: json(&forgotten(whose))?, ..row };
            row.into_active_model().reset_all().update_without_returning(tx).await?;
        }
    }
    Ok(())
}

/// Certificates stay, so that what they earned for the partner stays true.
async fn person(tx: &impl ConnectionTrait, whose: &Whose<'_>) -> Result<(), DbErr> {
    person::Entity::update_many()
        .col_expr(person::Column::Name, Expr::value(whose.name.as_str()))
        .filter(person::Column::UserId.eq(whose.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether a contact that somebody typed is the user.
fn is_own(contact: &str, whose: &Whose<'_>) -> Result<bool, DbErr> {
    Ok(parsed::<TransferContact>(contact)?.email.trim().eq_ignore_ascii_case(whose.email))
}

fn forgotten(whose: &Whose<'_>) -> TransferContact {
    TransferContact { name: whose.name.clone(), phone: String::new(), email: String::new() }
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
