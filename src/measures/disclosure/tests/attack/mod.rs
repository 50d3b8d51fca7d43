//! Disclosure is attacked, not assumed. A reader who knows the policy, how places add up, and which measures are parts of which,
//! holds everything published of two months, and perhaps the first as it was published again after late records, and works out the
//! range of every withheld count by integer programming.
//!
//! ```text
//! NEIGHBOURHOODS=1000 cargo test --lib disclosure::tests::attack -- --nocapture
//! ```

mod people;
mod puzzle;

use super::made_up::Dice;
use crate::domain::Day;
use crate::measures::disclosure::{Withheld, disclose_after};
use crate::measures::published::{PolicyId, PublishedMeasure, Shown, ShownShare, ShownTally};
use crate::measures::{Figures, Place};
use people::{MEASURES, Neighbourhood, Sort, beside, parts_of};
use puzzle::Puzzle;
use std::collections::BTreeMap;

/// What a reader makes of a star.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Star {
    /// It stands for somebody: for small counts, and for others that protect them.
    Somebody,
    /// The same, and somebody told which is which.
    Told,
    /// Every star is a small count.
    Small,
}

/// The largest small count.
fn most_small(policy: PolicyId) -> i64 {
    match policy {
        PolicyId::Hes2018 => 7,
        PolicyId::OnsLt10 => 9,
        PolicyId::Midpoint6 => 6,
    }
}

/// The counts that may be printed as `number`: by trying them.
fn printed_as(policy: PolicyId, number: u64, exact: bool) -> (i64, i64) {
    let number = number as i64;
    let prints = |count: i64| match policy {
        _ if exact || count == 0 => count,
        PolicyId::Hes2018 if count <= 7 => -1,
        PolicyId::Hes2018 => (f64::from(count as i32) / 5.0 + 0.5).floor() as i64 * 5,
        PolicyId::OnsLt10 if count <= 9 => -1,
        PolicyId::OnsLt10 => count,
        PolicyId::Midpoint6 => (count - 1) / 6 * 6 + 3,
    };
    let all: Vec<i64> = ((number - 10).max(0)..number + 10).filter(|&count| prints(count) == number).collect();
    (all[0], all[all.len() - 1])
}

/// What the reader holds, by [`Issue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// One month.
    Month,
    /// Two months, each as it was published at its end.
    TwoMonths,
    /// The same, and the first month as it was published again after late records.
    Again,
    /// Two months, the second published first.
    Backwards,
}

impl Held {
    const fn issues(self) -> &'static [Issue] {
        match self {
            Self::Month => &[FIRST_MONTH],
            Self::TwoMonths => &[FIRST_MONTH, SECOND_MONTH],
            Self::Again => &[FIRST_MONTH, FIRST_AGAIN, SECOND_MONTH],
            Self::Backwards => &[SECOND_MONTH, FIRST_MONTH],
        }
    }
}

/// A publication: its number, the month, and whether late records of the first month are known.
type Issue = (usize, usize, bool);
const FIRST_MONTH: Issue = (0, 0, false);
const FIRST_AGAIN: Issue = (1, 0, true);
const SECOND_MONTH: Issue = (2, 1, true);

/// One publication: figures, and what was printed of them.
struct Paper {
    number: usize,
    figures: Figures,
    printed: Vec<PublishedMeasure>,
}

/// What is published under a policy.
fn papers(neighbourhood: &Neighbourhood, policy: PolicyId, held: Held) -> Vec<Paper> {
    let mut memory = Withheld::default();
    let mut papers: Vec<Paper> = vec![];
    for &(number, month, late) in held.issues() {
        let figures = neighbourhood.figures(month, late);
        // Of each month the last publication, as the program has it.
        let beside: BTreeMap<Day, &Figures> = papers.iter().map(|paper| (paper.figures.as_of, &paper.figures)).collect();
        let beside: Vec<&Figures> = beside.into_values().collect();
        let (printed, withheld) = disclose_after(&figures, &beside, policy, &memory);
        memory.extend(withheld);
        papers.push(Paper { number, figures, printed });
    }
    papers
}

