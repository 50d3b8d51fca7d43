//! Proposing coordinators: 2,000 people over 60 of them, with room to spare and with too little.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use casefinder::casework::assignment::{Coordinator, Known, Knows, Waiting, Weights, propose};
use casefinder::casework::team::Skill;
use casefinder::domain::{OdsCode, Role};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use uuid::Uuid;

/// A small reproducible generator (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn need(&mut self) -> Skill {
        Skill::ALL[self.below(8) as usize]
    }

    fn practice(&mut self) -> OdsCode {
        format!("A81{:03}", self.below(66)).parse().unwrap()
    }
}

fn team(random: &mut Random, fewest: u64, more: u64) -> Vec<Coordinator> {
    let roles = [Role::CommunityMatron, Role::Nurse, Role::SocialWorker, Role::Therapist, Role::MentalHealthNurse];
    (0..60)
        .map(|serial| {
            let held = random.below(10) as u32;
            Coordinator {
                staff: Uuid::from_u128(serial).into(),
                role: roles[random.below(5) as usize],
                organisation: "RX101".parse().unwrap(),
                base_network: None,
                capacity: held + (fewest + random.below(more)) as u32,
                held,
                load: held * 3,
                skills: (0..2).map(|_| random.need()).collect(),
                practices: if serial % 6 == 0 { [].into() } else { (0..8).map(|_| random.practice()).collect() },
                networks: [].into(),
            }
        })
        .collect()
}

fn people(random: &mut Random) -> Vec<Waiting> {
    (0..2000)
        .map(|serial| Waiting {
            case: Uuid::from_u128(serial).into(),
            person: Uuid::from_u128(10_000 + serial).into(),
            practice: random.practice(),
            network: None,
            primary_need: Some(random.need()),
            skill_required: random.below(10) == 0,
            complexity: Some(1 + random.below(5) as u8),
            known: (0..random.below(3))
                .map(|_| Known { by: Uuid::from_u128(u128::from(random.below(60))).into(), how: Knows::Contact })
                .collect(),
            not_by: vec![],
        })
        .collect()
}

fn assignment(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("assignment_2000_people_60_coordinators");
    group.sample_size(10);
    for (name, fewest, more) in [("capacity_40_to_80", 40, 41), ("just_enough", 28, 10), ("too_little", 15, 11)] {
        let mut random = Random(7);
        let (team, people) = (team(&mut random, fewest, more), people(&mut random));
        let proposed = propose(&people, &team, &Weights::default());
        println!("{name}: {} placed, {} left", proposed.placed.len(), proposed.left.len());
        group.bench_function(name, |bench| bench.iter(|| propose(black_box(&people), black_box(&team), &Weights::default())));
    }
    group.finish();
}

criterion_group!(benches, assignment);
criterion_main!(benches);
