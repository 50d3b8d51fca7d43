//! Disclosure is attacked, not assumed. A reader who knows the policy, how places add up, and which measures are parts of which,
//! holds everything published of two months - the first also as it was published again with the second, after late records - and
//! works out the range of every withheld count by integer programming.
//!
//! ```text
//! NEIGHBOURHOODS=1000 cargo test --release --lib attack -- --nocapture
//! ```

mod people;
mod puzzle;

use super::made_up::Dice;
use crate::measures::disclosure::{Withheld, disclose};
use crate::measures::published::{PolicyId, PublishedMeasure, Shown, ShownShare, ShownTally};
use crate::measures::{Figures, Place};
use people::{MEASURES, Neighbourhood, Sort};
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

/// One publication: figures, and what was printed of them.
struct Paper {
    figures: Figures,
    printed: Vec<PublishedMeasure>,
    again: bool,
}

/// The three publications under a policy.
fn papers(neighbourhood: &Neighbourhood, policy: PolicyId) -> [Paper; 3] {
    let mut memory = Withheld::default();
    [(0, false, false), (0, true, true), (1, true, false)].map(|(month, late, again)| {
        let figures = neighbourhood.figures(month, late);
        let (printed, withheld) = disclose(&figures, policy, &memory);
        memory.extend(withheld);
        Paper { figures, printed, again }
    })
}

/// The same with the policy switched off: small counts are withheld, and that is all.
fn papers_without(neighbourhood: &Neighbourhood, policy: PolicyId) -> [Paper; 3] {
    [(0, false, false), (0, true, true), (1, true, false)].map(|(month, late, again)| {
        let figures = neighbourhood.figures(month, late);
        let show = |count: u64| match (1..=most_small(policy) as u64).contains(&count) {
            true => Shown::Withheld,
            false => Shown::Number(count),
        };
        let printed = figures.measures.iter().map(|measure| PublishedMeasure {
            definition: measure.definition.clone(),
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
        Paper { figures, printed, again }
    })
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
}

impl Attack {
    fn unknown(&mut self, paper: usize, sort: Sort, place: &Place, truth: u64) -> usize {
        // Lists are not corrected: who was at high risk is the same in both publications of a month.
        let paper = if paper == 1 && sort == Sort::High { 0 } else { paper };
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
        let mut attack = Self::default();
        for (number, paper) in papers.iter().enumerate() {
            attack.read_paper(number, paper, policy, star);
        }
        attack.relate_places(neighbourhood);
        attack.relate_papers();
        attack
    }

    fn read_paper(&mut self, number: usize, paper: &Paper, policy: PolicyId, star: Star) {
        for (measure, (id, numerator, denominator)) in MEASURES.into_iter().enumerate() {
            assert_eq!(paper.printed[measure].definition.id, id);
            // A running count that was withheld before is withheld whatever it is.
            let again = paper.again || (number == 2 && denominator == Sort::Deaths);
            for (place, shown) in &paper.printed[measure].places {
                let tally = &paper.figures.measures[measure].places[place];
                let n = self.unknown(number, numerator, place, tally.numerator.get());
                let d = self.unknown(number, denominator, place, tally.denominator.get());
                self.read(n, shown.numerator, again, policy, star);
                let again = again && denominator != Sort::High || number == 1;
                self.read(d, shown.denominator.unwrap(), again, policy, star);
                self.read_share(n, d, shown, policy, star);
            }
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

    fn unknown_at(&self, paper: usize, sort: Sort, place: &Place) -> Option<usize> {
        let paper = if paper == 1 && sort == Sort::High { 0 } else { paper };
        self.at.get(&(paper, sort, place.clone())).copied()
    }

    /// A percentage is made of what is printed beside it: it tells by its absence alone.
    fn read_share(&mut self, n: usize, d: usize, shown: &ShownTally, policy: PolicyId, star: Star) {
        let most = most_small(policy);
        let difference = self.truth[d] - self.truth[n];
        let both = shown.numerator != Shown::Withheld && shown.denominator != Some(Shown::Withheld);
        let (low, high) = match shown.share {
            _ if star == Star::Small || policy == PolicyId::Midpoint6 || !both => (0, None),
            Some(ShownShare::Withheld) => (1, Some(most)),
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
        let sorts = [Sort::High, Sort::Plan, Sort::Professional, Sort::Both, Sort::Deaths, Sort::InHospital];
        for paper in 0..3 {
            for sort in sorts {
                if paper == 1 && sort == Sort::High {
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
                (_, Sort::High) => None,
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

fn attack(policy: PolicyId, star: Star, off: bool, read: usize) -> Score {
    let mut score = Score::default();
    for seed in 0..neighbourhoods() {
        let mut dice = Dice::new(seed + 1);
        let neighbourhood = Neighbourhood::made_up(&mut dice);
        let papers = if off { papers_without(&neighbourhood, policy) } else { papers(&neighbourhood, policy) };
        let told = Attack::of(&neighbourhood, &papers[..read], policy, star).run(&mut dice, &mut score);
        if !told.is_empty() && !off {
            println!("{policy:?}, {read} read: neighbourhood {seed} gave away {told:?}");
        }
    }
    score
}

const POLICIES: [PolicyId; 3] = [PolicyId::Hes2018, PolicyId::OnsLt10, PolicyId::Midpoint6];

fn report(star: Star, off: bool, read: usize) -> Vec<Score> {
    // POLICY=0, 1 or 2 attacks one alone.
    let only = std::env::var("POLICY").ok().and_then(|text| text.parse::<usize>().ok());
    let run = |policy| {
        let score = attack(policy, star, off, read);
        let how = match (off, star) {
            (true, _) => "switched off",
            (false, Star::Told) => "to a reader who was told",
            _ => "to a reader",
        };
        println!("{policy:?} {how}, of {read} publications: {score:?}");
        assert!(score.hidden > 0, "nothing was attacked");
        score
    };
    POLICIES
        .into_iter()
        .enumerate()
        .filter(|(at, _)| only.is_none_or(|only| only == *at))
        .map(|(_, policy)| run(policy))
        .collect()
}

#[test]
fn one_publication_tells_no_withheld_count() {
    for score in report(Star::Somebody, false, 1) {
        assert_eq!(score.pinned, 0);
    }
}

/// The memory holds which cells were withheld, not their counts: two pages together are not proved safe, and this measures it.
#[test]
fn three_publications_hardly_ever_tell_a_withheld_count() {
    for score in report(Star::Somebody, false, 3) {
        assert!(10 * score.broken as u64 <= neighbourhoods());
        assert!(100 * score.pinned <= score.hidden);
    }
}

/// Not a reader there is: what it would cost if somebody told which stars are small.
#[test]
fn a_reader_who_was_told_which_stars_are_small_tells_next_to_nothing() {
    for score in report(Star::Told, false, 3) {
        assert!(500 * score.pinned <= score.hidden);
    }
}

#[test]
fn the_same_attack_breaks_what_is_withheld_without_a_policy() {
    for score in report(Star::Small, true, 3) {
        assert!(10 * score.broken as u64 > 9 * neighbourhoods());
        assert!(3 * score.pinned > score.hidden);
    }
}
