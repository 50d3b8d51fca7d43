//! What building features gives: one raw number a person and feature, before transforms.

use std::ops::Range;

/// Raw feature values of a run of people.
#[derive(Debug, Clone, PartialEq)]
pub struct RawBlock {
    /// Person indexes, in order.
    pub people: Range<u32>,
    /// One column a feature, in the order of the definitions; one value a person. NaN means missing
    /// (never measured, or its feed is not in the store); a count of nothing is 0.
    pub columns: Vec<Vec<f32>>,
}
