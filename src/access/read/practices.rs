//! A practice's lists, as a caller may read them.
