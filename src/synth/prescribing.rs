//! Items issued: what a condition is treated with, again and again, and what an acute illness brings.

use super::conditions::{Condition, NEVER};
use super::events::Item;
use super::life::Life;
use super::population::YEAR;
use super::recording;
use super::rng::{Rng, Topic};

/// Days from one issue of a repeat item to the next: two months, or one for the oldest and the most treated.
const USUAL_INTERVAL_DAYS: i32 = 56;
const SHORT_INTERVAL_DAYS: i32 = 28;

const ANTIBIOTICS: [&str; 4] = ["0501013B0AAABAB", "0501013K0AAAJAJ", "0501080W0AAAAAA", "0501030I0AAABAB"];
const STEROID: &str = "0603020T0AAACAC";
const OPIOID: &str = "0407020Q0AAAFAF";
const HYPNOTIC: &str = "0401010Z0AAAAAA";
const LAXATIVE: &str = "0106040M0AAAAAA";
const ACID: &str = "0103050L0AAAAAA";
const BLADDER: &str = "0704020J0AAAAAA";
const IRON: &str = "0901011F0AAAAAA";

fn push(life: &mut Life, on: i32, bnf: &'static str, rng: &mut Rng) {
    let recorded = on + recording::item(rng);
    life.traces.items.push(Item { on, bnf, recorded });
}

/// Acute items from `from` to before `to`.
pub(super) fn month(life: &mut Life, from: i32, to: i32, rng: &mut Rng) {
    let age = life.person.age(from);
    let years = f64::from(to - from) / YEAR;
    let has = |condition| life.courses.has(condition, from);
    let ill = 0.35 * life.moving.illness + 0.2 * life.person.traits.frailty;
    let chest = has(Condition::Copd);
    let rate = |base: f64, slope: f64| (libm::exp(slope * ill) * base * years).min(3.0);
    let antibiotics = rate(0.38 + if chest { 1.0 } else { 0.0 } + 0.004 * (age - 50.0).max(0.0), 1.4);
    let steroids = rate(
        if chest {
            0.9
        } else if has(Condition::Asthma) {
            0.15
        } else {
            0.01
        },
        1.6,
    );
    let opioids = if age > 18.0 { rate(0.12 + 0.003 * (age - 40.0).max(0.0), 1.5) } else { 0.0 };
    let hypnotics = if age > 18.0 { rate(0.05, 1.2) } else { 0.0 };
    for (mean, items) in [(antibiotics, &ANTIBIOTICS[..]), (steroids, &[STEROID]), (opioids, &[OPIOID]), (hypnotics, &[HYPNOTIC])]
    {
        for _ in 0..rng.poisson(mean) {
            let on = rng.between(from, to - 1);
            if let (false, Some(item)) = (life.in_hospital(on), rng.pick(items)) {
                push(life, on, item, rng);
            }
        }
    }
}

/// Repeat items from diagnosis, or from the first day the extract knows of, to the last.
pub(super) fn repeats(life: &mut Life, last: i32) {
    let rng = &mut Rng::stream(life.seed ^ 0x7278, life.person.serial, Topic::Prescribing);
    let mut started: Vec<(&'static str, i32)> = Vec::new();
    for (spec, course) in life.courses.clone().all() {
        for &(bnf, share) in spec.drugs {
            // Drawn whether the condition is there or not, so that one condition more changes no other item.
            let (takes, delay) = (rng.chance(share), rng.delay(25.0));
            if takes && course.diagnosed != NEVER && !started.iter().any(|&(other, _)| other == bnf) {
                started.push((bnf, course.diagnosed + delay));
            }
        }
    }
    let old = life.person.age(last) - 65.0;
    for (bnf, share) in [(ACID, 0.10), (LAXATIVE, 0.02), (BLADDER, 0.015), (IRON, 0.012)] {
        let begins = life.observed_from - 400 + rng.between(0, 2400);
        let raised = libm::exp(0.35 * life.person.traits.frailty + 0.03 * old.clamp(-30.0, 25.0));
        if rng.chance(share * raised) && life.person.age(begins) > 25.0 {
            started.push((bnf, begins));
        }
    }
    let short = old > 17.0 || started.len() > 8;
    let interval = if short && rng.chance(0.6) { SHORT_INTERVAL_DAYS } else { USUAL_INTERVAL_DAYS };
    for (bnf, begins) in started {
        let mut on = begins.max(life.observed_from + rng.between(0, interval - 1));
        // Some stop after a while.
        let stops = if rng.chance(0.15) { on + rng.delay(500.0) } else { last };
        while on <= last.min(stops) {
            push(life, on, bnf, rng);
            on += interval + rng.between(-3, 4);
        }
    }
}
