//! Lengths and checksums of a generation's files: a flipped bit, a swapped table or a file of another store must not quietly
//! change who is at risk, or put somebody who objected on a list.

use crate::error::{Fault, Result};
use crate::events::manifest::FileFacts;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// The identity file: who people are is no part of what a model is made of, and is checked when it is read.
pub(crate) const IDENTITY: &str = "identity.parquet";

/// Takes the length and checksum of a file.
pub(crate) fn facts(path: &Path) -> Result<FileFacts> {
    let fault = |error| Fault::file(path, error);
    let file = File::open(path).map_err(fault)?;
    let bytes = file.metadata().map_err(fault)?.len();
    let mut hash = blake3::Hasher::new();
    hash.update_reader(file).map_err(fault)?;
    Ok(FileFacts { bytes, blake3: hash.finalize().to_hex().to_string() })
}

/// Checks one file against its seal. A file without a seal passes: stores of before had none.
pub(crate) fn check(folder: &Path, name: &str, seals: &BTreeMap<String, FileFacts>) -> Result<()> {
    let Some(seal) = seals.get(name) else { return Ok(()) };
    let path = folder.join(name);
    if facts(&path)? == *seal {
        return Ok(());
    }
    Err(Fault::file(&path, "the store is damaged: this is not what the import wrote; restore it from a copy, or import again"))
}

/// Checks every file but the identity file.
pub(crate) fn check_all(folder: &Path, seals: &BTreeMap<String, FileFacts>) -> Result<()> {
    seals.par_iter().filter(|(name, _)| *name != IDENTITY).try_for_each(|(name, _)| check(folder, name, seals))
}
