//! `docs/data-dictionary.md` leaves nothing out.

use casefinder::events::ALL_REASONS;
use casefinder::events::extract::ExtractTable;

#[test]
fn the_data_dictionary_explains_every_reason_and_names_every_column() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/data-dictionary.md")).unwrap();
    for reason in ALL_REASONS {
        assert!(text.contains(&format!("\n| {reason} |")), "reason {reason:?}");
    }
    for table in ExtractTable::ALL {
        for column in table.columns() {
            assert!(text.contains(&format!("`{}`", column.name)), "{}.{}", table.name(), column.name);
        }
    }
}
