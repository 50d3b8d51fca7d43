//! What the folder says of itself: `README.txt` from the start, `synth.json` last. A folder without the second is unfinished.

use super::{Request, Summary};
use crate::error::{Fault, Result};
use std::path::Path;

pub(super) const README: &str = "README.txt";
pub(super) const COMPLETE: &str = "synth.json";
const FIRST_LINE: &str = "SYNTHETIC EXTRACT made by casefinder synth. Nobody in it exists.";

/// Whether `folder` holds an earlier extract of ours, finished or not.
pub(super) fn is_ours(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join(README)).is_ok_and(|text| text.starts_with(FIRST_LINE))
}

/// Writes the note for people.
pub(super) fn write_readme(request: &Request, folder: &Path) -> Result<()> {
    let Request { people, practices, seed, from, to, format, faults_percent } = request;
    let text = format!(
        "{FIRST_LINE}\n\n\
         version  casefinder {version}\n\
         command  casefinder synth --people {people} --practices {practices} --seed {seed} --from {from} --to {to} --format {format} --faults {faults_percent}\n\n\
         People, names, postcodes, practices, hospitals and events are simulated; the same command gives the same bytes.\n\
         NHS numbers are valid and of the range 999, never issued to anybody. Beyond some 909,000 people numbers of the ranges 998 down\n\
         to 900 follow, which are outside those issued in England but not promised to stay so: keep such an extract from real systems.\n\
         A model trained on this says nothing of real people. No care is simulated that would change what happens to anybody.\n\
         The extract is complete when {COMPLETE} is there; it is written last.\n",
        version = env!("CARGO_PKG_VERSION"),
        format = format.ending(),
    );
    let path = folder.join(README);
    std::fs::write(&path, text).map_err(|error| Fault::file(&path, error))
}

/// Writes the note for programs, under another name first: its presence says that all is written.
pub(super) fn write_complete(request: &Request, summary: &Summary, folder: &Path) -> Result<()> {
    let rows: serde_json::Map<String, serde_json::Value> =
        summary.rows.iter().map(|(table, rows)| (table.name().into(), (*rows).into())).collect();
    let text = serde_json::json!({
        "synthetic": true,
        "version": env!("CARGO_PKG_VERSION"),
        "people": request.people,
        "practices": request.practices,
        "seed": request.seed,
        "from": request.from,
        "to": request.to,
        "faults_percent": request.faults_percent,
        "rows": rows,
    });
    let (written, path) = (folder.join("synth.json.part"), folder.join(COMPLETE));
    std::fs::write(&written, format!("{text:#}\n"))
        .and_then(|()| std::fs::rename(&written, &path))
        .map_err(|error| Fault::file(&path, error))
}
