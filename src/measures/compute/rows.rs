//! What is counted that is not people: reviews, actions, places on agendas, discharges, deaths; one row each.

use crate::casework::case::{Action, Case};
use crate::casework::meeting::{AgendaItem, Meeting, Profession};
use crate::casework::stay::{Deadlines, Stay};
use crate::domain::{Day, Role, StaffId};
use crate::measures::Definition;
use crate::measures::compute::arrivals::{Arrival, arrivals, people};
use crate::measures::compute::homes::HomeIx;
use crate::measures::compute::scene::Scene;
use crate::measures::definition::Unit;
use crate::measures::ledger::PersonIx;
use crate::measures::period::Days;

/// Something counted.
pub(in crate::measures) struct Row<'b> {
    /// Whose; nobody's for attendance.
    pub(in crate::measures) person: Option<PersonIx>,
    pub(in crate::measures) home: HomeIx,
    /// The day it is about: due, died, met.
    pub(in crate::measures) on: Day,
    pub(in crate::measures) what: What<'b>,
}

/// What it is.
pub(in crate::measures) enum What<'b> {
    /// A review that fell due, and when the case was reviewed next.
    Review {
        case: &'b Case,
        done: Option<Day>,
    },
    Action {
        case: &'b Case,
        action: &'b Action,
    },
    AgendaItem {
        item: &'b AgendaItem,
    },
    Attendance {
        came: bool,
        profession: Profession,
    },
    /// A discharge notification; its clock runs out on `due`.
    Notification {
        stay: &'b Stay,
        due: Day,
    },
    /// Into a care home, from the stay in hospital that ended with it if one did; its clock runs out on `due`.
    CareHome {
        stay: Option<&'b Stay>,
        due: Day,
    },
    Death {
        case: Option<&'b Case>,
    },
}

/// The rows of a definition, of people whom the audience may have counted.
pub(super) fn rows<'b>(scene: &Scene<'b>, definition: &Definition) -> Vec<Row<'b>> {
    let days = definition.period.days(scene.as_of);
    match definition.unit {
        Unit::Review => of_cases(scene, |person, case| due_reviews(scene, person, case, days)),
        Unit::Action => of_cases(scene, |person, case| due_actions(scene, person, case, days)),
        Unit::AgendaItem => scene.meetings(days).flat_map(|meeting| items(scene, meeting)).collect(),
        Unit::Attendance => scene.meetings(days).flat_map(|meeting| attendance(scene, meeting)).collect(),
        Unit::Notification => of_stays(scene, |stay| {
            let notice = stay.notice.filter(|notice| days.contain(notice.on))?;
            Some((notice.on, What::Notification { stay, due: notice.contact_due }))
        }),
        Unit::CareHomeAdmission => care_homes(scene, days),
        Unit::Death => deaths(scene, days),
        Unit::Person | Unit::EmergencySpell => vec![],
    }
}

fn of_cases<'b>(scene: &Scene<'b>, rows: impl Fn(PersonIx, &'b Case) -> Vec<Row<'b>>) -> Vec<Row<'b>> {
    let counts = scene.book.cases.all().filter(|(_, case)| case.in_error.is_none());
    counts.flat_map(|(person, case)| rows(person, case)).collect()
}

/// The days that were set for a review and came. A day set anew before the old one came moves the review; a review takes the day
/// away, whether it is held before it or after.
fn due_reviews<'b>(scene: &Scene<'b>, person: PersonIx, case: &'b Case, days: Days) -> Vec<Row<'b>> {
    let Some(home) = scene.home_of_case(person, case) else { return vec![] };
    let set: Vec<(Day, Option<Day>)> = case.reviews_set.iter().map(|(from, due)| (from, *due)).collect();
    let due = set.iter().enumerate().filter_map(|(place, (_, due))| {
        let due = due.filter(|due| days.contain(*due))?;
        let next = set.get(place + 1);
        let moved = next.is_some_and(|(from, later)| later.is_some() && *from <= due);
        let done = set[place + 1..].iter().find(|(_, later)| later.is_none()).map(|(from, _)| *from);
        (!moved).then_some(Row { person: Some(person), home, on: due, what: What::Review { case, done } })
    });
    due.collect()
}

