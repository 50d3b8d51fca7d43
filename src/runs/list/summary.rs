//! The summary of a scoring run, for people and for programs.

use crate::domain::Day;
use crate::predict::model::Model;
use crate::runs::score::{ScoreRun, in_words};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// What a scoring run did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Model used.
    pub model_id: String,
    /// Its version.
    pub model_version: String,
    /// Whether the model was fitted on synthetic people.
    pub model_is_synthetic: bool,
    /// The day on which people were looked at.
    pub index_date: Day,
    /// The day that all feeds of the model reach.
    pub data_date: Option<Day>,
    /// People scored.
    pub scored: u64,
    /// Rows written.
    pub written: u64,
    /// People left out, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// Tiers from the highest, with the people in each.
    pub tiers: Vec<(String, u64)>,
    /// The list, when one was written.
    pub file: Option<String>,
}

impl Summary {
    /// Of a run that wrote `written` rows to `file`.
    #[must_use]
    pub fn of(model: &Model, run: &ScoreRun, written: u64, file: &Path) -> Self {
        Self { written, file: Some(file.display().to_string()), ..Self::unwritten(model, run) }
    }

    /// Of a run of which no list was written.
    #[must_use]
    pub fn unwritten(model: &Model, run: &ScoreRun) -> Self {
        let mut tiers: Vec<(String, u64)> = run.tiers.tiers.iter().map(|(tier, _)| (tier.0.clone(), 0)).collect();
        for entry in &run.ranked {
            tiers[usize::from(entry.tier)].1 += 1;
        }
        Self {
            model_id: model.id.clone(),
            model_version: model.version.clone(),
            model_is_synthetic: model.provenance.synthetic,
            index_date: run.index,
            data_date: run.data_date,
            scored: run.scored.len() as u64,
            written: 0,
            left_out: in_words(&run.left_out),
            tiers,
            file: None,
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data_date = self.data_date.map_or_else(|| "none".into(), |day| day.to_string());
        writeln!(f, "Risk list of {} (index date); all feeds of the model reach {data_date}", self.index_date)?;
        if self.data_date.is_some_and(|day| day.plus_days(92) < self.index_date) {
            writeln!(f, "OLD DATA: what happened since counts as nothing; the list is not fit for choosing people.")?;
        }
        writeln!(f, "Model {} {}", self.model_id, self.model_version)?;
        if self.model_is_synthetic {
            writeln!(f, "The model was fitted on SYNTHETIC people: for demonstration, not for care.")?;
        }
        writeln!(f, "{:>10}  scored", self.scored)?;
        for (tier, count) in &self.tiers {
            writeln!(f, "{count:>10}    {tier}")?;
        }
        for (reason, count) in &self.left_out {
            writeln!(f, "{count:>10}  left out: {reason}")?;
        }
        self.file.as_ref().map_or(Ok(()), |file| writeln!(f, "{} rows in {file}", self.written))
    }
}
