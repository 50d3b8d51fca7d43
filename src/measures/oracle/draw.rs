//! Worlds by chance: what people do, in order, and recorded late now and then.

use super::world::*;
use crate::casework::case::{EndReason, Route};
use crate::casework::meeting::{Profession, Service};
use crate::casework::objection::ObjectionKind;
use crate::casework::organisation::LinkKind;
use crate::casework::plan::{OrganisationKind, Place};
use crate::casework::stay::ContactState;
use crate::domain::{Day, Role};

/// The days in which things happen.
pub(super) const FIRST: Day = Day::of(2013, 10, 1);
const PRACTICES: usize = 5;
const TEAMS: usize = 3;
const STAFF: usize = 5;

/// Chance, from a seed (`SplitMix64`).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn days(&mut self, most: usize) -> i32 {
        self.below(most + 1) as i32
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn day(&mut self) -> Day {
        FIRST.plus_days(self.days(900))
    }

    /// When something of a day is recorded: soon, sometimes weeks later, never before what was recorded last.
    fn recorded(&mut self, on: Day, last: Day) -> Day {
        let late = self.pick(&[0, 0, 0, 0, 2, 9, 33]);
        on.plus_days(late).max(last)
    }

    fn held(&mut self, on: Day) -> Held {
        Held { rec: self.recorded(on, on), sup: None }
    }
}

pub(super) fn world(seed: u64) -> World {
    let dice = &mut Dice(seed);
    let mut world = World { teams: TEAMS, staff: STAFF, ..World::default() };
    organisations(&mut world, dice);
    for who in 0..3 + dice.below(8) {
        let aged = dice.pick(&[3, 17, 18, 30, 64, 65, 74, 75, 75, 80, 90]);
        let born = Day::of(2014 - aged, 2, 26).plus_days(dice.days(700) - 100);
        world.born.push(if dice.one_in(8) { Day::of(1940, 2, 29) } else { born });
        lists(&mut world, who, dice);
        facts(&mut world, who, dice);
        cases(&mut world, who, dice);
        plans(&mut world, who, dice);
        gps(&mut world, who, dice);
        stays(&mut world, who, dice);
        homes(&mut world, who, dice);
    }
    for _ in 0..dice.below(3) {
        let index = dice.day();
        let published = Day::from_number(index.plus_days(dice.days(40)).number() / 4 * 4 + world.runs.len() as i32);
        let tiers = (0..world.born.len()).map(|who| (who, dice.below(4) as u16)).collect();
        world.runs.push(RawRun { index, published, tiers });
    }
    meetings(&mut world, dice);
    world
}

fn organisations(world: &mut World, dice: &mut Dice) {
    let early = Day::of(2010, 1, 1);
    for number in 0..PRACTICES {
        let closed = dice.one_in(6).then(|| dice.day());
        let opened = dice.one_in(6).then(|| early.plus_days(dice.days(1500)));
        world.practices.push(RawPractice {
            rec: early,
            locality: dice.pick(&[None, Some("North"), Some("South")]),
            opened,
            closed,
        });
        for kind in [LinkKind::Network, LinkKind::Commissioner] {
            if dice.one_in(5) {
                continue;
            }
            let end = dice.one_in(3).then(|| dice.day()).map(|on| (on, dice.recorded(on, on)));
            let belongs = |to| Belongs { practice: number, kind, to };
            let to = dice.below(2);
            world.links.push(Between { from: early, rec: early, end, what: belongs(to) });
            if let Some((from, rec)) = end
                && dice.one_in(2)
            {
                world.links.push(Between { from, rec, end: None, what: belongs(1 - to) });
            }
        }
        // Mergers go one way, so that they never go in a circle.
        if number + 1 < PRACTICES && dice.one_in(4) {
            let from = dice.day();
            let to = number + 1 + dice.below(PRACTICES - number - 1);
            let what = Belongs { practice: number, kind: LinkKind::Successor, to };
            world.links.push(Between { from, rec: dice.recorded(from, from), end: None, what });
        }
        for team in 0..TEAMS {
            if dice.one_in(2) {
                let from = early.plus_days(dice.days(1800));
                let end = dice.one_in(3).then(|| dice.day().max(from)).map(|on| (on, dice.recorded(on, on)));
                let rec = dice.recorded(from, from);
                let end = end.map(|(on, late)| (on, late.max(rec)));
                world.serves.push(Between { from, rec, end, what: (team, number) });
            }
        }
    }
    for staff in 0..STAFF {
        for team in 0..TEAMS {
            if dice.one_in(2) {
                let from = early.plus_days(dice.days(1600));
                let end = dice.one_in(3).then(|| dice.day().max(from)).map(|on| (on, on));
                let role = dice.pick(&[Role::CommunityMatron, Role::Nurse]);
                world.members.push(Between { from, rec: from, end, what: (team, staff, role) });
            }
        }
        if dice.one_in(3) {
            let from = early.plus_days(dice.days(1600));
            let end = dice.one_in(3).then(|| dice.day().max(from)).map(|on| (on, on));
            world.roles.push(Between { from, rec: from, end, what: (staff, Role::CommunityMatron) });
        }
    }
}

