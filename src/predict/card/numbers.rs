//! Numbers as a card prints them.

use crate::predict::evaluate::Yield;

/// Stands where a figure cannot be told.
pub(super) const NONE: &str = "–";
/// Stands where a figure is of fewer than ten people.
pub(super) const FEW: &str = "fewer than 10";

/// A whole number with thousands separated: 12,345.
pub(super) use crate::domain::digits::grouped as whole;

/// A count of people: one to nine are not told.
pub(super) fn people(count: u64) -> String {
    if (1..10).contains(&count) { FEW.to_owned() } else { whole(count) }
}

/// With so many decimals and a true minus sign; never "−0.00".
pub(super) fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let nought = text.chars().all(|character| matches!(character, '0' | '.'));
    if value < 0.0 && !nought { format!("−{text}") } else { text }
}

pub(super) fn maybe(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| decimal(value, digits))
}

pub(super) fn percent(share: f64, digits: usize) -> String {
    format!("{}%", decimal(share * 100.0, digits))
}

pub(super) fn maybe_percent(share: Option<f64>) -> String {
    share.map_or_else(|| NONE.to_owned(), |share| percent(share, 1))
}

/// "0.78 (0.77 to 0.79)".
pub(super) fn with_interval(value: Option<f64>, ci95: Option<[f64; 2]>, digits: usize) -> String {
    match ci95 {
        Some([low, high]) => format!("{} ({} to {})", maybe(value, digits), decimal(low, digits), decimal(high, digits)),
        None => maybe(value, digits),
    }
}

pub(super) fn percent_with_interval(value: Option<f64>, ci95: Option<[f64; 2]>) -> String {
    match ci95 {
        Some([low, high]) => {
            let number = |share: f64| decimal(share * 100.0, 1);
            format!("{} ({} to {})", maybe_percent(value), number(low), number(high))
        }
        None => maybe_percent(value),
    }
}

/// A share of people as a label: "0.5%", "20%".
pub(super) fn share_label(fraction: f64) -> String {
    let per_cent = (fraction * 1e6).round() / 1e4;
    format!("{per_cent}%")
}

/// Whether a share of people can be printed: neither its part nor the rest is one to nine people, and the whole is not less.
pub(super) fn enough(part: u64, whole: u64) -> bool {
    whole >= 10 && [part, whole - part].iter().all(|count| *count == 0 || *count >= 10)
}

/// Whether yield can be printed.
pub(super) fn can_be_told(yielded: &Yield) -> bool {
    enough(yielded.events, yielded.flagged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 9, 10].map(people), ["0", FEW, FEW, "10"]);
        assert_eq!([-0.004, -0.25, 1.0].map(|value| decimal(value, 2)), ["0.00", "−0.25", "1.00"]);
        assert_eq!([0.005, 0.01, 0.2].map(share_label), ["0.5%", "1%", "20%"]);
    }
}
