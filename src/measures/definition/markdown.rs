//! The definitions, as a page for people.

use crate::measures::definition::{Definition, Definitions};
use std::fmt::Write as _;

/// The page of `docs/measures.md`.
#[must_use]
pub fn markdown(definitions: &Definitions) -> String {
    let mut page = String::from("# Measures\n\n");
    let _ = writeln!(page, "{} tiers", definitions.high_tiers.len());
    for definition in &definitions.measure {
        tell(&mut page, definition);
    }
    page
}

fn tell(page: &mut String, definition: &Definition) {
    let _ = writeln!(page, "\n## `{}`", definition.id);
}
