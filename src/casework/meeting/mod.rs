//! An MDT meeting: its agenda, who came, and what was decided about whom.
//!
//! Planned, then open while it is held, then closed; or cancelled. The agenda has one item a person, with every reason for being
//! there. A review is recorded here and applied to the case in the same change ([`effects::applied`]). Once closed nothing is edited:
//! corrections are addenda.

mod attendance;
mod commands;
mod decide;
pub mod effects;
pub mod history;
mod item;
mod kind;
mod minutes;
mod service;
mod state;

pub use attendance::{Attendee, MeetingRole, Profession, SetAttendance};
pub use commands::{AddItem, CancelMeeting, CarryOver, MoveMeeting, OrderAgenda, PlanMeeting, RemoveItem, WriteAddendum};
pub use item::{AgendaItem, Listing, Removed, Why};
pub use kind::{MeetingKind, MeetingState};
pub use minutes::{AgreeAction, AmendWords, CloseInReview, MinutedAction, Minutes, RecordReview, Words};
pub use service::Service;
pub use state::{Addendum, Meeting, MeetingEvent};

#[cfg(test)]
mod machine;
#[cfg(test)]
mod tests;
