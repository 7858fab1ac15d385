//! Editing the programme: a draft of the whole catalogue, what it changes, whom that affects, and whether it may be
//! published (domain.md, "Operators").
//!
//! There is one draft at a time, so what is published always follows on what was in force.

pub mod changes;
pub mod dry_run;
pub mod edits;

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::shifted;
use crate::catalogue::{Catalogue, OfferCode};
use crate::problem::{FieldError, FieldFault, line_fault};
use crate::renewals::RenewalPolicy;
use crate::subscriptions::ManagedIn;
use crate::wire;

use changes::Change;
use dry_run::DryRun;
use edits::Edit;

/// How many days ahead a programme can be scheduled.
pub const SCHEDULED_DAYS: i32 = 366;

wire! {
    /// The programme as operators see it: answer of `GET /api/operator/programme`.
    pub struct ProgrammeDesk {
        /// Today in the programme's zone.
        pub today: NaiveDate,
        /// What is in force.
        pub in_force: VersionView,
        /// What is being prepared, if anything is.
        pub draft: Option<DraftView>,
    }
}

wire! {
    /// A version of the programme.
    pub struct VersionView {
        /// Its number, from 1.
        pub number: i32,
        /// When it came into force.
        pub since: DateTime<Utc>,
        /// Where it comes from.
        pub origin: Origin,
        /// Who published it, for who was an operator.
        pub by: Option<String>,
        /// What they said of it.
        pub note: String,
    }
}

wire! {
    /// Where a version comes from.
    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Origin {
        /// The file that the server was started with.
        File,
        /// It was published in the portal.
        Portal,
    }
}

crate::codes!(Origin: File = "file", Portal = "portal");

wire! {
    /// A page of versions, the newest first: answer of `GET /api/operator/programme/versions`.
    pub struct VersionPage {
        /// The versions.
        pub versions: Vec<VersionView>,
        /// For the next page, if there is one.
        pub next_cursor: Option<i32>,
    }
}

wire! {
    /// The draft: what it changes, and whether it may be published.
    pub struct DraftView {
        /// Counts its changes; to be sent along with the next one.
        pub revision: i32,
        /// Who changed it last.
        pub edited_by: String,
        /// When.
        pub edited_at: DateTime<Utc>,
        /// When it comes into force, once that is decided: it is not changed any more then.
        pub scheduled: Option<Scheduled>,
        /// What it changes.
        pub changes: Vec<Change>,
        /// Why it cannot be published as it is.
        pub why_not: Vec<WhyNot>,
        /// Whom it affects, if that was worked out for this revision and what is in force.
        pub dry_run: Option<DryRun>,
    }
}

wire! {
    /// When a draft comes into force.
    pub struct Scheduled {
        /// The day that begins then, in the programme's zone.
        pub day: NaiveDate,
        /// Who decided it.
        pub by: String,
        /// What they said of it.
        pub note: String,
    }
}

wire! {
    /// The draft's catalogue, for its forms: answer of `GET /api/operator/programme/catalogue`.
    pub struct CatalogueView {
        /// The revision of the draft; none of what is in force.
        pub revision: Option<i32>,
        /// Whether it can be changed: it is a draft, and not scheduled.
        pub is_open: bool,
        /// The catalogue.
        pub catalogue: Catalogue,
    }
}

wire! {
    /// A change of the draft: body of `POST /api/operator/programme/draft/edits`.
    #[serde(deny_unknown_fields)]
    pub struct DraftEdit {
        /// The revision that was shown.
        pub revision: i32,
        /// What is changed.
        pub edit: Edit,
    }
}

wire! {
    /// The wish to act on the draft as it was shown: body of its dry run and of taking its schedule back.
    #[derive(Copy)]
    #[serde(deny_unknown_fields)]
    pub struct DraftShown {
        /// The revision that was shown.
        pub revision: i32,
    }
}

