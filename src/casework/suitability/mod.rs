//! Not suitable now, with a reason and an until-date.
