//! In which lines two files differ.

use similar::{ChangeTag, TextDiff};
use tokuten_core::programme::changes::{DiffLine, FileDiff};

/// Lines that are shown around what differs.
const AROUND: usize = 3;

/// The lines in which `after` differs from `before`, with some around them.
pub fn diff(before: &str, after: &str) -> FileDiff {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (place, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        let is_first = place == 0 && group.first().is_some_and(|op| op.old_range().start == 0);
        if !is_first {
            lines.push(DiffLine::Gap);
        }
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        lines.extend(changes.map(|change| {
            let number =
                |index: Option<usize>| index.and_then(|index| u32::try_from(index + 1).ok()).unwrap_or(0);
            let (before, after) = (number(change.old_index()), number(change.new_index()));
            let text = change.value().trim_end_matches(['\r', '\n']).to_owned();
            match change.tag() {
                ChangeTag::Equal => DiffLine::Same { before, after, text },
                ChangeTag::Delete => DiffLine::Removed { before, text },
                ChangeTag::Insert => DiffLine::Added { after, text },
            }
        }));
    }
    FileDiff { lines }
}
