//! Each rule of a meeting and of what a review does, by name.

use super::effects::{Setting, applied};
use super::*;
use crate::casework::case::{AddAction, Case, CaseEvent, EndReason, OpenCase, Route, SetCoordinator};
use crate::casework::decision::Decision;
use crate::casework::{Aggregate, Decided, Moment, Rules};
use crate::domain::{ActionId, Day, Line, PersonId, StaffId};
use uuid::Uuid;

const TODAY: Day = Day::of(2026, 3, 16);

fn id<T: From<Uuid>>(number: u8) -> T {
    Uuid::from_u128(u128::from(number)).into()
}

fn at() -> Moment {
    Moment { today: TODAY, now: "2026-03-16T09:00:00Z".parse().unwrap(), author: id(7) }
}

fn take<A: Aggregate>(state: &mut A, decide: impl FnOnce(&A) -> Decided<A::Event>) {
    for fact in decide(state).unwrap() {
        state.apply(&fact.recorded(&at()));
    }
}

fn rule<E: std::fmt::Debug>(decided: Decided<E>) -> &'static str {
    decided.unwrap_err().rule
}

fn planned(on: Day) -> Meeting {
    let mut meeting = Meeting::default();
    let plan = PlanMeeting { team: id(1), kind: MeetingKind::CommunityMdt, on, next_on: None, place: None };
    take(&mut meeting, |meeting| meeting.plan(plan, &Rules::default(), &at()));
    meeting
}

/// Open, with person 2 nominated.
fn open() -> Meeting {
    let mut meeting = planned(TODAY);
    take(&mut meeting, |meeting| meeting.fill(vec![Listing::of(id(2), Why::Nominated { on: TODAY })], &at()));
    take(&mut meeting, |meeting| meeting.open(&at()));
    meeting
}

fn said(decision: Decision) -> RecordReview {
    serde_json::from_value(serde_json::json!({"situation": "so", "decision": decision})).unwrap()
}

fn add(late_reason: Option<&str>) -> AddItem {
    AddItem { person: id::<PersonId>(3), reason: "fell".into(), late_reason: late_reason.map(Into::into) }
}

#[test]
fn the_cut_off_is_two_days_before_and_later_additions_need_a_reason() {
    let meeting = planned(TODAY.plus_days(2));
    assert_eq!(meeting.cut_off, Some(TODAY));
    assert!(meeting.add(add(None), None, &at()).is_ok(), "the day of the cut-off is in time");
    let meeting = planned(TODAY.plus_days(1));
    assert_eq!(rule(meeting.add(add(None), None, &at())), "after_cut_off");
    assert!(meeting.add(add(Some("yesterday")), None, &at()).is_ok());
}

#[test]
fn days_make_sense() {
    let plan = |on: Day, next_on| {
        let wanted = PlanMeeting { team: id(1), kind: MeetingKind::WardRound, on, next_on, place: None };
        Meeting::default().plan(wanted, &Rules::default(), &at())
    };
    assert_eq!(rule(plan(TODAY, Some(TODAY))), "next_not_after");
    assert_eq!(rule(plan(Day::of(1, 1, 1), None)), "unlikely_day");
    assert_eq!(rule(plan(TODAY, Some(Day::of(9999, 12, 31)))), "unlikely_day");
    assert_eq!(rule(planned(TODAY.plus_days(1)).open(&at())), "in_the_future");
}

#[test]
fn nothing_is_recorded_before_it_begins() {
    let meeting = planned(TODAY);
    assert_eq!(rule(meeting.review(id(2), &said(Decision::Defer), None, &[], &at())), "meeting_not_open");
    assert_eq!(rule(meeting.close(&at())), "meeting_not_open");
    assert_eq!(rule(meeting.write_addendum(WriteAddendum { person: None, text: "x".into() }, &at())), "meeting_not_closed");
}

#[test]
fn closing_needs_who_came_and_every_item_settled_and_is_for_good() {
    let mut meeting = open();
    assert_eq!(rule(meeting.close(&at())), "no_attendance");
    let came = |apologies| SetAttendance {
        attendees: vec![Attendee {
            staff: Some(id(7)),
            name: None,
            profession: Profession::Gp,
            organisation: None,
            role: MeetingRole::Chair,
            apologies,
        }],
    };
    take(&mut meeting, |meeting| meeting.set_attendance(came(true), &at()));
    assert_eq!(rule(meeting.close(&at())), "no_attendance", "apologies are not attendance");
    take(&mut meeting, |meeting| meeting.set_attendance(came(false), &at()));
    let refused = meeting.close(&at()).unwrap_err();
    assert_eq!((refused.rule, refused.words.contains("number 1.")), ("undecided_items", true), "{refused}");
    take(&mut meeting, |meeting| meeting.carry_over(id(2), CarryOver { reason: "late".into() }, &at()));
    take(&mut meeting, |meeting| meeting.close(&at()));
    assert_eq!(rule(meeting.set_attendance(came(false), &at())), "meeting_closed");
    assert_eq!(rule(meeting.review(id(2), &said(Decision::Defer), None, &[], &at())), "meeting_closed");
    assert_eq!(rule(meeting.fill(vec![], &at())), "meeting_closed");
    assert_eq!(rule(meeting.cancel(CancelMeeting { reason: "x".into() }, &at())), "meeting_closed");
    let stranger = WriteAddendum { person: Some(id(4)), text: "x".into() };
    assert_eq!(rule(meeting.write_addendum(stranger, &at())), "not_on_agenda");
    assert!(meeting.write_addendum(WriteAddendum { person: Some(id(2)), text: "x".into() }, &at()).is_ok());
}

