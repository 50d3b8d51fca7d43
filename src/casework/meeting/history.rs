//! What happened to a case since it was last reviewed.

use crate::casework::Recorded;
use crate::casework::case::CaseEvent;

/// The `events` of a case after its last review, or all of them when it never was reviewed.
#[must_use]
pub fn since_last_review(events: &[Recorded<CaseEvent>]) -> &[Recorded<CaseEvent>] {
    let after = events.iter().rposition(|event| matches!(event.event, CaseEvent::Reviewed { .. })).map_or(0, |place| place + 1);
    &events[after..]
}
