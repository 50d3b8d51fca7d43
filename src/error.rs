//! One error type for the whole engine, one exit code for each class of it.
//!
//! Policy: a message says what is wrong and what to do, names files, columns,
//! rows and rules, and never contains a cell's value or anything about a person.

use std::path::Path;

/// Something that stops a command. The variant decides the exit code.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The command line asks for something that does not make sense. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// A model design, mapping, code list or configuration is wrong. Exit code 10.
    #[error("{0}")]
    Definition(String),
    /// Input data cannot be used. Exit code 11.
    #[error("{0}")]
    Data(String),
    /// A model cannot be fitted or applied: separation, no convergence. Exit code 12.
    #[error("{0}")]
    Model(String),
    /// The caller may not do this, or there is no legal basis. Exit code 13.
    #[error("{0}")]
    Permission(String),
    /// The database refused or is not there. Exit code 14.
    #[error("{0}")]
    Database(String),
    /// A fault of this program. Exit code 70.
    #[error("{0}")]
    Internal(String),
}

/// The result of everything that can fail with a [`Fault`].
pub type Result<T, E = Fault> = std::result::Result<T, E>;

impl Fault {
    /// The process exit code that the command line promises for this class.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Definition(_) => 10,
            Self::Data(_) => 11,
            Self::Model(_) => 12,
            Self::Permission(_) => 13,
            Self::Database(_) => 14,
            Self::Internal(_) => 70,
        }
    }

    /// A file that cannot be read or written, as a data fault that names it.
    #[must_use]
    pub fn file(path: &Path, error: impl std::fmt::Display) -> Self {
        Self::Data(format!("{}: {error}", path.display()))
    }
}
