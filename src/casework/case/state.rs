//! What a case is: the fold of what happened to it.

use crate::casework::case::contact::{agreed_next, last};
use crate::casework::case::{Action, ActionStatus, Addendum, CaseEvent, Contact, ContactEntry, EndReason, How, Reached, Route};
use crate::casework::dated::Timeline;
use crate::casework::decision::Decision;
use crate::casework::plan::Place;
use crate::casework::{Aggregate, Recorded};
use crate::domain::{CaseId, ContactId, Day, Line, MeetingId, Note, OdsCode, PersonId, StaffId, TeamId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// Where the person died, if they did and it is known.
    pub died_at: Option<Place>,
}

/// How often somebody is seen, and how much work they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Intensity, 1 the most.
    pub level: u8,
    /// Complexity, 1 to 5, 5 the most.
    pub complexity: u8,
}

/// A case. The default is one that was never opened.
///
/// `team`, `level`, `complexity`, `lead` and `next_review` are what holds at present; the timelines beside them tell every earlier
/// day, for [`Case::as_of`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Who; `None` until opened.
    pub person: Option<PersonId>,
    /// Practice when opened.
    pub practice: Option<OdsCode>,
    /// The team.
    pub team: TeamId,
    /// Teams by day.
    pub teams: Timeline<TeamId>,
    /// How they came.
    pub route: Option<Route>,
    /// Why.
    pub reason: Note,
    /// Start on the register.
    pub start: Option<Day>,
    /// Who wrote down that the person came onto the register, and when.
    pub opened_by: StaffId,
    /// When that was written down; `None` until opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// End, once ended.
    pub ended: Option<Ended>,
    /// Why it should never have been opened; it then counts for nothing.
    pub in_error: Option<Line>,
    /// Coordinators, the current one last.
    pub coordinators: Vec<CoordinatorSpan>,
    /// The lead professional, when it is not the coordinator.
    pub lead: Option<StaffId>,
    /// Lead professionals by day.
    pub leads: Timeline<Option<StaffId>>,
    /// Actions, in the order in which they were added.
    pub actions: Vec<Action>,
    /// Contacts, in the order in which they were recorded.
    pub contacts: Vec<Contact>,
    /// Level of intensity, 1 the most; `None` until set.
    pub level: Option<u8>,
    /// Complexity, 1 to 5; `None` until set.
    pub complexity: Option<u8>,
    /// Levels by day.
    pub levels: Timeline<Level>,
    /// Reviews, in the order in which they were recorded.
    pub reviews: Vec<CaseReview>,
    /// The day of the next review. It moves only when somebody schedules a review.
    pub next_review: Option<Day>,
    /// The next review as it was set, by day; a review takes it away.
    pub reviews_set: Timeline<Option<Day>>,
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
                self.teams.set(on, team);
                self.route = Some(route);
                self.reason = reason;
                self.start = Some(on);
                self.opened_by = recorded.author;
                self.opened_at = Some(recorded.recorded_at);
            }
            CaseEvent::CoordinatorSet { coordinator, reason } => {
                self.end_coordinator(on);
                self.coordinators.push(CoordinatorSpan { coordinator, from: on, until: None, reason });
            }
            CaseEvent::LeadSet { lead, reason: _ } => self.leads.set(on, lead),
            CaseEvent::TeamMoved { team, reason: _ } => self.teams.set(on, team),
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
                    late: false,
                    handed_over: vec![],
                    changed_at: recorded.recorded_at,
                });
            }
            CaseEvent::ActionClosed { action, closing, outcome } => {
                if let Some(action) = self.actions.iter_mut().find(|known| known.id == action) {
                    action.close(on, closing, outcome);
                    action.changed_at = recorded.recorded_at;
                }
            }
            CaseEvent::ContactMade { contact, how, reached, by, summary, next_contact } => {
                let entry = entry(recorded, None, (how, reached, by, summary, next_contact));
                self.contacts.push(Contact {
                    id: contact,
                    entry,
                    earlier: vec![],
                    addenda: vec![],
                    in_error: None,
                    changed_at: recorded.recorded_at,
                });
            }
            CaseEvent::ContactCorrected { contact, how, reached, by, summary, next_contact, why } => {
                if let Some(contact) = self.change_contact(contact, recorded) {
                    let now = entry(recorded, Some(why), (how, reached, by, summary, next_contact));
                    let before = std::mem::replace(&mut contact.entry, now);
                    contact.earlier.push(before);
                }
            }
            CaseEvent::ContactAddended { contact, note } => {
                if let Some(contact) = self.change_contact(contact, recorded) {
                    let (recorded_at, recorded_by) = (recorded.recorded_at, recorded.author);
                    contact.addenda.push(Addendum { note, recorded_at, recorded_by });
                }
            }
            CaseEvent::ContactInError { contact, why } => {
                if let Some(contact) = self.change_contact(contact, recorded) {
                    contact.in_error = Some(why);
                }
            }
            CaseEvent::LevelSet { level, complexity } => self.levels.set(on, Level { level, complexity }),
            CaseEvent::ReviewScheduled { due } => self.reviews_set.set(on, Some(due)),
            CaseEvent::Reviewed { meeting, decision } => {
                let was_due = self.reviews_set.on(on).copied().flatten();
                self.reviews.push(CaseReview { on, meeting, decision, was_due });
                self.reviews_set.set(on, None);
            }
            CaseEvent::Ended { reason, outcome, died_at } => {
                self.end_coordinator(on);
                self.ended = Some(Ended { on, reason, outcome, died_at });
            }
            CaseEvent::StartCorrected { why: _ } => self.move_start(on),
            CaseEvent::EndCorrected { reason, outcome, died_at, why: _ } => {
                if let Some(last) = self.coordinators.last_mut() {
                    last.until = Some(on);
                }
                self.ended = Some(Ended { on, reason, outcome, died_at });
            }
            CaseEvent::EndWithdrawn { why: _ } => {
                if let Some(last) = self.coordinators.last_mut() {
                    last.until = None;
                }
                self.ended = None;
            }
            CaseEvent::EnteredInError { why } => {
                self.coordinators.clear();
                self.in_error = Some(why);
            }
        }
        self.settle();
    }
}

