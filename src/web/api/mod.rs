//! The API's handlers: one file a noun, one function a verb. Each reads its request, asks the scope, and writes the answer.

#![allow(clippy::missing_errors_doc, reason = "each route lists its answers in its description")]

pub mod accountable_gps;
pub mod caseload;
pub mod cases;
pub mod coverage;
pub mod hospital;
pub mod hospital_events;
pub mod lists;
pub mod meetings;
pub mod nominations;
pub mod organisations;
pub mod people;
pub mod plan_answers;
pub mod plans;
pub mod practices;
pub mod proposals;
pub mod reports;
pub mod runs;
pub mod staff;
pub mod suitability;
pub mod teams;
