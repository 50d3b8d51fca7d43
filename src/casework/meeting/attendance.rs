//! Who came, and who sent apologies.

use crate::casework::Refusal;
use crate::casework::refusal::require;
use crate::domain::{Line, OdsCode, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What somebody is by profession: what attendance is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Profession {
    /// General practitioner.
    Gp,
    /// Hospital consultant.
    Consultant,
    /// Community matron.
    CommunityMatron,
    /// Nurse.
    Nurse,
    /// Mental-health nurse.
    MentalHealthNurse,
    /// Occupational therapist, physiotherapist and others.
    Therapist,
    /// Pharmacist.
    Pharmacist,
    /// Social worker.
    SocialWorker,
    /// Paramedic.
    Paramedic,
    /// Care-home manager or carer.
    CareHome,
    /// Voluntary-sector worker.
    VoluntarySector,
    /// MDT coordinator, manager or administrator.
    Administration,
    /// Another.
    Other,
}

impl Profession {
    /// The name as the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gp => "gp",
            Self::Consultant => "consultant",
            Self::CommunityMatron => "community_matron",
            Self::Nurse => "nurse",
            Self::MentalHealthNurse => "mental_health_nurse",
            Self::Therapist => "therapist",
            Self::Pharmacist => "pharmacist",
            Self::SocialWorker => "social_worker",
            Self::Paramedic => "paramedic",
            Self::CareHome => "care_home",
            Self::VoluntarySector => "voluntary_sector",
            Self::Administration => "administration",
            Self::Other => "other",
        }
    }
}

/// What somebody does in the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingRole {
    /// Leads it.
    Chair,
    /// Takes the minutes.
    NoteTaker,
    /// A member of the team.
    Member,
    /// Invited.
    Guest,
}

impl MeetingRole {
    /// The name as the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::NoteTaker => "note_taker",
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }
}

/// Somebody who came, or sent apologies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendee {
    /// Who, when a member of staff known here.
    pub staff: Option<StaffId>,
    /// Who, when not.
    #[validate(nested)]
    pub name: Option<Line>,
    /// What they are by profession.
    pub profession: Profession,
    /// Where they come from.
    pub organisation: Option<OdsCode>,
    /// What they do in the meeting.
    pub role: MeetingRole,
    /// They sent apologies and did not come.
    #[serde(default)]
    pub apologies: bool,
}

/// Say who came. It replaces what was said before.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAttendance {
    /// Everybody who came or sent apologies.
    #[validate(nested, length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub attendees: Vec<Attendee>,
}

impl SetAttendance {
    /// Each is somebody, once.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        for (place, attendee) in self.attendees.iter().enumerate() {
            require(attendee.staff.is_some() != attendee.name.is_some(), || {
                Refusal::by(
                    "attendee_unnamed",
                    "say who each attendee is: a member of staff, or the name of somebody not known here",
                )
                .at("attendees")
            })?;
            let same = |other: &Attendee| other.staff == attendee.staff && other.name == attendee.name;
            require(!self.attendees[..place].iter().any(same), || {
                Refusal::by("attendee_twice", "somebody is among the attendees twice; leave one out").at("attendees")
            })?;
        }
        Ok(())
    }
}
