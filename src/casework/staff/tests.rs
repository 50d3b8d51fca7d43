//! Staff, by rule and by chance.
