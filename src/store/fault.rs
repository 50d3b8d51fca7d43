//! What a database can answer besides rows. Policy: a database's own message can hold values, so it is never passed on; the code
//! and the name of the constraint are.

use crate::error::Fault;

/// A fault of the database, by what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// A rule that the database itself guards was about to be broken; names the constraint.
    #[error("the database refused the change: {0}")]
    Conflict(String),
    /// Somebody else recorded this version first.
    #[error("somebody else changed it first")]
    Raced,
    /// No room is left on the disk.
    #[error("the database has no room left on its disk; nothing was changed. Free some space and try again")]
    Full,
    /// The database is not there, or too busy.
    #[error("the database cannot be reached; nothing was changed. Try again in a moment")]
    Unavailable,
    /// The database was made by another version of the program.
    #[error("{0}")]
    Schema(String),
    /// Anything else, by code.
    #[error("the database failed: {0}")]
    Other(String),
}

/// The database has other tables than those of this version.
const LACKS_TABLES: &str = "the database lacks tables of this version of casefinder; bring them up to date with `casefinder migrate`, \
    or check --database: it may be another program's";

impl From<sqlx::Error> for StoreFault {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                let code = error.code().map(std::borrow::Cow::into_owned).unwrap_or_default();
                if error.is_unique_violation() || error.is_foreign_key_violation() || error.is_check_violation() {
                    // SQLite names table and columns, PostgreSQL the constraint; neither of these holds a value.
                    let name = error.constraint().map_or_else(|| sqlite_constraint(error.message()), str::to_owned);
                    return Self::Conflict(name);
                }
                // SQLite has one code for everything wrong with a statement, and names what is missing; PostgreSQL: undefined table, column.
                let lacks = |what: &str| error.message().starts_with(what);
                if matches!(code.as_str(), "42P01" | "42703")
                    || code == "1"
                        && (lacks("no such table")
                            || lacks("no such column")
                            || error.message().contains(" has no column named "))
                {
                    return Self::Schema(LACKS_TABLES.into());
                }
                match code.as_str() {
                    // SQLITE_FULL; PostgreSQL disk_full.
                    "13" | "53100" => Self::Full,
                    // SQLITE_BUSY, LOCKED, CANTOPEN and their extensions; PostgreSQL connection, shutdown, serialisation, deadlock, lock not
                    // available, too many connections.
                    "5" | "6" | "14" | "261" | "517" | "57P01" | "57P02" | "57P03" | "57014" | "40001" | "40P01" | "55P03"
                    | "53300" => Self::Unavailable,
                    code if code.starts_with("08") => Self::Unavailable,
                    // SQLITE_IOERR with a full disk comes as 778 (write) and 1034 (fsync) on some file systems.
                    "778" | "1034" => Self::Full,
                    code => Self::Other(format!("code {code}")),
                }
            }
            sqlx::Error::Io(error) => match error.kind() {
                std::io::ErrorKind::StorageFull => Self::Full,
                _ => Self::Unavailable,
            },
            // A connection that ends in the middle of an answer comes as a breach of the protocol.
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::BeginFailed => Self::Unavailable,
            sqlx::Error::ColumnDecode { index, .. } => Self::Other(format!("column {index} does not hold what it should")),
            sqlx::Error::Migrate(_) => Self::Schema("the database was made by another version of casefinder".into()),
            _ => Self::Other("unexpected answer".into()),
        }
    }
}

/// `UNIQUE constraint failed: case_now.person` without anything after the columns.
fn sqlite_constraint(message: &str) -> String {
    message.rsplit("failed: ").next().filter(|_| message.contains("failed: ")).unwrap_or("constraint").to_owned()
}

impl From<StoreFault> for Fault {
    fn from(fault: StoreFault) -> Self {
        Self::Database(fault.to_string())
    }
}
