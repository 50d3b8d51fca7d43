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

    /// Whether they hold no other role than `role`.
    #[must_use]
    pub fn holds_only(&self, role: Role) -> bool {
        self.roles.iter().all(|held| held.role == role)
    }

    /// Whether they see the whole list of `practice`.
    #[must_use]
    pub fn at_practice(&self, practice: &OdsCode) -> bool {
        self.roles.iter().any(|held| held.role.sees_practice() && held.organisation == *practice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;

    #[test]
    fn one_role_more_is_not_only_that_role() {
        let held = |role| RoleHeld {
            role,
            organisation: "QE1".parse().unwrap(),
            from: Day::of(2026, 3, 1),
            until: None,
            session_tenths: None,
        };
        let caller = |roles: &[Role]| Caller { staff: StaffId::default(), roles: roles.iter().copied().map(held).collect() };
        assert!(caller(&[Role::Commissioner]).holds_only(Role::Commissioner));
        assert!(!caller(&[Role::Commissioner, Role::Gp]).holds_only(Role::Commissioner));
        assert!(!caller(&[Role::Gp]).holds_only(Role::Commissioner));
    }
}
