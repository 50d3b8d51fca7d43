//! An MDT meeting: agenda, attendance, reviews, decisions.
