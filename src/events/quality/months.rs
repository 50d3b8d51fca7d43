//! Months that stand out.

use std::collections::BTreeMap;

/// A month with fewer rows than this share of the median of the months looked at stands out.
const THIN_SHARE: f64 = 0.1;
/// Months looked at: long records thin out towards their beginning, which is no fault.
const MONTHS_BACK: usize = 36;

/// Months without rows, or with far fewer than usual, among the last three years up to `last`, the last month of any feed: a feed
/// that ends before the others shows. Its first month and `last` itself, which may be cut, are left out.
pub(crate) fn thin_months(months: &BTreeMap<String, u64>, last: &str) -> Vec<String> {
    let (Some((first, _)), Some((end, _))) = (months.first_key_value(), months.last_key_value()) else { return Vec::new() };
    let between: Vec<(String, u64)> = months_up_to(months, last, MONTHS_BACK + 1)
        .into_iter()
        .filter(|(month, _)| month > first && month.as_str() < last)
        .collect();
    // What is usual is measured while the feed came.
    let mut counts: Vec<u64> = between.iter().filter(|(month, _)| month <= end).map(|&(_, count)| count).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0) as f64;
    between.into_iter().filter(|&(_, count)| count == 0 || (count as f64) < usual * THIN_SHARE).map(|(month, _)| month).collect()
}

/// The `count` calendar months that end with `last`, those without rows too, earliest first.
pub(super) fn months_up_to(months: &BTreeMap<String, u64>, last: &str, count: usize) -> Vec<(String, u64)> {
    let all = std::iter::successors(Some(last.to_owned()), |month| Some(before(month)));
    let mut shown: Vec<_> = all.take(count).map(|month| (months.get(&month).copied().unwrap_or(0), month)).collect();
    shown.reverse();
    shown.into_iter().map(|(rows, month)| (month, rows)).collect()
}

/// The month before `YYYY-MM`.
fn before(month: &str) -> String {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<i32>().ok()).unwrap_or(1);
    match (number(month.get(..4)), number(month.get(5..))) {
        (year, 1) => format!("{:04}-12", year - 1),
        (year, month) => format!("{year:04}-{:02}", month - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_thin_months_stand_out_but_the_ends_do_not() {
        let mut months: BTreeMap<String, u64> = (1..=12).map(|month| (format!("2023-{month:02}"), 1000)).collect();
        months.insert("2022-11".into(), 3);
        months.insert("2024-01".into(), 5);
        months.insert("2023-04".into(), 99);
        months.remove("2023-07");
        assert_eq!(thin_months(&months, "2024-01"), ["2022-12", "2023-04", "2023-07"]);
        assert_eq!(thin_months(&BTreeMap::new(), "2024-01"), Vec::<String>::new());
    }

    #[test]
    fn a_feed_that_ends_before_the_others_stands_out() {
        let months: BTreeMap<String, u64> = (1..=6).map(|month| (format!("2023-{month:02}"), 1000)).collect();
        assert_eq!(thin_months(&months, "2023-09"), ["2023-07", "2023-08"]);
        let shown = months_up_to(&months, "2023-08", 3);
        assert_eq!(shown, [("2023-06".into(), 1000), ("2023-07".into(), 0), ("2023-08".into(), 0)]);
    }
}
