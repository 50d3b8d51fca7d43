//! Studies executed: a store, a design and an index date in; a model, an evaluation or a risk list out.
//!
//! The only room that joins `events`, `features`, `predict` and `stratify`; none of those knows another to its right.

pub mod card;
pub mod cohort;
pub mod evaluate;
pub mod fit;
pub mod gather;
pub mod hospital;
pub mod list;
pub mod outcome;
pub mod output;
pub mod people;
pub mod publish;
pub mod recalibrate;
pub mod score;
pub mod table;
#[cfg(test)]
mod testing;
pub mod train;
pub mod trial;
