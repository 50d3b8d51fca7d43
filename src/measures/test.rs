//! The vocabulary of definitions: questions that are asked of whoever, or whatever, is counted.

use crate::casework::meeting::Service;
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u32>,
    },
    /// Has a joint plan in force.
    JointPlanInForce {
        /// Months, as above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
    /// Referred to a service within the period: by the decision of a meeting, or taken on by it without one.
    ReferredTo {
        /// Which.
        service: Service,
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
            | Self::ReferredTo { .. }
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

    /// Every test: its name in definitions, itself with some parameters, and whom it holds for, in words.
    #[must_use]
    pub fn vocabulary() -> Vec<(&'static str, Self, &'static str)> {
        vec![
            ("registered", Self::Registered, "on a practice's list on the day, and alive"),
            ("aged", Self::Aged { from: 0 }, "`from` completed years or more, on the day; of events, when it happened"),
            ("on_register", Self::OnRegister, "on the register on the day"),
            (
                "on_register_or_left",
                Self::OnRegisterOrLeft,
                "registered and on the register on the day; or died, moved away or left their practice's list after the first day of the period, having been on the register",
            ),
            ("counts_for_payment", Self::CountsForPayment, "counts for payment, by the rules of the contract"),
            (
                "high_risk",
                Self::HighRisk,
                "in a high tier of the latest run that looks at the day or an earlier one, or on the register by another way than a risk score",
            ),
            ("high_risk_or_on_register", Self::HighRiskOrOnRegister, "at high risk, or on the register"),
            (
                "plan_in_force",
                Self::PlanInForce { months: None },
                "has a plan agreed by the day, not ended, withdrawn or superseded, last agreed or reviewed within `months` (as the rules say, when left out)",
            ),
            (
                "joint_plan_in_force",
                Self::JointPlanInForce { months: None },
                "has such a plan, agreed by a health and a social-care or voluntary organisation, or with an assessment that found no need for social care",
            ),
            (
                "accountable_professional",
                Self::AccountableProfessional,
                "has an accountable GP at their practice, or a lead professional",
            ),
            (
                "one_coordinator",
                Self::OneCoordinator,
                "has exactly one coordinator, who is a member of the case's team on the day",
            ),
            ("long_term_condition", Self::LongTermCondition, "has a long-term condition on record by the day"),
            (
                "named_gp_told",
                Self::NamedGpTold,
                "was told of their named GP by the deadline of those aged 75 and over; pending until it has passed",
            ),
            (
                "referred_to",
                Self::ReferredTo { service: Service::CommunityMatron },
                "within the period, a meeting decided to refer them to `service`; or, of a community matron, one became their coordinator or lead professional, or they came onto the register from a matron's caseload",
            ),
            ("on_agenda", Self::OnAgenda, "on the agenda of a meeting held in the period"),
            (
                "carried_over",
                Self::CarriedOver { meetings: 3 },
                "at such a meeting, carried over by `meetings` or more, one after the other, that one included",
            ),
            ("objects", Self::Objects, "a type 1 objection or a national data opt-out stands now"),
            (
                "there_until_due",
                Self::ThereUntilDue,
                "alive, on the register and on a practice's list when it was due; removed otherwise",
            ),
            ("not_cancelled", Self::NotCancelled, "not cancelled by the due date; removed otherwise"),
            ("done_by_due", Self::DoneByDue, "done by the due date"),
            ("discussed", Self::Discussed, "a decision is in the minutes"),
            ("came", Self::Came, "came to the meeting"),
            ("alive_until_due", Self::AliveUntilDue, "did not die by the deadline; removed otherwise"),
            ("not_readmitted", Self::NotReadmitted, "not back in hospital by the deadline; removed otherwise"),
            ("window_closed", Self::WindowClosed, "the deadline has passed; pending otherwise"),
            ("contacted_by_due", Self::ContactedByDue, "a contact, or an attempt, by the deadline is on record"),
            (
                "plan_made_by_due",
                Self::PlanMadeByDue,
                "a plan was agreed or reviewed between the day of coming and the deadline, and is in force on it",
            ),
            ("was_on_register", Self::WasOnRegister, "on the register at death"),
            ("died_in_hospital", Self::DiedInHospital, "a stay in hospital ended by the death, or the case says so"),
            ("preference_recorded", Self::PreferenceRecorded, "the plan in force at death says where they would want to die"),
            ("died_where_preferred", Self::DiedWherePreferred, "died there"),
            (
                "days_on_register",
                Self::DaysOnRegister,
                "days on the register, the day of death included, and emergency spells that began on them",
            ),
            (
                "days_at_high_risk_off_register",
                Self::DaysAtHighRiskOffRegister,
                "the same of adults who were in a high tier on the first day of the period, on days on which they were registered and off the register",
            ),
        ]
    }
}
