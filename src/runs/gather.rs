//! A whole study in memory: the columns, outcomes and groups of everyone in it, for fitting and judging.

use crate::error::Result;
use crate::features::raw::RawBlock;
use crate::predict::model::Model;
use crate::runs::cohort::LeftOutCounts;
use crate::runs::outcome::Observed;
use crate::runs::people::Groups;
use crate::runs::table::{Part, Study, add_left_out};

/// Everyone in a study, block by block in person order.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Model columns: block, column, person.
    pub blocks: Vec<Vec<Vec<f32>>>,
    /// Person indexes.
    pub people: Vec<u32>,
    /// Code ids of the practices.
    pub practices: Vec<u32>,
    /// Outcomes.
    pub observed: Vec<Observed>,
    /// Groups.
    pub groups: Vec<Groups>,
    /// Who was left out.
    pub left_out: LeftOutCounts,
}

/// Gathers a study; `keep` picks people by index, for split samples.
///
/// # Errors
/// A data fault when the store is damaged.
pub fn gather(study: &Study<'_>, keep: impl Fn(u32) -> bool + Sync, tick: impl Fn() + Sync) -> Result<Gathered> {
    let narrow = |part: Part| -> (Vec<Vec<f32>>, Vec<usize>, Part) {
        let kept: Vec<usize> = (0..part.rows.len()).filter(|&at| keep(part.people[at])).collect();
        let block = part.columns.iter().map(|column| kept.iter().map(|&at| column[part.rows[at]]).collect()).collect();
        (block, kept, Part { columns: vec![], raw: RawBlock { people: 0..0, columns: vec![] }, ..part })
    };
    let mut all = Gathered::default();
    for (block, kept, part) in study.parts(narrow, tick)? {
        all.blocks.push(block);
        all.people.extend(kept.iter().map(|&at| part.people[at]));
        all.practices.extend(kept.iter().map(|&at| part.practices[at]));
        all.observed.extend(kept.iter().map(|&at| part.observed[at]));
        all.groups.extend(kept.iter().map(|&at| part.groups[at]));
        add_left_out(&mut all.left_out, &part.left_out);
    }
    Ok(all)
}

impl Gathered {
    /// Outcomes alone.
    #[must_use]
    pub fn events(&self) -> Vec<bool> {
        self.observed.iter().map(|observed| observed.event).collect()
    }

    /// Risks of everyone by `model`, whose columns are those of the study.
    #[must_use]
    pub fn risks(&self, model: &Model) -> Vec<f64> {
        self.blocks.iter().flat_map(|block| model.risks(block, block.first().map_or(0, Vec::len))).collect()
    }

    /// A column's mean, standard deviation, and the number of people in whom it is not zero; sums go in block order.
    #[must_use]
    pub fn column_facts(&self, column: usize) -> ColumnFacts {
        let (mut sum, mut squares, mut nonzero) = (0.0, 0.0, 0);
        for &value in self.blocks.iter().flat_map(|block| &block[column]).filter(|value| **value != 0.0) {
            sum += f64::from(value);
            squares += f64::from(value) * f64::from(value);
            nonzero += 1;
        }
        let people = self.observed.len().max(1) as f64;
        let mean = sum / people;
        ColumnFacts { mean, standard_deviation: (squares / people - mean * mean).max(0.0).sqrt(), nonzero }
    }
}

/// What a model keeps of a column's distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnFacts {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, with n below.
    pub standard_deviation: f64,
    /// People in whom it is not zero.
    pub nonzero: u64,
}
