//! What is judged: risks, what happened, and the groups people belong to.

use crate::error::{Fault, Result};

/// People of an evaluation, by position. Their order decides ties at a cut: give them in order of person key, so that
/// two runs flag the same people.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Risk of each person, 0 to 1.
    pub risks: &'a [f64],
    /// Whether the outcome happened to each person.
    pub outcomes: &'a [bool],
    /// Whether each person had an emergency admission in the two years up to the index date.
    pub recent_admission: &'a [bool],
    /// Ways to divide the people.
    pub subgroups: &'a [Subgroup],
}

/// One way to divide the people: "age band", "sex", "deprivation fifth", "ethnicity", "practice".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subgroup {
    /// What divides them.
    pub name: String,
    /// Names of the groups, in the order they are shown; people not known belong in a group called so.
    pub labels: Vec<String>,
    /// Index into `labels` of each person.
    pub of: Vec<u16>,
}

/// What to compute, and when to withhold.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluateOptions {
    /// Shares of the people, from the highest risk down, whose yield is shown.
    pub fractions: Vec<f64>,
    /// Risks at and above which yield is shown.
    pub risks: Vec<f64>,
    /// Risks at which a decision would be taken, for the decision curve.
    pub thresholds: Vec<f64>,
    /// A subgroup with fewer people is withheld.
    pub fewest_people: u64,
    /// A subgroup with fewer events, or fewer people without the event, is withheld.
    pub fewest_events: u64,
}

impl Default for EvaluateOptions {
    fn default() -> Self {
        Self {
            fractions: vec![0.005, 0.01, 0.02, 0.05, 0.10, 0.20],
            risks: vec![0.1, 0.2, 0.3, 0.4, 0.5],
            thresholds: (1..=50).map(|per_cent| f64::from(per_cent) / 100.0).collect(),
            fewest_people: 50,
            fewest_events: 10,
        }
    }
}

impl Sample<'_> {
    /// # Errors
    /// [`Fault::Data`] for nobody or a risk outside 0 to 1, [`Fault::Internal`] for lists of different lengths.
    pub(super) fn check(&self) -> Result<()> {
        let n = self.risks.len();
        let lengths_agree = self.outcomes.len() == n && self.recent_admission.len() == n;
        if !lengths_agree || self.subgroups.iter().any(|subgroup| subgroup.of.len() != n) {
            return Err(Fault::Internal("evaluation: lists of people differ in length".into()));
        }
        if n == 0 {
            return Err(Fault::Data("evaluation: nobody to evaluate; check the index date against the store's dates".into()));
        }
        if u32::try_from(n).is_err() {
            return Err(Fault::Data("evaluation: more than 4,294,967,295 people".into()));
        }
        if let Some(position) = self.risks.iter().position(|risk| !(0.0..=1.0).contains(risk)) {
            return Err(Fault::Data(format!("evaluation: risk {} is not between 0 and 1", position + 1)));
        }
        for subgroup in self.subgroups {
            if subgroup.of.iter().any(|&label| usize::from(label) >= subgroup.labels.len()) {
                return Err(Fault::Internal(format!("evaluation: a group of \"{}\" has no label", subgroup.name)));
            }
        }
        Ok(())
    }
}

impl EvaluateOptions {
    /// # Errors
    /// [`Fault::Usage`] for shares or risks out of range.
    pub(super) fn check(&self) -> Result<()> {
        let inside = |values: &[f64], highest: f64| values.iter().all(|&value| value > 0.0 && value <= highest);
        if !inside(&self.fractions, 1.0) || !inside(&self.risks, 1.0) || !inside(&self.thresholds, 0.999) {
            return Err(Fault::Usage("evaluation: fractions, risks and thresholds must be above 0 and at most 1 (0.999)".into()));
        }
        Ok(())
    }
}
