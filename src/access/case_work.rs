//! Changes of cases that need more than the case: what must be there, who may hold it, and many at once.

use crate::access::{Care, Denied, Work};
use crate::casework::case::{
    AddAction, Case, CaseEvent, CloseAction, Closing, HandOver, MoveTeam, OpenCase, RecordContact, SetCoordinator, SetLead, Taker,
};
use crate::casework::event::fold;
use crate::casework::refusal::require;
use crate::casework::{Aggregate, Fact, Refusal};
use crate::domain::{ActionId, CaseId, ContactId, Day, PersonId, StaffId, TeamId};
use crate::store::case::{self as cases, Clash};
use crate::store::caseload;
use crate::store::load::{self, CoordinatorLoadRow};
use crate::store::log::{self, Loaded};
use crate::store::team;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// A case that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandedOver {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: Option<PersonId>,
    /// Who has it now.
    pub to: StaffId,
    /// Its version now.
    pub version: i64,
    /// How many open actions went along.
    pub actions: usize,
}

fn started_alive(died: Option<Day>, start: Day) -> Result<(), Refusal> {
    require(died.is_none_or(|died| died >= start), || {
        Refusal::by("died_before_start", "the person is recorded as having died before that day; give an earlier day, or have the record of the death put right").at("start")
    })
}

