//! MDT lists from published runs and nominations, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::{PRACTICE, Served};
use casefinder::casework::Moment;
use casefinder::domain::{Day, PersonId, PersonKey, Role, StaffId};
use casefinder::store::publish::{IdentityRecord, Outcome, PersonRecord, PracticeHead, RunHead, publish};
use serde_json::{Value, json};

const PEOPLE: u8 = 100;

fn id(serial: u8) -> PersonId {
    PersonId::of(PersonKey::from_bytes([serial; 16]))
}

/// A run over a hundred adults in which those of `first` rank first, in that order. Tiers: the first, the first five, the rest.
pub fn run(served: &Served, index: Day, first: &[u8]) {
    let rest = (0..PEOPLE).filter(|serial| !first.contains(serial));
    let order: Vec<u8> = first.iter().copied().chain(rest).collect();
    let tiers = [("very high", 1), ("high", 4), ("low", 95)];
    let head = RunHead {
        model: "m".into(),
        model_version: "1".into(),
        model_title: "M".into(),
        model_hash: "a".into(),
        data_hash: index.to_string(),
        synthetic: true,
        index,
        data_date: Some(index),
        sources: vec!["hospital admissions".into(), "GP events".into()],
        scored: i64::from(PEOPLE),
        tiers: tiers.iter().map(|(name, people)| ((*name).to_owned(), "{}".to_owned(), *people)).collect(),
        left_out: vec![],
        reasons: vec![],
        practices: vec![PracticeHead {
            code: PRACTICE.parse().unwrap(),
            name: None,
            pcn: None,
            commissioner: None,
            locality: None,
            scored_adults: i64::from(PEOPLE),
            scored_children: 0,
            unscored: 0,
        }],
    };
    let mut people: Vec<PersonRecord<'_>> = order
        .iter()
        .zip(1i64..)
        .map(|(serial, rank)| PersonRecord {
            id: id(*serial),
            practice: PRACTICE,
            born_on: Day::of(1940, 5, 1),
            sex: "female",
            registered_on: Day::of(2000, 1, 1),
            deregistered_on: None,
            died_on: None,
            care_home: false,
            usual_gp: None,
            long_term_condition: None,
            condition_from: None,
            identity: IdentityRecord { nhs_number: format!("9990000{serial:03}"), given_name: "", family_name: "", postcode: "" },
            residences: None,
            registrations: vec![],
            objections: vec![],
            outcome: Outcome::Scored {
                practice: PRACTICE,
                adult: true,
                age: 85,
                risk: 1.0 / (rank as f64 + 1.0),
                percentile: 100.0 - rank as f64,
                tier: i64::from(rank > 1) + i64::from(rank > 5),
                rank,
                practice_rank: rank,
                reasons: [None; 5],
            },
        })
        .collect();
    people.sort_by_key(|person| person.id);
    let now = served.access.clock().now();
    let at = Moment { today: index, now, author: StaffId::default() };
    served.wait(async { publish(&served.db, &head, people.into_iter(), &at, |_| ()).await.unwrap() });
}

