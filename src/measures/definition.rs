//! Definitions of measures: data, with a version and the dates between which it counts.

mod check;
mod markdown;

pub use check::BadDefinitions;
pub use markdown::markdown;

#[cfg(test)]
mod made_up;

use crate::domain::{Day, TomlPlace};
use crate::measures::{Period, Test};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};
use utoipa::ToSchema;

/// The definitions that come with the program.
const BUILT_IN: &str = include_str!("../../measures/definitions.toml");

/// Read once. Damaged data would leave it empty; a test reads it.
static READ: LazyLock<Arc<Definitions>> = LazyLock::new(|| Arc::new(Definitions::parse(BUILT_IN).unwrap_or_default()));

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

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 9] = [
        Self::Person,
        Self::Review,
        Self::AgendaItem,
        Self::Action,
        Self::Attendance,
        Self::Notification,
        Self::CareHomeAdmission,
        Self::Death,
        Self::EmergencySpell,
    ];

    /// In words, of several.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Review => "reviews",
            Self::AgendaItem => "people on agendas",
            Self::Action => "actions",
            Self::Attendance => "those expected at meetings",
            Self::Notification => "discharge notifications",
            Self::CareHomeAdmission => "admissions to care homes",
            Self::Death => "deaths",
            Self::EmergencySpell => "emergency spells",
        }
    }
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

/// A share that a measure aims at, or must reach to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What it is called: "floor", "target".
    pub name: String,
    /// The share, in ten-thousandths: 200 is 2%.
    pub per_10_000: u32,
    /// Where it comes from.
    pub source: String,
}

impl Target {
    /// The share in words: `2%`, `1.8%`, `4.15%`.
    #[must_use]
    pub fn share_words(&self) -> String {
        let (whole, hundredths) = (self.per_10_000 / 100, self.per_10_000 % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => format!("{whole}%"),
            (_, 0) => format!("{whole}.{}%", hundredths / 10),
            _ => format!("{whole}.{hundredths:02}%"),
        }
    }

    /// Fewest in the numerator that reach it: part of a person is a person.
    #[must_use]
    pub const fn people(&self, denominator: u64) -> u64 {
        (denominator as u128 * self.per_10_000 as u128).div_ceil(10_000) as u64
    }

    /// Whether `numerator` of `denominator` reaches it; nothing reaches it when there is nobody.
    #[must_use]
    pub const fn met(&self, numerator: u64, denominator: u64) -> bool {
        denominator > 0 && numerator as u128 * 10_000 >= denominator as u128 * self.per_10_000 as u128
    }
}

/// The day on which the denominator is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The day the measure is told for.
    #[default]
    Last,
    /// The first day of its period.
    First,
}

impl Edge {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_last(&self) -> bool {
        *self == Self::Last
    }
}

/// The definition of a measure. All tests of a list must hold; the numerator's are asked of those whom the denominator's let through,
/// except in a ratio, where both are asked of everybody.
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
    pub denominator: Vec<Test>,
    /// When the denominator is looked at.
    #[serde(default, skip_serializing_if = "Edge::is_last")]
    pub denominator_on: Edge,
    /// Tests of the numerator.
    #[serde(default)]
    pub numerator: Vec<Test>,
    /// What is told beside it.
    #[serde(default)]
    pub beside: Option<Beside>,
    /// What it aims at.
    #[serde(default)]
    pub target: Vec<Target>,
    /// What is said beside every figure of it: a warning against reading too much into it.
    #[serde(default)]
    pub warning: String,
}

/// Counts told beside a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// Of those missing from the numerator, how many declined a plan in their present time on the register.
    PlanDeclined,
    /// Of those missing from the numerator, how many for which reason that came first.
    FirstReason,
    /// By kind of objection.
    Objections,
    /// Of reviews missing from the numerator, how many were done late, and how many are overdue: not done by the day, by age band.
    Overdue,
}

impl Definition {
    /// Whether it is the version used for `day`.
    #[must_use]
    pub fn used_on(&self, day: Day) -> bool {
        self.used_from.is_none_or(|from| from <= day) && self.used_until.is_none_or(|until| day < until)
    }
}

/// All definitions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definitions {
    /// Names of the tiers of risk that are called high.
    pub high_tiers: Vec<String>,
    /// In the order in which they are reported.
    pub measure: Vec<Arc<Definition>>,
}

impl Definitions {
    /// Those that come with the program.
    #[must_use]
    pub fn built_in() -> Arc<Self> {
        READ.clone()
    }

    /// Reads definitions, and checks that they can be worked out and that one version at most is used on any day.
    ///
    /// # Errors
    /// [`BadDefinitions`] says in words where, which definition is wrong, and how.
    pub fn parse(text: &str) -> Result<Self, BadDefinitions> {
        let read: Self = toml::from_str(text).map_err(|error| BadDefinitions::Text {
            place: error.span().map(|span| TomlPlace::of(text, &span)),
            wrong: error.message().to_owned(),
        })?;
        read.check(text)?;
        Ok(read)
    }

    /// The definitions used for `day`, one of each measure at most. A trend is broken where they change.
    pub fn used_on(&self, day: Day) -> impl Iterator<Item = &Arc<Definition>> {
        self.measure.iter().filter(move |definition| definition.used_on(day))
    }

    /// The version of measure `id` used for `day`.
    #[must_use]
    pub fn find(&self, id: &str, day: Day) -> Option<&Arc<Definition>> {
        self.used_on(day).find(|definition| definition.id == id)
    }
}
