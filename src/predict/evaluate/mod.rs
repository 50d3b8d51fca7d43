//! Judging a model: how well risks agree with what happened.

pub mod discrimination;

pub use discrimination::{Auroc, auroc_delong, brier};
