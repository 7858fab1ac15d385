//! Made-up partners, in bulk: each with a Global admin, and on wish with a subscription and an order.

use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use tempfile::TempDir;
use tokuten_core::orders::OrderState;
use tokuten_core::partners::{BillTo, PartnerId};
use tokuten_core::payments::{CardEntry, CardToken};
use tokuten_core::roles::Role;
use tokuten_server::config::Settings;
use tokuten_server::identity::signed_in::PartnerUser;
use tokuten_server::payments::sandbox::SandboxGateway;
use tokuten_server::portal::Portal;
use tokuten_server::serve::{Mode, open};
use tokuten_server::tables::{order, partner, subscription, user};

/// Rows of one statement: SQLite takes 32,766 values, and the widest table has 23 columns.
const CHUNK: usize = 1_000;
/// Rows of one transaction, so that the write-ahead log stays small.
const BATCH: usize = 50_000;

/// A folder for databases, on the disk that the project is on.
pub fn folder() -> anyhow::Result<TempDir> {
    let bench = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench");
    std::fs::create_dir_all(bench)?;
    Ok(tempfile::tempdir_in(bench)?)
}

/// Opens a portal on the demo's programme in a folder.
pub async fn portal(folder: &Path) -> anyhow::Result<(Portal, SandboxGateway)> {
    let settings = Settings { data: folder.to_owned(), ..Settings::default() };
    let (portal, sandbox) = open(settings, Mode::Demo { clock: None }).await?;
    Ok((portal, sandbox.context("the demo's cards are in the sandbox")?))
}

/// A card that pays.
pub async fn card(gateway: &SandboxGateway) -> anyhow::Result<CardToken> {
    let entry = CardEntry {
        number: "4242 4242 4242 4242".to_owned(),
        exp_month: 12,
        exp_year: 2039,
        cvc: "123".to_owned(),
        holder: String::new(),
    };
    Ok(gateway.tokenize(&entry).await?)
}

/// The id of the partner of that number.
pub fn partner_id(number: usize) -> anyhow::Result<PartnerId> {
    (5_000_000 + number).to_string().parse().map_err(|error: &str| anyhow::anyhow!(error))
}

/// Its Global admin.
pub fn admin(number: usize) -> anyhow::Result<PartnerUser> {
    Ok(PartnerUser {
        id: format!("user-{number}"),
        name: format!("Admin {number}"),
        partner: partner_id(number)?,
        country: "US".to_owned(),
        roles: vec![Role::GlobalAdmin],
        zone: chrono_tz::UTC,
        version: 1,
    })
}

/// Inserts partners with their admins.
pub async fn insert_partners(portal: &Portal, count: usize) -> anyhow::Result<()> {
    let bill_to = BillTo {
        name: "Bench".to_owned(),
        line1: "1 Main Street".to_owned(),
        line2: String::new(),
        city: "Springfield".to_owned(),
        region: String::new(),
        postal_code: String::new(),
        tax_id: String::new(),
    };
    let bill_to = serde_json::to_string(&bill_to)?;
    insert::<partner::Entity, _>(portal, count, |number| partner_row(number, &bill_to)).await?;
    insert::<user::Entity, _>(portal, count, user_row).await
}

/// Inserts a subscription and an order for each of the partners.
pub async fn insert_subscriptions(portal: &Portal, count: usize) -> anyhow::Result<()> {
    let term = ("2026-03-01".parse()?, "2027-03-01".parse()?);
    insert::<subscription::Entity, _>(portal, count, |number| subscription_row(number, term)).await?;
    insert::<order::Entity, _>(portal, count, |number| order_row(number, term)).await
}

/// Inserts a subscription for each of the partners that renews by itself on `day`, with a card that pays.
pub async fn insert_due(
    portal: &Portal,
    count: usize,
    day: NaiveDate,
    card: &CardToken,
) -> anyhow::Result<()> {
    let expires_on = day.checked_sub_days(Days::new(1)).context("a day before")?;
    let starts = expires_on.checked_sub_days(Days::new(364)).context("a year before")?;
    let summary = serde_json::to_string(&card.card)?;
    insert::<subscription::Entity, _>(portal, count, |number| subscription::Model {
        automatic_renewal: true,
        card_token: Some(card.token.clone()),
        card: Some(summary.clone()),
        done_through: Some(expires_on),
        next_due: Some(day.and_time(NaiveTime::MIN).and_utc()),
        ..subscription_row(number, (starts, expires_on))
    })
    .await
}

