//! Working days of England: weekends and bank holidays as data.
