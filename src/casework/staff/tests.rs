//! Staff, by rule and by chance.

use super::*;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Decided, Moment, Recorded};
use crate::domain::{Day, Line, OdsCode, Role, StaffId};
use proptest::prelude::*;

const TODAY: Day = Day::of(2026, 3, 16);

fn now() -> Moment {
    Moment { today: TODAY, now: "2026-03-16T09:00:00Z".parse().unwrap(), author: StaffId::default() }
}

fn record(staff: &mut Staff, events: &mut Vec<Recorded<StaffEvent>>, decided: Decided<StaffEvent>) -> Option<&'static str> {
    match decided {
        Ok(facts) => {
            for fact in facts {
                let event = fact.recorded(&now());
                staff.apply(&event);
                events.push(event);
            }
            None
        }
        Err(refusal) => Some(refusal.rule),
    }
}

fn practice(number: u8) -> OdsCode {
    format!("A8100{number}").parse().unwrap()
}

fn give(role: Role, number: u8, from: Option<Day>) -> GiveRole {
    GiveRole { role, organisation: practice(number), from, session_tenths: None }
}

#[test]
fn each_rule_by_its_name() {
    let (mut staff, mut events) = (Staff::default(), vec![]);
    let decided = staff.add(AddStaff { name: Line::from("Dr Amin") }, &now());
    assert_eq!(record(&mut staff, &mut events, decided), None);
    assert_eq!(staff.add(AddStaff { name: Line::from("Dr Amin") }, &now()).unwrap_err().rule, "already_known");
    assert_eq!(staff.rename(RenameStaff { name: Line::from("Dr Amin") }, &now()).unwrap_err().rule, "same_name");
    let nurse = GiveRole { session_tenths: Some(45), ..give(Role::Nurse, 1, None) };
    assert_eq!(staff.give_role(nurse, &now()).unwrap_err().rule, "sessions_are_for_gps");
    let gp = GiveRole { session_tenths: Some(45), ..give(Role::Gp, 1, None) };
    let decided = staff.give_role(gp, &now());
    assert_eq!(record(&mut staff, &mut events, decided), None);
    assert_eq!(staff.give_role(give(Role::Gp, 1, None), &now()).unwrap_err().rule, "role_held");
    let end = |role, on| EndRole { role, organisation: practice(1), on };
    assert_eq!(staff.end_role(end(Role::Nurse, None), &now()).unwrap_err().rule, "role_not_held");
    let yesterday = Some(TODAY.plus_days(-1));
    assert_eq!(staff.end_role(end(Role::Gp, yesterday), &now()).unwrap_err().rule, "end_before_start");
    let leave = |on| Leave { on, reason: Line::from("Retired") };
    assert_eq!(staff.leave(leave(yesterday), &now()).unwrap_err().rule, "end_before_start");
    assert_eq!(staff.leave(leave(Some(TODAY.plus_days(1))), &now()).unwrap_err().rule, "in_the_future");
    let decided = staff.leave(leave(None), &now());
    assert_eq!(record(&mut staff, &mut events, decided), None);
    assert!(!staff.holds(Role::Gp, &practice(1), TODAY));
    assert_eq!(staff.leave(leave(None), &now()).unwrap_err().rule, "left_already");
}

proptest! {
    #[test]
    fn a_role_is_held_once_at_a_time(steps in proptest::collection::vec((0u8..4, 0u8..2, -20i32..20), 0..40)) {
        let (mut staff, mut events) = (Staff::default(), vec![]);
        for (what, number, days) in steps {
            let (on, before) = (Some(TODAY.plus_days(days)), staff.clone());
            let decided = match what {
                0 | 1 => staff.give_role(give(Role::Gp, number, on), &now()),
                2 => staff.end_role(EndRole { role: Role::Gp, organisation: practice(number), on }, &now()),
                _ => staff.leave(Leave { on, reason: Line::from("x") }, &now()),
            };
            if record(&mut staff, &mut events, decided).is_some() {
                prop_assert_eq!(&staff, &before);
            }
            prop_assert!(staff.roles.iter().all(|held| held.until.is_none_or(|until| until >= held.from)));
            for days in -25..25 {
                let day = TODAY.plus_days(days);
                for number in 0..2 {
                    let held = staff.roles.iter().filter(|held| held.organisation == practice(number) && held.on(day)).count();
                    prop_assert!(held <= 1);
                }
            }
        }
        prop_assert_eq!(&fold::<Staff>(&events), &staff);
    }
}
