//! Figures of several days, side by side.

use crate::domain::Day;
use crate::measures::published::{Shown, ShownShare};
use crate::measures::variation::{FEWEST, Observation, RunChart};
use crate::measures::{Place, Published};
use crate::report::words;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Published measures by the day they tell of.
#[derive(Debug, Clone, Default)]
pub struct Trend {
    days: BTreeMap<Day, Published>,
}

/// The trend of a measure at a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Series {
    /// Id of the measure.
    pub measure: String,
    /// The place.
    pub place: Place,
    /// Which limits, in words.
    pub chart: &'static str,
    /// By day.
    pub points: Vec<PointTold>,
    /// What to keep in mind, as it is said beside the last of its figures.
    pub warning: String,
    /// What changed, and how far to trust it.
    pub notes: Vec<String>,
}

/// A point of a trend.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PointTold {
    /// The last day it tells of.
    pub day: Day,
    /// Version of the definition: points of different ones are not compared.
    pub version: u32,
    /// Numerator, or a plain count; none when the place had no figure.
    pub numerator: Option<Shown>,
    /// Denominator.
    pub denominator: Option<Shown>,
    /// Per cent, or per 1,000 person-years.
    pub value: Option<ShownShare>,
    /// Lower limit, in the unit of the value; none with too few points.
    pub low: Option<f64>,
    /// The mean.
    pub mean: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// Why it stands out, in words.
    pub signals: Vec<&'static str>,
}

impl Trend {
    /// Of figures in any order; of two for the same day the one that knows more.
    #[must_use]
    pub fn of(series: Vec<Published>) -> Self {
        let mut days: BTreeMap<Day, Published> = BTreeMap::new();
        for one in series {
            let newer = days.get(&one.basis.as_of).is_none_or(|there| there.basis.known_at <= one.basis.known_at);
            if newer {
                days.insert(one.basis.as_of, one);
            }
        }
        Self { days }
    }

    /// Whether there is anything to compare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.len() < 2
    }

    /// The run chart of a measure at a place.
    #[must_use]
    pub fn chart(&self, measure: &str, place: &Place) -> RunChart {
        RunChart::of(self.observations(measure, place))
    }

    fn observations(&self, measure: &str, place: &Place) -> Vec<Observation> {
        let one = |published: &Published| {
            let found = published.measures.iter().find(|one| one.definition.id == measure)?;
            Some(Observation {
                days: found.days,
                definition: Arc::clone(&found.definition),
                policy: published.basis.policy,
                tally: found.places.get(place).cloned(),
            })
        };
        self.days.values().filter_map(one).collect()
    }

    /// The trend of a measure at a place, for programs and tables.
    #[must_use]
    pub fn series(&self, measure: &str, place: &Place) -> Series {
        let mut observations = self.observations(measure, place);
        observations.sort_by_key(|one| one.days.last);
        let chart = RunChart::of(observations.clone());
        let lines = chart.stretches.iter().flat_map(|line| line.points.iter().map(move |point| (line.version, point)));
        let told = |(one, (version, point)): (&Observation, (u32, &crate::measures::variation::RunPoint))| PointTold {
            day: point.day,
            version,
            numerator: one.tally.as_ref().map(|tally| tally.numerator),
            denominator: one.tally.as_ref().and_then(|tally| tally.denominator),
            value: one.tally.as_ref().and_then(|tally| tally.share),
            low: point.limits.map(|limits| limits.low),
            mean: point.limits.map(|limits| limits.centre),
            high: point.limits.map(|limits| limits.high),
            signals: point.signals.iter().map(|signal| signal.words()).collect(),
        };
        Series {
            measure: measure.to_owned(),
            place: place.clone(),
            chart: chart.kind.words(),
            points: observations.iter().zip(lines).map(told).collect(),
            warning: self.warning(measure),
            notes: self.notes(&chart),
        }
    }

    fn warning(&self, measure: &str) -> String {
        let mut last = self.days.values().rev().flat_map(|published| &published.measures);
        last.find(|one| one.definition.id == measure).map_or_else(String::new, |one| one.warning.clone())
    }

    /// What changed between days, and how far a chart can be trusted.
    pub(super) fn notes(&self, chart: &RunChart) -> Vec<String> {
        let mut notes: Vec<String> = chart
            .breaks()
            .into_iter()
            .map(|(day, why)| {
                format!("The line is broken before {}: {why}. Figures before and after are not compared.", words::day(day))
            })
            .collect();
        let told = |published: &Published| {
            published.basis.run.as_ref().map(|run| (format!("{}, version {}", run.model, run.version), run.high_tiers.join(", ")))
        };
        for (before, (day, after)) in self.days.values().zip(self.days.iter().skip(1)) {
            if let (Some(was), Some(is)) = (told(before), told(after))
                && was != is
            {
                notes.push(format!("From {} who is at high risk comes from {} (tiers {}).", words::day(*day), is.0, is.1));
            }
            if before.basis.list_size_source != after.basis.list_size_source {
                notes.push(format!("From {} list sizes are: {}.", words::day(*day), after.basis.list_size_source));
            }
        }
        if chart.overlapping {
            notes.push("The days of neighbouring points overlap, so that neighbours are alike and limits too narrow: read signals with care.".into());
        }
        if chart.stretches.iter().any(|line| line.points.iter().all(|point| point.limits.is_none())) {
            notes.push(format!("Limits and rules need {FEWEST} points of one definition that can be shown."));
        }
        notes
    }
}
