//! A practice's and a team's own coverage, on both databases: as it is, for those who look after the people counted; who is behind it,
//! page by page, with names for those who may see them.

use crate::databases::{TestDatabase, execute, postgres, sqlite};
use crate::served::{PRACTICE, Reply, Served, Someone};
use casefinder::domain::{PersonId, Role};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The day they tell of: 27 days after those of the tests came onto the register, both counted.
const AS_OF: &str = "2026-02-28";

fn open_case(gp: &Someone, team: &Value, person: PersonId) {
    let body = json!({"person": person, "team": team, "route": "clinical_judgement", "reason": "Falls", "start": "2026-02-02"});
    let opened = gp.post("/api/v1/cases", body);
    assert_eq!(opened.status, 201, "{opened:?}");
}

fn line<'r>(answer: &'r Reply, measure: &str) -> &'r Value {
    answer.json["figures"].as_array().unwrap().iter().find(|line| line["measure"] == measure).unwrap()
}

fn items(reply: &Reply) -> &Vec<Value> {
    reply.json["items"].as_array().unwrap_or_else(|| panic!("{reply:?}"))
}

/// Every page of `path`, put together; `between` happens after the first.
fn pages(someone: &Someone, path: &str, between: impl FnOnce()) -> (Vec<Value>, usize) {
    let mut between = Some(between);
    let (mut all, mut count, mut after) = (vec![], 0, String::new());
    loop {
        let page = someone.get(&format!("{path}{after}"));
        all.extend(items(&page).iter().cloned());
        count += 1;
        if let Some(between) = between.take() {
            between();
        }
        let Some(next) = page.json["next"].as_str() else { return (all, count) };
        after = format!("&after={next}");
    }
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let elsewhere = served.someone_at("Dr Boyd", Role::Gp, "B82002");
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let nurse = served.someone_at("Cy Dunn", Role::Nurse, "RX101");
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let team = json!(served.team("North", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]));
    let team_path = format!("/api/v1/teams/{}", team.as_str().unwrap());
    let serves = json!({"organisation": PRACTICE, "kind": "practice", "from": "2020-01-01"});
    let serving = admin.change("POST", &format!("{team_path}/serves"), &admin.get(&team_path), serves);
    assert_eq!(serving.status, 200, "{serving:?}");
    let people: Vec<PersonId> = (1..=12).map(|serial| served.person(serial)).collect();
    served.wait(execute(
        &served.db,
        "INSERT INTO identity (person, nhs_number, given_name, family_name, postcode) \
         SELECT id, CAST(id AS TEXT), 'Ada', 'Marsh', '' FROM person",
    ));
    people[..5].iter().for_each(|person| open_case(&gp, &team, *person));

    // As they are, with their units and in words.
    let practice = format!("/api/v1/practices/{PRACTICE}/coverage");
    let own = gp.get(&format!("{practice}?as_of={AS_OF}"));
    let register = line(&own, "register_percent");
    assert_eq!((&register["numerator"], &register["denominator"]), (&json!(5), &json!(12)), "{own:?}");
    assert_eq!(register["denominator_unit"], "people");
    // Five people for 27 days are 135 days: 0.37 years.
    let rate = line(&own, "emergency_rate");
    assert_eq!((&rate["denominator"], &rate["denominator_unit"]), (&json!(0.4), &json!("person-years")));
    let size = line(&own, "register_size");
    assert_eq!((&size["denominator"], &size["denominator_unit"]), (&Value::Null, &Value::Null));
    let failed = &line(&own, "counts_for_payment")["beside"];
    assert_eq!(*failed, json!([{"id": "no_accountable_gp", "words": "no accountable GP by the day", "count": 5}]));

    // Behind a ratio are its numerator and its denominator; each page goes on in the list of the first.
    let behind = format!("{practice}/register_percent?as_of={AS_OF}");
    let (all, count) = pages(&gp, &format!("{behind}&limit=5"), || open_case(&gp, &team, people[5]));
    assert_eq!((all.len(), count), (17, 4));
    let stand = |standing: &str| all.iter().filter(|item| item["standing"] == standing).collect::<Vec<_>>();
    let who = |items: Vec<&Value>| items.iter().map(|item| item["person"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
    let ids = |people: &[PersonId]| people.iter().map(PersonId::to_string).collect::<BTreeSet<_>>();
    assert_eq!(who(stand("counted")), ids(&people[..5]), "as it was known at the first page");
    assert_eq!(who(stand("denominator")), ids(&people));
    assert!(stand("denominator").iter().all(|item| item["count"] == 1));
    assert!(all.iter().all(|item| item["family_name"] == "Marsh" && item["born_on"] == "1940-05-01"), "{all:?}");
    let counted = gp.get(&format!("{behind}&standing=counted"));
    assert_eq!((items(&counted).len(), &counted.json["next"]), (6, &Value::Null));
    let days = gp.get(&format!("{practice}/emergency_rate?as_of={AS_OF}&standing=denominator"));
    assert!(items(&days).len() == 6 && items(&days).iter().all(|item| item["count"] == 27), "{days:?}");
    let missing = gp.get(&format!("{practice}/plan_coverage?as_of={AS_OF}&standing=missing&limit=2"));
    assert!(items(&missing).iter().all(|item| item["why"] == "no plan in force: no plan" || item["why"] == "no plan"));
    assert_eq!(items(&missing).len(), 2);

    // A member of a team is shown those of the caseload, and not told of the others: no figure of theirs is to be had as it is.
    let high = format!("{team_path}/coverage/bcf_high_risk?as_of={AS_OF}");
    let (shown, _) = pages(&matron, &format!("{high}&limit=4"), || ());
    assert_eq!(who(shown.iter().collect()), ids(&people[..6]));
    assert!(shown.iter().all(|item| item["given_name"] == "Ada"));
    let last = matron.get(&format!("{high}&limit=6"));
    assert_eq!((items(&last).len(), &last.json["next"]), (6, &Value::Null), "{last:?}");
    assert_eq!(matron.get(&format!("{team_path}/coverage?as_of={AS_OF}")).status, 404);
    assert_eq!(who(items(&gp.get(&high)).iter().collect()), ids(&people), "the practice sees everybody on its list");
    assert_eq!((nurse.get(&high).status, elsewhere.get(&behind).status, matron.get(&behind).status), (404, 404, 404));

    // A cursor is of its list.
    let next = gp.get(&format!("{behind}&limit=1")).json["next"].as_str().unwrap().to_owned();
    assert_eq!(gp.get(&format!("{practice}/register_percent?limit=1&after={next}")).json["as_of"], AS_OF);
    assert_eq!(gp.get(&format!("{practice}/register_percent?as_of=2026-01-31&after={next}")).status, 404);
    assert_eq!(gp.get(&format!("{practice}/bcf_high_risk?after={next}")).status, 404);
    assert_eq!(gp.get(&format!("{practice}/register_percent?standing=counted&after={next}")).status, 404);
    assert_eq!(gp.get(&format!("{behind}&known_at=2026-03-01T00:00:00Z&after={next}")).status, 404);
    assert_eq!(gp.get(&format!("{behind}&standing=well")).status, 400);
    let early = gp.get(&format!("{practice}/register_percent?as_of=1900-01-01"));
    assert_eq!((early.status, &early.json["rule"]), (409, &json!("before_first_day")));

    // Who has moved away was counted where they were, and is nobody's business there now.
    served.wait(execute(&served.db, "UPDATE person SET practice = 'B82002'"));
    served.wait(execute(&served.db, "DELETE FROM team_member"));
    let moved = gp.get(&format!("{behind}&standing=counted"));
    assert_eq!(items(&moved), &Vec::<Value>::new());
}

#[test]
fn on_sqlite() {
    story(sqlite());
}

#[test]
fn on_postgresql() {
    story(postgres());
}
