//! A clinician puts somebody forward.
