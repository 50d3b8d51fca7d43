//! Everything measures look at, as it was recorded: what was true, and when it became known.
//!
//! The store fills it; tests make their own. People are dense numbers, so that half a million of them are columns.

use crate::casework::accountable_gp::AccountableGp;
use crate::casework::case::Case;
use crate::casework::meeting::Meeting;
use crate::casework::nomination::Nomination;
use crate::casework::objection::ObjectionSpan;
use crate::casework::organisation::Organisation;
use crate::casework::plan::CarePlan;
use crate::casework::staff::Staff;
use crate::casework::stay::Stay;
use crate::casework::team::Team;
use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, OdsCode, PersonId, RunId};
use chrono::{DateTime, Utc};

/// A person by position in [`Ledger::people`].
pub type PersonIx = u32;

/// A practice by position in [`Ledger::practices`].
pub type PracticeIx = u16;

/// For how long something was taken for true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Believed {
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// When something else took its place.
    pub superseded_at: Option<DateTime<Utc>>,
}

impl Believed {
    /// Whether it was taken for true at `known_at`.
    #[must_use]
    pub fn at(&self, known_at: DateTime<Utc>) -> bool {
        self.recorded_at <= known_at && self.superseded_at.is_none_or(|superseded| superseded > known_at)
    }
}

/// A time on a practice's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// Who.
    pub person: PersonIx,
    /// Where.
    pub practice: PracticeIx,
    /// First day.
    pub from: Day,
    /// First day no longer on it.
    pub until: Option<Day>,
    /// For how long this was believed.
    pub believed: Believed,
}

/// A time in a care home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Residence {
    /// Who.
    pub person: PersonIx,
    /// First day.
    pub from: Day,
    /// First day no longer there.
    pub until: Option<Day>,
    /// For how long this was believed.
    pub believed: Believed,
}

/// A day that is told of somebody: a death; the day from which a long-term condition is on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Of whom.
    pub person: PersonIx,
    /// The day.
    pub on: Day,
    /// For how long this was believed.
    pub believed: Believed,
}

/// A published run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Id.
    pub id: RunId,
    /// What the model calls itself.
    pub model: String,
    /// Its version.
    pub version: String,
    /// The day on which people were looked at.
    pub index: Day,
    /// The day that all feeds reach.
    pub data_date: Option<Day>,
    /// The feeds that the model reads, in words.
    pub sources: Vec<String>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Whether people or model are synthetic.
    pub synthetic: bool,
    /// Tiers from the highest.
    pub tiers: Vec<String>,
    /// People scored.
    pub scored: u64,
    /// Who is in which tier, by its position: those tiers alone that the definitions call high, in the order of people.
    pub high: Vec<(PersonIx, u16)>,
}

/// An aggregate with its events in the order in which they were recorded.
#[derive(Debug, Clone)]
pub struct Stream<A: Aggregate> {
    /// Which.
    pub id: A::Id,
    /// What happened.
    pub events: Vec<Recorded<A::Event>>,
}

/// Everything, with when it became known.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Ids, ascending; a [`PersonIx`] is a position here.
    pub people: Vec<PersonId>,
    /// Days of birth, by person. A corrected one is taken as it is known now.
    pub born: Vec<Day>,
    /// Codes, ascending; a [`PracticeIx`] is a position here. Every practice that a registration names, whether or not it is known
    /// as an organisation.
    pub practices: Vec<OdsCode>,
    /// Times on lists.
    pub registrations: Vec<Registration>,
    /// Deaths.
    pub deaths: Vec<Told>,
    /// From when somebody has a long-term condition on record.
    pub conditions: Vec<Told>,
    /// Times in care homes, one for each kind of service: they may touch and overlap.
    pub residences: Vec<Residence>,
    /// Objections that came with extracts, by person.
    pub objections: Vec<(PersonIx, ObjectionSpan, Believed)>,
    /// Objections recorded at the door.
    pub objections_told: Vec<Stream<crate::casework::objection::Objections>>,
    /// Runs, by the day they look at, then by when they were published.
    pub runs: Vec<Run>,
    /// Cases.
    pub cases: Vec<Stream<Case>>,
    /// Plans.
    pub plans: Vec<Stream<CarePlan>>,
    /// Accountable GPs: of everybody on the register, at high risk, or aged 75 or over at the end of what is asked.
    pub accountable_gps: Vec<Stream<AccountableGp>>,
    /// Nominations.
    pub nominations: Vec<Stream<Nomination>>,
    /// Meetings.
    pub meetings: Vec<Stream<Meeting>>,
    /// Hospital stays.
    pub stays: Vec<Stream<Stay>>,
    /// Teams.
    pub teams: Vec<Stream<Team>>,
    /// Staff.
    pub staff: Vec<Stream<Staff>>,
    /// Practices, networks, commissioners, care homes.
    pub organisations: Vec<Stream<Organisation>>,
}
