//! What measures are told: the ledger holds everything that was put in, with when it was believed, whichever database keeps it.

use crate::databases::{TestDatabase, postgres, sqlite, wait};
use casefinder::casework::accountable_gp::{AccountableGp, ChosenBy, Named, TellPerson, Way};
use casefinder::casework::case::{Case, CaseEvent, EndCase, EndReason, OpenCase, Route, SetCoordinator};
use casefinder::casework::meeting::{Meeting, MeetingKind, PlanMeeting};
use casefinder::casework::nomination::{Nominate, Nomination, Nominee};
use casefinder::casework::objection::{ObjectionKind, Objections, RecordObjection, Source};
use casefinder::casework::plan::{CarePlan, Place as DeathPlace};
use casefinder::casework::staff::{AddStaff, Staff};
use casefinder::casework::stay::{AdmissionMethod, Admit, Source as StaySource, Stay};
use casefinder::casework::team::{CreateTeam, Team, TeamKind};
use casefinder::casework::{Aggregate, Decided, Moment, Rules};
use casefinder::domain::{Day, Line, Note, PersonId, RunId, StaffId};
use casefinder::measures::Place;
use casefinder::measures::disclosure::{Cell, Page, Withheld};
use casefinder::measures::ledger::{Believed, Ledger, PersonIx, Stream};
use casefinder::measures::published::PolicyId;
use casefinder::store::Db;
use casefinder::store::log::{Kept, Loaded, record};
use casefinder::store::measures::{Asked, load};
use casefinder::store::publication::{self, Given, Publication};
use casefinder::store::publish::{IdentityRecord, Outcome, PersonRecord, PracticeHead, RunHead, publish};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const ONE: &str = "A81001";
const TWO: &str = "B82002";
const FROM: Day = Day::of(2010, 1, 1);
const PEOPLE: usize = 6;

/// Ids in no order of the numbers, spread over all that are possible: those of real people are.
fn person(serial: usize) -> PersonId {
    let first = [0x70_u128, 0x05, 0xff, 0x31, 0x90, 0xc2][serial];
    Uuid::from_u128(first << 120 | 1).into()
}

/// The person's number in a ledger: the place of their id among all.
fn number(serial: usize) -> PersonIx {
    [2, 0, 5, 1, 3, 4][serial]
}

fn fixed<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn at(now: &str) -> Moment {
    let now: DateTime<Utc> = now.parse().unwrap();
    Moment { today: now.date_naive().into(), now, author: fixed(99) }
}

/// When things were recorded: publications, and casework between the first two.
const FIRST: &str = "2026-01-05T09:00:00.123456Z";
const CASEWORK: &str = "2026-01-10T10:30:00Z";
const SECOND: &str = "2026-02-05T09:00:00.5Z";
const THIRD: &str = "2026-03-05T09:00:00Z";

fn believed(recorded_at: &str, superseded_at: Option<&str>) -> Believed {
    Believed { recorded_at: recorded_at.parse().unwrap(), superseded_at: superseded_at.map(|text| text.parse().unwrap()) }
}