wire! {
    /// The wish to publish the draft: body of `POST /api/operator/programme/draft/publication`.
    #[serde(deny_unknown_fields)]
    pub struct Publishing {
        /// The revision that was shown.
        pub revision: i32,
        /// The day on which it comes into force, in the programme's zone; at once without one.
        pub from: Option<NaiveDate>,
        /// What it is about, for who looks it up later.
        pub note: String,
    }
}

impl Publishing {
    /// What is wrong with it on `today` in the programme's zone.
    #[must_use]
    pub fn faults(&self, today: NaiveDate) -> Vec<FieldError> {
        let day = self.from.and_then(|from| match from {
            from if from <= today => Some(FieldFault::InPast),
            from if from > shifted(today, SCHEDULED_DAYS) => Some(FieldFault::TooFar),
            _ => None,
        });
        let note = line_fault(&self.note);
        [("from", day), ("note", note)]
            .into_iter()
            .filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
            .collect()
    }
}

wire! {
    /// Why a draft cannot be published.
    #[serde(rename_all = "snake_case")]
    pub enum WhyNot {
        /// It is what is in force.
        Unchanged,
        /// An offer is taken away that partners hold; to sell it no more, take its prices away.
        OfferHeld {
            /// Which.
            offer: OfferCode,
            /// How many hold it.
            holders: u64,
        },
        /// A version of the policy is changed by which windows are open or were; a new version changes what comes later.
        PolicyInUse {
            /// From when it is effective.
            effective_from: NaiveDate,
        },
        /// It was not worked out whom it affects.
        NoDryRun,
    }
}

/// Why `after` cannot take the place of `before` on `today` in the programme's zone. `holders` are how many hold each
/// offer; the dry run aside.
#[must_use]
pub fn why_not(
    before: &Catalogue,
    after: &Catalogue,
    holders: &[(OfferCode, u64)],
    today: NaiveDate,
) -> Vec<WhyNot> {
    let unchanged = (before == after).then_some(WhyNot::Unchanged);
    let gone = before.offers.iter().filter(|offer| after.offer(&offer.code).is_none());
    let held = gone.filter_map(|offer| {
        let (_, holders) = holders.iter().find(|(held, count)| *held == offer.code && *count > 0)?;
        Some(WhyNot::OfferHeld { offer: offer.code.clone(), holders: *holders })
    });
    let in_use = before.policies.iter().filter(|policy| !may_change(policy, &before.policies, today));
    let moved = in_use.filter(|policy| !after.policies.iter().any(|kept| says_the_same(kept, policy)));
    let moved = moved.map(|policy| WhyNot::PolicyInUse { effective_from: policy.effective_from });
    unchanged.into_iter().chain(held).chain(moved).collect()
}

/// Whether a published version of the policy may still be changed on `today`: no window is open by it, or was.
#[must_use]
pub fn may_change(policy: &RenewalPolicy, policies: &[RenewalPolicy], today: NaiveDate) -> bool {
    let is_first = !policies.iter().any(|other| other.effective_from < policy.effective_from);
    let first_opens = |place| shifted(policy.applies_from(policies, place), policy.days_in(place).opens);
    // It is tomorrow already where some partners are.
    !is_first && ManagedIn::ALL.into_iter().all(|place| first_opens(place) > shifted(today, 1))
}

/// Whether two versions say the same; when they were published aside.
#[must_use]
pub fn says_the_same(one: &RenewalPolicy, other: &RenewalPolicy) -> bool {
    RenewalPolicy { announced: other.announced, ..*one } == *other
}

/// The policies of a draft with the days on which they are published, if it comes into force on `day` after `before`: what
/// was published keeps its day, and no draft sets one by itself.
#[must_use]
pub fn announced(before: &[RenewalPolicy], draft: &[RenewalPolicy], day: NaiveDate) -> Vec<RenewalPolicy> {
    let published = |policy: &RenewalPolicy| before.iter().find(|known| says_the_same(known, policy));
    let with_day = |policy: &RenewalPolicy| {
        let announced = published(policy).map_or(Some(day), |known| known.announced);
        RenewalPolicy { announced, ..*policy }
    };
    draft.iter().map(with_day).collect()
}

#[cfg(test)]
mod tests;
