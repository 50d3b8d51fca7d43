//! What a team is, and what can happen to it.

use crate::casework::team::Skill;
use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, Line, OdsCode, Role, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of team it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TeamKind {
    /// Of a locality.
    #[default]
    Community,
    /// Of one practice or a few.
    Practice,
    /// Of care homes: its lists are of people who live in one.
    CareHome,
    /// Of a hospital ward.
    Ward,
}

/// What a team serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServedKind {
    /// A GP practice.
    Practice,
    /// A care home.
    CareHome,
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamMember {
    /// Who.
    pub staff: StaffId,
    /// As what.
    pub role: Role,
    /// For which organisation.
    pub organisation: OdsCode,
    /// First day.
    pub from: Day,
    /// The first day on which they are no longer a member; `null` while no end is known.
    pub until: Option<Day>,
    /// How many people they can hold as coordinator.
    pub capacity: u16,
    /// What they are good at, in order, each once.
    pub skills: Vec<Skill>,
}

/// A practice or care home that a team serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Served {
    /// Its code.
    pub organisation: OdsCode,
    /// What it is.
    pub kind: ServedKind,
    /// First day.
    pub from: Day,
    /// The first day on which it is no longer served; `null` while no end is known.
    pub until: Option<Day>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TeamEvent {
    /// Was set up.
    Created {
        /// Name.
        name: Line,
        /// What kind.
        kind: TeamKind,
        /// Where it works from.
        base: Option<Line>,
        /// The locality it looks after.
        locality: Option<Line>,
    },
    /// Was described anew.
    Described {
        /// Name.
        name: Line,
        /// What kind.
        kind: TeamKind,
        /// Where it works from.
        base: Option<Line>,
        /// The locality it looks after.
        locality: Option<Line>,
    },
    /// Somebody joined.
    Joined {
        /// Who.
        staff: StaffId,
        /// As what.
        role: Role,
        /// For which organisation.
        organisation: OdsCode,
        /// How many people they can hold.
        capacity: u16,
        /// What they are good at.
        skills: Vec<Skill>,
    },
    /// A member's capacity or skills changed.
    MemberChanged {
        /// Who.
        staff: StaffId,
        /// How many people they can hold.
        capacity: u16,
        /// What they are good at.
        skills: Vec<Skill>,
    },
    /// Somebody left.
    Left {
        /// Who.
        staff: StaffId,
    },
    /// A practice or care home is served.
    Serving {
        /// Its code.
        organisation: OdsCode,
        /// What it is.
        kind: ServedKind,
    },
    /// A practice or care home is no longer served.
    StoppedServing {
        /// Its code.
        organisation: OdsCode,
    },
}

/// A team. The default was never set up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Team {
    /// Name.
    pub name: Option<Line>,
    /// What kind.
    pub kind: TeamKind,
    /// Where it works from.
    pub base: Option<Line>,
    /// The locality it looks after.
    pub locality: Option<Line>,
    /// Members, in the order in which they joined.
    pub members: Vec<TeamMember>,
    /// Practices and care homes, in the order in which they came to be served.
    pub serves: Vec<Served>,
}

impl Aggregate for Team {
    type Event = TeamEvent;
    type Id = TeamId;
    const KIND: &'static str = "team";

    fn apply(&mut self, recorded: &Recorded<TeamEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            TeamEvent::Created { name, kind, base, locality } | TeamEvent::Described { name, kind, base, locality } => {
                self.name = Some(name);
                self.kind = kind;
                self.base = base;
                self.locality = locality;
            }
            TeamEvent::Joined { staff, role, organisation, capacity, skills } => {
                self.members.push(TeamMember { staff, role, organisation, from: on, until: None, capacity, skills });
            }
            TeamEvent::MemberChanged { staff, capacity, skills } => {
                if let Some(member) = self.members.iter_mut().rfind(|member| member.staff == staff) {
                    member.capacity = capacity;
                    member.skills = skills;
                }
            }
            TeamEvent::Left { staff } => {
                if let Some(member) = self.members.iter_mut().find(|member| member.staff == staff && member.until.is_none()) {
                    member.until = Some(on);
                }
            }
            TeamEvent::Serving { organisation, kind } => {
                self.serves.push(Served { organisation, kind, from: on, until: None });
            }
            TeamEvent::StoppedServing { organisation } => {
                let open = |served: &&mut Served| served.organisation == organisation && served.until.is_none();
                if let Some(served) = self.serves.iter_mut().find(open) {
                    served.until = Some(on);
                }
            }
        }
    }
}

/// Whether `day` is in the time from `from` until `until`.
fn within(from: Day, until: Option<Day>, day: Day) -> bool {
    from <= day && until.is_none_or(|until| day < until)
}

impl Team {
    /// The members on `day`.
    pub fn members_on(&self, day: Day) -> impl Iterator<Item = &TeamMember> {
        self.members.iter().filter(move |member| within(member.from, member.until, day))
    }

    /// What is served on `day`.
    pub fn serves_on(&self, day: Day) -> impl Iterator<Item = &Served> {
        self.serves.iter().filter(move |served| within(served.from, served.until, day))
    }

    /// How many people the members can hold on `day`, together.
    #[must_use]
    pub fn capacity_on(&self, day: Day) -> u32 {
        self.members_on(day).map(|member| u32::from(member.capacity)).sum()
    }
}
