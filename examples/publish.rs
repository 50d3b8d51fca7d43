//! How long publishing a run takes: `cargo run --release --example publish -- sqlite://bench.db 500000`.
//!
//! Publishes two months of made-up people into a database, one after the other, and prints seconds as JSON: the first writes everyone,
//! the second finds everyone known and writes scores alone.

use casefinder::access::Clock;
use casefinder::domain::{Day, NhsNumber, PersonId, PersonKey, StaffId};
use casefinder::store::Db;
use casefinder::store::publish::{IdentityRecord, Outcome, PersonRecord, PracticeHead, RunHead, publish};
use std::time::Instant;

const PRACTICES: usize = 66;
const PHRASES: i64 = 3_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(count)) = (arguments.next(), arguments.next()) else { return Err("DATABASE-URL PEOPLE".into()) };
    let count: u32 = count.parse()?;
    let codes: Vec<String> = (0..PRACTICES).map(|number| format!("A81{number:03}")).collect();
    let mut people: Vec<(PersonId, u32)> = (0..count).map(|serial| (id(serial), serial)).collect();
    people.sort_unstable();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let seconds: Vec<f64> = runtime.block_on(async {
        let db = Db::open_current(&url).await?;
        let mut seconds = vec![];
        for index in [Day::of(2025, 6, 30), Day::of(2025, 7, 31)] {
            let started = Instant::now();
            let records = people.iter().map(|&(id, serial)| record(id, serial, count, &codes));
            let at = Clock::System.moment(StaffId::default());
            publish(&db, &head(index, count, &codes), records, &at, |_| ()).await?;
            seconds.push(started.elapsed().as_secs_f64());
        }
        db.close().await;
        Ok::<_, Box<dyn std::error::Error>>(seconds)
    })?;
    println!("{}", serde_json::json!({"people": count, "first_seconds": seconds[0], "second_seconds": seconds[1]}));
    Ok(())
}

fn id(serial: u32) -> PersonId {
    let mut key = [0; 16];
    key[..4].copy_from_slice(&serial.to_be_bytes());
    PersonId::of(PersonKey::from_bytes(key))
}

fn head(index: Day, count: u32, codes: &[String]) -> RunHead {
    let practice = |code: &String| PracticeHead {
        code: code.parse().unwrap_or_else(|_| unreachable!("the code is made above")),
        name: None,
        pcn: None,
        commissioner: None,
        locality: None,
        scored_adults: i64::from(count) / PRACTICES as i64,
        scored_children: 0,
        unscored: 0,
    };
    RunHead {
        model: "combined".into(),
        model_version: "1".into(),
        model_title: "Combined".into(),
        model_hash: String::new(),
        data_hash: index.to_string(),
        synthetic: true,
        index,
        data_date: Some(index),
        sources: vec!["hospital admissions".into(), "GP events".into()],
        scored: i64::from(count),
        tiers: vec![("high".into(), "{}".into(), 1), ("low".into(), "\"everyone\"".into(), 1)],
        left_out: vec![],
        reasons: (0..PHRASES).map(|number| format!("{number} prescriptions in the last year")).collect(),
        practices: codes.iter().map(practice).collect(),
    }
}

fn record(id: PersonId, serial: u32, count: u32, codes: &[String]) -> PersonRecord<'_> {
    let practice = codes[serial as usize % PRACTICES].as_str();
    let start = Day::of(2010, 1, 1).plus_days((serial % 4000).cast_signed());
    // 999 numbers do not suffice for half a million people with a check digit each: these are of the right length, which is all that counts.
    let nhs_number = NhsNumber::synthetic(serial).map_or_else(|| format!("998{serial:07}"), NhsNumber::reveal);
    let reason = |place: i64| Some((i64::from(serial) * 7 + place * 411) % PHRASES);
    PersonRecord {
        id,
        practice,
        born_on: Day::of(1950, 1, 1).plus_days((serial % 20_000).cast_signed()),
        sex: "female",
        registered_on: start,
        deregistered_on: None,
        died_on: None,
        care_home: false,
        usual_gp: Some("G1234567"),
        long_term_condition: Some(serial.is_multiple_of(3)),
        condition_from: serial.is_multiple_of(3).then(|| start.plus_days(900)),
        identity: IdentityRecord { nhs_number, given_name: "Margaret", family_name: "Blenkinsop", postcode: "PR1 1AA" },
        residences: None,
        registrations: vec![(practice, start, None)],
        objections: vec![],
        outcome: Outcome::Scored {
            practice,
            adult: !serial.is_multiple_of(5),
            age: 60,
            risk: f64::from(serial) / f64::from(count),
            percentile: f64::from(serial) * 100.0 / f64::from(count),
            tier: i64::from(!serial.is_multiple_of(20)),
            rank: i64::from(serial) + 1,
            practice_rank: i64::from(serial / PRACTICES as u32) + 1,
            reasons: [reason(1), reason(2), reason(3), reason(4), reason(5)],
        },
    }
}
