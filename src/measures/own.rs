//! A practice's own figures, as they are: for those who may see everybody counted.

use crate::casework::counts::CountsRule;
use crate::measures::definition::{Definition, Shape, Target};
use crate::measures::period::Days;
use crate::measures::tally::{Figures, Permit};
use crate::measures::{Place, Tally};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How far a figure is from what it aims at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnTarget {
    /// What it is called: "floor", "target".
    pub name: String,
    /// The share and where it comes from, in words.
    pub words: String,
    /// The share, in ten-thousandths: 200 is 2%.
    pub per_10_000: u32,
    /// Whether it is reached; `null` where there is nobody.
    pub met: Option<bool>,
    /// How many more in the numerator would reach it; 0 when it is reached; `null` where there is nobody.
    pub missing: Option<u64>,
}

impl OwnTarget {
    fn of(target: &Target, numerator: u64, denominator: u64) -> Self {
        let somebody = denominator > 0;
        Self {
            name: target.name.clone(),
            words: format!("{} ({})", target.share_words(), target.source),
            per_10_000: target.per_10_000,
            met: somebody.then(|| target.met(numerator, denominator)),
            missing: somebody.then(|| target.people(denominator).saturating_sub(numerator)),
        }
    }
}

/// A measure of one place, in the open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFigure {
    /// What was counted.
    pub definition: Arc<Definition>,
    /// The days it looked at.
    pub days: Days,
    /// Numerator.
    pub numerator: u64,
    /// Denominator; person-days for a rate; `None` for a plain count.
    pub denominator: Option<u64>,
    /// Tenths of a per cent, or of a spell in 1,000 person-years, rounded half up; `None` when the denominator is 0, or for a count.
    pub tenths: Option<u64>,
    /// In neither: the deadline has not passed.
    pub pending: u64,
    /// In neither: taken out.
    pub removed: u64,
    /// What it aims at.
    pub targets: Vec<OwnTarget>,
    /// Beside it, in neither.
    pub beside: Vec<OwnBeside>,
    /// Its parts.
    pub parts: Vec<OwnPart>,
}

/// A count beside a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnBeside {
    /// What, as programs name it.
    pub id: String,
    /// What, in words.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// A part of a measure: an age band, a profession.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnPart {
    /// Which, as programs name it.
    pub id: String,
    /// Which, in words.
    pub words: String,
    /// Numerator.
    pub numerator: u64,
    /// Denominator.
    pub denominator: u64,
}

impl OwnFigure {
    /// The denominator of a rate in tenths of a person-year of 365.25 days, rounded half up; `None` for what is no rate.
    #[must_use]
    pub fn tenths_of_years(&self) -> Option<u64> {
        let days = self.denominator.filter(|_| self.definition.shape == Shape::Rate)?;
        u64::try_from((2 * u128::from(days) * 10_000 + DAYS_OF_1000_YEARS) / (2 * DAYS_OF_1000_YEARS)).ok()
    }
}

impl Figures {
    /// The figures of one place, for somebody with leave to see everybody counted there.
    #[must_use]
    pub fn open(&self, place: &Place, permit: &Permit) -> Vec<OwnFigure> {
        let nobody = Tally::default();
        let open = |measure: &crate::measures::tally::MeasureFigures| {
            let tally = measure.places.get(place).unwrap_or(&nobody);
            let definition = measure.definition.clone();
            let (numerator, denominator) = (tally.numerator.open(permit), tally.denominator.open(permit));
            OwnFigure {
                days: definition.period.days(self.as_of),
                numerator,
                denominator: (definition.shape != Shape::Count).then_some(denominator),
                tenths: tenths(definition.shape, numerator, denominator),
                pending: tally.pending.open(permit),
                removed: tally.removed.open(permit),
                targets: definition.target.iter().map(|target| OwnTarget::of(target, numerator, denominator)).collect(),
                beside: tally
                    .beside
                    .iter()
                    .map(|(id, count)| OwnBeside { id: id.clone(), words: beside_in_words(id), count: count.open(permit) })
                    .collect(),
                parts: tally
                    .parts
                    .iter()
                    .map(|(id, part)| OwnPart {
                        id: id.clone(),
                        words: part_in_words(id),
                        numerator: part.numerator.open(permit),
                        denominator: part.denominator.open(permit),
                    })
                    .collect(),
                definition,
            }
        };
        self.measures.iter().map(open).collect()
    }
}

