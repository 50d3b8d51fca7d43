//! The attacker's tool: whole numbers under linear constraints, and the range of each. Nothing of the audit is used.

use super::super::made_up::Dice;
use microlp::{ComparisonOp, OptimizationDirection, Problem};

/// More than anybody counts.
const MOST: i64 = 100_000;

/// Relaxations solved before a search is given up.
const TRIES: u32 = 60;

/// What came of an attack on one puzzle.
pub(super) struct Ranges {
    pub(super) ranges: Vec<(i64, i64)>,
    pub(super) given_up: usize,
}

/// `low` <= sum of coefficient x unknown <= `high`.
#[derive(Clone)]
struct Row {
    terms: Vec<(usize, i64)>,
    low: i64,
    high: i64,
}

/// Unknowns, and what is known of them.
#[derive(Default)]
pub(super) struct Puzzle {
    low: Vec<i64>,
    high: Vec<i64>,
    rows: Vec<Row>,
}

impl Puzzle {
    pub(super) fn unknown(&mut self, low: i64, high: Option<i64>) -> usize {
        self.low.push(low);
        self.high.push(high.unwrap_or(MOST));
        self.low.len() - 1
    }

    pub(super) fn narrow(&mut self, unknown: usize, low: i64, high: Option<i64>) {
        self.low[unknown] = self.low[unknown].max(low);
        self.high[unknown] = self.high[unknown].min(high.unwrap_or(MOST));
    }

    pub(super) fn know(&mut self, terms: Vec<(usize, i64)>, low: i64, high: Option<i64>) {
        self.rows.push(Row { terms, low, high: high.unwrap_or(i64::MAX) });
    }

    /// Whether these numbers solve it.
    pub(super) fn is_solved_by(&self, numbers: &[i64]) -> bool {
        numbers.iter().zip(self.low.iter().zip(&self.high)).all(|(number, (low, high))| low <= number && number <= high)
            && self.rows.iter().all(|row| {
                let sum: i64 = row.terms.iter().map(|&(unknown, times)| times * numbers[unknown]).sum();
                row.low <= sum && sum <= row.high
            })
    }

    /// Narrows every unknown by each row alone, until nothing moves. `false` when nothing can solve it.
    fn tighten(&mut self) -> bool {
        for _ in 0..30 {
            let mut moved = false;
            for at in 0..self.rows.len() {
                let row = &self.rows[at];
                let (least, most) = self.ends(row);
                if least > row.high || most < row.low {
                    return false;
                }
                if least >= row.low && most <= row.high {
                    continue;
                }
                let mut narrowed = vec![];
                for &(unknown, times) in &row.terms {
                    let (low, high) = (self.low[unknown], self.high[unknown]);
                    // All others at their most leave at least so much, and at their least at most so much.
                    let (low, high) = if times > 0 {
                        (low.max(row.low.saturating_sub(most - high)), high.min(row.high.saturating_sub(least - low)))
                    } else {
                        (low.max(least + high - row.high.min(MOST * MOST)), high.min(most + low - row.low.max(-MOST * MOST)))
                    };
                    if low > high {
                        return false;
                    }
                    if low > self.low[unknown] || high < self.high[unknown] {
                        narrowed.push((unknown, low, high));
                    }
                }
                moved |= !narrowed.is_empty();
                for (unknown, low, high) in narrowed {
                    self.low[unknown] = low;
                    self.high[unknown] = high;
                }
            }
            if !moved {
                break;
            }
        }
        true
    }

    /// The least and the most that a row can come to.
    fn ends(&self, row: &Row) -> (i64, i64) {
        row.terms.iter().fold((0, 0), |(least, most), &(unknown, times)| {
            assert!(times.abs() == 1, "no other coefficients are needed");
            let (a, b) = (times * self.low[unknown], times * self.high[unknown]);
            (least + a.min(b), most + a.max(b))
        })
    }

    fn may_fail(&self, row: &Row) -> bool {
        let (least, most) = self.ends(row);
        least < row.low || most > row.high
    }

    /// The unknowns that rows still tie to `unknown`, and those rows; known ones are left out.
    fn island(&self, unknown: usize) -> (Vec<usize>, Vec<&Row>) {
        let rows: Vec<&Row> = self.rows.iter().filter(|row| self.may_fail(row)).collect();
        let mut rows_of: Vec<Vec<usize>> = vec![vec![]; self.low.len()];
        for (number, row) in rows.iter().enumerate() {
            for &(term, _) in &row.terms {
                rows_of[term].push(number);
            }
        }
        let (mut in_it, mut taken) = (vec![false; self.low.len()], vec![false; rows.len()]);
        let mut edge = vec![unknown];
        in_it[unknown] = true;
        while let Some(at) = edge.pop() {
            for &number in &rows_of[at] {
                if !std::mem::replace(&mut taken[number], true) {
                    for &(term, _) in &rows[number].terms {
                        if self.low[term] < self.high[term] && !std::mem::replace(&mut in_it[term], true) {
                            edge.push(term);
                        }
                    }
                }
            }
        }
        let unknowns = (0..self.low.len()).filter(|&at| in_it[at] && self.low[at] < self.high[at]).collect();
        (unknowns, rows.into_iter().zip(taken).filter(|(_, taken)| *taken).map(|(row, _)| row).collect())
    }

