//! What the demo's companies have used of their benefits, and the files of its marketing material.

use std::path::Path;

use chrono::{NaiveDate, TimeDelta};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokuten_core::benefits::own_end;
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::{Benefit, Catalogue, OfferCode};

use crate::clock::noon;
use crate::db::Change;
use crate::ids::{new_code, new_id};
use crate::tables::{benefit_use, subscription, user};

const MATERIALS: [(&str, &[u8]); 2] = [
    ("starter-campaign-kit.zip", include_bytes!("../../demo/materials/starter-campaign-kit.zip")),
    ("co-branded-campaign-kit.zip", include_bytes!("../../demo/materials/co-branded-campaign-kit.zip")),
];

/// Puts the files where the programme's material is.
pub fn lay_materials(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    MATERIALS.iter().try_for_each(|(name, content)| std::fs::write(folder.join(name), content))
}

/// A use: by whom, of what, how much, how many days before T, for what; a licence is for whoever uses it.
type Use = (&'static str, &'static str, i32, i32, &'static str);

const USES: [Use; 10] = [
    ("global-admin@aoba.example", "desktop", 1, 200, ""),
    ("mpn-partner-admin@aoba.example", "support_online", 1, 120, "メールの移行について"),
    ("global-admin@birch.example", "desktop", 1, 300, ""),
    ("global-admin@birch.example", "desktop", 1, 150, ""),
    ("global-admin@birch.example", "support_online", 1, 40, "Sign-in fails after the update"),
    ("global-admin@gull.example", "cloud_office", 25, 230, ""),
    ("global-admin@gull.example", "developer_studio", 1, 230, ""),
    ("member@gull.example", "developer_studio", 1, 90, ""),
    ("global-admin@gull.example", "support_by_phone", 1, 60, "Deployment stops half way"),
    ("global-admin@gull.example", "presales_advice", 150, 30, "Proposal for the port of Nantes"),
];

/// Writes them; `today` is T.
pub async fn lay(tx: &Change, catalogue: &Catalogue, today: NaiveDate) -> Result<(), DbErr> {
    for (email, code, amount, days, note) in USES {
        let Some(user) = user::Entity::find().filter(user::Column::Email.eq(email)).one(tx).await? else {
            continue;
        };
        let held = subscription::Entity::find()
            .filter(subscription::Column::PartnerId.eq(user.partner_id.as_deref()));
        let Some(held) = held.one(tx).await? else { continue };
        let offer = catalogue.offer(&OfferCode(held.offer.clone()));
        let Some(benefit) = offer.and_then(|offer| offer.benefits.iter().find(|one| one.code == code)) else {
            continue;
        };
        let row = made(&held, benefit, &user.id, (amount, shifted(today, -days), note));
        tx.insert(benefit_use::ActiveModel::from(row)).await?;
    }
    Ok(())
}

fn made(
    held: &subscription::Model,
    benefit: &Benefit,
    user: &str,
    (amount, on, note): (i32, NaiveDate, &str),
) -> benefit_use::Model {
    let is_licence = benefit.kind == tokuten_core::catalogue::BenefitKind::UserLicence;
    benefit_use::Model {
        id: new_id(),
        subscription_id: held.id.clone(),
        of_term: held.expires_on,
        benefit: benefit.code.clone(),
        kind: benefit.kind.code().to_owned(),
        amount,
        used_by: user.to_owned(),
        used_at: noon(on) - TimeDelta::hours(1),
        used_on: on,
        assigned_to: is_licence.then(|| user.to_owned()),
        note: (!note.is_empty()).then(|| note.to_owned()),
        secret: benefit.kind.has_secret().then(|| new_code(5)),
        own_end: own_end(benefit.valid_days, on),
        freed_on: None,
        idempotency_key: new_id(),
    }
}
