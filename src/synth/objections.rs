//! Objections to the use of somebody's data. Their events stay in the extract, so that leaving them out can be tested.

use super::events::Objection;
use super::life::Life;
use super::rng::{Rng, Topic};

/// Kind, share of people, share of those who withdraw it.
const KINDS: [(&str, f64, f64); 3] =
    [("type_1", 0.021, 0.06), ("national_opt_out", 0.045, 0.04), ("case_management", 0.002, 0.10)];

/// Draws somebody's objections; some are older than the extract.
pub(super) fn draw(life: &mut Life, last: i32) {
    let rng = &mut Rng::stream(life.seed, life.person.serial, Topic::Objections);
    for (kind, share, withdraws) in KINDS {
        let (objects, gone) = (rng.chance(share), rng.chance(withdraws));
        let from = rng.between(life.observed_from - 1500, life.span.to).max(life.person.born);
        let withdrawn = from + 30 + rng.delay(300.0);
        if objects && from <= last {
            let withdrawn = (gone && withdrawn <= last).then_some(withdrawn);
            life.traces.objections.push(Objection { kind, from, withdrawn });
        }
    }
}
