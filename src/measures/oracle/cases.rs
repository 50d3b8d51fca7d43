//! Cases with names, worked out by hand.

use super::Numbers;
use super::world::*;
use crate::casework::Rules;
use crate::casework::case::{EndReason, Route};
use crate::casework::meeting::Service;
use crate::casework::objection::ObjectionKind;
use crate::casework::organisation::LinkKind;
use crate::casework::plan::{OrganisationKind, Place as PlaceKind};
use crate::casework::stay::{ContactState, Deadlines};
use crate::domain::{Day, Role};
use crate::measures::compute::{Audience, Standing, compute, entered_register, explain};
use crate::measures::period::Days;
use crate::measures::{Definitions, Place};

const EARLY: Day = Day::of(2010, 1, 1);
const HELD: Held = Held { rec: EARLY, sup: None };

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// `people` born in 1940, all on the list of the first of three practices since 2010.
fn adults(people: usize) -> World {
    let practice = || RawPractice { rec: EARLY, locality: None, opened: None, closed: None };
    World {
        born: vec![Day::of(1940, 6, 1); people],
        practices: vec![practice(), practice(), practice()],
        lists: (0..people).map(|who| List { who, at: 0, from: EARLY, until: None, held: HELD }).collect(),
        teams: 1,
        staff: 1,
        ..World::default()
    }
}

fn case(who: usize, start: Day) -> RawCase {
    RawCase { who, practice: 0, team: 0, route: Route::ClinicalJudgement, start, rec: start, rows: vec![] }
}

fn row<T>(on: Day, what: T) -> Row<T> {
    Row { on, rec: on, what }
}

fn agreed() -> PlanRow {
    let by = vec![(OrganisationKind::GpPractice, Some(EARLY)), (OrganisationKind::SocialCare, Some(EARLY))];
    PlanRow::Agreed { by, no_need: None, prefers: Some(PlaceKind::Home) }
}

fn plan(who: usize, on: Day, rows: Vec<Row<PlanRow>>) -> RawPlan {
    RawPlan { who, start: on, rec: on, rows }
}

fn told(world: &World, id: &str, d: Day, k: Day, place: &Place) -> Numbers {
    let book = world.ledger().as_known(evening(k));
    let figures = compute(&book, &Definitions::built_in(), &Rules::default(), d, Audience::Practice);
    let found = figures.measures.iter().find(|measure| measure.definition.id == id).unwrap();
    found.places.get(place).map(Numbers::from).unwrap_or_default()
}

/// Numerator and denominator of a measure, everywhere, as known on the day.
fn known(world: &World, id: &str, d: Day) -> (u64, u64) {
    at(world, id, d, &Place::Everywhere)
}

fn at(world: &World, id: &str, d: Day, place: &Place) -> (u64, u64) {
    let numbers = told(world, id, d, d.plus_days(400), place);
    (numbers.n, numbers.d)
}

fn of(number: usize) -> Place {
    Place::Practice(practice(number))
}

fn why(world: &World, id: &str, d: Day) -> Vec<Standing> {
    let definitions = Definitions::built_in();
    let definition = definitions.find(id, d).unwrap();
    let book = world.ledger().as_known(evening(d));
    let told = explain(&book, &definitions, definition, &Rules::default(), d, &Place::Everywhere);
    told.into_iter().map(|one| one.standing).collect()
}

#[test]
fn nobody_is_nobody() {
    let d = day("2016-03-31");
    for definition in Definitions::built_in().used_on(d) {
        assert_eq!(known(&World::default(), &definition.id, d), (0, 0), "{}", definition.id);
    }
    assert_eq!(at(&adults(1), "bcf_joint_plan", d, &of(1)), (0, 0), "a practice without people is there, with 0 of 0");
}

#[test]
fn who_moves_within_the_quarter_counts_once_where_they_are_on_the_day() {
    let (moved, d) = (day("2016-02-10"), day("2016-03-31"));
    let mut world = adults(2);
    world.cases.push(case(0, day("2015-06-01")));
    world.lists[0].until = Some(moved);
    world.lists.push(List { who: 0, at: 1, from: moved, until: None, held: HELD });
    assert_eq!(known(&world, "register_percent", d), (1, 2));
    assert_eq!(at(&world, "register_percent", d, &of(0)), (0, 2), "the denominator is of the first day of the quarter");
    assert_eq!(at(&world, "register_percent", d, &of(1)), (1, 0));
    // The day before, at the old practice.
    assert_eq!(at(&world, "plan_coverage", moved.plus_days(-1), &of(0)), (0, 1));
    assert_eq!(at(&world, "plan_coverage", moved, &of(0)), (0, 0));
    assert_eq!(at(&world, "plan_coverage", moved, &of(1)), (0, 1));
}

