//! Files that are there in full or not at all.

use crate::error::{Fault, Result};
use std::io::Write;
use std::path::Path;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the system's habits allow.
    Usual,
    /// Its owner alone: files that name people.
    OwnerAlone,
}

/// Writes `path` through a temporary file beside it, synced and renamed.
///
/// # Errors
/// A data fault that names the file; a [`Fault`] of `write` itself is passed on as it is.
pub fn whole_file(
    path: &Path,
    readers: Readers,
    write: impl FnOnce(&mut dyn WriteSend) -> Result<(), Box<dyn std::error::Error + Send + Sync>>,
) -> Result<()> {
    let fault = |error: &dyn std::fmt::Display| Fault::file(path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".casefinder-");
    #[cfg(unix)]
    if readers == Readers::Usual {
        use std::os::unix::fs::PermissionsExt;
        // The system's mask takes away what should not be given.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| fault(&error))?;
    write(file.as_file_mut()).map_err(|error| match error.downcast::<Fault>() {
        Ok(own) => *own,
        Err(error) => fault(&error),
    })?;
    file.as_file().sync_all().map_err(|error| fault(&error))?;
    file.persist(path).map_err(|error| fault(&error.error))?;
    Ok(())
}

/// Something to write to that threads may hand on.
pub trait WriteSend: Write + Send {}
impl<T: Write + Send> WriteSend for T {}