/// The same with the policy switched off: small counts are withheld, and that is all.
fn papers_without(neighbourhood: &Neighbourhood, policy: PolicyId, held: Held) -> Vec<Paper> {
    let papers = held.issues().iter().map(|&(number, month, late)| {
        let figures = neighbourhood.figures(month, late);
        let show =
            |count: u64| if (1..=most_small(policy) as u64).contains(&count) { Shown::Withheld } else { Shown::Number(count) };
        let printed = figures.measures.iter().map(|measure| PublishedMeasure {
            definition: measure.definition.clone(),
            warning: String::new(),
            days: measure.definition.period.days(figures.as_of),
            places: measure
                .places
                .iter()
                .map(|(place, tally)| {
                    let shown = ShownTally {
                        numerator: show(tally.numerator.get()),
                        denominator: Some(show(tally.denominator.get())),
                        share: Some(ShownShare::NotApplicable),
                        pending: Shown::Number(0),
                        removed: Shown::Number(0),
                        beside: BTreeMap::new(),
                        parts: BTreeMap::new(),
                    };
                    (place.clone(), shown)
                })
                .collect(),
        });
        let printed = printed.collect();
        Paper { number, figures, printed }
    });
    papers.collect()
}

/// A puzzle, its true solution, and what the attacker wants.
#[derive(Default)]
struct Attack {
    puzzle: Puzzle,
    truth: Vec<i64>,
    at: BTreeMap<(usize, Sort, Place), usize>,
    /// Withheld counts, or small ones that are rounded.
    wanted: Vec<usize>,
    /// Small differences, which no page prints.
    differences: Vec<usize>,
    in_parts: bool,
}

impl Attack {
    fn unknown(&mut self, paper: usize, sort: Sort, place: &Place, truth: u64) -> usize {
        // Lists are not corrected: who was at high risk is the same in both publications of a month.
        let paper = if paper == 1 && sort.is_listed() { 0 } else { paper };
        let key = (paper, sort, place.clone());
        if let Some(&found) = self.at.get(&key) {
            return found;
        }
        let unknown = self.puzzle.unknown(0, None);
        self.truth.push(truth as i64);
        self.at.insert(key, unknown);
        unknown
    }

    /// What the page says of one count.
    fn read(&mut self, unknown: usize, shown: Shown, again: bool, policy: PolicyId, star: Star) {
        let most = most_small(policy);
        let truth = self.truth[unknown];
        let small = (1..=most).contains(&truth);
        let (low, high) = match shown {
            Shown::Number(number) => {
                let (low, high) = printed_as(policy, number, star == Star::Small);
                (low, Some(high))
            }
            Shown::Withheld => match star {
                Star::Small => (1, Some(most)),
                Star::Told if small && policy != PolicyId::Midpoint6 => (1, Some(most)),
                _ if again => (0, None),
                Star::Told if policy != PolicyId::Midpoint6 => (most + 1, None),
                _ => (1, None),
            },
        };
        self.puzzle.narrow(unknown, low, high);
        let hidden = shown == Shown::Withheld || (policy == PolicyId::Midpoint6 && small);
        if hidden && !self.wanted.contains(&unknown) {
            self.wanted.push(unknown);
        }
    }

    fn of(neighbourhood: &Neighbourhood, papers: &[Paper], policy: PolicyId, star: Star) -> Self {
        let mut attack = Self { in_parts: neighbourhood.in_parts, ..Self::default() };
        for paper in papers {
            attack.read_paper(paper, policy, star);
        }
        attack.relate_places(neighbourhood);
        attack.relate_papers();
        attack
    }

