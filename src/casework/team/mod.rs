//! A multidisciplinary team: its members by date.

use crate::casework::refusal::require;
use crate::casework::{Aggregate, Decided, Fact, Moment, Recorded, Refusal};
use crate::domain::{Day, Line, Role, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamMember {
    /// Who.
    pub staff: StaffId,
    /// As what.
    pub role: Role,
    /// First day.
    pub from: Day,
    /// The day on which they left; `null` while a member.
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
    },
    /// Somebody joined.
    Joined {
        /// Who.
        staff: StaffId,
        /// As what.
        role: Role,
    },
    /// Somebody left.
    Left {
        /// Who.
        staff: StaffId,
    },
}

/// A team. The default was never set up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Team {
    /// Name.
    pub name: Option<Line>,
    /// Members, in the order in which they joined.
    pub members: Vec<TeamMember>,
}

impl Aggregate for Team {
    type Event = TeamEvent;
    type Id = TeamId;
    const KIND: &'static str = "team";

    fn apply(&mut self, recorded: &Recorded<TeamEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            TeamEvent::Created { name } => self.name = Some(name),
            TeamEvent::Joined { staff, role } => self.members.push(TeamMember { staff, role, from: on, until: None }),
            TeamEvent::Left { staff } => {
                if let Some(member) = self.members.iter_mut().find(|member| member.staff == staff && member.until.is_none()) {
                    member.until = Some(on);
                }
            }
        }
    }
}

/// Set up a team.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeam {
    /// Name; no two are the same.
    #[validate(nested)]
    pub name: Line,
}

/// Let somebody join.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinTeam {
    /// Who.
    pub staff: StaffId,
    /// As what.
    pub role: Role,
    /// First day; today when left out.
    pub from: Option<Day>,
}

impl Team {
    /// Sets it up.
    ///
    /// # Errors
    /// `already_set_up`.
    pub fn create(&self, wanted: CreateTeam, at: &Moment) -> Decided<TeamEvent> {
        require(self.name.is_none(), || Refusal::by("already_set_up", "this team was set up before"))?;
        Ok(vec![Fact::on(at.today, TeamEvent::Created { name: wanted.name })])
    }

    /// Lets somebody join.
    ///
    /// # Errors
    /// `member_already`.
    pub fn join(&self, wanted: JoinTeam, at: &Moment) -> Decided<TeamEvent> {
        let from = wanted.from.unwrap_or(at.today);
        let member = |member: &TeamMember| member.staff == wanted.staff && member.until.is_none();
        require(!self.members.iter().any(member), || Refusal::by("member_already", "a member of this team already").at("staff"))?;
        Ok(vec![Fact::on(from, TeamEvent::Joined { staff: wanted.staff, role: wanted.role })])
    }
}
