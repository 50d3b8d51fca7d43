//! Models: designs, the logistic fit, published scores, judging, explaining, cards.

pub mod evaluate;