#[test]
fn who_died_or_left_in_the_quarter_counts_from_april_2015() {
    let world = |end: &str| {
        let mut world = adults(4);
        let end = day(end);
        world.cases.extend((0..4).map(|who| case(who, day("2014-06-01"))));
        world.deaths.push(Since { who: 0, on: end, held: Held { rec: end, sup: None } });
        world.cases[1].rows.push(row(end, CaseRow::End(EndReason::Moved, None)));
        world.lists[2].until = Some(end);
        world.cases[3].rows.push(row(end, CaseRow::End(EndReason::GoalsMet, None)));
        world
    };
    assert_eq!(known(&world("2015-03-10"), "register_size", day("2015-03-31")), (0, 0), "2014/15 counts nobody who left");
    assert_eq!(known(&world("2015-05-10"), "register_size", day("2015-06-30")), (3, 0), "whose goals are met is off it");
    assert_eq!(known(&world("2015-05-10"), "register_size", day("2015-05-09")), (4, 0), "not gone yet");
    assert_eq!(known(&world("2015-05-10"), "register_size", day("2015-09-30")), (0, 0), "gone in the quarter before");
    assert_eq!(known(&world("2015-04-01"), "register_size", day("2015-06-30")), (0, 0), "gone on the first day");
    assert_eq!(known(&world("2015-04-02"), "register_size", day("2015-06-30")), (3, 0));
}

#[test]
fn who_died_and_left_counts_once() {
    let mut world = adults(1);
    let (moved, died) = (day("2016-01-20"), day("2016-02-20"));
    world.cases.push(case(0, day("2015-06-01")));
    world.cases[0].rows.push(row(moved, CaseRow::End(EndReason::Moved, None)));
    world.cases.push(case(0, day("2016-02-01")));
    world.cases[1].rows.push(row(died, CaseRow::End(EndReason::Died, None)));
    assert_eq!(known(&world, "register_size", day("2016-03-31")), (1, 0));
}

#[test]
fn a_practice_that_merged_is_its_successor() {
    let (merged, opened) = (day("2016-02-01"), day("2016-03-01"));
    let mut world = adults(3);
    let what = Belongs { practice: 0, kind: LinkKind::Successor, to: 1 };
    world.links.push(Between { from: merged, rec: merged, end: None, what });
    world.practices[0].closed = Some(merged);
    world.practices[2].opened = Some(opened);
    let d = day("2016-02-29");
    let definitions = Definitions::built_in();
    let there = |d: Day| {
        let book = world.ledger().as_known(evening(d));
        let figures = compute(&book, &definitions, &Rules::default(), d, Audience::Practice);
        figures.measures[0].places.keys().filter(|place| matches!(place, Place::Practice(_))).cloned().collect::<Vec<_>>()
    };
    assert_eq!(at(&world, "plans_all_ages", d, &of(1)), (0, 3), "lists that still name the old practice");
    assert_eq!(there(merged.plus_days(-1)), [of(0), of(1)]);
    assert_eq!(there(d), [of(1)], "closed, and not yet opened");
    assert_eq!(there(opened), [of(1), of(2)]);
}

