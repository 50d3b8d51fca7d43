//! Variation between practices and over time: what is more than chance. Pure statistics on published figures alone.
//!
//! A withheld figure takes no part: it is listed, never guessed.

mod beginning;
mod binomial;
mod chance;
mod dispersion;
mod funnel;
mod limits;
mod rules;
mod run_chart;

pub use beginning::began;
pub use dispersion::Dispersion;
pub use funnel::{Funnel, FunnelUnit, LeftOut, NoFunnel, Standing, Target};
pub use limits::{ChartKind, Limits};
pub use rules::{SHIFT, Signal, TREND};
pub use run_chart::{FEWEST, Observation, RunChart, RunPoint, Stretch};

#[cfg(test)]
pub(crate) use funnel::tests::practices;