fn lists(world: &mut World, who: usize, dice: &mut Dice) {
    let mut from = FIRST.plus_days(dice.days(500) - 300);
    let mut moved_to = None;
    for _ in 0..dice.below(5) {
        let mut until = from.plus_days(1 + dice.days(500));
        let mut open = dice.one_in(2);
        let at = moved_to.take().unwrap_or_else(|| dice.below(PRACTICES));
        // A merger takes the list along, unless nobody tells the feed.
        let merged =
            world.links.iter().find(|row| (row.what.kind, row.what.practice) == (LinkKind::Successor, at) && row.from > from);
        if let Some(merged) = merged.filter(|row| open || row.from <= until)
            && !dice.one_in(3)
        {
            (until, open, moved_to) = (merged.from, false, Some(merged.what.to));
        }
        let mut list = List { who, at, from, until: (!open).then_some(until), held: dice.held(from) };
        // What was believed first is corrected later.
        if dice.one_in(4) {
            let corrected = list.held.rec.plus_days(1 + dice.days(200));
            world.lists.push(List { held: Held { sup: Some(corrected), ..list.held }, ..list });
            list.held = Held { rec: corrected, sup: None };
            list.from = list.from.plus_days(dice.days(20) - 10);
            list.at = dice.below(PRACTICES);
        }
        world.lists.push(list);
        if open {
            break;
        }
        from = if moved_to.is_some() { until } else { until.plus_days(dice.pick(&[0, 0, 1, 40])) };
    }
}

fn facts(world: &mut World, who: usize, dice: &mut Dice) {
    if dice.one_in(4) {
        let on = dice.day();
        let held = dice.held(on);
        if dice.one_in(4) {
            let sup = held.rec.plus_days(1 + dice.days(100));
            world.deaths.push(Since { who, on, held: Held { sup: Some(sup), ..held } });
            let on = on.plus_days(dice.days(6));
            world.deaths.push(Since { who, on, held: Held { rec: sup, sup: None } });
        } else {
            world.deaths.push(Since { who, on, held });
        }
    }
    for _ in 0..dice.below(3) {
        let on = dice.day();
        world.conditions.push(Since { who, on, held: dice.held(on) });
    }
    for kind in ObjectionKind::ALL {
        if dice.one_in(6) {
            let from = dice.day();
            let withdrawn = dice.one_in(2).then(|| from.plus_days(1 + dice.days(300)));
            let held = dice.held(from);
            world.objections.push(Objection { who, kind, from, withdrawn, held: Some(held), door: None });
        }
        if dice.one_in(6) {
            let from = dice.day();
            let rec = dice.recorded(from, from);
            let withdrawn = dice.one_in(2).then(|| rec.plus_days(1 + dice.days(300)));
            let again = withdrawn.map(|on| dice.recorded(on, rec));
            world.objections.push(Objection { who, kind, from, withdrawn, held: None, door: Some((rec, again)) });
        }
    }
}

fn died_at(reason: EndReason, dice: &mut Dice) -> Option<Place> {
    (reason == EndReason::Died)
        .then(|| dice.pick(&[None, Some(Place::Home), Some(Place::Hospital), Some(Place::Hospice)]))
        .flatten()
}

const REASONS: [EndReason; 4] = [EndReason::Died, EndReason::Moved, EndReason::GoalsMet, EndReason::Moved];

