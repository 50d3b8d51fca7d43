//! A nomination: somebody put forward to a team by somebody who knows them, with or without a score.
//!
//! A nomination is open until it is withdrawn or decided on. A person has at most one open nomination to a team (the database
//! guarantees it, too).

mod commands;
mod decide;
mod state;
#[cfg(test)]
mod tests;

pub use commands::{DecideNomination, Nominate, Verdict, WithdrawNomination};
pub use decide::Nominee;
pub use state::{Closed, Nomination, NominationEvent, NotAccepted, Outcome};
