//! Not suitable now, in the database.
