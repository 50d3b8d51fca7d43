//! The readable difference between two contents of a plan: per section, what was added, removed, changed or moved.

pub use super::diff::{Piece, PieceKind};
use super::diff::{common, words};
pub use super::entries::Section;
use super::entries::{Entry, sections};
use crate::casework::plan::PlanContent;
use crate::domain::StaffId;
use serde::Serialize;
use utoipa::ToSchema;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// Where.
    pub section: Section,
    /// Of what kind.
    pub kind: ChangeKind,
    /// What it happened to: `need`, `action`, `capacity`.
    pub what: String,
    /// Each field's words, with what changed in them.
    pub fields: Vec<FieldChange>,
}

/// Kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Only in the later version.
    Added,
    /// Only in the earlier version.
    Removed,
    /// In both, with other words.
    Changed,
    /// The same words, at another place of the list.
    Moved,
}

/// A field of what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldChange {
    /// Its name.
    pub field: String,
    /// Its words: those in both, those added, those removed.
    pub pieces: Vec<Piece>,
}

/// What changed from `was` to `is`, in the order of the sections; empty exactly when the two say the same. `name_of` gives the name of a
/// member of staff.
#[must_use]
pub fn difference(was: &PlanContent, is: &PlanContent, name_of: &dyn Fn(StaffId) -> String) -> Vec<Change> {
    let (was, is) = (sections(was, name_of), sections(is, name_of));
    was.iter().zip(&is).flat_map(|((section, was), (_, is))| compare(*section, was, is)).collect()
}

fn compare(section: Section, was: &[Entry], is: &[Entry]) -> Vec<Change> {
    let kept = common(was, is);
    let mut gone: Vec<&Entry> =
        was.iter().enumerate().filter(|(at, _)| kept.iter().all(|pair| pair.0 != *at)).map(|(_, e)| e).collect();
    let new: Vec<&Entry> =
        is.iter().enumerate().filter(|(at, _)| kept.iter().all(|pair| pair.1 != *at)).map(|(_, e)| e).collect();
    // What moved first, so that nothing else is told as a change of it; then what is like something that was there; the rest is new.
    let mut take = |like: &dyn Fn(&Entry) -> bool| gone.iter().position(|old| like(old)).map(|place| gone.remove(place));
    let moved: Vec<Option<&Entry>> = new.iter().map(|entry| take(&|old| old == *entry)).collect();
    let earlier = new.iter().zip(moved).map(|(entry, moved)| moved.or_else(|| take(&|old| alike(old, entry))));
    let told = |(entry, earlier): (&&Entry, Option<&Entry>)| {
        let kind = match earlier {
            None => ChangeKind::Added,
            Some(earlier) if earlier == *entry => ChangeKind::Moved,
            Some(_) => ChangeKind::Changed,
        };
        Change { section, kind, what: entry.what.to_owned(), fields: fields(earlier, Some(entry)) }
    };
    let earlier: Vec<_> = earlier.collect();
    let mut changes: Vec<Change> = new.iter().zip(earlier).map(told).collect();
    let removed = gone.into_iter().map(|old| Change {
        section,
        kind: ChangeKind::Removed,
        what: old.what.to_owned(),
        fields: fields(Some(old), None),
    });
    changes.extend(removed);
    changes
}

/// Whether one entry can be told as a change of the other: of the same sort, and at least half of the longer one's words in common, or
/// the one thing of its sort that a section holds.
fn alike(was: &Entry, is: &Entry) -> bool {
    const MANY: [&str; 7] = ["need", "goal", "action", "trigger", "contact", "allergy", "contributor"];
    if was.what != is.what {
        return false;
    }
    if !MANY.contains(&was.what) {
        return true;
    }
    let listed = |entry: &Entry| -> Vec<String> {
        entry.fields.iter().flat_map(|(_, text)| text.split_whitespace().map(str::to_owned)).collect()
    };
    let (a, b) = (listed(was), listed(is));
    2 * common(&a, &b).len() >= a.len().max(b.len())
}

/// The fields of one entry as a change of another.
fn fields(was: Option<&Entry>, is: Option<&Entry>) -> Vec<FieldChange> {
    let of = |entry: Option<&Entry>, name: &str| {
        entry.and_then(|entry| entry.fields.iter().find(|(field, _)| *field == name)).map(|(_, text)| text.clone())
    };
    let mut names: Vec<&'static str> = vec![];
    for (name, _) in is.into_iter().chain(was).flat_map(|entry| &entry.fields) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let change = |name: &str| FieldChange {
        field: name.to_owned(),
        pieces: words(&of(was, name).unwrap_or_default(), &of(is, name).unwrap_or_default()),
    };
    names.into_iter().map(change).collect()
}
