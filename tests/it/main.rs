//! The one integration-test binary: a module for each door.

mod import;
mod smoke;
