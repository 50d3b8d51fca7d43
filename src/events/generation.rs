//! Replacing a store as one: a generation is written beside the one in force, then one rename puts it in its place.
//!
//! A process that dies at any point leaves `current` pointing at a whole generation; what else it left is removed by the
//! next import. The generation before the one in force is kept, so that readers stay on the one they opened.

use crate::domain::hidden_debug;
use crate::error::{Fault, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

const CURRENT: &str = "current";
const KEY: &str = "person.key";
const LOCK: &str = "lock";
const SPILL: &str = "spill";
const REJECTS: &str = "rejects.csv";

/// The secret of a store's person keys. Debug output does not show it.
pub(crate) struct Secret([u8; 32]);

hidden_debug!(Secret);

/// A store being written to, held under a lock. Dropped without [`Site::commit`], it leaves the store as it was.
#[derive(Debug)]
pub(crate) struct Site {
    store: PathBuf,
    _lock: File,
    /// Number of the generation in force.
    before: Option<u32>,
    number: u32,
    secret: Secret,
    /// What this import made of the store's own files, to be undone if it fails.
    made: Vec<PathBuf>,
    committed: bool,
}

fn name(number: u32) -> String {
    format!("gen-{number:06}")
}

fn number(name: &str) -> Option<u32> {
    name.strip_prefix("gen-").and_then(|digits| digits.parse().ok())
}

fn at<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|error| Fault::file(path, error))
}

impl Site {
    /// Takes the store's lock and clears what a killed import left.
    ///
    /// # Errors
    /// A data fault when the folder is something else, or another import is at work.
    pub(crate) fn open(store: &Path) -> Result<Self> {
        let fresh_folder = !store.exists();
        if !fresh_folder {
            refuse_other_folders(store)?;
        }
        at(store, std::fs::create_dir_all(store))?;
        let lock_path = store.join(LOCK);
        let fresh_lock = !lock_path.exists();
        let lock = at(&lock_path, OpenOptions::new().create(true).truncate(false).write(true).open(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Fault::Data(format!("{}: another import is at work; wait for it to end", store.display())));
            }
            Err(TryLockError::Error(error)) => return Err(Fault::file(&lock_path, error)),
        }
        let mut made = Vec::new();
        if fresh_folder {
            made.push(store.to_path_buf());
        }
        if fresh_lock {
            made.push(lock_path);
        }
        let before = in_force(store)?;
        let mut site = Self {
            store: store.into(),
            _lock: lock,
            before,
            number: before.unwrap_or(0) + 1,
            secret: Secret([0; 32]),
            made,
            committed: false,
        };
        site.clear(|number| number > before.unwrap_or(0))?;
        site.read_or_make_secret()?;
        for folder in [site.folder(), site.spill()] {
            at(&folder, std::fs::create_dir(&folder))?;
        }
        Ok(site)
    }

    /// The secret of the store's person keys.
    pub(crate) const fn secret(&self) -> &[u8; 32] {
        &self.secret.0
    }

    /// Whether the store had a generation in force.
    pub(crate) const fn has_earlier(&self) -> bool {
        self.before.is_some()
    }

    /// Folder of the new generation.
    pub(crate) fn folder(&self) -> PathBuf {
        self.store.join(name(self.number))
    }

    /// Folder for spilled records, gone when the import ends.
    pub(crate) fn spill(&self) -> PathBuf {
        self.store.join(SPILL)
    }

    /// The list of rejects while it is written.
    pub(crate) fn rejects(&self) -> PathBuf {
        self.spill().join(REJECTS)
    }

    /// Where the rejects of an import that was stopped are put: beside the store, which stays as it was.
    pub(crate) fn rejects_beside(&self) -> PathBuf {
        let mut name = self.store.file_name().unwrap_or_default().to_os_string();
        name.push(".rejects.csv");
        self.store.with_file_name(name)
    }

    /// Puts the new generation in force. Its files are on disk already. Gives what failed afterwards, in the tidying: the
    /// import has succeeded all the same.
    ///
    /// # Errors
    /// What failed before: the generation before stays in force.
    pub(crate) fn commit(mut self) -> Result<Option<Fault>> {
        sync_folder(&self.folder())?;
        sync_folder(&self.store)?;
        let (temporary, current) = (self.store.join("current.new"), self.store.join(CURRENT));
        write_through(&temporary, name(self.number).as_bytes())?;
        at(&current, std::fs::rename(&temporary, &current))?;
        self.committed = true;
        // From here on the new generation is in force; what follows is tidying.
        Ok(self.tidy().err())
    }

    fn tidy(&self) -> Result<()> {
        sync_folder(&self.store)?;
        let rejects = self.store.join(REJECTS);
        at(&rejects, std::fs::rename(self.rejects(), &rejects))?;
        let (now, before) = (self.number, self.before.unwrap_or(0));
        self.clear(|number| number != now && number != before)
    }

    /// Removes the spill and generations that `unwanted` names.
    fn clear(&self, unwanted: impl Fn(u32) -> bool) -> Result<()> {
        let _ = std::fs::remove_dir_all(self.spill());
        let _ = std::fs::remove_file(self.store.join("current.new"));
        for entry in at(&self.store, std::fs::read_dir(&self.store))? {
            let path = at(&self.store, entry)?.path();
            if path.file_name().and_then(|name| name.to_str()).and_then(number).is_some_and(&unwanted) {
                at(&path, std::fs::remove_dir_all(&path))?;
            }
        }
        Ok(())
    }

    /// The key is made once, at the first import, and never shown.
    fn read_or_make_secret(&mut self) -> Result<()> {
        let path = self.store.join(KEY);
        if path.exists() {
            let text = at(&path, std::fs::read_to_string(&path))?;
            let damaged = |_| Fault::file(&path, "not a person key; restore it from your backup");
            self.secret.0 = *blake3::Hash::from_hex(text.trim()).map_err(damaged)?.as_bytes();
            return Ok(());
        }
        if self.before.is_some() {
            return Err(Fault::file(
                &path,
                "the key of the person keys is gone; restore it from your backup, or import into a new store",
            ));
        }
        getrandom::fill(&mut self.secret.0).map_err(|error| Fault::Internal(format!("no random numbers: {error}")))?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = at(&path, options.open(&path))?;
        let hex = blake3::Hash::from_bytes(self.secret.0).to_hex();
        at(&path, writeln!(file, "{hex}").and_then(|()| file.sync_all()))?;
        self.made.push(path);
        Ok(())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.committed {
            let _ = std::fs::remove_dir_all(self.spill());
            return;
        }
        let _ = std::fs::remove_dir_all(self.folder());
        let _ = std::fs::remove_dir_all(self.spill());
        for path in self.made.iter().rev() {
            let _ = if path.is_dir() { std::fs::remove_dir(path) } else { std::fs::remove_file(path) };
        }
    }
}

