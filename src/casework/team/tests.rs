//! Teams, by rule and by chance.
