//! Bad rows, when asked for: what real deliveries have wrong with them, for demonstrations and tests of the import.

use super::rng::{Rng, Topic};
use super::rows::Texts;
use crate::events::extract::ExtractTable;

/// Spoils about `percent` of the event rows of one stretch of people, and of nobody's own row in `persons`, so that no good event
/// loses its person. `stranger` is a valid number that no person has.
pub(super) fn sprinkle(texts: &mut Texts, percent: f64, (seed, stretch, stranger): (u64, u64, u64)) {
    let rng = &mut Rng::stream(seed, stretch, Topic::Faults);
    for (table, text) in ExtractTable::ALL.iter().zip(texts) {
        if matches!(table, ExtractTable::Persons | ExtractTable::Practices) {
            continue;
        }
        let mut spoiled = Vec::with_capacity(text.len() + text.len() / 16);
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            if rng.chance(percent / 100.0) {
                spoil(line, &mut spoiled, stranger, rng);
            } else {
                spoiled.extend_from_slice(line);
            }
        }
        *text = spoiled;
    }
}

/// One bad row in place of a good one; a duplicate beside it.
fn spoil(line: &[u8], out: &mut Vec<u8>, stranger: u64, rng: &mut Rng) {
    let start = out.len();
    out.extend_from_slice(line);
    let date = (line.windows(3)).position(|three| three[0] == b'-' && three[1].is_ascii_digit()).map(|dash| start + dash);
    match (rng.below(5), date) {
        // The check digit one off.
        (0, _) => out[start + 9] = b'0' + (out[start + 9] - b'0' + 1) % 10,
        // Nobody's number.
        (1, _) => out[start..start + 10].copy_from_slice(format!("{stranger:010}").as_bytes()),
        // The 30th of February.
        (2, Some(dash)) => out[dash..dash + 6].copy_from_slice(b"-02-30"),
        // The year 2099.
        (3, Some(dash)) => out[dash - 4..dash].copy_from_slice(b"2099"),
        _ => out.extend_from_slice(line),
    }
}
