//! A stay in hospital: from admission to discharge or death, and the contact that follows a discharge.
//!
//! A person has at most one open stay (the database guarantees it, too). A discharge notification starts a clock of working days;
//! cancelling the discharge stops it. What a hospital tells of somebody who cannot be identified for certain, or in an impossible
//! order, is set aside for a human ([`SetAside`]): it never makes a person, and never changes one.

mod clock;
mod codes;
mod commands;
mod decide;
mod imported;
#[cfg(test)]
mod machine;
mod message;
mod set_aside;
mod state;

pub use clock::{ContactClock, Deadlines, Standing};
pub use codes::{AdmissionMethod, DischargeDestination, DischargeMethod};
pub use commands::{Admit, EnterInError, Happening, RecordContact, SetPlan};
pub use imported::{ImportedStay, imported_end};
pub use message::{HospitalEvent, Mismatch, NhsNumberText, SentAt};
pub use set_aside::{Resolution, Resolve, SetAside, SetAsideEvent, SetAsideReason, SetAsideStatus, WhyReopen};
pub use state::{
    Admission, AfterContact, CancelledNotice, ContactState, Delay, DelayReason, Notice, Source, Stay, StayEnd, StayEvent,
};
