//! Ranks, tiers, cohorts and the reasons behind a score.
