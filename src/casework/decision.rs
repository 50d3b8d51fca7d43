//! What an MDT can decide about somebody.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A decision of a case review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Onto the register.
    Accept,
    /// Not onto the register.
    DoNotAccept,
    /// To another service.
    Refer,
    /// A care coordinator is named.
    Allocate,
    /// Seen more often.
    StepUp,
    /// Seen less often.
    StepDown,
    /// Off the register.
    Discharge,
    /// Talk again at the next meeting.
    Defer,
    /// Nothing changes.
    NoFurtherAction,
    /// Has died.
    Died,
    /// Has moved away.
    Moved,
}