    fn read_paper(&mut self, paper: &Paper, policy: PolicyId, star: Star) {
        let number = paper.number;
        for (measure, (id, numerator, denominator)) in MEASURES.into_iter().enumerate() {
            assert_eq!(paper.printed[measure].definition.id, id);
            // Under an exact policy a running count that was withheld before is withheld whatever it is.
            let again = number == 1 || (number == 2 && denominator == Sort::Deaths && policy == PolicyId::OnsLt10);
            for (place, shown) in &paper.printed[measure].places {
                let tally = &paper.figures.measures[measure].places[place];
                let n = self.unknown(number, numerator, place, tally.numerator.get());
                let d = self.unknown(number, denominator, place, tally.denominator.get());
                self.read(n, shown.numerator, again, policy, star);
                self.read(d, shown.denominator.unwrap(), again, policy, star);
                self.read_share(n, d, (shown.numerator, shown.denominator.unwrap(), shown.share.unwrap()), policy, star);
            }
        }
        if self.in_parts {
            self.read_parts(paper, policy, star);
        }
        let places: Vec<Place> = paper.figures.measures[0].places.keys().cloned().collect();
        for place in places {
            let at = |sort| self.unknown_at(number, sort, &place);
            let (Some(high), Some(plan), Some(professional), Some(both)) =
                (at(Sort::High), at(Sort::Plan), at(Sort::Professional), at(Sort::Both))
            else {
                continue;
            };
            // The conjunction is part of each component, and whoever has either is at high risk.
            self.puzzle.know(vec![(plan, 1), (both, -1)], 0, None);
            self.puzzle.know(vec![(professional, 1), (both, -1)], 0, None);
            self.puzzle.know(vec![(high, 1), (both, 1), (plan, -1), (professional, -1)], 0, None);
        }
    }

    /// Parts, what is told beside, and who is in neither; and how they hang together.
    fn read_parts(&mut self, paper: &Paper, policy: PolicyId, star: Star) {
        let (number, again) = (paper.number, paper.number == 1);
        for (measure, (id, numerator, denominator)) in MEASURES.into_iter().enumerate() {
            for (place, shown) in &paper.printed[measure].places {
                let tally = &paper.figures.measures[measure].places[place];
                let n = self.unknown(number, numerator, place, tally.numerator.get());
                let d = self.unknown(number, denominator, place, tally.denominator.get());
                let (mut made_of, mut out_of) = (vec![(n, -1)], vec![(d, -1)]);
                for (name, part, all) in parts_of(id) {
                    let (counted, shown) = (&tally.parts[*name], &shown.parts[*name]);
                    let part = self.unknown(number, *part, place, counted.numerator.get());
                    let all = self.unknown(number, *all, place, counted.denominator.get());
                    self.read(part, shown.numerator, again, policy, star);
                    self.read(all, shown.denominator, again, policy, star);
                    self.read_share(part, all, (shown.numerator, shown.denominator, shown.share), policy, star);
                    made_of.push((part, 1));
                    out_of.push((all, 1));
                }
                if made_of.len() > 1 {
                    self.puzzle.know(made_of, 0, Some(0));
                    self.puzzle.know(out_of, 0, Some(0));
                }
                let mut missing = vec![(d, 1), (n, -1)];
                for (name, sort) in beside(id) {
                    let told = self.unknown(number, *sort, place, tally.beside[*name].get());
                    self.read(told, shown.beside[*name], again, policy, star);
                    missing.push((told, -1));
                }
                if missing.len() > 2 {
                    // Some of the missing declined; all of the missing have a first reason.
                    self.puzzle.know(missing, 0, (id == "professional").then_some(0));
                }
                if id == "professional" {
                    let removed = self.unknown(number, Sort::Removed, place, tally.removed.get());
                    let pending = self.unknown(number, Sort::Pending, place, tally.pending.get());
                    self.read(removed, shown.removed, again, policy, star);
                    self.read(pending, shown.pending, again, policy, star);
                }
            }
        }
    }

    fn unknown_at(&self, paper: usize, sort: Sort, place: &Place) -> Option<usize> {
        let paper = if paper == 1 && sort.is_listed() { 0 } else { paper };
        self.at.get(&(paper, sort, place.clone())).copied()
    }

