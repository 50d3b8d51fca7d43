//! The rules of a plan, by name; its borders in time; any order of commands.

mod borders;
mod differences;
mod machine;
mod page;
mod rules;

use crate::casework::event::fold;
use crate::casework::plan::*;
use crate::casework::{Decided, Moment, Recorded, Rules};
use crate::domain::{ActionId, CaseId, Day, Line, Note, PersonId, PlanId, StaffId};
use chrono::{DateTime, NaiveDate};

pub(super) const TODAY: Day = Day::of(2026, 3, 16);

pub(super) fn on(today: Day) -> Moment {
    let now = DateTime::from_timestamp(i64::from(NaiveDate::from(today).to_epoch_days()) * 86_400, 0).unwrap();
    Moment { today, now, author: StaffId::default() }
}

/// A plan, with the events that made it.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub(super) plan: CarePlan,
    pub(super) events: Vec<Recorded<PlanEvent>>,
}

impl Kept {
    /// Takes in what was decided; gives the rule that refused.
    pub(super) fn take(&mut self, decided: Decided<PlanEvent>, at: &Moment) -> Result<(), &'static str> {
        let facts = decided.map_err(|refusal| refusal.rule)?;
        for fact in facts {
            let recorded = fact.recorded(at);
            crate::casework::Aggregate::apply(&mut self.plan, &recorded);
            self.events.push(recorded);
        }
        assert_eq!(fold::<CarePlan>(&self.events), self.plan);
        Ok(())
    }

    /// One begun on `day`.
    pub(super) fn begun(day: Day) -> Self {
        let mut kept = Self::default();
        let decided = kept.plan.start(PersonId::new(), None, &on(day));
        kept.take(decided, &on(day)).unwrap();
        kept
    }

    /// One begun and agreed on `day`, by the practice alone.
    pub(super) fn agreed(day: Day) -> Self {
        let mut kept = Self::begun(day);
        kept.agree(day, content(), None, &on(day)).unwrap();
        kept
    }

    pub(super) fn agree(
        &mut self,
        day: Day,
        content: PlanContent,
        register: Option<&OnRegister>,
        at: &Moment,
    ) -> Result<(), &'static str> {
        let wanted = Agree { on: Some(day), ..agree() };
        let decided = self.plan.agree(draft(content), wanted, register, &Rules::default(), &mut ActionId::new, at);
        self.take(decided, at)
    }
}

pub(super) fn by(organisation: OrganisationKind, agreed_on: Option<Day>) -> Contributor {
    Contributor { organisation, name: Line::from("A"), role: None, staff: None, agreed_on }
}

pub(super) fn content() -> PlanContent {
    PlanContent { what_matters: Some(Note::from("The dog")), ..PlanContent::default() }
}

pub(super) fn draft(content: PlanContent) -> PlanDraft {
    PlanDraft { revision: 3, content, saved_at: on(TODAY).now, saved_by: StaffId::default() }
}

pub(super) fn agree() -> Agree {
    let with = AgreedWith { who: AgreedBy::Person, name: None };
    Agree { draft_version: 3, on: None, with, contributions: vec![by(OrganisationKind::GpPractice, None)] }
}

pub(super) fn register(start: Day) -> OnRegister {
    OnRegister { case: CaseId::from(uuid::Uuid::from_u128(7)), start }
}
