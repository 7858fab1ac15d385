//! The programme, edited in the portal: versions, of which the newest is in force, and one draft of the next.
//!
//! The draft is the text of a file. Forms change it by `catalogue::edits`, an import takes its place, and either way it
//! is read like the file of any programme, so what is published has been checked by the same reader. Whoever changes the
//! draft or publishes it locks the newest version first.

mod diff;
pub mod dry_run;
pub mod following;
mod problems;
pub mod publishing;
pub mod routes;
mod store;
#[cfg(test)]
mod tests;
pub mod versions;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use tokuten_core::catalogue::Catalogue;
use tokuten_core::programme::changes::{FileDiff, changes};
use tokuten_core::programme::dry_run::{AffectedPage, Aspect};
use tokuten_core::programme::edits::Edit;
use tokuten_core::programme::{
    CatalogueView, DraftEdit, DraftView, Origin, ProgrammeDesk, Scheduled, VersionPage, VersionView, WhyNot,
    why_not,
};

use crate::audit::Entry;
use crate::catalogue::{self, edits};
use crate::db::Change;
use crate::identity::signed_in::Operator;
use crate::meanwhile;
use crate::offers::parsed;
use crate::portal::Portal;
use crate::tables::{programme, programme_draft};

pub use problems::ProgrammeError;
pub use store::newest_number;

/// What the lines of the audit log about drafts are about.
const DRAFT: &str = "programme draft";

fn today(portal: &Portal) -> NaiveDate {
    portal.clock.today(portal.programme_zone())
}

fn none_in_force() -> DbErr {
    DbErr::RecordNotFound("a version of the programme".to_owned())
}

fn read(toml: &str) -> Result<Catalogue, DbErr> {
    catalogue::parse(toml).map_err(|errors| DbErr::Custom(format!("the draft of the programme: {errors}")))
}

/// A change of the programme or its draft, under lock.
struct Under<'p> {
    portal: &'p Portal,
    tx: Change,
    in_force: programme::Model,
    draft: Option<programme_draft::Model>,
}

impl<'p> Under<'p> {
    async fn lock(portal: &'p Portal) -> Result<Self, DbErr> {
        let tx = portal.db.begin().await?;
        let in_force = store::newest_locked(&tx).await?.ok_or_else(none_in_force)?;
        let draft = store::draft(&tx).await?;
        Ok(Self { portal, tx, in_force, draft })
    }

    /// The draft as it was shown: of that revision, and not scheduled.
    async fn shown(&self, revision: i32) -> Result<&programme_draft::Model, ProgrammeError> {
        match &self.draft {
            Some(draft) if draft.revision != revision => Err(self.changed().await?),
            Some(draft) if draft.scheduled_for.is_some() => Err(ProgrammeError::Scheduled),
            Some(draft) => Ok(draft),
            None if revision == 0 => Err(ProgrammeError::NotFound("draft")),
            None => Err(self.changed().await?),
        }
    }

    async fn changed(&self) -> Result<ProgrammeError, DbErr> {
        Ok(ProgrammeError::Changed(meanwhile::last(&self.tx, DRAFT, 1).await?))
    }

    fn entry<'e>(&self, actor: &'e str, action: &'e str) -> Entry<'e> {
        Entry { at: self.portal.clock.now(), actor, action, subject: DRAFT.to_owned(), partner: None }
    }

    /// The draft with another text, which was read.
    async fn rewrite(
        &self,
        operator: &Operator,
        draft: Option<&programme_draft::Model>,
        toml: String,
    ) -> Result<i32, DbErr> {
        let revision = draft.map_or(1, |draft| draft.revision + 1);
        let after = programme_draft::Model {
            id: 1,
            revision,
            toml,
            edited_by: operator.id.clone(),
            edited_at: self.portal.clock.now(),
            scheduled_for: None,
            scheduled_by: None,
            note: String::new(),
            dry_run: None,
            dry_run_of: None,
        };
        match draft {
            Some(before) => self.tx.update(before, &after).await?,
            None => store::insert_draft(&self.tx, after).await?,
        }
        Ok(revision)
    }
}

