//! Reads: one file an aggregate. Each is filtered by relationship and audited before its answer leaves.

mod case;
