//! Worked by hand.

use super::made_up::{AS_OF, Dice, definition, figures, of, practice};
use crate::domain::{Day, OdsCode, TeamId};
use crate::measures::definition::{Beside, Definition, Shape, Unit};
use crate::measures::disclosure::same::Same;
use crate::measures::disclosure::{Cell, Page, Withheld, disclose, disclose_after};
use crate::measures::published::{PolicyId, PublishedMeasure, Shown};
use crate::measures::tally::{Count, MeasureFigures, Relation};
use crate::measures::{Figures, Period, Place, Tally};
use std::collections::BTreeMap;

fn count(people: u64) -> Tally {
    of(people, 0)
}

fn counted() -> Definition {
    definition("counted", Shape::Count, &[], &["counted"])
}

/// A measure at practices that add up to everywhere, the total last.
fn practices(policy: PolicyId, definition: Definition, tallies: &[Tally]) -> (Vec<String>, Withheld) {
    again(policy, definition, tallies, &Withheld::default())
}

fn again(policy: PolicyId, definition: Definition, tallies: &[Tally], earlier: &Withheld) -> (Vec<String>, Withheld) {
    let (published, withheld) = disclose(&added_up(definition, tallies), policy, earlier);
    (lines(&published, tallies.len()), withheld)
}

fn added_up(definition: Definition, tallies: &[Tally]) -> Figures {
    let mut places: BTreeMap<Place, Tally> =
        tallies.iter().enumerate().map(|(at, tally)| (practice(at as u64), tally.clone())).collect();
    let parts: Vec<Place> = places.keys().cloned().collect();
    let mut total = Tally::default();
    for tally in tallies {
        total.numerator += tally.numerator;
        total.denominator += tally.denominator;
    }
    places.insert(Place::Everywhere, total);
    figures(vec![(definition, places)], vec![Relation { total: Place::Everywhere, parts }])
}

fn lines(published: &[PublishedMeasure], practices: usize) -> Vec<String> {
    let order = (0..practices as u64).map(practice).chain([Place::Everywhere]);
    order.map(|place| line(&published[0], &place)).collect()
}

fn line(measure: &PublishedMeasure, place: &Place) -> String {
    let shown = &measure.places[place];
    match (shown.denominator, shown.share) {
        (Some(denominator), Some(share)) => format!("{}/{denominator} {share}", shown.numerator),
        _ => shown.numerator.to_string(),
    }
}

#[test]
fn the_next_smallest_part_is_withheld_with_the_only_one() {
    let (lines, _) = practices(PolicyId::Hes2018, counted(), &[count(0), count(5), count(23), count(12), count(60)]);
    // 100 people: without the second star, 100 less 25, 10 and 60 would leave 5.
    assert_eq!(lines, ["0", "*", "25", "*", "60", "100"]);
    let (lines, _) = practices(PolicyId::OnsLt10, counted(), &[count(9), count(10), count(11)]);
    assert_eq!(lines, ["*", "*", "11", "30"]);
}

#[test]
fn two_stars_need_no_third() {
    let (lines, _) = practices(PolicyId::Hes2018, counted(), &[count(3), count(5), count(23)]);
    assert_eq!(lines, ["*", "*", "25", "30"]);
}

#[test]
fn where_there_is_no_other_part_the_total_goes() {
    let (lines, _) = practices(PolicyId::Hes2018, counted(), &[count(0), count(7), count(0)]);
    assert_eq!(lines, ["0", "*", "0", "*"]);
}

#[test]
fn a_total_is_of_the_unrounded_parts() {
    // 12 + 12 + 12 = 36, not 10 + 10 + 10.
    let (lines, _) = practices(PolicyId::Hes2018, counted(), &[count(12), count(12), count(12)]);
    assert_eq!(lines, ["10", "10", "10", "35"]);
}

#[test]
fn a_small_difference_is_not_to_be_had_by_subtraction_from_exact_counts() {
    let share = || definition("share", Shape::Share, &["all"], &["some"]);
    // 97 of 100: three are missing, and both counts exact.
    let (lines, _) = practices(PolicyId::OnsLt10, share(), &[of(97, 100), of(50, 90), of(60, 90)]);
    assert!(lines[0].starts_with("*/") || lines[0].contains("/*"), "{lines:?}");
    let (lines, _) = practices(PolicyId::Hes2018, share(), &[of(97, 100), of(50, 90), of(60, 90)]);
    assert_eq!(lines, ["95/100 *", "50/90 56", "60/90 67", "205/280 73"]);
}