/// The programme as operators see it.
pub async fn desk(portal: &Portal) -> Result<ProgrammeDesk, DbErr> {
    let db = portal.db.read();
    let today = today(portal);
    let row = store::newest(db).await?.ok_or_else(none_in_force)?;
    let draft = match store::draft(db).await? {
        Some(draft) => Some(shown(portal, &row, draft).await?),
        None => None,
    };
    let in_force = viewed(db, vec![row]).await?.pop().ok_or_else(none_in_force)?;
    Ok(ProgrammeDesk { today, in_force, draft })
}

async fn shown(
    portal: &Portal,
    in_force: &programme::Model,
    draft: programme_draft::Model,
) -> Result<DraftView, DbErr> {
    let db = portal.db.read();
    let (before, after) = (read(&in_force.toml)?, read(&draft.toml)?);
    let fits = draft.dry_run_of.as_deref() == Some(&dry_run::label(draft.revision, in_force));
    let why_not = reasons(portal, db, (&before, &after), fits).await?;
    let people = [Some(draft.edited_by.as_str()), draft.scheduled_by.as_deref()].into_iter().flatten();
    let names = meanwhile::names(db, people.collect()).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    Ok(DraftView {
        revision: draft.revision,
        edited_by: name(&draft.edited_by),
        edited_at: draft.edited_at,
        scheduled: draft.scheduled_for.map(|day| Scheduled {
            day,
            by: draft.scheduled_by.as_deref().map(name).unwrap_or_default(),
            note: draft.note.clone(),
        }),
        changes: changes(&before, &after),
        why_not,
        dry_run: draft.dry_run.as_deref().filter(|_| fits).map(parsed).transpose()?,
    })
}

/// Why `after` cannot take the place of `before`; `fits`, whether it was worked out whom it affects.
async fn reasons(
    portal: &Portal,
    db: &impl ConnectionTrait,
    (before, after): (&Catalogue, &Catalogue),
    fits: bool,
) -> Result<Vec<WhyNot>, DbErr> {
    let today = today(portal);
    let gone = before.offers.iter().filter(|offer| after.offer(&offer.code).is_none());
    let gone: Vec<_> = gone.map(|offer| offer.code.0.as_str()).collect();
    let holders = if gone.is_empty() { Vec::new() } else { store::holders(db, &gone, today).await? };
    let mut reasons = why_not(before, after, &holders, today);
    if !fits && reasons.is_empty() {
        reasons.push(WhyNot::NoDryRun);
    }
    Ok(reasons)
}