async fn insert<E, M>(portal: &Portal, count: usize, row: impl Fn(usize) -> M) -> anyhow::Result<()>
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    for batch in (0..count).step_by(BATCH) {
        let tx = portal.db.begin().await?;
        let end = count.min(batch + BATCH);
        for first in (batch..end).step_by(CHUNK) {
            let rows = (first..end.min(first + CHUNK)).map(|number| row(number).into_active_model());
            E::insert_many(rows).exec_without_returning(&tx).await.context("a chunk of rows")?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Puts what the write-ahead log holds into the database's file.
pub async fn checkpoint(portal: &Portal) -> anyhow::Result<()> {
    portal.db.read().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(())
}

/// The same as tables have it.
pub fn partner_key(number: usize) -> String {
    (5_000_000 + number).to_string()
}

fn partner_row(number: usize, bill_to: &str) -> partner::Model {
    partner::Model {
        id: partner_key(number),
        name: format!("Partner {number}"),
        country: "US".to_owned(),
        currency: "USD".to_owned(),
        zone: "Etc/UTC".to_owned(),
        language: "en".to_owned(),
        email_verified: true,
        agreement_accepted: true,
        agreement_version: None,
        agreed_at: None,
        verification: "verified".to_owned(),
        verification_reason: None,
        submitted_at: None,
        suspended: None,
        tax_exempt: false,
        tax_certificate: None,
        tax_exempt_until: None,
        registration_number: String::new(),
        bill_to: bill_to.to_owned(),
        version: 1,
    }
}

fn user_row(number: usize) -> user::Model {
    user::Model {
        id: format!("user-{number}"),
        email: format!("admin@partner-{number}.example"),
        name: format!("Admin {number}"),
        password_hash: None,
        language: None,
        zone: None,
        partner_id: Some(partner_key(number)),
        roles: Role::GlobalAdmin.code().to_owned(),
        operator_role: None,
        reminders_off: false,
        removed_at: None,
        diary_number: 0,
        last_signed_in: None,
    }
}

fn subscription_row(number: usize, (starts, ends): (NaiveDate, NaiveDate)) -> subscription::Model {
    subscription::Model {
        id: format!("bench-{number}"),
        partner_id: partner_key(number),
        offer: "action_pack".to_owned(),
        purchased_on: starts,
        anchor: ends,
        term_starts: starts,
        expires_on: ends,
        managed_in: "partner_center".to_owned(),
        holding: "held".to_owned(),
        holding_on: None,
        automatic_renewal: false,
        card_token: None,
        card: None,
        transfer_contact: None,
        done_through: Some(starts),
        renewal_attempts: 0,
        first_attempt: None,
        handed_over: None,
        // Far off: in the benchmarks nothing is due unless they say so.
        next_due: Some(ends.and_time(NaiveTime::MIN).and_utc()),
    }
}

/// Every tenth order awaits its transfer: the page looks for those.
fn order_row(number: usize, (starts, ends): (NaiveDate, NaiveDate)) -> order::Model {
    let state = if number.is_multiple_of(10) { OrderState::AwaitingTransfer } else { OrderState::Paid };
    order::Model {
        // Numbers of real orders start below; `usize` always fits.
        number: 1_000_000_000 + i64::try_from(number).unwrap_or_default(),
        partner_id: partner_key(number),
        user_id: format!("user-{number}"),
        started_by: format!("Admin {number}"),
        idempotency_key: format!("bench-{number}"),
        offer: "action_pack".to_owned(),
        subscription_id: Some(format!("bench-{number}")),
        anniversary: None,
        renewed_in: None,
        state: state.code().to_owned(),
        method: "bank_transfer".to_owned(),
        card_token: None,
        card: None,
        quote: "{}".to_owned(),
        bill_to: "{}".to_owned(),
        agreement_version: None,
        attempts: 0,
        term_key: Some(format!("bench-{number}")),
        decline: None,
        started_at: DateTime::UNIX_EPOCH,
        pay_by: Some(ends),
        paid_on: Some(starts),
        new_anniversary: Some(ends),
        contact: None,
        expires_at: None,
    }
}
