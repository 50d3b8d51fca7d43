//! Models: designs, the logistic fit, published scores, judging, explaining, cards.

pub mod design;
pub mod explain;
pub mod model;
pub mod outcome;
