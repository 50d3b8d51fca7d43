//! Nominations, in the database.
