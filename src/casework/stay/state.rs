//! What a hospital stay is, and what can happen to it.

use crate::casework::stay::{AdmissionMethod, DischargeDestination, DischargeMethod};
use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, Line, Note, OdsCode, PersonId, StaffId, StayId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why somebody who is ready to leave is still in bed. Source: NHS England, Monthly Delayed Transfers of Care situation report,
/// reasons A to I, with what it put under other headings as the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelayReason {
    /// A: an assessment is not complete.
    CompletionOfAssessment,
    /// B: public funding.
    PublicFunding,
    /// C: further NHS care that is not acute, intermediate care and rehabilitation included.
    FurtherNonAcuteNhsCare,
    /// D (i): a place in a residential home.
    ResidentialHome,
    /// D (ii): a place in a nursing home.
    NursingHome,
    /// E: a care package at home.
    CarePackageAtHome,
    /// F: community equipment or adaptations.
    CommunityEquipment,
    /// G: the person's or the family's choice.
    PatientOrFamilyChoice,
    /// H: a dispute.
    Disputes,
    /// I: housing, of people to whom the NHS and care acts give no right to it.
    Housing,
    /// Something else.
    Other,
}

/// Who told of a stay first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A hospital's message.
    Feed,
    /// The imported admissions.
    Imported,
    /// Somebody of the team, who heard of it.
    Hand,
}

/// How a contact after discharge went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactState {
    /// The person was reached.
    Done,
    /// Tried, not reached.
    Attempted,
    /// Not needed, with the reason.
    NotNeeded,
}

/// What can happen to a stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StayEvent {
    /// The person came into hospital.
    Admitted {
        /// Who.
        person: PersonId,
        /// The hospital's organisation.
        provider: OdsCode,
        /// The provider's own number of the spell.
        spell: Option<Line>,
        /// How.
        method: AdmissionMethod,
        /// Where in the hospital.
        ward: Option<Line>,
        /// Who told.
        source: Source,
    },
    /// The person is on another ward.
    WardChanged {
        /// Which.
        ward: Line,
    },
    /// The day on which the person is expected to leave was set, changed or taken back.
    ExpectedDischargeSet {
        /// The day.
        day: Option<Day>,
    },
    /// Ready to leave, and still there; a delay with another reason ends an earlier one.
    Delayed {
        /// Why.
        reason: DelayReason,
    },
    /// No longer delayed.
    DelayEnded {},
    /// What is to happen for the person to leave, and after.
    PlanSet {
        /// In words.
        plan: Note,
    },
    /// The hospital's word that the person goes home.
    DischargeNotified {
        /// By when somebody contacts them, by the calendar and the rules of the day on which this was recorded.
        contact_due: Day,
    },
    /// The person does not go, or did not: the clock stops, and a discharge never was.
    DischargeCancelled {},
    /// The person left.
    Discharged {
        /// Where to.
        destination: DischargeDestination,
        /// How.
        method: DischargeMethod,
        /// By when a care home has a plan for them, when they went into one.
        care_home_plan_due: Option<Day>,
    },
    /// Died in hospital.
    Died {},
    /// Somebody contacted the person after the discharge, tried to, or found it not needed.
    Contacted {
        /// How it went.
        state: ContactState,
        /// In words: what was said, or why it is not needed.
        note: Option<Note>,
    },
    /// The person was back in hospital before the contact was due.
    Readmitted {
        /// The later stay.
        stay: StayId,
    },
    /// It never happened, or to somebody else.
    EnteredInError {
        /// Why.
        reason: Line,
    },
}

/// How somebody came into hospital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Admission {
    /// The day.
    pub on: Day,
    /// The hospital's organisation.
    pub provider: OdsCode,
    /// The provider's own number of the spell.
    pub spell: Option<Line>,
    /// How.
    pub method: AdmissionMethod,
    /// Whether it is a new emergency admission.
    pub emergency: bool,
    /// Who told.
    pub source: Source,
}

/// A time of being ready to leave and still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delay {
    /// Ready since.
    pub since: Day,
    /// Why still there.
    pub reason: DelayReason,
    /// Until.
    pub until: Option<Day>,
}

/// A discharge notification that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Notice {
    /// The day of it.
    pub on: Day,
    /// By when somebody contacts the person.
    pub contact_due: Day,
}

/// How a stay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum StayEnd {
    /// Left.
    Discharged {
        /// The day.
        on: Day,
        /// Where to.
        destination: DischargeDestination,
        /// How.
        method: DischargeMethod,
        /// By when a care home has a plan for them.
        care_home_plan_due: Option<Day>,
    },
    /// Died.
    Died {
        /// The day.
        on: Day,
    },
}

impl StayEnd {
    /// The day.
    #[must_use]
    pub const fn on(&self) -> Day {
        match self {
            Self::Discharged { on, .. } | Self::Died { on } => *on,
        }
    }
}

/// A contact after discharge, an attempt at one, or the word that none is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AfterContact {
    /// The day.
    pub on: Day,
    /// How it went.
    pub state: ContactState,
    /// In words.
    pub note: Option<Note>,
    /// Who recorded it.
    pub by: StaffId,
}

