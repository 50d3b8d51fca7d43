//! Plans, as a caller may read them.