#[test]
fn what_was_done_late_is_late_and_what_was_not_done_is_overdue() {
    let (due, d) = (day("2016-02-10"), day("2016-03-31"));
    let mut world = adults(4);
    // 90 and 40 years old; the rest 75.
    (world.born[2], world.born[3]) = (Day::of(1925, 6, 1), Day::of(1975, 6, 1));
    for (who, done) in [(0, Some(due)), (1, Some(due.plus_days(5))), (2, None), (3, Some(day("2016-04-02")))] {
        let mut case = case(who, day("2016-01-04"));
        case.rows.push(row(day("2016-01-04"), CaseRow::Schedule(due)));
        case.rows.extend(done.map(|on| row(on, CaseRow::Review)));
        world.cases.push(case);
    }
    let beside = |d: Day| told(&world, "reviews_on_time", d, day("2017-01-01"), &Place::Everywhere).beside;
    assert_eq!(known(&world, "reviews_on_time", d), (1, 4));
    let expected = [("late", 1), ("overdue_18_to_64", 1), ("overdue_85_and_over", 1)];
    assert_eq!(beside(d), expected.map(|(name, count)| (name.to_owned(), count)).into(), "the last was not done by the day");
    assert_eq!(beside(due.plus_days(4))["overdue_75_to_84"], 1, "not yet late: overdue until it is done");
    let words = ["done late, on 2016-02-15", "overdue: not done by 2016-03-31"].map(|why| Standing::Missing { why: why.into() });
    let found = why(&world, "reviews_on_time", d);
    assert!(words.iter().all(|words| found.contains(words)), "{found:?}");
}

#[test]
fn after_a_merger_nobody_has_to_be_told_again() {
    let (registered, merged) = (day("2015-01-05"), day("2016-02-01"));
    let d = merged.plus_days(10);
    let mut world = adults(4);
    world.lists.clear();
    let list = |who, at, from, until| List { who, at, from, until, held: HELD };
    // The first three moved from practice 0 to 1 when 1 followed it; the last had moved of their own will, from 2.
    for who in 0..3 {
        world.lists.extend([list(who, 0, registered, Some(merged)), list(who, 1, merged, None)]);
    }
    world.lists.extend([list(3, 2, registered, Some(merged)), list(3, 1, merged, None)]);
    let what = Belongs { practice: 0, kind: LinkKind::Successor, to: 1 };
    world.links.push(Between { from: merged, rec: merged, end: None, what });
    let told = |on: Day| row(on, GpRow::Told);
    world.gps.push(RawGp { who: 0, rows: vec![row(registered, GpRow::Assigned(0)), told(registered.plus_days(21))] });
    world
        .gps
        .push(RawGp { who: 1, rows: vec![row(registered, GpRow::Assigned(0)), row(merged, GpRow::Assigned(1)), told(merged)] });
    world.gps.push(RawGp { who: 3, rows: vec![row(registered, GpRow::Assigned(2)), told(registered)] });
    let stand = |d| why(&world, "gp_informed_75", d);
    let not_told = || Standing::Missing { why: "not told of the named GP".into() };
    assert_eq!(stand(merged.plus_days(-1)), [Standing::Counted, not_told(), not_told(), Standing::Counted]);
    let late = Standing::Missing { why: "told of the named GP late, on 2016-02-01".into() };
    let until = merged.plus_days(21);
    assert_eq!(stand(d), [Standing::Counted, late, not_told(), Standing::Pending { until }], "no clock begins anew but the last");
    // The merged practice allocates its own GPs: who was told in time was told in time.
    world.gps[0].rows.push(row(merged, GpRow::Assigned(1)));
    assert_eq!(why(&world, "gp_informed_75", d)[0], Standing::Counted);
    // Lists that still name the old practice are those of the one that followed.
    let mut unmoved = adults(1);
    unmoved.lists[0].from = merged.plus_days(-5);
    unmoved.links = world.links.clone();
    unmoved.gps.push(RawGp { who: 0, rows: vec![row(merged, GpRow::Assigned(1)), told(merged)] });
    assert_eq!(why(&unmoved, "gp_informed_75", merged.plus_days(30)), [Standing::Counted]);
}

#[test]
fn a_plan_of_a_leap_day_is_in_force_for_a_year() {
    let mut world = adults(1);
    world.cases.push(case(0, day("2016-01-01")));
    world.plans.push(plan(0, day("2016-02-29"), vec![row(day("2016-02-29"), agreed())]));
    assert_eq!(known(&world, "plan_coverage", day("2016-02-28")), (0, 1));
    assert_eq!(known(&world, "plan_coverage", day("2016-02-29")), (1, 1));
    assert_eq!(known(&world, "plan_coverage", day("2017-02-28")), (1, 1));
    assert_eq!(known(&world, "plan_coverage", day("2017-03-01")), (0, 1));
    let lapsed = why(&world, "plan_coverage", day("2017-04-30"));
    assert_eq!(lapsed, [Standing::Missing { why: "no plan in force: agreed 14 months ago, no review since".into() }]);
}