fn cases(world: &mut World, who: usize, dice: &mut Dice) {
    let mut day = FIRST.plus_days(dice.days(500));
    for _ in 0..dice.pick(&[0, 1, 1, 2, 3]) {
        let (start, mut rec) = (day, dice.recorded(day, day));
        let route = dice.pick(&[Route::Risk, Route::Risk, Route::ClinicalJudgement, Route::MatronCaseload]);
        let mut case = RawCase { who, practice: dice.below(PRACTICES), team: dice.below(TEAMS), route, start, rec, rows: vec![] };
        let mut actions = 0;
        for _ in 0..dice.below(14) {
            day = day.plus_days(dice.pick(&[0, 0, 1, 5, 21, 60]));
            let due = day.plus_days(1 + dice.days(50));
            let what = match dice.below(10) {
                0 | 1 => CaseRow::Coordinator(dice.below(STAFF)),
                2 => CaseRow::Lead(dice.one_in(2).then(|| dice.below(STAFF))),
                3 => CaseRow::Team(dice.below(TEAMS)),
                4 | 5 => CaseRow::Schedule(due),
                6 => CaseRow::Review,
                7 => {
                    actions += 1;
                    CaseRow::Action(actions, due)
                }
                _ if actions > 0 => {
                    // An action is closed once.
                    let number = 1 + dice.below(actions);
                    let closed = case
                        .rows
                        .iter()
                        .any(|row| matches!(row.what, CaseRow::Done(known) | CaseRow::Cancelled(known) if known == number));
                    match (closed, dice.one_in(4)) {
                        (true, _) => continue,
                        (false, true) => CaseRow::Cancelled(number),
                        (false, false) => CaseRow::Done(number),
                    }
                }
                _ => CaseRow::Review,
            };
            rec = dice.recorded(day, rec);
            case.rows.push(Row { on: day, rec, what });
        }
        let room = case.rows.first().map_or(0, |first| first.on.days_since(start));
        if dice.one_in(6) {
            rec = dice.recorded(day, rec);
            let on = if dice.one_in(2) { start.plus_days(-dice.days(10)) } else { start.plus_days(dice.days(10).min(room)) };
            case.rows.push(Row { on, rec, what: CaseRow::StartCorrected });
        }
        if dice.one_in(12) {
            case.rows.push(Row { on: rec, rec, what: CaseRow::Error });
        }
        let ends = !dice.one_in(3);
        if ends {
            day = day.plus_days(dice.days(60));
            rec = dice.recorded(day, rec);
            let reason = dice.pick(&REASONS);
            case.rows.push(Row { on: day, rec, what: CaseRow::End(reason, died_at(reason, dice)) });
            let later = dice.recorded(rec, rec.plus_days(1));
            if dice.one_in(5) {
                let reason = dice.pick(&REASONS);
                day = day.plus_days(dice.days(4));
                case.rows.push(Row { on: day, rec: later, what: CaseRow::EndCorrected(reason, died_at(reason, dice)) });
            } else if dice.one_in(6) {
                case.rows.push(Row { on: later, rec: later, what: CaseRow::EndWithdrawn });
                world.cases.push(case);
                return;
            }
        }
        let error = case.rows.iter().any(|row| matches!(row.what, CaseRow::Error));
        world.cases.push(case);
        if !ends && !error {
            return;
        }
        day = day.plus_days(1 + dice.days(90));
    }
}

fn plans(world: &mut World, who: usize, dice: &mut Dice) {
    let mut day = FIRST.plus_days(dice.days(500));
    for _ in 0..dice.pick(&[0, 1, 1, 2]) {
        let mut rec = dice.recorded(day, day);
        let mut plan = RawPlan { who, start: day, rec, rows: vec![] };
        let put = |plan: &mut RawPlan, on: Day, rec: Day, what: PlanRow| plan.rows.push(Row { on, rec, what });
        let mut agreed = false;
        for _ in 0..dice.below(7) {
            day = day.plus_days(dice.pick(&[0, 0, 3, 30, 90, 240, 365, 366]));
            rec = dice.recorded(day, rec);
            let what = match (agreed, dice.below(6)) {
                (false, 0) => {
                    put(&mut plan, day, rec, PlanRow::Declined);
                    break;
                }
                (false, _) | (true, 0 | 1) => {
                    agreed = true;
                    agreement(day, dice)
                }
                (true, 2) => PlanRow::Joined(organisation(dice)),
                (true, 3 | 4) => PlanRow::Reviewed,
                (true, _) => PlanRow::ReviewDeclined,
            };
            put(&mut plan, day, rec, what);
        }
        let closed = agreed && dice.one_in(2);
        if closed {
            // Now and then on the day on which it was agreed.
            day = day.plus_days(dice.pick(&[0, 0, 10, 100]));
            rec = dice.recorded(day, rec);
            let what = if dice.one_in(2) { PlanRow::Withdrawn } else { PlanRow::Ended };
            put(&mut plan, day, rec, what);
        }
        let over = closed || plan.rows.last().is_some_and(|row| matches!(row.what, PlanRow::Declined));
        world.plans.push(plan);
        if !over {
            return;
        }
        day = day.plus_days(dice.days(60));
    }
}

