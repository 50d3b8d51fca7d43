//! A hospital stay, from admission to discharge, and the clock that a discharge starts.