    /// A percentage is made of what is printed beside it: it tells by its absence alone.
    fn read_share(&mut self, n: usize, d: usize, shown: (Shown, Shown, ShownShare), policy: PolicyId, star: Star) {
        let most = most_small(policy);
        let difference = self.truth[d] - self.truth[n];
        let both = shown.0 != Shown::Withheld && shown.1 != Shown::Withheld;
        let (low, high) = match shown.2 {
            _ if star == Star::Small || policy == PolicyId::Midpoint6 || !both => (0, None),
            ShownShare::Withheld => (1, Some(most)),
            // None, or more than a few: told which.
            _ if difference == 0 => (0, Some(0)),
            _ => (most + 1, None),
        };
        let rest = self.puzzle.unknown(low, high);
        self.truth.push(difference);
        self.puzzle.know(vec![(n, 1), (rest, 1), (d, -1)], 0, Some(0));
        if (1..=most).contains(&difference) {
            self.differences.push(rest);
        }
    }

    fn relate_places(&mut self, neighbourhood: &Neighbourhood) {
        for paper in 0..3 {
            for sort in Sort::ALL {
                if paper == 1 && sort.is_listed() {
                    continue;
                }
                for relation in &neighbourhood.relations {
                    let Some(total) = self.unknown_at(paper, sort, &relation.total) else { continue };
                    let mut terms = vec![(total, -1)];
                    terms.extend(relation.parts.iter().filter_map(|part| Some((self.unknown_at(paper, sort, part)?, 1))));
                    self.puzzle.know(terms, 0, Some(0));
                }
            }
        }
    }

    /// Late records only add; and so do the months of a quarter.
    fn relate_papers(&mut self) {
        let mut rows = vec![];
        for ((paper, sort, place), &before) in &self.at {
            let after = match (paper, sort) {
                // Whoever is missing has fewer reasons later.
                (_, Sort::Declined | Sort::FirstReason | Sort::SecondReason) => None,
                (_, sort) if sort.is_listed() => None,
                (0, Sort::Deaths | Sort::InHospital) => {
                    self.unknown_at(1, *sort, place).or_else(|| self.unknown_at(2, *sort, place))
                }
                (0, _) => self.unknown_at(1, *sort, place),
                (1, Sort::Deaths | Sort::InHospital) => self.unknown_at(2, *sort, place),
                _ => None,
            };
            rows.extend(after.map(|after| vec![(after, 1), (before, -1)]));
        }
        for row in rows {
            self.puzzle.know(row, 0, None);
        }
    }

    /// Ranges of what is wanted, and of the differences.
    fn run(self, dice: &mut Dice, score: &mut Score) -> Vec<String> {
        let all: Vec<usize> = self.wanted.iter().chain(&self.differences).copied().collect();
        let mut found = self.puzzle.ranges(&self.truth, &all, 3, dice);
        let differences = found.ranges.split_off(self.wanted.len());
        let mut names = vec![];
        for (range, unknown) in found.ranges.iter().zip(&self.wanted).filter(|(range, _)| range.0 == range.1) {
            let told = self.at.iter().find(|(_, at)| *at == unknown).map(|(key, _)| key);
            names.extend(told.map(|(paper, sort, place)| format!("{} is {sort:?} at {place:?} in publication {paper}", range.0)));
        }
        score.given_up += found.given_up;
        score.add(&found.ranges, &differences);
        names
    }
}

/// What attacks came to.
#[derive(Default, Debug)]
struct Score {
    hidden: usize,
    pinned: usize,
    narrow: usize,
    differences: usize,
    differences_pinned: usize,
    broken: usize,
    given_up: usize,
}

impl Score {
    fn add(&mut self, ranges: &[(i64, i64)], differences: &[(i64, i64)]) {
        let pinned = |ranges: &[(i64, i64)]| ranges.iter().filter(|range| range.0 == range.1).count();
        self.hidden += ranges.len();
        self.pinned += pinned(ranges);
        self.narrow += ranges.iter().filter(|range| range.1 - range.0 < 2).count();
        self.differences += differences.len();
        self.differences_pinned += pinned(differences);
        self.broken += usize::from(pinned(ranges) > 0);
    }
}

