//! Practices, networks, commissioners: validity, successors.
