//! What an administrator can want of a team: the bodies of requests.

use crate::casework::team::{ServedKind, Skill, TeamKind};
use crate::domain::{Day, Line, OdsCode, Role, StaffId};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Set up a team.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeam {
    /// Name; no two are the same.
    #[validate(nested)]
    pub name: Line,
    /// What kind.
    pub kind: TeamKind,
    /// Where it works from.
    #[validate(nested)]
    pub base: Option<Line>,
    /// The locality it looks after, as the practices name it.
    #[validate(nested)]
    pub locality: Option<Line>,
}

/// Describe a team anew: name, kind, base and locality, all of them.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeTeam {
    /// Name; no two are the same.
    #[validate(nested)]
    pub name: Line,
    /// What kind.
    pub kind: TeamKind,
    /// Where it works from.
    #[validate(nested)]
    pub base: Option<Line>,
    /// The locality it looks after, as the practices name it.
    #[validate(nested)]
    pub locality: Option<Line>,
}

/// Let somebody join.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinTeam {
    /// Who.
    pub staff: StaffId,
    /// As what.
    pub role: Role,
    /// For which organisation.
    pub organisation: OdsCode,
    /// First day; today when left out.
    pub from: Option<Day>,
    /// How many people they can hold as coordinator; none when left out.
    #[validate(range(max = 500))]
    #[schema(maximum = 500)]
    #[serde(default)]
    pub capacity: u16,
    /// What they are good at.
    #[validate(length(max = 12))]
    #[schema(max_items = 12)]
    #[serde(default)]
    pub skills: Vec<Skill>,
}

/// Set a member's capacity and skills, both of them.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMember {
    /// How many people they can hold as coordinator.
    #[validate(range(max = 500))]
    #[schema(maximum = 500)]
    pub capacity: u16,
    /// What they are good at.
    #[validate(length(max = 12))]
    #[schema(max_items = 12)]
    pub skills: Vec<Skill>,
    /// From which day, which cannot lie ahead; today when left out.
    pub from: Option<Day>,
}

/// Let a member leave.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveTeam {
    /// The first day on which they are no longer a member, which may lie ahead; today when left out.
    pub on: Option<Day>,
}

/// Let a team serve a practice or a care home.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Serve {
    /// Its code.
    pub organisation: OdsCode,
    /// What it is.
    pub kind: ServedKind,
    /// First day; today when left out.
    pub from: Option<Day>,
}

/// Let a team stop serving a practice or a care home.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopServing {
    /// The first day on which it is no longer served, which may lie ahead; today when left out.
    pub on: Option<Day>,
}
