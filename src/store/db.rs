//! The database: which one, and connections to it.

use crate::error::{Fault, Result};
use crate::store::StoreFault;
use crate::store::migrations::migrator;
use crate::store::opening;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// A database, open.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file. Writes go through one connection, one after the other; reads have their own and never wait for a write.
    Sqlite {
        /// Readers.
        read: SqlitePool,
        /// The writer.
        write: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// A connection to work on, whichever database it is.
#[derive(Debug)]
pub enum Conn<'c> {
    /// `SQLite`.
    Sqlite(&'c mut SqliteConnection),
    /// `PostgreSQL`.
    Postgres(&'c mut PgConnection),
}

/// A connection for reading.
#[derive(Debug)]
pub enum Reader {
    /// `SQLite`.
    Sqlite(PoolConnection<Sqlite>),
    /// `PostgreSQL`.
    Postgres(PoolConnection<Postgres>),
}

/// A transaction for writing: undone unless committed.
#[derive(Debug)]
pub enum Tx {
    /// `SQLite`, holding the one writer.
    Sqlite(Transaction<'static, Sqlite>),
    /// `PostgreSQL`.
    Postgres(Transaction<'static, Postgres>),
}

impl Reader {
    /// The connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

impl Tx {
    /// The connection.
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(tx) => Conn::Sqlite(tx),
            Self::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    /// Makes everything done in it lasting.
    ///
    /// # Errors
    /// When the database cannot; then nothing was changed.
    pub async fn commit(self) -> Result<(), StoreFault> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(StoreFault::from)
    }
}

/// How long to wait for a connection or a lock before saying that the database cannot be reached.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a connection that was not used is taken to be alive.
const TRUSTED: Duration = Duration::from_millis(50);

/// Connections to `PostgreSQL` that all threads which serve callers have together, and the most that one of them has: a request needs one.
pub const SERVING: usize = 24;
const EACH: usize = 4;

/// How long a change waits for another of the same rows: a publication holds the people it changes for some seconds. Shorter than the
/// patience of those who wait for the connection.
const LOCKED: &str = "2s";

/// Connections that read from `SQLite`. Each has a thread of its own that waits for whoever asks; with fewer, cores stand idle.
const READERS: u32 = 8;

/// Memory of each connection to `SQLite` for the pages of its file.
pub(super) const CACHE_KIB: i64 = 8192;

impl Db {
    /// Opens `url`: `sqlite://FILE` (made when absent) or `postgres://USER@HOST/DATABASE`. Migrations are not run.
    ///
    /// # Errors
    /// A usage fault for another kind of URL; a database fault that says why it cannot be opened. Neither repeats the URL, which may
    /// hold a password.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)
                .map_err(|error| opening::file(&error, None))?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // An acknowledged write is on the disk.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(PATIENCE)
                .statement_cache_capacity(500)
                // Rows come from a thread of the connection's own: a page of any list at once, without the two waiting for each other.
                .row_buffer_size(1000)
                // No memory map: each commit of another connection would make a reader map the whole file anew.
                .pragma("cache_size", format!("-{CACHE_KIB}"));
            let path = options.get_filename().to_owned();
            let cannot = |error: sqlx::Error| opening::file(&error, Some(&path));
            // When the disk is full, SQLite ends the transaction by itself, and the connection goes on believing in it: a new one then.
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .test_before_acquire(false)
                .acquire_timeout(PATIENCE * 2)
                .after_release(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }));
            let write = write.connect_with(options.clone()).await.map_err(cannot)?;
            let read = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false).acquire_timeout(PATIENCE);
            let read = read.connect_with(options.read_only(true).create_if_missing(false)).await.map_err(cannot)?;
            Ok(Self::Sqlite { read, write })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|error| opening::server(&error))?
                .application_name("casefinder")
                .statement_cache_capacity(500)
                // Our statements are few and alike for all values: planning them anew each time takes as long as running them. And all
                // are short: compiling one to machine code, which nothing keeps, takes longer than running it. What they look up is in
                // memory or on a disk without a head: an index is as good as a scan, or the few people in hospital are scanned for.
                .options([("plan_cache_mode", "force_generic_plan"), ("jit", "off"), ("random_page_cost", "1.1")]);
            let pool = PgPoolOptions::new()
                .max_connections(12)
                .acquire_timeout(PATIENCE)
                // A connection is tried when it was put back; before it is lent again, only after a while.
                .test_before_acquire(false)
                .before_acquire(|conn, lent| {
                    Box::pin(async move {
                        if lent.idle_for > TRUSTED {
                            conn.ping().await?;
                        }
                        Ok(true)
                    })
                });
            match pool.connect_with(options.clone()).await {
                Ok(pool) => Ok(Self::Postgres(pool)),
                // The pool tries until its patience ends, and does not say what stood in its way.
                Err(sqlx::Error::PoolTimedOut) => Err(opening::server(&opening::tried_once(&options).await)),
                Err(error) => Err(opening::server(&error)),
            }
        } else {
            Err(Fault::Usage("a database is sqlite://FILE or postgres://USER@HOST/DATABASE".into()))
        }
    }

    /// The same database for one of `threads` threads that each serve callers. On `PostgreSQL` it has connections of its own: an answer
    /// on a connection that was opened elsewhere wakes that other thread first, which has work of its own. To be called on the thread, of
    /// at most [`SERVING`].
    #[must_use]
    pub fn of_a_thread(&self, threads: usize) -> Self {
        match self {
            Self::Sqlite { .. } => self.clone(),
            Self::Postgres(pool) => {
                let most = (SERVING / threads.max(1)).clamp(1, EACH) as u32;
                let server = pool.connect_options().as_ref().clone().options([("lock_timeout", LOCKED)]);
                Self::Postgres(pool.options().clone().max_connections(most).connect_lazy_with(server))
            }
        }
    }

    /// Opens `url` and brings its tables up to date.
    ///
    /// # Errors
    /// As [`Db::open`]; a database fault when it was made by a later version.
    pub async fn open_current(url: &str) -> Result<Self> {
        let db = Self::open(url).await?;
        db.migrate().await?;
        Ok(db)
    }

    /// Runs the migrations that are missing.
    ///
    /// # Errors
    /// A database fault.
    pub async fn migrate(&self) -> Result<()> {
        opening::require_ours(self).await?;
        let done = match self {
            Self::Sqlite { write, .. } => migrator(self).run(write).await,
            Self::Postgres(pool) => {
                let mut conn = pool.acquire().await.map_err(StoreFault::from)?;
                let done = migrator(self).run(&mut *conn).await;
                if done.is_err() {
                    // It holds the lock on migrations still, and whoever came next would wait for ever.
                    let _ = conn.close().await;
                }
                done
            }
        };
        done.map_err(|error| Fault::Database(crate::store::migrations::in_words(&error)))
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn read(&self) -> Result<Reader, StoreFault> {
        Ok(match self {
            Self::Sqlite { read, .. } => Reader::Sqlite(read.acquire().await?),
            Self::Postgres(pool) => Reader::Postgres(pool.acquire().await?),
        })
    }

    /// A connection on which everything that is read is of one instant, that of the first statement.
    ///
    /// # Errors
    /// When there is none in time.
    pub(super) async fn snapshot(&self) -> Result<Tx, StoreFault> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?),
        })
    }

    /// Begins a change. On `SQLite` it holds the one writer from the start (`BEGIN IMMEDIATE`), so that nothing read in it can go stale.
    ///
    /// # Errors
    /// When the database cannot be reached in time.
    pub async fn begin(&self) -> Result<Tx, StoreFault> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Closes every connection; waits for what is being done.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The kind of database, for words.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// Asks the database for a sign of life.
///
/// # Errors
/// When it gives none.
pub async fn answers(conn: &mut Conn<'_>) -> Result<(), StoreFault> {
    maybe!(conn, (i64,), "SELECT seq FROM audit_head WHERE one = 1").map(drop)
}