/// A discharge notification that was cancelled, with what had come of it by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelledNotice {
    /// The notification.
    pub notice: Notice,
    /// The day on which it was cancelled: before it, it stood.
    pub cancelled_on: Day,
    /// The discharge that never was.
    pub end: Option<StayEnd>,
    /// Contacts under it.
    pub contacts: Vec<AfterContact>,
}

/// A hospital stay. The default is one of which nothing is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stay {
    /// Who; `None` until admitted.
    pub person: Option<PersonId>,
    /// How they came.
    pub admission: Option<Admission>,
    /// Where they lie.
    pub ward: Option<Line>,
    /// Expected to leave on.
    pub expected_discharge: Option<Day>,
    /// Times of delay, the present one last.
    pub delays: Vec<Delay>,
    /// What is to happen for them to leave.
    pub plan: Option<Note>,
    /// The notification that stands.
    pub notice: Option<Notice>,
    /// Notifications that were cancelled, in the order in which they were recorded.
    pub cancelled: Vec<CancelledNotice>,
    /// Contacts under the notification that stands.
    pub contacts: Vec<AfterContact>,
    /// Back in hospital before the contact was due.
    pub readmitted_on: Option<Day>,
    /// The end.
    pub end: Option<StayEnd>,
    /// Why it never was.
    pub in_error: Option<Line>,
}

impl Aggregate for Stay {
    type Event = StayEvent;
    type Id = StayId;
    const KIND: &'static str = "stay";

    fn apply(&mut self, recorded: &Recorded<StayEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            StayEvent::Admitted { person, provider, spell, method, ward, source } => {
                self.person = Some(person);
                self.ward = ward;
                self.admission = Some(Admission { on, provider, spell, method, emergency: method.is_emergency(), source });
            }
            StayEvent::WardChanged { ward } => self.ward = Some(ward),
            StayEvent::ExpectedDischargeSet { day } => self.expected_discharge = day,
            StayEvent::Delayed { reason } => {
                self.end_delay(on);
                self.delays.push(Delay { since: on, reason, until: None });
            }
            StayEvent::DelayEnded {} => self.end_delay(on),
            StayEvent::PlanSet { plan } => self.plan = Some(plan),
            StayEvent::DischargeNotified { contact_due } => self.notice = Some(Notice { on, contact_due }),
            StayEvent::DischargeCancelled {} => {
                let (end, contacts) = (self.end.take(), std::mem::take(&mut self.contacts));
                if let Some(notice) = self.notice.take() {
                    self.cancelled.push(CancelledNotice { notice, cancelled_on: on, end, contacts });
                }
                self.readmitted_on = None;
            }
            StayEvent::Discharged { destination, method, care_home_plan_due } => {
                self.end_delay(on);
                self.end = Some(StayEnd::Discharged { on, destination, method, care_home_plan_due });
            }
            StayEvent::Died {} => {
                self.end_delay(on);
                self.end = Some(StayEnd::Died { on });
            }
            StayEvent::Contacted { state, note } => self.contacts.push(AfterContact { on, state, note, by: recorded.author }),
            StayEvent::Readmitted { .. } => self.readmitted_on = Some(on),
            StayEvent::EnteredInError { reason } => self.in_error = Some(reason),
        }
    }
}

impl Stay {
    fn end_delay(&mut self, on: Day) {
        if let Some(current) = self.delays.last_mut().filter(|delay| delay.until.is_none()) {
            current.until = Some(on);
        }
    }

    /// The delay that goes on.
    #[must_use]
    pub fn delay(&self) -> Option<&Delay> {
        self.delays.last().filter(|delay| delay.until.is_none())
    }

    /// In hospital, as far as is known.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.admission.is_some() && self.end.is_none() && self.in_error.is_none()
    }

    /// Whether the person was in hospital at the end of `day` by this stay.
    #[must_use]
    pub fn in_hospital(&self, day: Day) -> bool {
        self.in_error.is_none()
            && self.admission.as_ref().is_some_and(|admission| admission.on <= day)
            && self.end.is_none_or(|end| end.on() > day)
    }

    /// The first day on which a contact went so.
    #[must_use]
    pub fn first(&self, state: ContactState) -> Option<Day> {
        first(&self.contacts, state)
    }

    /// Where the contact after discharge stands: done before attempted before not needed.
    #[must_use]
    pub fn contact(&self) -> Option<(ContactState, Day)> {
        [ContactState::Done, ContactState::Attempted, ContactState::NotNeeded]
            .into_iter()
            .find_map(|state| Some((state, self.first(state)?)))
    }
}

impl CancelledNotice {
    /// The first day on which a contact under it went so.
    #[must_use]
    pub fn first(&self, state: ContactState) -> Option<Day> {
        first(&self.contacts, state)
    }
}

fn first(contacts: &[AfterContact], state: ContactState) -> Option<Day> {
    contacts.iter().filter(|contact| contact.state == state).map(|contact| contact.on).min()
}