async fn viewed(db: &impl ConnectionTrait, rows: Vec<programme::Model>) -> Result<Vec<VersionView>, DbErr> {
    let people = rows.iter().filter_map(|row| row.published_by.as_deref()).collect();
    let names = meanwhile::names(db, people).await?;
    let view = |row: programme::Model| VersionView {
        number: row.number,
        since: row.since,
        origin: Origin::of_code(&row.origin).unwrap_or(Origin::File),
        by: row.published_by.and_then(|id| names.get(&id).cloned()),
        note: row.note,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Versions from before `cursor`, the newest first.
pub async fn versions_page(portal: &Portal, cursor: Option<i32>) -> Result<VersionPage, DbErr> {
    let db = portal.db.read();
    let mut rows = store::versions(db, cursor).await?;
    let page = usize::try_from(store::PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.number);
    Ok(VersionPage { versions: viewed(db, rows).await?, next_cursor })
}

/// The catalogue of the draft, or what is in force, for the forms.
pub async fn catalogue_of(portal: &Portal, of_draft: bool) -> Result<CatalogueView, ProgrammeError> {
    let db = portal.db.read();
    if !of_draft {
        let row = store::newest(db).await?.ok_or_else(none_in_force)?;
        return Ok(CatalogueView { revision: None, is_open: false, catalogue: read(&row.toml)? });
    }
    let draft = store::draft(db).await?.ok_or(ProgrammeError::NotFound("draft"))?;
    Ok(CatalogueView {
        revision: Some(draft.revision),
        is_open: draft.scheduled_for.is_none(),
        catalogue: read(&draft.toml)?,
    })
}

/// Begins a draft of what is in force; where there is one, it stays.
pub async fn begin(portal: &Portal, operator: &Operator) -> Result<(), ProgrammeError> {
    let under = Under::lock(portal).await?;
    if under.draft.is_some() {
        return Ok(under.tx.rollback().await?);
    }
    under.rewrite(operator, None, under.in_force.toml.clone()).await?;
    let begun = serde_json::json!({ "of": under.in_force.number });
    under.entry(&operator.id, "programme draft begun").record(&under.tx, None::<&()>, Some(&begun)).await?;
    Ok(under.tx.commit().await?)
}

/// Changes the draft by a form.
pub async fn edit(
    portal: &Portal,
    operator: &Operator,
    asked: DraftEdit,
) -> Result<CatalogueView, ProgrammeError> {
    let under = Under::lock(portal).await?;
    let draft = under.shown(asked.revision).await?;
    let before = read(&draft.toml)?;
    let faults = asked.edit.faults(&before);
    if !faults.is_empty() {
        return Err(ProgrammeError::Invalid(faults));
    }
    let (toml, catalogue) = edits::applied(&draft.toml, &asked.edit, &before)?;
    let revision = under.rewrite(operator, Some(draft), toml).await?;
    let was = as_it_was(&asked.edit, &before);
    let entry = under.entry(&operator.id, "programme draft edited");
    entry.record(&under.tx, was.as_ref(), Some(&asked.edit)).await?;
    under.tx.commit().await?;
    Ok(CatalogueView { revision: Some(revision), is_open: true, catalogue })
}

/// What an edit takes the place of, for the audit log.
fn as_it_was(edit: &Edit, before: &Catalogue) -> Option<Edit> {
    let policy = |day| before.policies.iter().find(|policy| policy.effective_from == day).copied();
    let offer = |code| before.offer(code).cloned().map(Box::new);
    Some(match edit {
        Edit::Offer { instead_of, .. } => {
            Edit::Offer { instead_of: None, offer: offer(instead_of.as_ref()?)? }
        }
        Edit::RemoveOffer(code) => Edit::Offer { instead_of: None, offer: offer(code)? },
        Edit::Policy { instead_of, .. } => Edit::Policy { instead_of: None, policy: policy((*instead_of)?)? },
        Edit::RemovePolicy(day) => Edit::Policy { instead_of: None, policy: policy(*day)? },
        Edit::Reminders(_) => Edit::Reminders(before.reminders.clone()),
        Edit::RetryDays(_) => Edit::RetryDays(before.retry_days.clone()),
    })
}

/// Puts a file in the place of the draft; where there is none (revision 0), it becomes one.
pub async fn import(
    portal: &Portal,
    operator: &Operator,
    (revision, file): (i32, &[u8]),
) -> Result<(), ProgrammeError> {
    let toml = std::str::from_utf8(file).map_err(|_| ProgrammeError::NoText)?;
    let toml = toml.strip_prefix('\u{feff}').unwrap_or(toml);
    let imported = catalogue::parse(toml).map_err(ProgrammeError::Mistakes)?;
    let under = Under::lock(portal).await?;
    let draft = match (&under.draft, revision) {
        (None, 0) => None,
        _ => Some(under.shown(revision).await?),
    };
    let before = read(draft.map_or(&under.in_force.toml, |draft| &draft.toml))?;
    under.rewrite(operator, draft, toml.to_owned()).await?;
    let entry = under.entry(&operator.id, "programme draft imported");
    entry.record(&under.tx, None::<&()>, Some(&changes(&before, &imported))).await?;
    Ok(under.tx.commit().await?)
}

/// Throws the draft away.
pub async fn discard(portal: &Portal, operator: &Operator, revision: i32) -> Result<(), ProgrammeError> {
    let under = Under::lock(portal).await?;
    let draft = under.shown(revision).await?;
    let lost = changes(&read(&under.in_force.toml)?, &read(&draft.toml)?);
    store::delete_draft(&under.tx).await?;
    let entry = under.entry(&operator.id, "programme draft discarded");
    entry.record(&under.tx, Some(&lost), None::<&()>).await?;
    Ok(under.tx.commit().await?)
}

/// Works out whom the draft affects.
pub async fn dry_run(portal: &Portal, revision: i32) -> Result<(), ProgrammeError> {
    let (in_force, draft) = both(portal).await?;
    let today = today(portal);
    let before = read(&in_force.toml)?;
    let after = dry_run::as_published(&before, read(&draft.toml)?, day_of(&draft, today));
    // Before the lock: it goes through everything that is held.
    let run = dry_run::count(portal, (&before, &after), today).await?;
    let under = Under::lock(portal).await?;
    let draft = under.shown(revision).await?;
    let noted = programme_draft::Model {
        dry_run: Some(serde_json::to_string(&run).map_err(|error| DbErr::Json(error.to_string()))?),
        // Of what was read above: if it has changed since, this fits no more.
        dry_run_of: Some(dry_run::label(revision, &in_force)),
        ..draft.clone()
    };
    under.tx.update(draft, &noted).await?;
    Ok(under.tx.commit().await?)
}

/// What is in force, and its draft.
async fn both(portal: &Portal) -> Result<(programme::Model, programme_draft::Model), ProgrammeError> {
    let db = portal.db.read();
    let in_force = store::newest(db).await?.ok_or_else(none_in_force)?;
    let draft = store::draft(db).await?.ok_or(ProgrammeError::NotFound("draft"))?;
    Ok((in_force, draft))
}

/// The day on which a draft comes into force, as far as that is decided.
fn day_of(draft: &programme_draft::Model, today: NaiveDate) -> NaiveDate {
    draft.scheduled_for.unwrap_or(today)
}

/// The subscriptions that the draft affects.
pub async fn affected(
    portal: &Portal,
    asked: (Option<Aspect>, Option<&str>),
) -> Result<AffectedPage, ProgrammeError> {
    let (in_force, draft) = both(portal).await?;
    let today = today(portal);
    let before = read(&in_force.toml)?;
    let after = dry_run::as_published(&before, read(&draft.toml)?, day_of(&draft, today));
    dry_run::affected(portal, (&before, &after), asked, today).await
}

/// In which lines the draft differs from what is in force.
pub async fn draft_diff(portal: &Portal) -> Result<FileDiff, ProgrammeError> {
    let (in_force, draft) = both(portal).await?;
    Ok(diff::diff(&in_force.toml, &draft.toml))
}

/// In which lines a version differs from the one before.
pub async fn version_diff(portal: &Portal, number: i32) -> Result<FileDiff, ProgrammeError> {
    let db = portal.db.read();
    let row = store::version(db, number).await?.ok_or(ProgrammeError::NotFound("version"))?;
    let before = store::version(db, number - 1).await?;
    Ok(diff::diff(before.as_ref().map_or("", |before| &before.toml), &row.toml))
}

/// The file of the draft (`draft`), of what is in force (`in_force`) or of a version, with its name.
pub async fn file_of(portal: &Portal, which: &str) -> Result<(String, String), ProgrammeError> {
    let db = portal.db.read();
    if which == "draft" {
        let draft = store::draft(db).await?.ok_or(ProgrammeError::NotFound("draft"))?;
        return Ok(("programme-draft.toml".to_owned(), draft.toml));
    }
    let row = match which {
        "in_force" => store::newest(db).await?,
        number => match number.parse() {
            Ok(number) => store::version(db, number).await?,
            Err(_) => None,
        },
    };
    let row = row.ok_or(ProgrammeError::NotFound("version"))?;
    Ok((format!("programme-{}.toml", row.number), row.toml))
}