/// What a store says of somebody in publication `round` (0, 1, 2).
fn told(serial: usize, round: usize) -> PersonRecord<'static> {
    let registrations = match (serial, round) {
        // A start is corrected; a move; a second practice at once.
        (0, 1..) => vec![(ONE, Day::of(2011, 2, 3), None)],
        (3, 1..) => vec![(ONE, FROM, Some(Day::of(2026, 1, 20))), (TWO, Day::of(2026, 1, 20), None)],
        _ => vec![(ONE, FROM, None)],
    };
    let died_on = match (serial, round) {
        (1, 0) => Some(Day::of(2025, 12, 1)),
        (1, 1) => Some(Day::of(2025, 12, 3)),
        (4, 2) => Some(Day::of(2026, 3, 1)),
        _ => None,
    };
    let condition_from = match (serial, round) {
        (2, 0) => Some(Day::of(2012, 3, 4)),
        (2, 1) => Some(Day::of(2011, 3, 4)),
        (3, 1..) => Some(Day::of(2026, 1, 2)),
        (5, 0) => Some(Day::of(2020, 1, 1)),
        _ => None,
    };
    // Person 4 is first said to live in a home from February, then from January; person 5 has left theirs; in the last round the store
    // cannot tell.
    let residences = match (serial, round) {
        (_, 2) => None,
        (4, 0) => Some(vec![("residential", Day::of(2026, 2, 3), None)]),
        (4, _) => Some(vec![("residential", Day::of(2026, 1, 5), None), ("nursing", Day::of(2026, 2, 3), None)]),
        (5, 0) => Some(vec![("nursing", Day::of(2025, 6, 2), None)]),
        (5, _) => Some(vec![("nursing", Day::of(2025, 6, 2), Some(Day::of(2026, 1, 9)))]),
        _ => Some(vec![]),
    };
    // In the last round the store cannot tell of person 2, and says of person 5 that there is none.
    let tells = !(serial == 2 && round == 2);
    PersonRecord {
        id: person(serial),
        practice: registrations.last().unwrap().0,
        // 75 on 5 March 2026, a day later, and young.
        born_on: [Day::of(1951, 3, 5), Day::of(1940, 1, 1), Day::of(1951, 3, 6), Day::of(1990, 1, 1), Day::of(1991, 1, 1), FROM]
            [serial],
        sex: "female",
        registered_on: FROM,
        deregistered_on: None,
        died_on,
        care_home: false,
        usual_gp: None,
        long_term_condition: tells.then(|| condition_from.is_some()),
        condition_from,
        identity: IdentityRecord {
            nhs_number: format!("{:010}", 9_990_000_000 + serial),
            given_name: "Ada",
            family_name: "Reeve",
            postcode: "",
        },
        residences,
        registrations,
        objections: if serial == 5 {
            vec![("type_1", FROM, (round > 0).then_some(Day::of(2026, 2, 1))), ("case_management", FROM, None)]
        } else {
            vec![]
        },
        outcome: Outcome::Scored {
            practice: ONE,
            adult: true,
            age: 50,
            risk: 0.1,
            percentile: 50.0,
            // Person 4 is in the second tier, of two that are called high; person 3 in the first in the second round alone.
            tier: match (serial, round) {
                (3, 1) => 0,
                (4, _) => 1,
                _ => 2,
            },
            rank: 1,
            practice_rank: 1,
            reasons: [None; 5],
        },
    }
}

async fn publish_round(db: &Db, round: usize) {
    let index = [Day::of(2025, 12, 31), Day::of(2026, 1, 31), Day::of(2026, 2, 28)][round];
    let head = RunHead {
        model: "combined".into(),
        model_version: "1.2".into(),
        model_title: "Combined model".into(),
        model_hash: String::new(),
        data_hash: index.to_string(),
        synthetic: true,
        index,
        data_date: Some(index.plus_days(-3)),
        sources: vec!["hospital admissions".into(), "GP events".into()],
        scored: PEOPLE as i64,
        tiers: ["very high", "high", "low"].map(|name| (name.into(), "{}".into(), 2)).into(),
        left_out: vec![],
        reasons: vec![],
        practices: [ONE, TWO]
            .map(|code| PracticeHead {
                code: code.parse().unwrap(),
                name: Some("The Surgery".into()),
                pcn: Some("U00001".parse().unwrap()),
                commissioner: None,
                locality: None,
                scored_adults: 1,
                scored_children: 0,
                unscored: 0,
            })
            .into(),
    };
    let mut people: Vec<usize> = (0..PEOPLE).collect();
    people.sort_by_key(|serial| person(*serial));
    let moment = at([FIRST, SECOND, THIRD][round]);
    publish(db, &head, people.into_iter().map(|serial| told(serial, round)), &moment, |_| ()).await.unwrap();
}

async fn keep<A: Kept>(db: &Db, stream: &mut Loaded<A>, decided: Decided<A::Event>, at: &Moment) {
    let mut tx = db.begin().await.unwrap();
    record(&mut tx.conn(), stream, decided.unwrap(), at).await.unwrap();
    tx.commit().await.unwrap();
}

