//! How numbers, days and names are written.

use crate::domain::Day;
use crate::measures::definition::Shape;
use crate::measures::period::Days;
use crate::measures::published::{PolicyId, Shown, ShownShare};
use crate::measures::{Level, Place, Published};
use crate::report::{Row, RowTarget};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// `8,500`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// `8,500` or `*`.
pub(super) fn shown(count: Shown) -> String {
    match count {
        Shown::Number(number) => thousands(number),
        Shown::Withheld => "*".to_owned(),
    }
}

/// `2.0`, `*` or `n/a`, in a column that says its unit.
pub(super) fn share(share: ShownShare) -> String {
    match share {
        ShownShare::NotApplicable => "n/a".to_owned(),
        other => other.to_string(),
    }
}

/// `31 March 2026`.
pub(super) fn day(day: Day) -> String {
    NaiveDate::from(day).format("%-d %B %Y").to_string()
}

/// `Mar 2026`.
pub(super) fn month(day: Day) -> String {
    NaiveDate::from(day).format("%b %Y").to_string()
}

/// `31 Mar 2026`.
pub(super) fn short_day(day: Day) -> String {
    NaiveDate::from(day).format("%-d %b %Y").to_string()
}

/// `on 31 March 2026`, or `1 January 2026 to 31 March 2026`.
pub(super) fn days(days: Days) -> String {
    if days.first == days.last { format!("on {}", day(days.last)) } else { format!("{} to {}", day(days.first), day(days.last)) }
}

/// `31 Mar 2026`, or `1 Jan to 31 Mar 2026`.
pub(super) fn short_days(days: Days) -> String {
    let (first, last) = (NaiveDate::from(days.first), NaiveDate::from(days.last));
    match (first == last, first.year() == last.year()) {
        (true, _) => short_day(days.last),
        (false, true) => format!("{} to {}", first.format("%-d %b"), short_day(days.last)),
        (false, false) => format!("{} to {}", short_day(days.first), short_day(days.last)),
    }
}

/// `31 March 2026, 09:30 UTC`.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What the place is called.
pub(super) fn name(published: &Published, place: &Place) -> String {
    match (published.names.get(place), place) {
        (Some(name), _) => name.clone(),
        (None, Place::Everywhere) => "All practices".to_owned(),
        (None, place) => place.id(),
    }
}

/// A heading for places of a level.
pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Everywhere => "All practices together",
        Level::Commissioner => "Commissioners",
        Level::Locality => "Localities",
        Level::Network => "Networks",
        Level::Practice => "Practices",
        Level::Team => "Teams",
    }
}

/// The unit of the last column; `None` for a plain count.
pub(super) const fn unit(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Count => None,
        Shape::Share | Shape::Ratio => Some("per cent"),
        Shape::Rate => Some("per 1,000 person-years"),
    }
}

/// `target: 2% (Lancashire: 2% of the population)`.
pub(super) fn targets(targets: &[RowTarget]) -> String {
    targets.iter().map(|target| format!("{}: {}", target.name, target.words)).collect::<Vec<_>>().join("; ")
}

/// `floor: met; target: not met`; `*` where it may not be told, `n/a` where there is nobody.
pub(super) fn met(row: &Row) -> String {
    let unknown = if row.value == Some(ShownShare::NotApplicable) { "n/a" } else { "*" };
    let told = |met: Option<bool>| met.map_or(unknown, |met| if met { "met" } else { "not met" });
    row.targets.iter().map(|target| format!("{}: {}", target.name, told(target.met))).collect::<Vec<_>>().join("; ")
}

/// The name under which a policy is stored.
pub(super) const fn policy(policy: PolicyId) -> &'static str {
    match policy {
        PolicyId::Hes2018 => "hes2018",
        PolicyId::OnsLt10 => "ons_lt10",
        PolicyId::Midpoint6 => "midpoint6",
    }
}

/// What a policy does to a count.
pub(super) const fn policy_in_words(policy: PolicyId) -> &'static str {
    match policy {
        PolicyId::Hes2018 => "counts of people from 1 to 7 are withheld (*), others are rounded to the nearest 5",
        PolicyId::OnsLt10 => "counts of people from 1 to 9 are withheld (*)",
        PolicyId::Midpoint6 => "counts of people are given as the middle of six numbers (1 to 6 as 3, 7 to 12 as 9, and so on)",
    }
}

/// Why a percentage is withheld whose numbers are both shown; `None` under a policy that withholds none. It is what the rule itself
/// says, and the only reason there can be: a reader of the policy and of the two numbers knows as much.
pub(super) fn difference_withheld(policy: PolicyId) -> Option<String> {
    policy.withholds_small().then(|| {
        let rounded = if policy.is_exact() { "" } else { "before rounding " };
        format!("{rounded}they differ by 1 to {}", policy.threshold())
    })
}

/// Text of one line: control characters, line ends among them, become blanks.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, written) in [(0, "0"), (999, "999"), (1000, "1,000"), (57_831, "57,831"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), written);
        }
    }

    #[test]
    fn days_are_written_as_short_as_can_be() {
        let days = |first, last| short_days(Days { first, last });
        let (new_year, april, march) = (Day::of(2026, 1, 1), Day::of(2025, 4, 1), Day::of(2026, 3, 31));
        assert_eq!(days(march, march), "31 Mar 2026");
        assert_eq!(days(new_year, march), "1 Jan to 31 Mar 2026");
        assert_eq!(days(april, march), "1 Apr 2025 to 31 Mar 2026");
    }

    #[test]
    fn a_list_ends_with_and() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!([list(&[]), list(&words[..1]), list(&words[..2]), list(&words)], ["", "a", "a and b", "a, b and c"]);
    }
}
