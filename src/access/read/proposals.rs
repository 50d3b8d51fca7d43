//! Proposals of care coordinators, as a caller may read them.
