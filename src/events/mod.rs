//! Extract formats in, checks, rejects, and the event store (Parquet) out.
//!
//! ```text
//! files -> source (rows of cells) -> check (typed rows or a reject) -> spill (by shard of people) -> sort, drop duplicates -> store
//! ```

pub mod adapter;
pub mod codes;
pub mod extract;
mod foreign;
pub mod layout;
pub mod manifest;
pub mod mapping;
pub mod omop;
pub mod store;
pub mod synthea;
