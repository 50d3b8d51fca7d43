//! Logistic regression by Newton's method: maximum likelihood, ridge, and Firth's bias-reduced likelihood.
//!
//! ```
//! use casefinder::predict::logistic::{LogisticParams, Observations};
//! use casefinder::predict::matrix::DesignMatrix;
//! use linfa::ParamGuard;
//! use ndarray::array;
//!
//! let matrix = DesignMatrix::from_dense(vec!["age".into()], array![[60.0], [65.0], [70.0], [75.0], [80.0], [85.0]]);
//! let events = [false, true, false, false, true, true];
//! let fit = LogisticParams::new().check()?.fit_matrix(&matrix, &Observations::new(&events))?;
//! assert!(fit.coefficients[0] > 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Inside, every column is divided by its standard deviation and dense ones are centred as well; coefficients,
//! errors and covariances are given on the scale of the data. Work goes by fixed blocks of rows whose results
//! are added in their order, so that a fit gives the same bits with any number of threads.

mod cholesky;
mod error;
mod firth;
mod fit;
mod fitted;
mod hat;
mod newton;
mod normal;
mod observations;
mod params;
mod problem;
mod scaling;
mod secant;
mod separation;
mod traits;
mod warm_start;

pub use error::{LogisticError, Separation};
pub use fitted::{LogisticFit, Method, NearCollinear, logistic};
pub use normal::two_sided_p;
pub use observations::Observations;
pub use params::{Constants, InvalidParams, LogisticParams, LogisticValidParams};

#[cfg(test)]
mod tests;
