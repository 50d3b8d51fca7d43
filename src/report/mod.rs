//! Figures on paper and screen: everything here is made of [`Published`](crate::measures::Published) ones, which have passed disclosure
//! control, and of nothing else. What is withheld is `*` wherever it is told, and is drawn nowhere.
//!
//! ```text
//! Published -> rows -> table | csv | xlsx | json | fhir
//! Published -> bcf (words);  Published + Trend -> html (words, tables, charts as SVG)
//! ```
//!
//! Every output begins with what the figures rest on ([`header`]). The same input gives the same bytes.

mod bcf;
mod csv;
mod fhir;
mod focus;
mod header;
mod html;
mod json;
mod rows;
mod selection;
mod svg;
mod table;
mod trend;
mod words;
mod xlsx;

pub use bcf::{Answer, Told, bcf, bcf_at};
pub use csv::csv;
pub use fhir::fhir;
pub use header::{HeaderRow, header};
pub use html::html;
pub use json::{Report, json};
pub use rows::{Kind, Row, RowTarget, rows};
pub use selection::Selection;
pub use svg::{funnel_svg, run_chart_svg};
pub use table::table;
pub use trend::{Comparator, Compared, PointTold, Series, Trend};
pub use xlsx::xlsx;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
