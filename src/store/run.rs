//! Published scoring runs, in the database.
