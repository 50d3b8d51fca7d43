//! Extract formats in, checks, rejects, and the event store (Parquet) out.
//!
//! ```text
//! files -> source (rows of cells) -> check (typed rows or a reject) -> spill (by shard of people) -> sort, drop duplicates -> store
//! ```

pub mod adapter;
mod check;
pub mod codes;
mod dictionary;
mod earlier;
pub mod extract;
pub mod extract_adapter;
mod fast_hash;
mod foreign;
mod generation;
pub mod identity;
pub mod import;
pub mod layout;
pub mod manifest;
pub mod mapping;
pub mod omop;
mod people;
pub mod quality;
mod read;
mod rejects;
mod seal;
mod spill;
pub mod store;
pub mod synthea;
mod write;

pub use check::reason::ALL_REASONS;
