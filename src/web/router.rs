//! Every address, to be read top to bottom.

use crate::web::api::{cases, meetings, staff, teams};
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
        at("/meetings").get(meetings::list).post(meetings::plan),
        at("/meetings/{meeting}").get(meetings::read),
        at("/meetings/{meeting}/minutes").get(meetings::minutes),
        at("/meetings/{meeting}/day").put(meetings::move_to),
        at("/meetings/{meeting}/opening").put(meetings::open),
        at("/meetings/{meeting}/attendance").put(meetings::set_attendance),
        at("/meetings/{meeting}/closing").put(meetings::close),
        at("/meetings/{meeting}/cancellation").put(meetings::cancel),
        at("/meetings/{meeting}/addenda").post(meetings::write_addendum),
        at("/meetings/{meeting}/capacity").get(meetings::review::loads),
        at("/meetings/{meeting}/pack").get(meetings::pack::json),
        at("/meetings/{meeting}/pack.html").get(meetings::pack::html),
        at("/meetings/{meeting}/agenda").get(meetings::agenda::read).post(meetings::agenda::add),
        at("/meetings/{meeting}/agenda-fill").post(meetings::agenda::fill),
        at("/meetings/{meeting}/agenda-order").put(meetings::agenda::order),
        at("/meetings/{meeting}/agenda/{person}/removal").put(meetings::agenda::remove),
        at("/meetings/{meeting}/agenda/{person}/review").put(meetings::review::record),
        at("/meetings/{meeting}/agenda/{person}/words").put(meetings::review::amend_words),
        at("/meetings/{meeting}/agenda/{person}/carry-over").put(meetings::review::carry_over),
        at("/teams/{team}/attendance").get(meetings::team::attendance),
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
