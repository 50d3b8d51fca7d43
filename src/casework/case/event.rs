//! What can happen to a case.

use crate::casework::case::{Closing, How, Reached};
use crate::casework::decision::Decision;
use crate::casework::plan::Place;
use crate::domain::{ActionId, ContactId, Day, Line, MeetingId, Note, OdsCode, PersonId, StaffId, TeamId};
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
    /// Somebody other than the coordinator became lead professional; or, with nobody named, the coordinator is again.
    LeadSet {
        /// Who.
        lead: Option<StaffId>,
        /// Why.
        reason: Line,
    },
    /// Another team looks after the person from here.
    TeamMoved {
        /// Which.
        team: TeamId,
        /// Why.
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
    /// Somebody saw or spoke to the person, or tried to.
    ContactMade {
        /// Its id.
        contact: ContactId,
        /// How.
        how: How,
        /// Whom they reached.
        reached: Reached,
        /// Who it was.
        by: StaffId,
        /// What came of it.
        summary: Note,
        /// When the next one is due, if that was agreed.
        next_contact: Option<Day>,
    },
    /// A contact was written down wrongly; this is how it was.
    ContactCorrected {
        /// Which.
        contact: ContactId,
        /// How.
        how: How,
        /// Whom they reached.
        reached: Reached,
        /// Who it was.
        by: StaffId,
        /// What came of it.
        summary: Note,
        /// When the next one is due.
        next_contact: Option<Day>,
        /// What was wrong.
        why: Line,
    },
    /// Something was added to what a contact says.
    ContactAddended {
        /// Which.
        contact: ContactId,
        /// What.
        note: Note,
    },
    /// There never was such a contact.
    ContactInError {
        /// Which.
        contact: ContactId,
        /// How it came about.
        why: Line,
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
        /// Where the person died, if they did and it is known.
        #[serde(default)]
        died_at: Option<Place>,
    },
    /// The start was written down wrongly; this is when it was.
    StartCorrected {
        /// What was wrong.
        why: Line,
    },
    /// The end was written down wrongly; this is how it was.
    EndCorrected {
        /// Why it ended.
        reason: EndReason,
        /// What came of it.
        outcome: Note,
        /// Where the person died, if they did and it is known.
        #[serde(default)]
        died_at: Option<Place>,
        /// What was wrong.
        why: Line,
    },
    /// The case never ended.
    EndWithdrawn {
        /// How it came about.
        why: Line,
    },
    /// The case should never have been opened.
    EnteredInError {
        /// How it came about.
        why: Line,
    },
}
