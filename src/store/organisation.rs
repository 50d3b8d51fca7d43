//! Organisations, in the database.