/// The generation that `current` names.
fn in_force(store: &Path) -> Result<Option<u32>> {
    let path = store.join(CURRENT);
    match std::fs::read_to_string(&path) {
        Ok(text) => match number(text.trim()) {
            Some(number) if store.join(name(number)).is_dir() => Ok(Some(number)),
            Some(number) => Err(Fault::file(
                &path,
                format!("names {}, which is not there; restore it, or write the name of a generation that is", name(number)),
            )),
            None => Err(Fault::file(&path, "names no generation; the store is damaged")),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::file(&path, error)),
    }
}

/// A folder that holds anything but a store's files is not written to.
fn refuse_other_folders(store: &Path) -> Result<()> {
    let ours = |name: &str| [CURRENT, "current.new", KEY, LOCK, SPILL, REJECTS].contains(&name) || number(name).is_some();
    for entry in at(store, std::fs::read_dir(store))? {
        let entry = at(store, entry)?;
        if !ours(&entry.file_name().to_string_lossy()) {
            return Err(Fault::Data(format!(
                "{}: this folder is not empty and not an event store; name a new folder",
                store.display()
            )));
        }
    }
    Ok(())
}

/// Writes a file and waits until it is on disk.
pub(crate) fn write_through(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = at(path, File::create(path))?;
    at(path, file.write_all(bytes).and_then(|()| file.sync_all()))
}

fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) { at(folder, File::open(folder).and_then(|folder| folder.sync_all())) } else { Ok(()) }
}
