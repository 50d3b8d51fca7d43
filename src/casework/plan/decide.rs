//! The rules of a plan's life: begun, drafted again, reviewed, declined, withdrawn, ended, superseded. Agreeing has its own file.

use crate::casework::plan::{
    CarePlan, Contribute, DeclinePlan, DeclineReview, EndPlan, EndPlanReason, OnRegister, PlanContent, PlanDraft, PlanEvent,
    PlanVersion, ReviewOutcome, ReviewPlan, VersionOf, WithdrawPlan,
};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{CaseId, Day, Line, PersonId, PlanId};

impl CarePlan {
    /// Begins a plan, with a draft.
    ///
    /// # Errors
    /// `already_started`.
    pub fn start(&self, person: PersonId, copied_from: Option<VersionOf>, at: &Moment) -> Decided<PlanEvent> {
        require(self.started_on.is_none(), || Refusal::by("already_started", "this plan was begun before; go on with it"))?;
        Ok(vec![Fact::on(at.today, PlanEvent::Started { person, copied_from })])
    }

    pub(super) fn require_current(&self) -> Result<(), Refusal> {
        require(self.started_on.is_some(), || Refusal::by("not_started", "this plan was never begun; begin one first"))?;
        require(self.closed.is_none(), || {
            Refusal::by("plan_closed", "this plan has ended; begin a new one, which may be copied from it")
        })
    }

    fn require_agreed(&self) -> Result<&PlanVersion, Refusal> {
        self.require_current()?;
        self.latest()
            .ok_or_else(|| Refusal::by("nothing_agreed", "no version of this plan has been agreed yet; agree the draft first"))
    }

    /// Allows the draft to be written over. What it says is judged when it is agreed.
    ///
    /// # Errors
    /// `plan_closed`, `agreed_version_unchangeable`.
    pub fn save_draft(&self) -> Result<(), Refusal> {
        self.require_current()?;
        require(self.open_draft().is_some(), || {
            Refusal::by(
                "agreed_version_unchangeable",
                "an agreed version never changes; begin a new draft from it, and change that",
            )
        })
    }

    /// Begins a draft of the next version from the agreed one.
    ///
    /// # Errors
    /// `plan_closed`, `nothing_agreed`, `draft_open`.
    pub fn open_new_draft(&self, at: &Moment) -> Decided<PlanEvent> {
        let from = self.require_agreed()?.agreement.number;
        require(self.open_draft().is_none(), || Refusal::by("draft_open", "a draft is open already; go on with that one"))?;
        Ok(vec![Fact::on(at.today, PlanEvent::DraftOpened { from })])
    }

    /// Throws the draft away; the agreed version stands.
    ///
    /// # Errors
    /// `plan_closed`, `nothing_agreed`, `no_draft`.
    pub fn discard_draft(&self, at: &Moment) -> Decided<PlanEvent> {
        self.require_agreed()?;
        require(self.open_draft().is_some(), || Refusal::by("no_draft", "no draft is open; begin one first"))?;
        Ok(vec![Fact::on(at.today, PlanEvent::DraftDiscarded)])
    }

    /// What a new draft of this plan begins with.
    #[must_use]
    pub fn next_draft(&self, register: Option<&OnRegister>) -> PlanContent {
        let case = register.map(|register| register.case);
        self.latest().map(|latest| latest.agreement.content.as_draft(latest.agreement.case == case)).unwrap_or_default()
    }

    /// Records that an organisation agreed to the present version later.
    ///
    /// # Errors
    /// `plan_closed`, `nothing_agreed`, `in_the_future`, `before_agreement`.
    pub fn contribute(&self, wanted: Contribute, at: &Moment) -> Decided<PlanEvent> {
        let agreed_on = self.require_agreed()?.agreed_on;
        let mut contributor = wanted.contributor;
        let on = contributor.agreed_on.unwrap_or(at.today);
        not_in_future(on, at.today, "contributor")?;
        not_before_agreement(on, agreed_on, "contributor")?;
        contributor.agreed_on = Some(on);
        Ok(vec![Fact::on(on, PlanEvent::Contributed { contributor })])
    }

    /// Records a review. One that finds changes begins a draft, unless one is open.
    ///
    /// # Errors
    /// `plan_closed`, `nothing_agreed`, `in_the_future`, `before_agreement`.
    pub fn review(&self, wanted: ReviewPlan, at: &Moment) -> Decided<PlanEvent> {
        let latest = self.require_agreed()?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        not_before_agreement(on, latest.agreed_on, "on")?;
        let mut facts = vec![Fact::on(on, PlanEvent::Reviewed { outcome: wanted.outcome, note: wanted.note })];
        if wanted.outcome == ReviewOutcome::Changed && self.open_draft().is_none() {
            facts.push(Fact::on(at.today, PlanEvent::DraftOpened { from: latest.agreement.number }));
        }
        Ok(facts)
    }

    /// Records that the person did not want a review. The plan stands as it is.
    ///
    /// # Errors
    /// `plan_closed`, `nothing_agreed`, `in_the_future`, `before_agreement`.
    pub fn decline_review(&self, wanted: DeclineReview, at: &Moment) -> Decided<PlanEvent> {
        let latest = self.require_agreed()?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        not_before_agreement(on, latest.agreed_on, "on")?;
        Ok(vec![Fact::on(on, PlanEvent::ReviewDeclined { reason: wanted.reason })])
    }

