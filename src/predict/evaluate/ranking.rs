//! Everyone in falling order of risk, sorted once and used by every measure.

use super::sample::Sample;
use crate::predict::calibrate::logit;
use rayon::prelude::*;

/// One person of the ranking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub risk: f64,
    pub logit: f64,
    /// Position in the sample.
    pub position: u32,
    pub outcome: bool,
}

/// People from the highest risk down; equal risks in the sample's order.
pub(super) struct Ranking {
    pub members: Vec<Member>,
    /// Events among the first k, for k from 0 to n.
    events_to: Vec<u32>,
    /// People with a recent emergency admission among the first k.
    recent_to: Vec<u32>,
}

impl Ranking {
    pub(super) fn of(sample: &Sample<'_>) -> Self {
        // The bits of non-negative floats sort as the floats do; adding 0.0 turns -0.0 into 0.0.
        let mut keys: Vec<(u64, u32)> =
            (0u32..).zip(sample.risks).map(|(position, &risk)| (!(risk + 0.0).to_bits(), position)).collect();
        keys.par_sort_unstable();
        let members: Vec<Member> = keys
            .par_iter()
            .map(|&(_, position)| {
                let risk = sample.risks[position as usize];
                Member { risk, logit: logit(risk), position, outcome: sample.outcomes[position as usize] }
            })
            .collect();
        let running = |counts: &dyn Fn(&Member) -> bool| {
            let mut sum = 0;
            std::iter::once(0)
                .chain(members.iter().map(|member| {
                    sum += u32::from(counts(member));
                    sum
                }))
                .collect::<Vec<u32>>()
        };
        let events_to = running(&|member| member.outcome);
        let recent_to = running(&|member| sample.recent_admission[member.position as usize]);
        Self { members, events_to, recent_to }
    }

    pub(super) fn people(&self) -> usize {
        self.members.len()
    }

    pub(super) fn events(&self) -> u64 {
        self.events_among(self.people())
    }

    pub(super) fn events_among(&self, first: usize) -> u64 {
        u64::from(self.events_to[first])
    }

    pub(super) fn recent_among(&self, first: usize) -> u64 {
        u64::from(self.recent_to[first])
    }

    /// How many people have at least this risk.
    pub(super) fn at_least(&self, risk: f64) -> usize {
        self.members.partition_point(|member| member.risk >= risk)
    }

    /// The first `ceil(fraction x n)` people, with the fraction taken to a millionth so that 0.05 of 100 is exactly 5; at least one.
    pub(super) fn share(&self, fraction: f64) -> usize {
        let millionths = (fraction * 1e6).round() as u64;
        ((millionths * self.people() as u64).div_ceil(1_000_000) as usize).clamp(1, self.people())
    }

    /// The same people in the same order, dealt out by group.
    pub(super) fn deal(&self, of: &[u16], groups: usize) -> Vec<Vec<Member>> {
        let mut dealt = vec![Vec::new(); groups];
        for member in &self.members {
            dealt[usize::from(of[member.position as usize])].push(*member);
        }
        dealt
    }
}
