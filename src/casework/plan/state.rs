//! What a plan is, and what can happen to it.

use crate::casework::plan::{Contributor, EndPlanReason, PlanContent, ReviewOutcome};
use crate::casework::{Aggregate, Recorded};
use crate::domain::{ActionId, CaseId, Day, Line, Note, PersonId, PlanId, StaffId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A version of a plan, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VersionOf {
    /// The plan.
    pub plan: PlanId,
    /// The version, from 1.
    pub version: u32,
}

/// With whom a plan was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreedWith {
    /// Who agreed.
    pub who: AgreedBy,
    /// Name of the representative, or of who decided in the person's best interests.
    #[validate(nested)]
    pub name: Option<Line>,
}

/// Who agreed to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgreedBy {
    /// The person.
    Person,
    /// An attorney, deputy, parent or other representative.
    Representative,
    /// A best-interests decision under the Mental Capacity Act.
    BestInterests,
}

/// The person's present time on the register, as a plan needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnRegister {
    /// The open case.
    pub case: CaseId,
    /// Its start: the latest start on the register.
    pub start: Day,
}

/// The draft beside the events: what is written over while somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDraft {
    /// Counts every saving over the plan's whole life, so that an old number never fits a later draft.
    pub revision: i64,
    /// What it says.
    pub content: PlanContent,
    /// When it was saved (UTC).
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: StaffId,
}

/// What can happen to a plan. The draft's savings are no events: what was agreed is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PlanEvent {
    /// A plan was begun, with a draft.
    Started {
        /// For whom.
        person: PersonId,
        /// What the draft began with.
        copied_from: Option<VersionOf>,
    },
    /// A draft of the next version was begun from the agreed one.
    DraftOpened {
        /// The version it began with.
        from: u32,
    },
    /// The draft was thrown away; the agreed version stands.
    DraftDiscarded,
    /// The draft was agreed: the next version.
    Agreed(Box<Agreement>),
    /// An organisation agreed to the present version later.
    Contributed {
        /// Who; its date is the day of the event.
        contributor: Contributor,
    },
    /// The plan was reviewed.
    Reviewed {
        /// What was found.
        outcome: ReviewOutcome,
        /// What was said.
        note: Option<Note>,
    },
    /// The person did not want a review.
    ReviewDeclined {
        /// Why.
        reason: Note,
    },
    /// The person did not want a plan.
    Declined {
        /// Why.
        reason: Note,
    },
    /// The person withdrew their agreement.
    Withdrawn {
        /// Why.
        reason: Note,
    },
    /// The plan ended.
    Ended {
        /// Why.
        reason: EndPlanReason,
        /// In words.
        words: Line,
        /// The case whose end by death ended the plan with it, when one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
    },
    /// The case that ended the plan did not end by death after all: the plan goes on as it was.
    EndWithdrawn {},
    /// Another plan took its place, because the person came onto the register again.
    Superseded {
        /// By which.
        by: PlanId,
    },
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Number of the version it makes, from 1.
    pub number: u32,
    /// What was agreed to; every action has its id.
    pub content: PlanContent,
    /// With whom.
    pub with: AgreedWith,
    /// Who agreed for their organisations, each with a date.
    pub contributions: Vec<Contributor>,
    /// Months until the next review.
    pub review_months: u32,
    /// The case whose actions the plan's are.
    pub case: Option<CaseId>,
    /// Actions that are new in this version.
    pub added: Vec<ActionId>,
}

/// An agreed version. It never changes; who agrees to it later stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    /// What was agreed.
    pub agreement: Agreement,
    /// The day.
    pub agreed_on: Day,
    /// When it was recorded (UTC).
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: StaffId,
    /// Organisations that agreed after it was recorded, each with a date.
    pub later: Vec<Contributor>,
}

/// What happened to a plan, as payment and measures tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Agreed.
    Agreed,
    /// Reviewed.
    Reviewed,
    /// Declined by the person.
    Declined,
    /// A review was declined by the person.
    ReviewDeclined,
    /// The person withdrew their agreement.
    Withdrawn,
    /// Ended.
    Ended,
    /// Another plan took its place.
    Superseded,
}

impl Happening {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Agreed, Self::Reviewed, Self::Declined, Self::ReviewDeclined, Self::Withdrawn, Self::Ended, Self::Superseded];

    /// The name as the database writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Reviewed => "reviewed",
            Self::Declined => "declined",
            Self::ReviewDeclined => "review_declined",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
            Self::Superseded => "superseded",
        }
    }
}

/// One of them, dated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Happened {
    /// The day.
    pub on: Day,
    /// What.
    pub what: Happening,
}

/// A review that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanReview {
    /// The day.
    pub on: Day,
    /// The version reviewed.
    pub version: u32,
    /// What was found.
    pub outcome: ReviewOutcome,
    /// What was said.
    pub note: Option<Note>,
    /// The day by which it was due.
    pub was_due: Option<Day>,
}

/// A time during which a draft was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftSpan {
    /// The version it began with; `null` for the first.
    pub from: Option<u32>,
    /// The day on which it was begun.
    pub opened_on: Day,
    /// The day on which it was agreed or thrown away; `null` while open.
    pub until: Option<Day>,
}

/// How a plan came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedHow {
    /// The person did not want one.
    Declined,
    /// The person withdrew their agreement.
    Withdrawn,
    /// It ended.
    Ended,
    /// Another took its place.
    Superseded,
}

