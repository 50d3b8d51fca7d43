//! What a row of the risk list says.

use crate::domain::PersonKey;
use crate::domain::hidden_debug;
use crate::error::Result;
use crate::events::identity::Identity;
use crate::events::store::Store;
use crate::predict::explain::words;
use crate::predict::model::Model;
use crate::runs::score::{REASONS, ScoreRun};
use crate::stratify::rank::{ADULT_AGE, Ranked};
use std::borrow::Cow;

hidden_debug!(Cell<'_>);

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Number,
    Date,
}

/// A cell of the list.
#[derive(Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    Whole(u64),
    Number(f64),
    Date(crate::domain::Day),
    Empty,
}

/// Everything a row is made of.
pub(super) struct Rows<'a> {
    pub(super) store: &'a Store,
    pub(super) model: &'a Model,
    pub(super) run: &'a ScoreRun,
    keys: Vec<PersonKey>,
    identity: Option<Vec<Identity>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(store: &'a Store, model: &'a Model, run: &'a ScoreRun, identifiable: bool) -> Result<Self> {
        let identity = identifiable.then(|| store.identity()).transpose()?;
        Ok(Self { store, model, run, keys: store.person_keys()?, identity })
    }

    /// Names and kinds of the columns. Identifiable ones come first, since that is what a practice looks for.
    pub(super) fn columns(&self) -> Vec<(&'static str, Kind)> {
        use Kind::{Date, Number, Text, Whole};
        let mut columns = vec![];
        if self.identity.is_some() {
            columns.extend([("nhs_number", Text), ("given_name", Text), ("family_name", Text), ("postcode", Text)]);
        }
        columns.extend([
            ("person_key", Text),
            ("practice_code", Text),
            ("risk", Number),
            ("rank", Whole),
            ("percentile", Number),
            ("tier", Text),
            ("model_id", Text),
            ("model_version", Text),
            ("index_date", Date),
            ("factor_1", Text),
            ("factor_2", Text),
            ("factor_3", Text),
            ("factor_4", Text),
            ("factor_5", Text),
            ("age_group", Text),
            ("practice_rank", Whole),
            ("data_date", Date),
            ("synthetic", Text),
        ]);
        columns
    }

    /// The cells of one person's row, in the order of [`Rows::columns`].
    pub(super) fn cells(&self, entry: &Ranked) -> Vec<Cell<'_>> {
        let scored = &self.run.scored[entry.scored as usize];
        let text = |text: &'a str| Cell::Text(Cow::Borrowed(text));
        let mut cells = Vec::with_capacity(21);
        match self.identity.as_ref().map(|people| people.get(scored.person as usize)) {
            None => {}
            Some(None) => cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]),
            Some(Some(identity)) => {
                cells.push(Cell::Text(identity.nhs_number.reveal().into()));
                let parts = [&identity.given_name, &identity.family_name, &identity.postcode];
                cells.extend(parts.map(|part| Cell::Text(no_formula(part))));
            }
        }
        cells.push(Cell::Text(self.keys[scored.person as usize].to_string().into()));
        cells.push(text(self.store.codes().get(scored.practice).1));
        cells.push(Cell::Number(scored.risk));
        cells.push(Cell::Whole(entry.rank));
        cells.push(Cell::Number(entry.percentile.get()));
        cells.push(text(self.run.tiers.name(usize::from(entry.tier))));
        cells.push(text(&self.model.id));
        cells.push(text(&self.model.version));
        cells.push(Cell::Date(self.run.index));
        let reasons: &[Option<_>; REASONS] = &self.run.reasons[entry.scored as usize];
        for reason in reasons {
            cells.push(reason.as_ref().map_or(Cell::Empty, |reason| Cell::Text(words(reason, &self.model.features).into())));
        }
        cells.push(text(if scored.age >= ADULT_AGE { "adult" } else { "child" }));
        cells.push(Cell::Whole(entry.practice_rank));
        cells.push(self.run.data_date.map_or(Cell::Empty, Cell::Date));
        // Whoever meets the list without its summary has to know as well.
        let synthetic = self.model.provenance.synthetic || self.store.manifest().synthetic;
        cells.push(text(if synthetic { "true" } else { "false" }));
        cells
    }
}

/// Text that a spreadsheet would take for a formula gets an apostrophe before it. Names come from extracts, and extracts from anywhere.
fn no_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::no_formula;

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(no_formula("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(no_formula("O'Brien-Smith"), "O'Brien-Smith");
    }
}