/// What is told beside a measure: a plan that was declined, an objection, or the first rule of payment that fails.
fn beside_in_words(id: &str) -> String {
    let rule = CountsRule::ALL.iter().find(|rule| rule.name() == id).map(|rule| rule.words());
    let words = rule.or(match id {
        "declined" => Some("declined a plan in their present time on the register"),
        "type_1" => Some("object to identifiable data leaving the practice (type 1)"),
        "national_opt_out" => Some("object to planning and research (national data opt-out)"),
        _ => None,
    });
    words.map_or_else(|| id.replace('_', " "), str::to_owned)
}

/// A part: an age band stands for itself, a profession is named as people name it.
#[must_use]
pub fn part_in_words(id: &str) -> String {
    match id {
        "gp" => "GP".into(),
        id => id.replace('_', " "),
    }
}

/// Days of a thousand years: of 365.25 days.
const DAYS_OF_1000_YEARS: u128 = 365_250;

/// In integers until the last step, which rounds half up.
fn tenths(shape: Shape, numerator: u64, denominator: u64) -> Option<u64> {
    let (numerator, denominator) = (u128::from(numerator), u128::from(denominator));
    let times = match shape {
        Shape::Count => return None,
        Shape::Share | Shape::Ratio => 1_000,
        Shape::Rate => 10 * DAYS_OF_1000_YEARS,
    };
    if denominator == 0 {
        return None;
    }
    u64::try_from((2 * numerator * times + denominator) / (2 * denominator)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;
    use crate::measures::Definitions;
    use crate::measures::compute::always_beside;
    use crate::measures::definition::Beside;

    #[test]
    fn a_target_tells_how_many_people_are_missing() {
        let target = |per_10_000| Target { name: "target".into(), per_10_000, source: "a paper".into() };
        let told = |per_10_000, numerator, denominator| {
            let OwnTarget { words, met, missing, .. } = OwnTarget::of(&target(per_10_000), numerator, denominator);
            (words, met, missing)
        };
        // 2% of 4,001 is 80.02 people: 81, since part of a person is a person.
        assert_eq!(told(200, 80, 4001), ("2% (a paper)".into(), Some(false), Some(1)));
        assert_eq!(told(180, 72, 4000), ("1.8% (a paper)".into(), Some(true), Some(0)));
        assert_eq!(told(415, 0, 100), ("4.15% (a paper)".into(), Some(false), Some(5)));
        assert_eq!(told(405, 0, 0), ("4.05% (a paper)".into(), None, None));
    }

    #[test]
    fn person_years_are_told_in_tenths() {
        let of = |shape, days| {
            let mut definition = Definition::clone(Definitions::built_in().measure.first().unwrap());
            definition.shape = shape;
            let figure = OwnFigure {
                days: definition.period.days(Day::of(2026, 3, 31)),
                definition: Arc::new(definition),
                numerator: 0,
                denominator: Some(days),
                tenths: None,
                pending: 0,
                removed: 0,
                targets: vec![],
                beside: vec![],
                parts: vec![],
            };
            figure.tenths_of_years()
        };
        // 3,652.5 days are ten years; 18.2625 are half a tenth.
        for (days, tenths) in [(0, 0), (18, 0), (19, 1), (3652, 100), (3671, 101), (36_525, 1000)] {
            assert_eq!(of(Shape::Rate, days), Some(tenths), "{days}");
        }
        assert_eq!(of(Shape::Share, 36_525), None);
    }

    #[test]
    fn whatever_is_beside_has_words_of_its_own() {
        for beside in [Beside::PlanDeclined, Beside::Objections] {
            for id in always_beside(beside) {
                assert_ne!(beside_in_words(id), id.replace('_', " "));
            }
        }
        assert_eq!(beside_in_words("no_plan_event"), "no plan agreed, reviewed or declined by the day");
        assert_eq!((part_in_words("gp"), part_in_words("community_matron")), ("GP".into(), "community matron".into()));
    }

    #[test]
    fn half_a_tenth_is_rounded_up_and_no_denominator_gives_no_share() {
        // 1 of 8 is 12.5%; 1 of 16 is 6.25%, told as 6.3; 1 of 3 is 33.33...%.
        assert_eq!(tenths(Shape::Share, 1, 8), Some(125));
        assert_eq!(tenths(Shape::Share, 1, 16), Some(63));
        assert_eq!(tenths(Shape::Ratio, 1, 3), Some(333));
        assert_eq!(tenths(Shape::Share, 0, 0), None);
        assert_eq!(tenths(Shape::Count, 5, 0), None);
        // One spell in a person's year of 365.25 days is 1,000 in a thousand.
        assert_eq!(tenths(Shape::Rate, 4, 4 * 1461 / 4), Some(10_000));
    }
}
