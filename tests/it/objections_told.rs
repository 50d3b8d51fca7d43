//! Somebody objects between two publications of the same day, from the same knowledge: nobody who holds both can tell how many did at
//! a practice. On both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::Served;
use casefinder::access::coverage::{Known, Made, Wanted, publish};
use casefinder::casework::Rules;
use casefinder::domain::{Day, PersonId, Purpose, Role};
use casefinder::measures::published::{PolicyId, Shown};
use casefinder::measures::{Definitions, Level, Published};
use casefinder::store::audit::Entry;
use chrono::{DateTime, Utc};
use serde_json::json;

const PRACTICES: [(&str, usize); 3] = [("A81001", 40), ("B82002", 12), ("C83003", 30)];
const DAY: Day = Day::of(2026, 2, 28);

fn told(served: &Served, known_at: DateTime<Utc>) -> Published {
    let at = served.access.clock().now();
    let entry = Entry {
        at,
        staff: None,
        roles: vec![],
        purpose: Purpose::Commissioning,
        action: "coverage.read",
        subject: "coverage".into(),
        people: vec![],
        why: String::new(),
    };
    let wanted = Wanted { days: vec![DAY], known: Known::At(known_at), policy: PolicyId::OnsLt10, what: "coverage" };
    let made = Made { at, entries: vec![entry], of: None };
    let (rules, definitions) = (Rules::default(), Definitions::built_in());
    served.wait(publish(&served.db, &rules, &definitions, wanted, made)).unwrap().remove(0)
}

/// Everybody registered: at each practice, and everywhere.
fn registered(published: &Published) -> (Vec<Shown>, Shown) {
    let measure = published.measures.iter().find(|measure| measure.definition.id == "plans_all_ages").unwrap();
    let at = |level| {
        measure.places.iter().filter(move |(place, _)| place.level() == level).map(|(_, tally)| tally.denominator.unwrap())
    };
    (at(Level::Practice).collect(), at(Level::Everywhere).next().unwrap())
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let mut serials = 1..;
    let mut people: Vec<(PersonId, &str)> = vec![];
    for (practice, count) in PRACTICES {
        people.extend(serials.by_ref().take(count).map(|serial| (served.person_at(serial, practice), practice)));
    }
    let known_at = served.access.clock().now();
    let (practices, everywhere) = registered(&told(&served, known_at));
    assert_eq!((practices, everywhere), ([40, 12, 30].map(Shown::Number).to_vec(), Shown::Number(82)));
    let gp = served.someone_at("Dr Boyd", Role::Gp, "B82002");
    for (person, _) in people.iter().filter(|(_, practice)| *practice == "B82002").take(6) {
        let path = format!("/api/v1/people/{person}/objections");
        let answer = gp.change("POST", &path, &gp.get(&path), json!({"kind": "type_1"}));
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    // 6 of 76: what is left would be 76 less 40 and 30.
    let (practices, everywhere) = registered(&told(&served, known_at));
    assert_eq!(practices[1], Shown::Withheld);
    let others = [practices[0], practices[2], everywhere];
    assert!(others.contains(&Shown::Withheld), "{others:?}");
    let again = registered(&told(&served, known_at));
    assert_eq!(again, (practices, everywhere), "and nothing new is told the third time");
}

#[test]
fn who_objects_between_two_publications_is_not_to_be_had_by_subtraction_on_sqlite() {
    story(sqlite());
}

#[test]
fn who_objects_between_two_publications_is_not_to_be_had_by_subtraction_on_postgres() {
    story(postgres());
}
