//! MDT lists: who a team is to discuss, and why each is on it.
