//! One row per measure, place and part: what tables, files and the API give out.

use crate::domain::Day;
use crate::measures::definition::{Shape, Target};
use crate::measures::published::{PublishedMeasure, Shown, ShownShare, ShownTally};
use crate::measures::{Level, Place, Published, part_in_words};
use crate::report::Selection;
use crate::report::words;
use serde::Serialize;
use utoipa::ToSchema;

/// What a row tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The measure itself.
    Whole,
    /// A part of it: an age band, a profession.
    Part,
    /// A count beside it, in neither numerator nor denominator.
    Beside,
}

impl Kind {
    /// The name as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Beside => "beside",
        }
    }
}

/// What a figure aims at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowTarget {
    /// What it is called: "floor", "target".
    pub name: String,
    /// The share and where it comes from, in words.
    pub words: String,
    /// The share, in ten-thousandths: 200 is 2%.
    pub per_10_000: u32,
    /// Whether it is reached, by the numbers shown; `null` when one of them is withheld, and where there is nobody.
    pub met: Option<bool>,
}

impl RowTarget {
    fn of(target: &Target, tally: &ShownTally) -> Self {
        let met = match (tally.numerator, tally.denominator, tally.share) {
            (Shown::Number(numerator), Some(Shown::Number(denominator)), Some(ShownShare::Tenths(..))) => {
                Some(target.met(numerator, denominator))
            }
            _ => None,
        };
        let Target { name, per_10_000, source } = target;
        Self { name: name.clone(), words: format!("{} ({source})", target.share_words()), per_10_000: *per_10_000, met }
    }
}

/// A figure. `*` stands for a number that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Row {
    /// Id of the measure.
    pub measure: String,
    /// Version of its definition.
    pub version: u32,
    /// The measure in words.
    pub title: String,
    /// What becomes of numerator and denominator.
    pub shape: Shape,
    /// First day it looks at.
    pub first_day: Day,
    /// Last day it looks at.
    pub last_day: Day,
    /// Level of the place.
    pub level: Level,
    /// Code, name or id of the place; empty for everything together.
    pub place: String,
    /// What the place is called.
    pub name: String,
    /// Whole, part or beside.
    pub kind: Kind,
    /// Which part, or what is beside it.
    pub part: Option<String>,
    /// Numerator, or a plain count.
    pub numerator: Shown,
    /// Denominator; person-years for a rate; none for a plain count.
    pub denominator: Option<Shown>,
    /// Per cent, or per 1,000 person-years; none for a plain count, and when the denominator is 0.
    pub value: Option<ShownShare>,
    /// In neither: the deadline has not passed.
    pub pending: Option<Shown>,
    /// In neither: taken out by an exclusion.
    pub removed: Option<Shown>,
    /// What the whole aims at; a part has none.
    pub targets: Vec<RowTarget>,
    /// What to keep in mind.
    pub warning: String,
}

/// The rows of a selection: by measure, then by place, the whole before its parts.
#[must_use]
pub fn rows(published: &Published, selection: &Selection) -> Vec<Row> {
    selection.measures(published).flat_map(|measure| of_measure(published, measure, selection)).collect()
}

/// The rows of one measure.
pub(super) fn of_measure(published: &Published, measure: &PublishedMeasure, selection: &Selection) -> Vec<Row> {
    let places = measure.places.keys().filter(|place| selection.holds(place));
    places.flat_map(|place| of_place(published, measure, place)).collect()
}

/// The rows of one measure at one place, the whole first.
pub(super) fn of_place(published: &Published, measure: &PublishedMeasure, place: &Place) -> Vec<Row> {
    let Some(tally) = measure.places.get(place) else { return vec![] };
    let whole = Row {
        measure: measure.definition.id.clone(),
        version: measure.definition.version,
        title: measure.definition.title.clone(),
        shape: measure.definition.shape,
        first_day: measure.days.first,
        last_day: measure.days.last,
        level: place.level(),
        place: place.id(),
        name: words::name(published, place),
        kind: Kind::Whole,
        part: None,
        numerator: tally.numerator,
        denominator: tally.denominator,
        value: tally.share,
        pending: Some(tally.pending),
        removed: Some(tally.removed),
        targets: measure.definition.target.iter().map(|target| RowTarget::of(target, tally)).collect(),
        warning: measure.warning.clone(),
    };
    let under = |kind, name: &String| Row {
        kind,
        part: Some(part_in_words(name)),
        pending: None,
        removed: None,
        targets: vec![],
        ..whole.clone()
    };
    let parts = tally.parts.iter().map(|(name, part)| Row {
        numerator: part.numerator,
        denominator: Some(part.denominator),
        value: Some(part.share),
        ..under(Kind::Part, name)
    });
    let beside = tally.beside.iter().map(|(name, count)| Row {
        numerator: *count,
        denominator: None,
        value: None,
        ..under(Kind::Beside, name)
    });
    std::iter::once(whole.clone()).chain(parts).chain(beside).collect()
}
