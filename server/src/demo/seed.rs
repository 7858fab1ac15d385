//! Fills an empty database with the demo: all of it, or nothing.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use sea_orm::{DbErr, EntityTrait};
use tokuten_core::calendar::{anniversary_in, shifted};
use tokuten_core::orders::{OrderState, Purpose};
use tokuten_core::partners::{BillTo, PartnerId};
use tokuten_core::quotes::quote;
use tokuten_core::sessions::DemoUser;
use tokuten_core::transfers::{ProofDetails, TransferContact};

use super::companies::{self, Company, Held, Transfer};
use super::{MARK, PASSWORD, benefits, directory, requests, skills};
use crate::clock::{end_of, noon};
use crate::db::{Change, next_number, remember};
use crate::fulltext;
use crate::identity::password;
use crate::ids::new_id;
use crate::payments::sandbox::SandboxGateway;
use crate::portal::Portal;
use crate::programme::versions::FIRST;
use crate::tables::{order, partner, proof, subscription, term, user};
use crate::{offers, orders};

/// What the demo's bank gave for a transfer.
pub(super) const RECEIPT: &[u8] = include_bytes!("../../demo/receipt.pdf");

/// Fills the database if it is empty; answers whether it did. Dates are laid relative to each company's today.
pub async fn seed(portal: &Portal, gateway: &SandboxGateway) -> Result<bool, DbErr> {
    let tx = portal.db.begin().await?;
    if partner::Entity::find().one(&tx).await?.is_some() {
        return Ok(false);
    }
    let hash = password::hash(PASSWORD);
    for company in &companies::all() {
        Seeding { portal, tx: &tx, gateway, company }.fill(&hash).await?;
    }
    for operator in companies::vendor().users {
        insert_user(&tx, operator, None, Some(&hash)).await?;
    }
    let today = portal.clock.today(portal.programme_zone());
    requests::lay(&tx, noon(today)).await?;
    directory::lay(portal, &tx, noon(today)).await?;
    benefits::lay(&tx, &portal.catalogue(), today).await?;
    let materials = crate::benefits::materials(portal);
    benefits::lay_materials(&materials)
        .map_err(|error| DbErr::Custom(format!("{}: {error}", materials.display())))?;
    remember(&tx, MARK, "1").await?;
    tx.commit().await?;
    Ok(true)
}

struct Seeding<'a> {
    portal: &'a Portal,
    tx: &'a Change,
    gateway: &'a SandboxGateway,
    company: &'a Company,
}

