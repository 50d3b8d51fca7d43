//! Objections recorded at the door.