#[test]
fn a_plan_agreed_and_withdrawn_on_one_day_was_never_in_force() {
    let on = day("2016-02-10");
    let mut world = adults(1);
    world.cases.push(case(0, day("2016-01-01")));
    world.plans.push(plan(0, on, vec![row(on, agreed()), row(on, PlanRow::Withdrawn)]));
    for d in [on.plus_days(-1), on, on.plus_days(1)] {
        assert_eq!(known(&world, "plan_coverage", d), (0, 1), "{d}");
    }
    assert_eq!(why(&world, "plan_coverage", on), [Standing::Missing { why: "no plan in force: withdrawn on 2016-02-10".into() }]);
}

#[test]
fn twenty_one_days_go_over_the_end_of_the_year() {
    let (registered, due) = (day("2015-12-20"), day("2016-01-10"));
    let mut world = adults(2);
    world.lists.iter_mut().for_each(|list| list.from = registered);
    for (who, told) in [(0, due), (1, due.plus_days(1))] {
        world.gps.push(RawGp { who, rows: vec![row(registered, GpRow::Assigned(0)), row(told, GpRow::Told)] });
    }
    let numbers = told(&world, "gp_informed_75", due, due, &Place::Everywhere);
    assert_eq!((numbers.n, numbers.d, numbers.pending), (0, 0, 2), "on the last day there is still time, told or not");
    assert_eq!(why(&world, "gp_informed_75", due)[0], Standing::Pending { until: due });
    assert_eq!(known(&world, "gp_informed_75", due.plus_days(1)), (1, 2));
    let late = Standing::Missing { why: "told of the named GP late, on 2016-01-11".into() };
    assert_eq!(why(&world, "gp_informed_75", due.plus_days(1))[1], late);
}

#[test]
fn working_days_leave_easter_out() {
    let thursday = day("2026-04-02");
    let clocks = Deadlines::of(&Rules::default());
    let (contact, home) = (clocks.contact(thursday).unwrap(), clocks.care_home_plan(thursday).unwrap());
    // Good Friday is the 3rd, Easter Monday the 6th.
    assert_eq!([contact, home], [day("2026-04-09"), day("2026-04-15")]);
    let mut world = adults(2);
    for (who, on) in [(0, contact), (1, contact.plus_days(1))] {
        let rows = vec![
            row(thursday, StayRow::Notified(contact)),
            row(thursday, StayRow::Discharged(Some(home))),
            row(on, StayRow::Contact(ContactState::Attempted)),
        ];
        world.stays.push(RawStay { who, on: thursday.plus_days(-4), rec: thursday, emergency: true, rows });
        world.plans.push(plan(who, home, vec![row(home.plus_days(who as i32), agreed())]));
    }
    let pending = |id, d| told(&world, id, d, d, &Place::Everywhere).pending;
    assert_eq!([pending("discharge_contact", contact), pending("care_home_plan", home)], [2, 2]);
    assert_eq!(known(&world, "discharge_contact", contact.plus_days(1)), (1, 2));
    assert_eq!(known(&world, "care_home_plan", home.plus_days(1)), (1, 2));
    // Dead by the deadline: in neither, though somebody had been in contact.
    world.deaths.push(Since { who: 0, on: contact, held: HELD });
    let numbers = told(&world, "discharge_contact", home, home, &Place::Everywhere);
    assert_eq!((numbers.n, numbers.d, numbers.removed), (0, 1, 1));
}

