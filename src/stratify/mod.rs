//! Ranks and tiers: from risks to a list somebody can work with.

pub mod rank;
