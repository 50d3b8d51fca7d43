//! People and their risk, as a caller may read them.