#[test]
fn who_moves_into_a_care_home_is_admitted_and_who_comes_back_from_hospital_readmitted() {
    let (moved, d) = (day("2016-01-11"), day("2016-03-31"));
    // The seventh working day after Monday the 11th.
    let due = day("2016-01-20");
    let mut world = adults(3);
    let lived = |who, from, until| Lived { who, from, until, held: HELD };
    // From home, for good; from residential to nursing care the day after; away before the quarter.
    world.homes.push(lived(0, moved, Some(day("2016-02-01"))));
    world.homes.push(lived(0, day("2016-02-02"), None));
    world.homes.push(lived(1, day("2015-03-02"), Some(day("2015-09-01"))));
    world.plans.push(plan(0, due, vec![row(due, agreed())]));
    assert_eq!(known(&world, "care_home_plan", due), (0, 0), "still time");
    assert_eq!(why(&world, "care_home_plan", due), [Standing::Pending { until: due }]);
    assert_eq!(known(&world, "care_home_plan", d), (1, 1), "a change of service is no admission");
    // In hospital in February and back: to the usual place of residence, which is the home.
    let (left, back_due) = (day("2016-02-22"), day("2016-03-02"));
    let spell = |who, on: &str, left, due| {
        let rows = vec![row(left, StayRow::Discharged(due))];
        RawStay { who, on: day(on), rec: left, emergency: true, rows }
    };
    world.stays.push(spell(0, "2016-02-15", left, None));
    assert_eq!(known(&world, "care_home_plan", d), (1, 2));
    assert_eq!(why(&world, "care_home_plan", back_due)[1], Standing::Pending { until: back_due });
    // Straight from hospital: social care tells of it from two days before, and from a week after; one coming each.
    world.stays.push(spell(2, "2016-02-15", left, Some(back_due)));
    world.homes.push(lived(2, left.plus_days(-2), None));
    assert_eq!(known(&world, "care_home_plan", d), (1, 3));
    world.homes[3].from = left.plus_days(7);
    assert_eq!(known(&world, "care_home_plan", d), (1, 3));
    // Three weeks after a discharge it is another coming.
    world.homes[3].from = left.plus_days(21);
    assert_eq!(known(&world, "care_home_plan", d), (1, 4));
    // Who went home from hospital, and never lived in one, did not come into one.
    world.stays.push(spell(1, "2016-02-15", left, None));
    assert_eq!(known(&world, "care_home_plan", d), (1, 4));
    // Back in hospital, or dead, before the plan was due.
    let rows = vec![];
    world.stays.push(RawStay { who: 0, on: day("2016-01-15"), rec: day("2016-01-15"), emergency: true, rows });
    world.stays[3].rows.push(row(day("2016-01-18"), StayRow::Discharged(None)));
    let numbers = told(&world, "care_home_plan", d, d, &Place::Everywhere);
    assert_eq!((numbers.n, numbers.d, numbers.removed), (1, 4, 1), "the move is taken out; the return is another, and in time");
}

#[test]
fn a_restart_leaves_the_plan_before_it_behind_for_payment_alone() {
    let mut world = adults(1);
    world.cases.push(case(0, day("2015-05-01")));
    world.cases[0].rows.push(row(day("2015-09-01"), CaseRow::End(EndReason::GoalsMet, None)));
    world.cases.push(case(0, day("2016-01-04")));
    world.plans.push(plan(0, day("2015-06-01"), vec![row(day("2015-06-01"), agreed())]));
    world.gps.push(RawGp { who: 0, rows: vec![row(day("2014-04-01"), GpRow::Assigned(0))] });
    let d = day("2016-03-31");
    assert_eq!([known(&world, "register_size", d), known(&world, "plan_coverage", d)], [(1, 0), (1, 1)]);
    assert_eq!(known(&world, "counts_for_payment", d), (0, 1));
    assert_eq!(told(&world, "counts_for_payment", d, d, &Place::Everywhere).beside["plan_before_start"], 1);
    assert_eq!(known(&world, "counts_for_payment", day("2015-06-30")), (1, 1));
    assert_eq!(known(&world, "plan_coverage", day("2015-12-31")), (0, 0), "between the two times");
}

#[test]
fn what_is_corrected_a_month_later_is_told_as_it_was_known() {
    let mut world = adults(1);
    let (start, d, corrected) = (day("2016-01-10"), day("2016-01-31"), day("2016-03-01"));
    world.cases.push(case(0, start));
    world.cases[0].rows.push(Row { on: day("2016-01-20"), rec: corrected, what: CaseRow::End(EndReason::GoalsMet, None) });
    let size = |k| told(&world, "register_size", d, k, &Place::Everywhere).n;
    assert_eq!([size(d), size(corrected.plus_days(-1)), size(corrected)], [1, 1, 0], "as known then, and as known now");
    // A list that was believed wrongly.
    world.lists[0].held.sup = Some(corrected);
    world.lists.push(List { at: 1, held: Held { rec: corrected, sup: None }, ..world.lists[0] });
    let size = |k, place| told(&world, "plans_all_ages", d, k, &of(place)).d;
    assert_eq!([size(d, 0), size(d, 1), size(corrected, 0), size(corrected, 1)], [1, 0, 0, 1]);
}

