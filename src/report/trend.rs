//! Figures of several days, side by side.

use crate::domain::Day;
use crate::measures::published::{PublishedMeasure, Shown, ShownShare, ShownTally};
use crate::measures::told::{EMERGENCY_COMPARATOR, EMERGENCY_RATE};
use crate::measures::variation::{FEWEST, Observation, RunChart, RunPoint, Stretch, began};
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
    /// The first day on which there was anything to count here: points before it have neither limits nor signals, and take no part in
    /// those of others. None when there was nothing on any day.
    pub began: Option<Day>,
    /// By day.
    pub points: Vec<PointTold>,
    /// What to keep in mind, as it is said beside the last of its figures.
    pub warning: String,
    /// What it is to be read beside; none but for the rate of emergency spells.
    pub comparator: Option<Comparator>,
    /// What changed, and how far to trust it.
    pub notes: Vec<String>,
}

/// A measure that another is always told beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Comparator {
    /// Id of the measure.
    pub measure: String,
    /// In words.
    pub title: String,
    /// By day, one for each point.
    pub points: Vec<Compared>,
    /// What to keep in mind.
    pub warning: String,
}

/// The comparator on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Compared {
    /// The last day it tells of.
    pub day: Day,
    /// Version of its definition; none when the day had no such measure.
    pub version: Option<u32>,
    /// Numerator.
    pub numerator: Option<Shown>,
    /// Denominator, in person-years.
    pub denominator: Option<Shown>,
    /// Per 1,000 person-years.
    pub value: Option<ShownShare>,
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

    /// The run chart of a measure at a place, from the day on which there began to be anything to count there.
    #[must_use]
    pub fn chart(&self, measure: &str, place: &Place) -> RunChart {
        RunChart::of(self.since(measure, place).1)
    }

    /// The measure, day by day.
    fn found(&self, measure: &str) -> impl Iterator<Item = (&Published, &PublishedMeasure)> {
        self.days.values().filter_map(move |published| {
            let found = published.measures.iter().find(|one| one.definition.id == measure)?;
            Some((published, found))
        })
    }

    /// When it began, what there is since then, and what before.
    fn since(&self, measure: &str, place: &Place) -> (Option<Day>, Vec<Observation>, Vec<Observation>) {
        let days: Vec<&Published> = self.days.values().collect();
        let definition = self.found(measure).last().map(|(_, found)| &found.definition);
        let began = definition.and_then(|definition| began(&days, definition, place));
        let observations = self.found(measure).map(|(published, found)| Observation {
            days: found.days,
            definition: Arc::clone(&found.definition),
            policy: published.basis.policy,
            tally: found.places.get(place).cloned(),
        });
        let (since, before) = observations.partition(|one| began.is_some_and(|began| began <= one.days.last));
        (began, since, before)
    }

    /// The trend of a measure at a place, for programs and tables.
    #[must_use]
    pub fn series(&self, measure: &str, place: &Place) -> Series {
        let (began, since, before) = self.since(measure, place);
        let chart = RunChart::of(since.clone());
        let points = chart.stretches.iter().flat_map(|line| &line.points);
        let points = since.iter().zip(points).map(|(one, point)| PointTold::of(one, Some(point)));
        let points: Vec<_> = before.iter().map(|one| PointTold::of(one, None)).chain(points).collect();
        Series {
            measure: measure.to_owned(),
            place: place.clone(),
            chart: chart.kind.words(),
            began,
            warning: self.warning(measure),
            comparator: self.comparator(&points, place).filter(|_| measure == EMERGENCY_RATE),
            points,
            notes: Self::beginning(began, before.len()).into_iter().chain(self.notes(&chart)).collect(),
        }
    }

    /// The comparator of the rate of emergency spells; none where there are no such figures.
    fn comparator(&self, points: &[PointTold], place: &Place) -> Option<Comparator> {
        let title = self.found(EMERGENCY_COMPARATOR).last().map(|(_, found)| found.definition.title.clone())?;
        let at = |point: &PointTold| {
            let found = self.found(EMERGENCY_COMPARATOR).find(|(_, found)| found.days.last == point.day).map(|(_, found)| found);
            let tally = found.and_then(|found| found.places.get(place));
            Compared {
                day: point.day,
                version: found.map(|found| found.definition.version),
                numerator: tally.map(|tally| tally.numerator),
                denominator: tally.and_then(|tally| tally.denominator),
                value: tally.and_then(|tally| tally.share),
            }
        };
        Some(Comparator {
            measure: EMERGENCY_COMPARATOR.to_owned(),
            title,
            points: points.iter().map(at).collect(),
            warning: self.warning(EMERGENCY_COMPARATOR),
        })
    }

    /// Why there are fewer points than days.
    fn beginning(began: Option<Day>, before: usize) -> Option<String> {
        let days =
            if before == 1 { "The point before it takes".to_owned() } else { format!("The {before} points before it take") };
        match began {
            _ if before == 0 => None,
            None => Some("There was nothing to count here on any of these days.".to_owned()),
            Some(began) => Some(format!(
                "There was nothing to count here before {}. {days} no part in the chart, the mean, the limits or the rules.",
                words::day(began)
            )),
        }
    }

    fn warning(&self, measure: &str) -> String {
        self.found(measure).last().map_or_else(String::new, |(_, one)| one.warning.clone())
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
        let limited = |line: &Stretch| line.points.iter().any(|point| point.limits.is_some());
        if chart.overlapping && chart.stretches.iter().any(limited) {
            notes.push("The days of neighbouring points overlap, so that neighbours are alike and limits too narrow: read signals with care.".into());
        }
        if chart.stretches.iter().any(|line| !limited(line)) {
            notes.push(format!("Limits and rules need {FEWEST} points of one definition that can be shown."));
        }
        notes
    }
}

impl PointTold {
    /// An observation, with what the chart makes of it.
    fn of(one: &Observation, point: Option<&RunPoint>) -> Self {
        let tally: Option<&ShownTally> = one.tally.as_ref();
        let limits = point.and_then(|point| point.limits);
        Self {
            day: one.days.last,
            version: one.definition.version,
            numerator: tally.map(|tally| tally.numerator),
            denominator: tally.and_then(|tally| tally.denominator),
            value: tally.and_then(|tally| tally.share),
            low: limits.map(|limits| limits.low),
            mean: limits.map(|limits| limits.centre),
            high: limits.map(|limits| limits.high),
            signals: point.map_or_else(Vec::new, |point| point.signals.iter().map(|signal| signal.words()).collect()),
        }
    }
}
