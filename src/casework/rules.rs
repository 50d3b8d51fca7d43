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

impl Rules {
    /// The first field that no casework could go by, and what it has to be.
    #[must_use]
    pub fn wrong(&self) -> Option<(&'static str, &'static str)> {
        const DAYS: &str = "1 to 3,660 days";
        const MONTHS: &str = "1 to 1,200 months";
        let (from, to) = self.caseload_band;
        let checks = [
            ((1..=3_660).contains(&self.notify_within_days), "notify_within_days", DAYS),
            ((1..=3_660).contains(&self.discharge_contact_working_days), "discharge_contact_working_days", DAYS),
            ((1..=3_660).contains(&self.care_home_plan_working_days), "care_home_plan_working_days", DAYS),
            ((1..=1_200).contains(&self.plan_review_months), "plan_review_months", MONTHS),
            ((1..=1_200).contains(&self.plan_in_force_months), "plan_in_force_months", MONTHS),
            ((1..=1_200).contains(&self.payment.plan_event_months), "plan_event_months", MONTHS),
            (from <= to, "caseload_band", "from the smaller to the larger"),
            ((0..=3_660).contains(&self.agenda_cut_off_days), "agenda_cut_off_days", "0 to 3,660 days"),
            ((1..=3_660).contains(&self.meetings_apart_days), "meetings_apart_days", DAYS),
            ((0..=3_660).contains(&self.end_withdrawable_days), "end_withdrawable_days", "0 to 3,660 days"),
            ((1..=1000).contains(&self.register_target_permille), "register_target_permille", "1 to 1000"),
            (
                self.register_floor_permille <= self.register_target_permille,
                "register_floor_permille",
                "no more than register_target_permille",
            ),
            (
                self.contact_every_days.len() == 4 && self.contact_every_days.iter().all(|days| (1..=3_660).contains(days)),
                "contact_every_days",
                "four numbers of 1 to 3,660 days, one for each level",
            ),
        ];
        checks.into_iter().find(|(right, ..)| !right).map(|(_, field, wrong)| (field, wrong))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_right_and_a_wrong_number_is_named() {
        assert_eq!(Rules::default().wrong(), None);
        let rules = Rules { register_floor_permille: 21, ..Rules::default() };
        assert_eq!(rules.wrong(), Some(("register_floor_permille", "no more than register_target_permille")));
        let rules = Rules { contact_every_days: vec![7, 14, 28], ..Rules::default() };
        assert_eq!(rules.wrong().map(|(field, _)| field), Some("contact_every_days"));
    }
}