    /// The range of each of `wanted`: exact where it is narrower than `wide` numbers, and at least that wide elsewhere. `truth`
    /// solves it. A search that is given up counts as having found nothing, which speaks for the attacker.
    pub(super) fn ranges(mut self, truth: &[i64], wanted: &[usize], wide: i64, dice: &mut Dice) -> Ranges {
        assert!(self.is_solved_by(truth), "what the attacker knows is true");
        assert!(self.tighten() && self.is_solved_by(truth), "what follows from it is true");
        let mut found = Ranges { ranges: wanted.iter().map(|&unknown| (truth[unknown], truth[unknown])).collect(), given_up: 0 };
        for at in 0..wanted.len() {
            for up in [true, false] {
                loop {
                    let (least, most) = found.ranges[at];
                    let unknown = wanted[at];
                    if most - least + 1 >= wide || (if up { most >= self.high[unknown] } else { least <= self.low[unknown] }) {
                        break;
                    }
                    let mut beyond = Self { low: self.low.clone(), high: self.high.clone(), rows: self.rows.clone() };
                    if up {
                        beyond.low[unknown] = most + 1;
                    } else {
                        beyond.high[unknown] = least - 1;
                    }
                    let mut tries = TRIES;
                    match beyond.search(truth, unknown, &mut tries, dice) {
                        Some(numbers) => {
                            for (range, &unknown) in found.ranges.iter_mut().zip(wanted) {
                                *range = (range.0.min(numbers[unknown]), range.1.max(numbers[unknown]));
                            }
                        }
                        None => {
                            found.given_up += usize::from(tries == 0);
                            break;
                        }
                    }
                }
            }
        }
        found
    }

    /// Branch and bound: whole numbers that solve it, where `unknown` is no longer what it was.
    fn search(mut self, truth: &[i64], unknown: usize, tries: &mut u32, dice: &mut Dice) -> Option<Vec<i64>> {
        if *tries == 0 || !self.tighten() {
            return None;
        }
        *tries -= 1;
        let (unknowns, rows) = self.island(unknown);
        // The solver is young: it is asked again before it is believed that there is nothing, most of all at the start.
        let times = if *tries == TRIES - 1 { 12 } else { 3 };
        let guess = (0..times).find_map(|_| self.relaxed(&unknowns, &rows, dice))?;
        let mut numbers = truth.to_vec();
        for (number, (&low, &high)) in numbers.iter_mut().zip(self.low.iter().zip(&self.high)) {
            *number = (*number).clamp(low, high);
        }
        for (&at, number) in unknowns.iter().zip(&guess) {
            numbers[at] = number.round() as i64;
        }
        // Whatever the solver did with its fractions: only what solves the puzzle exactly counts.
        if self.is_solved_by(&numbers) {
            return Some(numbers);
        }
        let fraction = |number: f64| (number - number.round()).abs();
        let (&branch, &at) = unknowns.iter().zip(&guess).max_by(|a, b| fraction(*a.1).total_cmp(&fraction(*b.1)))?;
        let below = at.floor() as i64;
        let mut halves = [(self.low[branch], below), (below + 1, self.high[branch])];
        if at - at.floor() > 0.5 {
            halves.reverse();
        }
        halves.into_iter().find_map(|(low, high)| {
            let mut half = Self { low: self.low.clone(), high: self.high.clone(), rows: self.rows.clone() };
            half.low[branch] = low;
            half.high[branch] = high;
            (low <= high).then(|| half.search(truth, unknown, tries, dice)).flatten()
        })
    }

    /// Numbers, not all whole, that solve the rows of an island: a corner of what is possible, at random.
    fn relaxed(&self, unknowns: &[usize], rows: &[&Row], dice: &mut Dice) -> Option<Vec<f64>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables = vec![None; self.low.len()];
        for &at in unknowns {
            let weight = 1.0 + dice.roll(100) as f64 / 100.0;
            let weight = if dice.roll(2) == 0 { weight } else { -weight };
            // Measured from the lower end.
            variables[at] = Some(problem.add_var(weight, (0.0, (self.high[at] - self.low[at]) as f64)));
        }
        for row in rows {
            let mut terms = vec![];
            let mut start = 0;
            for &(unknown, times) in &row.terms {
                start += times * self.low[unknown];
                terms.extend(variables[unknown].map(|variable| (variable, times as f64)));
            }
            let (low, high) = (row.low - start, row.high.saturating_sub(start));
            if row.low == row.high {
                problem.add_constraint(&terms[..], ComparisonOp::Eq, low as f64);
                continue;
            }
            problem.add_constraint(&terms[..], ComparisonOp::Ge, low as f64);
            if high < MOST {
                problem.add_constraint(&terms[..], ComparisonOp::Le, high as f64);
            }
        }
        let solution = problem.solve().ok()?;
        Some(
            unknowns
                .iter()
                .map(|&at| variables[at].map_or(0.0, |variable| *solution.var_value(variable)) + self.low[at] as f64)
                .collect(),
        )
    }
}