    /// Records that the person does not want a plan.
    ///
    /// # Errors
    /// `plan_closed`, `already_agreed`, `in_the_future`, `declined_before_start`.
    pub fn decline(&self, wanted: DeclinePlan, register: Option<&OnRegister>, at: &Moment) -> Decided<PlanEvent> {
        self.require_current()?;
        require(self.latest().is_none(), || {
            Refusal::by(
                "already_agreed",
                "the plan was agreed before; record that its review was declined, or that it was withdrawn",
            )
        })?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        if let Some(OnRegister { start, .. }) = register {
            require(on >= *start, || {
                let words = format!(
                    "the person's latest time on the register began on {start}; what was declined earlier does not count"
                );
                Refusal::by("declined_before_start", words).at("on")
            })?;
        }
        Ok(vec![Fact::on(on, PlanEvent::Declined { reason: wanted.reason })])
    }

    /// Records that the person withdrew their agreement: the plan ends.
    ///
    /// # Errors
    /// `plan_closed`, `nothing_agreed`, `in_the_future`, `before_last_event`.
    pub fn withdraw(&self, wanted: WithdrawPlan, at: &Moment) -> Decided<PlanEvent> {
        self.require_agreed()?;
        let on = self.closing_day(wanted.on, at)?;
        Ok(vec![Fact::on(on, PlanEvent::Withdrawn { reason: wanted.reason })])
    }

    /// Ends the plan.
    ///
    /// # Errors
    /// `plan_closed`, `in_the_future`, `before_last_event`.
    pub fn end(&self, wanted: EndPlan, at: &Moment) -> Decided<PlanEvent> {
        self.require_current()?;
        let on = self.closing_day(wanted.on, at)?;
        Ok(vec![Fact::on(on, PlanEvent::Ended { reason: wanted.reason, words: wanted.words, case: None })])
    }

    /// Ends the plan with a case that ended because the person died on `on`; today, when the plan's last event is of a later day.
    ///
    /// # Errors
    /// `plan_closed`.
    pub fn end_by_death(&self, case: CaseId, on: Day, at: &Moment) -> Decided<PlanEvent> {
        self.require_current()?;
        let on = self.closing_day(Some(on), at).or_else(|_| self.closing_day(None, at))?;
        let words = Line::from("the case ended by death");
        Ok(vec![Fact::on(on, PlanEvent::Ended { reason: EndPlanReason::Died, words, case: Some(case) })])
    }

    /// Lets the plan go on when `case` ended it by a death, which was not so. Nothing for a plan that ended otherwise.
    #[must_use]
    pub fn withdraw_end_by_death(&self, case: CaseId, at: &Moment) -> Vec<Fact<PlanEvent>> {
        let by_it = self.closed.as_ref().is_some_and(|closed| closed.case == Some(case));
        if by_it { vec![Fact::on(at.today, PlanEvent::EndWithdrawn {})] } else { vec![] }
    }

    fn closing_day(&self, wanted: Option<Day>, at: &Moment) -> Result<Day, Refusal> {
        let on = wanted.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let last = self.happened.iter().map(|happened| happened.on).max();
        let last = last.or(self.started_on).unwrap_or(on);
        require(on >= last, || {
            Refusal::by("before_last_event", format!("something happened to the plan on {last}; give that day or a later one"))
                .at("on")
        })?;
        Ok(on)
    }

    /// Gives way to another plan, because the person came onto the register again after everything that happened to this one.
    ///
    /// # Errors
    /// `one_current_plan` when this plan belongs to the present time on the register, or there is none.
    pub fn supersede(&self, by: PlanId, register: Option<&OnRegister>, at: &Moment) -> Decided<PlanEvent> {
        self.require_current()?;
        require(register.is_some_and(|register| self.is_before(register.start)), || {
            Refusal::by("one_current_plan", "the person has a plan already; go on with that one")
        })?;
        Ok(vec![Fact::on(at.today, PlanEvent::Superseded { by })])
    }

    /// Whether all that happened to the plan lies before `start`, a start on the register: then it no longer counts.
    #[must_use]
    pub fn is_before(&self, start: Day) -> bool {
        let last = self.happened.iter().map(|happened| happened.on).max();
        last.or(self.started_on).is_some_and(|last| last < start)
    }

    /// What a new plan copied from this one's last agreed version begins with, and where that came from. Nobody has agreed to it, and
    /// its actions are new.
    ///
    /// # Errors
    /// `not_their_plan`, `nothing_agreed`.
    pub fn copy_for(&self, person: PersonId, id: PlanId) -> Result<(VersionOf, PlanContent), Refusal> {
        require(self.person == Some(person), || {
            Refusal::by(
                "not_their_plan",
                "a plan can only be copied for the same person; choose a plan of theirs, or begin with an empty one",
            )
            .at("copy_from")
        })?;
        let latest = self.latest().ok_or_else(|| {
            Refusal::by("nothing_agreed", "no version of that plan was agreed; choose another, or begin with an empty one")
                .at("copy_from")
        })?;
        let from = VersionOf { plan: id, version: latest.agreement.number };
        Ok((from, latest.agreement.content.as_draft(false)))
    }
}

fn not_before_agreement(on: Day, agreed_on: Day, field: &'static str) -> Result<(), Refusal> {
    require(on >= agreed_on, || {
        Refusal::by("before_agreement", format!("the present version was agreed on {agreed_on}; give that day or a later one"))
            .at(field)
    })
}

impl PlanDraft {
    /// Refuses when the draft was saved since `revision` was read.
    ///
    /// # Errors
    /// `draft_changed`.
    pub fn require_revision(&self, revision: i64) -> Result<(), Refusal> {
        require(self.revision == revision, || {
            let words =
                format!("the draft was saved since; it is at version {}. Read it again before it is agreed", self.revision);
            Refusal::by("draft_changed", words).at("draft_version")
        })
    }
}
