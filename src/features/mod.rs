//! From events to features: definitions as data, one pass over the events, and a slow oracle.

pub mod check;
pub mod codelist;
pub mod definition;
pub mod kernel;
pub mod raw;
pub mod reference;
pub mod transform;
