//! Charts as SVG: black on white, told apart by shape, with a title and a description for those who do not see them.

mod axis;
mod canvas;
mod funnel;
mod label;
mod run;

pub(in crate::report) use canvas::escaped;
pub use funnel::funnel_svg;
pub use run::run_chart_svg;
