//! A case: one person's time under case management, from the start on the register to its end.
//!
//! Opening a case puts the person on the register, ending it takes them off; a later case is a restart. At most one case of a person
//! is open at a time (the database guarantees it, too). What was recorded wrongly is corrected by another event, so that any day can
//! be told as it was known on any other.

mod action;
mod commands;
mod contact;
mod decide;
mod due;
mod event;
mod hand_over;
mod state;
mod words;

#[cfg(test)]
mod machine;

pub use action::{Action, ActionStatus, HandedOn};
pub use commands::{
    AddAction, AddToContact, CloseAction, Closing, CorrectContact, CorrectEnd, CorrectStart, EndCase, MoveTeam, OpenCase,
    RecordContact, ReviewCase, ScheduleReview, SetCoordinator, SetLead, SetLevel, Why,
};
pub use contact::{Addendum, Contact, ContactEntry, How, Reached};
pub use due::Dues;
pub use event::{CaseEvent, EndReason, Route};
pub use hand_over::{HandOver, HandOverCase, Taker};
pub use state::{Case, CaseReview, CoordinatorSpan, Ended, Level};
pub use words::{in_words, staff_named};
