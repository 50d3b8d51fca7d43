//! Meetings, as a caller may read them.
