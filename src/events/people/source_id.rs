//! Numbers for people whose source knows them by ids of its own: from the 999 range, which is never issued to anybody.

use super::id_hash;
use crate::domain::NhsNumber;
use crate::error::{Fault, Result};
use std::collections::{BTreeMap, HashSet};

/// Numbers by source id.
pub(crate) type Numbers = BTreeMap<Box<str>, NhsNumber>;

/// Serial numbers of the range.
const SERIALS: u32 = 1_000_000;

/// Gives each of `ids` a number: the one `known` has for it, else the first free one at or after a serial number that its
/// hash names, in the order of the ids, so that the same people get the same numbers. Numbers in `taken` stay free of use.
///
/// # Errors
/// A data fault when there are more people than numbers.
pub(crate) fn assign<'a>(
    ids: impl IntoIterator<Item = &'a str>,
    known: &Numbers,
    taken: impl IntoIterator<Item = NhsNumber>,
) -> Result<Numbers> {
    let mut numbers = Numbers::new();
    let mut taken: HashSet<NhsNumber> = known.values().copied().chain(taken).collect();
    let mut fresh: Vec<&str> = Vec::new();
    for id in ids {
        match known.get(id) {
            Some(&number) => {
                numbers.insert(id.into(), number);
            }
            None => fresh.push(id),
        }
    }
    fresh.sort_unstable();
    fresh.dedup();
    for id in fresh {
        let first = (id_hash(id.as_bytes()) % u64::from(SERIALS)) as u32;
        let number = (0..SERIALS)
            .filter_map(|step| NhsNumber::synthetic((first + step) % SERIALS))
            .find(|number| !taken.contains(number))
            .ok_or_else(|| {
                Fault::Data("more people than the 999 range has numbers for (about 900,000); give NHS numbers".into())
            })?;
        taken.insert(number);
        numbers.insert(id.into(), number);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ids: &[Box<str>]) -> Vec<&str> {
        ids.iter().map(|id| &**id).collect()
    }

    #[test]
    fn numbers_stay_with_their_people_and_never_clash() {
        let ids: Vec<Box<str>> = (0..2000).map(|n| format!("person-{n}").into()).collect();
        let first = assign(texts(&ids[..1000]), &Numbers::new(), []).unwrap();
        let second = assign(texts(&ids).into_iter().rev(), &first, []).unwrap();
        assert!(ids[..1000].iter().all(|id| first[id] == second[id]));
        assert_eq!(second.values().collect::<HashSet<_>>().len(), 2000);
        assert!(second.values().all(|number| number.reveal().starts_with("999")));
    }

    #[test]
    fn the_order_of_delivery_does_not_matter() {
        let ids: Vec<Box<str>> = (0..500).map(|n| format!("{n}").into()).collect();
        let forth = assign(texts(&ids), &Numbers::new(), []).unwrap();
        assert!(forth == assign(texts(&ids).into_iter().rev(), &Numbers::new(), []).unwrap());
    }

    #[test]
    fn a_taken_number_is_passed_over() {
        let id = "somebody";
        let plain = assign([id], &Numbers::new(), []).unwrap()[id];
        let other = assign([id], &Numbers::new(), [plain]).unwrap()[id];
        assert!(plain != other);
    }
}
