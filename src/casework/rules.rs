//! The numbers and dates of casework that are configuration, with the values of England in 2026 as the default.

use crate::domain::Day;
use serde::{Deserialize, Serialize};

/// Numbers that local agreement or contract sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Days within which somebody is told who their accountable GP is (GMS contract 2014/15: 21).
    pub notify_within_days: i32,
    /// Working days within which somebody is contacted after a discharge notification (Avoiding Unplanned Admissions: 3).
    pub discharge_contact_working_days: u32,
    /// Working days within which a new care-home resident has a plan (Enhanced Health in Care Homes: 7).
    pub care_home_plan_working_days: u32,
    /// Months after which a plan must be reviewed.
    pub plan_review_months: u32,
    /// Months for which a plan is in force after it was last agreed or reviewed (Better Care Fund measures: 12).
    pub plan_in_force_months: u32,
    /// What makes somebody on the register count for payment.
    pub payment: PaymentRules,
    /// People a coordinator usually holds: from, to.
    pub caseload_band: (u32, u32),
    /// Days before a meeting after which an addition to its agenda needs a reason.
    pub agenda_cut_off_days: i32,
    /// Days from one meeting of a team to the next, when nothing says it.
    pub meetings_apart_days: i32,
    /// Days after a case's end was written down for which its team may withdraw it, although they no longer see the person.
    pub end_withdrawable_days: i32,
    /// Share of a practice's adults the register aims for, in tenths of a per cent (20 is 2%).
    pub register_target_permille: u32,
    /// Share below which the register is not paid for (18 is 1.8%).
    pub register_floor_permille: u32,
    /// Days from one contact to the next by level of intensity, from the most intensive (level 1) down.
    pub contact_every_days: Vec<i32>,
    /// Bank holidays proclaimed after the list that comes with the program was made.
    pub added_bank_holidays: Vec<Day>,
    /// Days of that list that are working days after all, because the holiday was moved.
    pub removed_bank_holidays: Vec<Day>,
    /// What the parts of an assignment's cost weigh when care coordinators are proposed.
    pub assignment: crate::casework::assignment::Weights,
}

/// What makes somebody on the register count for payment (Avoiding Unplanned Admissions 2015/16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentRules {
    /// The first day on which an accountable GP can have been allocated (1 April 2014).
    pub gp_allocated_from: Day,
    /// Months within which the plan was agreed, reviewed or declined, or its review declined (12).
    pub plan_event_months: u32,
    /// Whether somebody who died or moved away in the quarter still counts in it (from 2015).
    pub left_in_quarter_counts: bool,
}

impl Default for PaymentRules {
    fn default() -> Self {
        Self { gp_allocated_from: Day::of(2014, 4, 1), plan_event_months: 12, left_in_quarter_counts: true }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            notify_within_days: 21,
            discharge_contact_working_days: 3,
            care_home_plan_working_days: 7,
            plan_review_months: 12,
            plan_in_force_months: 12,
            payment: PaymentRules::default(),
            caseload_band: (50, 80),
            agenda_cut_off_days: 2,
            meetings_apart_days: 28,
            end_withdrawable_days: 14,
            register_target_permille: 20,
            register_floor_permille: 18,
            contact_every_days: vec![7, 14, 28, 91],
            added_bank_holidays: vec![],
            removed_bank_holidays: vec![],
            assignment: crate::casework::assignment::Weights::default(),
        }
    }
}
