//! The joint care plan.
