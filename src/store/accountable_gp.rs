//! Accountable GPs, in the database.
