//! The accountable GP: medical responsibility for somebody's care. One at a time, with a history; a change of practice ends it.

mod allocate;
mod commands;
mod decide;
mod notify;
mod state;

#[cfg(test)]
mod machine;

pub use allocate::{Allocated, GpOnDay, Patient, allocate};
pub use commands::{AssignGp, ChooseGp, ReplaceGp, TellPerson, Way};
pub use decide::Named;
pub use notify::{Entitled, Informed, NotifyBy, notify_by};
pub use state::{AccountableGp, AccountableGpEvent, ChosenBy, EndedBecause, GpSpan, Told};
