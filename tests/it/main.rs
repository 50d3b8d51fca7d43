//! The one integration-test binary: a module for each door.

#![allow(unreachable_pub, reason = "items of one binary, shared by its modules")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails may panic")]

mod apply;
mod architecture;
mod audit;
mod cases;
mod databases;
mod demo;
mod door;
mod engines_agree;
mod faults;
mod features;
mod fit;
mod hospital;
mod import;
mod lists;
mod local;
mod mapping;
mod measures;
mod meetings;
mod migrations;
mod named_people;
mod nominations;
mod objections_told;
mod omop;
mod openapi;
mod opening;
mod organisations;
mod own_coverage;
mod people;
mod plans;
mod process;
mod program;
mod publish;
mod reports;
mod risk_list;
mod sample_data;
mod schema;
mod score_database;
mod served;
mod serving;
mod shard;
mod smoke;
mod spec;
mod story;
mod synth;
mod synthea;
mod where_to_look;
