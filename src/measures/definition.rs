//! Definitions of measures: data, with a version and the dates between which it counts.

use crate::domain::Day;
use crate::measures::Period;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// People, each once.
    Person,
    /// Reviews that fell due.
    Review,
    /// People on the agendas of meetings.
    AgendaItem,
    /// Actions that fell due.
    Action,
    /// Members of staff expected at meetings.
    Attendance,
    /// Discharge notifications.
    Notification,
    /// Admissions to care homes, and returns to them.
    CareHomeAdmission,
    /// Deaths.
    Death,
    /// Emergency spells in hospital.
    EmergencySpell,
}

/// What becomes of numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A count; no denominator.
    Count,
    /// Per cent of the denominator that is in the numerator too.
    Share,
    /// Per cent, of a denominator that need not hold the numerator (another day, other people).
    Ratio,
    /// Per 1,000 person-years; the denominator is in person-days.
    Rate,
}

/// The definition of a measure. Its tests are names of the vocabulary of `compute`; all of them must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Id, the same in every version.
    pub id: String,
    /// Version: another one whenever the figure could come out otherwise.
    pub version: u32,
    /// In words, for a heading.
    pub title: String,
    /// What is counted.
    pub unit: Unit,
    /// What becomes of it.
    pub shape: Shape,
    /// Which days it looks at.
    pub period: Period,
    /// The numerator in words.
    pub numerator_words: String,
    /// The denominator in words; empty for a count.
    #[serde(default)]
    pub denominator_words: String,
    /// Who or what is taken out, in words.
    #[serde(default)]
    pub exclusions_words: String,
    /// Law, contract or paper it comes from.
    pub source: String,
    /// First day it is used for; always, when left out.
    pub used_from: Option<Day>,
    /// First day it is no longer used for.
    pub used_until: Option<Day>,
    /// Tests of the denominator.
    #[serde(default)]
    pub denominator: Vec<String>,
    /// Tests of the numerator.
    #[serde(default)]
    pub numerator: Vec<String>,
    /// What is said beside every figure of it: a warning against reading too much into it.
    #[serde(default)]
    pub warning: String,
}

/// All definitions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definitions {
    /// In the order in which they are reported.
    pub measure: Vec<Arc<Definition>>,
}
