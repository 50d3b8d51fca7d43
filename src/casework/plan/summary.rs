//! The emergency summary: what an ambulance crew or an out-of-hours doctor needs of a plan.

use crate::casework::Rules;
use crate::casework::plan::{
    AdvanceDecision, Allergy, Capacity, CarePlan, Ceiling, ClosedHow, ConsentState, Contact, Contingency, Place, Representative,
    Resuscitation,
};
use crate::domain::{Day, Note, OdsCode, PersonId, PlanId, StaffId};
use serde::Serialize;
use utoipa::ToSchema;

/// Who it is about, as far as the store knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SummaryPerson {
    /// Id.
    pub id: PersonId,
    /// Family name, given name; `null` where identities are not kept here.
    pub name: Option<String>,
    /// NHS number, 3-3-4; `null` where identities are not kept here.
    pub nhs_number: Option<String>,
    /// Date of birth.
    pub born_on: Day,
    /// Practice.
    pub practice: OdsCode,
}

/// Somebody of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedStaff {
    /// Id.
    pub id: StaffId,
    /// Name.
    pub name: String,
}

/// What the summary takes from outside the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Who.
    pub person: SummaryPerson,
    /// Care coordinator now.
    pub coordinator: Option<NamedStaff>,
    /// Accountable GP now.
    pub accountable_gp: Option<NamedStaff>,
    /// The latest start on the register, while on it.
    pub start: Option<Day>,
}

/// The summary. What is `null` or empty was not recorded: nothing is inferred from that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EmergencySummary {
    /// The day on which it was made.
    pub as_of: Day,
    /// The plan.
    pub plan: PlanId,
    /// The version of it.
    pub version: u32,
    /// The day on which that was agreed.
    pub agreed_on: Day,
    /// The day on which it was last agreed or reviewed.
    pub last_looked_at: Day,
    /// Whether it is in force. When it is not, the warnings say why.
    pub in_force: bool,
    /// What to know before relying on it.
    pub warnings: Vec<String>,
    /// Who.
    pub person: SummaryPerson,
    /// Decision on resuscitation.
    pub resuscitation: Option<Resuscitation>,
    /// How far treatment goes.
    pub ceiling_of_treatment: Option<Ceiling>,
    /// Where the person wants to be looked after.
    pub preferred_place_of_care: Option<Place>,
    /// Where the person wants to die.
    pub preferred_place_of_death: Option<Place>,
    /// Advance decision to refuse treatment.
    pub advance_decision: Option<AdvanceDecision>,
    /// Allergies and adverse reactions.
    pub allergies: Vec<Allergy>,
    /// Somebody asked, and there are none.
    pub no_known_allergies: bool,
    /// What to do when things get worse.
    pub contingency: Vec<Contingency>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Mental capacity.
    pub capacity: Option<Capacity>,
    /// Who speaks for the person.
    pub representative: Option<Representative>,
    /// Medicines, in short.
    pub medicines: Option<Note>,
    /// What matters to the person.
    pub what_matters: Option<Note>,
    /// Care coordinator now.
    pub coordinator: Option<NamedStaff>,
    /// Accountable GP now.
    pub accountable_gp: Option<NamedStaff>,
}

impl EmergencySummary {
    /// Of the version of `plan` that stood on `day`; `None` when none was agreed by then.
    #[must_use]
    pub fn of(id: PlanId, plan: &CarePlan, around: Around, day: Day, rules: &Rules) -> Option<Self> {
        let version = plan.version_on(day)?;
        let last_looked_at = plan.last_looked_at(day).unwrap_or(version.agreed_on);
        let in_force = plan.in_force(day, rules);
        let warnings = warnings(plan, last_looked_at, in_force, around.start, day);
        let content = version.agreement.content.clone();
        Some(Self {
            as_of: day,
            plan: id,
            version: version.agreement.number,
            agreed_on: version.agreed_on,
            last_looked_at,
            in_force,
            warnings,
            person: around.person,
            resuscitation: content.end_of_life.resuscitation,
            ceiling_of_treatment: content.end_of_life.ceiling_of_treatment,
            preferred_place_of_care: content.end_of_life.preferred_place_of_care,
            preferred_place_of_death: content.end_of_life.preferred_place_of_death,
            advance_decision: content.legal.advance_decision,
            allergies: content.allergies,
            no_known_allergies: content.no_known_allergies,
            contingency: content.contingency,
            contacts: content.contacts,
            capacity: content.legal.capacity,
            representative: content.legal.representative,
            medicines: content.medicines,
            what_matters: content.what_matters,
            coordinator: around.coordinator,
            accountable_gp: around.accountable_gp,
        })
    }
}

fn warnings(plan: &CarePlan, last: Day, in_force: bool, start: Option<Day>, day: Day) -> Vec<String> {
    let mut warnings = vec![];
    if let Some(closed) = plan.closed.as_ref().filter(|closed| closed.on <= day) {
        let how = match closed.how {
            ClosedHow::Superseded => "SUPERSEDED: another plan took its place",
            ClosedHow::Withdrawn => "WITHDRAWN: the person withdrew their agreement",
            ClosedHow::Ended | ClosedHow::Declined => "ENDED: this plan ended",
        };
        warnings.push(format!("{how} on {}. Do not rely on it.", closed.on));
    } else if !in_force {
        warnings.push(format!("OUT OF DATE: last agreed or reviewed on {last}. Check before relying on it."));
    }
    if let Some(start) = start.filter(|start| last < *start && *start <= day) {
        warnings.push(format!("Older than the person's present time on the register, which began on {start}."));
    }
    if plan.open_draft().is_some() && plan.closed.is_none() {
        warnings.push("Under review: a later version is being written.".to_owned());
    }
    let consent = plan.version_on(day).and_then(|version| version.agreement.content.legal.consent_to_share.as_ref());
    if let Some(consent) = consent {
        let limits = consent.limits.as_ref().map_or(String::new(), |limits| format!(" {limits}"));
        if consent.state == ConsentState::Refused {
            warnings.push(format!("Sharing: the person refused on {}.{limits}", consent.on));
        } else if !limits.is_empty() {
            warnings.push(format!("Sharing is limited:{limits}"));
        }
    }
    warnings
}
