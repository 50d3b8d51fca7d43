//! Objections, in the database.
