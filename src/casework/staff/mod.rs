//! Somebody who works with the system, and the roles they hold by date.

use crate::casework::refusal::require;
use crate::casework::{Aggregate, Decided, Fact, Moment, Recorded, Refusal};
use crate::domain::{Day, Line, OdsCode, Role, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A role held at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleHeld {
    /// The role.
    pub role: Role,
    /// Where.
    pub organisation: OdsCode,
    /// First day.
    pub from: Day,
    /// The day on which it ended; `null` while held.
    pub until: Option<Day>,
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
    /// Was given a role.
    RoleGiven {
        /// The role.
        role: Role,
        /// Where.
        organisation: OdsCode,
    },
    /// A role ended.
    RoleEnded {
        /// The role.
        role: Role,
        /// Where.
        organisation: OdsCode,
    },
}

/// A member of staff. The default was never added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Staff {
    /// Name.
    pub name: Option<Line>,
    /// Roles, in the order in which they were given.
    pub roles: Vec<RoleHeld>,
}

impl Aggregate for Staff {
    type Event = StaffEvent;
    type Id = StaffId;
    const KIND: &'static str = "staff";

    fn apply(&mut self, recorded: &Recorded<StaffEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            StaffEvent::Added { name } => self.name = Some(name),
            StaffEvent::RoleGiven { role, organisation } => {
                self.roles.push(RoleHeld { role, organisation, from: on, until: None });
            }
            StaffEvent::RoleEnded { role, organisation } => {
                let held = |held: &&mut RoleHeld| held.role == role && held.organisation == organisation && held.until.is_none();
                if let Some(held) = self.roles.iter_mut().find(held) {
                    held.until = Some(on);
                }
            }
        }
    }
}

/// Make a member of staff known.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddStaff {
    /// Name, as shown; no two are the same.
    #[validate(nested)]
    pub name: Line,
}

/// Give or end a role.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRole {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub organisation: OdsCode,
    /// First day; today when left out.
    pub from: Option<Day>,
}

impl Staff {
    /// Makes somebody known.
    ///
    /// # Errors
    /// `already_known`.
    pub fn add(&self, wanted: AddStaff, at: &Moment) -> Decided<StaffEvent> {
        require(self.name.is_none(), || Refusal::by("already_known", "this member of staff is known already"))?;
        Ok(vec![Fact::on(at.today, StaffEvent::Added { name: wanted.name })])
    }

    /// Gives a role.
    ///
    /// # Errors
    /// `role_held`: the same role at the same organisation is held already.
    pub fn give_role(&self, wanted: GiveRole, at: &Moment) -> Decided<StaffEvent> {
        let held = |held: &RoleHeld| held.role == wanted.role && held.organisation == wanted.organisation && held.until.is_none();
        require(!self.roles.iter().any(held), || Refusal::by("role_held", "this role is held there already").at("role"))?;
        let from = wanted.from.unwrap_or(at.today);
        Ok(vec![Fact::on(from, StaffEvent::RoleGiven { role: wanted.role, organisation: wanted.organisation })])
    }
}
