//! The rules of a team.

use crate::casework::refusal::{not_in_future, require};
use crate::casework::team::{
    ChangeMember, CreateTeam, DescribeTeam, JoinTeam, LeaveTeam, Serve, Served, Skill, StopServing, Team, TeamEvent, TeamMember,
};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{OdsCode, StaffId};

/// In order, each once.
fn sorted(mut skills: Vec<Skill>) -> Vec<Skill> {
    skills.sort_unstable();
    skills.dedup();
    skills
}

impl Team {
    /// Sets it up.
    ///
    /// # Errors
    /// `already_set_up`.
    pub fn create(&self, wanted: CreateTeam, at: &Moment) -> Decided<TeamEvent> {
        require(self.name.is_none(), || Refusal::by("already_set_up", "this team was set up before; go on with it"))?;
        let CreateTeam { name, kind, base, locality } = wanted;
        Ok(vec![Fact::on(at.today, TeamEvent::Created { name, kind, base, locality })])
    }

    /// Describes it anew. Nothing to change is no fault, and no event.
    ///
    /// # Errors
    /// None of its own.
    pub fn describe(&self, wanted: DescribeTeam, at: &Moment) -> Decided<TeamEvent> {
        let DescribeTeam { name, kind, base, locality } = wanted;
        let same = self.name.as_ref() == Some(&name) && self.kind == kind && self.base == base && self.locality == locality;
        Ok(if same { vec![] } else { vec![Fact::on(at.today, TeamEvent::Described { name, kind, base, locality })] })
    }

    /// Lets somebody join.
    ///
    /// # Errors
    /// `member_already`: a member of this team, or one until a later day than `from`. `role_never_sees_people`.
    pub fn join(&self, wanted: JoinTeam, at: &Moment) -> Decided<TeamEvent> {
        let JoinTeam { staff, role, organisation, from, capacity, skills } = wanted;
        let from = from.unwrap_or(at.today);
        require(role.sees_people(), || {
            Refusal::by("role_never_sees_people", "that role never sees people, as a member of a team must; give another role")
                .at("role")
        })?;
        let overlaps = |member: &TeamMember| member.staff == staff && member.until.is_none_or(|until| until > from);
        require(!self.members.iter().any(overlaps), || {
            Refusal::by("member_already", "they are a member of this team already; change their membership instead").at("staff")
        })?;
        let skills = sorted(skills);
        Ok(vec![Fact::on(from, TeamEvent::Joined { staff, role, organisation, capacity, skills })])
    }

    fn open_member(&self, staff: StaffId) -> Result<&TeamMember, Refusal> {
        self.members.iter().find(|member| member.staff == staff && member.until.is_none()).ok_or_else(|| {
            Refusal::by(
                "not_a_member",
                "they are not a member of this team, or the day they leave is known already; read who the members are",
            )
            .at("staff")
        })
    }

    /// Sets a member's capacity and skills.
    ///
    /// # Errors
    /// `not_a_member`, `in_the_future`, `before_start`.
    pub fn change_member(&self, staff: StaffId, wanted: ChangeMember, at: &Moment) -> Decided<TeamEvent> {
        let member = self.open_member(staff)?;
        let on = wanted.from.unwrap_or(at.today);
        not_in_future(on, at.today, "from")?;
        require(on >= member.from, || {
            Refusal::by("before_start", format!("they are a member since {}; give that day or a later one", member.from))
                .at("from")
        })?;
        Ok(vec![Fact::on(on, TeamEvent::MemberChanged { staff, capacity: wanted.capacity, skills: sorted(wanted.skills) })])
    }

    /// Lets a member leave.
    ///
    /// # Errors
    /// `not_a_member`, `end_before_start`.
    pub fn leave(&self, staff: StaffId, wanted: LeaveTeam, at: &Moment) -> Decided<TeamEvent> {
        let member = self.open_member(staff)?;
        let on = wanted.on.unwrap_or(at.today);
        require(on >= member.from, || {
            Refusal::by("end_before_start", format!("they are a member since {}; give that day or a later one", member.from))
                .at("on")
        })?;
        Ok(vec![Fact::on(on, TeamEvent::Left { staff })])
    }

    /// Serves a practice or care home.
    ///
    /// # Errors
    /// `served_already`: it is, or was until a later day than `from`.
    pub fn serve(&self, wanted: Serve, at: &Moment) -> Decided<TeamEvent> {
        let Serve { organisation, kind, from } = wanted;
        let from = from.unwrap_or(at.today);
        let overlaps = |served: &Served| served.organisation == organisation && served.until.is_none_or(|until| until > from);
        require(!self.serves.iter().any(overlaps), || {
            Refusal::by("served_already", "this team serves it already; leave it as it is, or give a day after it stops")
                .at("organisation")
        })?;
        Ok(vec![Fact::on(from, TeamEvent::Serving { organisation, kind })])
    }

    /// Stops serving a practice or care home.
    ///
    /// # Errors
    /// `not_served`, `end_before_start`.
    pub fn stop_serving(&self, organisation: OdsCode, wanted: StopServing, at: &Moment) -> Decided<TeamEvent> {
        let on = wanted.on.unwrap_or(at.today);
        let open = |served: &&Served| served.organisation == organisation && served.until.is_none();
        let served = self.serves.iter().find(open).ok_or_else(|| {
            Refusal::by("not_served", "this team does not serve it, or the day it stops is known already; read what it serves")
        })?;
        require(on >= served.from, || {
            Refusal::by("end_before_start", format!("it is served since {}; give that day or a later one", served.from)).at("on")
        })?;
        Ok(vec![Fact::on(on, TeamEvent::StoppedServing { organisation })])
    }
}
