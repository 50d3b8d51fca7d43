//! Publishing a scoring run, in the database.
