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
    // A link is followed; what is no ordinary file (a pipe, a device) is written to: neither is replaced.
    let followed = std::fs::canonicalize(path);
    let target = followed.as_deref().unwrap_or(path);
    if std::fs::metadata(target).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let mut file = std::fs::OpenOptions::new().write(true).open(target).map_err(|error| fault(&error))?;
        return write(&mut file).map_err(|error| passed_on(error, &fault));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".casefinder-");
    #[cfg(unix)]
    if readers == Readers::Usual {
        use std::os::unix::fs::PermissionsExt;
        // The system's mask takes away what should not be given.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| fault(&error))?;
    write(file.as_file_mut()).map_err(|error| passed_on(error, &fault))?;
    file.as_file().sync_all().map_err(|error| fault(&error))?;
    file.persist(target).map_err(|error| fault(&error.error))?;
    Ok(())
}

/// A fault of ours as it is, any other with the name of the file.
fn passed_on(error: Box<dyn std::error::Error + Send + Sync>, fault: &dyn Fn(&dyn std::fmt::Display) -> Fault) -> Fault {
    match error.downcast::<Fault>() {
        Ok(own) => *own,
        Err(error) => fault(&error),
    }
}

/// Something to write to that threads may hand on.
pub trait WriteSend: Write + Send {}
impl<T: Write + Send> WriteSend for T {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::FileTypeExt;

    #[test]
    fn a_link_is_followed_and_a_device_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
        std::fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        whole_file(&link, Readers::Usual, |file| Ok(file.write_all(b"new")?)).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink(), "the link is still one");
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "new");
        let pipe = Path::new("/dev/null");
        whole_file(pipe, Readers::Usual, |file| Ok(file.write_all(b"new")?)).unwrap();
        assert!(std::fs::metadata(pipe).unwrap().file_type().is_char_device());
        let full = whole_file(Path::new("/dev/full"), Readers::Usual, |file| Ok(file.write_all(b"new")?));
        assert!(full.is_err(), "no room is told");
    }
}
