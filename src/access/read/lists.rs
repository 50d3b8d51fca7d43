//! MDT lists, as a caller may read them.