/// Something of every kind; a case that ends in the second round.
async fn casework(db: &Db) {
    let moment = at(CASEWORK);
    let mut staff = Loaded::<Staff>::new(fixed(7));
    let decided = staff.state.add(AddStaff { name: Line::from("Dr Amin") }, &moment);
    keep(db, &mut staff, decided, &moment).await;
    let mut team = Loaded::<Team>::new(fixed(8));
    let wanted = CreateTeam { name: Line::from("North"), kind: TeamKind::Community, base: None, locality: None };
    let decided = team.state.create(wanted, &moment);
    keep(db, &mut team, decided, &moment).await;
    let mut case = Loaded::<Case>::new(fixed(10));
    let reason = Note::from("Falls.\n\tTabs, \"quotes\" and a back\\slash");
    let wanted = OpenCase { person: person(4), team: team.id, route: Route::Risk, reason, start: Some(Day::of(2026, 1, 8)) };
    let decided = case.state.open(wanted, ONE.parse().unwrap(), &moment);
    keep(db, &mut case, decided, &moment).await;
    let wanted = SetCoordinator { coordinator: staff.id, from: None, reason: Line::from("Near") };
    let decided = case.state.set_coordinator(wanted, &moment);
    keep(db, &mut case, decided, &moment).await;
    let end = EndCase { reason: EndReason::Died, outcome: Note::from("Died"), on: None, died_at: Some(DeathPlace::Hospice) };
    let later = at(SECOND);
    let decided = case.state.end(end, &later);
    keep(db, &mut case, decided, &later).await;
    let mut plan = Loaded::<CarePlan>::new(fixed(11));
    let decided = plan.state.start(person(4), None, &moment);
    keep(db, &mut plan, decided, &moment).await;
    let mut nomination = Loaded::<Nomination>::new(fixed(12));
    let wanted = Nominate { person: person(0), team: team.id, route: Route::Other, reason: Note::from("Frail"), on: None };
    let about = Nominee {
        practice: ONE.parse().unwrap(),
        objects_to_case_management: false,
        on_register: false,
        died: false,
        left: false,
    };
    let decided = nomination.state.nominate(wanted, about, &moment);
    keep(db, &mut nomination, decided, &moment).await;
    let mut meeting = Loaded::<Meeting>::new(fixed(13));
    let wanted =
        PlanMeeting { team: team.id, kind: MeetingKind::CommunityMdt, on: Day::of(2026, 1, 20), next_on: None, place: None };
    let decided = meeting.state.plan(wanted, &Rules::default(), &moment);
    keep(db, &mut meeting, decided, &moment).await;
    let mut stay = Loaded::<Stay>::new(fixed(14));
    let method = AdmissionMethod::read("21").unwrap();
    let wanted = Admit { provider: "RX1".parse().unwrap(), spell: None, method, on: None, ward: None, expected_discharge: None };
    let decided = stay.state.admit(person(0), wanted, StaySource::Hand, &moment);
    keep(db, &mut stay, decided, &moment).await;
    let mut objections = Loaded::<Objections>::new(person(3));
    let wanted = RecordObjection { kind: ObjectionKind::CaseManagement, from: None };
    let decided = objections.state.object(person(3), wanted, &[], &moment);
    keep(db, &mut objections, decided, &moment).await;
    // Everybody has an accountable GP.
    for serial in 0..PEOPLE {
        let mut gp = Loaded::<AccountableGp>::new(person(serial));
        let named = Named {
            person: person(serial),
            gp: staff.id,
            practice: ONE.parse().unwrap(),
            chosen: ChosenBy::Hand,
            reason: Line::from("x"),
        };
        let decided = gp.state.assign(named, moment.today, &moment);
        keep(db, &mut gp, decided, &moment).await;
        let decided = gp.state.tell(&TellPerson { way: Way::Letter, on: None }, &moment);
        keep(db, &mut gp, decided, &moment).await;
    }
}