fn organisation(dice: &mut Dice) -> OrganisationKind {
    dice.pick(&[
        OrganisationKind::GpPractice,
        OrganisationKind::CommunityHealth,
        OrganisationKind::SocialCare,
        OrganisationKind::Voluntary,
        OrganisationKind::CarerOrFamily,
    ])
}

fn agreement(day: Day, dice: &mut Dice) -> PlanRow {
    let mut by = vec![];
    for _ in 0..dice.below(4) {
        by.push((organisation(dice), (!dice.one_in(4)).then(|| day.plus_days(-dice.days(5)))));
    }
    let no_need = dice.one_in(5).then(|| day.plus_days(-dice.days(9)));
    let prefers = dice.pick(&[None, Some(Place::Home), Some(Place::Hospital), Some(Place::Hospice), Some(Place::NoPreference)]);
    PlanRow::Agreed { by, no_need, prefers }
}

fn gps(world: &mut World, who: usize, dice: &mut Dice) {
    let mut gp = RawGp { who, rows: vec![] };
    let mut day = FIRST.plus_days(dice.days(400));
    let mut rec = day;
    // Most are at the practice whose list they are on.
    let here = world.lists.iter().rfind(|list| list.who == who).map_or(0, |list| list.at);
    let (mut held, mut told) = (false, false);
    for _ in 0..dice.below(6) {
        day = day.plus_days(dice.pick(&[0, 1, 10, 21, 22, 200]));
        rec = dice.recorded(day, rec);
        let what = match dice.below(3) {
            1 if held && !told => {
                told = true;
                GpRow::Told
            }
            2 if held => {
                held = false;
                GpRow::Ended
            }
            _ => {
                (held, told) = (true, false);
                GpRow::Assigned(if dice.one_in(3) { dice.below(PRACTICES) } else { here })
            }
        };
        gp.rows.push(Row { on: day, rec, what });
    }
    world.gps.push(gp);
}

fn stays(world: &mut World, who: usize, dice: &mut Dice) {
    let mut day = FIRST.plus_days(dice.days(700));
    for _ in 0..dice.below(5) {
        let mut rec = dice.recorded(day, day);
        let mut stay = RawStay { who, on: day, rec, emergency: !dice.one_in(3), rows: vec![] };
        let mut died = false;
        let put = |stay: &mut RawStay, on: Day, rec: Day, what: StayRow| stay.rows.push(Row { on, rec, what });
        day = day.plus_days(dice.days(12));
        rec = dice.recorded(day, rec);
        if dice.one_in(7) {
            put(&mut stay, day, rec, StayRow::Died);
            died = true;
        } else {
            put(&mut stay, day, rec, StayRow::Notified(day.plus_days(3 + dice.days(4))));
            day = day.plus_days(dice.days(2));
            let home = dice.one_in(2).then(|| day.plus_days(9 + dice.days(4)));
            rec = dice.recorded(day, rec);
            put(&mut stay, day, rec, StayRow::Discharged(home));
            if home.is_some() && dice.one_in(2) {
                let on = day.plus_days(dice.days(14));
                let rows = vec![Row { on, rec: dice.recorded(on, on), what: agreement(on, dice) }];
                world.plans.push(RawPlan { who, start: day, rec: day, rows });
            }
            for _ in 0..dice.below(3) {
                let on = day.plus_days(dice.days(7));
                rec = dice.recorded(on, rec);
                let state = dice.pick(&[ContactState::Done, ContactState::Attempted, ContactState::NotNeeded]);
                put(&mut stay, on, rec, StayRow::Contact(state));
            }
            if dice.one_in(5) {
                let on = day.plus_days(dice.days(3));
                rec = dice.recorded(on, rec);
                put(&mut stay, on, rec, StayRow::Readmitted);
            }
            if dice.one_in(8) {
                rec = dice.recorded(day, rec);
                put(&mut stay, day, rec, StayRow::Cancelled);
            }
        }
        if dice.one_in(10) {
            put(&mut stay, rec, rec, StayRow::Error);
        }
        world.stays.push(stay);
        if died {
            return;
        }
        day = day.plus_days(dice.pick(&[0, 2, 5, 40, 200]));
    }
}

