//! Models: designs, the logistic fit, published scores, judging, explaining, cards.

pub mod apply_table;
pub mod evaluate;
pub mod logistic;
pub mod matrix;
pub mod matrix_builder;
pub mod prepared_model;
pub mod table;