/// What a contact says: how, whom it reached, who it was, what came of it, when the next one is due.
type Said = (How, Reached, StaffId, Note, Option<Day>);

fn entry(recorded: &Recorded<CaseEvent>, why: Option<Line>, said: Said) -> ContactEntry {
    let (how, reached, by, summary, next_contact) = said;
    ContactEntry {
        on: recorded.happened_on,
        how,
        reached,
        by,
        summary,
        next_contact,
        recorded_at: recorded.recorded_at,
        recorded_by: recorded.author,
        late: recorded.late(),
        why,
    }
}

impl Case {
    /// The day on which it ended because the person died, if it did.
    #[must_use]
    pub fn died_on(&self) -> Option<Day> {
        let died = |ended: &&Ended| ended.reason == EndReason::Died && self.in_error.is_none();
        self.ended.as_ref().filter(died).map(|ended| ended.on)
    }

    fn end_coordinator(&mut self, on: Day) {
        if let Some(current) = self.coordinators.last_mut().filter(|span| span.until.is_none()) {
            current.until = Some(on);
        }
    }

    fn change_contact(&mut self, id: ContactId, recorded: &Recorded<CaseEvent>) -> Option<&mut Contact> {
        let contact = self.contacts.iter_mut().find(|contact| contact.id == id)?;
        contact.changed_at = recorded.recorded_at;
        Some(contact)
    }

    /// What began with the case moves with its start.
    fn move_start(&mut self, start: Day) {
        let before = self.start.replace(start);
        if let Some(first) = self.coordinators.first_mut().filter(|first| Some(first.from) == before) {
            first.from = start;
        }
        let mut teams = Timeline::default();
        for (place, (from, team)) in self.teams.iter().enumerate() {
            teams.set(if place == 0 { start } else { from }, *team);
        }
        self.teams = teams;
    }

    /// Sets what holds at present from the timelines.
    pub(super) fn settle(&mut self) {
        self.team = self.teams.latest().copied().unwrap_or_default();
        self.lead = self.leads.latest().copied().flatten();
        self.level = self.levels.latest().map(|level| level.level);
        self.complexity = self.levels.latest().map(|level| level.complexity);
        self.next_review = self.reviews_set.latest().copied().flatten();
    }

    /// The coordinator now.
    #[must_use]
    pub fn coordinator(&self) -> Option<StaffId> {
        self.coordinators.last().filter(|span| span.until.is_none()).map(|span| span.coordinator)
    }

    /// The lead professional: the one recorded, else the coordinator.
    #[must_use]
    pub fn lead_professional(&self) -> Option<StaffId> {
        self.lead.or_else(|| self.coordinator())
    }

    /// Coordinators on `day`: one, unless records clash.
    pub fn coordinators_on(&self, day: Day) -> impl Iterator<Item = StaffId> {
        let held = move |span: &&CoordinatorSpan| span.from <= day && span.until.is_none_or(|until| day < until);
        self.coordinators.iter().filter(held).map(|span| span.coordinator)
    }

    /// The lead professional on `day`: the one recorded, else the coordinator.
    #[must_use]
    pub fn lead_professional_on(&self, day: Day) -> Option<StaffId> {
        self.leads.on(day).copied().flatten().or_else(|| self.coordinators_on(day).last())
    }

    /// Actions not yet closed.
    pub fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.status == ActionStatus::Open)
    }

    /// The last day on which anybody was reached.
    #[must_use]
    pub fn last_contact(&self) -> Option<Day> {
        last(&self.contacts)
    }

    /// The day that was agreed for the next contact, if one was. Without one it follows from the level: see
    /// [`crate::casework::case::Dues`].
    #[must_use]
    pub fn next_contact(&self) -> Option<Day> {
        agreed_next(&self.contacts)
    }

    /// Whether the person was on the register on `day` by this case: started, and not ended by then.
    #[must_use]
    pub fn on_register(&self, day: Day) -> bool {
        self.in_error.is_none()
            && self.start.is_some_and(|start| start <= day)
            && self.ended.as_ref().is_none_or(|ended| ended.on > day)
    }

    /// Opened, not ended, and not entered in error.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.start.is_some() && self.ended.is_none() && self.in_error.is_none()
    }

    /// The case as it was on `day`, by what is known in this state; `None` when it had not started, or never should have.
    #[must_use]
    pub fn as_of(&self, day: Day) -> Option<Self> {
        if self.in_error.is_some() || self.start.is_none_or(|start| start > day) {
            return None;
        }
        let mut then = self.clone();
        then.ended = then.ended.filter(|ended| ended.on <= day);
        then.coordinators.retain(|span| span.from <= day);
        if let Some(last) = then.coordinators.last_mut() {
            last.until = last.until.filter(|until| *until <= day);
        }
        then.actions = then.actions.into_iter().filter_map(|action| action.told_on(day)).collect();
        then.contacts.retain(|contact| contact.entry.on <= day);
        then.reviews.retain(|review| review.on <= day);
        then.teams.forget_after(day);
        then.leads.forget_after(day);
        then.levels.forget_after(day);
        then.reviews_set.forget_after(day);
        then.settle();
        Some(then)
    }
}
