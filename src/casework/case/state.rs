//! What a case is, and what can happen to it.

use crate::casework::case::{Action, ActionStatus, Closing};
use crate::casework::decision::Decision;
use crate::casework::{Aggregate, Recorded};
use crate::domain::{ActionId, CaseId, Day, Line, MeetingId, Note, OdsCode, PersonId, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why somebody is on the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A published risk score.
    Risk,
    /// A clinician's judgement.
    ClinicalJudgement,
    /// Lives in a care home.
    CareHome,
    /// Palliative care.
    Palliative,
    /// Came from a community matron's caseload.
    MatronCaseload,
    /// Cares for somebody.
    Carer,
    /// A child with complex needs: on the register, outside its arithmetic.
    ComplexChild,
    /// Something else, told in the reason.
    Other,
}

/// Why a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The goals of the plan are met.
    GoalsMet,
    /// The person looks after themselves from here, with the practice.
    StepDownToPractice,
    /// The person asked for it.
    Declined,
    /// Died.
    Died,
    /// Left the practice or the area.
    Moved,
    /// Another service took over.
    Referred,
    /// Could not be reached or did not engage.
    NotEngaging,
    /// Something else, told in the outcome.
    Other,
}

/// What can happen to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CaseEvent {
    /// The person went onto the register.
    Opened {
        /// Who.
        person: PersonId,
        /// Practice at the time.
        practice: OdsCode,
        /// The team that looks after them.
        team: TeamId,
        /// How they came.
        route: Route,
        /// Why, in words.
        reason: Note,
    },
    /// A care coordinator took over; an earlier one ends the same day.
    CoordinatorSet {
        /// The coordinator.
        coordinator: StaffId,
        /// Why this one.
        reason: Line,
    },
    /// An action was agreed.
    ActionAdded {
        /// Its id.
        action: ActionId,
        /// What is to be done.
        what: Line,
        /// Who does it.
        owner: StaffId,
        /// By when.
        due: Day,
    },
    /// An action was completed, handed over or cancelled.
    ActionClosed {
        /// Which.
        action: ActionId,
        /// How.
        closing: Closing,
        /// What came of it, or why.
        outcome: Line,
    },
    /// How often the person is seen, and how much work they are.
    LevelSet {
        /// Intensity, 1 the most.
        level: u8,
        /// Complexity, 1 to 5, 5 the most: what weighs in a caseload.
        complexity: u8,
    },
    /// A day was set for the next review.
    ReviewScheduled {
        /// The day.
        due: Day,
    },
    /// The case was reviewed.
    Reviewed {
        /// In which meeting, if in one.
        meeting: Option<MeetingId>,
        /// What was decided.
        decision: Decision,
    },
    /// The person left the register.
    Ended {
        /// Why.
        reason: EndReason,
        /// What came of it.
        outcome: Note,
    },
}

/// A coordinator's time on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoordinatorSpan {
    /// Who.
    pub coordinator: StaffId,
    /// First day.
    pub from: Day,
    /// The day on which somebody else took over or the case ended; `null` while current.
    pub until: Option<Day>,
    /// Why this one.
    pub reason: Line,
}

/// A case review, as the case keeps it; the meeting has the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseReview {
    /// The day.
    pub on: Day,
    /// In which meeting, if in one.
    pub meeting: Option<MeetingId>,
    /// What was decided.
    pub decision: Decision,
    /// The day for which it had been set, if one had.
    pub was_due: Option<Day>,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ended {
    /// The day.
    pub on: Day,
    /// Why.
    pub reason: EndReason,
    /// What came of it.
    pub outcome: Note,
}

/// A case. The default is one that was never opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Who; `None` until opened.
    pub person: Option<PersonId>,
    /// Practice when opened.
    pub practice: Option<OdsCode>,
    /// The team.
    pub team: TeamId,
    /// How they came.
    pub route: Option<Route>,
    /// Why.
    pub reason: Note,
    /// Start on the register.
    pub start: Option<Day>,
    /// End, once ended.
    pub ended: Option<Ended>,
    /// Coordinators, the current one last.
    pub coordinators: Vec<CoordinatorSpan>,
    /// Actions, in the order in which they were added.
    pub actions: Vec<Action>,
    /// Level of intensity, 1 the most; `None` until set.
    pub level: Option<u8>,
    /// Complexity, 1 to 5; `None` until set.
    pub complexity: Option<u8>,
    /// Reviews, in the order in which they were held.
    pub reviews: Vec<CaseReview>,
    /// The day of the next review. It moves only when somebody schedules a review.
    pub next_review: Option<Day>,
}

impl Aggregate for Case {
    type Event = CaseEvent;
    type Id = CaseId;
    const KIND: &'static str = "case";

    fn apply(&mut self, recorded: &Recorded<CaseEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            CaseEvent::Opened { person, practice, team, route, reason } => {
                self.person = Some(person);
                self.practice = Some(practice);
                self.team = team;
                self.route = Some(route);
                self.reason = reason;
                self.start = Some(on);
            }
            CaseEvent::CoordinatorSet { coordinator, reason } => {
                self.end_coordinator(on);
                self.coordinators.push(CoordinatorSpan { coordinator, from: on, until: None, reason });
            }
            CaseEvent::ActionAdded { action, what, owner, due } => {
                self.actions.push(Action {
                    id: action,
                    what,
                    owner,
                    due,
                    added_on: on,
                    status: ActionStatus::Open,
                    outcome: None,
                    closed_on: None,
                });
            }
            CaseEvent::ActionClosed { action, closing, outcome } => {
                if let Some(action) = self.actions.iter_mut().find(|known| known.id == action) {
                    action.close(on, closing, outcome);
                }
            }
            CaseEvent::LevelSet { level, complexity } => {
                self.level = Some(level);
                self.complexity = Some(complexity);
            }
            CaseEvent::ReviewScheduled { due } => self.next_review = Some(due),
            CaseEvent::Reviewed { meeting, decision } => {
                let was_due = self.next_review.take();
                self.reviews.push(CaseReview { on, meeting, decision, was_due });
            }
            CaseEvent::Ended { reason, outcome } => {
                self.end_coordinator(on);
                self.ended = Some(Ended { on, reason, outcome });
            }
        }
    }
}

impl Case {
    fn end_coordinator(&mut self, on: Day) {
        if let Some(current) = self.coordinators.last_mut().filter(|span| span.until.is_none()) {
            current.until = Some(on);
        }
    }

    /// The coordinator now.
    #[must_use]
    pub fn coordinator(&self) -> Option<StaffId> {
        self.coordinators.last().filter(|span| span.until.is_none()).map(|span| span.coordinator)
    }

    /// Actions not yet closed.
    pub fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.status == ActionStatus::Open)
    }

    /// Whether the person was on the register on `day` by this case: started, and not ended by then.
    #[must_use]
    pub fn on_register(&self, day: Day) -> bool {
        self.start.is_some_and(|start| start <= day) && self.ended.as_ref().is_none_or(|ended| ended.on > day)
    }

    /// Opened and not ended.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.start.is_some() && self.ended.is_none()
    }
}
