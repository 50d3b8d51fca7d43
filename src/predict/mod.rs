//! Models: designs, the logistic fit, published scores, judging, explaining, cards.

pub mod calibrate;
pub mod card;
pub mod design;
pub mod evaluate;
pub mod explain;
pub mod model;
pub mod outcome;
