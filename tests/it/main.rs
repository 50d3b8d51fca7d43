//! The one integration-test binary: a module for each door.

mod apply;
mod fit;
mod smoke;