fn who(items: &Value) -> Vec<PersonId> {
    items.as_array().unwrap().iter().map(|item| item["person"].as_str().unwrap().parse().unwrap()).collect()
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let stranger = served.someone_at("Cy Dunn", Role::CommunityMatron, "RX101");
    let team = served.team("North", &[(&matron, Role::CommunityMatron)]);
    let seen = admin.get(&format!("/api/v1/teams/{team}"));
    let serving = admin.change(
        "POST",
        &format!("/api/v1/teams/{team}/serves"),
        &seen,
        json!({"organisation": PRACTICE, "kind": "practice", "from": "2020-01-01"}),
    );
    assert_eq!(serving.status, 200, "{serving:?}");
    assert_eq!(matron.get(&format!("/api/v1/teams/{team}")).json["capacity"], 60);
    assert_eq!(stranger.get(&format!("/api/v1/teams/{team}")).status, 404);
    run(&served, Day::of(2026, 2, 1), &[0, 1, 2, 3, 4]);

    // The top 2% of the practice's adults, for members alone; twice is once.
    let lists = format!("/api/v1/teams/{team}/lists");
    assert_eq!(gp.post(&lists, json!({})).status, 404);
    assert_eq!(admin.post(&lists, json!({})).status, 403);
    assert_eq!(matron.get(&lists).json["items"], json!([]), "nothing was made");
    assert_eq!(matron.get(&format!("/api/v1/people/{}/suitability", id(0))).status, 404);
    let made = matron.post(&lists, json!({}));
    assert_eq!((made.status, &made.json["counts"]["people"]), (201, &json!(2)), "{made:?}");
    let again = matron.post(&lists, json!({}));
    assert_eq!((again.status, &again.json), (200, &made.json));
    let path = |list: &Value| format!("/api/v1/lists/{}", list["id"].as_str().unwrap());
    let list = matron.get(&path(&made.json));
    assert_eq!(who(&list.json["items"]), [id(0), id(1)], "{list:?}");
    assert_eq!(list.json["data_date"], "2026-02-01");
    assert_eq!(list.json["items"][1]["why"], json!([{"reason": "top_of_practice_adults", "rank": 2, "of": 2}]));
    assert_eq!(stranger.get(&path(&made.json)).status, 404);
    assert_eq!(matron.get(&format!("/api/v1/people/{}/suitability", id(0))).status, 200, "the list is the relationship");
    let page = matron.get(&format!("{}?limit=1", path(&made.json)));
    assert_eq!(who(&page.json["items"]), [id(0)]);
    let next = matron.get(&format!("{}?limit=1&after={}", path(&made.json), page.json["next"].as_str().unwrap()));
    assert_eq!((who(&next.json["items"]), &next.json["next"]), (vec![id(1)], &json!(null)));

    // A nomination since makes a new one.
    let nomination = json!({"person": id(50), "team": team, "route": "palliative", "reason": "Failing"});
    assert_eq!(gp.post("/api/v1/nominations", nomination).status, 201);
    let second = matron.post(&lists, json!({}));
    assert_eq!((second.status, &second.json["counts"]["nominated"], &second.json["counts"]["came"]), (201, &json!(1), &json!(1)));
    let changes = matron.get(&format!("{}/changes?kind=came", path(&second.json)));
    assert_eq!(changes.json["items"][0]["why"][0]["reason"], "nominated", "{changes:?}");

    // So does somebody who comes onto the register, and somebody who is not suitable now; running it again does not.
    assert_eq!(
        gp.post("/api/v1/cases", json!({"person": id(50), "team": team, "route": "palliative", "reason": "x"})).status,
        201
    );
    let without = matron.post(&lists, json!({}));
    assert_eq!((without.status, &without.json["counts"]["left_out"]["on_register"]), (201, &json!(1)), "{without:?}");
    let case = gp.get("/api/v1/cases").json["items"][0]["case"].as_str().unwrap().to_owned();
    let (case, why) = (format!("/api/v1/cases/{case}"), json!({"why": "Typed wrongly"}));
    assert_eq!(gp.change("PUT", &format!("{case}/error"), &gp.get(&case), why).status, 200);
    let objections = format!("/api/v1/people/{}/objections", id(1));
    let objection = json!({"kind": "case_management"});
    let objected = gp.change("POST", &objections, &gp.get(&objections), objection);
    assert_eq!(objected.status, 200);
    let fewer = matron.post(&lists, json!({}));
    assert_eq!((fewer.status, &fewer.json["counts"]["people"]), (201, &json!(2)), "{fewer:?}");
    assert_eq!(matron.post(&lists, json!({})).status, 200, "twice changes nothing");
    let withdrawal = format!("{objections}/case_management/withdrawal");
    let withdrawn = gp.change("PUT", &withdrawal, &objected, json!({}));
    assert_eq!(withdrawn.status, 200, "{withdrawn:?}");

    // Other rules: a tier and above, and so many.
    let unknown = json!({"rules": {"select": [{"rule": "tier_at_least", "tier": "sky high"}]}});
    assert_eq!(matron.post(&lists, unknown).json["rule"], "no_such_tier");
    let wrong = json!({"rules": {"select": [{"rule": "top_count", "count": 0}]}});
    assert_eq!(matron.post(&lists, wrong).status, 400);
    let rules = json!({"rules": {"select": [{"rule": "tier_at_least", "tier": "high"}, {"rule": "top_count", "count": 3}, {"rule": "top_by_capacity"}], "at_most": 6}});
    let third = matron.post(&lists, rules);
    assert_eq!((third.status, &third.json["counts"]["people"]), (201, &json!(6)), "{third:?}");
    let list = matron.get(&path(&third.json));
    assert_eq!(who(&list.json["items"]), [0, 1, 2, 3, 4, 50].map(id));
    assert_eq!(list.json["items"][2]["why"].as_array().unwrap().len(), 3, "every reason that holds: {list:?}");
    assert_eq!(who(&matron.get(&format!("{}?nominated=true", path(&third.json))).json["items"]), [id(50)]);

    // Somebody objects, somebody goes onto the register: the list says so on the next read.
    let objections = format!("/api/v1/people/{}/objections", id(0));
    let before = gp.get(&objections);
    assert_eq!(gp.change("POST", &objections, &before, json!({"kind": "case_management"})).status, 200);
    assert_eq!(gp.post("/api/v1/cases", json!({"person": id(1), "team": team, "route": "risk", "reason": "x"})).status, 201);
    let list = matron.get(&path(&third.json));
    assert_eq!(who(&list.json["items"]), [1, 2, 3, 4, 50].map(id));
    assert_eq!(list.json["items"][0]["standing"], "on_register");
    assert_eq!(who(&matron.get(&format!("{}?standing=on_register", path(&third.json))).json["items"]), [id(1)]);
    assert_eq!(matron.get(&format!("/api/v1/people/{}/suitability", id(0))).status, 404);

    // A month later: who went and why, whose tier rose. Nobody who objects is among them.
    run(&served, Day::of(2026, 3, 1), &[2, 4, 0, 1, 3]);
    let fourth = matron.post(&lists, json!({"rules": {"select": [{"rule": "top_of_practice_adults", "permille": 20}]}}));
    assert_eq!(fourth.status, 201, "{fourth:?}");
    let counts = &fourth.json["counts"];
    assert_eq!(
        [&counts["people"], &counts["came"], &counts["rose"], &counts["went"]],
        [&json!(3), &json!(0), &json!(1), &json!(3)]
    );
    let changes = matron.get(&format!("{}/changes", path(&fourth.json))).json["items"].clone();
    assert_eq!(who(&changes), [2, 1, 3].map(id), "{changes:?}");
    assert_eq!([&changes[0]["kind"], &changes[0]["tier_before"], &changes[0]["tier_now"]], ["rose", "high", "very high"]);
    assert_eq!([&changes[1]["gone"], &changes[2]["gone"]], ["on_register", "below_the_rules"]);
    assert_eq!(matron.get(&format!("/api/v1/people/{}/suitability", id(3))).status, 404, "off the list, out of sight");
    assert_eq!(matron.get(&lists).json["items"].as_array().unwrap().len(), 6);
}

#[test]
fn lists_month_after_month_on_sqlite() {
    story(sqlite());
}

#[test]
fn lists_month_after_month_on_postgresql() {
    story(postgres());
}
