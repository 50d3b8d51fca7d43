//! Fits a logistic model to arrays on disk and prints how long it took: our side of `benches/compare_logistic.py`.
//!
//! `logistic_arrays DIR ROWS COLUMNS`: `DIR/x.f64` holds the matrix row by row, `DIR/y.u8` the outcomes as 0 or 1.
//! Reading is not timed; packing into a design matrix and fitting are.

use casefinder::predict::logistic::{LogisticParams, Observations};
use casefinder::predict::matrix::DesignMatrix;
use linfa::ParamGuard;
use ndarray::Array2;
use std::path::Path;
use std::time::Instant;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rows, columns] = arguments.as_slice() else { anyhow::bail!("give DIR ROWS COLUMNS") };
    let (folder, rows, columns): (&Path, usize, usize) = (folder.as_ref(), rows.parse()?, columns.parse()?);
    let cells = std::fs::read(folder.join("x.f64"))?;
    let cells: Vec<f64> = cells.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let full = Array2::from_shape_vec((rows, columns), cells)?;
    let events: Vec<bool> = std::fs::read(folder.join("y.u8"))?.into_iter().map(|byte| byte != 0).collect();
    let names: Vec<String> = (0..columns).map(|column| format!("x{column}")).collect();

    let params = LogisticParams::new().check()?;
    let mut runs = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        let matrix = DesignMatrix::from_view(names.clone(), full.view());
        let packed = start.elapsed().as_secs_f64();
        let fit = params.fit_matrix(&matrix, &Observations::new(&events))?;
        let total = start.elapsed().as_secs_f64();
        runs.push((total, packed, matrix.stored_share(), fit));
    }
    runs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (total, packed, stored, fit) = &runs[0];
    println!(
        "{}",
        serde_json::json!({
            "seconds": total, "packing_seconds": packed, "stored_share": stored, "iterations": fit.iterations,
            "log_likelihood": fit.log_likelihood, "intercept": fit.intercept, "coefficients": fit.coefficients,
            "standard_errors": fit.standard_errors(), "threads": rayon::current_num_threads(),
        })
    );
    Ok(())
}
