//! Who looks after the person: coordinator, lead professional, team, and how intensively.

use crate::casework::case::{Case, CaseEvent, MoveTeam, SetCoordinator, SetLead};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::Day;

impl Case {
    /// Names the coordinator. Naming the current one again is refused, so that a second one is never made by mistake.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `in_the_future`, `before_start`, `same_coordinator`, `before_last_coordinator`.
    pub fn set_coordinator(&self, wanted: SetCoordinator, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        let from = wanted.from.unwrap_or(at.today);
        not_in_future(from, at.today, "from")?;
        not_before_start(from, start, "from", "a coordinator cannot start earlier")?;
        require(self.coordinator() != Some(wanted.coordinator), || {
            Refusal::by("same_coordinator", "that member is the coordinator already; choose another, or leave it as it is")
                .at("coordinator")
        })?;
        if let Some(last) = self.coordinators.last() {
            require(from >= last.from, || {
                Refusal::by(
                    "before_last_coordinator",
                    format!("the present coordinator started on {}; give that day or a later one", last.from),
                )
                .at("from")
            })?;
        }
        Ok(vec![Fact::on(from, CaseEvent::CoordinatorSet { coordinator: wanted.coordinator, reason: wanted.reason })])
    }

    /// Says who is lead professional, or that the coordinator is again.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `in_the_future`, `before_start`, `lead_is_coordinator`, `same_lead`,
    /// `before_last_lead`.
    pub fn set_lead(&self, wanted: SetLead, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        let from = wanted.from.unwrap_or(at.today);
        not_in_future(from, at.today, "from")?;
        not_before_start(from, start, "from", "a lead professional cannot start earlier")?;
        require(wanted.lead.is_none() || wanted.lead != self.coordinator(), || {
            Refusal::by("lead_is_coordinator", "the coordinator is the lead professional unless somebody else is; leave it out")
                .at("lead")
        })?;
        require(wanted.lead != self.lead, || {
            Refusal::by("same_lead", "that is who the lead professional is already; choose another, or leave it as it is")
                .at("lead")
        })?;
        require(self.leads.latest_from().is_none_or(|last| from >= last), || {
            Refusal::by("before_last_lead", "a lead professional was recorded from a later day; give that day or a later one")
                .at("from")
        })?;
        Ok(vec![Fact::on(from, CaseEvent::LeadSet { lead: wanted.lead, reason: wanted.reason })])
    }

    /// Gives the case to another team, with the coordinator there. Whether that coordinator is a member is the caller's to check.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `in_the_future`, `before_start`, `same_team`, `before_last_team`,
    /// `before_last_coordinator`.
    pub fn move_team(&self, wanted: MoveTeam, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        let from = wanted.from.unwrap_or(at.today);
        not_in_future(from, at.today, "from")?;
        not_before_start(from, start, "from", "it cannot move earlier")?;
        require(wanted.team != self.team, || {
            Refusal::by("same_team", "that is the case's team already; choose another").at("team")
        })?;
        require(self.teams.latest_from().is_none_or(|last| from >= last), || {
            Refusal::by("before_last_team", "the case came to its present team on a later day; give that day or a later one")
                .at("from")
        })?;
        let mut facts = vec![Fact::on(from, CaseEvent::TeamMoved { team: wanted.team, reason: wanted.reason.clone() })];
        if let Some(coordinator) = wanted.coordinator.filter(|named| self.coordinator() != Some(*named)) {
            facts.extend(self.set_coordinator(SetCoordinator { coordinator, from: Some(from), reason: wanted.reason }, at)?);
        }
        Ok(facts)
    }

    /// Sets level and complexity: stepping up is to a lower number.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `no_such_level`.
    pub fn set_level(&self, level: u8, complexity: u8, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        require((1..=9).contains(&level) && (1..=5).contains(&complexity), || {
            Refusal::by("no_such_level", "give a level from 1 to 9, and a complexity from 1 to 5").at("level")
        })?;
        Ok(vec![Fact::on(at.today, CaseEvent::LevelSet { level, complexity })])
    }
}

/// Refuses a day before the case's start.
pub(super) fn not_before_start(day: Day, start: Day, field: &'static str, what: &str) -> Result<(), Refusal> {
    require(day >= start, || Refusal::by("before_start", format!("the case started on {start}; {what}")).at(field))
}
