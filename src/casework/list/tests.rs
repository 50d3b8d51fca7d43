//! The cohort rules, by example and by chance.
