//! What happened to a case since it was last reviewed, in words for a pack.

use crate::casework::Recorded;
use crate::casework::case::{CaseEvent, Closing};
use crate::domain::{Day, StaffId};

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub on: Day,
    /// In words, without names.
    pub what: String,
    /// The member of staff it is about, if it is about one.
    pub staff: Option<StaffId>,
}

/// What `events` of a case tell since its last review, or since its start when it never was reviewed; oldest first.
#[must_use]
pub fn since_last_review(events: &[Recorded<CaseEvent>]) -> Vec<Change> {
    let after = events.iter().rposition(|event| matches!(event.event, CaseEvent::Reviewed { .. })).map_or(0, |place| place + 1);
    let mut changes: Vec<Change> = events[after..].iter().filter_map(change).collect();
    changes.sort_by_key(|change| change.on);
    changes
}

fn change(recorded: &Recorded<CaseEvent>) -> Option<Change> {
    let (what, staff) = match &recorded.event {
        CaseEvent::Opened { .. } => ("went onto the register".to_owned(), None),
        CaseEvent::CoordinatorSet { coordinator, reason } => (format!("care coordinator named: {reason}"), Some(*coordinator)),
        CaseEvent::ActionAdded { what, owner, due, .. } => (format!("action agreed, due {due}: {what}"), Some(*owner)),
        CaseEvent::ActionClosed { closing, outcome, .. } => match closing {
            Closing::Done => (format!("action done: {outcome}"), None),
            Closing::Cancelled => (format!("action cancelled: {outcome}"), None),
            Closing::HandedOver { to } => (format!("action handed over: {outcome}"), Some(*to)),
        },
        CaseEvent::LevelSet { level, complexity } => (format!("level {level}, complexity {complexity}"), None),
        CaseEvent::ReviewScheduled { due } => (format!("next review set for {due}"), None),
        CaseEvent::Reviewed { .. } => return None,
        CaseEvent::Ended { .. } => ("left the register".to_owned(), None),
    };
    Some(Change { on: recorded.happened_on, what, staff })
}
