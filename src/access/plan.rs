//! Changes of plans: what they need besides the plan's own events.

use crate::access::{Care, Denied, Work};
use crate::casework::case::{AddAction, Case, CaseEvent};
use crate::casework::plan::{CarePlan, Contributor, OnRegister, PlanContent, PlanDraft};
use crate::casework::{Aggregate, Fact, Refusal};
use crate::domain::{CaseId, PersonId, PlanId};
use crate::store::log::{self, Loaded};
use crate::store::plan;

impl Work<'_, Care> {
    /// The person's open case and its start.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn on_register(&mut self, person: PersonId) -> Result<Option<OnRegister>, Denied> {
        Ok(plan::on_register(&mut self.conn(), person).await?)
    }

    /// Who an open case is about, and its start.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; rule `case_ended`.
    pub async fn open_case(&mut self, id: CaseId) -> Result<(PersonId, OnRegister), Denied> {
        let case = self.load::<Case>(id).await?;
        let start = case.state.start.filter(|_| case.state.is_open());
        let start = start.ok_or_else(|| {
            Refusal::by("case_ended", "this case has ended; open a new one first, if the person is to be looked after again")
        })?;
        Ok((case.state.person.ok_or(Denied::NotFound)?, OnRegister { case: id, start }))
    }

    /// Begins a plan for a person whom the caller may see, with a draft that says `content`. A plan from before the person's latest
    /// start on the register gives way to it.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; rule `one_current_plan`.
    pub async fn start_plan(&mut self, person: PersonId, copy_from: Option<PlanId>) -> Result<Loaded<CarePlan>, Denied> {
        self.require_person(person).await?;
        let (copied_from, content) = match copy_from {
            Some(id) => {
                let earlier = self.load::<CarePlan>(id).await?;
                let (from, content) = earlier.state.copy_for(person, id)?;
                (Some(from), content)
            }
            None => (None, PlanContent::default()),
        };
        let at = *self.at();
        let mut plan = Loaded::<CarePlan>::new(PlanId::new());
        if let Some(current) = plan::current(&mut self.conn(), person).await? {
            let register = self.on_register(person).await?;
            let mut current = self.load::<CarePlan>(current).await?;
            let decided = current.state.supersede(plan.id, register.as_ref(), &at);
            self.record(&mut current, decided).await?;
        }
        let decided = plan.state.start(person, copied_from, &at);
        self.subject(format!("plan {}", plan.id));
        self.record(&mut plan, decided).await?;
        plan::add_draft(&mut self.conn(), plan.id, &content, &at).await?;
        Ok(plan)
    }

    /// The draft of a plan that was loaded in this change.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the plan has none.
    pub async fn plan_draft(&mut self, id: PlanId) -> Result<PlanDraft, Denied> {
        plan::draft(&mut self.conn(), id).await?.ok_or(Denied::NotFound)
    }

    /// Writes the draft over; gives its new revision.
    ///
    /// # Errors
    /// [`Denied::Stale`] when it is no longer at `revision`.
    pub async fn save_plan_draft(&mut self, id: PlanId, revision: i64, content: &PlanContent) -> Result<i64, Denied> {
        self.subject(format!("plan {id}"));
        let at = *self.at();
        if let Some(saved) = plan::save_draft(&mut self.conn(), id, revision, content, &at).await? {
            return Ok(saved);
        }
        let current = self.plan_draft(id).await?.revision;
        Err(Denied::Stale { current, since: vec!["draft_saved".into()] })
    }

    /// Ends the person's current plan when `facts` make their case end by death, and lets the plan that the case ended so go on when
    /// they make that untrue, unless another was begun since. Any other end of a case leaves the plan as it is: the practice goes on
    /// with it, whoever moves takes it along, and a later time on the register supersedes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_plan(&mut self, case: &Loaded<Case>, facts: &[Fact<CaseEvent>]) -> Result<(), Denied> {
        let at = *self.at();
        let mut then = case.state.clone();
        for fact in facts {
            then.apply(&fact.clone().recorded(&at));
        }
        let Some(person) = then.person else { return Ok(()) };
        let current = plan::current(&mut self.conn(), person).await?;
        // Whoever may end the case may end the plan.
        match (case.state.died_on(), then.died_on(), current) {
            (None, Some(on), Some(current)) => {
                let Some(mut current) = log::load::<CarePlan>(&mut self.conn(), current).await? else { return Ok(()) };
                let decided = current.state.end_by_death(case.id, on, &at);
                self.record(&mut current, decided).await
            }
            (Some(_), None, None) => {
                let Some(last) = plan::last_closed(&mut self.conn(), person).await? else { return Ok(()) };
                let Some(mut last) = log::load::<CarePlan>(&mut self.conn(), last).await? else { return Ok(()) };
                let decided = last.state.withdraw_end_by_death(case.id, &at);
                if decided.is_empty() { Ok(()) } else { self.record(&mut last, Ok(decided)).await }
            }
            _ => Ok(()),
        }
    }

    /// Refuses contributors who are said to be staff and are not.
    ///
    /// # Errors
    /// `no_such_staff`; or the database's.
    pub async fn require_contributors(&mut self, named: &[Contributor], field: &'static str) -> Result<(), Denied> {
        for staff in named.iter().filter_map(|by| by.staff) {
            self.require_staff(staff, field).await?;
        }
        Ok(())
    }

    /// Adds the actions that the plan's latest version brought to the case that looks after the person.
    ///
    /// # Errors
    /// The rules of the case's actions; then the plan is not agreed either.
    pub async fn add_plan_actions(&mut self, plan: &Loaded<CarePlan>) -> Result<(), Denied> {
        let Some(case) = plan.state.latest().and_then(|latest| latest.agreement.case) else { return Ok(()) };
        let mut case = self.load::<Case>(case).await?;
        for (id, action) in plan.state.added_actions() {
            let wanted = AddAction { what: action.what.clone(), owner: action.owner, due: action.due };
            let decided = case.state.add_action(id, wanted, self.at());
            self.record(&mut case, decided).await?;
        }
        Ok(())
    }
}