fn events<A: Aggregate>(streams: &[Stream<A>]) -> Vec<(Uuid, Vec<DateTime<Utc>>)> {
    streams.iter().map(|stream| (stream.id.into(), stream.events.iter().map(|event| event.recorded_at).collect())).collect()
}

fn people_of(ledger: &Ledger) {
    let ids: Vec<PersonId> =
        (0..PEOPLE).map(|place| person((0..PEOPLE).find(|serial| number(*serial) as usize == place).unwrap())).collect();
    assert_eq!(ledger.people, ids);
    assert!((0..PEOPLE).all(|serial| ledger.born[number(serial) as usize] == told(serial, 2).born_on));
    assert_eq!(ledger.practices, [ONE.parse().unwrap(), TWO.parse().unwrap()]);
    let times = |serial: usize| -> Vec<(u16, Day, Option<Day>, Believed)> {
        let of = ledger.registrations.iter().filter(|registration| registration.person == number(serial));
        of.map(|registration| (registration.practice, registration.from, registration.until, registration.believed)).collect()
    };
    assert_eq!(times(1), [(0, FROM, None, believed(FIRST, None))]);
    assert_eq!(
        times(0),
        [(0, FROM, None, believed(FIRST, Some(SECOND))), (0, Day::of(2011, 2, 3), None, believed(SECOND, None))]
    );
    let moved = Day::of(2026, 1, 20);
    assert_eq!(
        times(3),
        [
            (0, FROM, None, believed(FIRST, Some(SECOND))),
            (0, FROM, Some(moved), believed(SECOND, None)),
            (1, moved, None, believed(SECOND, None)),
        ]
    );
    assert_eq!(ledger.registrations.len(), PEOPLE + 3);
    let days = |told: &[casefinder::measures::ledger::Told]| -> Vec<(PersonIx, Day, Believed)> {
        told.iter().map(|told| (told.person, told.on, told.believed)).collect()
    };
    assert_eq!(
        days(&ledger.deaths),
        [
            (number(1), Day::of(2025, 12, 1), believed(FIRST, Some(SECOND))),
            (number(1), Day::of(2025, 12, 3), believed(SECOND, Some(THIRD))),
            (number(4), Day::of(2026, 3, 1), believed(THIRD, None)),
        ]
    );
    assert_eq!(
        days(&ledger.conditions),
        [
            (number(3), Day::of(2026, 1, 2), believed(SECOND, None)),
            (number(5), Day::of(2020, 1, 1), believed(FIRST, Some(SECOND))),
            (number(2), Day::of(2012, 3, 4), believed(FIRST, Some(SECOND))),
            // What a store cannot tell it does not take back.
            (number(2), Day::of(2011, 3, 4), believed(SECOND, None)),
        ]
    );
    let residences: Vec<_> = ledger.residences.iter().map(|one| (one.person, one.from, one.until, one.believed)).collect();
    let (january, february, june) = (Day::of(2026, 1, 5), Day::of(2026, 2, 3), Day::of(2025, 6, 2));
    let mut expected = vec![
        (number(4), january, None, believed(SECOND, None)),
        (number(4), february, None, believed(FIRST, Some(SECOND))),
        (number(4), february, None, believed(SECOND, None)),
        (number(5), june, None, believed(FIRST, Some(SECOND))),
        (number(5), june, Some(Day::of(2026, 1, 9)), believed(SECOND, None)),
    ];
    expected.sort_by_key(|(person, ..)| *person);
    assert_eq!(residences, expected, "what a store cannot tell it does not take back");
    let objections: Vec<_> =
        ledger.objections.iter().map(|(who, span, when)| (*who, span.kind, span.withdrawn_on, *when)).collect();
    assert_eq!(
        objections,
        [
            (number(5), ObjectionKind::Type1, None, believed(FIRST, Some(SECOND))),
            (number(5), ObjectionKind::Type1, Some(Day::of(2026, 2, 1)), believed(SECOND, None)),
            (number(5), ObjectionKind::CaseManagement, None, believed(FIRST, None)),
        ]
    );
    assert!(
        ledger.objections.iter().all(|(_, span, when)| span.source == Source::Published && span.recorded_at == when.recorded_at)
    );
}

