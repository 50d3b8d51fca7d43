//! The risk list as a file, and its summary.

mod rows;
mod summary;
mod write;

pub use summary::Summary;
pub use write::{Format, write};

use crate::domain::OdsCode;

/// What of a run to write.
#[derive(Debug, Clone, Default)]
pub struct ListOptions {
    /// Only people of this practice.
    pub practice: Option<OdsCode>,
    /// With NHS number, names and postcode.
    pub identifiable: bool,
}