#[test]
fn midpoints_need_stars_only_where_they_would_add_up() {
    let (lines, _) = practices(PolicyId::Midpoint6, counted(), &[count(1), count(4), count(7)]);
    assert_eq!(lines, ["3", "3", "9", "9"]);
    // Six ones are the only six counts from 1 to 6 that make 6, and 6 is shown as 1 to 6 are.
    let ones = vec![count(1); 6];
    let (lines, _) = practices(PolicyId::Midpoint6, counted(), &ones);
    assert_eq!(lines, ["3", "3", "3", "3", "3", "3", "*"]);
}

#[test]
fn what_was_withheld_for_a_day_stays_withheld() {
    let (_, first) = practices(PolicyId::Hes2018, counted(), &[count(5), count(12), count(23), count(60)]);
    // A month later somebody's late record makes 8 of the 5.
    let (lines, second) = again(PolicyId::Hes2018, counted(), &[count(8), count(12), count(23), count(60)], &first);
    assert_eq!(lines, ["*", "*", "25", "60", "105"]);
    assert!(second.holds(&first));
    let (lines, _) = practices(PolicyId::Hes2018, counted(), &[count(8), count(12), count(23), count(60)]);
    assert_eq!(lines, ["10", "10", "25", "60", "105"], "without the memory");
}

#[test]
fn an_exact_policy_withholds_all_of_a_column_that_was_published_before_a_count_became_small() {
    let (lines, first) = practices(PolicyId::OnsLt10, counted(), &[count(0), count(40), count(50), count(60)]);
    assert_eq!(lines, ["0", "40", "50", "60", "150"]);
    // 151 - 40 - 50 - 60, whatever other star there is.
    let (lines, _) = again(PolicyId::OnsLt10, counted(), &[count(1), count(40), count(50), count(60)], &first);
    assert_eq!(lines, ["*", "*", "*", "*", "*"]);
    let (lines, _) = practices(PolicyId::OnsLt10, counted(), &[count(1), count(40), count(50), count(60)]);
    // 40 could not be 41 if 50 were there: somebody would have to be taken from the 1.
    assert_eq!(lines, ["*", "*", "*", "60", "151"], "published for the first time");
}

#[test]
fn with_the_counts_of_the_page_before_an_exact_policy_withholds_what_subtraction_needs() {
    let before = added_up(counted(), &[count(0), count(40), count(50), count(60)]);
    let after = added_up(counted(), &[count(1), count(40), count(50), count(60)]);
    let (_, first) = disclose(&before, PolicyId::OnsLt10, &Withheld::default());
    let (published, _) = disclose_after(&after, &[&before], PolicyId::OnsLt10, &first);
    // 40 goes as the next smallest beside a lone star, and the total because 150 before would tell how many were added.
    assert_eq!(lines(&published, 4), ["*", "*", "50", "60", "*"]);
    let before = added_up(counted(), &[count(5), count(12), count(23), count(60)]);
    let after = added_up(counted(), &[count(8), count(12), count(23), count(60)]);
    let (_, first) = disclose(&before, PolicyId::Hes2018, &Withheld::default());
    let (published, second) = disclose_after(&after, &[&before], PolicyId::Hes2018, &first);
    assert_eq!(lines(&published, 4), ["*", "*", "25", "60", "105"]);
    assert_eq!(disclose_after(&after, &[&after], PolicyId::Hes2018, &second).0, published, "nothing new");
}

