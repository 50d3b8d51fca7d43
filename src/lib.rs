//! casefinder: who is at risk of an emergency admission, who looks after them, and what share is covered.
//!
//! Data flows one way: `events -> features -> predict -> stratify`, joined by `runs`, with `domain` below and `cli` as the door.
//! `ARCHITECTURE.md` is the longer map.

pub mod access;
pub mod casework;
pub mod cli;
pub mod domain;
pub mod error;
pub mod events;
pub mod features;
pub mod measures;
pub mod predict;
pub mod report;
pub mod runs;
pub mod store;
pub mod stratify;
pub mod synth;
pub mod web;
