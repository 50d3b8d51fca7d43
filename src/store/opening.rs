//! Why a database cannot be opened, in words that say what to do. Never its address, which may hold a password.

use crate::error::Fault;
use crate::store::{Db, StoreFault};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

/// What the database itself said, by code.
fn code(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(error) => error.code().map(std::borrow::Cow::into_owned),
        _ => None,
    }
}

/// Why a file of `SQLite` cannot be opened; `None` for an address that names no file.
pub(super) fn file(error: &sqlx::Error, path: Option<&Path>) -> Fault {
    let words = match (code(error).as_deref(), path) {
        (_, None) => return Fault::Usage("the address names no file; a database is sqlite://FILE".into()),
        (Some("26"), _) => "the database file is no SQLite database; check --database",
        (Some("11" | "267"), _) => "the database file is damaged; restore it from a backup",
        (Some("5" | "6" | "261" | "517"), _) => LOCKED,
        _ if matches!(error, sqlx::Error::PoolTimedOut) => LOCKED,
        (Some("13"), _) => return StoreFault::Full.into(),
        (_, Some(path)) => in_the_way(path),
    };
    Fault::Database(words.into())
}

const LOCKED: &str = "the database file is locked by another program; end it, or wait until it has done";

/// What about a file, or where it is to be, keeps it from being opened.
fn in_the_way(path: &Path) -> &'static str {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if path.is_dir() {
        return "the address of the database is a folder; name a file in it";
    }
    if !folder.is_dir() {
        return "the folder of the database file does not exist; make it, or check --database";
    }
    let opened = std::fs::OpenOptions::new().read(true).write(true).open(path);
    match opened.map_err(|error| error.kind()) {
        Err(ErrorKind::NotFound) => {
            "the database file does not exist, and cannot be made in its folder; check who may write there"
        }
        Err(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            "the database file cannot be read and written by this user; check who may"
        }
        _ => "the database file is there and cannot be used; check who may write to its folder, and the disk",
    }
}

/// Why a server of `PostgreSQL` cannot be used.
pub(super) fn server(error: &sqlx::Error) -> Fault {
    let words = match (code(error).as_deref(), error) {
        (Some("3D000"), _) => "the database server has no database of that name; create it, or check --database",
        (Some("28P01"), _) => "the database server refused the password; check --database",
        (Some("28000"), _) => "the database server knows no such user, or lets them in from elsewhere only; check --database",
        (Some("42501"), _) => "the user may not connect to this database; grant it, or check --database",
        (Some("53300"), _) => "the database server has no connection left; end other programs, or allow it more",
        (Some("57P03"), _) => "the database server is starting or stopping; try again in a moment",
        (_, sqlx::Error::Configuration(_)) => {
            return Fault::Usage("the address of the database cannot be read; it is postgres://USER@HOST/DATABASE".into());
        }
        (_, sqlx::Error::Tls(_)) => {
            "the database server and this program do not agree on encryption; check sslmode in --database"
        }
        (_, sqlx::Error::Io(error)) => match error.kind() {
            ErrorKind::ConnectionRefused => {
                "nothing answers at the address of the database server: connection refused; check that it runs, and host and port"
            }
            ErrorKind::TimedOut => NO_ANSWER,
            ErrorKind::PermissionDenied | ErrorKind::NotFound => {
                "the socket of the database server is not there, or not for this user; check --database"
            }
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe => {
                "the database server closed the connection; check that it is PostgreSQL, and its log"
            }
            _ => "the host of the database server cannot be found or reached; check --database",
        },
        (_, sqlx::Error::PoolTimedOut) => NO_ANSWER,
        (Some(_), _) => return StoreFault::Other(format!("code {}", code(error).unwrap_or_default())).into(),
        _ => "what answers at the address of the database is no PostgreSQL server; check --database",
    };
    Fault::Database(words.into())
}

const NO_ANSWER: &str = "the database server did not answer in time; check host and port, and that nothing stands between";

/// What a single try says.
pub(super) async fn tried_once(options: &PgConnectOptions) -> sqlx::Error {
    match tokio::time::timeout(Duration::from_secs(2), options.connect()).await {
        Ok(Ok(conn)) => {
            let _ = conn.close().await;
            sqlx::Error::PoolTimedOut
        }
        Ok(Err(error)) => error,
        Err(_) => sqlx::Error::PoolTimedOut,
    }
}

/// Tables of somebody else's in the file, when none is ours.
const OTHERS: &str = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' \
    AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')";

/// Refuses a file that another program made: tables of ours in it would help nobody. A database of a server may be shared.
pub(super) async fn require_ours(db: &Db) -> Result<(), Fault> {
    if let Db::Sqlite { .. } = db {
        let mut reader = db.read().await?;
        let others = maybe!(&mut reader.conn(), (i64,), OTHERS)?;
        if others.is_some_and(|(tables,)| tables > 0) {
            return Err(Fault::Database(
                "the database file was made by another program and holds tables of its own; nothing was changed. Check --database"
                    .into(),
            ));
        }
    }
    Ok(())
}
