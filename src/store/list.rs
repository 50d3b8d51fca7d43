//! MDT lists, in the database.
