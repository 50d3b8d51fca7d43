//! Stays, as the API shows them.

use crate::access::Loaded;
use crate::casework::stay::{Admission, AfterContact, CancelledNotice, Delay, Notice, Stay, StayEnd};
use crate::domain::{Day, Line, Note, PersonId, StayId};
use serde::Serialize;
use utoipa::ToSchema;

/// A stay in hospital.
#[derive(Debug, Serialize, ToSchema)]
pub struct StayView {
    /// Its id.
    pub id: StayId,
    /// Its version: what a change names in `If-Match`.
    pub version: i64,
    /// Who.
    pub person: Option<PersonId>,
    /// How they came.
    pub admission: Option<Admission>,
    /// Where they lie.
    pub ward: Option<Line>,
    /// Expected to leave on.
    pub expected_discharge: Option<Day>,
    /// Times of being ready and still there, the present one last.
    pub delays: Vec<Delay>,
    /// What is to happen for them to leave.
    pub plan: Option<Note>,
    /// The discharge notification that stands.
    pub notice: Option<Notice>,
    /// Notifications that were cancelled, in the order in which they were recorded.
    pub cancelled: Vec<CancelledView>,
    /// Contacts after discharge.
    pub contacts: Vec<AfterContact>,
    /// Back in hospital before the contact was due.
    pub readmitted_on: Option<Day>,
    /// How it ended.
    pub end: Option<StayEnd>,
    /// Why it never was.
    pub in_error: Option<Line>,
}

/// A discharge notification that was cancelled.
#[derive(Debug, Serialize, ToSchema)]
pub struct CancelledView {
    /// The day of it.
    pub notified_on: Day,
    /// By when somebody would have contacted the person.
    pub contact_due: Day,
    /// The day on which it was cancelled.
    pub cancelled_on: Day,
    /// Contacts that were made under it.
    pub contacts: Vec<AfterContact>,
}

impl From<CancelledNotice> for CancelledView {
    fn from(CancelledNotice { notice, cancelled_on, contacts, .. }: CancelledNotice) -> Self {
        Self { notified_on: notice.on, contact_due: notice.contact_due, cancelled_on, contacts }
    }
}

impl From<Loaded<Stay>> for StayView {
    fn from(Loaded { id, version, state }: Loaded<Stay>) -> Self {
        let Stay {
            person,
            admission,
            ward,
            expected_discharge,
            delays,
            plan,
            notice,
            cancelled,
            contacts,
            readmitted_on,
            end,
            in_error,
        } = state;
        Self {
            id,
            version,
            person,
            admission,
            ward,
            expected_discharge,
            delays,
            plan,
            notice,
            cancelled: cancelled.into_iter().map(CancelledView::from).collect(),
            contacts,
            readmitted_on,
            end,
            in_error,
        }
    }
}
