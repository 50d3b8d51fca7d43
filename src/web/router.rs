//! Every address, to be read top to bottom.

use crate::web::api::cases::change;
use crate::web::api::{
    accountable_gps, caseload, cases, coverage, hospital, hospital_events, lists, meetings, nominations, organisations, people,
    plan_answers, plans, practices, proposals, reports, runs, staff, suitability, teams,
};
use crate::web::resource::{At, at};
use crate::web::{health, openapi};

/// The addresses below `/api/v1`.
#[must_use]
pub fn api() -> Vec<At> {
    vec![
        // What people open all day: addresses are tried one after the other
        at("/caseload").get(caseload::caseload),
        at("/practices/{code}/risk-list").get(practices::risk_list),
        at("/meetings/{meeting}/agenda").get(meetings::agenda::read).post(meetings::agenda::add),
        at("/openapi.json").get(openapi::document),
        // Configuration
        at("/staff").get(staff::list).post(staff::add),
        at("/staff/{staff}").get(staff::read),
        at("/staff/{staff}/name").put(staff::rename),
        at("/staff/{staff}/roles").post(staff::give_role),
        at("/staff/{staff}/roles/end").put(staff::end_role),
        at("/staff/{staff}/leaving").put(staff::leave),
        at("/teams").get(teams::list).post(teams::create),
        at("/teams/{team}").get(teams::read).put(teams::describe),
        at("/teams/{team}/members").post(teams::join),
        at("/teams/{team}/members/{staff}").put(teams::change_member),
        at("/teams/{team}/members/{staff}/leaving").put(teams::leave),
        at("/teams/{team}/serves").post(teams::serve),
        at("/teams/{team}/serves/{organisation}/end").put(teams::stop_serving),
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
        at("/practices/{code}/risk-list.csv").get(practices::risk_list_csv),
        at("/practices/{code}/target").get(practices::target),
        // Coverage, in the open, for those who look after the people counted
        at("/practices/{code}/coverage").get(coverage::of_practice),
        at("/practices/{code}/coverage/{measure}").get(coverage::behind_practice),
        at("/teams/{team}/coverage/{measure}").get(coverage::behind_team),
        // Coverage, under disclosure control
        at("/reports/measures").get(reports::measures),
        at("/reports/coverage").get(reports::coverage),
        at("/reports/coverage.csv").get(reports::coverage_csv),
        at("/reports/coverage.xlsx").get(reports::coverage_xlsx),
        at("/reports/coverage.fhir").get(reports::coverage_fhir),
        at("/reports/coverage.html").get(reports::coverage_html),
        at("/reports/bcf").get(reports::bcf),
        at("/reports/trend").get(reports::trend),
        // Nominations, suitability, objections
        at("/nominations").get(nominations::list).post(nominations::nominate),
        at("/nominations/{nomination}").get(nominations::read),
        at("/nominations/{nomination}/withdrawal").put(nominations::withdraw),
        at("/nominations/{nomination}/decision").put(nominations::decide),
        at("/people/{person}/suitability").get(suitability::read).put(suitability::say),
        at("/people/{person}/suitability/lifting").put(suitability::lift),
        at("/people/{person}/objections").get(suitability::objections).post(suitability::object),
        at("/people/{person}/objections/{kind}/withdrawal").put(suitability::withdraw),
        // MDT lists
        at("/teams/{team}/lists").get(lists::of_team).post(lists::propose),
        at("/lists/{list}").get(lists::read),
        at("/lists/{list}/changes").get(lists::changes),
        // Accountable GPs, proposals of coordinators
        at("/people/{person}/accountable-gp").get(accountable_gps::read).put(accountable_gps::assign),
        at("/people/{person}/accountable-gp/told").post(accountable_gps::told),
        at("/practices/{practice}/gps").get(accountable_gps::gps),
        at("/practices/{practice}/gps/{staff}/people").get(accountable_gps::people),
        at("/practices/{practice}/gps/{staff}/replacement").post(accountable_gps::replace),
        at("/practices/{practice}/gps/{staff}/code").put(accountable_gps::put_code),
        at("/practices/{practice}/accountable-gps").post(accountable_gps::allocate),
        at("/practices/{practice}/accountable-gps/astray").get(accountable_gps::astray),
        at("/practices/{practice}/not-notified").get(accountable_gps::not_notified),
        at("/teams/{team}/coordinator-proposals").get(proposals::list).post(proposals::make),
        at("/coordinator-proposals/{proposal}").get(proposals::read),
        at("/coordinator-proposals/{proposal}/confirmation").post(proposals::confirm),
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
        at("/meetings").get(meetings::list).post(meetings::plan),
        at("/meetings/{meeting}").get(meetings::read),
        at("/meetings/{meeting}/minutes").get(meetings::minutes),
        at("/meetings/{meeting}/day").put(meetings::move_to),
        at("/meetings/{meeting}/opening").put(meetings::open),
        at("/meetings/{meeting}/attendance").put(meetings::set_attendance),
        at("/meetings/{meeting}/closing").put(meetings::close),
        at("/meetings/{meeting}/cancellation").put(meetings::cancel),
        at("/meetings/{meeting}/addenda").post(meetings::write_addendum),
        at("/meetings/{meeting}/pack").get(meetings::pack::json),
        at("/meetings/{meeting}/pack.html").get(meetings::pack::html),
        at("/meetings/{meeting}/agenda-fill").post(meetings::agenda::fill),
        at("/meetings/{meeting}/agenda-order").put(meetings::agenda::order),
        at("/meetings/{meeting}/agenda/{person}/removal").put(meetings::agenda::remove),
        at("/meetings/{meeting}/agenda/{person}/review").put(meetings::review::record),
        at("/meetings/{meeting}/agenda/{person}/words").put(meetings::review::amend_words),
        at("/meetings/{meeting}/agenda/{person}/carry-over").put(meetings::review::carry_over),
        at("/teams/{team}/actions").get(meetings::team::actions),
        at("/teams/{team}/attendance").get(meetings::team::attendance),
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
        // Capacity, hand-over
        at("/capacity").get(caseload::capacity),
        at("/handovers").post(caseload::hand_over),
        // Cases
        at("/practices/{practice}/register").get(cases::read::register),
        at("/cases").get(cases::read::list).post(change::open),
        at("/cases/{case}").get(cases::read::one),
        at("/cases/{case}/history").get(cases::read::history),
        at("/cases/{case}/coordinator").put(change::set_coordinator),
        at("/cases/{case}/lead-professional").put(change::set_lead),
        at("/cases/{case}/team").put(change::move_team),
        at("/cases/{case}/level").put(change::set_level),
        at("/cases/{case}/actions").post(change::add_action),
        at("/cases/{case}/actions/{action}/closing").put(change::close_action),
        at("/cases/{case}/contacts").post(change::record_contact),
        at("/cases/{case}/contacts/{contact}").put(change::correct_contact),
        at("/cases/{case}/contacts/{contact}/addenda").post(change::add_to_contact),
        at("/cases/{case}/contacts/{contact}/error").put(change::contact_in_error),
        at("/cases/{case}/next-review").put(change::schedule_review),
        at("/cases/{case}/reviews").post(change::review),
        at("/cases/{case}/end").put(change::end),
        at("/cases/{case}/start").put(change::correct_start),
        at("/cases/{case}/end/correction").put(change::correct_end),
        at("/cases/{case}/end/withdrawal").put(change::withdraw_end),
        at("/cases/{case}/error").put(change::enter_in_error),
    ]
}

/// The addresses beside it.
#[must_use]
pub fn health() -> Vec<At> {
    vec![at("/health/live").get(health::live), at("/health/ready").get(health::ready)]
}
