//! Proposals of care coordinators, in the database.
