//! Prepared tables of analysts: read, fitted, and given risks, without a store.

pub mod apply;
pub mod model;
pub mod table;
