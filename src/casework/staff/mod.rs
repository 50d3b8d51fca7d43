//! Somebody who works with the system, and the roles they hold by date.

mod commands;
mod decide;
#[cfg(test)]
mod tests;

pub use commands::{AddStaff, EndRole, GiveRole, Leave, RenameStaff};

use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, Line, OdsCode, Role, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role held at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleHeld {
    /// The role.
    pub role: Role,
    /// Where.
    pub organisation: OdsCode,
    /// First day.
    pub from: Day,
    /// The first day on which it is no longer held; `null` while no end is known.
    pub until: Option<Day>,
    /// For a GP: sessions a week at this practice, in tenths (45 is four and a half). What an accountable list is weighed by.
    #[serde(default)]
    pub session_tenths: Option<u16>,
}

impl RoleHeld {
    /// Whether it is held on `day`.
    #[must_use]
    pub fn on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StaffEvent {
    /// Came to be known.
    Added {
        /// Name, as shown.
        name: Line,
    },
    /// Goes by another name.
    Renamed {
        /// Name, as shown.
        name: Line,
    },
    /// Was given a role.
    RoleGiven {
        /// The role.
        role: Role,
        /// Where.
        organisation: OdsCode,
        /// Sessions a week, in tenths, of a GP.
        #[serde(default)]
        session_tenths: Option<u16>,
    },
    /// A role ended.
    RoleEnded {
        /// The role.
        role: Role,
        /// Where.
        organisation: OdsCode,
    },
    /// Left: every role ended.
    Left {
        /// Why, in words.
        reason: Line,
    },
}

/// A member of staff. The default was never added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Staff {
    /// Name.
    pub name: Option<Line>,
    /// Roles, in the order in which they were given.
    pub roles: Vec<RoleHeld>,
    /// The day on which they left, until they are given a role again.
    pub left_on: Option<Day>,
}

impl Aggregate for Staff {
    type Event = StaffEvent;
    type Id = StaffId;
    const KIND: &'static str = "staff";

    fn apply(&mut self, recorded: &Recorded<StaffEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            StaffEvent::Added { name } | StaffEvent::Renamed { name } => self.name = Some(name),
            StaffEvent::RoleGiven { role, organisation, session_tenths } => {
                self.left_on = None;
                self.roles.push(RoleHeld { role, organisation, from: on, until: None, session_tenths });
            }
            StaffEvent::RoleEnded { role, organisation } => {
                let held = |held: &&mut RoleHeld| held.role == role && held.organisation == organisation && held.until.is_none();
                if let Some(held) = self.roles.iter_mut().find(held) {
                    held.until = Some(on);
                }
            }
            StaffEvent::Left { .. } => {
                for held in self.roles.iter_mut().filter(|held| held.until.is_none_or(|until| until > on)) {
                    // A role that was to begin later never does.
                    held.until = Some(on.max(held.from));
                }
                self.left_on = Some(on);
            }
        }
    }
}

impl Staff {
    /// Whether `role` is held at `organisation` on `day`.
    #[must_use]
    pub fn holds(&self, role: Role, organisation: &OdsCode, day: Day) -> bool {
        self.roles.iter().any(|held| held.role == role && held.organisation == *organisation && held.on(day))
    }
}
