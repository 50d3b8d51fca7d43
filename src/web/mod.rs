//! The HTTP door: a router to be read top to bottom, thin handlers, one kind of error. Handlers hold a scope, never the database.

#![allow(clippy::result_large_err, reason = "a problem is made once for a request that failed; a box for each would buy nothing")]

pub mod answer;
pub mod api;
pub mod body;
pub mod caller;
pub mod emergency_page;
pub mod guard;
pub mod health;
pub mod html;
pub mod logs;
pub mod metrics;
pub mod once;
pub mod openapi;
pub mod page;
pub mod past;
pub mod problem;
pub mod query;
pub mod resource;
pub mod router;
pub mod server;
pub mod version;

pub use answer::Answer;
pub use body::Body;
pub use once::Once;
pub use problem::{Faults, Problem};
pub use query::Query;
pub use version::Seen;
