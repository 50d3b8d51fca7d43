//! A person on an agenda, and why.

use crate::casework::meeting::Minutes;
use crate::domain::{CaseId, Day, Line, ListId, MeetingId, NominationId, PersonId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A reason to be on an agenda, with the dates it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Deferred, carried over or not discussed at the meeting before.
    CarriedOver {
        /// That meeting.
        from: MeetingId,
        /// Its day.
        on: Day,
    },
    /// A review falls due before the next meeting.
    ReviewDue {
        /// The day.
        due: Day,
    },
    /// On the register and without a care coordinator.
    NewlyAccepted {
        /// Start on the register.
        start: Day,
    },
    /// Went into hospital lately.
    Admitted {
        /// The day.
        on: Day,
    },
    /// Came home from hospital lately.
    Discharged {
        /// The day.
        on: Day,
    },
    /// In hospital now.
    InHospital {
        /// Since.
        since: Day,
    },
    /// Lives in a care home and is looked after by the team.
    CareHomeResident {
        /// Start on the register.
        start: Day,
    },
    /// A clinician put them forward.
    Nominated {
        /// The day.
        on: Day,
    },
    /// On the team's latest MDT list, and nothing decided yet.
    OnMdtList {
        /// The data date of the list.
        data_date: Day,
    },
    /// Somebody put them there.
    AddedByHand {
        /// Why.
        reason: Line,
        /// The day.
        on: Day,
    },
}

impl Why {
    /// The reason in words, with its dates as `day` writes them.
    #[must_use]
    pub fn words(&self, day: impl Fn(&Day) -> String) -> String {
        match self {
            Self::CarriedOver { on, .. } => format!("carried over from {}", day(on)),
            Self::ReviewDue { due } => format!("review due {}", day(due)),
            Self::NewlyAccepted { start } => format!("on the register since {}, no coordinator yet", day(start)),
            Self::Admitted { on } => format!("admitted to hospital {}", day(on)),
            Self::Discharged { on } => format!("discharged from hospital {}", day(on)),
            Self::InHospital { since } => format!("in hospital since {}", day(since)),
            Self::CareHomeResident { start } => format!("lives in a care home, on the register since {}", day(start)),
            Self::Nominated { on } => format!("nominated {}", day(on)),
            Self::OnMdtList { data_date } => format!("on the MDT list, data of {}", day(data_date)),
            Self::AddedByHand { reason, on } => format!("added {}: {reason}", day(on)),
        }
    }
}

/// Somebody to be put on an agenda: what an item begins with, or gains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Who.
    pub person: PersonId,
    /// Their open case.
    pub case: Option<CaseId>,
    /// The nomination that put them forward.
    pub nomination: Option<NominationId>,
    /// The MDT list they are on.
    pub list: Option<ListId>,
    /// Why.
    pub why: Vec<Why>,
    /// How many meetings one after the other have carried them over.
    pub carried: u32,
    /// Why they could not be added before the cut-off.
    pub late_reason: Option<Line>,
}

impl Listing {
    /// Somebody, for one reason.
    #[must_use]
    pub fn of(person: PersonId, why: Why) -> Self {
        Self { person, case: None, nomination: None, list: None, why: vec![why], carried: 0, late_reason: None }
    }
}

/// A person on an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgendaItem {
    /// Who.
    pub person: PersonId,
    /// Their case.
    pub case: Option<CaseId>,
    /// The nomination that put them forward.
    pub nomination: Option<NominationId>,
    /// The MDT list they are on.
    pub list: Option<ListId>,
    /// Every reason for being there.
    pub why: Vec<Why>,
    /// How many meetings one after the other have carried them over.
    pub carried: u32,
    /// When they were put there.
    pub added_on: Day,
    /// Why they could not be added before the cut-off.
    pub late_reason: Option<Line>,
    /// Taken off the agenda.
    pub removed: Option<Removed>,
    /// What was said and decided.
    pub minutes: Option<Minutes>,
    /// Not discussed, and to come back at the next meeting: why.
    pub carried_over: Option<Line>,
}

/// How somebody was taken off an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Removed {
    /// The day.
    pub on: Day,
    /// By whom.
    pub by: StaffId,
    /// Why.
    pub reason: Line,
}

impl AgendaItem {
    pub(super) fn new(listing: Listing, on: Day) -> Self {
        let Listing { person, case, nomination, list, why, carried, late_reason } = listing;
        Self {
            person,
            case,
            nomination,
            list,
            why,
            carried,
            added_on: on,
            late_reason,
            removed: None,
            minutes: None,
            carried_over: None,
        }
    }

    /// Takes in what `listing` adds.
    pub(super) fn gain(&mut self, listing: Listing) {
        for why in listing.why {
            if !self.why.contains(&why) {
                self.why.push(why);
            }
        }
        self.case = listing.case.or(self.case);
        self.nomination = listing.nomination.or(self.nomination);
        self.list = listing.list.or(self.list);
        self.carried = self.carried.max(listing.carried);
        self.late_reason = listing.late_reason.or(self.late_reason.take());
        self.removed = None;
    }

    /// What of `listing` the item does not have yet, if anything.
    pub(super) fn lacks(&self, listing: &Listing) -> Option<Listing> {
        let why: Vec<Why> = listing.why.iter().filter(|why| !self.why.contains(why)).cloned().collect();
        (!why.is_empty()).then(|| Listing { why, ..listing.clone() })
    }

    /// On the agenda: not taken off.
    #[must_use]
    pub const fn listed(&self) -> bool {
        self.removed.is_none()
    }

    /// Whether the meeting may close as far as this person goes.
    #[must_use]
    pub const fn settled(&self) -> bool {
        self.minutes.is_some() || self.carried_over.is_some()
    }
}
