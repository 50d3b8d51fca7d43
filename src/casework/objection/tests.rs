//! The rules, by name and by chance.
