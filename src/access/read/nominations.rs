//! Nominations, as a caller may read them.
