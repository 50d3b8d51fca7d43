//! Caseloads, as a caller may read them.
