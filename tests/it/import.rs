//! Import: a delivery in, an event store out, and the store as it was when anything goes wrong.

#![allow(clippy::unwrap_used, clippy::format_collect, reason = "helpers of tests")]

mod append;
mod bad_files;
mod bad_rows;
mod delivery;
mod dictionary;
mod killed;
mod property;
mod same_bytes;
mod store_files;
mod summary;
