//! The little language of features: a definition is data, so that one text can be run here, told to a
//! clinician in words, and be written as a query for another engine.

use crate::events::layout::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One feature: which rows of which table, in which window before the index date, made into one number, then
/// into one or more columns of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureDefinition {
    /// Identifier, unique in a design: `emergency_spells_0_30`.
    pub name: String,
    /// Family it is shown under: "hospital", "gp", "prescribing", "community", "social care", "person".
    pub family: String,
    /// What a GP would read as a reason. `{n}` is the raw value, `{years}` the value in days as whole years; `{one|many}` picks
    /// by the number before it, or by the value: "{n} emergency {admission|admissions} in the last 30 days".
    pub words: String,
    /// The words when the value is missing: "kidney function not measured in the last two years".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words_missing: Option<String>,
    /// Table the rows come from.
    pub table: Table,
    /// Conditions by column; a row has to meet them all.
    #[serde(default, rename = "where", skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<String, Condition>,
    /// When. Absent for `persons`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// How rows become one number.
    pub aggregate: Aggregate,
    /// How the number becomes columns, applied in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transform: Vec<Transform>,
}

/// The features of a design: its `[[feature]]` entries, in the order of the model's columns. The design's other entries are not
/// looked at here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureList {
    /// Definitions.
    #[serde(rename = "feature")]
    pub features: Vec<FeatureDefinition>,
}

impl FeatureDefinition {
    /// Ids of the code lists it goes by.
    #[must_use]
    pub fn code_lists(&self) -> Vec<&str> {
        let conditions = self.filter.values().filter_map(|condition| match condition {
            Condition::List(list) => Some(list.id.as_str()),
            _ => None,
        });
        let grouped = match &self.aggregate {
            Aggregate::Groups { list, .. } | Aggregate::Weights { list, .. } => Some(list.as_str()),
            _ => None,
        };
        conditions.chain(grouped).collect()
    }
}

/// A condition on one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// One of these codes, exactly. `""` is the empty code.
    In(Vec<String>),
    /// None of these codes.
    NotIn(Vec<String>),
    /// Begins with one of these.
    Prefix(Vec<String>),
    /// In a code list, or in the named groups of it.
    List(ListRef),
    /// A number at least this.
    AtLeast(f64),
    /// A number below this.
    Below(f64),
    /// A number at least the first and below the second.
    Between(f64, f64),
}

/// A code list by id, whole or by group. Lists may carry rules on the other diagnoses of the spell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRef {
    /// Id of the list: `charlson_quan2005`.
    pub id: String,
    /// Groups of it; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

/// When a row counts, in days before the index date (0 is the index date itself). In every case the row must have
/// happened, and been recorded, on or before the index date. Intervals count by their start.
///
/// What a hospital knows only at discharge (discharge method and destination, primary diagnosis) reads as empty in a row of
/// `admissions` that has not ended by the index date, and no end after the index date is ever looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// From the first to the second number of days ago, both in: `{ days = [31, 90] }`.
    Days(u16, u16),
    /// Any time up to the index date: `"ever"`.
    Ever,
    /// Intervals that hold the index date: started, not ended (an end on the index date is ended): `"current"`.
    Current,
}

/// How the rows of a person become one number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Rows.
    Count,
    /// Spells (tables `admissions` and `diagnoses`): rows of one spell count once.
    Spells,
    /// 1 when there is a row, else 0.
    Any,
    /// Sum of a number column; rows without a number add nothing.
    Sum(String),
    /// Nights that fall in the window (interval tables): the night of a day counts when the interval holds that day and
    /// the next. A stay that has not ended, or whose end lies after the index date, lasts to the index date. Rows count
    /// whenever they started.
    BedDays,
    /// Distinct values of a code column; with `chars`, of its first characters (BNF sections: 4).
    Distinct {
        /// The code column.
        column: String,
        /// Characters that make a value; 0 means the whole code.
        #[serde(default)]
        chars: u8,
    },
    /// Distinct groups of a code list that the rows' codes fall in, after the list's hierarchy.
    Groups {
        /// The code column.
        column: String,
        /// Id of the list.
        list: String,
    },
    /// Sum of the weights of the distinct groups (Charlson, Elixhauser, frailty), after the hierarchy, over the list's
    /// `divide` (10 when weights are tenths), floored at zero where the list says so.
    Weights {
        /// The code column.
        column: String,
        /// Id of the list.
        list: String,
        /// Name of the weight set: `original`, `quan2011`, `shmi`.
        weights: String,
    },
    /// The number on the latest row that has one (ties: the later in the file's order); missing when none.
    Latest(String),
    /// Days from the latest row to the index date; missing when none.
    DaysSinceLatest,
    /// Days from the earliest row to the index date; missing when none.
    DaysSinceFirst,
    /// Completed years of age (table `persons`).
    Age,
    /// A number column of `persons`.
    Value(String),
}

/// What is done to the raw number. `square`, `bands` and `spline` make several columns, so each can only come last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// At most this.
    Cap(f64),
    /// At least this.
    Floor(f64),
    /// ln(1 + x); below 0 counts as 0.
    Log1p,
    /// Times this.
    Scale(f64),
    /// exp(-x / days): recent is near 1, long ago near 0; missing (never) is 0 and not flagged.
    Decay(f64),
    /// The value and its square: two columns.
    Square,
    /// One indicator column for each band but the reference (`bmi_from_30`); cuts are lower bounds, the first band (below the first cut)
    /// is the reference. Missing has no band.
    Bands(Vec<f64>),
    /// Restricted cubic spline with these knots (Harrell): knots - 1 columns, the first of them the value itself.
    Spline(Vec<f64>),
    /// Replace missing by this number.
    Fill(f64),
    /// Replace missing by this number and add a column that is 1 when it was missing.
    MissingIndicator(f64),
}

impl Aggregate {
    /// Whether the number can be missing for somebody whose feed is there: never measured, never happened, not recorded.
    #[must_use]
    pub const fn can_be_missing(&self) -> bool {
        matches!(self, Self::Latest(_) | Self::DaysSinceLatest | Self::DaysSinceFirst | Self::Value(_))
    }
}

/// Columns of `admissions` that nobody knows before the stay has ended.
pub(crate) const KNOWN_AT_DISCHARGE: [&str; 3] = ["discharge_method", "discharge_destination", "primary_diagnosis"];
