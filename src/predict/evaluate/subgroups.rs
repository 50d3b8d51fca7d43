//! The same questions for each practice, age band, sex, deprivation fifth and ethnicity.

use super::calibration::{Calibration, to_decimals};
use super::discrimination::{auroc_of_tied, tied};
use super::interval::{proportion, wilson};
use super::ranking::{Member, Ranking};
use super::sample::{EvaluateOptions, Subgroup};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// One way to divide the people and how the model does in each part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Division {
    /// What divides them: "age band".
    pub name: String,
    /// Each part that has anybody.
    pub groups: Vec<Group>,
}

/// One part of the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub label: String,
    /// Its figures, or why they are withheld.
    #[serde(flatten)]
    pub figures: GroupFigures,
}

/// Figures of a part, or the reason they are withheld.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum GroupFigures {
    /// Too few. First, as a file is read by the first that fits, and any fits measures that may all be null.
    Withheld {
        /// Why, in words.
        withheld: String,
    },
    /// Enough people and events.
    Shown(Box<GroupMeasures>),
}

/// How the model does in a part of the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupMeasures {
    /// People; none where a small group could be worked out from it. Then every figure is rounded, and what is left of the top 5% withheld.
    pub n: Option<u64>,
    /// People with the event; withheld with `n`.
    pub events: Option<u64>,
    /// AUROC within the part.
    pub auroc: Option<f64>,
    /// `DeLong`'s 95% interval.
    pub auroc_ci95: Option<[f64; 2]>,
    /// Observed over expected, calibration intercept and slope.
    #[serde(flatten)]
    pub calibration: Calibration,
    /// Share of the part that is in the top 5% of the whole; withheld (`null`) when that is fewer than the least number.
    pub share_in_top_5_percent: Option<f64>,
    /// PPV among those; withheld when fewer than the least number had the event.
    pub ppv_in_top_5_percent: Option<f64>,
    /// Its 95% interval (Wilson).
    pub ppv_in_top_5_percent_ci95: Option<[f64; 2]>,
    /// Share of the part's events that is in the top 5% of the whole; withheld with the PPV.
    pub sensitivity_in_top_5_percent: Option<f64>,
}

pub(super) fn divide(ranking: &Ranking, subgroup: &Subgroup, options: &EvaluateOptions) -> Division {
    let mut in_top = vec![false; ranking.people()];
    for member in &ranking.members[..ranking.share(0.05)] {
        in_top[member.position as usize] = true;
    }
    let mut parts: Vec<(String, Vec<Member>)> =
        std::iter::zip(&subgroup.labels, ranking.deal(&subgroup.of, subgroup.labels.len()))
            .filter(|(_, part)| !part.is_empty())
            .map(|(label, part)| (label.clone(), part))
            .collect();
    pool(&mut parts, options);
    let counts: Vec<(u64, u64)> = parts.iter().map(|(_, part)| count(part)).collect();
    let reasons: Vec<Option<String>> = counts.iter().map(|&counts| too_few(counts, options)).collect();
    // What is withheld, taken together, could be had by subtraction from the total: so the smallest group shown keeps its counts to itself.
    let uncounted = if reasons.iter().any(Option::is_some) {
        (0..parts.len()).filter(|&at| reasons[at].is_none()).min_by_key(|&at| counts[at])
    } else {
        None
    };
    let groups = parts
        .into_par_iter()
        .zip(reasons)
        .enumerate()
        .map(|(at, ((label, part), reason))| {
            let figures = match reason {
                Some(withheld) => GroupFigures::Withheld { withheld },
                None if uncounted == Some(at) => GroupFigures::Shown(Box::new(measure(&part, &in_top, options).without_counts())),
                None => GroupFigures::Shown(Box::new(measure(&part, &in_top, options))),
            };
            Group { label, figures }
        })
        .collect();
    Division { name: subgroup.name.clone(), groups }
}

/// People and events.
fn count(part: &[Member]) -> (u64, u64) {
    (part.len() as u64, part.iter().filter(|member| member.outcome).count() as u64)
}

/// Why a part is withheld, if it is.
fn too_few((n, events): (u64, u64), options: &EvaluateOptions) -> Option<String> {
    if n < options.fewest_people {
        Some(format!("fewer than {} people", options.fewest_people))
    } else if events < options.fewest_events {
        Some(format!("fewer than {} events", options.fewest_events))
    } else if n - events < options.fewest_events {
        Some(format!("fewer than {} people without the event", options.fewest_events))
    } else {
        None
    }
}

/// Makes one part of the small parts, last in order, when together they are big enough to be shown.
fn pool(parts: &mut Vec<(String, Vec<Member>)>, options: &EvaluateOptions) {
    let small = |part: &[Member]| too_few(count(part), options).is_some();
    let few: Vec<&(String, Vec<Member>)> = parts.iter().filter(|(_, part)| small(part)).collect();
    let names: Vec<&str> = few.iter().map(|(label, _)| label.as_str()).collect();
    let label = match names.len() {
        0 | 1 => return,
        2..=4 => format!("other or not known ({})", names.join(", ")),
        many => format!("other or not known ({many} small groups)"),
    };
    let mut pooled: Vec<Member> = few.iter().flat_map(|(_, part)| part).copied().collect();
    if small(&pooled) {
        return;
    }
    // Measures read people in the order of the ranking.
    pooled.sort_unstable_by(|a, b| b.risk.total_cmp(&a.risk).then(a.position.cmp(&b.position)));
    parts.retain(|(_, part)| !small(part));
    parts.push((label, pooled));
}

impl GroupMeasures {
    /// How well the model does, without what people and events could be worked out from.
    fn without_counts(self) -> Self {
        Self {
            n: None,
            events: None,
            auroc: self.auroc.map(|auroc| to_decimals(auroc, 3)),
            auroc_ci95: self.auroc_ci95.map(|ci95| ci95.map(|auroc| to_decimals(auroc, 3))),
            calibration: self.calibration.coarse(),
            share_in_top_5_percent: None,
            ppv_in_top_5_percent: None,
            ppv_in_top_5_percent_ci95: None,
            sensitivity_in_top_5_percent: None,
        }
    }
}

fn measure(part: &[Member], in_top: &[bool], options: &EvaluateOptions) -> GroupMeasures {
    let (n, events) = count(part);
    let auroc = auroc_of_tied(tied(part.iter().map(|member| (member.risk, member.outcome))));
    let top: Vec<Member> = part.iter().filter(|member| in_top[member.position as usize]).copied().collect();
    let (flagged, found) = count(&top);
    let tellable = flagged >= options.fewest_events && found >= options.fewest_events;
    GroupMeasures {
        n: Some(n),
        events: Some(events),
        auroc: auroc.map(|auroc| auroc.value),
        auroc_ci95: auroc.map(|auroc| auroc.ci95),
        calibration: Calibration::of(part),
        share_in_top_5_percent: proportion(flagged, n).filter(|_| flagged >= options.fewest_events),
        ppv_in_top_5_percent: proportion(found, flagged).filter(|_| tellable),
        ppv_in_top_5_percent_ci95: wilson(found, flagged).filter(|_| tellable),
        sensitivity_in_top_5_percent: proportion(found, events).filter(|_| tellable),
    }
}
