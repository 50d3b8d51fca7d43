//! The vocabulary of definitions: questions that are asked of whoever, or whatever, is counted.

use crate::domain::Role;
use crate::measures::definition::Unit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question with yes, no or not yet for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// On a practice's list on the day, and alive: the population.
    Registered,
    /// Of an age, in completed years on the day; when it happened, for deaths and other events.
    Aged {
        /// The youngest.
        from: i32,
    },
    /// On the register on the day.
    OnRegister,
    /// On the register on the day and registered; or died or left after the first day of the period, having been on it.
    OnRegisterOrLeft,
    /// Counts for payment, by the rules of the contract.
    CountsForPayment,
    /// In a high tier of the latest run, or put on the register by a clinician.
    HighRisk,
    /// At high risk, or on the register.
    HighRiskOrOnRegister,
    /// Has a plan in force.
    PlanInForce {
        /// Months for which a plan is in force after it was last agreed or reviewed; as the rules say, when left out.
        months: Option<u32>,
    },
    /// Has a joint plan in force.
    JointPlanInForce {
        /// Months, as above.
        months: Option<u32>,
    },
    /// Has an accountable GP at their practice, or a lead professional.
    AccountableProfessional,
    /// Has exactly one coordinator, who is a current member of the case's team.
    OneCoordinator,
    /// Has a long-term condition on record.
    LongTermCondition,
    /// Was told of their named GP by the deadline of those aged 75 and over.
    NamedGpTold,
    /// Came to somebody of a role within the period: as coordinator, lead professional, or from that caseload.
    CameTo {
        /// The role.
        role: Role,
    },
    /// On the agenda of a meeting that was held in the period.
    OnAgenda,
    /// At such a meeting, carried over by so many meetings or more, one after the other, that one included.
    CarriedOver {
        /// How many.
        meetings: u32,
    },
    /// Objects to the use of their data outside the practice.
    Objects,
    /// Was alive, on the register and on a practice's list until the deadline.
    ThereUntilDue,
    /// Was not cancelled by the deadline.
    NotCancelled,
    /// Was done by the deadline.
    DoneByDue,
    /// Was discussed.
    Discussed,
    /// Came.
    Came,
    /// Was alive at the end of the deadline's day.
    AliveUntilDue,
    /// Was not back in hospital by the deadline.
    NotReadmitted,
    /// The deadline has passed.
    WindowClosed,
    /// Was contacted by the deadline, or an attempt is on record.
    ContactedByDue,
    /// A plan was agreed or reviewed between the day of coming and the deadline, and is in force on it.
    PlanMadeByDue,
    /// Was on the register at the time.
    WasOnRegister,
    /// Died in hospital.
    DiedInHospital,
    /// Had said where they would want to die, in the plan in force.
    PreferenceRecorded,
    /// Died there.
    DiedWherePreferred,
    /// Days, and what happens on them, of people on the register.
    DaysOnRegister,
    /// Days, and what happens on them, of people off the register who were at high risk when the period began.
    DaysAtHighRiskOffRegister,
}

impl Test {
    /// What it can be asked of.
    #[must_use]
    pub const fn fits(self, unit: Unit) -> bool {
        match self {
            Self::Registered
            | Self::OnRegister
            | Self::OnRegisterOrLeft
            | Self::CountsForPayment
            | Self::HighRisk
            | Self::HighRiskOrOnRegister
            | Self::PlanInForce { .. }
            | Self::JointPlanInForce { .. }
            | Self::AccountableProfessional
            | Self::OneCoordinator
            | Self::LongTermCondition
            | Self::NamedGpTold
            | Self::CameTo { .. }
            | Self::OnAgenda
            | Self::CarriedOver { .. }
            | Self::Objects => matches!(unit, Unit::Person),
            Self::Aged { .. } => !matches!(unit, Unit::Attendance | Unit::EmergencySpell),
            Self::ThereUntilDue | Self::DoneByDue => matches!(unit, Unit::Review | Unit::Action),
            Self::NotCancelled => matches!(unit, Unit::Action),
            Self::Discussed => matches!(unit, Unit::AgendaItem),
            Self::Came => matches!(unit, Unit::Attendance),
            Self::AliveUntilDue | Self::NotReadmitted | Self::WindowClosed => {
                matches!(unit, Unit::Notification | Unit::CareHomeAdmission)
            }
            Self::ContactedByDue => matches!(unit, Unit::Notification),
            Self::PlanMadeByDue => matches!(unit, Unit::CareHomeAdmission),
            Self::WasOnRegister | Self::DiedInHospital | Self::PreferenceRecorded | Self::DiedWherePreferred => {
                matches!(unit, Unit::Death)
            }
            Self::DaysOnRegister | Self::DaysAtHighRiskOffRegister => matches!(unit, Unit::EmergencySpell),
        }
    }
}
