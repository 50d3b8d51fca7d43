//! The one integration-test binary: a module for each door.

#![allow(unreachable_pub, reason = "items of one binary, shared by its modules")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails may panic")]

mod apply;
mod architecture;
mod cases;
mod databases;
mod engines_agree;
mod features;
mod fit;
mod import;
mod mapping;
mod meetings;
mod named_people;
mod nominations;
mod omop;
mod plans;
mod program;
mod risk_list;
mod sample_data;
mod served;
mod shard;
mod smoke;
mod spec;
mod synth;
mod synthea;
