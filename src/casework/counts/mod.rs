//! Does this person count? The first rule that fails, in words.
