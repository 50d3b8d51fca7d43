//! The one integration-test binary: a module for each door.

mod smoke;
mod synth;
