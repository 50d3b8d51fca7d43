//! From events to features: definitions as data, one pass over the events, and a slow oracle.
//!
//! ```text
//! definition (TOML) -> check -> kernel::Plan -> build -> RawBlock -> transform::expand -> columns of the model
//!                   -> words, markdown (people)      -> resolved (other engines)
//! ```

pub mod check;
pub mod codelist;
pub mod definition;
pub mod kernel;
pub mod markdown;
pub mod raw;
pub mod reference;
pub mod resolved;
pub mod transform;
pub mod words;