/// The end of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Closed {
    /// The day.
    pub on: Day,
    /// How.
    pub how: ClosedHow,
    /// Why, where somebody ended it.
    pub reason: Option<EndPlanReason>,
    /// In words.
    pub words: Option<Note>,
    /// The plan that took its place.
    pub by: Option<PlanId>,
    /// The case whose end by death ended it.
    pub case: Option<CaseId>,
}

/// A plan. The default is one that was never begun.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CarePlan {
    /// Whose; `None` until begun.
    pub person: Option<PersonId>,
    /// What its first draft began with.
    pub copied_from: Option<VersionOf>,
    /// The day on which it was begun.
    pub started_on: Option<Day>,
    /// Drafts, in order; the last may be open.
    pub drafts: Vec<DraftSpan>,
    /// Agreed versions, in order.
    pub versions: Vec<PlanVersion>,
    /// Reviews, in the order in which they were recorded.
    pub reviews: Vec<PlanReview>,
    /// What happened, in the order in which it was recorded.
    pub happened: Vec<Happened>,
    /// The end.
    pub closed: Option<Closed>,
    /// Whether a draft was open when it ended.
    pub draft_at_end: bool,
}

impl Aggregate for CarePlan {
    type Event = PlanEvent;
    type Id = PlanId;
    const KIND: &'static str = "plan";

    fn apply(&mut self, recorded: &Recorded<PlanEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            PlanEvent::Started { person, copied_from } => {
                self.person = Some(person);
                self.copied_from = copied_from;
                self.started_on = Some(on);
                self.drafts.push(DraftSpan { from: None, opened_on: on, until: None });
            }
            PlanEvent::DraftOpened { from } => self.drafts.push(DraftSpan { from: Some(from), opened_on: on, until: None }),
            PlanEvent::DraftDiscarded => self.end_draft(on),
            PlanEvent::Agreed(agreement) => {
                self.end_draft(on);
                let (recorded_at, recorded_by) = (recorded.recorded_at, recorded.author);
                let agreement = *agreement;
                self.versions.push(PlanVersion { agreement, agreed_on: on, recorded_at, recorded_by, later: vec![] });
                self.note(on, Happening::Agreed);
            }
            PlanEvent::Contributed { contributor } => {
                if let Some(version) = self.versions.last_mut() {
                    version.later.push(contributor);
                }
            }
            PlanEvent::Reviewed { outcome, note } => {
                let version = self.versions.last().map_or(0, |version| version.agreement.number);
                let was_due = self.review_due();
                self.reviews.push(PlanReview { on, version, outcome, note, was_due });
                self.note(on, Happening::Reviewed);
            }
            PlanEvent::ReviewDeclined { .. } => self.note(on, Happening::ReviewDeclined),
            PlanEvent::Declined { reason } => self.close(on, ClosedHow::Declined, Happening::Declined, Some(reason)),
            PlanEvent::Withdrawn { reason } => self.close(on, ClosedHow::Withdrawn, Happening::Withdrawn, Some(reason)),
            PlanEvent::Ended { reason, words, case } => {
                self.close(on, ClosedHow::Ended, Happening::Ended, Some(Note(words.0)));
                if let Some(closed) = &mut self.closed {
                    closed.reason = Some(reason);
                    closed.case = case;
                }
            }
            PlanEvent::EndWithdrawn {} => self.reopen(),
            PlanEvent::Superseded { by } => {
                self.close(on, ClosedHow::Superseded, Happening::Superseded, None);
                if let Some(closed) = &mut self.closed {
                    closed.by = Some(by);
                }
            }
        }
    }
}

impl CarePlan {
    fn note(&mut self, on: Day, what: Happening) {
        self.happened.push(Happened { on, what });
    }

    fn end_draft(&mut self, on: Day) {
        if let Some(draft) = self.drafts.last_mut().filter(|draft| draft.until.is_none()) {
            draft.until = Some(on.max(draft.opened_on));
        }
    }

    fn close(&mut self, on: Day, how: ClosedHow, what: Happening, words: Option<Note>) {
        self.draft_at_end = self.open_draft().is_some();
        self.end_draft(on);
        self.note(on, what);
        self.closed = Some(Closed { on, how, reason: None, words, by: None, case: None });
    }

    /// As if it had never ended: nothing happens to a plan after its end, so the end is the last of what happened.
    fn reopen(&mut self) {
        if self.closed.take().is_some() {
            self.happened.pop();
        }
        let drafting = std::mem::take(&mut self.draft_at_end);
        if let Some(draft) = self.drafts.last_mut().filter(|_| drafting) {
            draft.until = None;
        }
    }

    /// The draft that is open.
    #[must_use]
    pub fn open_draft(&self) -> Option<&DraftSpan> {
        self.drafts.last().filter(|draft| draft.until.is_none())
    }

    /// The version agreed last.
    #[must_use]
    pub fn latest(&self) -> Option<&PlanVersion> {
        self.versions.last()
    }

    /// A version by number.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&PlanVersion> {
        self.versions.iter().find(|version| version.agreement.number == number)
    }
}

impl PlanVersion {
    /// Everybody who agreed for an organisation, with a date each.
    pub fn contributions(&self) -> impl Iterator<Item = &Contributor> {
        self.agreement.contributions.iter().chain(&self.later)
    }
}
