//! Objections to the use of somebody's data, and what a run makes of them.

use serde::{Deserialize, Serialize};

/// Which kinds of objection leave people out of a run. By default all of them do; they can still be nominated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectionPolicy {
    /// Type 1: no identifiable data to leave the practice but for direct care.
    pub type_1: bool,
    /// National data opt-out: not in planning and research.
    pub national_opt_out: bool,
    /// Objection to case management.
    pub case_management: bool,
}

impl Default for ObjectionPolicy {
    fn default() -> Self {
        Self { type_1: true, national_opt_out: true, case_management: true }
    }
}