impl Seeding<'_> {
    async fn fill(&self, hash: &str) -> Result<(), DbErr> {
        self.partner().await?;
        for user in self.company.users() {
            insert_user(self.tx, user, Some(self.company.partner), Some(hash)).await?;
        }
        if let Some(user) = self.company.invited() {
            insert_user(self.tx, user, Some(self.company.partner), None).await?;
        }
        skills::lay(self.portal, self.tx, (self.company.slug, self.company.partner), self.day(0)).await?;
        let subscription = match &self.company.held {
            Some(held) => Some(self.subscription(held).await?),
            None => None,
        };
        match &self.company.transfer {
            Some(transfer) => self.transfer(transfer, subscription).await,
            None => Ok(()),
        }
    }

    fn zone(&self) -> Tz {
        self.company.zone.parse().unwrap_or(chrono_tz::UTC)
    }

    /// T, or so many days from it, where the company is.
    fn day(&self, days: i32) -> NaiveDate {
        shifted(self.portal.clock.today(self.zone()), days)
    }

    async fn partner(&self) -> Result<(), DbErr> {
        let [line1, city, region, postal_code, tax_id] = self.company.address.map(str::to_owned);
        let bill_to = BillTo {
            name: self.company.name.to_owned(),
            line1,
            line2: String::new(),
            city,
            region,
            postal_code,
            tax_id,
        };
        let row = partner::Model {
            id: self.company.partner.to_owned(),
            name: self.company.name.to_owned(),
            country: self.company.country.to_owned(),
            currency: self.company.currency.to_owned(),
            zone: self.company.zone.to_owned(),
            language: self.company.language.to_owned(),
            email_verified: true,
            agreement_accepted: true,
            agreement_version: None,
            agreed_at: None,
            verification: if self.company.verified { "verified" } else { "pending" }.to_owned(),
            verification_reason: None,
            submitted_at: None,
            suspended: None,
            tax_exempt: false,
            tax_certificate: None,
            tax_exempt_until: None,
            registration_number: format!("R-{}", self.company.partner),
            bill_to: json(&bill_to)?,
            version: 1,
        };
        partner::Entity::insert(partner::ActiveModel::from(row)).exec_without_returning(self.tx).await?;
        fulltext::name(self.tx, &offers::partner_id(self.company.partner)?, self.company.name).await
    }

    async fn subscription(&self, held: &Held) -> Result<String, DbErr> {
        use chrono::Datelike;
        let expires_on = self.day(held.expires);
        let purchased_on = anniversary_in(expires_on, expires_on.year() - 1);
        let card = match held.card {
            Some(number) => Some(self.gateway.keep(number, expires_on.year() + 2).await?),
            None => None,
        };
        let id = new_id();
        let row = subscription::Model {
            id: id.clone(),
            partner_id: self.company.partner.to_owned(),
            offer: held.offer.to_owned(),
            purchased_on,
            anchor: expires_on,
            term_starts: purchased_on,
            expires_on,
            managed_in: held.managed_in.code().to_owned(),
            holding: "held".to_owned(),
            holding_on: None,
            automatic_renewal: held.automatic_renewal,
            card_token: card.as_ref().map(|card| card.token.clone()),
            card: card.as_ref().map(|card| json(&card.card)).transpose()?,
            transfer_contact: None,
            done_through: None,
            renewal_attempts: 0,
            first_attempt: None,
            handed_over: None,
            next_due: None,
        };
        subscription::Entity::insert(subscription::ActiveModel::from(row))
            .exec_without_returning(self.tx)
            .await?;
        let first = term::ActiveModel {
            subscription_id: sea_orm::Set(id.clone()),
            starts: sea_orm::Set(purchased_on),
            expires_on: sea_orm::Set(expires_on),
            began: sea_orm::Set("imported".to_owned()),
            recorded_on: sea_orm::Set(purchased_on),
            programme: sea_orm::Set(FIRST),
            ..Default::default()
        };
        term::Entity::insert(first).exec_without_returning(self.tx).await?;
        Ok(id)
    }

    /// An order by bank transfer for the Action Pack, placed and not paid.
    async fn transfer(&self, transfer: &Transfer, subscription: Option<String>) -> Result<(), DbErr> {
        let partner: PartnerId =
            self.company.partner.parse().map_err(|error: &str| DbErr::Custom(error.to_owned()))?;
        let facts = offers::facts(self.portal, self.tx, &partner, &[]).await?;
        let placed_on = self.day(transfer.placed);
        let anniversary = facts.subscriptions.first().map(|held| held.expires_on);
        let purpose = Purpose::Buy { offer: "action_pack".into() };
        let bill_to = &facts.partner.bill_to;
        let quoted = quote(&self.portal.catalogue(), &facts, &purpose, bill_to, placed_on)
            .map_err(|error| DbErr::Custom(format!("{}: {error:?}", self.company.name)))?;
        let admin = self.company.users().next();
        let contact = admin.clone();
        let days = i32::try_from(self.portal.catalogue().transfer_days).unwrap_or(30);
        let pay_by = shifted(placed_on, days);
        let state = if transfer.proof { OrderState::ProofSubmitted } else { OrderState::AwaitingTransfer };
        let row = order::Model {
            number: next_number(self.tx, "orders").await?,
            partner_id: partner.to_string(),
            user_id: "demo".to_owned(),
            started_by: admin.map_or_else(String::new, |user| user.name),
            idempotency_key: new_id(),
            offer: "action_pack".to_owned(),
            term_key: Some(match (&subscription, anniversary) {
                (Some(id), Some(anniversary)) => format!("renew/{id}/{anniversary}"),
                _ => format!("buy/{partner}/action_pack/0"),
            }),
            subscription_id: subscription,
            anniversary,
            renewed_in: None,
            state: state.code().to_owned(),
            method: "bank_transfer".to_owned(),
            card_token: None,
            card: None,
            quote: json(&quoted)?,
            bill_to: json(bill_to)?,
            agreement_version: Some(self.portal.catalogue().agreement.version.clone()),
            attempts: 0,
            decline: None,
            started_at: noon(placed_on) - TimeDelta::hours(2),
            pay_by: Some(pay_by),
            paid_on: None,
            new_anniversary: None,
            contact: Some(json(&TransferContact {
                name: contact.as_ref().map_or_else(String::new, |user| user.name.clone()),
                phone: if self.company.country == "JP" { "+81 54-123-4567" } else { "+1 518-555-0142" }
                    .to_owned(),
                email: contact.map_or_else(String::new, |user| user.email),
            })?),
            expires_at: Some(end_of(pay_by, self.zone())),
        };
        let number = row.number;
        orders::insert(self.tx, row).await?;
        if transfer.proof { self.proof(number, placed_on).await } else { Ok(()) }
    }

    /// A receipt of the bank for that order.
    async fn proof(&self, order: i64, paid_on: NaiveDate) -> Result<(), DbErr> {
        let details = ProofDetails {
            paid_on,
            account: "普通 0123456".to_owned(),
            reference: format!("{order}-{}", self.company.partner),
        };
        let row = proof::Model {
            id: new_id(),
            order_number: order,
            file_name: "receipt.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: i32::try_from(RECEIPT.len()).unwrap_or(i32::MAX),
            content: RECEIPT.to_vec(),
            details: json(&details)?,
            uploaded_by: "demo".to_owned(),
            uploaded_at: noon(paid_on),
            rejected: None,
        };
        proof::Entity::insert(proof::ActiveModel::from(row)).exec_without_returning(self.tx).await?;
        Ok(())
    }
}

async fn insert_user(
    tx: &Change,
    user: DemoUser,
    partner: Option<&str>,
    hash: Option<&str>,
) -> Result<(), DbErr> {
    let roles: Vec<_> = user.roles.iter().map(|role| role.code()).collect();
    let row = user::Model {
        id: new_id(),
        email: user.email,
        name: user.name,
        password_hash: hash.map(str::to_owned),
        language: None,
        zone: None,
        partner_id: partner.map(str::to_owned),
        roles: roles.join(" "),
        operator_role: user.operator.map(|role| role.code().to_owned()),
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    };
    user::Entity::insert(user::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(())
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
