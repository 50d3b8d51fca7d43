//! The same questions for each practice, age band, sex, deprivation fifth and ethnicity.

use super::calibration::Calibration;
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
    /// Enough people and events.
    Shown(Box<GroupMeasures>),
    /// Too few, or another part could be worked out from this one.
    Withheld {
        /// Why, in words.
        withheld: String,
    },
}

/// How the model does in a part of the people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupMeasures {
    /// People.
    pub n: u64,
    /// People with the event.
    pub events: u64,
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
    let dealt = ranking.deal(&subgroup.of, subgroup.labels.len());
    let parts: Vec<(&String, &Vec<Member>)> = subgroup.labels.iter().zip(&dealt).filter(|(_, part)| !part.is_empty()).collect();
    let withheld = withhold(&parts.iter().map(|(_, part)| count(part)).collect::<Vec<_>>(), options);
    let groups = parts
        .par_iter()
        .zip(&withheld)
        .map(|(&(label, part), reason)| {
            let figures = match reason {
                Some(reason) => GroupFigures::Withheld { withheld: reason.clone() },
                None => GroupFigures::Shown(Box::new(measure(part, &in_top, options))),
            };
            Group { label: label.clone(), figures }
        })
        .collect();
    Division { name: subgroup.name.clone(), groups }
}

/// People and events.
fn count(part: &[Member]) -> (u64, u64) {
    (part.len() as u64, part.iter().filter(|member| member.outcome).count() as u64)
}

/// Why each part is withheld, if it is. A lone withheld part could be had by subtraction from the total, so the
/// smallest of the others goes with it.
fn withhold(parts: &[(u64, u64)], options: &EvaluateOptions) -> Vec<Option<String>> {
    let mut reasons: Vec<Option<String>> = parts
        .iter()
        .map(|&(n, events)| {
            if n < options.fewest_people {
                Some(format!("fewer than {} people", options.fewest_people))
            } else if events < options.fewest_events {
                Some(format!("fewer than {} events", options.fewest_events))
            } else if n - events < options.fewest_events {
                Some(format!("fewer than {} people without the event", options.fewest_events))
            } else {
                None
            }
        })
        .collect();
    if reasons.iter().flatten().count() == 1 {
        let next = (0..parts.len()).filter(|&i| reasons[i].is_none()).min_by_key(|&i| parts[i]);
        if let Some(next) = next {
            reasons[next] = Some("another group could be worked out from it".into());
        }
    }
    reasons
}

fn measure(part: &[Member], in_top: &[bool], options: &EvaluateOptions) -> GroupMeasures {
    let (n, events) = count(part);
    let auroc = auroc_of_tied(tied(part.iter().map(|member| (member.risk, member.outcome))));
    let top: Vec<Member> = part.iter().filter(|member| in_top[member.position as usize]).copied().collect();
    let (flagged, found) = count(&top);
    let tellable = flagged >= options.fewest_events && found >= options.fewest_events;
    GroupMeasures {
        n,
        events,
        auroc: auroc.map(|auroc| auroc.value),
        auroc_ci95: auroc.map(|auroc| auroc.ci95),
        calibration: Calibration::of(part),
        share_in_top_5_percent: proportion(flagged, n).filter(|_| flagged >= options.fewest_events),
        ppv_in_top_5_percent: proportion(found, flagged).filter(|_| tellable),
        ppv_in_top_5_percent_ci95: wilson(found, flagged).filter(|_| tellable),
        sensitivity_in_top_5_percent: proportion(found, events).filter(|_| tellable),
    }
}
