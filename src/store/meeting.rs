//! Meetings, in the database.
