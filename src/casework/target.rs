//! The register's target and floor, in whole people.
