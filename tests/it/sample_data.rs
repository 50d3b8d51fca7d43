//! Public sample data beside the repository. Tests that use it say so and pass when it is not there.

use std::path::{Path, PathBuf};

/// The folder of a sample set, when it is there.
pub(crate) fn sample(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no sample data {name}");
    None
}
