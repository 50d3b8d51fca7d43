//! The rules about staff.

use crate::casework::refusal::{not_in_future, require};
use crate::casework::staff::{AddStaff, EndRole, GiveRole, Leave, RenameStaff, RoleHeld, Staff, StaffEvent};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::Role;

impl Staff {
    /// Makes somebody known.
    ///
    /// # Errors
    /// `already_known`.
    pub fn add(&self, wanted: AddStaff, at: &Moment) -> Decided<StaffEvent> {
        require(self.name.is_none(), || Refusal::by("already_known", "this member of staff is known already; go on with them"))?;
        Ok(vec![Fact::on(at.today, StaffEvent::Added { name: wanted.name })])
    }

    /// Shows them under another name. Names in records of the past stay as they were written.
    ///
    /// # Errors
    /// `same_name`.
    pub fn rename(&self, wanted: RenameStaff, at: &Moment) -> Decided<StaffEvent> {
        require(self.name.as_ref() != Some(&wanted.name), || {
            Refusal::by("same_name", "that is the name already; give another, or leave it as it is").at("name")
        })?;
        Ok(vec![Fact::on(at.today, StaffEvent::Renamed { name: wanted.name })])
    }

    /// Gives a role.
    ///
    /// # Errors
    /// `role_held`: the same role at the same organisation is held already, or was until a later day than `from`.
    /// `sessions_are_for_gps`.
    pub fn give_role(&self, wanted: GiveRole, at: &Moment) -> Decided<StaffEvent> {
        let GiveRole { role, organisation, from, session_tenths } = wanted;
        let from = from.unwrap_or(at.today);
        require(session_tenths.is_none() || role == Role::Gp, || {
            Refusal::by("sessions_are_for_gps", "only a GP has sessions; leave them out").at("session_tenths")
        })?;
        let overlaps = |held: &RoleHeld| {
            held.role == role && held.organisation == organisation && held.until.is_none_or(|until| until > from)
        };
        require(!self.roles.iter().any(overlaps), || {
            Refusal::by("role_held", "this role is held there already; end it first, or give a later first day").at("role")
        })?;
        Ok(vec![Fact::on(from, StaffEvent::RoleGiven { role, organisation, session_tenths })])
    }

    /// Ends a role.
    ///
    /// # Errors
    /// `role_not_held`, `end_before_start`.
    pub fn end_role(&self, wanted: EndRole, at: &Moment) -> Decided<StaffEvent> {
        let EndRole { role, organisation, on } = wanted;
        let on = on.unwrap_or(at.today);
        let held = |held: &&RoleHeld| held.role == role && held.organisation == organisation && held.until.is_none();
        let held = self.roles.iter().find(held).ok_or_else(|| {
            Refusal::by("role_not_held", "this role is not held there, or its end is known already; read which roles they hold")
                .at("role")
        })?;
        require(on >= held.from, || {
            Refusal::by("end_before_start", format!("the role is held from {}; give that day or a later one", held.from)).at("on")
        })?;
        Ok(vec![Fact::on(on, StaffEvent::RoleEnded { role, organisation })])
    }

    /// Notes that they left: every role ends.
    ///
    /// # Errors
    /// `left_already`, `in_the_future`, `end_before_start`.
    pub fn leave(&self, wanted: Leave, at: &Moment) -> Decided<StaffEvent> {
        let on = wanted.on.unwrap_or(at.today);
        require(self.left_on.is_none(), || {
            Refusal::by("left_already", "this member of staff left already; give them a role if they are back")
        })?;
        not_in_future(on, at.today, "on")?;
        let open = self.roles.iter().filter(|held| held.until.is_none() && held.from <= at.today);
        if let Some(last) = open.map(|held| held.from).max().filter(|from| *from > on) {
            return Err(Refusal::by(
                "end_before_start",
                format!("a role is held from {last}; give that day or a later one, or end that role first"),
            )
            .at("on"));
        }
        Ok(vec![Fact::on(on, StaffEvent::Left { reason: wanted.reason })])
    }
}
