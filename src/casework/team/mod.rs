//! A multidisciplinary team: whom it serves, and its members by date.

mod commands;
mod decide;
mod skill;
mod state;
#[cfg(test)]
mod tests;

pub use commands::{ChangeMember, CreateTeam, DescribeTeam, JoinTeam, LeaveTeam, Serve, StopServing};
pub use skill::Skill;
pub use state::{Served, ServedKind, Team, TeamEvent, TeamKind, TeamMember};