#[test]
fn commissioners_do_not_see_objectors_and_are_told_how_many() {
    let d = day("2016-03-31");
    let mut world = adults(3);
    world.cases.extend((0..3).map(|who| case(who, day("2016-01-01"))));
    for (who, kind) in [(0, ObjectionKind::Type1), (1, ObjectionKind::CaseManagement)] {
        world.objections.push(Objection { who, kind, from: d, withdrawn: None, held: Some(HELD), door: None });
    }
    let book = world.ledger().as_known(evening(d));
    let numbers = |audience, id: &str, d| {
        let figures = compute(&book, &Definitions::built_in(), &Rules::default(), d, audience);
        let found = figures.measures.iter().find(|measure| measure.definition.id == id).unwrap();
        let numbers = Numbers::from(&found.places[&Place::Everywhere]);
        (numbers.n, numbers.d)
    };
    assert_eq!(numbers(Audience::Practice, "plan_coverage", d), (0, 3));
    assert_eq!(numbers(Audience::Commissioning, "plan_coverage", d), (0, 2));
    assert_eq!(numbers(Audience::Commissioning, "objections", d), (1, 0));
    let before = d.plus_days(-30);
    assert_eq!(numbers(Audience::Commissioning, "plans_all_ages", before), (0, 2), "an objection takes effect on the next read");
}

#[test]
fn the_place_of_death_is_of_the_stay_or_the_case() {
    let died = day("2016-02-01");
    let mut world = adults(3);
    for who in 0..3 {
        world.cases.push(case(who, day("2015-06-01")));
        world.plans.push(plan(who, day("2015-07-01"), vec![row(day("2015-07-01"), agreed()), row(died, PlanRow::Ended)]));
    }
    world.cases[0].rows.push(row(died, CaseRow::End(EndReason::Died, Some(PlaceKind::Home))));
    world.cases[1].rows.push(row(died, CaseRow::End(EndReason::Died, None)));
    world.cases[2].rows.push(row(died, CaseRow::End(EndReason::Died, None)));
    let rows = vec![row(died, StayRow::Died)];
    world.stays.push(RawStay { who: 1, on: died.plus_days(-3), rec: died, emergency: true, rows });
    let d = day("2016-03-31");
    assert_eq!(known(&world, "deaths_in_hospital", d), (1, 3));
    assert_eq!(known(&world, "deaths_in_preferred_place", d), (1, 3), "all wanted to die at home");
    assert!(
        why(&world, "deaths_in_preferred_place", d)
            .contains(&Standing::Missing { why: "where the person died is not on record".into() })
    );
}

#[test]
fn the_days_of_entry_are_told_of_ten_people_or_more() {
    let d = day("2016-03-31");
    let entered = |people: usize| {
        let mut world = adults(people + 1);
        world.cases.extend((0..people).map(|who| case(who, day("2014-05-01").plus_days(who as i32))));
        // Off the register before the twelve months began.
        world.cases.push(case(people, day("2013-01-01")));
        world.cases[people].rows.push(row(day("2015-04-01"), CaseRow::End(EndReason::GoalsMet, None)));
        let book = world.ledger().as_known(evening(d));
        entered_register(&book, &Definitions::built_in(), &Rules::default(), d, Audience::Commissioning)
    };
    assert_eq!(entered(9), None);
    assert_eq!(entered(10), Some(Days { first: day("2014-05-01"), last: day("2014-05-10") }));
}

#[test]
fn a_rate_counts_days_and_the_spells_that_began_on_them() {
    let d = day("2016-03-31");
    let mut world = adults(2);
    world.cases.push(case(0, day("2016-03-01")));
    let spell = |who, on: &str, emergency| RawStay { who, on: day(on), rec: day(on), emergency, rows: vec![] };
    world.stays = vec![
        spell(0, "2016-03-01", true),
        spell(0, "2016-02-29", true),
        spell(0, "2016-03-20", false),
        spell(1, "2016-03-20", true),
        spell(1, "2015-03-31", true),
    ];
    world.runs.push(RawRun { index: day("2015-04-01"), published: day("2015-04-02"), tiers: vec![(0, 1), (1, 0)] });
    assert_eq!(known(&world, "emergency_rate", d), (1, 31));
    // One person off the register until 29 February, the other all of the 366 days.
    assert_eq!(known(&world, "emergency_rate_comparator", d), (2, 335 + 366));
}

