//! Hospital events set aside, in the database.
