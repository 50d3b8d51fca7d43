//! Contacts: visits, calls, and attempts.

use crate::domain::{ContactId, Day, Line, Note, StaffId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How somebody was contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Face to face.
    Visit,
    /// By telephone.
    Phone,
    /// By video.
    Video,
    /// It was due and did not take place.
    None,
}

/// Whom a contact reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// The person.
    Person,
    /// A carer or the family.
    Carer,
    /// Staff of their care home.
    CareHome,
    /// Nobody: an attempt.
    Nobody,
}

/// A contact as somebody wrote it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactEntry {
    /// The day.
    pub on: Day,
    /// How.
    pub how: How,
    /// Whom they reached.
    pub reached: Reached,
    /// Who it was.
    pub by: StaffId,
    /// What came of it.
    pub summary: Note,
    /// When the next one is due, if that was agreed.
    pub next_contact: Option<Day>,
    /// When it was written down (UTC).
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: StaffId,
    /// Written down on a later day than the contact's.
    pub late: bool,
    /// What was wrong with the entry that this one corrects; `null` for the first.
    pub why: Option<Line>,
}

/// Something added to a contact later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Addendum {
    /// What.
    pub note: Note,
    /// When (UTC).
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: StaffId,
}

/// A contact. What was once written stays to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CaseContact)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// As it stands.
    #[serde(flatten)]
    pub entry: ContactEntry,
    /// As it was written before, the oldest first.
    pub earlier: Vec<ContactEntry>,
    /// What was added.
    pub addenda: Vec<Addendum>,
    /// Why it is marked as entered in error; it then counts for nothing.
    pub in_error: Option<Line>,
    /// When it last changed: what a projection has not written yet.
    #[serde(skip)]
    pub changed_at: DateTime<Utc>,
}

impl Contact {
    /// Whether it reached anybody.
    #[must_use]
    pub fn reached_somebody(&self) -> bool {
        self.in_error.is_none() && self.entry.reached != Reached::Nobody
    }
}

/// The contacts that count, in order of day, and of recording within a day.
pub(super) fn in_order(contacts: &[Contact]) -> Vec<&Contact> {
    let mut found: Vec<_> = contacts.iter().filter(|contact| contact.in_error.is_none()).collect();
    found.sort_by_key(|contact| contact.entry.on);
    found
}

/// The last day on which anybody was reached.
pub(super) fn last(contacts: &[Contact]) -> Option<Day> {
    contacts.iter().filter(|contact| contact.reached_somebody()).map(|contact| contact.entry.on).max()
}

/// The day that was agreed for the next contact: what the latest entry that names one says, unless somebody was reached after it.
pub(super) fn agreed_next(contacts: &[Contact]) -> Option<Day> {
    for contact in in_order(contacts).into_iter().rev() {
        if contact.entry.next_contact.is_some() || contact.reached_somebody() {
            return contact.entry.next_contact;
        }
    }
    None
}
