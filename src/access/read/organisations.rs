//! Organisations, staff and teams, as a caller may read them.