#[test]
fn a_review_is_recorded_once_and_stays_on_the_agenda() {
    let mut meeting = open();
    assert_eq!(rule(meeting.review(id(3), &said(Decision::Defer), None, &[], &at())), "not_on_agenda");
    take(&mut meeting, |meeting| meeting.review(id(2), &said(Decision::Defer), None, &[], &at()));
    assert_eq!(rule(meeting.review(id(2), &said(Decision::Defer), None, &[], &at())), "already_reviewed");
    assert_eq!(rule(meeting.remove(id(2), RemoveItem { reason: "x".into() }, &at())), "already_reviewed");
    assert_eq!(rule(meeting.carry_over(id(2), CarryOver { reason: "x".into() }, &at())), "already_reviewed");
    assert_eq!(rule(meeting.cancel(CancelMeeting { reason: "x".into() }, &at())), "reviews_recorded");
}

#[test]
fn whoever_was_taken_off_by_hand_is_not_put_back_by_filling() {
    let mut meeting = open();
    take(&mut meeting, |meeting| meeting.remove(id(2), RemoveItem { reason: "moved".into() }, &at()));
    let found = vec![Listing::of(id(2), Why::Admitted { on: TODAY })];
    assert_eq!(meeting.fill(found, &at()).unwrap(), vec![]);
    let by_hand = AddItem { person: id(2), reason: "came back".into(), late_reason: Some("today".into()) };
    take(&mut meeting, |meeting| meeting.add(by_hand, None, &at()));
    assert!(meeting.item(id(2)).is_some());
}

#[test]
fn attendees_are_somebody_once() {
    let one = |staff: Option<u8>, name: Option<&str>| Attendee {
        staff: staff.map(id),
        name: name.map(Into::into),
        profession: Profession::Nurse,
        organisation: None,
        role: MeetingRole::Member,
        apologies: false,
    };
    let meeting = open();
    let set = |attendees| meeting.set_attendance(SetAttendance { attendees }, &at());
    assert_eq!(rule(set(vec![one(None, None)])), "attendee_unnamed");
    assert_eq!(rule(set(vec![one(Some(1), Some("x"))])), "attendee_unnamed");
    assert_eq!(rule(set(vec![one(Some(1), None), one(Some(1), None)])), "attendee_twice");
}

#[test]
fn note_takers_of_other_people_do_not_stand_in_each_others_way() {
    let event = MeetingEvent::CarriedOver { person: id(2), reason: "x".into() };
    assert!(event.concerns(id(2)) && !event.concerns(id(3)));
}

/// A case of team 1, open since January.
fn case() -> Case {
    let mut case = Case::default();
    let wanted =
        OpenCase { person: id(2), team: id(1), route: Route::Risk, reason: "x".into(), start: Some(Day::of(2026, 1, 5)) };
    take(&mut case, |case| case.open(wanted, "A81001".parse().unwrap(), &at()));
    case
}

fn effects(case: &Case, review: &RecordReview) -> Decided<CaseEvent> {
    let meeting = open();
    let setting = Setting {
        meeting: id(9),
        kind: meeting.kind,
        on: TODAY,
        team: id(1),
        person: id(2),
        practice: "A81001".parse().unwrap(),
    };
    let ids: Vec<ActionId> = review.actions.iter().map(|_| ActionId::new()).collect();
    applied(case, review, meeting.item(id(2)).unwrap(), &setting, &ids, &at())
}

#[test]
fn accepting_opens_the_case_with_all_that_was_said() {
    let action = AgreeAction { what: "call".into(), owner: id(7), due: TODAY };
    let review = RecordReview {
        coordinator: Some(id(7)),
        level: Some(2),
        actions: vec![action],
        next_review: Some(TODAY.plus_days(30)),
        ..said(Decision::Accept)
    };
    let mut made = Case::default();
    take(&mut made, |_| effects(&Case::default(), &review));
    assert_eq!((made.start, made.route, made.coordinator()), (Some(TODAY), Some(Route::ClinicalJudgement), Some(id(7))));
    assert_eq!((made.level, made.actions.len(), made.next_review), (Some(2), 1, Some(TODAY.plus_days(30))));
    assert_eq!(rule(effects(&case(), &said(Decision::Accept))), "on_register");
}

