//! What a meeting is, and what can happen to it.

use crate::casework::meeting::{AgendaItem, Attendee, Listing, MeetingKind, MeetingState, Minutes, Removed, Words};
use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, Line, MeetingId, Note, PersonId, StaffId, TeamId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can happen to a meeting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MeetingEvent {
    /// It was planned.
    Planned {
        /// The team that meets.
        team: TeamId,
        /// What kind.
        kind: MeetingKind,
        /// The day.
        on: Day,
        /// The day of the meeting after it.
        next_on: Option<Day>,
        /// The last day on which somebody is added without a reason for being late.
        cut_off: Day,
        /// Where.
        place: Option<Line>,
    },
    /// It was moved to another day.
    Moved {
        /// The day.
        on: Day,
        /// The day of the meeting after it.
        next_on: Option<Day>,
        /// The cut-off.
        cut_off: Day,
    },
    /// Somebody was put on the agenda, or is there for another reason as well.
    Listed {
        /// Who, and why.
        listing: Listing,
    },
    /// Somebody was taken off the agenda.
    Removed {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Line,
    },
    /// The agenda was put in order.
    Ordered {
        /// The people who come first.
        people: Vec<PersonId>,
    },
    /// It began.
    Opened,
    /// It was said who came.
    AttendanceSet {
        /// Everybody who came or sent apologies.
        attendees: Vec<Attendee>,
    },
    /// Somebody's review was held.
    Reviewed {
        /// Who.
        person: PersonId,
        /// What was said and decided.
        minutes: Box<Minutes>,
    },
    /// The words of a review were put right.
    WordsAmended {
        /// Who.
        person: PersonId,
        /// The words.
        words: Box<Words>,
    },
    /// Somebody was left for the next meeting.
    CarriedOver {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Line,
    },
    /// It ended.
    Closed,
    /// It is not held.
    Cancelled {
        /// Why.
        reason: Line,
    },
    /// The minutes of a closed meeting were corrected.
    AddendumWritten {
        /// About whom, if about one person.
        person: Option<PersonId>,
        /// The correction.
        text: Note,
    },
}

impl MeetingEvent {
    /// Whether it makes what was read about `person` out of date: several people take notes at once, and what one records of
    /// somebody else does not stand in another's way.
    #[must_use]
    pub fn concerns(&self, whom: PersonId) -> bool {
        match self {
            Self::Listed { listing } => listing.person == whom,
            Self::Removed { person, .. }
            | Self::Reviewed { person, .. }
            | Self::WordsAmended { person, .. }
            | Self::CarriedOver { person, .. } => *person == whom,
            Self::Planned { .. }
            | Self::Moved { .. }
            | Self::Ordered { .. }
            | Self::Opened
            | Self::AttendanceSet { .. }
            | Self::Closed
            | Self::Cancelled { .. }
            | Self::AddendumWritten { .. } => false,
        }
    }
}

/// A correction of closed minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Addendum {
    /// The day.
    pub on: Day,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who wrote it.
    pub by: StaffId,
    /// About whom, if about one person.
    pub person: Option<PersonId>,
    /// The correction.
    pub text: Note,
}

/// A meeting. The default was never planned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meeting {
    /// The team that meets.
    pub team: TeamId,
    /// What kind.
    pub kind: MeetingKind,
    /// Where it stands.
    pub state: MeetingState,
    /// The day; `None` until planned.
    pub on: Option<Day>,
    /// The day of the meeting after it.
    pub next_on: Option<Day>,
    /// The last day on which somebody is added without a reason for being late.
    pub cut_off: Option<Day>,
    /// Where.
    pub place: Option<Line>,
    /// The agenda, in order; people taken off it, too.
    pub items: Vec<AgendaItem>,
    /// Who came, and who sent apologies.
    pub attendees: Vec<Attendee>,
    /// Why it is not held.
    pub cancelled_because: Option<Line>,
    /// Corrections, in the order in which they were written.
    pub addenda: Vec<Addendum>,
}

impl Aggregate for Meeting {
    type Event = MeetingEvent;
    type Id = MeetingId;
    const KIND: &'static str = "meeting";

    fn apply(&mut self, recorded: &Recorded<MeetingEvent>) {
        let (happened_on, by) = (recorded.happened_on, recorded.author);
        match recorded.event.clone() {
            MeetingEvent::Planned { team, kind, on, next_on, cut_off, place } => {
                self.team = team;
                self.kind = kind;
                self.place = place;
                self.set_days(on, next_on, cut_off);
            }
            MeetingEvent::Moved { on, next_on, cut_off } => self.set_days(on, next_on, cut_off),
            MeetingEvent::Listed { listing } => match self.items.iter_mut().find(|item| item.person == listing.person) {
                Some(item) => item.gain(listing),
                None => self.items.push(AgendaItem::new(listing, happened_on)),
            },
            MeetingEvent::Removed { person, reason } => {
                self.change(person, |item| item.removed = Some(Removed { on: happened_on, by, reason }));
            }
            MeetingEvent::Ordered { people } => {
                let place = |item: &AgendaItem| people.iter().position(|person| *person == item.person).unwrap_or(people.len());
                self.items.sort_by_key(place);
            }
            MeetingEvent::Opened => self.state = MeetingState::Open,
            MeetingEvent::AttendanceSet { attendees } => self.attendees = attendees,
            MeetingEvent::Reviewed { person, minutes } => self.change(person, |item| {
                item.case = minutes.case.or(item.case);
                item.carried_over = None;
                item.minutes = Some(*minutes);
            }),
            MeetingEvent::WordsAmended { person, words } => self.change(person, |item| {
                if let Some(minutes) = &mut item.minutes {
                    minutes.words = *words;
                }
            }),
            MeetingEvent::CarriedOver { person, reason } => self.change(person, |item| item.carried_over = Some(reason)),
            MeetingEvent::Closed => self.state = MeetingState::Closed,
            MeetingEvent::Cancelled { reason } => {
                self.state = MeetingState::Cancelled;
                self.cancelled_because = Some(reason);
            }
            MeetingEvent::AddendumWritten { person, text } => {
                self.addenda.push(Addendum { on: happened_on, recorded_at: recorded.recorded_at, by, person, text });
            }
        }
    }
}

impl Meeting {
    fn set_days(&mut self, on: Day, next_on: Option<Day>, cut_off: Day) {
        self.on = Some(on);
        self.next_on = next_on;
        self.cut_off = Some(cut_off);
    }

    fn change(&mut self, person: PersonId, change: impl FnOnce(&mut AgendaItem)) {
        if let Some(item) = self.items.iter_mut().find(|item| item.person == person) {
            change(item);
        }
    }

    /// The agenda: people taken off it left out.
    pub fn agenda(&self) -> impl Iterator<Item = &AgendaItem> {
        self.items.iter().filter(|item| item.listed())
    }

    /// Somebody's place on the agenda.
    #[must_use]
    pub fn item(&self, person: PersonId) -> Option<&AgendaItem> {
        self.agenda().find(|item| item.person == person)
    }

    /// Places on the agenda, from 1, that have neither a decision nor a carry-over.
    #[must_use]
    pub fn undecided(&self) -> Vec<usize> {
        (1..).zip(self.agenda()).filter(|(_, item)| !item.settled()).map(|(place, _)| place).collect()
    }
}
