//! NHS numbers for people who do not exist.

use crate::domain::NhsNumber;

/// The first `people` valid numbers of the range 999, which is never issued; beyond its 909,000 or so, of the ranges 998, 997 and so
/// on down to 900, which are not among those issued in England (3, 4, 6 and 7) but not promised to stay so: the folder's note says so.
pub(super) fn numbers(people: usize) -> Vec<u64> {
    let never_issued = (0..1_000_000).filter_map(NhsNumber::synthetic).map(NhsNumber::as_u64);
    let beyond = (900..999u64)
        .rev()
        .flat_map(|range| (0..1_000_000).filter_map(move |serial| with_check_digit(range * 1_000_000 + serial)));
    never_issued.chain(beyond).take(people).collect()
}

/// Most people for whom there are numbers, rounded down.
pub(super) const MOST_PEOPLE: usize = 50_000_000;

/// Modulus 11, weights 10 to 2; none when the digit would be 10.
fn with_check_digit(nine: u64) -> Option<u64> {
    let weighted: u64 = (0..9u32).map(|place| nine / 10u64.pow(place) % 10 * (u64::from(place) + 2)).sum();
    match 11 - weighted % 11 {
        10 => None,
        11 => Some(nine * 10),
        check => Some(nine * 10 + check),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_valid_and_differ() {
        let mut all = numbers(950_000);
        assert_eq!(all.len(), 950_000);
        for &number in all.iter().step_by(997).chain(&all[949_000..]) {
            assert!(NhsNumber::from_u64(number).is_ok());
        }
        assert!(all.iter().take(900_000).all(|number| number / 10_000_000 == 999));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 950_000);
    }
}
