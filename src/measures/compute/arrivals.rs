//! Comings into care homes: admissions and readmissions, each with the clock of its plan.

use crate::casework::stay::{Deadlines, Stay, StayEnd};
use crate::domain::Day;
use crate::measures::book::{Book, NEVER};
use crate::measures::compute::days::Times;
use crate::measures::ledger::PersonIx;

/// Somebody came, or came back, into a care home.
pub(super) struct Arrival<'b> {
    pub(super) on: Day,
    /// The clock of the plan runs out at the end of this day.
    pub(super) due: Day,
    /// The stay in hospital that ended with it.
    pub(super) after: Option<&'b Stay>,
}

/// Everybody who may have come into a care home, once each, in order.
pub(super) fn people(book: &Book) -> Vec<PersonIx> {
    let mut people: Vec<PersonIx> = book.stays.people().chain(book.residences.people()).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Somebody's comings into care homes, whenever.
///
/// Discharges from hospital into a home: by their destination; or, where that does not say, because the person lives in one. And
/// residences that begin: but not one recorded as begun while the person was in hospital, nor between a discharge into the home and
/// the end of its clock, since that is the same coming, told by social care. Services that follow each other are one residence.
/// Days outside the calendar of working days have no clock, and are left out.
pub(super) fn arrivals<'b>(book: &'b Book, clocks: &Deadlines, person: PersonIx) -> Vec<Arrival<'b>> {
    let times = book.residences.of(person).iter().copied().filter(|(from, until)| from < until);
    let lived = Times::of(times.clone());
    let stays = || book.stays.of(person).iter().filter(|stay| stay.in_error.is_none());
    let mut arrivals: Vec<Arrival<'b>> = stays().filter_map(|stay| by_discharge(stay, &lived, clocks)).collect();
    let discharges = arrivals.len();
    // The last day of a service may have been given, not the day after it: a day between two is no gap.
    let later = |until: Day| if until == NEVER { NEVER } else { until.plus_days(1) };
    let joined = Times::of(times.map(|(from, until)| (from, later(until))));
    for begun in joined.starts() {
        let in_hospital = stays().any(|stay| {
            stay.admission.as_ref().is_some_and(|admission| admission.on < begun) && stay.end.is_none_or(|end| begun <= end.on())
        });
        let told = arrivals[..discharges].iter().any(|arrival| arrival.on <= begun && begun <= arrival.due);
        if let (false, Ok(due)) = (in_hospital || told, clocks.care_home_plan(begun)) {
            arrivals.push(Arrival { on: begun, due, after: None });
        }
    }
    arrivals
}

fn by_discharge<'b>(stay: &'b Stay, lived: &Times, clocks: &Deadlines) -> Option<Arrival<'b>> {
    let Some(StayEnd::Discharged { on, destination, care_home_plan_due, .. }) = stay.end else { return None };
    let into_home = destination.is_care_home() || destination.may_be_care_home() && lived.contain(on);
    let due = care_home_plan_due.filter(|_| destination.is_care_home()).or_else(|| clocks.care_home_plan(on).ok());
    into_home.then_some(Arrival { on, due: due?, after: Some(stay) })
}
