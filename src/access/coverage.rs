//! Coverage: figures for commissioners under disclosure control, and a practice's own.
//!
//! A commissioner's scope gives [`Published`](crate::measures::Published) figures and no others: no other type of figure leaves this room but by a [`Permit`](crate::measures::Permit),
//! which only the scope of somebody who sees the whole list of the practice gives.

mod before;
mod commissioner;
mod own;
mod publishing;

pub use commissioner::Commissioner;
pub use own::{OwnCoverage, OwnPeople};
pub use publishing::{Known, Made, Wanted, end_of, publish};
