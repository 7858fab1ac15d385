//! The log for a spreadsheet program: written while it is read, so that it may be as long as it is.

use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use sea_orm::{Condition, DbErr};
use tokuten_core::audit::AuditLine;
use tokuten_core::catalogue::Language;

use super::log::{Filter, Place, lines, searched};
use crate::portal::Portal;
use crate::spreadsheets::Sheet;

/// How many lines are read at once.
const AT_ONCE: u64 = 1_000;

const HEADINGS: [[&str; 2]; 12] = [
    ["Time", "日時"],
    ["Who", "実行者"],
    ["Name", "名前"],
    ["What", "操作"],
    ["Subject", "対象"],
    ["Partner ID", "パートナー ID"],
    ["Partner", "パートナー"],
    ["Before", "変更前"],
    ["After", "変更後"],
    ["Line", "行番号"],
    ["Place", "位置"],
    ["Hash", "ハッシュ"],
];

/// How far an export has come.
enum Next {
    Beginning,
    After(Place),
    Nothing,
}

/// All lines that the filter shows, the newest first, as CSV.
pub async fn export(portal: &Portal, filter: &Filter, language: Language) -> Result<Body, DbErr> {
    let (portal, searched) = (portal.clone(), searched(portal, filter).await?);
    let pieces = stream::try_unfold(Next::Beginning, move |next| {
        let (portal, searched) = (portal.clone(), searched.clone());
        async move {
            let piece = piece(&portal, &searched, next, language).await;
            piece.map_err(|error| {
                tracing::error!(%error, "an export of the audit log broke off");
                io::Error::other("the export broke off")
            })
        }
    });
    Ok(Body::from_stream(pieces))
}

async fn piece(
    portal: &Portal,
    searched: &Condition,
    next: Next,
    language: Language,
) -> Result<Option<(Bytes, Next)>, DbErr> {
    let column = usize::from(language == Language::Ja);
    let (mut sheet, before) = match next {
        Next::Beginning => (Sheet::new(&HEADINGS.map(|heading| heading[column]))?, None),
        Next::After(place) => (Sheet::further(), Some(place)),
        Next::Nothing => return Ok(None),
    };
    let (lines, next) = lines(portal, searched, before, AT_ONCE).await?;
    for line in lines {
        sheet.row(cells(portal, line))?;
    }
    let next = next.map_or(Next::Nothing, Next::After);
    Ok(Some((sheet.into_file()?.into(), next)))
}

fn cells(portal: &Portal, line: AuditLine) -> [String; 12] {
    let (partner_id, partner) = line.partner.map(|partner| (partner.id, partner.name)).unwrap_or_default();
    let said = |side: fn(&tokuten_core::audit::Difference) -> Option<&String>| {
        let fields = line.differences.iter().filter_map(|one| Some((&one.field, side(one)?)));
        let texts = fields
            .map(|(field, text)| if field.is_empty() { text.clone() } else { format!("{field}: {text}") });
        texts.collect::<Vec<_>>().join("; ")
    };
    [
        line.at.with_timezone(&portal.programme_zone()).format("%Y-%m-%d %H:%M:%S").to_string(),
        line.actor,
        line.name.unwrap_or_default(),
        line.action,
        line.subject,
        partner_id,
        partner,
        said(|one| one.before.as_ref()),
        said(|one| one.after.as_ref()),
        line.id.to_string(),
        line.place.to_string(),
        line.hash,
    ]
}
