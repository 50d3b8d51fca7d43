//! The same bits on any number of threads.

use super::{fit, names, population};
use crate::predict::logistic::{LogisticParams, Observations};
use crate::predict::matrix::DesignMatrix;

#[test]
fn threads_do_not_change_a_bit() {
    let (full, events) = population(20_000, 8, 21);
    let matrix = DesignMatrix::from_dense(names(8), full);
    for params in [LogisticParams::new(), LogisticParams::new().ridge(3.0), LogisticParams::new().firth(true)] {
        let fits: Vec<_> = [1, 2, 4]
            .into_iter()
            .map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| fit(params.clone(), &matrix, &Observations::new(&events)).unwrap())
            })
            .collect();
        for other in &fits[1..] {
            assert_eq!(other.intercept.to_bits(), fits[0].intercept.to_bits());
            assert_eq!(other.coefficients, fits[0].coefficients);
            assert_eq!(other.covariance, fits[0].covariance);
            assert_eq!(other.log_likelihood.to_bits(), fits[0].log_likelihood.to_bits());
            assert_eq!(other.iterations, fits[0].iterations);
        }
    }
}
