//! A case: one person's time under case management, from the start on the register to its end.
//!
//! Opening a case puts the person on the register, ending it takes them off; a later case is a restart. At most one case of a person
//! is open at a time (the database guarantees it, too).

mod action;
mod commands;
mod decide;
mod state;

pub use action::{Action, ActionStatus};
pub use commands::{AddAction, CloseAction, Closing, EndCase, OpenCase, SetCoordinator};
pub use state::{Case, CaseEvent, CaseReview, CoordinatorSpan, EndReason, Ended, Route};
