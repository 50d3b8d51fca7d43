//! Every address, to be read top to bottom.

use crate::web::api::{cases, staff, teams};
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
