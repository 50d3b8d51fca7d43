use super::*;
use crate::measures::published::ShownShare;
use std::collections::BTreeMap;

fn definition(shape: Shape, period: Period, version: u32) -> Arc<Definition> {
    Arc::new(Definition { version, period, ..Definition::made_up("m", shape) })
}

fn tally(numerator: Shown, denominator: u64) -> ShownTally {
    let share = match numerator {
        Shown::Number(_) => ShownShare::Tenths(0, 0),
        Shown::Withheld => ShownShare::Withheld,
    };
    ShownTally {
        numerator,
        denominator: Some(Shown::Number(denominator)),
        share: Some(share),
        pending: Shown::Number(0),
        removed: Shown::Number(0),
        beside: BTreeMap::new(),
        parts: BTreeMap::new(),
    }
}

/// Months of 2024 and on; a month's figure is of that day, or of the month, as the period has it.
fn months(numerators: &[u64], of: &Arc<Definition>) -> Vec<Observation> {
    let one = |(month, numerator): (u32, &u64)| {
        let first = Day::of(2024 + (month / 12).cast_signed(), month % 12 + 1, 1);
        let last = if of.period == Period::Day { first } else { first.plus_days(27) };
        Observation {
            days: Days { first, last },
            definition: Arc::clone(of),
            policy: PolicyId::Hes2018,
            tally: Some(tally(Shown::Number(*numerator), 200)),
        }
    };
    (0u32..).zip(numerators).map(one).collect()
}

const FOURTEEN: [u64; 14] = [100, 104, 98, 102, 96, 100, 104, 98, 102, 96, 100, 104, 98, 160];

#[test]
fn fewer_than_twelve_points_have_neither_limits_nor_signals() {
    let of = definition(Shape::Share, Period::Day, 1);
    let chart = RunChart::of(months(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110], &of));
    assert!(chart.stretches[0].points.iter().all(|point| point.limits.is_none() && point.signals.is_empty()));
    let chart = RunChart::of(months(&FOURTEEN, &of));
    assert!(chart.stretches[0].points.iter().all(|point| point.limits.is_some()));
    assert_eq!(chart.stretches[0].points[13].signals, [Signal::Beyond]);
}

#[test]
fn a_withheld_point_counts_for_nothing() {
    let of = definition(Shape::Share, Period::Day, 1);
    let mut observations = months(&FOURTEEN[..12], &of);
    observations[3].tally = Some(tally(Shown::Withheld, 200));
    let chart = RunChart::of(observations);
    assert_eq!(chart.stretches[0].points[3].value, Err(LeftOut::Withheld));
    assert!(chart.stretches[0].points.iter().all(|point| point.limits.is_none()), "eleven are left");
}

#[test]
fn a_changed_definition_breaks_the_line_and_is_told() {
    let (old, new) = (definition(Shape::Share, Period::Day, 1), definition(Shape::Share, Period::Day, 2));
    let mut observations = months(&FOURTEEN, &old);
    // From March 2025 another definition, at twice the level: no limits and no signal may come of the step.
    let more: Vec<u64> = [30; 28].into_iter().chain([150, 150, 150]).collect();
    observations.extend(months(&more, &new).split_off(28));
    let chart = RunChart::of(observations);
    let told: Vec<_> = chart.stretches.iter().map(|line| (line.version, line.points.len())).collect();
    assert_eq!(told, [(1, 14), (2, 3)]);
    assert_eq!(chart.breaks(), [(Day::of(2026, 5, 1), "definition changed from version 1 to version 2".to_owned())]);
    assert!(chart.stretches[1].points.iter().all(|point| point.limits.is_none() && point.signals.is_empty()));
    let alone = RunChart::of(months(&FOURTEEN, &old));
    assert_eq!(chart.stretches[0], alone.stretches[0], "the new definition changes nothing before it");
}

#[test]
fn separate_lots_have_a_distribution_and_the_same_people_again_have_none() {
    let chart = |shape, period| RunChart::of(months(&FOURTEEN, &definition(shape, period, 1)));
    assert_eq!(chart(Shape::Share, Period::Day).kind, ChartKind::Xmr);
    assert_eq!(chart(Shape::Share, Period::Quarter).kind, ChartKind::P);
    assert_eq!(chart(Shape::Rate, Period::Quarter).kind, ChartKind::U);
    assert_eq!(chart(Shape::Count, Period::Day).kind, ChartKind::Xmr);
    let mut observations = months(&FOURTEEN, &definition(Shape::Share, Period::Year, 1));
    for one in &mut observations {
        one.days.first = one.days.last.plus_days(-364);
    }
    let chart = RunChart::of(observations);
    assert!(chart.overlapping);
    assert_eq!(chart.kind, ChartKind::Xmr);
}

#[test]
fn values_are_in_the_unit_of_the_measure() {
    let first = |shape| RunChart::of(months(&FOURTEEN, &definition(shape, Period::Quarter, 1))).stretches[0].points[0].clone();
    assert_eq!(first(Shape::Count).value, Ok(100.0));
    assert_eq!(first(Shape::Share).value, Ok(50.0));
    assert_eq!(first(Shape::Rate).value, Ok(500.0));
    assert!((first(Shape::Share).limits.unwrap().centre - 100.0 * 1462.0 / 2800.0).abs() < 1e-12);
}

#[test]
fn counts_that_rounding_holds_still_are_no_reason_to_ask() {
    let of = definition(Shape::Count, Period::Day, 1);
    // All could be 317 and 318, or 313 and 312.
    let steady = [315, 315, 315, 315, 315, 315, 315, 315, 310, 315, 315, 315, 320, 315, 315, 315, 315, 315, 315, 315];
    let chart = RunChart::of(months(&steady, &of));
    assert!(chart.stretches[0].points.iter().all(|point| point.limits.is_some() && point.signals.is_empty()), "{chart:?}");
    // Under a policy that does not round they are what they seem.
    let mut exact = months(&steady, &of);
    for one in &mut exact {
        one.policy = PolicyId::OnsLt10;
    }
    assert_eq!(RunChart::of(exact).stretches[0].points[8].signals, [Signal::Beyond]);
}
