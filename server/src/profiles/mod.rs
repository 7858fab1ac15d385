//! Business profiles: written as drafts, looked at as the public will see them, published and withdrawn.
//!
//! What is published is a copy of the draft with the company's name as it was then, and its words in the index of the
//! directory; all three change in one transaction, with the partner locked. Whoever saves says which version was
//! seen, so that two colleagues do not undo each other's changes.

mod problems;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;

use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use tokuten_core::catalogue::Catalogue;
use tokuten_core::partners::PartnerId;
use tokuten_core::problem::{FieldError, FieldFault};
use tokuten_core::profiles::{
    DraftChange, LARGEST_LOGO, Profile, ProfileStanding, ProfileView, is_listed, may_publish, slug,
};
use tokuten_core::search::{folded, words};

use crate::audit::Entry;
use crate::audit::private::Marker;
use crate::db::Change;
use crate::fulltext::{self, DIRECTORY};
use crate::identity::signed_in::PartnerUser;
use crate::ids::new_id;
use crate::offers::{self, lock, parsed, partner_row, verification_of};
use crate::portal::Portal;
use crate::tables::{business_profile, partner, profile_logo};
use crate::uploads::File;

pub use problems::ProfileError;
pub use store::logo;

/// A profile as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The company's name.
    pub name: String,
    /// What it says of itself.
    pub profile: Profile,
    /// Id of its logo.
    pub logo: Option<String>,
}

/// The partner's profile, for who writes it.
pub async fn show(portal: &Portal, user: &PartnerUser) -> Result<ProfileView, DbErr> {
    let db = portal.db.read();
    let row = store::find(db, &user.partner).await?;
    view(portal, db, user, row).await
}

/// Saves the draft. What is saved already may be saved again.
pub async fn save(
    portal: &Portal,
    user: &PartnerUser,
    DraftChange { draft, seen }: DraftChange,
) -> Result<ProfileView, ProfileError> {
    let draft = checked(portal, draft.tidied(), &user.country)?;
    let (tx, row) = begun(portal, user).await?;
    let before: Profile = parsed(&row.draft)?;
    if before != draft {
        seen_as_it_is(&row, seen)?;
        let row = business_profile::Model { draft: json(&draft)?, ..row };
        changed(portal, &tx, user, row, "business profile saved", (&before, &draft)).await?;
    }
    done(portal, tx, user).await
}

/// Gives the draft another logo.
pub async fn set_logo(portal: &Portal, user: &PartnerUser, file: File) -> Result<ProfileView, ProfileError> {
    if file.content.len() > LARGEST_LOGO {
        return Err(ProfileError::LogoTooLarge(file.content.len()));
    }
    let media_type = file.picture_type().ok_or(ProfileError::NoPicture(file.name))?.to_owned();
    let (tx, row) = begun(portal, user).await?;
    let logo = profile_logo::Model {
        id: new_id(),
        partner_id: user.partner.to_string(),
        media_type,
        content: file.content,
    };
    let (before, after) = (row.draft_logo.clone(), Some(logo.id.clone()));
    store::insert_logo(&tx, logo).await?;
    let row = business_profile::Model { draft_logo: after.clone(), ..row };
    changed(portal, &tx, user, row, "business profile's logo changed", (&before, &after)).await?;
    done(portal, tx, user).await
}

/// Takes the logo out of the draft.
pub async fn remove_logo(portal: &Portal, user: &PartnerUser) -> Result<ProfileView, ProfileError> {
    let (tx, row) = begun(portal, user).await?;
    if let Some(before) = row.draft_logo.clone() {
        let row = business_profile::Model { draft_logo: None, ..row };
        changed(portal, &tx, user, row, "business profile's logo removed", (&Some(before), &None)).await?;
    }
    done(portal, tx, user).await
}

