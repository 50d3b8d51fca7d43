//! Where casework is kept: `SQLite` by default, `PostgreSQL` for servers. The only room that knows SQL.
//!
//! One text of SQL serves both (see [`db`]). The truth is the log of events ([`log`]); the other tables of casework are projections:
//! written in the same transaction from the state that the events make, so that lists are one query, and able to be made anew.

#[macro_use]
mod sql;
pub mod accountable_gp;
pub mod audit;
mod bulk;
pub mod case;
pub mod caseload;
pub mod db;
pub mod fault;
pub mod list;
pub mod load;
pub mod log;
pub mod measures;
pub mod meeting;
mod migrations;
pub mod nomination;
pub mod objection;
pub mod once;
mod opening;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod proposal;
pub mod publication;
pub mod publish;
pub mod rebuild;
pub mod register;
pub mod risk_list;
pub mod run;
pub mod seen;
pub mod set_aside;
pub mod staff;
pub mod stay;
pub mod stay_sync;
pub mod suitability;
pub mod team;
pub mod token;

pub use db::{Conn, Db, Reader, Tx};
pub use fault::StoreFault;
