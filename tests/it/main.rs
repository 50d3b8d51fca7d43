//! The one integration-test binary: a module for each door.

mod mapping;
mod omop;
mod sample_data;
mod smoke;
mod synthea;