fn casework_of(ledger: &Ledger) {
    let (then, ended): (DateTime<Utc>, DateTime<Utc>) = (CASEWORK.parse().unwrap(), SECOND.parse().unwrap());
    let one = |number: u128, events: usize| vec![(Uuid::from_u128(number), vec![then; events])];
    assert_eq!(events(&ledger.staff), one(7, 1));
    assert_eq!(events(&ledger.teams), one(8, 1));
    assert_eq!(events(&ledger.cases), [(Uuid::from_u128(10), vec![then, then, ended])]);
    assert_eq!(events(&ledger.plans), one(11, 1));
    assert_eq!(events(&ledger.nominations), one(12, 1));
    assert_eq!(events(&ledger.meetings), one(13, 1));
    assert_eq!(events(&ledger.stays), one(14, 1));
    assert_eq!(events(&ledger.objections_told), [(person(3).uuid(), vec![then])]);
    assert_eq!(ledger.organisations.len(), 2);
    // 75 by the day that is asked about, on the register, or in a high tier of any run; not all the others.
    let mut wanted = [0, 1, 3, 4].map(|serial| (person(serial).uuid(), vec![then; 2]));
    wanted.sort();
    assert_eq!(events(&ledger.accountable_gps), wanted);
    let case = &ledger.cases[0].events;
    assert_eq!((case[0].happened_on, case[0].author), (Day::of(2026, 1, 8), fixed::<StaffId>(99)));
    let CaseEvent::Opened { reason, .. } = &case[0].event else { panic!("{case:?}") };
    assert_eq!(reason.to_string(), "Falls.\n\tTabs, \"quotes\" and a back\\slash");
    assert!(matches!(case[2].event, CaseEvent::Ended { reason: EndReason::Died, died_at: Some(DeathPlace::Hospice), .. }));
}

fn runs_of(ledger: &Ledger) {
    let runs: Vec<_> = ledger.runs.iter().map(|run| (run.index, run.high.clone())).collect();
    let second = (number(4), 1);
    assert_eq!(
        runs,
        [
            (Day::of(2025, 12, 31), vec![second]),
            (Day::of(2026, 1, 31), vec![(number(3), 0), second]),
            (Day::of(2026, 2, 28), vec![second]),
        ]
    );
    let run = &ledger.runs[1];
    assert_eq!((run.model.as_str(), run.version.as_str(), run.scored, run.synthetic), ("Combined model", "1.2", 6, true));
    assert_eq!((run.data_date, run.published_at), (Some(Day::of(2026, 1, 28)), SECOND.parse().unwrap()));
    assert_eq!(run.sources, ["hospital admissions", "GP events"]);
    assert_eq!(run.tiers, ["very high", "high", "low"]);
}

