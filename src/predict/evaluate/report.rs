//! An evaluation with what it is of and when: nothing leaves without dates.

use super::{Evaluation, GroupFigures};
use crate::domain::Day;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// How the people tested relate to the people fitted on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validation {
    /// Fitted at an earlier index date, tested at a later one. Mostly the same people, a year older.
    Temporal,
    /// Fitted on a share of the people, tested on the rest at the same index date.
    SplitSample,
    /// Tested on people of other places.
    External,
    /// Tested on the people it was fitted on: flatters the model.
    Apparent,
    /// Tested at a later index date, but before the outcomes of the fit had all happened: flatters the model.
    Overlapping,
    /// Tested at an earlier index date than it was fitted at: flatters the model.
    Earlier,
}

/// An [`Evaluation`] that says what it is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Model judged.
    pub model_id: String,
    /// Its version.
    pub model_version: String,
    /// Day the risks look from.
    pub index_date: Day,
    /// Last day of the outcome window.
    pub outcome_until: Day,
    /// Latest day the data hold.
    pub data_until: Day,
    /// Day the evaluation was made.
    pub made_on: Day,
    /// How the people tested relate to those fitted on.
    pub validation: Validation,
    /// Whether the people are synthetic.
    pub synthetic: bool,
    /// The figures.
    #[serde(flatten)]
    pub evaluation: Evaluation,
}

impl Validation {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Temporal => "temporal validation: fitted at an earlier index date, tested at a later one",
            Self::SplitSample => "split-sample validation: fitted on some people, tested on others at the same index date",
            Self::External => "external validation: tested on people of other places",
            Self::Apparent => "apparent performance: tested on the people it was fitted on, which flatters it",
            Self::Overlapping => "not a validation: the outcome windows of fit and test overlap, which flatters it",
            Self::Earlier => {
                "not a validation: tested before it was fitted, on outcomes that the fit may have seen, which flatters it"
            }
        }
    }
}

impl Report {
    /// A small table for a terminal.
    #[must_use]
    pub fn summary(&self) -> String {
        let e = &self.evaluation;
        let mut text = String::new();
        let mut line = |words: std::fmt::Arguments<'_>| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{words}");
        };
        line(format_args!("{} {}, made {}", self.model_id, self.model_version, self.made_on));
        if self.synthetic {
            line(format_args!("Synthetic people: says nothing of how the model does on real ones."));
        }
        line(format_args!("Index date {}, outcome to {}, data to {}", self.index_date, self.outcome_until, self.data_until));
        line(format_args!("{}", self.validation.words()));
        line(format_args!("People {}, events {} ({:.1}%)", e.n, e.events, e.event_rate * 100.0));
        let or_dash = |value: Option<f64>, digits: usize| value.map_or("-".into(), |value| format!("{value:.digits$}"));
        let interval = e.auroc_ci95.map_or(String::new(), |[low, high]| format!(" ({low:.3} to {high:.3})"));
        line(format_args!("AUROC {}{interval}, average precision {}", or_dash(e.auroc, 3), or_dash(e.average_precision, 3)));
        line(format_args!("Brier {:.4}, scaled {}", e.brier, or_dash(e.scaled_brier, 3)));
        line(format_args!(
            "Observed/expected {}, calibration intercept {}, slope {}, ICI {:.4}",
            or_dash(e.calibration.observed_expected, 3),
            or_dash(e.calibration.calibration_intercept, 3),
            or_dash(e.calibration.calibration_slope, 3),
            e.ici
        ));
        line(format_args!(
            "{:>6} {:>9} {:>6} {:>12} {:>6} {:>10} {:>14}",
            "top", "flagged", "PPV", "sensitivity", "lift", "to review", "no admission*"
        ));
        for top in &e.top {
            let y = &top.yielded;
            line(format_args!(
                "{:>5}% {:>9} {:>6} {:>12} {:>6} {:>10} {:>14}",
                top.fraction * 100.0,
                y.flagged,
                or_dash(y.ppv, 3),
                or_dash(y.sensitivity, 3),
                or_dash(y.lift, 1),
                or_dash(y.number_to_review, 1),
                or_dash(y.no_emergency_admission_in_2_years, 3)
            ));
        }
        line(format_args!("* share of the flagged with no emergency admission in the two years up to the index date"));
        let withheld = e.subgroups.iter().flat_map(|by| &by.groups);
        let withheld = withheld.filter(|group| matches!(group.figures, GroupFigures::Withheld { .. })).count();
        if withheld > 0 {
            line(format_args!("{withheld} small groups withheld"));
        }
        text
    }
}
