//! Every address, to be read top to bottom.

use crate::web::api::{cases, plan_answers, plans, staff, teams};
use crate::web::resource::{At, at};
use crate::web::{health, openapi};

/// The addresses below `/api/v1`.
#[must_use]
pub fn api() -> Vec<At> {
    vec![
        at("/openapi.json").get(openapi::document),
        // Configuration
        at("/staff").post(staff::add),
        at("/staff/{staff}").get(staff::read),
        at("/staff/{staff}/roles").post(staff::give_role),
        at("/teams").post(teams::create),
        at("/teams/{team}/members").post(teams::join),
        // Organisations
        // Published runs, people and their risk
        // A practice's lists
        // Nominations, suitability, objections
        // MDT lists
        // Accountable GPs, proposals of coordinators
        // Plans
        at("/plans").post(plans::start),
        at("/plans/{plan}").get(plans::read),
        at("/plans/{plan}/draft")
            .get(plans::read_draft)
            .put(plans::save_draft)
            .post(plans::open_draft)
            .delete(plans::discard_draft),
        at("/plans/{plan}/agreement").post(plans::agree),
        at("/plans/{plan}/contributions").post(plans::contribute),
        at("/plans/{plan}/reviews").post(plans::review),
        at("/plans/{plan}/review-declined").post(plans::decline_review),
        at("/plans/{plan}/decline").post(plans::decline),
        at("/plans/{plan}/withdrawal").post(plans::withdraw),
        at("/plans/{plan}/end").put(plans::end),
        at("/plans/{plan}/versions").get(plans::versions),
        at("/plans/{plan}/versions/{number}").get(plans::version),
        at("/plans/{plan}/versions/{number}/changes").get(plan_answers::changes),
        at("/people/{person}/emergency-summary").get(plan_answers::emergency_summary),
        at("/people/{person}/emergency-summary.html").get(plan_answers::emergency_page),
        at("/people/{person}/counts").get(plan_answers::counts_of),
        at("/cases/{case}/plan-declined").post(plans::decline_for_case),
        at("/people/{person}/plan").get(plans::of_person),
        at("/practices/{code}/plans-due").get(plans::due),
        // Meetings
        // Hospital
        // Caseload: capacity, hand-over
        // Cases
        at("/cases").post(cases::open),
        at("/cases/{case}").get(cases::read),
        at("/cases/{case}/coordinator").put(cases::set_coordinator),
        at("/cases/{case}/actions").post(cases::add_action),
        at("/cases/{case}/actions/{action}/closing").put(cases::close_action),
        at("/cases/{case}/end").put(cases::end),
        at("/caseload").get(cases::caseload),
    ]
}

/// The addresses beside it.
#[must_use]
pub fn health() -> Vec<At> {
    vec![at("/health/live").get(health::live), at("/health/ready").get(health::ready)]
}