#[test]
fn a_practice_of_8500_adults_has_a_target_of_170_and_a_floor_of_153() {
    let d = day("2016-03-31");
    let mut world = adults(8500);
    world.cases.extend((0..153).map(|who| case(who, day("2016-01-01"))));
    let (n, adults) = known(&world, "register_percent", d);
    assert_eq!((n, adults), (153, 8500));
    let definitions = Definitions::built_in();
    let [floor, target] = definitions.find("register_percent", d).unwrap().target.as_slice() else {
        panic!("a floor and a target")
    };
    assert_eq!((floor.people(adults), target.people(adults)), (153, 170));
    assert!(floor.met(n, adults) && !floor.met(152, adults) && !target.met(169, adults) && target.met(170, adults));
    assert!(!floor.met(0, 0), "no target is met by a list without adults");
}

#[test]
fn referred_to_a_matron_and_taken_on_by_one_is_one_person() {
    let (met, d) = (day("2015-06-10"), day("2016-03-31"));
    let mut world = adults(6);
    world.staff = 1;
    world.roles.push(Between { from: EARLY, rec: EARLY, end: None, what: (0, Role::CommunityMatron) });
    let listed = |who| row(met.plus_days(-7), MeetingRow::Listed(who, 0));
    let to = |who, service| row(met, MeetingRow::Referred(who, service));
    let mut rows: Vec<_> = (0..4).map(listed).collect();
    rows.push(row(met, MeetingRow::Opened));
    // Referred and taken on; referred alone; to another service; spoken about.
    rows.extend([to(0, Service::CommunityMatron), to(1, Service::CommunityMatron), to(2, Service::Memory)]);
    rows.push(row(met, MeetingRow::Discussed(3)));
    world.meetings.push(RawMeeting { team: 0, on: met, rec: met.plus_days(-7), rows });
    for who in [0, 4] {
        world.cases.push(case(who, met.plus_days(30)));
        world.cases.last_mut().unwrap().rows.push(row(met.plus_days(30), CaseRow::Coordinator(0)));
    }
    assert_eq!(known(&world, "matron_referral_65", d), (3, 6), "two by the meeting, one taken on without it");
    assert_eq!(known(&world, "matron_referral_65", met), (2, 6), "the minutes are open, the decision holds");
    assert_eq!(known(&world, "matron_referral_65", met.plus_days(-1)), (0, 6));
    assert_eq!(known(&world, "matron_referral_65", day("2016-06-10")), (2, 6), "a year later those taken on in July");
    assert_eq!(why(&world, "matron_referral_65", d)[2], Standing::Missing { why: "not referred in the twelve months".into() });
    world.meetings[0].rows.push(row(met, MeetingRow::Cancelled));
    assert_eq!(known(&world, "matron_referral_65", d), (2, 6), "cancelled");
}

#[test]
fn lancashire() {
    let d = day("2016-03-31");
    let mut world = adults(200_000);
    world.born[57_831..].fill(Day::of(1970, 6, 1));
    world.plans.extend((0..4000).map(|who| plan(who * 50, d, vec![row(d, agreed())])));
    world.cases.extend((0..2400).map(|who| RawCase { route: Route::MatronCaseload, ..case(who, day("2015-04-01")) }));
    let book = world.ledger().as_known(evening(d));
    let definitions = Definitions::built_in();
    let figures = compute(&book, &definitions, &Rules::default(), d, Audience::Practice);
    for (id, expected) in [("plans_all_ages", (4000, 200_000)), ("matron_referral_65", (2400, 57_831))] {
        let found = figures.measures.iter().find(|measure| measure.definition.id == id).unwrap();
        let numbers = Numbers::from(&found.places[&Place::Everywhere]);
        assert_eq!((numbers.n, numbers.d), expected, "{id}");
        let target = &found.definition.target[0];
        assert!(target.met(numbers.n, numbers.d) && !target.met(numbers.n - 1, numbers.d), "{id} reaches its target exactly");
    }
}
