//! The one integration-test binary: a module for each door.

mod import;
mod mapping;
mod omop;
mod sample_data;
mod smoke;
mod synthea;
