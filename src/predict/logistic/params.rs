//! Options of a fit, unchecked and checked.

use linfa::ParamGuard;

/// What to do with a predictor that does not vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Constants {
    /// Refuse the fit and name the predictor.
    #[default]
    Refuse,
    /// Keep it in the model with coefficient and standard error 0, and list it in the fit.
    HoldAtZero,
}

/// Options that do not make sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidParams {
    /// Ridge must be a finite number, 0 or more.
    #[error("the ridge penalty must be a number from 0 up")]
    Ridge,
    /// Firth's correction already is a penalty.
    #[error("choose either Firth's correction or a ridge penalty, not both")]
    FirthWithRidge,
    /// Tolerance must lie between 0 and 1.
    #[error("the tolerance must lie between 0 and 1")]
    Tolerance,
    /// At least one iteration.
    #[error("the fit needs at least one iteration")]
    Iterations,
}

/// Checked options; made by [`LogisticParams`].
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticValidParams {
    pub(super) ridge: f64,
    pub(super) firth: bool,
    max_iterations: Option<usize>,
    pub(super) tolerance: f64,
    pub(super) constants: Constants,
}

/// Steps of Newton's method: more than enough unless something is wrong.
const NEWTON_STEPS: usize = 100;
/// Firth's fit takes more steps, and separated data are what it is for.
const FIRTH_STEPS: usize = 1000;

impl LogisticValidParams {
    pub(super) fn max_iterations(&self) -> usize {
        self.max_iterations.unwrap_or(if self.firth { FIRTH_STEPS } else { NEWTON_STEPS })
    }
}

/// Options of a logistic fit, to be checked with [`ParamGuard`].
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticParams(LogisticValidParams);

impl Default for LogisticParams {
    fn default() -> Self {
        Self::new()
    }
}

impl LogisticParams {
    /// Maximum likelihood, tolerance 1e-8.
    #[must_use]
    pub fn new() -> Self {
        Self(LogisticValidParams {
            ridge: 0.0,
            firth: false,
            max_iterations: None,
            tolerance: 1e-8,
            constants: Constants::Refuse,
        })
    }

    /// Ridge penalty `lambda`: maximises log-likelihood - lambda/2 x the sum of the squared coefficients of the
    /// predictors divided by their standard deviations (with n, not n - 1, below; frequency weights counted).
    /// The intercept is not penalised. In scikit-learn's terms, on standardised predictors, C = 1 / lambda.
    #[must_use]
    pub fn ridge(mut self, lambda: f64) -> Self {
        self.0.ridge = lambda;
        self
    }

    /// Firth's bias reduction: maximises log-likelihood + half the log-determinant of the information, the
    /// intercept included (Firth, Biometrika 1993;80:27; Heinze and Schemper, Statistics in Medicine 2002;21:2409).
    #[must_use]
    pub fn firth(mut self, firth: bool) -> Self {
        self.0.firth = firth;
        self
    }

    /// Most steps before the fit is given up: 100 unless set, 1000 with Firth's correction.
    #[must_use]
    pub fn max_iterations(mut self, iterations: usize) -> Self {
        self.0.max_iterations = Some(iterations);
        self
    }

    /// The fit has converged when a Newton step would change the linear predictor by no more than this, as the
    /// root mean square over rows weighted by p(1 - p).
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// What to do with a predictor that does not vary.
    #[must_use]
    pub fn constants(mut self, constants: Constants) -> Self {
        self.0.constants = constants;
        self
    }
}

impl ParamGuard for LogisticParams {
    type Checked = LogisticValidParams;
    type Error = InvalidParams;

    fn check_ref(&self) -> Result<&LogisticValidParams, InvalidParams> {
        let params = &self.0;
        if !(params.ridge.is_finite() && params.ridge >= 0.0) {
            Err(InvalidParams::Ridge)
        } else if params.firth && params.ridge > 0.0 {
            Err(InvalidParams::FirthWithRidge)
        } else if !(params.tolerance > 0.0 && params.tolerance < 1.0) {
            Err(InvalidParams::Tolerance)
        } else if params.max_iterations == Some(0) {
            Err(InvalidParams::Iterations)
        } else {
            Ok(params)
        }
    }

    fn check(self) -> Result<LogisticValidParams, InvalidParams> {
        self.check_ref()?;
        Ok(self.0)
    }
}
