//! Proposing care coordinators: an optimal assignment with reasons.
