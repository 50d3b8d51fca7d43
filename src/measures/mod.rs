//! Coverage: measures as data, computed for any day as it was known at any instant, and given out under disclosure control.
//!
//! ```text
//! Ledger -> as known -> Book -> Definitions -> Figures -> disclosure -> Published
//! ```
//!
//! A [`Ledger`] is everything recorded, with when it was recorded. A [`Book`] is what was known of it at one instant. [`Figures`] are
//! counts that nobody can print: only [`Published`] ones, which have passed a disclosure policy, can be, and those that a
//! [`Permit`] opens for somebody who may see the people behind them.
//!
//! Nothing here knows a database, a file or a clock.

pub mod asked;
pub mod book;
pub mod compute;
pub mod definition;
pub mod disclosure;
pub mod ledger;
#[cfg(test)]
mod oracle;
pub mod own;
pub mod period;
pub mod place;
pub mod published;
pub mod tally;
pub mod test;
pub mod told;
pub mod variation;

pub use book::Book;
pub use compute::{Audience, Explained, Stands, compute, explain};
pub use definition::{Definition, Definitions};
pub use disclosure::disclose;
pub use ledger::Ledger;
pub use own::{OwnBeside, OwnFigure, OwnPart, OwnTarget, part_in_words};
pub use period::Period;
pub use place::{Level, Place};
pub use published::Published;
pub use tally::{Count, Figures, Permit, Tally};
pub use test::Test;
