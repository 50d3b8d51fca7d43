//! A rule that says no.

use crate::domain::Day;

/// Something asked for that a rule does not allow.
///
/// `rule` is the rule's name, fixed for programs; `words` say to people what is wrong and what to do, without anything about the
/// person; `field` is the field of the request that is at fault, when one is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Refusal {
    /// Name of the rule, in snake case.
    pub rule: &'static str,
    /// What is wrong and what to do.
    pub words: String,
    /// The field at fault.
    pub field: Option<&'static str>,
}

impl Refusal {
    /// A refusal by `rule`.
    pub fn by(rule: &'static str, words: impl Into<String>) -> Self {
        Self { rule, words: words.into(), field: None }
    }

    /// The same, naming the field at fault.
    #[must_use]
    pub const fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}

/// Refuses unless `holds`.
///
/// # Errors
/// The refusal that `otherwise` makes.
pub fn require(holds: bool, otherwise: impl FnOnce() -> Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// Refuses a day in the future: rule `in_the_future`.
///
/// # Errors
/// When `day` is after `today`.
pub fn not_in_future(day: Day, today: Day, field: &'static str) -> Result<(), Refusal> {
    require(day <= today, || Refusal::by("in_the_future", "that day lies in the future; give today or an earlier day").at(field))
}
