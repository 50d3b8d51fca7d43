//! The tables, step by step: the same numbers on both databases, by construction.

use crate::store::Db;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// A step: number, what it makes, the text for `SQLite`, the text for `PostgreSQL`.
type Step = (i64, &'static str, &'static str, &'static str);

macro_rules! step {
    ($number:literal, $name:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        )
    };
}

/// Every step. A released step never changes; what comes later is a new one.
const STEPS: &[Step] = &[
    step!(1, "0001_log"),
    step!(2, "0002_people"),
    step!(3, "0003_staff_and_teams"),
    step!(4, "0004_cases"),
    step!(5, "0005_runs_and_organisations"),
    step!(6, "0006_nominations_and_lists"),
    step!(7, "0007_named_people"),
    step!(8, "0008_plans"),
    step!(9, "0009_meetings"),
    step!(10, "0010_hospital"),
    step!(11, "0011_measures"),
    step!(12, "0012_latest_runs"),
    step!(13, "0013_referrals_and_residences"),
    step!(14, "0014_where_to_look"),
];

pub(super) fn migrator(db: &Db) -> Migrator {
    let migrations = STEPS.iter().map(|&(number, name, sqlite, postgres)| {
        let sql = match db {
            Db::Sqlite { .. } => sqlite,
            Db::Postgres(_) => postgres,
        };
        Migration::new(number, name.into(), MigrationType::Simple, sqlx::SqlStr::from_static(sql), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// What went wrong with a migration, without the database's own words.
pub(super) fn in_words(error: &MigrateError) -> String {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            "the database was made by a later version of casefinder; use that version, or another database".into()
        }
        MigrateError::VersionMismatch(number) => {
            format!("migration {number} of the database is not the one of this version of casefinder; use another database")
        }
        MigrateError::Dirty(number) => format!("migration {number} was left half done; restore the database from a backup"),
        MigrateError::ExecuteMigration(_, number) => format!("migration {number} failed; nothing of it was kept"),
        _ => "the tables cannot be brought up to date; check that the database can be written to".into(),
    }
}
