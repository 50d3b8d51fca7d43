//! Teams, by rule and by chance.

use super::*;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Decided, Moment, Recorded};
use crate::domain::{Day, Line, Role, StaffId};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Day = Day::of(2026, 3, 16);

fn at(day: Day) -> Moment {
    Moment { today: day, now: "2026-03-16T09:00:00Z".parse().unwrap(), author: StaffId::default() }
}

fn join(who: u128, from: Option<Day>) -> JoinTeam {
    JoinTeam {
        staff: StaffId::from(Uuid::from_u128(who)),
        role: Role::Nurse,
        organisation: "RX101".parse().unwrap(),
        from,
        capacity: 10,
        skills: vec![Skill::Falls, Skill::Frailty, Skill::Falls],
    }
}

fn record(team: &mut Team, events: &mut Vec<Recorded<TeamEvent>>, decided: Decided<TeamEvent>) -> Option<&'static str> {
    match decided {
        Ok(facts) => {
            for fact in facts {
                let event = fact.recorded(&at(TODAY));
                team.apply(&event);
                events.push(event);
            }
            None
        }
        Err(refusal) => Some(refusal.rule),
    }
}

#[test]
fn each_rule_by_its_name() {
    let (mut team, mut events, today) = (Team::default(), vec![], at(TODAY));
    let create =
        || CreateTeam { name: Line::from("North"), kind: TeamKind::Community, base: None, locality: Some(Line::from("N")) };
    let decided = team.create(create(), &today);
    assert_eq!(record(&mut team, &mut events, decided), None);
    assert_eq!(team.create(create(), &today).unwrap_err().rule, "already_set_up");
    let decided = team.join(join(1, None), &today);
    assert_eq!(record(&mut team, &mut events, decided), None);
    assert_eq!(team.members[0].skills, [Skill::Frailty, Skill::Falls]);
    assert_eq!(team.join(join(1, None), &today).unwrap_err().rule, "member_already");
    let commissioner = JoinTeam { role: Role::Commissioner, ..join(2, None) };
    assert_eq!(team.join(commissioner, &today).unwrap_err().rule, "role_never_sees_people");
    let nobody = StaffId::from(Uuid::from_u128(9));
    assert_eq!(team.leave(nobody, LeaveTeam { on: None }, &today).unwrap_err().rule, "not_a_member");
    let member = StaffId::from(Uuid::from_u128(1));
    let yesterday = Some(TODAY.plus_days(-1));
    assert_eq!(team.leave(member, LeaveTeam { on: yesterday }, &today).unwrap_err().rule, "end_before_start");
    let change = |from| ChangeMember { capacity: 5, skills: vec![], from };
    assert_eq!(team.change_member(member, change(yesterday), &today).unwrap_err().rule, "before_start");
    assert_eq!(team.change_member(member, change(Some(TODAY.plus_days(1))), &today).unwrap_err().rule, "in_the_future");
    let serve = || Serve { organisation: "A81001".parse().unwrap(), kind: ServedKind::Practice, from: None };
    let decided = team.serve(serve(), &today);
    assert_eq!(record(&mut team, &mut events, decided), None);
    assert_eq!(team.serve(serve(), &today).unwrap_err().rule, "served_already");
    let stop = |on| StopServing { on };
    assert_eq!(team.stop_serving("B81001".parse().unwrap(), stop(None), &today).unwrap_err().rule, "not_served");
    assert_eq!(team.stop_serving("A81001".parse().unwrap(), stop(yesterday), &today).unwrap_err().rule, "end_before_start");
}

proptest! {
    #[test]
    fn members_are_members_once_at_a_time(steps in proptest::collection::vec((0u8..5, 0u128..3, -20i32..20), 0..40)) {
        let (mut team, mut events) = (Team::default(), vec![]);
        for (what, who, days) in steps {
            let (on, before, now) = (Some(TODAY.plus_days(days)), team.clone(), at(TODAY));
            let staff = StaffId::from(Uuid::from_u128(who));
            let organisation = || format!("A8100{who}").parse().unwrap();
            let decided = match what {
                0 => team.join(join(who, on), &now),
                1 => team.leave(staff, LeaveTeam { on }, &now),
                2 => team.change_member(staff, ChangeMember { capacity: 7, skills: vec![], from: on }, &now),
                3 => team.serve(Serve { organisation: organisation(), kind: ServedKind::Practice, from: on }, &now),
                _ => team.stop_serving(organisation(), StopServing { on }, &now),
            };
            if record(&mut team, &mut events, decided).is_some() {
                prop_assert_eq!(&team, &before);
            }
        }
        prop_assert_eq!(&fold::<Team>(&events), &team);
        for days in -25..25 {
            let day = TODAY.plus_days(days);
            let mut members: Vec<_> = team.members_on(day).map(|member| member.staff).collect();
            members.sort_unstable();
            prop_assert!(members.windows(2).all(|pair| pair[0] != pair[1]));
            let mut served: Vec<_> = team.serves_on(day).map(|served| served.organisation.clone()).collect();
            served.sort_unstable();
            prop_assert!(served.windows(2).all(|pair| pair[0] != pair[1]));
        }
        prop_assert!(team.members.iter().all(|member| member.until.is_none_or(|until| until >= member.from)));
    }
}
