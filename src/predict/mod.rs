//! Models: designs, the logistic fit, published scores, judging, explaining, cards.

pub mod evaluate;
pub mod logistic;
pub mod matrix;
pub mod matrix_builder;
