//! Models: designs, the logistic fit, published scores, judging, explaining, cards.

pub mod calibrate;
pub mod card;
pub mod evaluate;
