//! Hospital stays and events set aside, as a caller may read them.
