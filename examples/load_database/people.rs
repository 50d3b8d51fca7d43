//! Made-up people, published as a scoring run publishes them.

use casefinder::casework::Moment;
use casefinder::domain::{Day, Line, OdsCode, PersonId, PersonKey};
use casefinder::error::Result;
use casefinder::store::Db;
use casefinder::store::publish::{IdentityRecord, Outcome, PersonRecord, PracticeHead, RunHead, publish};

const GIVEN: [&str; 8] = ["Ada", "Bram", "Chidi", "Dora", "Ewan", "Farah", "Grace", "Hari"];
const FAMILY: [&str; 8] = ["Abbott", "Bello", "Carr", "Drake", "Eliot", "Foss", "Grant", "Hale"];
const REASONS: [&str; 6] = [
    "3 emergency admissions in the last year",
    "Heart failure",
    "12 or more medicines",
    "Severe frailty",
    "Aged 85 or over",
    "COPD",
];
/// Adults and children: everybody here is an adult.
const TIERS: [(&str, &str, f64); 4] = [
    ("very high", "\"top 0.5%\"", 0.005),
    ("high", "\"top 5%\"", 0.05),
    ("moderate", "\"top 20%\"", 0.2),
    ("low", "\"rest\"", 1.0),
];

/// Person number `serial`.
pub(crate) fn person(serial: u64) -> PersonId {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&serial.to_be_bytes());
    PersonId::of(PersonKey::from_bytes(key))
}

/// Days ago on which runs were published: more than a year of history, and the last two months.
const RUNS: [i32; 3] = [400, 30, 0];

/// Publishes runs of `people` people over `practices`; number 0 has the highest risk.
pub(crate) async fn publish_all(db: &Db, people: u64, practices: &[OdsCode], at: &Moment) -> Result<()> {
    let mut order: Vec<(PersonId, u64)> = (0..people).map(|serial| (person(serial), serial)).collect();
    order.sort_unstable();
    for ago in RUNS {
        let then = Moment { today: at.today.plus_days(-ago), now: at.now - chrono::TimeDelta::days(ago.into()), ..*at };
        let mut done = 0;
        let born = at.today;
        let records = order.iter().map(|&(id, serial)| record(id, serial, people, practices, (born, then.today)));
        let told = |more: usize| {
            done += more;
            eprint!("\rrun of {}: {done} people", then.today);
        };
        publish(db, &head(people, practices, then.today), records, &then, told).await?;
        eprintln!();
    }
    Ok(())
}

/// Completed years, roughly: one of nine is 75 or over, as in England.
pub(crate) const fn age(serial: u64) -> i32 {
    let place = (serial * 7 % 100) as i32;
    if place < 11 { 75 + 2 * place } else { 18 + (place - 11) * 57 / 89 }
}

/// Whether they have died by a day, and when: one in four hundred in the last year, all of them low on the list.
fn died(serial: u64, today: Day, on: Day) -> Option<Day> {
    let day = today.plus_days(-((serial * 13 % 360) as i32));
    (serial % 400 == 399 && day <= on).then_some(day)
}

/// Who commissions all of it.
pub(crate) const COMMISSIONER: &str = "QE1";

fn head(people: u64, practices: &[OdsCode], today: Day) -> RunHead {
    let within = |share: f64| (people as f64 * share) as i64;
    let before = |place: usize| if place == 0 { 0 } else { within(TIERS[place - 1].2) };
    let practice = |code: &OdsCode| PracticeHead {
        code: code.clone(),
        name: Some(Line::from(&*format!("Practice {code}"))),
        pcn: None,
        commissioner: COMMISSIONER.parse().ok(),
        locality: None,
        scored_adults: (people / practices.len() as u64) as i64,
        scored_children: 0,
        unscored: 0,
    };
    RunHead {
        model: "load".into(),
        model_version: "1".into(),
        model_title: "Made up for a test".into(),
        model_hash: "0".repeat(64),
        data_hash: today.to_string(),
        synthetic: true,
        index: today,
        data_date: Some(today),
        sources: vec!["hospital admissions".into(), "GP events".into()],
        scored: people as i64,
        tiers: TIERS
            .iter()
            .enumerate()
            .map(|(place, (name, rule, share))| ((*name).into(), (*rule).into(), within(*share) - before(place)))
            .collect(),
        left_out: vec![],
        reasons: REASONS.iter().map(|&words| words.into()).collect(),
        practices: practices.iter().map(practice).collect(),
    }
}

fn record(id: PersonId, serial: u64, people: u64, practices: &[OdsCode], (today, on): (Day, Day)) -> PersonRecord<'_> {
    let number = serial as usize;
    let practice = practices[number % practices.len()].as_str();
    let share = serial as f64 / people as f64;
    let age = age(serial);
    let registered_on = Day::of(2015, 1, 1);
    let reason = |place: u64| Some(((serial + place) % REASONS.len() as u64) as i64);
    PersonRecord {
        id,
        practice,
        born_on: today.plus_days(-age * 366),
        sex: if serial.is_multiple_of(2) { "female" } else { "male" },
        registered_on,
        deregistered_on: None,
        died_on: died(serial, today, on),
        care_home: serial.is_multiple_of(97),
        usual_gp: None,
        long_term_condition: Some(serial.is_multiple_of(3)),
        condition_from: serial.is_multiple_of(3).then(|| registered_on.plus_days((serial % 3000) as i32)),
        identity: IdentityRecord {
            nhs_number: format!("{:010}", 9_000_000_000 + serial),
            given_name: GIVEN[number % GIVEN.len()],
            family_name: FAMILY[number / 8 % FAMILY.len()],
            postcode: "ZZ99 3VZ",
        },
        residences: None,
        registrations: vec![(practice, registered_on, None)],
        objections: vec![],
        outcome: Outcome::Scored {
            practice,
            adult: true,
            age: i64::from(age),
            risk: 0.9 / (1.0 + 60.0 * share),
            percentile: 100.0 * (1.0 - share),
            tier: TIERS.iter().position(|(_, _, top)| share < *top).unwrap_or(TIERS.len() - 1) as i64,
            rank: serial as i64 + 1,
            practice_rank: (serial / practices.len() as u64) as i64 + 1,
            reasons: [reason(0), reason(1), reason(2), None, None],
        },
    }
}