#[test]
fn a_running_count_that_was_small_early_in_its_quarter_is_told_when_it_has_grown() {
    let deaths = || Definition { period: Period::Quarter, ..counted() };
    let april = Figures { as_of: Day::of(2024, 4, 30), ..added_up(deaths(), &[count(2), count(1), count(2)]) };
    let june = Figures { as_of: Day::of(2024, 6, 30), ..added_up(deaths(), &[count(15), count(12), count(30)]) };
    for policy in PolicyId::ALL {
        let (early, memory) = disclose(&april, policy, &Withheld::default());
        let (late, _) = disclose_after(&june, &[&april], policy, &memory);
        // Backwards.
        let (first, memory) = disclose(&june, policy, &Withheld::default());
        let (second, _) = disclose_after(&april, &[&june], policy, &memory);
        assert_eq!(lines(&second, 3), lines(&early, 3), "{policy:?}");
        // An exact policy keeps a star for the quarter.
        if policy != PolicyId::OnsLt10 {
            assert!(lines(&first, 3).iter().all(|line| line != "*"), "{policy:?}");
            assert_eq!(lines(&late, 3), lines(&first, 3), "{policy:?}");
        }
    }
    assert_eq!(lines(&disclose(&april, PolicyId::Hes2018, &Withheld::default()).0, 3), ["*", "*", "*", "*"]);
}

#[test]
fn who_is_added_late_in_a_quarter_is_not_to_be_had_by_subtraction() {
    let deaths = || Definition { period: Period::Quarter, ..counted() };
    let month = |month, tallies: &[Tally]| Figures { as_of: Day::of(2024, month, 30), ..added_up(deaths(), tallies) };
    // One practice has nobody until June.
    let april = month(4, &[count(0), count(20), count(21)]);
    let june = month(6, &[count(3), count(20), count(23)]);
    for policy in PolicyId::ALL.into_iter().filter(|&policy| policy != PolicyId::Midpoint6) {
        let (_, memory) = disclose(&april, policy, &Withheld::default());
        let (published, _) = disclose_after(&june, &[&april], policy, &memory);
        // 3 were added to nobody: neither the rest nor the total may tell how many.
        let shown = lines(&published, 3);
        assert_eq!(shown[0], "*", "{policy:?}");
        assert!(shown[1..].iter().any(|line| line == "*"), "{policy:?} {shown:?}");
    }
}

#[test]
fn two_names_of_the_same_people_have_one_face() {
    let commissioner = Place::Commissioner(OdsCode::parse(b"C001").unwrap());
    // A practice with 3 in and 9 out: somewhere above it something has to give.
    let mut figures = added_up(definition("share", Shape::Share, &["all"], &["some"]), &[of(3, 12), of(40, 40), of(0, 30)]);
    let everywhere = figures.measures[0].places[&Place::Everywhere].clone();
    figures.measures[0].places.insert(commissioner.clone(), everywhere);
    figures.relations.push(Relation { total: commissioner.clone(), parts: (0..3).map(practice).collect() });
    figures.relations.push(Relation { total: Place::Everywhere, parts: vec![commissioner.clone()] });
    // Staff at meetings are counted everywhere and of no commissioner.
    let attendance = Definition { unit: Unit::Attendance, ..definition("attendance", Shape::Share, &["expected"], &["there"]) };
    let places = BTreeMap::from([(Place::Everywhere, of(3, 4))]);
    figures.measures.push(MeasureFigures { definition: attendance.into(), places });
    assert_eq!(Same::of(&[&figures]).place(&Place::Everywhere), &commissioner);
    for policy in PolicyId::ALL {
        let (published, memory) = disclose(&figures, policy, &Withheld::default());
        assert_eq!(line(&published[0], &commissioner), line(&published[0], &Place::Everywhere), "{policy:?}");
        let page = Page::of(&figures.measures[0].definition, AS_OF);
        for cell in [Cell::Numerator, Cell::Denominator] {
            assert_eq!(memory.contains(&page, &commissioner, &cell), memory.contains(&page, &Place::Everywhere, &cell));
        }
    }
}

