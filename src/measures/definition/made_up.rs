//! Definitions made up for tests.

use crate::measures::Period;
use crate::measures::definition::{Definition, Edge, Shape, Unit};

impl Definition {
    /// Of people on a day, without tests, words or targets: a test fills in what it is about.
    pub(crate) fn made_up(id: &str, shape: Shape) -> Self {
        Self {
            id: id.to_owned(),
            version: 1,
            title: id.to_owned(),
            unit: Unit::Person,
            shape,
            period: Period::Day,
            numerator_words: String::new(),
            denominator_words: String::new(),
            exclusions_words: String::new(),
            source: String::new(),
            used_from: None,
            used_until: None,
            denominator_on: Edge::Last,
            target: vec![],
            beside: None,
            denominator: vec![],
            numerator: vec![],
            warning: String::new(),
        }
    }
}
