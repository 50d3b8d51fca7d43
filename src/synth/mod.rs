//! A synthetic neighbourhood: people, lives, events; labelled synthetic wherever it is shown.
