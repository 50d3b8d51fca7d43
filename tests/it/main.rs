//! The one integration-test binary: a module for each door.

mod engines_agree;
mod features;
mod shard;
mod smoke;
mod spec;