fn neighbourhoods() -> u64 {
    std::env::var("NEIGHBOURHOODS").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

fn attack(policy: PolicyId, star: Star, off: bool, held: Held, in_parts: bool) -> Score {
    let mut score = Score::default();
    // Parts make a puzzle several times as large.
    let many = match star {
        _ if in_parts => neighbourhoods().div_ceil(5),
        // A share of so few that ten neighbourhoods do not tell it.
        Star::Told => neighbourhoods().max(20),
        _ => neighbourhoods(),
    };
    // ONLY=19 takes the nineteenth alone, to look at.
    let only: Option<u64> = std::env::var("ONLY").ok().and_then(|text| text.parse().ok());
    for seed in (0..many).filter(|seed| only.is_none_or(|only| only == *seed)) {
        let mut dice = Dice::new(seed + 1);
        let neighbourhood = Neighbourhood::made_up(&mut dice, in_parts);
        let papers = if off { papers_without(&neighbourhood, policy, held) } else { papers(&neighbourhood, policy, held) };
        let told = Attack::of(&neighbourhood, &papers, policy, star).run(&mut dice, &mut score);
        if !told.is_empty() && !off {
            println!("{policy:?}, {held:?}: neighbourhood {seed} gave away {told:?}");
        }
    }
    score
}

fn report(star: Star, off: bool, held: Held) -> Vec<Score> {
    report_of(star, off, held, false)
}

fn report_of(star: Star, off: bool, held: Held, in_parts: bool) -> Vec<Score> {
    // POLICY=0, 1 or 2 attacks one alone.
    let only = std::env::var("POLICY").ok().and_then(|text| text.parse::<usize>().ok());
    let run = |policy| {
        let score = attack(policy, star, off, held, in_parts);
        let how = match (off, star) {
            (true, _) => "switched off",
            (false, Star::Told) => "to a reader who was told",
            _ => "to a reader",
        };
        let of = if in_parts { " in parts" } else { "" };
        println!("{policy:?} {how}, {held:?}{of}: {score:?}");
        assert!(score.hidden > 0, "nothing was attacked");
        score
    };
    let asked = PolicyId::ALL.into_iter().enumerate().filter(|(at, _)| only.is_none_or(|only| only == *at));
    asked.map(|(_, policy)| run(policy)).collect()
}

#[test]
fn one_month_tells_no_withheld_count() {
    for score in report(Star::Somebody, false, Held::Month) {
        assert_eq!(score.pinned, 0);
    }
}

#[test]
fn two_consecutive_months_tell_no_withheld_count() {
    for score in report(Star::Somebody, false, Held::TwoMonths) {
        assert_eq!(score.pinned, 0);
    }
}

#[test]
fn two_months_published_backwards_tell_no_withheld_count() {
    for score in report(Star::Somebody, false, Held::Backwards) {
        assert_eq!(score.pinned, 0);
    }
}

#[test]
fn a_month_published_again_after_late_records_tells_no_withheld_count() {
    for score in report(Star::Somebody, false, Held::Again) {
        assert_eq!(score.pinned, 0);
    }
}

/// By age band; who declined, first reasons, who was removed, whose deadline has not passed.
#[test]
fn parts_and_what_is_told_beside_tell_no_withheld_count() {
    for score in report_of(Star::Somebody, false, Held::Month, true) {
        assert_eq!(score.pinned, 0);
    }
}

/// Reasons fall as plans are recorded late: the earlier page was printed before anybody could know. This measures it.
#[test]
#[ignore = "a measurement"]
fn parts_of_a_month_published_again() {
    let scores = report_of(Star::Somebody, false, Held::Again, true);
    assert!(scores.iter().all(|score| score.pinned < score.hidden));
}

/// Not a reader there is: what it would cost if somebody told which stars are small.
#[test]
fn a_reader_who_was_told_which_stars_are_small_tells_next_to_nothing() {
    for score in report(Star::Told, false, Held::Again) {
        assert!(500 * score.pinned <= score.hidden);
    }
}

#[test]
fn the_same_attack_breaks_two_months_without_a_policy() {
    for score in report(Star::Small, true, Held::TwoMonths) {
        assert!(10 * score.broken as u64 > 9 * neighbourhoods());
        assert!(3 * score.pinned > score.hidden);
    }
}
