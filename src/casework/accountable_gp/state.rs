//! Somebody's accountable GPs, and what can happen.

use crate::casework::{Aggregate, Recorded};
use crate::domain::{Day, Line, OdsCode, PersonId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Way;

/// How the GP was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// The person's usual GP, current at the practice.
    UsualGp,
    /// The practice's GP with the lightest accountable list for their sessions.
    LightestList,
    /// Somebody at the practice chose.
    Hand,
}

/// Why the time of an accountable GP ended without another following at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndedBecause {
    /// The person is registered with another practice.
    PracticeChanged,
    /// The person left the list.
    Deregistered,
    /// The person died.
    Died,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AccountableGpEvent {
    /// A GP became accountable; an earlier one's time ends the same day.
    Assigned {
        /// For whom.
        person: PersonId,
        /// The GP.
        gp: StaffId,
        /// The practice at which both are.
        practice: OdsCode,
        /// How the GP was chosen.
        chosen: ChosenBy,
        /// Why this one, in words.
        reason: Line,
    },
    /// The person was told who it is.
    Told {
        /// How.
        way: Way,
    },
    /// The present GP's time ended.
    Ended {
        /// Why.
        because: EndedBecause,
    },
}

/// When and how the person was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    /// The day.
    pub on: Day,
    /// How.
    pub way: Way,
}

/// A GP's time of being accountable for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GpSpan {
    /// The GP.
    pub gp: StaffId,
    /// The practice.
    pub practice: OdsCode,
    /// First day.
    pub from: Day,
    /// The day on which it ended; `null` while current.
    pub until: Option<Day>,
    /// How the GP was chosen.
    pub chosen: ChosenBy,
    /// Why this one, in words.
    pub reason: Line,
    /// When and how the person was told; `null` until then.
    pub told: Option<Told>,
    /// Why it ended; `null` while current, and when another GP followed.
    pub ended: Option<EndedBecause>,
}

/// Somebody's accountable GPs. The default has had none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccountableGp {
    /// For whom; `None` until there was one.
    pub person: Option<PersonId>,
    /// Every GP's time, the current one last.
    pub spans: Vec<GpSpan>,
}

impl Aggregate for AccountableGp {
    type Event = AccountableGpEvent;
    type Id = PersonId;
    const KIND: &'static str = "accountable_gp";

    fn apply(&mut self, recorded: &Recorded<AccountableGpEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            AccountableGpEvent::Assigned { person, gp, practice, chosen, reason } => {
                if let Some(current) = self.current_mut() {
                    current.until = Some(on);
                }
                self.person = Some(person);
                self.spans.push(GpSpan { gp, practice, from: on, until: None, chosen, reason, told: None, ended: None });
            }
            AccountableGpEvent::Told { way } => {
                if let Some(current) = self.current_mut() {
                    current.told = Some(Told { on, way });
                }
            }
            AccountableGpEvent::Ended { because } => {
                if let Some(current) = self.current_mut() {
                    current.until = Some(on);
                    current.ended = Some(because);
                }
            }
        }
    }
}

impl AccountableGp {
    fn current_mut(&mut self) -> Option<&mut GpSpan> {
        self.spans.last_mut().filter(|span| span.until.is_none())
    }

    /// The present holder's time, as far as events tell: whether the person is still at that practice is the register's to say.
    #[must_use]
    pub fn current(&self) -> Option<&GpSpan> {
        self.spans.last().filter(|span| span.until.is_none())
    }

    /// The time that held on `day`. Of two that share a day the later one holds.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&GpSpan> {
        self.spans.iter().rfind(|span| span.from <= day && span.until.is_none_or(|until| day < until))
    }

    /// The first day on which the person was told of an accountable GP at `practice`, in their present time there.
    #[must_use]
    pub fn first_told(&self, practice: &OdsCode) -> Option<Day> {
        let here = self.spans.iter().rev().take_while(|span| span.practice == *practice);
        here.filter_map(|span| span.told.map(|told| told.on)).min()
    }

    /// The first day, up to `day`, on which the person was told of an accountable GP at `practice` whose time reached into the one
    /// on the practice's list that began on `since`.
    #[must_use]
    pub fn told_by(&self, practice: &OdsCode, since: Day, day: Day) -> Option<Day> {
        let here =
            |span: &&GpSpan| span.practice == *practice && span.from <= day && span.until.is_none_or(|until| until > since);
        let told = self.spans.iter().filter(here).filter_map(|span| span.told.map(|told| told.on));
        told.filter(|on| *on <= day).min()
    }
}