impl Work<'_, Care> {
    /// Refuses somebody who is not a member of `team` today.
    ///
    /// # Errors
    /// `not_a_member`; or the database's.
    pub async fn require_member(&mut self, team: TeamId, staff: StaffId, field: &'static str) -> Result<(), Denied> {
        let member = self.is_member(team, staff).await?;
        Ok(require(member, || {
            Refusal::by(
                "not_a_member",
                "the coordinator must be a member of the case's team today; choose a member, or have them made one first",
            )
            .at(field)
        })?)
    }

    /// Refuses somebody who is not staff.
    ///
    /// # Errors
    /// `no_such_staff`; or the database's.
    pub async fn require_staff(&mut self, staff: StaffId, field: &'static str) -> Result<(), Denied> {
        let known = cases::staff_name(&mut self.conn(), staff).await?.is_some();
        Ok(require(known, || {
            Refusal::by(
                "no_such_staff",
                "nobody of the staff has that id; look them up in the list of staff, or have them added first",
            )
            .at(field)
        })?)
    }

    async fn require_team(&mut self, team: TeamId) -> Result<(), Denied> {
        let known = cases::team_exists(&mut self.conn(), team).await?;
        Ok(require(known, || Refusal::by("no_such_team", "no team has that id; look it up in the list of teams").at("team"))?)
    }

    /// Refuses a case whose days another case of the same person has already.
    ///
    /// # Errors
    /// `one_open_case`, `overlaps_another_case`; or the database's.
    pub async fn require_no_clash(&mut self, case: &Loaded<Case>) -> Result<(), Denied> {
        let (Some(person), Some(start)) = (case.state.person, case.state.start) else { return Ok(()) };
        if case.state.in_error.is_some() {
            return Ok(());
        }
        let end = case.state.ended.as_ref().map(|ended| ended.on);
        match cases::clash(&mut self.conn(), person, case.id, start, end).await? {
            None => Ok(()),
            // Both open: there can be one. One open beside an ended one: they share days.
            Some(Clash::Open) if end.is_none() => {
                Err(Refusal::by("one_open_case", "the person has an open case already; go on with that one, or end it before you open another").into())
            }
            Some(_) => Err(Refusal::by(
                "overlaps_another_case",
                "the person has another case that shares days with this one; a case starts on the end of the one before, or later",
            )
            .at("start")
            .into()),
        }
    }

    /// Refuses a start after the person's death.
    ///
    /// # Errors
    /// `died_before_start`; or the database's.
    pub async fn require_alive(&mut self, case: &Case, start: Day) -> Result<(), Denied> {
        let Some(person) = case.person else { return Ok(()) };
        let today = self.at().today;
        let (died, _) = cases::stands_against(&mut self.conn(), person, today).await?;
        Ok(started_alive(died, start)?)
    }

    /// Refuses to start a case, as `facts` would, for a person or a team for whom none may start.
    ///
    /// # Errors
    /// `no_such_team`, `died_before_start`, `objects_to_case_management`, `one_open_case`, `overlaps_another_case`; or the
    /// database's.
    pub async fn require_may_start(&mut self, case: &Loaded<Case>, facts: &[Fact<CaseEvent>]) -> Result<(), Denied> {
        let (at, mut opened) = (*self.at(), case.clone());
        for fact in facts {
            opened.state.apply(&fact.clone().recorded(&at));
        }
        let (Some(person), Some(start)) = (opened.state.person, opened.state.start) else { return Ok(()) };
        self.require_team(opened.state.team).await?;
        let (died, objects) = cases::stands_against(&mut self.conn(), person, at.today).await?;
        started_alive(died, start)?;
        require(!objects, || {
            Refusal::by(
                "objects_to_case_management",
                "the person objects to case management; if they changed their mind, record that first",
            )
        })?;
        self.require_no_clash(&opened).await
    }

    /// Opens a case, with all that is asked of the person and the team.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a person the caller has no relationship with; `no_such_team`, `died_before_start`,
    /// `objects_to_case_management`, `one_open_case`, `overlaps_another_case`, and those of [`Case::open`].
    pub async fn start_case(&mut self, wanted: OpenCase) -> Result<Loaded<Case>, Denied> {
        let at = *self.at();
        let practice = self.practice_of(wanted.person).await?;
        let mut case = Loaded::<Case>::new(CaseId::new());
        let decided = case.state.open(wanted, practice, &at)?;
        self.require_may_start(&case, &decided).await?;
        self.record(&mut case, Ok(decided)).await?;
        Ok(case)
    }

    /// A case whose end somebody wants to withdraw: one whose person the caller may see, or, for
    /// [`crate::casework::Rules::end_withdrawable_days`] after its end was written down, one that the caller coordinated at its end or
    /// whose team they were a member of then.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn load_ended(&mut self, id: CaseId) -> Result<Loaded<Case>, Denied> {
        match self.load::<Case>(id).await {
            Err(Denied::NotFound) => {}
            loaded => return loaded,
        }
        let events = log::events::<Case>(&mut self.conn(), id).await?;
        let case: Case = fold(&events);
        let written = events.iter().rev().find(|event| matches!(event.event, CaseEvent::Ended { .. }));
        let (Some(ended), Some(written)) = (&case.ended, written) else { return Err(Denied::NotFound) };
        let (me, today, days) = (self.at().author, self.at().today, self.rules().end_withdrawable_days);
        let was_coordinator = case.coordinators.last().is_some_and(|last| last.coordinator == me);
        let was_there = was_coordinator || team::is_member(&mut self.conn(), case.team, me, ended.on).await?;
        let in_time = today <= written.recorded_on().plus_days(days);
        if was_there && in_time { Ok(Loaded { id, version: events.len() as i64, state: case }) } else { Err(Denied::NotFound) }
    }

    /// Names the coordinator: a member of the case's team.
    ///
    /// # Errors
    /// `not_a_member`, and those of [`Case::set_coordinator`].
    pub async fn set_case_coordinator(&mut self, case: &mut Loaded<Case>, wanted: SetCoordinator) -> Result<(), Denied> {
        self.require_member(case.state.team, wanted.coordinator, "coordinator").await?;
        let decided = case.state.set_coordinator(wanted, self.at());
        self.record(case, decided).await
    }

    /// Says who is lead professional: anybody of the staff.
    ///
    /// # Errors
    /// `no_such_staff`, and those of [`Case::set_lead`].
    pub async fn set_case_lead(&mut self, case: &mut Loaded<Case>, wanted: SetLead) -> Result<(), Denied> {
        if let Some(lead) = wanted.lead {
            self.require_staff(lead, "lead").await?;
        }
        let decided = case.state.set_lead(wanted, self.at());
        self.record(case, decided).await
    }

    /// Gives the case to another team. The coordinator there is named, or stays when a member of it, too.
    ///
    /// # Errors
    /// `no_such_team`, `not_a_member`, and those of [`Case::move_team`].
    pub async fn move_case(&mut self, case: &mut Loaded<Case>, wanted: MoveTeam) -> Result<(), Denied> {
        self.require_team(wanted.team).await?;
        if let Some(coordinator) = wanted.coordinator.or_else(|| case.state.coordinator()) {
            self.require_member(wanted.team, coordinator, "coordinator").await?;
        }
        let decided = case.state.move_team(wanted, self.at());
        self.record(case, decided).await
    }

    /// Sets level and complexity: one of the levels that are agreed.
    ///
    /// # Errors
    /// `no_such_level`, and those of [`Case::set_level`].
    pub async fn set_case_level(&mut self, case: &mut Loaded<Case>, level: u8, complexity: u8) -> Result<(), Denied> {
        let levels = self.rules().contact_every_days.len();
        require(usize::from(level) <= levels, || {
            Refusal::by("no_such_level", format!("the levels agreed here are 1 to {levels}; give one of them")).at("level")
        })?;
        let decided = case.state.set_level(level, complexity, self.at());
        self.record(case, decided).await
    }

    /// Agrees an action, owned by somebody of the staff.
    ///
    /// # Errors
    /// `no_such_staff`, and those of [`Case::add_action`].
    pub async fn add_case_action(&mut self, case: &mut Loaded<Case>, wanted: AddAction) -> Result<ActionId, Denied> {
        self.require_staff(wanted.owner, "owner").await?;
        let id = ActionId::new();
        let decided = case.state.add_action(id, wanted, self.at());
        self.record(case, decided).await?;
        Ok(id)
    }

    /// Completes or cancels an action, or hands it to somebody of the staff.
    ///
    /// # Errors
    /// `no_such_staff`, and those of [`Case::close_action`].
    pub async fn close_case_action(
        &mut self,
        case: &mut Loaded<Case>,
        action: ActionId,
        wanted: CloseAction,
    ) -> Result<(), Denied> {
        if let Closing::HandedOver { to } = wanted.closing {
            self.require_staff(to, "closing").await?;
        }
        let decided = case.state.close_action(action, wanted, self.at());
        self.record(case, decided).await
    }

    /// Records a contact, made by somebody of the staff.
    ///
    /// # Errors
    /// `no_such_staff`, and those of [`Case::record_contact`].
    pub async fn record_case_contact(&mut self, case: &mut Loaded<Case>, wanted: RecordContact) -> Result<ContactId, Denied> {
        if let Some(by) = wanted.by {
            self.require_staff(by, "by").await?;
        }
        let id = ContactId::new();
        let decided = case.state.record_contact(id, wanted, self.at());
        self.record(case, decided).await?;
        Ok(id)
    }

    /// Hands cases of one coordinator over to others: all of them, or, when anything stands against one, none.
    ///
    /// # Errors
    /// `others_remain`, `case_changed`, `not_theirs`, `not_a_member`, and those of [`HandOver::share_out`],
    /// [`Case::set_coordinator`] and [`Case::close_action`]; the words say on which day the case began.
    pub async fn hand_over(&mut self, wanted: HandOver) -> Result<Vec<HandedOver>, Denied> {
        let (me, today) = (self.at().author, self.at().today);
        let held = caseload::held(&mut self.conn(), me, wanted.from, today).await?;
        let unseen = held.iter().filter(|(_, seen)| !seen).count();
        require(!wanted.everything || unseen == 0, || {
            let words = "some of their cases belong to teams that you are not in: name the cases, or ask a member of those teams";
            Refusal::by("others_remain", words).at("everything")
        })?;
        let theirs: Vec<_> = held.into_iter().filter(|(_, seen)| *seen).map(|(id, _)| id).collect();
        let shares = wanted.share_out(&theirs)?;
        self.because(wanted.reason.as_str());
        self.subject(format!("staff {}", wanted.from));
        let mut members = BTreeSet::new();
        let mut handed = vec![];
        for (id, taker) in shares {
            handed.push(self.hand_one(id, taker, &wanted, &mut members).await?);
        }
        Ok(handed)
    }

    async fn hand_one(
        &mut self,
        id: CaseId,
        taker: Taker,
        wanted: &HandOver,
        members: &mut BTreeSet<(TeamId, StaffId)>,
    ) -> Result<HandedOver, Denied> {
        let mut case = self.load::<Case>(id).await?;
        let began = case.state.start.unwrap_or(self.at().today);
        let named = |refusal: Refusal| Refusal { words: format!("the case that began on {began}: {}", refusal.words), ..refusal };
        require(taker.seen.is_none_or(|seen| seen == case.version), || {
            Refusal::by("case_changed", format!("the case that began on {began} has changed since; read it again")).at("cases")
        })?;
        // Since it was listed, somebody else can have taken it.
        require(case.state.coordinator() == Some(wanted.from), || {
            Refusal::by(
                "not_theirs",
                format!(
                    "the case that began on {began} is no longer an open case of that coordinator; read what they hold again"
                ),
            )
            .at("cases")
        })?;
        if !members.contains(&(case.state.team, taker.to)) {
            let member = self.is_member(case.state.team, taker.to).await?;
            require(member, || {
                named(
                    Refusal::by(
                        "not_a_member",
                        "who takes it must be a member of its team today; choose a member, or have them made one first",
                    )
                    .at("to"),
                )
            })?;
            members.insert((case.state.team, taker.to));
        }
        let reason = wanted.reason.clone();
        let coordinator = SetCoordinator { coordinator: taker.to, from: wanted.on, reason: reason.clone() };
        let mut facts = case.state.set_coordinator(coordinator, self.at()).map_err(named)?;
        let mut actions = 0;
        if wanted.actions_too {
            for action in case.state.open_actions().filter(|action| action.owner == wanted.from) {
                let closing = Closing::HandedOver { to: taker.to };
                let closing = CloseAction { closing, outcome: reason.clone(), on: None };
                facts.extend(case.state.close_action(action.id, closing, self.at()).map_err(named)?);
                actions += 1;
            }
        }
        self.record(&mut case, Ok(facts)).await?;
        Ok(HandedOver { case: id, person: case.state.person, to: taker.to, version: case.version, actions })
    }

    /// How much a member of a team holds, as it is in this change; `None` for somebody who is no member.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_of(&mut self, team: TeamId, member: StaffId) -> Result<Option<CoordinatorLoadRow>, Denied> {
        let (today, usual) = (self.at().today, self.rules().assignment.within_range().usual_complexity);
        Ok(load::loads(&mut self.conn(), team, Some(member), today, usual).await?.into_iter().next())
    }

    /// How much those who took cases over hold now, each once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn loads_after(&mut self, handed: &[HandedOver]) -> Result<Vec<CoordinatorLoadRow>, Denied> {
        let mut loads = BTreeMap::new();
        for one in handed {
            let Entry::Vacant(place) = loads.entry(one.to) else { continue };
            let case = self.load::<Case>(one.case).await?;
            if let Some(load) = self.load_of(case.state.team, one.to).await? {
                place.insert(load);
            }
        }
        Ok(loads.into_values().collect())
    }
}
