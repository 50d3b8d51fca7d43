//! The model as linfa knows models: `Fit` on its datasets and on design matrices, `Predict` for risks.

use crate::predict::logistic::fitted::logistic;
use crate::predict::logistic::{LogisticError, LogisticFit, LogisticValidParams, Observations};
use crate::predict::matrix::DesignMatrix;
use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::{Fit, Predict, PredictInplace};
use ndarray::{Array1, ArrayBase, ArrayView1, Data, Ix2};

/// Weights of a linfa dataset are frequency weights.
fn fit<T: AsSingleTargets<Elem = bool>, R: linfa::dataset::Records>(
    params: &LogisticValidParams,
    matrix: &DesignMatrix,
    dataset: &DatasetBase<R, T>,
) -> Result<LogisticFit, LogisticError> {
    let events = dataset.as_single_targets().to_vec();
    let weights: Option<Vec<f64>> = dataset.weights().map(|weights| weights.iter().copied().map(f64::from).collect());
    params.fit_matrix(matrix, &Observations { events: &events, weights: weights.as_deref(), offset: None })
}

impl<D: Data<Elem = f64>, T: AsSingleTargets<Elem = bool>> Fit<ArrayBase<D, Ix2>, T, LogisticError> for LogisticValidParams {
    type Object = LogisticFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<LogisticFit, LogisticError> {
        let records = dataset.records().view();
        let mut names = dataset.feature_names().to_vec();
        if names.len() != records.ncols() {
            names = (0..records.ncols()).map(|column| format!("feature {column}")).collect();
        }
        let matrix = DesignMatrix::from_view(names, records);
        fit(self, &matrix, dataset)
    }
}

impl<T: AsSingleTargets<Elem = bool>> Fit<DesignMatrix, T, LogisticError> for LogisticValidParams {
    type Object = LogisticFit;

    fn fit(&self, dataset: &DatasetBase<DesignMatrix, T>) -> Result<LogisticFit, LogisticError> {
        fit(self, dataset.records(), dataset)
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for LogisticFit {
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<f64>) {
        y.assign(&x.dot(&ArrayView1::from(&self.coefficients)));
        y.mapv_inplace(|sum| logistic(self.intercept + sum));
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(x.nrows())
    }
}

impl Predict<&DesignMatrix, Array1<f64>> for LogisticFit {
    fn predict(&self, x: &DesignMatrix) -> Array1<f64> {
        Array1::from(self.risks(x))
    }
}
