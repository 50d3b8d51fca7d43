//! Every address, to be read top to bottom.

use crate::web::api::{cases, organisations, people, practices, runs, staff, teams};
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
        at("/organisations").get(organisations::list),
        at("/organisations/{code}").get(organisations::read).put(organisations::put),
        // Published runs, people and their risk
        at("/runs").get(runs::list),
        at("/runs/{run}").get(runs::read),
        at("/people/search").post(people::search),
        at("/people/{person}").get(people::read),
        at("/people/{person}/risk").get(people::risk),
        // A practice's lists
        at("/practices/{code}/risk-list").get(practices::risk_list),
        at("/practices/{code}/risk-list.csv").get(practices::risk_list_csv),
        at("/practices/{code}/target").get(practices::target),
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
