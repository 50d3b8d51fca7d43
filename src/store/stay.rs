//! Hospital stays, in the database.