#[test]
fn decisions_need_what_they_rest_on() {
    let open = case();
    assert_eq!(rule(effects(&Case::default(), &said(Decision::Discharge))), "not_on_register");
    assert_eq!(rule(effects(&open, &said(Decision::Allocate))), "no_coordinator");
    assert_eq!(rule(effects(&open, &said(Decision::Refer))), "no_referral");
    let to = |decision, service, words: Option<&str>| {
        let said = RecordReview { service, referred_to: words.map(Line::from), ..said(decision) };
        effects(&open, &said)
    };
    assert_eq!(rule(to(Decision::Refer, None, Some("Memory clinic"))), "no_referral", "words alone are not a kind");
    assert_eq!(rule(to(Decision::Refer, Some(Service::Other), None)), "no_referral", "another service has a name");
    assert!(to(Decision::Refer, Some(Service::Other), Some("Chiropody")).is_ok());
    assert!(to(Decision::Refer, Some(Service::CommunityMatron), None).is_ok());
    assert_eq!(rule(to(Decision::Defer, Some(Service::CommunityMatron), None)), "not_a_referral");
    assert_eq!(rule(to(Decision::Defer, None, Some("Memory clinic"))), "not_a_referral");
    assert_eq!(rule(effects(&open, &said(Decision::Discharge))), "no_end_reason");
    assert_eq!(rule(effects(&open, &said(Decision::StepUp))), "no_level");
    let named = RecordReview { coordinator: Some(id(7)), ..said(Decision::Defer) };
    assert_eq!(rule(effects(&Case::default(), &named)), "after_the_end");
    assert_eq!(effects(&Case::default(), &said(Decision::DoNotAccept)).unwrap(), vec![]);
    let other_team = Case { team: id(3), ..case() };
    assert_eq!(rule(effects(&other_team, &said(Decision::Defer))), "other_team");
}

#[test]
fn steps_go_the_way_they_say() {
    let mut case = case();
    take(&mut case, |case| case.set_level(2, 3, &at()));
    let step = |decision, level| effects(&case, &RecordReview { level: Some(level), ..said(decision) });
    assert_eq!(rule(step(Decision::StepUp, 2)), "not_a_step_up");
    assert_eq!(rule(step(Decision::StepDown, 1)), "not_a_step_down");
    assert!(step(Decision::StepUp, 1).is_ok() && step(Decision::StepDown, 3).is_ok());
}

#[test]
fn there_is_no_second_coordinator() {
    let mut case = case();
    let first = SetCoordinator { coordinator: id(7), from: Some(TODAY), reason: "x".into() };
    take(&mut case, |case| case.set_coordinator(first, &at()));
    let allocate = |named: u8, replaces_coordinator| {
        effects(&case, &RecordReview { coordinator: Some(id(named)), replaces_coordinator, ..said(Decision::Allocate) })
    };
    assert_eq!(rule(allocate(8, false)), "second_coordinator");
    let mut after = case.clone();
    take(&mut after, |_| allocate(8, true));
    assert_eq!((after.coordinator(), after.coordinators.len()), (Some(id(8)), 2));
    let mut same = case.clone();
    take(&mut same, |_| allocate(7, false));
    assert_eq!(same.coordinators, case.coordinators, "confirming is no change");
}

#[test]
fn discharging_with_open_actions_is_refused_unless_they_are_closed_with_it() {
    let mut case = case();
    let wanted = AddAction { what: "x".into(), owner: id(7), due: TODAY };
    take(&mut case, |case| case.add_action(id(5), wanted, &at()));
    let discharge = RecordReview { end_reason: Some(EndReason::GoalsMet), ..said(Decision::Discharge) };
    assert_eq!(rule(effects(&case, &discharge)), "open_actions");
    let closing = serde_json::from_value(serde_json::json!(
        {"action": id::<ActionId>(5), "closing": {"how": "done"}, "outcome": "seen"}))
    .unwrap();
    let mut after = case.clone();
    take(&mut after, |_| effects(&case, &RecordReview { close_actions: vec![closing], ..discharge }));
    assert!(after.ended.is_some());
}

#[test]
fn somebody_who_died_before_the_meeting_was_not_reviewed_in_it() {
    let died = RecordReview { ended_on: Some(TODAY.plus_days(-3)), ..said(Decision::Died) };
    let mut after = case();
    take(&mut after, |_| effects(&case(), &died));
    assert_eq!(after.ended.map(|ended| (ended.on, ended.reason)), Some((TODAY.plus_days(-3), EndReason::Died)));
    assert_eq!(after.reviews, []);
}

#[test]
fn minutes_from_before_a_referral_had_a_kind_are_read() {
    let old = serde_json::json!({"type": "reviewed", "person": PersonId::default(), "minutes": {
        "words": {"situation": "so", "action_to_date": null, "update": null, "next_steps": null}, "decision": "refer",
        "not_accepted": null, "case": null, "coordinator": null, "level": null, "referred_to": "Memory clinic", "actions": [],
        "closed_actions": [], "next_review": null, "by": StaffId::default(), "recorded_at": "2026-01-12T10:00:00Z"}});
    let MeetingEvent::Reviewed { minutes, .. } = serde_json::from_value(old).unwrap() else { panic!("a review") };
    assert_eq!((minutes.service, minutes.referred_to), (None, Some("Memory clinic".into())));
}
