//! Tiers: named bands of risk, by configuration.

use crate::domain::{Percentile, Risk};
use serde::{Deserialize, Serialize};

/// A named band: "very high", "high", "moderate", "low" by default.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RiskTier(pub String);

/// What puts somebody into a tier.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TierRule {
    /// Among this top share of everyone scored, in per cent (0.5 is the top half per cent).
    TopPercent(f64),
    /// A risk of at least this.
    RiskAtLeast(f64),
    /// Among the top of the person's own practice, as a share of its registered adults, in per cent, rounded up.
    TopPercentOfPracticeAdults(f64),
    /// Among the first N of everyone scored: the number a team can serve.
    TopCount(u64),
    /// Everyone.
    Everyone,
}

/// Tiers from the highest down: a person is in the first whose rule holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierScheme {
    /// Name and rule of each tier; the last one is `Everyone`.
    pub tiers: Vec<(RiskTier, TierRule)>,
}

/// Where one person stands, as tiers need it.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Rank among everyone scored, from 1.
    pub rank: u64,
    /// People scored.
    pub scored: u64,
    /// The person's risk.
    pub risk: Risk,
    /// Position among the scored adults of the person's practice, from 1; `None` for a child.
    pub practice_rank: Option<u64>,
    /// Registered adults of that practice.
    pub practice_adults: u64,
}

impl Default for TierScheme {
    /// The segments of the King's Fund's combined predictive model (2006): top 0.5%, to 5%, to 20%, the rest.
    fn default() -> Self {
        let tier = |name: &str, rule| (RiskTier(name.into()), rule);
        Self {
            tiers: vec![
                tier("very high", TierRule::TopPercent(0.5)),
                tier("high", TierRule::TopPercent(5.0)),
                tier("moderate", TierRule::TopPercent(20.0)),
                tier("low", TierRule::Everyone),
            ],
        }
    }
}

/// `percent` of `total`, rounded up, with the percentage taken to a thousandth so that 0.5% of 200 is exactly 1.
fn share(percent: f64, total: u64) -> u64 {
    let thousandths = (percent * 1000.0).round().max(0.0) as u64;
    (thousandths * total).div_ceil(100_000)
}

impl TierRule {
    fn holds(self, at: &Standing) -> bool {
        match self {
            Self::TopPercent(percent) => at.rank <= share(percent, at.scored),
            Self::RiskAtLeast(risk) => at.risk.get() >= risk,
            Self::TopPercentOfPracticeAdults(percent) => {
                at.practice_rank.is_some_and(|rank| rank <= share(percent, at.practice_adults))
            }
            Self::TopCount(count) => at.rank <= count,
            Self::Everyone => true,
        }
    }
}

impl TierScheme {
    /// Position of the tier of somebody who stands at `at`: the first whose rule holds, else the last.
    #[must_use]
    pub fn position(&self, at: &Standing) -> usize {
        let last = self.tiers.len().saturating_sub(1);
        self.tiers.iter().position(|(_, rule)| rule.holds(at)).unwrap_or(last)
    }

    /// Name of the tier at `position`.
    #[must_use]
    pub fn name(&self, position: usize) -> &str {
        self.tiers.get(position).map_or("", |(tier, _)| &tier.0)
    }

    /// Checks that there are tiers, that names differ, and that the last takes everyone.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn check(&self) -> Result<(), String> {
        let Some((_, last)) = self.tiers.last() else { return Err("there are no tiers".into()) };
        if *last != TierRule::Everyone {
            return Err("the last tier must be for everyone".into());
        }
        let mut names: Vec<_> = self.tiers.iter().map(|(tier, _)| &tier.0).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("two tiers have one name".into());
        }
        if names.iter().any(|name| name.trim().is_empty()) {
            return Err("a tier has no name".into());
        }
        for pair in self.tiers.windows(2) {
            if let (TierRule::TopPercent(upper), TierRule::TopPercent(lower)) = (pair[0].1, pair[1].1)
                && lower <= upper
            {
                return Err(format!("tier \"{}\": nobody can be in it, since the tier above takes as many", pair[1].0.0));
            }
        }
        for (tier, rule) in &self.tiers {
            let fits = match *rule {
                TierRule::TopPercent(share) | TierRule::TopPercentOfPracticeAdults(share) => (0.0..=100.0).contains(&share),
                TierRule::RiskAtLeast(risk) => Risk::new(risk).is_ok(),
                TierRule::TopCount(_) | TierRule::Everyone => true,
            };
            if !fits {
                return Err(format!("tier \"{}\": the number is out of range", tier.0));
            }
        }
        Ok(())
    }
}

/// Percentile of a standing.
impl From<&Standing> for Percentile {
    fn from(at: &Standing) -> Self {
        Self::from_rank(at.rank, at.scored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rank: u64, risk: f64, practice_rank: u64) -> Standing {
        Standing { rank, scored: 1000, risk: Risk::new(risk).unwrap(), practice_rank: Some(practice_rank), practice_adults: 8500 }
    }

    #[test]
    fn default_tiers_are_the_published_segments() {
        let scheme = TierScheme::default();
        scheme.check().unwrap();
        let names: Vec<_> =
            [1, 5, 6, 50, 51, 200, 201, 1000].map(|rank| scheme.name(scheme.position(&at(rank, 0.1, 1))).to_owned()).into();
        assert_eq!(names, ["very high", "very high", "high", "high", "moderate", "moderate", "low", "low"]);
    }

    #[test]
    fn two_per_cent_of_8500_adults_is_170() {
        // The brief's worked example, in integers: ceil(2 x 8500 / 100).
        let rule = TierRule::TopPercentOfPracticeAdults(2.0);
        assert!(rule.holds(&at(900, 0.1, 170)));
        assert!(!rule.holds(&at(900, 0.1, 171)));
    }

    #[test]
    fn says_what_is_wrong_with_a_scheme() {
        let mut scheme = TierScheme::default();
        scheme.tiers.pop();
        assert_eq!(scheme.check(), Err("the last tier must be for everyone".into()));
    }
}
