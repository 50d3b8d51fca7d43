//! Plans, in the database.
