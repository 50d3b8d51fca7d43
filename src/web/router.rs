//! Every address, to be read top to bottom.

use crate::web::api::{cases, hospital, hospital_events, staff, teams};
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
        at("/hospital-events").post(hospital_events::receive),
        at("/hospital-events/set-aside").get(hospital_events::waiting),
        at("/hospital-events/set-aside/{id}").get(hospital_events::read),
        at("/hospital-events/set-aside/{id}/resolution").post(hospital_events::resolve),
        at("/hospital-events/set-aside/{id}/reopening").post(hospital_events::reopen),
        at("/people/{person}/stays").get(hospital::of_person).post(hospital::admit),
        at("/stays/{stay}").get(hospital::read),
        at("/stays/{stay}/events").post(hospital::happened),
        at("/stays/{stay}/plan").put(hospital::set_plan),
        at("/stays/{stay}/contacts").post(hospital::contact),
        at("/stays/{stay}/in-error").put(hospital::in_error),
        at("/teams/{team}/in-hospital").get(hospital::in_hospital),
        at("/teams/{team}/after-discharge").get(hospital::after_of_team),
        at("/practices/{code}/after-discharge").get(hospital::after_of_practice),
        at("/practices/{code}/review").get(hospital::review),
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
