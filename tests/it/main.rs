//! The one integration-test binary: a module for each door.

mod architecture;
mod engines_agree;
mod program;
mod risk_list;
mod shard;
mod smoke;
mod spec;
