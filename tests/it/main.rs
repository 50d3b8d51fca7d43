//! The one integration-test binary: a module for each door.

mod architecture;
mod engines_agree;
mod mapping;
mod omop;
mod program;
mod risk_list;
mod sample_data;
mod features;
mod shard;
mod smoke;
mod spec;
mod synthea;
