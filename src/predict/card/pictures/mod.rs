//! Pictures of a card as SVG, drawn by hand: lines are named where they run, so no legend and no colour is needed to
//! read them; colours come from the page's style sheet.

mod calibration;
mod decision_curve;
mod lift;
mod plot;
mod precision_recall;
mod roc;

pub(super) use calibration::{calibration, calibration_of_most};
pub(super) use decision_curve::decision_curve;
pub(super) use lift::lift;
pub(super) use precision_recall::precision_recall;
pub(super) use roc::roc;