#[test]
fn a_star_beside_stays_when_nobody_is_left() {
    let share = || Definition { beside: Some(Beside::FirstReason), ..definition("share", Shape::Share, &["all"], &["some"]) };
    let with_reason = |missing: u64| {
        let mut figures = added_up(share(), &[of(60 - missing, 60), of(30, 80)]);
        for (place, missing) in [(practice(0), missing), (practice(1), 50), (Place::Everywhere, 50 + missing)] {
            if missing > 0 {
                figures.measures[0].places.get_mut(&place).unwrap().beside.insert("no plan".into(), Count::new(missing));
            }
        }
        figures
    };
    let (before, after) = (with_reason(4), with_reason(0));
    let (first, memory) = disclose(&before, PolicyId::Hes2018, &Withheld::default());
    assert_eq!(first[0].places[&practice(0)].beside["no plan"], Shown::Withheld);
    assert!(after.measures[0].places[&practice(0)].beside.is_empty());
    let (second, _) = disclose_after(&after, &[&before], PolicyId::Hes2018, &memory);
    assert_eq!(second[0].places[&practice(0)].beside.get("no plan"), Some(&Shown::Withheld));
}

/// 3,000 people of 6 practices in 2 networks of one commissioner; three teams, one of which looks after a few people.
#[test]
fn totals_give_way_last() {
    let mut dice = Dice::new(7);
    let practices: Vec<Place> = (0..6).map(practice).collect();
    let network = |number: u64| Place::Network(OdsCode::parse(format!("N{number:03}").as_bytes()).unwrap());
    let commissioner = Place::Commissioner(OdsCode::parse(b"C001").unwrap());
    let teams: Vec<Place> = (1..4).map(|number| Place::Team(TeamId::from(uuid::Uuid::from_u128(number)))).collect();
    let part = |total: &Place, parts: &[Place]| Relation { total: total.clone(), parts: parts.to_vec() };
    let relations = vec![
        part(&Place::Everywhere, &practices),
        part(&Place::Everywhere, &teams),
        part(&Place::Everywhere, &[network(1), network(2)]),
        part(&Place::Everywhere, std::slice::from_ref(&commissioner)),
        part(&commissioner, &practices),
        part(&network(1), &practices[..3]),
        part(&network(2), &practices[3..]),
    ];
    let mut measures: Vec<BTreeMap<Place, Tally>> = vec![BTreeMap::new(); 4];
    for person in 0..3_000 {
        let at = (person % 6) as usize;
        let team = if person < 10 { 0 } else { 1 + person % 2 };
        let places = [
            practices[at].clone(),
            network(1 + (at / 3) as u64),
            teams[team as usize].clone(),
            commissioner.clone(),
            Place::Everywhere,
        ];
        if dice.roll(100) >= 81 {
            continue;
        }
        let (plan, professional) = (dice.roll(100) < 70, dice.roll(100) < 50);
        for (measure, is) in measures.iter_mut().zip([plan && professional, plan, professional, dice.roll(100) < 1]) {
            for place in &places {
                let tally = measure.entry(place.clone()).or_default();
                tally.denominator += Count::new(1);
                tally.numerator += Count::new(u64::from(is));
            }
        }
    }
    let named: [(&str, &[&str]); 4] =
        [("both", &["plan", "professional"]), ("plan", &["plan"]), ("professional", &["professional"]), ("rare", &["some"])];
    let measures: Vec<_> =
        named.iter().zip(measures).map(|((id, tests), at)| (definition(id, Shape::Share, &["high"], tests), at)).collect();
    let figures = figures(measures, relations);
    for policy in PolicyId::ALL {
        let (published, _) = disclose(&figures, policy, &Withheld::default());
        for measure in &published {
            for (place, shown) in &measure.places {
                if matches!(place, Place::Everywhere | Place::Commissioner(_) | Place::Network(_))
                    && measure.definition.id != "rare"
                {
                    assert_ne!(shown.numerator, Shown::Withheld, "{policy:?} {place:?}");
                    assert_ne!(shown.denominator, Some(Shown::Withheld), "{policy:?} {place:?}");
                }
            }
        }
    }
}

#[test]
fn staff_are_counted_out_as_they_are() {
    let attendance = Definition { unit: Unit::Attendance, ..definition("attendance", Shape::Share, &["expected"], &["there"]) };
    let (lines, withheld) = practices(PolicyId::Hes2018, attendance.clone(), &[of(3, 4), of(12, 13)]);
    assert_eq!(lines, ["3/4 75", "12/13 92", "15/17 88"]);
    let page = Page::of(&attendance, AS_OF);
    assert_eq!(withheld.rows().collect::<Vec<_>>(), [(&page, &Place::Everywhere, &Cell::Published)]);
}