fn due_actions<'b>(scene: &Scene<'b>, person: PersonIx, case: &'b Case, days: Days) -> Vec<Row<'b>> {
    let Some(home) = scene.home_of_case(person, case) else { return vec![] };
    let due = case.actions.iter().filter(|action| days.contain(action.due));
    due.map(|action| Row { person: Some(person), home, on: action.due, what: What::Action { case, action } }).collect()
}

fn items<'b>(scene: &Scene<'b>, meeting: &'b Meeting) -> Vec<Row<'b>> {
    let row = |item: &'b AgendaItem| {
        let person = scene.book.person(item.person)?;
        let home = scene.home_at(person, meeting)?;
        Some(Row { person: Some(person), home, on: meeting.on?, what: What::AgendaItem { item } })
    };
    meeting.agenda().filter_map(row).collect()
}

/// Those named in the attendance of a meeting, and the members of the team on its day who are not.
fn attendance<'b>(scene: &Scene<'b>, meeting: &'b Meeting) -> Vec<Row<'b>> {
    let Some(on) = meeting.on else { return vec![] };
    let home = scene.homes.team_alone(meeting.team);
    let row = |came, profession| Row { person: None, home, on, what: What::Attendance { came, profession } };
    let named = |staff: StaffId| meeting.attendees.iter().any(|attendee| attendee.staff == Some(staff));
    let mut members: Vec<(StaffId, Role)> = vec![];
    for member in scene.book.team(meeting.team).into_iter().flat_map(|team| team.members_on(on)) {
        if !named(member.staff) && !members.iter().any(|(staff, _)| *staff == member.staff) {
            members.push((member.staff, member.role));
        }
    }
    let said = meeting.attendees.iter().map(|attendee| row(!attendee.apologies, attendee.profession));
    said.chain(members.into_iter().map(|(_, role)| row(false, profession(role)))).collect()
}

/// What somebody is by profession who is in a team as `role`.
const fn profession(role: Role) -> Profession {
    match role {
        Role::Gp => Profession::Gp,
        Role::CommunityMatron => Profession::CommunityMatron,
        Role::Nurse => Profession::Nurse,
        Role::Therapist => Profession::Therapist,
        Role::SocialWorker => Profession::SocialWorker,
        Role::MentalHealthNurse => Profession::MentalHealthNurse,
        Role::VoluntarySector => Profession::VoluntarySector,
        Role::MdtCoordinator | Role::PracticeStaff | Role::Administrator => Profession::Administration,
        Role::Commissioner | Role::DataProcessor | Role::InformationGovernanceLead | Role::HospitalFeed => Profession::Other,
    }
}

fn of_stays<'b>(scene: &Scene<'b>, row: impl Fn(&'b Stay) -> Option<(Day, What<'b>)>) -> Vec<Row<'b>> {
    let counts = scene.book.stays.all().filter(|(_, stay)| stay.in_error.is_none());
    let rows = counts.filter_map(|(person, stay)| {
        let (on, what) = row(stay)?;
        Some(Row { person: Some(person), home: scene.home_of(person)?, on, what })
    });
    rows.collect()
}

/// Admissions and readmissions to care homes.
fn care_homes<'b>(scene: &Scene<'b>, days: Days) -> Vec<Row<'b>> {
    let clocks = Deadlines::of(scene.rules);
    let of = |person| {
        let found = arrivals(scene.book, &clocks, person).into_iter().filter(move |arrival| days.contain(arrival.on));
        found.filter_map(move |Arrival { on, due, after }| {
            Some(Row { person: Some(person), home: scene.home_of(person)?, on, what: What::CareHome { stay: after, due } })
        })
    };
    people(scene.book).into_iter().flat_map(of).collect()
}

/// Deaths of people of whom there is a case; others cannot have died on the register.
fn deaths<'b>(scene: &Scene<'b>, days: Days) -> Vec<Row<'b>> {
    let book = scene.book;
    let rows = book.cases.people().filter_map(|person| {
        let on = book.died[person as usize];
        let case = book.on_register_at_death(person, on).filter(|_| days.contain(on));
        let home = match case {
            Some(case) => scene.home_of_case(person, case)?,
            None if days.contain(on) => scene.home_of(person)?,
            None => return None,
        };
        Some(Row { person: Some(person), home, on, what: What::Death { case } })
    });
    rows.collect()
}