/// Shows the public what the draft says.
pub async fn publish(portal: &Portal, user: &PartnerUser, seen: i64) -> Result<ProfileView, ProfileError> {
    let (tx, row) = begun(portal, user).await?;
    let facts = offers::facts(portal, &tx, &user.partner, &user.roles).await?;
    let verdict = may_publish(&facts.partner);
    if !verdict.is_allowed() {
        return Err(ProfileError::Refused(verdict));
    }
    let shown = written(&row, facts.partner.name)?;
    let before = published(&row)?;
    if before.as_ref() != Some(&shown) {
        seen_as_it_is(&row, seen)?;
        let missing = shown.profile.missing();
        if !missing.is_empty() {
            return Err(ProfileError::Invalid(missing));
        }
        put(portal, &tx, row.clone(), &shown).await?;
        let row = put_row(portal, row, &shown)?;
        changed(portal, &tx, user, row, "business profile published", (&before, &Some(shown))).await?;
    }
    done(portal, tx, user).await
}

/// Takes back what the public sees; the draft stays.
pub async fn withdraw(portal: &Portal, user: &PartnerUser, seen: i64) -> Result<ProfileView, ProfileError> {
    let (tx, row) = begun(portal, user).await?;
    if let Some(before) = published(&row)? {
        seen_as_it_is(&row, seen)?;
        fulltext::remove(&tx, DIRECTORY, &user.partner).await?;
        store::set_countries(&tx, &user.partner, &[]).await?;
        let row = business_profile::Model {
            published: None,
            published_logo: None,
            published_at: None,
            sort_name: None,
            ..row
        };
        changed(portal, &tx, user, row, "business profile withdrawn", (&Some(before), &None)).await?;
    }
    done(portal, tx, user).await
}

/// The draft as it would be shown.
pub async fn preview(portal: &Portal, user: &PartnerUser) -> Result<Shown, DbErr> {
    let db = portal.db.read();
    let name = partner_row(db, &user.partner).await?.name;
    written(&store::find(db, &user.partner).await?, name)
}

/// What a partner shows, if the public may see it.
pub async fn listed(db: &impl ConnectionTrait, partner: &PartnerId) -> Result<Option<Shown>, DbErr> {
    let Some(row) = store::published_row(db, partner).await? else { return Ok(None) };
    let owner: partner::Model = partner_row(db, partner).await?;
    let listed = is_listed(owner.suspended.is_some(), &verification_of(&owner));
    if listed { published(&row) } else { Ok(None) }
}

/// What a row shows.
pub fn published(row: &business_profile::Model) -> Result<Option<Shown>, DbErr> {
    row.published.as_deref().map(parsed).transpose()
}

/// Publishes a profile as it stands in the row, without asking anybody: the demo's and the benchmarks' door.
pub async fn lay(
    portal: &Portal,
    tx: &Change,
    partner: &PartnerId,
    shown: &Shown,
    is_published: bool,
) -> Result<(), DbErr> {
    let row = business_profile::Model {
        version: 1,
        draft: json(&shown.profile)?,
        draft_logo: shown.logo.clone(),
        ..store::nothing(partner)?
    };
    if is_published {
        put(portal, tx, row.clone(), shown).await?;
        return store::save(tx, put_row(portal, row, shown)?).await;
    }
    store::save(tx, row).await
}

/// Makes the index of the directory anew from what is published.
pub async fn index_all(tx: &Change, catalogue: &Catalogue) -> Result<(), DbErr> {
    for row in store::all_published(tx).await? {
        let partner = offers::partner_id(&row.partner_id)?;
        if let Some(shown) = published(&row)? {
            let words = words(&shown.profile.searchable(&shown.name, catalogue));
            fulltext::put(tx, DIRECTORY, &partner, &words).await?;
        }
    }
    Ok(())
}

/// Puts a profile where the directory finds it.
async fn put(portal: &Portal, tx: &Change, row: business_profile::Model, shown: &Shown) -> Result<(), DbErr> {
    let partner = offers::partner_id(&row.partner_id)?;
    let text = shown.profile.searchable(&shown.name, &portal.catalogue());
    fulltext::put(tx, DIRECTORY, &partner, &words(&text)).await?;
    store::set_countries(tx, &partner, &shown.profile.countries).await
}

fn put_row(
    portal: &Portal,
    row: business_profile::Model,
    shown: &Shown,
) -> Result<business_profile::Model, DbErr> {
    Ok(business_profile::Model {
        published: Some(json(shown)?),
        published_logo: shown.logo.clone(),
        published_at: Some(portal.clock.now()),
        sort_name: Some(folded(&shown.name)),
        ..row
    })
}

