//! Figures that have passed disclosure control: the only ones that can be printed.

use crate::domain::Day;
use crate::measures::Place;
use crate::measures::definition::Definition;
use crate::measures::period::Days;
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A number: rounded, or as it is, as the policy has it.
    Number(u64),
    /// Withheld: small, or one from which a small one could be told.
    Withheld,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Withheld => f.write_str("*"),
        }
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Withheld => serializer.serialize_str("*"),
        }
    }
}

impl utoipa::PartialSchema for Shown {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        OneOfBuilder::new().item(number).item(withheld()).into()
    }
}

impl ToSchema for Shown {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Shown")
    }
}

/// `*`, in the description of the API.
fn withheld() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["*"]))
}

/// A percentage, or a rate, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownShare {
    /// In tenths, with the number of decimals (0 or 1) to be written.
    Tenths(i64, u8),
    /// Withheld.
    Withheld,
    /// The denominator is 0.
    NotApplicable,
}

impl fmt::Display for ShownShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenths(tenths, 0) => write!(f, "{}", (tenths + 5).div_euclid(10)),
            Self::Tenths(tenths, _) => write!(f, "{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10)),
            Self::Withheld => f.write_str("*"),
            Self::NotApplicable => f.write_str("not applicable"),
        }
    }
}

impl Serialize for ShownShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tenths(..) => match self.to_string().parse::<f64>() {
                Ok(number) => serializer.serialize_f64(number),
                Err(_) => serializer.serialize_none(),
            },
            Self::Withheld => serializer.serialize_str("*"),
            Self::NotApplicable => serializer.serialize_none(),
        }
    }
}

impl utoipa::PartialSchema for ShownShare {
    fn schema() -> RefOr<Schema> {
        // `null`, where the denominator is 0, is described where a share stands: every field of it is an option, which says so itself.
        let number = ObjectBuilder::new().schema_type(Type::Number);
        OneOfBuilder::new().item(number).item(withheld()).into()
    }
}

impl ToSchema for ShownShare {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ShownShare")
    }
}

/// What may be shown of a tally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownTally {
    /// Numerator.
    pub numerator: Shown,
    /// Denominator; `None` for a plain count. Person-years for a rate.
    pub denominator: Option<Shown>,
    /// Per cent, or per 1,000 person-years; `None` for a plain count.
    pub share: Option<ShownShare>,
    /// In neither: the deadline has not passed.
    pub pending: Shown,
    /// In neither: taken out.
    pub removed: Shown,
    /// Beside it.
    pub beside: BTreeMap<String, Shown>,
    /// Of parts.
    pub parts: BTreeMap<String, ShownPart>,
}

/// What may be shown of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ShownPart {
    /// Numerator.
    pub numerator: Shown,
    /// Denominator.
    pub denominator: Shown,
    /// Per cent.
    pub share: ShownShare,
}

/// A measure as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedMeasure {
    /// Its definition.
    pub definition: Arc<Definition>,
    /// The days it looked at.
    pub days: Days,
    /// By place.
    pub places: BTreeMap<Place, ShownTally>,
    /// What is said beside every figure of it; empty when there is nothing to warn of.
    pub warning: String,
}

/// A policy of disclosure control, as it is stored with what it let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PolicyId {
    /// Hospital Episode Statistics, from 2018: 1 to 7 withheld, others to the nearest 5.
    Hes2018,
    /// Fewer than ten withheld.
    OnsLt10,
    /// Midpoint of six.
    Midpoint6,
}

impl PolicyId {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Hes2018, Self::OnsLt10, Self::Midpoint6];

    /// The name as files and the API write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hes2018 => "hes2018",
            Self::OnsLt10 => "ons_lt10",
            Self::Midpoint6 => "midpoint6",
        }
    }
}

/// What the figures rest on: said on top of every output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Basis {
    /// The day they tell of.
    pub as_of: Day,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// When they were made.
    pub made_at: DateTime<Utc>,
    /// Where the sizes of lists come from, in words.
    pub list_size_source: String,
    /// The run whose tiers say who is at high risk; `None` when there was none by the day.
    pub run: Option<RunBasis>,
    /// Whether anybody in it is made up.
    pub synthetic: bool,
    /// The policy of disclosure control.
    pub policy: PolicyId,
}

/// The run that figures rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RunBasis {
    /// What the model calls itself.
    pub model: String,
    /// Its version.
    pub version: String,
    /// The day on which people were looked at.
    pub index: Day,
    /// The day that all feeds reach.
    pub data_date: Option<Day>,
    /// The feeds that the model reads, in words.
    pub sources: Vec<String>,
    /// Those of its tiers that are called high; none, where the definitions call high what it does not have.
    pub high_tiers: Vec<String>,
}

/// Measures of one day that have passed disclosure control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What they rest on.
    pub basis: Basis,
    /// By measure.
    pub measures: Vec<PublishedMeasure>,
    /// Names of places.
    pub names: BTreeMap<Place, String>,
}
