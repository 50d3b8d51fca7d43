//! Accountable GPs, as a caller may read them.