/// Times in care homes: by chance, and about when somebody left hospital, as social care records it.
fn homes(world: &mut World, who: usize, dice: &mut Dice) {
    let left: Vec<Day> = world.stays.iter().filter(|stay| stay.who == who).map(|stay| stay.on.plus_days(dice.days(30))).collect();
    for _ in 0..dice.pick(&[0, 0, 1, 2]) {
        let mut from = if left.is_empty() || dice.one_in(3) { dice.day() } else { dice.pick(&left) };
        for _ in 0..=dice.below(2) {
            let until = dice.one_in(2).then(|| from.plus_days(dice.pick(&[0, 3, 20, 150])));
            let held = dice.held(from);
            if dice.one_in(5) {
                let sup = held.rec.plus_days(1 + dice.days(60));
                world.homes.push(Lived { who, from, until, held: Held { sup: Some(sup), ..held } });
            } else {
                world.homes.push(Lived { who, from, until, held });
            }
            let on = from.plus_days(dice.days(14));
            if dice.one_in(3) {
                let rows = vec![Row { on, rec: dice.recorded(on, on), what: agreement(on, dice) }];
                world.plans.push(RawPlan { who, start: from, rec: from, rows });
            }
            // The next service takes over at once, after a day, or after a gap.
            from = until.unwrap_or(from.plus_days(40)).plus_days(dice.pick(&[0, 1, 2, 30]));
        }
    }
}

fn meetings(world: &mut World, dice: &mut Dice) {
    for _ in 0..dice.below(8) {
        let mut on = dice.day();
        let mut rec = on.plus_days(-20);
        let mut meeting = RawMeeting { team: dice.below(TEAMS), on, rec, rows: vec![] };
        let put = |meeting: &mut RawMeeting, on: Day, rec: Day, what| meeting.rows.push(Row { on, rec, what });
        if dice.one_in(6) {
            on = on.plus_days(dice.days(40));
            put(&mut meeting, rec, rec, MeetingRow::Moved(on));
        }
        for who in 0..world.born.len() {
            if dice.one_in(2) {
                put(&mut meeting, rec, rec, MeetingRow::Listed(who, dice.below(4) as u32));
                if dice.one_in(6) {
                    put(&mut meeting, rec, rec, MeetingRow::Removed(who));
                    if dice.one_in(2) {
                        put(&mut meeting, rec, rec, MeetingRow::Listed(who, 0));
                    }
                }
            }
        }
        rec = dice.recorded(on, rec);
        if dice.one_in(7) {
            put(&mut meeting, on, rec, MeetingRow::Cancelled);
            world.meetings.push(meeting);
            continue;
        }
        for who in 0..world.born.len() {
            match dice.below(4) {
                0 if dice.one_in(3) => {
                    let service = dice.pick(&[Service::CommunityMatron, Service::CommunityMatron, Service::Memory]);
                    put(&mut meeting, on, rec, MeetingRow::Referred(who, service));
                }
                0 | 1 => put(&mut meeting, on, rec, MeetingRow::Discussed(who)),
                2 => put(&mut meeting, on, rec, MeetingRow::CarriedOver(who)),
                _ => {}
            }
        }
        let mut who: Vec<(Option<usize>, Profession, bool)> = vec![];
        for staff in 0..STAFF {
            if dice.one_in(2) {
                who.push((Some(staff), dice.pick(&[Profession::Nurse, Profession::Gp]), dice.one_in(4)));
            }
        }
        who.push((None, Profession::Pharmacist, dice.one_in(4)));
        put(&mut meeting, on, rec, MeetingRow::Attended(who));
        if !dice.one_in(6) {
            rec = dice.recorded(on, rec);
            put(&mut meeting, on, rec, MeetingRow::Closed);
        }
        world.meetings.push(meeting);
    }
}
