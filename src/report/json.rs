//! Figures for programs.

use crate::measures::Published;
use crate::measures::definition::Definition;
use crate::measures::published::Basis;
use crate::report::header::header_of;
use crate::report::{HeaderRow, Row, Selection, rows};
use serde::Serialize;
use utoipa::ToSchema;

/// Figures with what they rest on and how they are defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// What they rest on, for programs.
    pub basis: Basis,
    /// The same in words.
    pub header: Vec<HeaderRow>,
    /// Definitions of the measures among the figures.
    pub definitions: Vec<Definition>,
    /// Figures. `*` stands for a number that is withheld.
    pub figures: Vec<Row>,
}

/// The report of a selection.
#[must_use]
pub fn json(published: &Published, selection: &Selection) -> Report {
    Report {
        basis: published.basis.clone(),
        header: header_of(published, selection),
        definitions: selection.measures(published).map(|measure| measure.definition.as_ref().clone()).collect(),
        figures: rows(published, selection),
    }
}
