//! Coverage: figures for commissioners under disclosure control, and those of a practice or a team, for its own people.
//!
//! A commissioner's scope gives [`Published`](crate::measures::Published) figures and no others: no other type of figure leaves this room but by a [`Permit`](crate::measures::Permit),
//! which only the scope gives of somebody who sees the whole list of the practice, or is a member of the team.

mod before;
mod commissioner;
mod own;
mod publishing;
mod shared;
mod turns;

pub use commissioner::Commissioner;
pub(super) use commissioner::Reports;
pub(super) use own::Own;
pub use own::{Behind, OwnCoverage, OwnPeople, Whose};
pub use publishing::{Known, Made, Wanted, end_of, publish};
pub(super) use shared::Shared;
pub(super) use turns::Turns;