/// Cells once withheld for a day stay so for it, under that policy, and each is kept once.
async fn withheld(db: &Db) {
    let day = Day::of(2026, 3, 1);
    let page = |measure: &str| Page { measure: measure.into(), version: 1, as_of: day };
    let cells = |cells: &[(&str, Place)]| {
        let mut withheld = Withheld::default();
        for (measure, place) in cells {
            withheld.insert(page(measure), place.clone(), Cell::Beside("declined: \"x\"".into()));
        }
        withheld
    };
    let of = |as_of, policy| Publication {
        made_at: THIRD.parse().unwrap(),
        made_by: None,
        known_at: THIRD.parse().unwrap(),
        as_of,
        policy,
        what: "coverage".into(),
        body: r#"{"b": 1, "a":2}"#.into(),
    };
    let one = cells(&[("register_size", Place::Practice(ONE.parse().unwrap())), ("plan_coverage", Place::Everywhere)]);
    let other = cells(&[("plan_coverage", Place::Everywhere), ("plan_coverage", Place::Locality("Old \"Town\"".into()))]);
    let earlier = async |day, policy| publication::earlier(&mut db.read().await.unwrap().conn(), day, policy).await.unwrap();
    for withheld in [&one, &other, &one] {
        let before = earlier(day, PolicyId::Hes2018).await;
        let mut tx = db.begin().await.unwrap();
        publication::remember(&mut tx.conn(), PolicyId::Hes2018, withheld, &before).await.unwrap();
        publication::record(&mut tx.conn(), &of(day, PolicyId::Hes2018)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut both = one.clone();
    both.extend(other);
    assert_eq!(earlier(day, PolicyId::Hes2018).await, both);
    assert_eq!(earlier(day.plus_days(1), PolicyId::Hes2018).await, both, "what was withheld for earlier days counts too");
    assert_eq!(earlier(day, PolicyId::OnsLt10).await, Withheld::default());
    assert_eq!(earlier(day.plus_days(-1), PolicyId::Hes2018).await, Withheld::default());
    let last = async |from, until, policy| {
        publication::last(&mut db.read().await.unwrap().conn(), from, until, policy)
            .await
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let given = Given { known_at: THIRD.parse().unwrap(), made_at: THIRD.parse().unwrap() };
    assert_eq!(last(day, day, PolicyId::Hes2018).await, [(day, given)]);
    assert_eq!(last(day.plus_days(1), day.plus_days(9), PolicyId::Hes2018).await, []);
    assert_eq!(last(day, day, PolicyId::OnsLt10).await, []);
    assert_eq!(publication::count(&mut db.read().await.unwrap().conn(), PolicyId::Hes2018).await.unwrap(), 3);
    let rows = crate::databases::rows(db, "publication").await;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.contains("coverage")), "{rows:?}");
    let bodies = crate::databases::rows(db, "publication_body").await;
    assert!(bodies.len() == 1 && bodies[0].contains('a'), "three times the same is kept once: {bodies:?}");
}

/// The story; gives everything the ledger holds, in words.
fn story(database: TestDatabase) -> String {
    wait(async {
        let db = Db::open_current(&database.url).await.unwrap();
        publish_round(&db, 0).await;
        casework(&db).await;
        publish_round(&db, 1).await;
        publish_round(&db, 2).await;
        let high = ["very high".to_owned(), "high".to_owned()];
        let asked = Asked { until: Day::of(2026, 3, 5), high_tiers: &high, known_until: None };
        let mut ledger = load(&db, &asked).await.unwrap();
        people_of(&ledger);
        casework_of(&ledger);
        runs_of(&ledger);
        // Without what came later; and without a high tier, fewer accountable GPs.
        let then =
            load(&db, &Asked { known_until: Some(CASEWORK.parse().unwrap()), high_tiers: &[], ..asked.clone() }).await.unwrap();
        assert_eq!((then.runs.len(), then.cases[0].events.len(), then.runs[0].high.len()), (1, 2, 0));
        assert_eq!(then.accountable_gps.len(), 3);
        let before = load(&db, &Asked { known_until: Some(FIRST.parse().unwrap()), ..asked }).await.unwrap();
        assert!(before.cases.is_empty() && before.staff.is_empty() && before.organisations.len() == 2);
        withheld(&db).await;
        db.close().await;
        // Their ids are made by chance.
        ledger.runs.iter_mut().for_each(|run| run.id = RunId::default());
        format!("{ledger:#?}")
    })
}

#[test]
fn both_databases_tell_the_same() {
    assert_eq!(story(sqlite()), story(postgres()));
}

/// An empty database tells nothing, and fails at nothing.
#[test]
fn of_nobody_there_is_nothing_to_tell() {
    for database in [sqlite(), postgres()] {
        wait(async {
            let db = Db::open_current(&database.url).await.unwrap();
            let asked = Asked { until: Day::of(2026, 3, 5), high_tiers: &[], known_until: None };
            let ledger = load(&db, &asked).await.unwrap();
            assert!(ledger.people.is_empty() && ledger.registrations.is_empty() && ledger.cases.is_empty());
            db.close().await;
        });
    }
}
