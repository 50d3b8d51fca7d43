//! The accountable GP of a person: a history with one current holder.