fn written(row: &business_profile::Model, name: String) -> Result<Shown, DbErr> {
    Ok(Shown { name, profile: parsed(&row.draft)?, logo: row.draft_logo.clone() })
}

/// Begins a change: the partner is locked, and the profile is read.
async fn begun(portal: &Portal, user: &PartnerUser) -> Result<(Change, business_profile::Model), DbErr> {
    let tx = portal.db.begin().await?;
    lock(&tx, &user.partner).await?;
    let row = store::find(&tx, &user.partner).await?;
    Ok((tx, row))
}

fn seen_as_it_is(row: &business_profile::Model, seen: i64) -> Result<(), ProfileError> {
    if row.version == seen { Ok(()) } else { Err(ProfileError::Changed) }
}

/// Keeps a change, and notes it.
async fn changed<T: Serialize + Sync>(
    portal: &Portal,
    tx: &Change,
    user: &PartnerUser,
    row: business_profile::Model,
    action: &str,
    (before, after): (&T, &T),
) -> Result<(), DbErr> {
    let row = business_profile::Model { version: row.version + 1, ..row };
    store::save(tx, row.clone()).await?;
    store::drop_unused_logos(tx, &row).await?;
    let subject = format!("business profile of {}", user.partner);
    let mut marker = Marker::new(&["email"], None);
    let (before, after) = (marker.marked(before)?, marker.marked(after)?);
    marker.keep(tx).await?;
    let (at, partner) = (portal.clock.now(), Some(user.partner.as_str()));
    let entry = Entry { at, actor: &user.id, action, subject, partner };
    entry.record(tx, Some(&before), Some(&after)).await
}

async fn done(portal: &Portal, tx: Change, user: &PartnerUser) -> Result<ProfileView, ProfileError> {
    let row = store::find(&tx, &user.partner).await?;
    let view = view(portal, &tx, user, row).await?;
    tx.commit().await?;
    Ok(view)
}

async fn view(
    portal: &Portal,
    db: &impl ConnectionTrait,
    user: &PartnerUser,
    row: business_profile::Model,
) -> Result<ProfileView, DbErr> {
    let facts = offers::facts(portal, db, &user.partner, &user.roles).await?;
    let (draft, shown) = (written(&row, facts.partner.name.clone())?, published(&row)?);
    let listed = is_listed(facts.partner.suspended.is_some(), &facts.partner.verification);
    let address = shown.as_ref().filter(|_| listed).map(|shown| slug(&shown.name, &user.partner));
    Ok(ProfileView {
        standing: ProfileStanding::of(&draft, shown.as_ref()),
        address: address.map(|slug| format!("/directory/{slug}")),
        draft: draft.profile,
        logo: row.draft_logo,
        version: row.version,
        industries: portal.catalogue().industries.clone(),
        services: portal.catalogue().services.clone(),
        facts,
    })
}

/// A draft by core's rules, the syntax of addresses, and the numbering plans; the phone number
/// comes out in international form.
fn checked(portal: &Portal, mut draft: Profile, country: &str) -> Result<Profile, ProfileError> {
    let mut faults = draft.faults(&portal.catalogue().industries, &portal.catalogue().services);
    let odd = |field: &str| FieldError::new(field, FieldFault::Malformed);
    if !draft.contact.email.is_empty() && !email_address::EmailAddress::is_valid(&draft.contact.email) {
        faults.push(odd("email"));
    }
    if !draft.contact.phone.is_empty() {
        match international(&draft.contact.phone, country) {
            Some(phone) => draft.contact.phone = phone,
            None => faults.push(odd("phone")),
        }
    }
    faults.dedup_by(|later, earlier| later.field == earlier.field);
    if faults.is_empty() { Ok(draft) } else { Err(ProfileError::Invalid(faults)) }
}

/// A phone number in international form, if there is such a number; one without a country code is of `country`.
pub fn international(phone: &str, country: &str) -> Option<String> {
    let phone = phonenumber::parse(country.parse().ok(), phone).ok().filter(phonenumber::is_valid)?;
    Some(phone.format().mode(phonenumber::Mode::International).to_string())
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}
