//! Who calls.

use crate::casework::staff::RoleHeld;
use crate::domain::{OdsCode, Role, StaffId};

/// A member of staff, with the roles they hold today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub staff: StaffId,
    /// Roles held today. With none they see nothing.
    pub roles: Vec<RoleHeld>,
}

impl Caller {
    /// Whether they hold a role, anywhere.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held.role == role)
    }

    /// Whether they see the whole list of `practice`.
    #[must_use]
    pub fn at_practice(&self, practice: &OdsCode) -> bool {
        self.roles.iter().any(|held| held.role.sees_practice() && held.organisation == *practice)
    }
}
